# ruff: noqa: E501
"""A thirteenth set of leaks that were held out: a lawyer's letters, a report to donors, subtitles, voice mail, a podcast, news,
certificates and comments, of other people; and sixty texts that give nobody away. Written after the mends of the twelfth, before
it was run once. All invented.
"""

from __future__ import annotations

from tests.publication import held_out_seventh as seventh
from tests.publication.held_out_seventh import A, C, E, H, K, N, P, T, W, X
from tests.publication.planted import Planted, born, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Залимгери Хасанбиевич Кушхабов"), (P, "+7 928 075 41 36"), (A, "г. Нальчик, ул. Чернышевского, д. 154, кв. 19"), (Kind.PLACE, "Нальчик"), (Kind.JOB, "ювелир"), (Kind.BORN, "1974-02-08"), (Kind.DATE, "2021-11-23"), (Kind.INJURY, "разрыв селезёнки")],
    "b": [(N, "Диана Казбековна Гаглоева"), (E, "d.gagloeva@studio.example"), (H, "@diana_gagl"), (W, "Школа танцев «Осетинский шёлк»"), (Kind.PLACE, "Владикавказ"), (Kind.JOB, "хореограф"), (Kind.BORN, "1993"), (Kind.FAMILY, "child")],
    "c": [(N, "Игорь Валентинович Черных"), (P, "8-342-215-67-90"), (X, "57 14 309926"), (Kind.PLACE, "Кунгур"), (Kind.JOB, "крановщик"), (Kind.DATE, "2022-03-06"), (Kind.BORN, "1980-12-01")],
    "d": [(N, "Патимат Омаровна Исрапилова"), (Kind.PLACE, "Унцукуль"), (Kind.JOB, "акушерка"), (Kind.BORN, "1969"), (Kind.FAMILY, "parent"), (W, "Унцукульская центральная районная больница"), (X, "С318ЕО05")],
    "e": [(N, "Рамиль Фанисович Гайнутдинов"), (H, "t.me/ram_gain"), (Kind.PLACE, "Альметьевск"), (Kind.JOB, "программист"), (Kind.BORN, "1999-08-15"), (K, "Тюльпан")],
    "f": [(N, "Tomasz Grabowiecki"), (P, "+48 512 330 947"), (E, "t.grabowiecki@pomoc.example"), (A, "ul. Różana 17/4, Białystok"), (Kind.JOB, "lawyer"), (Kind.PLACE, "Białystok")],
    "g": [(N, "Хава Адлановна Эскиева"), (Kind.PLACE, "Самашки"), (Kind.JOB, "учительница"), (Kind.DATE, "2016-09-19"), (Kind.FAMILY, "sibling"), (Kind.BORN, "2001"), (P, "+7 965 958-20-63")],
    "h": [(N, "Мурат Асланович Тлехурай"), (Kind.PLACE, "Адыгейск"), (Kind.JOB, "агроном"), (Kind.INJURY, "перелом голени"), (Kind.DATE, "2023-07-29"), (X, "У904ХА01"), (C, "44.88271,39.19164")],
    "i": [(N, "Rosalind Pettifer"), (P, "+44 113 496 0287"), (E, "roz.pettifer@north.example"), (W, "Calder Street Bakery"), (Kind.PLACE, "Leeds"), (Kind.JOB, "baker"), (Kind.BORN, "1963-05-21")],
    "j": [(N, "Вахтанг Нодарович Цинцадзе"), (P, "+995 551 90 28 14"), (A, "Тбилиси, ул. Палиашвили, д. 66"), (Kind.JOB, "винодел"), (Kind.PLACE, "Телави")],
    "k": [(N, "Светлана Петренко"), (X, "110-583-294 07"), (X, "2200 7008 1463 5592"), (E, "svetapetr71@box.example"), (Kind.PLACE, "Херсон"), (Kind.JOB, "фармацевт"), (Kind.BORN, "1971-01")],
    "l": [(N, "Абдурахман Магомедович Шихсаидов"), (N, "Абу Юсуф"), (Kind.PLACE, "Губден"), (Kind.JOB, "строитель"), (Kind.INJURY, "потеря слуха"), (Kind.DATE, "2018-10-30"), (X, "1-77/2019")],
    "m": [(N, "Лариса Борисовна Вольская-Рейн"), (P, "+7 (495) 608-33-71"), (H, "facebook.com/larisa.rein"), (W, "Адвокатская контора «Рейн и партнёры»")],
    "n": [(N, "Сацита Зауровна Мудаева"), (Kind.PLACE, "Цоци-Юрт"), (Kind.JOB, "продавщица"), (Kind.BORN, "2005-11-30"), (Kind.DATE, "2024-02-12"), (Kind.FAMILY, "spouse"), (T, "Свекровь прятала в кувшине медальон из Тургутлу и письма Элькхана.")],
    "o": [(N, "Артём Дёмин"), (H, "@demin.art"), (Kind.PLACE, "Сочи"), (Kind.JOB, "повар"), (Kind.BORN, "1990-06-14"), (X, "М116РР123")],
    "p": [(N, "Ахмед Бисултанович Дакаев"), (P, "+90 532 614 77 05"), (Kind.PLACE, "Анталья"), (Kind.JOB, "водитель автобуса"), (Kind.DATE, "2020-05-04"), (C, "36.91452,30.70117")],
}  # fmt: skip

