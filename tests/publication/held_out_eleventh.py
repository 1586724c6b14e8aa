# ruff: noqa: E501
"""An eleventh set of leaks that were held out: diaries, reports, petitions, minutes, voice notes, posts and labels, of
other people; and sixty texts that give nobody away. Written after the mends of the tenth and run once. All invented.
"""

from __future__ import annotations

from tests.publication import held_out_seventh as seventh
from tests.publication.held_out_seventh import A, C, E, H, N, P, T, W, X
from tests.publication.planted import Planted, born, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Турпал-Али Зайналович Мехдинов"), (P, "+7 964 071 82 35"), (A, "с. Элистанжи, ул. Горная, д. 14"), (Kind.PLACE, "Элистанжи"), (Kind.JOB, "пастух"), (Kind.BORN, "1979-04-25"), (Kind.INJURY, "перелом ребра")],
    "b": [(N, "Луиза Хамидовна Тасуханова"), (E, "luiza.tas@letter.example"), (W, "Детский сад «Серебряный родник»"), (Kind.PLACE, "Гикало"), (Kind.JOB, "воспитательница"), (Kind.BORN, "1996-10"), (Kind.FAMILY, "child")],
    "c": [(N, "Артур Робертович Ханферян"), (H, "@khanferyan_art"), (Kind.PLACE, "Армавир"), (Kind.JOB, "музыкант"), (Kind.BORN, "1988"), (X, "М308УК123")],
    "d": [(N, "Инна Витальевна Берестовая"), (P, "8-918-660-27-41"), (X, "5536 9138 0244 7716")],
    "e": [(N, "Рамиля Шайхутдинова"), (Kind.PLACE, "Буйнакск"), (Kind.JOB, "бухгалтер"), (Kind.DATE, "2023-02-17"), (Kind.BORN, "1983-07-09"), (Kind.FAMILY, "spouse")],
    "f": [(N, "Саламбек Ачхоевский"), (C, "43.20516,45.29873"), (T, "На чердаке у Гургена лежали патефон и карта Ведучи-Юха.")],
    "g": [(N, "Denise Abernathy-Cole"), (P, "+1 617 555 0148"), (Kind.PLACE, "Millbrook"), (Kind.JOB, "teacher"), (Kind.BORN, "1969-11-30"), (W, "Pinecrest Dental Practice")],
    "h": [(N, "Зелимхан Оздарбиев"), (X, "96 08 217450"), (Kind.PLACE, "Назрань"), (Kind.JOB, "сварщик"), (Kind.INJURY, "ожог ладони"), (Kind.DATE, "2022-08-01"), (Kind.BORN, "2000/2001")],
    "i": [(N, "Нурсултан Бейшеналиев"), (P, "+996 555 314 092"), (Kind.CODE_NAME, "Кедр"), (Kind.JOB, "курьер"), (Kind.PLACE, "Ош"), (Kind.BORN, "2004-03-18")],
    "j": [(N, "Маргарита Львовна Соболь-Вайс"), (E, "m.sobolweiss@desk.example"), (A, "г. Кизляр, пер. Аптечный, д. 9, кв. 31")],
}  # fmt: skip

