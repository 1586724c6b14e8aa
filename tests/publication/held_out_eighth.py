# ruff: noqa: E501
"""An eighth set of leaks that were held out, of other people and other kinds: what offices export and paste (vCards, JSON, CSV,
markup, mail headers), what readers of pictures get wrong, relatives, more scripts, numbers of more papers; and forty texts
that give nobody away. Written after the check had been mended by the seventh, and run on it once. All people are invented.
"""

from __future__ import annotations

from tests.publication import held_out_seventh as seventh
from tests.publication.held_out_seventh import A, C, E, H, K, N, P, T, W, X
from tests.publication.planted import Planted, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Ибрагим Лечиевич Джанхотов"), (P, "+7 967 215-83-04"), (X, "112-358-134 77"), (H, "@djanhot"), (E, "i.djanhotov@postal.example")],
    "b": [(N, "Зулихан Вахаевна Селимсултанова"), (A, "с. Гехи-Чу, ул. Нурадилова, 41"), (Kind.PLACE, "Гехи-Чу"), (Kind.JOB, "швея"), (Kind.INJURY, "сотрясение мозга"), (Kind.DATE, "2018-05-09")],
    "c": [(N, "Магомед-Эмин Увайсаев"), (X, "2200 7001 4455 9183"), (P, "+7 928 640-02-19"), (Kind.DATE, "2017-02-23"), (Kind.PLACE, "Цоци-Юрт"), (Kind.JOB, "бариста")],
    "d": [(N, "Антон Вячеславович Перелыгин"), (X, "XTA21099043576182"), (W, "ООО «Грань-Сервис»"), (H, "anton.perel")],
    "e": [(N, "Светлана Дорофеева"), (P, "+7 (903) 118-42-75"), (E, "sveta-doro@box.example"), (Kind.JOB, "логопед"), (Kind.PLACE, "Ищёрская"), (Kind.FAMILY, "sibling")],
    "f": [(N, "Хазбулат Темирбиев"), (C, "43.40517,45.72288"), (T, "Прятался в кошаре у Ламашкирта, его выдал некий Гумбатыч.")],
    "g": [(N, "Petra Vandenhoeck"), (P, "+32 478 55 01 63"), (E, "p.vandenhoeck@ngo.example")],
    "h": [(N, "Бекмурза Солтаханов"), (N, "Бекки"), (K, "Маяк-2"), (X, "201408937516")],
    "i": [(N, "Виктория Шульженко"), (P, "+380 93 702 55 14"), (H, "vika_shul93")],
    "k": [(N, "Якуб Дашаев"), (X, "KZ86125KZT5004100100"), (A, "Алматы, ул. Жандосова, 58, кв. 91")],
    "l": [(N, "Рамина Азиева"), (W, "салон красоты «Шафран»"), (Kind.JOB, "массажистка"), (Kind.PLACE, "Экажево"), (Kind.INJURY, "ожог голени")],
    "m": [(N, "Тимофей Громыхалов"), (X, "Х281ОС161"), (E, "grom_tim@mail.example"), (P, "89185527730")],
    "n": [(N, "Эсет Мурадовна Бугаева"), (P, "+43 660 4417 208"), (Kind.DATE, "2021-10-31"), (Kind.PLACE, "Надтеречное"), (Kind.JOB, "фельдшер")],
    "o": [(N, "Шарпудин Ганукаев"), (T, "В подвале висел плакат «Динамо-1973», а сторожа звали Бисултыш."), (C, "42.83341,46.11290")],
    "p": [(N, "Олеся Пономарчук"), (H, "t.me/lesya_ponom"), (X, "FE 118342")],
    "q": [(N, "Руслан Хизриевич Ацаев"), (A, "г. Аргун, ул. Титова, 9, кв. 17"), (P, "8(962)6549077"), (W, "МБОУ «СОШ № 4 г. Аргун»")],
    "r": [(N, "Маргарита Львовна Звягинская"), (E, "zvyaga@letters.example"), (P, "+7 911 300 67 52")],
    "s": [(N, "Ваха Тутуханов"), (X, "С745УК06"), (Kind.JOB, "таксист"), (Kind.PLACE, "Барсуки"), (Kind.FAMILY, "spouse"), (Kind.DATE, "2020-07-14")],
}  # fmt: skip