LEAKING = """
lawyer, our client | Наш доверитель {a|N|Кушхабов З.Х.} с 2021 года ожидает ответа.
lawyer, in the interest of | Жалоба в интересах {g|N|Эскиевой Х. А.} направлена в суд.
lawyer, power of attorney | Доверенность выдана {c|N|Черных Игорем Валентиновичем}.
lawyer, surname that never changes | В деле {c|N|Игоря Черных} появился второй свидетель.
lawyer, Adyghe surname | Ходатайство {h|N|М. Тлехурая} отклонено.
lawyer, Adyghe surname, instrumental | Вместе с {h|N|Муратом Тлехураем} задержали двух соседей.
lawyer, Georgian surname | Господину {j|N|Вахтангу Цинцадзе} отказали во въезде.
lawyer, case number | Производство № {l|X|1-77/2019} прекращено.
lawyer, passport | документ {c|X|серия 57 14 номер 309926}
lawyer, double surname, dative | Направить адвокату {m|N|Вольской-Рейн}.
lawyer, double surname, half | Адвокат {m|N|Лариса Рейн} комментировать отказалась.
lawyer, application in English | The applicant, {l|N|Mr Abdurakhman Shikhsaidov}, lives in Gubden.
lawyer, application in English, other spelling | {l|N|A. Shihsaidov} complained under Article 3.
lawyer, alias | Известен также как {l|N|Абу-Юсуф}.
lawyer, statement of facts | {l|D|On 30 October 2018 a builder from Gubden} was beaten and lost his hearing.
lawyer, statement of facts, hurt | {l|D|Строитель из Губдена оглох на одно ухо}.
lawyer, medical | У заявителя, {a|D|ювелира из Нальчика, разрыв селезёнки}.
lawyer, medical, verb | {a|D|Нальчикскому ювелиру разорвали селезёнку}.
lawyer, arrest | {a|D|23.11.2021 в Нальчике ювелира} доставили в отдел.
donors, thanks | We thank {f|N|Tomasz Grabowiecki} for his pro bono work.
donors, thanks, given name and town | Thanks to {f|N|Tomasz}, our lawyer in Białystok.
donors, marks lost | invoice from {f|N|T. Grabowiecki}, 400 euros
donors, Russian spelling | счёт выставил {f|N|Томаш Грабовецкий}
donors, story | {n|D|A 20-year-old shop assistant from Tsotsi-Yurt} fled her husband.
donors, story, two | One of them, {d|D|a midwife from Untsukul, 57,} lost her licence.
donors, story, three | {b|D|Vladikavkaz choreographer, born in 1993,} now teaches children abroad.
donors, story, four | {e|D|a programmer of 27 from Almetyevsk}
donors, story, five | {k|D|The pharmacist from Kherson, 55,} had never travelled before.
donors, address | The flat in Białystok, {f|A|Różana 17 m. 4}, is paid until May.
donors, address, no marks | flat: {f|A|Rozana 17/4}, Bialystok
donors, address, Russian | квартира в Белостоке на {f|A|улице Ружана, 17}
donors, table | {d|N|P. Israpilova}; 1 adult; 3 nights
donors, table, Russian | {b|N|Гаглоева Д.К.}|2 чел.|Батуми
donors, card | перевод на карту {k|X|2200 7008 1463 5592}
donors, card, run together | {k|X|2200700814635592}
donors, pension | {k|X|СНИЛС 110 583 294-07}
subtitles, name | 00:01:12,400 --> 00:01:15,000¶{a|N|Залимгери}, расскажите про тот вечер.
subtitles, name over two lines | 00:03:02,000 --> 00:03:04,100¶и тогда пришла {b|N|Диана¶Гаглоева} с братом
subtitles, word over two lines | и позвонила Гагло-¶{b|N|ева}, Диана, ночью
subtitles, English | 00:07:41,120 --> 00:07:43,000¶{i|N|Rosalind}, you hid him above the bakery?
subtitles, English, short | {i|N|Roz Pettifer} laughs.
subtitles, sound | [смех] {o|N|Тёма Дёмин} опять шутит
subtitles, without ё | [голос за кадром] {o|N|Артем Демин}
subtitles, stretched | {g|N|Хаваааа}, выходи!
voice mail, number | перезвони мне: {a|P|плюс семь девятьсот двадцать восемь ноль семьдесят пять сорок один тридцать шесть}
voice mail, number, two | это восемь {g|P|девятьсот шестьдесят пять, девятьсот пятьдесят восемь, двадцать, шестьдесят три}
voice mail, number, city | в Перми {c|P|двести пятнадцать шестьдесят семь девяносто}
voice mail, number, English | it's {i|P|oh one one three, four nine six, oh two eight seven}
voice mail, number, Polish | mój numer: {f|P|512-330-947}
voice mail, number, Turkish | beni {p|P|0532 614 77 05} numarasından ara
voice mail, number, Georgian | {j|P|551-90-28-14}, это Вахо
voice mail, short name | 551…, это {j|N|Вахо Цинцадзе}
voice mail, Moscow | в Москве {m|P|608-33-71}
voice mail, car | стоим у чёрной «Лады», {h|X|у девятьсот четыре ха}
voice mail, car, figures | синяя «Камри», номер {o|X|м116рр 123 рус}
voice mail, car, partly | белая «Гранта» {d|X|С 318 ЕО}
voice mail, house | подъезжай на {a|A|Чернышевского, сто пятьдесят четыре}
voice mail, house, flat | {a|A|Чернышевского 154-19}, код от подъезда знаешь
voice mail, house, Tbilisi | это на {j|A|Палиашвили, 66}, во дворе
voice mail, house, Tbilisi, English | it's {j|A|66 Paliashvili St.}, ring twice
podcast, host | Today with us is {m|N|Larisa Volskaya-Rein}.
podcast, host, one half | Thank you, {m|N|Ms Volskaya}.
podcast, guest | I met {g|N|Khava Eskieva} in the corridor.
podcast, guest, heard | I met {g|N|Hava Eskiyeva} in the corridor.
podcast, guest, possessive | We slept at {e|N|Ramil's} mother's.
podcast, guest, Tatar surname | He was called {e|N|Gainutdinov}, from Tatarstan.
podcast, guest, Tatar surname otherwise | {e|N|Ramil Gaynutdinov} drove.
podcast, guest, nickname | {k|N|Sveta Petrenko} packed everything in an hour.
podcast, guest, place of work | above the {i|W|Calder St bakery}, on the second floor
podcast, guest, place of work, Russian | над пекарней на {i|W|Колдер-стрит}
podcast, guest, dancing | She taught at {b|W|«Осетинском шёлке»} till the last day.
podcast, guest, dancing, Latin | the {b|W|Osetinsky Shyolk} dance school
podcast, guest, hospital | из {d|W|Унцукульской ЦРБ} её уволили
podcast, guest, hospital, whole | в {d|W|Унцукульской центральной районной больнице} всё знали
podcast, guest, law firm | позвоните в {m|W|«Рейн и партнёров»}
news, agency | По данным агентства, задержан {p|N|Ахмед Дакаев}.
news, agency, Turkish | Antalya'da {p|N|Ahmet Dakayev} gözaltına alındı.
news, agency, French | {l|N|Abdourakhman Chikhsaïdov} a été condamné.
news, agency, German | Der Aktivist {e|N|Ramil Gajnutdinow} wurde freigelassen.
news, agency, driver | {p|D|Водителя автобуса задержали в Анталье 4 мая 2020 года}.
news, agency, driver, English | {p|D|a bus driver held in Antalya on 4 May 2020}
news, agency, crane | {c|D|6 марта 2022 года крановщика из Кунгура} оштрафовали.
news, agency, crane, age | {c|D|45-летний крановщик, житель Кунгура}
news, agency, agronomist | {h|D|У агронома из Адыгейска сломана голень}.
news, agency, agronomist, day | {h|D|агроном пропал 29 июля 2023 г. под Адыгейском}
news, agency, teacher | {g|D|Учительницу из Самашек увезли 19 сентября 2016 года}.
news, agency, teacher, sister | {g|D|её сестра, учительница в Самашках, 25 лет}
certificate, name in the nominative | Справка дана {d|N|Исрапиловой Патимат Омаровне} в том, что она работала.
certificate, initials | Справку получил(а) {n|N|Мудаева С.З.}
certificate, patronymic | {n|N|Сацита Зауровна} обратилась с болью
certificate, capitals | {n|N|МУДАЕВОЙ САЦИТЕ ЗАУРОВНЕ} отказать
certificate, OCR | гр-ка {n|N|Мудаевa Caцита}
certificate, OCR, figure | {e|N|Га1нутдинов} Р. Ф.
certificate, born | {n|D|Мудаева, 30 ноября 2005 г. р., с. Цоци-Юрт, продавщица}
certificate, mail | {i|E|roz.pettifer@north.example}
comment, mail | пишите: {k|E|svetapetr71 собака box точка example}
comment, mail, in a sentence | Пишите на {b|E|d.gagloeva@studio.example}.
comment, mail, split | {f|E|t.grabowiecki@¶pomoc.example}
comment, account | @{b|H|diana_gagl} держись
comment, account, link | https://www.facebook.com/{m|H|larisa.rein}/posts/12
comment, account, told | в телеграме {e|H|ram_gain}
comment, account, told, two | инста: {o|H|demin.art}
comment, account, in words | его ник {o|H|demin точка art}
comment, code name | {e|K|Тюльпан} доехал
comment, code name, instrumental | связь с {e|K|«Тюльпаном»} потеряна
comment, position | {h|C|44.8827, 39.1916} — там поле
comment, position, link | https://www.openstreetmap.example/#map=17/{p|C|36.91452/30.70117}
comment, rare thing | медальон из {n|T|Тургутлу} она носит до сих пор
comment, rare name | письма {n|T|Элькхана} сгорели
comment, surname in small letters | а что с {l|N|шихсаидовым}? жив?
comment, Latin letters | {a|N|Kushhabov} krasavchik, vystoyal
comment, hashtag | #вернитеДомой{h|N|Тлехурая}
comment, hashtag, English | #Justice4{g|N|Eskieva}
comment, diminutive | {g|N|Хавочка}, милая, мы с тобой
comment, diminutive, two | {c|N|Игорёк Черных} из нашего двора
comment, diminutive, three | {k|N|Светик Петренко}, отзовись
comment, cook | {o|D|повар из Сочи, 36 лет, родился 14 июня}
comment, zero width | {l|N|Ших\u200cсаидов} вернулся
comment, stars | {b|N|Гагл*ева} всё видела
comment, family | У {a|N|Кушхабовых} был обыск.
comment, family, English | The {p|N|Dakaevs} moved again.
comment, two surnames | {h|N|Тлехурай} и {c|N|Черных} сидели в одной камере
"""