LEAKING = """
diary | Сегодня снова приходил {a|N|Турпал-Али}, молчал и пил чай.
diary, two | {b|N|Луиза Тасуханова} прислала посылку, спасибо ей.
diary, fond | Моя {d|N|Инночка} всё поймёт.
diary, fond, two | {j|N|Риточка Соболь} опять без работы
diary, fond, three | {c|N|Артурчик} сыграл нам на скрипке
report | Заявитель {h|N|Оздарбиев З.} явился в сопровождении адвоката.
report, genitive | Заявление гр. {e|N|Шайхутдиновой Р.} зарегистрировано.
report, dative | Вручить {c|N|Ханферяну Артуру Робертовичу} под подпись.
report, instrumental | Осмотр проведён с {i|N|Нурсултаном Бейшеналиевым}.
report, prepositional | Сведений о {f|N|Саламбеке Ачхоевском} не поступало.
report, adjective surname, feminine | Опрошена {d|N|Берестовая Инна}.
report, adjective surname, genitive | Со слов {d|N|И. В. Берестовой} записано верно.
report, English | Mr {h|N|Zelimkhan Ozdarbiev} arrived at 14:20.
report, English, initial | {c|N|A. Khanferyan} signed the form.
report, English, possessive | {i|N|Beishenaliev's} luggage was searched.
report, French | Madame {e|N|Ramilia Chaïkhoutdinova} a déposé plainte.
report, German | Herr {a|N|Mechdinow} ist noch im Krankenhaus.
report, Polish | Pan {c|N|Artur Chanferian} czeka w poczekalni.
report, Ukrainian | Громадянка {d|N|Інна Берестова} виїхала.
report, Georgian | განმცხადებელი {h|N|ზელიმხან ოზდარბიევი}
report, Arabic | المدعو {a|N|تورپال علي مهدينوف}
report, Armenian | պարոն {c|N|Խանֆերյան}
report, Greek | η κυρία {b|N|Λουίζα Τασουχάνοβα}
report, Kyrgyz | {i|N|Нурсултандын} үйү
petition, of the family | Семья {a|N|Мехдиновых} просит защиты.
petition, of the family, instrumental | Перед {h|N|Оздарбиевыми} никто не извинился.
petition, double surname half | Писала {j|N|Вайс Маргарита}.
petition, run together | подпись: {e|N|ШайхутдиноваРамиля}
petition, Latin passport | {b|N|TASUKHANOVA LUIZA}
petition, machine zone | P<RUS{h|N|OZDARBIEV<<ZELIMKHAN}<<<<<
petition, broken line | от имени {f|N|Салам-¶бека Ачхоевского}
minutes | Слушали: {j|N|Соболь-Вайс М. Л.} Постановили: ждать.
minutes, initials | присутствовали {d|N|И. В. Б.}, двое переводчиков
minutes, given and initial | доклад делал {h|N|Зелимхан О.}
minutes, patronymic | {a|N|Зайналович} обещал овец перегнать
minutes, misspelt | выступила {b|N|Луиза Тассуханова}
minutes, misspelt, two | {i|N|Бейшеналеев Нурсултан} опоздал
minutes, misspelt, three | {g|N|Denise Abernethy-Cole} took notes
minutes, English | Present: {g|N|D. Abernathy-Cole}, two observers
minutes, English, half | thanks to {g|N|Ms Cole} for the room
minutes, English, given | {g|N|Denise} will chair next week
voice note, phone | звони мне на {a|P|девятьсот шестьдесят четыре, ноль семьдесят один, восемьдесят два, тридцать пять}
voice note, phone, two | номер {d|P|восемь девятьсот восемнадцать шестьсот шестьдесят двадцать семь сорок один}
voice note, handle | я в телеге {c|H|khanferyan подчёркивание art}
post, phone | тел.{a|P|8(964)071-82-35}
post, phone, figures in one | {d|P|79186602741}
post, phone, spaces | {d|P|918 66 02 741}
post, phone, American | call {g|P|(617) 555-0148}
post, phone, American dots | {g|P|617.555.0148}
post, phone, Kyrgyz | {i|P|0555 31 40 92}
post, phone, masked | +7 964 071 8* {a|P|964 071 82-*5}
post, handle | подпишись: {c|H|@khanferyan_art}
post, handle, link | instagram.com/{c|H|khanferyan_art}/
post, mail | {b|E|luiza.tas@letter.example}
post, mail, brackets | {j|E|m.sobolweiss[at]desk[dot]example}
post, mail, words | {j|E|m точка sobolweiss собака desk точка example}
post, hashtag | #свободу{h|N|Оздарбиеву}
post, hashtag, two | {i|N|#НурсултанБейшеналиев}
post, stars | {e|N|Шайх*тдинова} знает правду
post, digits | {a|N|М3хдинов} жив
post, URL | /people/{h|N|zelimkhan-ozdarbiev}.html
label, file | паспорт_{e|N|Шайхутдинова}_скан2.jpg
label, file, Latin | cv_{i|N|beishenaliev}_ru.docx
label, passport | 9608{h|X| № 217450}
label, passport, spaced | {h|X|96 08 21 74 50}
label, card | карта {d|X|5536913802447716}
label, card, end | карта …{d|X|0244 7716}
label, car | чёрная «Приора» {c|X|М 308 УК 123}
label, car, no region | {c|X|м308ук}
label, address | {a|A|Горная, 14}, Элистанжи
label, address, prepositional | в доме 14 на {a|A|Горной улице, д. 14}
label, address, flat | {j|A|Аптечный переулок, 9-31}
label, address, English | {j|A|9 Aptechny lane, apt. 31}, Kizlyar
label, workplace | воспитатель {b|W|«Серебряного родника»}
label, workplace, instrumental | перед {b|W|детским садом «Серебряный родник»}
label, workplace, Latin | {b|W|Serebryany Rodnik} kindergarten
label, workplace, English | the {g|W|Pinecrest dental practice}
label, workplace, English, part | a hygienist at {g|W|Pinecrest Dental}
label, code name | {i|K|Кедр} прибыл в 6:40
label, code name, dative | Передать «{i|K|Кедру}» деньги
label, position | {f|C|43.2052, 45.2987}
label, position, degrees | {f|C|43°12'18.6"N, 45°17'55.4"E}
label, position, Russian | широта {f|C|43,20516 долгота 45,29873}
label, rare | дорога на {f|T|Ведучи-Юх} размыта
who she is, age | {g|D|A 57-year-old teacher from Millbrook} was the first to speak.
who she is, age, before the birthday | {g|D|The teacher, 56, lives in Millbrook}.
who she is, decade | {g|D|a teacher in her late fifties from Millbrook}
who she is, age in words | {e|D|Сорокатрёхлетняя бухгалтер из Буйнакска} подала жалобу.
who she is, year and kin | {e|D|1983 года рождения, бухгалтер, замужем, живёт в Буйнакске}
who she is, day | {e|D|17 февраля 2023 года бухгалтера из Буйнакска} вызвали.
who she is, young | {b|D|Воспитательнице из Гикало 30 лет}, есть дочь.
who he is, age | {c|D|38-летний музыкант из Армавира} исчез.
who he is, born | {c|D|Родился в 1988-м в Армавире, стал музыкантом}.
who he is, German | {c|D|der 38-jährige Musiker aus Armawir}
who he is, then | {h|D|Ему был 21 год, когда 1 августа 2022 года сварщика забрали} из цеха.
who he is, injury | {h|D|У сварщика из Назрани обожжены ладони}.
who he is, young | {i|D|курьер, 22 года, родом из Оша}
who he is, French | {a|D|un berger de 47 ans d'Elistanji}
who he is, herds | {a|D|Пас скот в Элистанжи, сорок семь лет}, трое сыновей.
who he is, rib | {a|D|пастуху из Элистанжи сломали ребро}
"""