LEAKING = r"""
vCard | BEGIN:VCARD¶N:{a|N|Джанхотов;Ибрагим};Лечиевич;;¶TEL:
vCard phone | TEL;TYPE=CELL:{a|P|+79672158304}¶END:VCARD
JSON escapes | "last": "{q|N|\u0410\u0446\u0430\u0435\u0432}", "id": 4
JSON | "phone":"{c|P|79286400219}","lang":"ce"
CSV | 17;{b|N|Селимсултанова;Зулихан};1991;да
SQL | INSERT INTO guests VALUES ('{d|N|Perelygin}', 2)
XML, parted by tags | <b>{f|N|Темир</b>биев} пришёл
HTML, a word in italics | {e|N|Светлана <i>Дорофеева</i>} молчит
Markdown | тут **{l|N|Рамина** *Азиева}* и дети
mail header, base64 | From: {m|N|=?UTF-8?B?0JPRgNC+0LzRi9GF0LDQu9C+0LI=?=} <x@y.example>
mail header, quoted | To: {p|N|=?utf-8?Q?=D0=9F=D0=BE=D0=BD=D0=BE=D0=BC=D0=B0=D1=80=D1=87=D1=83=D0=BA?=}
chat export | [14:02] {i|N|Виктория Ш.}: я выехала
log line | user={d|H|anton.perel} ip=10.0.0.3 ok
query string | ?name={e|N|%D0%94%D0%BE%D1%80%D0%BE%D1%84%D0%B5%D0%B5%D0%B2%D0%B0}&x=1
slug | /news/{h|N|bekmurza-soltahanov}-propal
BibTeX | author = {{g|N|Vandenhoeck, Petra}}
camera file | IMG_{k|N|dashaev}_0012.JPG
sheet name | лист «{n|N|Бугаева Э.М.}» скрыт
reader of pictures, rn for m | signed by Timofey {m|N|Grornykhalov}
reader of pictures, 0 for О | ПРОТОКОЛ: {a|N|ДЖАНХ0Т0В} И.Л.
reader of pictures, 6 for б | гражданин {f|N|Темир6иев}
reader of pictures, space inside | {b|N|Селимсул танова} З. В.
reader of pictures, letter lost | свидетель {r|N|Звягинска}
family, genitive plural | дом {h|N|Солтахановых} сожгли
family, brothers | братья {s|N|Тутухановы} уехали
wife of, feminine of his surname | {k|N|Дашаева} с детьми ждёт
son, Chechen order | {q|N|Ацаев Руслан Хизир кӏант}
daughter of, Turkic | {n|N|Эсет Мурад-кызы}
by father's name, plural | {q|N|Хизриевичи}, оба, на учёте
Georgian script | {c|N|უვაისაევი} მოვიდა
Armenian script | {d|N|Պերելիգին} եկավ
Arabic script | قال {k|N|يعقوب داشاييف} ذلك
Hebrew script | {r|N|זביאגינסקיה} כתבה
Greek script | ο {m|N|Γκρομιχάλοφ} είπε
Kazakh spelling | {k|N|Жақып Дашаев} келді
Ingush spelling | {s|N|Вахӏа Тутуханов} вера
Belarusian spelling | {d|N|Антон Перэлыгін} прыехаў
Serbian Latin | {a|N|Džanhotov Ibragim} je stigao
Czech, feminine | paní {e|N|Světlana Dorofejevová} čeká
Lithuanian | {d|N|Antonas Perelyginas} atvyko
Latvian | {m|N|Timofejs Gromihalovs} zvanīja
Finnish | {e|N|Svetlana Dorofejeva} odottaa
Spanish | la señora {n|N|Bugáyeva} llegó
Italian | il signor {h|N|Soltakhanov} è qui
Dutch | mevrouw {l|N|Azijeva} belt terug
English possessive, two | the {b|N|Selimsultanovas’} house
short form alone | {d|N|Антоха} всё устроит
short form, girl | позвони {e|N|Светке}, она рядом
short form, Ukrainian | {i|N|Віка Шульженко} тут
short form, English | {r|N|Rita Zvyaginskaya} edits it
what friends call | привет от {h|N|Бекки}
in quotation marks | по документам «{o|N|Ганукаев Шарпуддин}»
name of a ship of it | лодка «{p|N|Олеся Пономарчук}»
initials run on | И.Л.{a|N|Джанхотову} отказать
second letter by mistake | тов. {m|N|Громыхолов} Т.
letter doubled and case | с {r|N|Маргаритой Звягиннской}
two letters swapped, case | от {o|N|Шарпудина Гануакева}
phone, ours in groups of three | {q|P|896 265 490 77}
phone, brackets and stars | ☎ {e|P|*903*1184275*}
phone, Belgian local | GSM {g|P|0478/55.01.63}
phone, Austrian local | Handy {n|P|0660 4417208}
phone, words and figures | восемь {r|P|девятьсот одиннадцать 300 67 52}
phone, in German words | Nummer: {n|P|null sechs sechs null vier vier eins sieben zwei null acht}
phone, digit a line | {m|P|9¶1¶8¶5¶5¶2¶7¶7¶3¶0}
phone, last two hidden | {a|P|+7 967 215-83-**}
phone, first hidden | звони {i|P|**3 702 55 14}
phone, underscores | {c|P|8_928_640_02_19}
phone, href | <a href="tel:{r|P|+79113006752}">
e-mail, reversed words | {m|E|grom underscore tim at mail dot example}
e-mail, Russian letters | почта {r|E|звяга собака letters точка example}
e-mail, html entity | {e|E|sveta-doro&#64;box.example}
e-mail, line break after dot | {g|E|p.¶vandenhoeck@ngo.example}
e-mail, spaces between letters | {r|E|z v y a g a @ l e t t e r s . example}
e-mail, arrow | {a|E|i.djanhotov} → postal.example
handle, spaced out | {a|H|d j a n h o t}
handle, in brackets | (телега: {p|H|lesya_ponom})
handle, without its year | {i|H|vika_shul} (инста)
handle, words | ник {i|H|вика подчёркивание шул девяносто три}
insurance number | СНИЛС {a|X|11235813477}
bank card | карта {c|X|2200700144559183}, Тинькофф
bank card, masked | карта {c|X|2200 **** **** 9183}
vehicle number | VIN {d|X|XTA 21099 0 4357 6182}
tax number | ИНН{h|X|2014 0893 7516}
account of a bank | IBAN {k|X|KZ86 125K ZT50 0410 0100}
passport, letters apart | passport {p|X|F E 1 1 8 3 4 2}
plate, region first | 161 регион, {m|X|Х281ОС}
plate, Latin spaced | seen: {s|X|C 745 YK 06}
plate, letters as words | {s|X|эс 745 ука}
address, English order | {q|A|9 Titov Street, Argun}
address, house by letters | {b|A|Нурадилова, дом сорок один}
address, Kazakh | {k|A|Жандосов көшесі 58}, 91 пәтер
workplace, of a school | в {q|W|4-й школе Аргуна} все знают
workplace, Latin | masseuse at {l|W|Shafran}
workplace, firm | {d|W|«Гранью-Сервис»} руководил
code name, genitive | у {h|K|Маяка-2} всё тихо
rare word, dative | к {f|T|Ламашкирту} дороги нет
rare word, Latin two | a guard named {o|T|Bisultysh}
rare name, genitive | от {f|T|Гумбатыча} узнали
position, short code | {f|C|CP4F+35} рядом с трассой
position, link | https://osm.example/#map=17/{f|C|43.40517/45.72288}
position, degrees said in English | {o|C|42 degrees 50 minutes north, 46 degrees 7 minutes east}
position, decimal with letters | {o|C|42.8334°N 46.1129°E}
combination, seamstress | {b|D|швею из Гехи-Чу привезли с сотрясением}
combination, day | {c|D|На День защитника, 23 февраля 2017-го, в Цоци-Юрте баристу} забрали.
combination, English | {n|D|A paramedic in Nadterechnoye, 31 October 2021}, saw it.
combination, kin | {e|D|логопед из Ищёрской, её сестра} тоже
combination, verb | {s|D|14 июля он таксовал в Барсуках}, жена ждала.
combination, burnt | {l|D|в Экажево массажистке сожгли голень}
"""

