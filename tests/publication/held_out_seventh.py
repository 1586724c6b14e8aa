# ruff: noqa: E501
"""A seventh set of leaks that were held out, each text written by hand, without a look at the check: an invented office's
drafts, chats, captions and minutes in Russian, Chechen, English and Ukrainian, and sixty texts that give nobody away.

A line is a text: how it is hidden, then what is said. `{a|N|...}` stands around what gives `a` away; `¶` ends a line.
All people are invented.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from tests.publication.planted import Planted, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]
N, P, E, H, A, W, X, C, T, K = Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.HANDLE, Kind.ADDRESS, Kind.WORKPLACE, Kind.NUMBER, Kind.COORDINATES, Kind.WORDS, Kind.CODE_NAME  # fmt: skip
KINDS = {"N": N, "P": P, "E": E, "H": H, "A": A, "W": W, "X": X, "C": C, "T": T, "K": K, "D": Kind.PLACE}

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Тамерлан Бадуевич Горчханов"), (P, "+7 963 704-18-52"), (E, "t.gorch@post.example"), (H, "@gorch_wolf"), (A, "с. Ушкалой, ул. Подгорная, д. 7"), (X, "К417ХР95"), (X, "9609 318274")],
    "b": [(N, "Хеди Салмановна Эльбукаева"), (P, "+7 938 551 20 09"), (W, "Парикмахерская «Локон и Ко»"), (Kind.DATE, "2019-11-03"), (Kind.PLACE, "Автуры"), (Kind.JOB, "парикмахер"), (Kind.INJURY, "перелом лучевой кости")],
    "c": [(N, "Зелимхан Нажмудинович Ахъядов"), (N, "Абу Сумайя"), (P, "8 928 771-60-43"), (H, "t.me/axyad05")],
    "d": [(N, "Пётр Юрьевич Щеголихин"), (E, "petr.schegol@mail.example"), (P, "+49 1577 2093341"), (W, "типография «Оттиск-Плюс»")],
    "e": [(N, "Оксана Григорьевна Ткаченко"), (A, "г. Грозный, ул. Маяковского, д. 112, корп. 2, кв. 48")],
    "f": [(N, "Мадина Исаевна Цечоева"), (P, "+48 601 774 215"), (Kind.DATE, "2020-02-29"), (Kind.PLACE, "Серноводское"), (Kind.JOB, "медсестра"), (Kind.FAMILY, "spouse")],
    "g": [(N, "Джамалай Эдильсултанов"), (X, "Е902МТ26"), (T, "Мать сварила жижиг-галнаш, а потом пришёл сосед по прозвищу Чирикли и сел под гобеленом.")],
    "h": [(N, "Анзор Висаитович Мархиев"), (K, "Пеликан"), (E, "anzor-m88@inbox.example"), (Kind.PLACE, "Энгеной"), (Kind.JOB, "водитель"), (Kind.FAMILY, "wider_family"), (Kind.INJURY, "перелом челюсти"), (Kind.DATE, "2018-08-20")],
    "i": [(N, "Екатерина Олеговна Лебедянская"), (H, "instagram.com/katya.lebed"), (P, "+7 (905) 380-77-16")],
    "k": [(N, "Юнус-Хаджи Тепсаев"), (C, "43.12874,45.87061"), (T, "Отец из тейпа шуонхой, у них была мельница Бочмиргана.")],
    "l": [(N, "Алихан Русланович Яндиханов"), (X, "45 11 907336"), (W, "АЗС «Вайнах-Ойл» на 14-м километре")],
    "m": [(N, "Раяна Шахгиреева"), (P, "+995 599 31 20 47"), (A, "///тарелка.гроза.валун"), (H, "@rayana__sh")],
    "n": [(N, "Иса Хамидов"), (N, "Иса Шовхалович Хамидов"), (Kind.DATE, "2017-04-02"), (Kind.PLACE, "Бамут"), (Kind.INJURY, "ожог предплечья"), (Kind.JOB, "тренер по дзюдо")],
    "o": [(N, "Ислам Гезимахмаев"), (X, "FB472918"), (P, "8-800-2000-600 доб. 4417")],
    "p": [(N, "Дмитрий Соколянский"), (E, "d_sokol.77@ukr.example"), (P, "+380 67 441 29 83")],
    "q": [(N, "Михаил Ерошкин"), (W, "ЧОП «Редут-Кавказ»"), (Kind.JOB, "охранник"), (Kind.DATE, "2021-06-17"), (Kind.PLACE, "Наурская")],
    "r": [(N, "Александра Ветлугина"), (H, "vk.com/vetluga_s"), (P, "+7 915 226 48 90")],
    "s": [(N, "Лом-Али Басханов"), (C, "42.98315,45.54402"), (X, "RU 14 AO 553108")],
    "t": [(N, "Абдул-Вахид Межиев"), (A, "с. Гой-Чу, переулок Садовый, 3а"), (P, "89640018877")],
    "u": [(N, "Зарган Тутаева"), (W, "школа № 3 станицы Калиновской"), (Kind.JOB, "учительница химии"), (Kind.PLACE, "Калиновская"), (Kind.FAMILY, "parent"), (Kind.DATE, "2022-09-01")],
    "v": [(N, "Сергей Овсиенко"), (E, "ovsii@proton.example"), (X, "ЕН 620417")],
    "w": [(N, "Наталья Кривошапко"), (P, "+7 988 904 55 31"), (H, "natashka_kriv")],
    "x": [(N, "Хож-Ахмед Дадалаев"), (A, "Грозный, Старопромысловский район, городок Иванова, 23, кв. 5"), (Kind.DATE, "2016-12-17"), (Kind.JOB, "слесарь"), (Kind.INJURY, "разрыв барабанной перепонки"), (Kind.PLACE, "Шаами-Юрт")],
    "y": [(N, "Евгений Чистопрудов"), (E, "eugene.ch@mail.example"), (W, "кофейня «Зерно и ветер»")],
    "z": [(N, "Jonathan Marsh-Whitlow"), (P, "+44 7700 900462"), (E, "jmw@relief.example")],
}  # fmt: skip

LEAKING = """
genitive, three parts | Со слов {a|N|Тамерлана Бадуевича Горчханова} записано верно, подпись есть.
instrumental | Встреча с {h|N|Анзором Мархиевым} прошла спокойно.
dative, surname first | Выдать {d|N|Щеголихину Петру} две тысячи на дорогу.
prepositional | Больше всего писали о {c|N|Зелимхане Ахъядове}, и это плохо.
woman, instrumental | Мы увиделись с {b|N|Хеди Эльбукаевой} у врача.
woman, accusative | Забрали {f|N|Цечоеву Мадину} прямо с работы.
woman, genitive of -ская | Без {i|N|Екатерины Лебедянской} не начинаем.
woman, dative, patronymic | Передайте {i|N|Екатерине Олеговне}, что билеты у нас.
surname, plural | Приехали двое {l|N|Яндихановых}, отец и сын.
surname, plural, instrumental | С {n|N|Хамидовыми} никто не разговаривал.
a family's house | Свет горел только у {t|N|Межиевых}.
diminutive with surname | {d|N|Петя Щеголихин} сам всё рассказал.
diminutive, rude | А {q|N|Мишка Ерошкин} уже спал.
diminutive, genitive | от {r|N|Саши Ветлугиной} пришёл конверт
diminutive, tender | {i|N|Катюша Лебедянская} держится молодцом
diminutive, instrumental | поговорил с {y|N|Женей Чистопрудовым}, согласен
diminutive, other | {w|N|Наташа Кривошапко} будет ждать у касс.
diminutive Mitya | Это же {p|N|Митя Соколянский}, мы учились вместе!
patronymic, colloquial | Спросите у {c|N|Нажмудиныча}, он знает дорогу.
given and patronymic, instrumental | говорили с {e|N|Оксаной Григорьевной}, плачет
patronymic first letter only | подписал {h|N|А. В. Мархиев}, печать
initials after, no space | акт принял {d|N|Щеголихин П.Ю.}
initials after, dative | вручено {b|N|Эльбукаевой Х. С.}
initials before, no space, genitive | по заявлению {a|N|Т.Б.Горчханова}
initials Latin | signed: {d|N|P. Yu. Shchegolikhin}
initials Latin, after | ({f|N|Tsechoeva M.I.}, born in the village)
ISO 9 | Witness list: {p|N|Dmitrij Sokolânskij}, one more person.
scholarly | {d|N|Pëtr Ščegolichin} was heard on Monday.
BGN | We thank {y|N|Yevgeniy Chistoprudov} for the photographs.
anglicised given name | Thanks to {y|N|Eugene Chistoprudov}, the pictures survive.
anglicised given name, two | as {q|N|Michael Eroshkin} told the consul
anglicised given name, three | a letter from {r|N|Alexandra Vetlugina} arrived
anglicised, short | {i|N|Kate Lebedyanskaya} translated all of it
German | Herr {c|N|Selimchan Achjadow} bittet um Asyl.
German, two | Frau {i|N|Jekaterina Lebedjanskaja} hat angerufen.
French | Mme {b|N|Khedi Elboukaïeva}, coiffeuse, a témoigné.
French, two | M. {g|N|Djamalaï Edilsoultanov} souhaite parler.
Polish | dla pani {f|N|Mediny Cieczojewej} tłumaczka
Turkish | Bay {l|N|Alihan Yandihanov} dün geldi.
Turkish, two | {s|N|Lom-Ali Bashanov} hastanede yatıyor.
chat Latin | nu i {q|N|misha eroshkin} toje tam bil
chat Latin, digits | {d|N|Petya 6egolixin} zvonil dvajdi
Ukrainian, full | За словами {e|N|Ткаченко Оксани Григорівни}, двері вибили.
Ukrainian, two | {v|N|Сергій Овсієнко} чекає на вокзалі.
Ukrainian, case | розмовляли з {v|N|Сергієм Овсієнком} уранці
Ukrainian, three | лист від {p|N|Дмитра Соколянського}
Ukrainian, four | {w|N|Наталія Кривошапко} підтвердила.
Ukrainian, Latin | {v|N|Serhii Ovsiienko} crossed on foot.
Ukrainian, Latin, two | met {p|N|Dmytro Sokolianskyi} at the station
Chechen palochka | {n|N|Ӏиса Хьамидов} цигахь вара.
Chechen, digit for palochka | {t|N|1абдул-Вахьид Межиев} веара
Chechen, ergative | {a|N|Тамерлана} элира: «Со цӏа воьду».
Chechen, dative | {l|N|Алиханна} кехат делира.
Chechen, genitive of a woman | {u|N|Зарганан} цӏа дагийна.
Chechen, ours | иза {k|N|Юнус-Хьаьжин} ваша ву
run together | {t|N|Абдулвахид Межиев} пришёл позже всех.
run together, genitive | у {x|N|Хожахмеда Дадалаева} болит ухо
hyphen to space | {s|N|Лом Али Басханова} искали трое
hyphen declined | {k|N|Юнус-Хаджой Тепсаевым} интересовались из РОВД
hyphen, Latin, run together | {k|N|Yunuskhadzhi Tepsaev}, 31
split over lines | задержали {g|N|Джамалая¶Эдильсултанова}, увезли
split with soft hyphen and line | был у {g|N|Эдильсул\u00ad¶танова} дома
soft hyphens all through | {l|N|Ян\u00adди\u00adха\u00adнов Али\u00adхан} согласен
zero-width joiners | подпись: {b|N|Э\u200dл\u200dь\u200dбукаева}
word joiner | {o|N|Гезим\u2060ахмаев} Ислам
bidi marks | {f|N|Мадина \u202bЦечоева\u202c}
Cyrillic with Latin a, e, o | {a|N|Тaмeрлaн Гoрчхaнoв}
Greek letters | {h|N|Αнзορ Μαρхиев} на фото слева
mathematical bold | {q|N|𝐄𝐫𝐨𝐬𝐡𝐤𝐢𝐧} (second from left)
wide letters | {o|N|Ｇｅｚｉｍａｋｈｍａｅｖ}
small capitals | {r|N|ᴠᴇᴛʟᴜɢɪɴᴀ} was there too
accents over it | {h|N|Ма́рхиев} — ударение на первый слог
combining strike | {t|N|М̶е̶ж̶и̶е̶в̶} вычеркнут
CAPS, case | НАПРАВИТЬ {s|N|БАСХАНОВУ ЛОМ-АЛИ} ПОВЕСТКУ
letterspaced | Г е р о й :  {h|N|М а р х и е в}
dots between | подписано {c|N|А.х.ъ.я.д.о.в}
stars inside | {q|N|Ер*шкин} нас слышал
asterisk for vowel, two | {l|N|Янд*ханов А.}
Roman name in brackets | сосед ({d|N|Щеголихин}) всё видел
misspelt by one, left out | {g|N|Джамалай Эдилсултанов} молчал
misspelt by one, other vowel | звонила жена {l|N|Алихана Ендиханова}
misspelt by one, doubled | {x|N|Хож-Ахмед Даддалаев} дома
misspelt by one, swapped | {h|N|Анзор Мархеив} на связи
misspelt, other consonant | {k|N|Юнус-Хаджи Тебсаев}
hard sign as apostrophe | {c|N|Зелимхан Ах'ядов}
hard sign left out | {c|N|Зелимхан Ахядов} не берёт трубку
soft sign left out | {b|N|Элбукаева Хеди}
e for yo | адвокат {d|N|Петр Щеголихин} — нет, свидетель
kunya | его все зовут {c|N|Абу Сумайя}
kunya, Latin | brothers know him as {c|N|Abu Sumayyah}
kunya, dative | передай {c|N|Абу-Сумайе} салам
code name, instrumental | по плану встречаемся с {h|K|Пеликаном} в семь
code name, Latin | {h|K|Pelikan} is safe
reversed with comma, Latin | {z|N|Marsh-Whitlow, Jonathan} (visitor)
foreign name in Russian | нас посетил {z|N|Джонатан Марш-Уитлоу}
foreign name, genitive | письмо {z|N|Джонатана Марш-Уитлоу} лежит в сейфе
foreign, half the surname | Mr {z|N|Whitlow} left early
file name | приложение: {a|N|gorchhanov_tamerlan}_protokol_final(2).docx
file name, camel | см. скан {b|N|ElbukaevaHedi}2019.pdf
hashtag, cased | #{s|N|свободуЛомАлиБасханову}
hashtag, Latin | #free{o|N|gezimakhmaev}
mail local part | {f|N|madina.tsechoeva}@corp.example
signature | --¶С уважением,¶{y|N|Чистопрудов Е.}¶координатор
possessive adjective | это {q|N|ерошкинская} машина, все знают
son of | {a|N|сын Бадуя Горчханова} был там
husband of | Свидетель — муж {r|N|Ветлугиной}.
phone in groups of two | набери {a|P|8 96 37 04 18 52} после шести
phone in words, Russian | номер: {b|P|восемь девятьсот тридцать восемь пятьсот пятьдесят один двадцать ноль девять}
phone in words, digit by digit | пишу буквами: {c|P|девять два восемь семь семь один шесть ноль четыре три}
phone in words, English | call {d|P|plus four nine one five seven seven two zero nine three three four one}
phone, German shape | Tel. {d|P|01577/2093341}
phone, Polish shape | tel. kom. {f|P|601-774-215}
phone, Georgian local | ნომერი {m|P|599 312 047}
phone, Ukrainian local | мобільний {p|P|(067) 441-29-83}
phone, British local | ring {z|P|07700 900 462}
phone, last seven | {i|P|380-77-16}, код города мобильный
phone, emoji digits | {r|P|9️⃣1️⃣5️⃣2️⃣2️⃣6️⃣4️⃣8️⃣9️⃣0️⃣}
phone, letters O for zero | {t|P|8964OO18877} ватсап
phone, slashes and words between | {w|P|988 / 904 / 55 / 31} наташа
phone, Arabic digits | {w|P|٩٨٨٩٠٤٥٥٣١}
phone, broken over two lines | +7 {r|P|915 226¶48 90}
phone, middle masked by x | {i|P|8905xx07716}
phone in a link | tg://resolve?phone={a|P|79637041852}
extension | горячая линия, {o|P|доб. 4417}, спросить Ислама
handle with words | в инсте она {i|H|katya точка lebed}
handle, profile link | https://t.me/s/{c|H|axyad05}?before=12
handle without sign | мой ник {a|H|gorch wolf}, пиши
handle, capitals | VK: {r|H|VETLUGA_S}
handle, one underscore | см. {m|H|@rayana_sh}
handle, Cyrillic | ник {w|H|наташка_крив} в игре
e-mail, words | {d|E|petr точка schegol собака mail точка example}
e-mail, English words | {h|E|anzor dash m88 at inbox dot example}
e-mail, brackets | {p|E|d_sokol.77{at}ukr{dot}example}
e-mail, spaces | {v|E|ovsii @ proton . example}
e-mail, no at | логин {y|E|eugene.ch}, почта обычная
e-mail, plus tag | {z|E|jmw+press@relief.example}
e-mail, percent | mailto:{a|E|t.gorch%40post.example}
address, order turned | живёт на {a|A|Подгорной улице в Ушкалое, семь}
address in English | {e|A|112/2 Mayakovsky Street, apt 48}, Grozny
address, prepositional | в {e|A|сорок восьмой квартире на Маяковского, 112}
address, abbreviations | {t|A|пер. Садовый 3-А}, красные ворота
address, town quarter | {x|A|гор. Иванова д.23 кв.5}
address, Latin | {x|A|gorodok Ivanova 23-5}
three words | встречаемся: {m|A|тарелка.гроза.валун}
three words, link | https://w3w.example/{m|A|тарелка.гроза.валун}
coordinates, minutes | {k|C|N 43° 07.724' E 045° 52.237'}
coordinates, seconds with commas | {k|C|43°07'43,5" с. ш., 45°52'14,2" в. д.}
coordinates, decimal commas | точка {s|C|42,98315; 45,54402}
coordinates, lon first | {s|C|45.54402 E, 42.98315 N}
coordinates, MGRS | grid {k|C|38TNN7081375479}
coordinates, MGRS spaced | {s|C|38T NN 44354 59087}
coordinates, plus code | {k|C|8HM74VHC+F6}
coordinates, link with at | https://maps.example/@{s|C|42.9831,45.5440},17z
coordinates, UTM | {k|C|38T 570814 4775479}
coordinates, geohash | geohash: {s|C|tp8ks2u4}
coordinates, in words | {k|C|сорок три градуса семь минут северной, сорок пять градусов пятьдесят две минуты восточной}
plate, spaced | белая приора, {a|X|К 417 ХР}
plate, Latin with RUS | {g|X|E902MT 26RUS} seen twice
plate, in words of letters | номер {g|X|девятьсот два, буквы е, м, т}
passport, spaced | паспорт {a|X|96 09 № 318274}
passport, words between | серия {l|X|4511, номер 907336}, выдан
passport, Ukrainian | паспорт {v|X|ЕН№620417}
passport, dashed | {o|X|FB-47-29-18}
licence, run together | {s|X|RU14AO553108}
workplace, case | уволили из {b|W|«Локона и Ко»}
workplace, without quotes | она стригла в {b|W|парикмахерской Локон и ко}
workplace, Latin | barista at {y|W|Zerno i Veter}
workplace, translated kind | the print shop {d|W|Ottisk-Plyus}
workplace, hyphen left out | охранял {q|W|Редут Кавказ}
workplace, declined | на заправке {l|W|«Вайнах-Ойла»} стоит камера
workplace, school | преподаёт в {u|W|калиновской школе №3}
teip, English | of the {k|T|Shuonkhoi} teip, from the hills
teip, case | старейшины {k|T|шуонхойцев} против
rare word, possessive | говорят, {g|T|Чириклин} двор
rare word, Latin | a man they call {g|T|Chirikli}
mill, genitive | возле мельницы {k|T|Бочмиргана}
job, place | {h|D|Водитель из Энгеноя, сломана челюсть}, дядя уехал.
age, injury, village | 24-летнему {h|D|жителю Энгеноя сломали челюсть} в двух местах.
English combination | {h|D|A driver from Engenoy whose jaw was broken} spoke to us.
day in words | {b|D|Третьего ноября две тысячи девятнадцатого года в Автурах парикмахер} осталась одна.
day in words, English | {f|D|On the twenty-ninth of February 2020 a nurse from Sernovodskoye} vanished.
day as festival, next | {n|D|2 апреля в Бамуте тренеру по дзюдо} обожгли руку.
trade told by a verb | {u|D|Она преподаёт химию в Калиновской}, её отец болен.
injury told by a verb | {x|D|слесарю из Шаами-Юрта порвали барабанную перепонку}
night from to | {q|D|В ночь на 17.VI.2021 охранник из Наурской} всё слышал.
day, Roman month | {x|D|17/XII-16, слесарь, Шаами-Юрт}
kin and place | {f|D|муж медсестры из Серноводского}
"""

CLEAN = """
Пресс-служба сообщила, что жалоба № 2217/19 рассмотрена.
Судья Коптелова удалилась в совещательную комнату.
В 2019 году в регионе открыли 14 школ и две поликлиники.
Адвокат Виталий Крашенинников считает приговор незаконным.
The rapporteur, Ms. Ingrid Halvorsen, repeated her request on 4 May.
Горячая линия министерства: 8 800 100-21-33, звонок бесплатный.
Автобус № 417 ходит по выходным до десяти вечера.
Пеликаны зимуют на озере, говорит орнитолог.
Женя и Саша — герои детской книги.
Катя, дочь лесника, ищет в сказке дорогу домой.
Храм Петра и Павла закрыли на ремонт в июне.
The Islamic calendar differs from the solar one.
По статье 112 кодекса предусмотрен штраф до сорока тысяч рублей.
Локон волос хранится в музее писателя.
Ветер унёс зерно, и урожай пропал.
Улица Садовая была перекрыта на три часа.
Садовый переулок в центре столицы назвали лучшим.
Координаты центра города: 55.7558, 37.6173.
The hearing takes place in room 43, floor 12, at 8:45.
Маяковский написал эту поэму в 1915 году.
На Маяковского, 5 открылась библиотека.
Оттиск печати не читается.
Сергей Бондарчук снял фильм в шестидесятые.
Александра Невского изображают на коне.
Наталья Гончарова стала темой лекции.
Екатерина II основала этот город.
Михаил Лермонтов служил в этих местах.
Michael Faraday and Eugene Onegin have nothing in common.
Дмитрий Менделеев составил таблицу.
Dmitry told the children a story of a wolf and a swan.
Тарелка разбилась, гроза прошла, валун остался.
Мельница работала до войны, теперь там склад.
Гобелен с павлинами висит в Эрмитаже.
Ислам — одна из мировых религий.
Иса ибн Марьям упоминается в Коране.
Мадина — город паломников, как и Мекка.
Tamerlane built his capital in Samarkand.
Тамерлан правил в четырнадцатом веке.
Султанов и Ханов перепутали на афише.
Докладчик Гордеев сослался на доклад 2012 года.
Медсёстры и водители получат прибавку.
Учителя химии собрались на съезд в Казани.
Охранники торговых центров жалуются на условия.
Перелом челюсти лечат шесть недель, пишет справочник.
Сломанная рука срослась, и мальчик снова играет.
On 29 February 2020 nothing happened here.
17 июня парламент ушёл на каникулы.
Каждый третий водитель не пристёгнут.
Парикмахерская за углом работает без выходных.
Номер дела 9609-К, том 3, лист 27.
Позвоните по телефону 112, если видите пожар.
ISBN 978-5-4461-0923-4, тираж 3000 экземпляров.
Счёт матча 3:2, на трибунах 4417 зрителей.
Плотность населения 67 человек на квадратный километр.
Совет старейшин тейпов не комментирует приговор.
Лебедь-кликун занесён в Красную книгу.
Соколы и вороны живут на одной скале.
Кривая шапка, чистые пруды и редут — слова из кроссворда.
Дедушка Ткач и бабушка Ткачиха жили у моря.
Вахид, Абдул и Али — распространённые имена.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=113) for fact in each.told()]


def written(lines: str) -> Iterable[tuple[str, str]]:
    """How, and what is said, of each line."""
    for line in lines.strip().splitlines():
        how, _bar, said = line.partition(" | ")
        yield how, said.replace("¶", "\n")


def leaking(lines: str = LEAKING) -> list[Planted]:
    """The texts, each with the places of what gives away."""
    found = []
    for how, said in written(lines):
        text, leaks = "", []
        for part in re.split(r"(\{[a-z]\|[A-Z]\|(?:[^{}]|\{at\}|\{dot\})*\})", said):
            if part.startswith("{"):
                who, kind, hidden = part[1:-1].split("|", 2)
                leaks.append((len(text), len(text) + len(hidden), KINDS[kind], who.encode() * 16, how))
                part = hidden
            text += part
        found.append(Planted(text, tuple(leaks)))
    random.Random(127).shuffle(found)
    return found


def clean(lines: str = CLEAN) -> list[Planted]:
    """The texts that give nobody away."""
    return [Planted(said, ()) for said in lines.strip().splitlines()]