CLEAN = """
Пастух гнал стадо к реке.
Воспитательница вывела детей на прогулку.
Музыканты играли до полуночи.
Сварщики работали в три смены.
Курьер оставил коробку у двери.
Бухгалтер закрыл квартал.
В Армавире идёт дождь.
В Назрани открыли школу на 720 мест.
Буйнакск пострадал от землетрясения в 1970 году.
Ош — южная столица Киргизии.
Кедр растёт триста лет.
Кедровые орехи полезны.
Серебряный рудник закрыли в прошлом веке.
Родник бьёт из-под камня.
Горная порода содержит слюду.
Аптечный пункт работает по будням.
Соболь — ценный пушной зверь.
Берестовая грамота найдена в Новгороде.
Берестовый короб стоит в музее.
Луизиана — штат на юге США.
Артур вытащил меч из камня.
Инна Чурикова играла в театре.
Маргаритки цвели у забора.
Нурсултан Назарбаев ушёл в отставку.
Denise Levertov wrote poems.
Cole Porter wrote songs.
Pinecrest is a village in Florida.
Millbrook held its fair in June.
Teachers in Millbrook asked for higher pay.
The dental practice moved to another street.
A 57-year-old bridge was closed.
The law of 1983 is still in force.
Fifty-seven people signed the letter.
In her late letters she wrote of peace.
Фонду исполнилось 30 лет.
Через 22 года дело открыли снова.
Ему дали 21 год колонии.
За 47 лет работы он не опоздал ни разу.
38-летие победы отметили парадом.
Срок давности — десять лет.
Сорокатрёхлетний спор завершён.
Родился план: построить мост.
Год рождения указывать необязательно.
Дата рождения: ________
1 августа начался отпуск.
17 февраля суд не работал.
Ладони ребёнка были холодными.
Ребро куба равно трём сантиметрам.
Ожог первой степени проходит за неделю.
Патефон стоял на комоде.
Карта района висит на стене.
Гурген III правил Тао.
Телефон приёмной: 8 800 100-20-30.
Счёт 5536 рублей оплачен.
Дело № 96-08 передано в архив.
Шоссе М308 перекрыто.
Координаты села неизвестны.
Адрес редакции: ул. Пушкина, 10.
The witness refused to sign.
Никто не ответил на наши письма.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=151) for fact in (*each.told(), born(each))]


def leaking() -> list[Planted]:
    """The texts, each with the places of what gives away."""
    return seventh.leaking(LEAKING)


def clean() -> list[Planted]:
    """The texts that give nobody away."""
    return seventh.clean(CLEAN)