CLEAN = """
Ювелиры выставили свои работы в музее.
Хореограф поставил новый балет.
Крановщик спустился на землю.
Акушерка приняла пятерых детей за ночь.
Программисты исправили ошибку.
Агроном осмотрел поле.
Винодел открыл бочку.
Фармацевт отпустил лекарство по рецепту.
Водитель автобуса объявил остановку.
В Нальчике прошёл митинг.
Владикавказ основан в 1784 году.
Кунгурская пещера открыта для посетителей.
В Альметьевске сорок кинотеатров не было никогда.
В Сочи прошла Олимпиада.
Анталья принимает туристов.
Херсон стоит на Днепре.
Leeds United won at home.
The baker sold forty loaves.
Białystok has a white palace.
Чернышевский написал «Что делать?».
Улица Палиашвили закрыта для машин.
Роза и тюльпан — цветы.
Тюльпаны зацвели в апреле.
Черных лебедей видели на озере.
В чёрных списках оказались три сайта.
Рейн впадает в Северное море.
Вольская область упразднена.
Осетинские пироги пекут по субботам.
Шёлк везли из Китая.
Улица Розы Люксембург длинная.
Диана, принцесса Уэльская, погибла в 1997 году.
Игорь Стравинский сочинил «Весну священную».
Князь Игорь пошёл в поход.
Светлана — баллада Жуковского.
Лариса Долина спела гимн.
Ахмед Закаев живёт в Лондоне.
Хава нагила — песня.
Демин перевал закрыт.
Diana Ross sang in Leeds.
Rosalind Franklin took the photograph.
Saint Thomas is an island.
Tomasz Morus napisał Utopię.
23 ноября прошёл снег.
6 марта начались каникулы.
30 октября — день памяти жертв репрессий.
19 сентября 2016 года в стране прошли выборы.
4 мая 2020 года ввели карантин.
29 июля 2023 года дорогу размыло.
Мне 27 лет, и я не местный.
Пятьдесят семь человек отравились.
Заводу 45 лет.
Ему дали 20 лет.
В 1993 году был кризис.
Статья 1974 года переиздана.
Голень и стопа — части ноги.
Селезёнка вырабатывает клетки крови.
Потеря слуха бывает врождённой.
Телефон полиции: 102.
Тел. для справок: 8 (495) 000-00-00.
Номер заказа 2200 уже готов.
Приказ № 57/14 отменён.
Пишите на info@court.example.
Свекровь варила варенье.
Медальон висел в витрине.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=163) for fact in (*each.told(), born(each))]


def leaking() -> list[Planted]:
    """The texts, each with the places of what gives away."""
    return seventh.leaking(LEAKING)


def clean() -> list[Planted]:
    """The texts that give nobody away."""
    return seventh.clean(CLEAN)