CLEAN = """
Адвокатская палата опубликовала отчёт за третий квартал.
The committee adopted General Comment No. 36 on 30 October 2018.
В судебном заседании объявлен перерыв до 11:45.
Парламентская ассамблея приняла резолюцию 2157.
Погода в горах менялась каждый час, дорогу закрыли.
Рынок открыт с восьми утра до шести вечера.
Жалоба направлена в пяти экземплярах.
The Special Rapporteur visited in March and asked for access.
Счёт-фактура № 338 от 12.03.2020 оплачена.
Маяк построили в конце позапрошлого века.
Шафран добавляют в плов и чай.
Грань между слухом и фактом тонка.
Антон Павлович Чехов родился в Таганроге.
Победа досталась гостям, голы забили в концовке.
Маргарита Наваррская написала сборник новелл.
Света в квартире не было трое суток.
Виктория — столица Сейшельских Островов.
Руслан и Людмила — поэма, которую знают все.
Титов был вторым человеком в космосе.
Барсуки роют норы под корнями деревьев.
Таксисты бастовали два дня в августе.
Логопед советует читать вслух каждый вечер.
Швеи шили форму для олимпийской сборной.
23 февраля в стране выходной день.
On 31 October 2021 the conference opened in Glasgow.
Сотрясение почвы силой три балла отметили сейсмологи.
Ожог от борщевика заживает долго.
Петра — древний город в Иордании.
Яков и Ибрагим — имена из Писания.
Телефон доверия: 8-800-2000-122.
Номер счёта 40702810938000001234 указан в договоре.
ISO 3166-1, раздел 2, таблица 4.
Температура 43.4 и 45.7 градуса отмечена в июле.
Самолёт Ан-24 вылетел в 14:20, рейс 745.
Code review is due on 9 May, room 161.
Комната 41, этаж 9, ключ у дежурного.
Динамо выиграло кубок в 1973 году.
Книга вышла тиражом 2200 экземпляров.
На пятом километре перевернулся грузовик с яблоками.
Пономарь звонил в колокол трижды.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=131) for fact in each.told()]


def leaking() -> list[Planted]:
    """The texts, each with the places of what gives away."""
    return seventh.leaking(LEAKING)


def clean() -> list[Planted]:
    """The texts that give nobody away."""
    return seventh.clean(CLEAN)
