# ruff: noqa: E501
"""A tenth set of leaks that were held out: chats, statements, papers of courts, captions, tables, posts, in six alphabets, and
ages; a hundred texts that give nobody away. Written out before its author had read the check, and run once. All invented.
"""

from __future__ import annotations

from tests.publication import held_out_seventh as seventh
from tests.publication.held_out_seventh import A, C, E, H, N, P, T, W, X
from tests.publication.planted import Planted, born, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Ислам Хаважиевич Бурсагов"), (P, "+7 938 014 56 27"), (A, "Чеченская Республика, с. Зандак, ул. Родниковая, д. 27"), (Kind.PLACE, "Зандак"), (Kind.JOB, "каменщик"), (Kind.BORN, "1994-08-17"), (Kind.DATE, "2021-03-09"), (Kind.INJURY, "перелом челюсти")],
    "b": [(N, "Камила Артуровна Дзейтиева"), (E, "kamila.dz@post.example"), (W, "Салон красоты «Лунный сад»"), (Kind.JOB, "медсестра"), (Kind.PLACE, "Серноводское"), (Kind.BORN, "1992"), (Kind.FAMILY, "spouse")],
    "c": [(N, "Эмин Расулбеков"), (H, "@emin_rslb"), (P, "+994 50 318 44 07"), (Kind.PLACE, "Дербент"), (Kind.JOB, "повар"), (Kind.BORN, "2001-02-11")],
    "d": [(N, "Светлана Игоревна Кожемяко"), (P, "8 (903) 771-20-94"), (X, "К417ОМ05")],
    "e": [(N, "Петимат Солтагереева"), (Kind.PLACE, "Ассиновская"), (Kind.JOB, "продавщица"), (Kind.INJURY, "ожог спины"), (Kind.BORN, "1999"), (Kind.DATE, "2022-11-05")],
    "f": [(N, "Ахмад-Хаджи Вазарханов"), (Kind.CODE_NAME, "Журавль-12"), (H, "t.me/vazar_kh"), (C, "42.98714,47.50482"), (T, "В подвале швейной мастерской Дургулая стоял старый пресс для шерсти.")],
    "g": [(N, "Юнус Гелагоев"), (X, "82 11 604873"), (X, "148-302-775 21"), (A, "г. Аргун, ул. Степная, д. 61"), (Kind.BORN, "1968"), (Kind.JOB, "сторож"), (Kind.PLACE, "Аргун")],
    "h": [(N, "Natalia Wiśniewska-Groß"), (P, "+49 176 3380 2915"), (E, "n.wisgross@verein.example")],
    "i": [(N, "Рубен Арамович Тер-Саакян"), (W, "Типография «Гранат и перо»"), (Kind.JOB, "печатник"), (Kind.PLACE, "Моздок"), (Kind.BORN, "1985-12-30"), (Kind.FAMILY, "sibling")],
    "j": [(N, "Марха Зумсоева"), (Kind.PLACE, "Бамут"), (Kind.JOB, "швея"), (Kind.BORN, "2007"), (Kind.DATE, "2024-06-18")],
    "k": [(N, "Олег Дмитриевич Пшеничников"), (X, "40817810560123344871"), (P, "+7 (495) 320-11-48")],
    "l": [(N, "Дилором Юлдашева"), (Kind.PLACE, "Самарканд"), (Kind.JOB, "учительница"), (Kind.BORN, "1975/1976"), (Kind.FAMILY, "parent")],
    "m": [(N, "Thomas Okafor-Reid"), (Kind.JOB, "nurse"), (Kind.PLACE, "Ashmark"), (Kind.BORN, "1992-06-02"), (P, "+44 7700 900461"), (W, "Harrow Lane Clinic")],
    "n": [(N, "Абу-Бакар Хантиев"), (Kind.PLACE, "Хасавюрт"), (Kind.JOB, "таксист"), (Kind.INJURY, "потеря зрения"), (Kind.DATE, "2023-09-14"), (Kind.BORN, "1990-01"), (X, "Н882ЕТ95")],
}  # fmt: skip

LEAKING = """
chat, lower case | а ты {c|N|эмина расулбекова} давно видел? он трубку не берёт
chat, surname with slang | {a|N|бурсагов} опять в бегах, ахах
chat, given name, dative | скинь {b|N|камиле} координаты волонтёров
chat, diminutive | {d|N|Светка} сказала, что суд перенесли
chat, diminutive, two | наш {k|N|Олежка} молодец, не сдал никого
chat, diminutive, three | {d|N|Светочка Кожемяко} всё подписала
chat, diminutive, English | {m|N|Tom Okafor-Reid} is safe, he texted from the airport
chat, diminutive, German | {h|N|Natascha Wiśniewska-Groß} holt euch am Bahnhof ab
chat, without hyphen | {m|N|thomas okafor reid} got out last night
chat, first half of a double name | ask {m|N|Okafor} for the list
chat, umlaut lost | {h|N|Natalia Wisniewska-Gross} paid for the tickets
chat, second half | Frau {h|N|Groß} hat die Fahrkarten bezahlt
chat, Latin by ear | eto {b|N|Kamilla Dzeitieva}, ona v gruppe
chat, Latin by ear, two | {n|N|Abubakar Hantiev} zvonil utrom
chat, run together | #{n|N|абубакархантиев} держись, брат
chat, letters far apart | не пиши сюда {g|N|Г е л а г о е в} открыто
chat, dots between | это про {g|N|Ю.Г.е.л.а.г.о.е.в.а}
chat, digits for letters | {e|N|П3тимат С0лтагереева} уже в пути
chat, wrong layout | {g|N|Ueyec Utkfujtd} просил перезвонить
chat, emoji between | {a|N|Ислам 🕊 Бурсагов} дома
chat, stretched | {j|N|Маааарха} плакала весь вечер
chat, two lines | прилетает {i|N|Рубен¶Тер-Саакян} завтра в шесть
chat, hyphen at line end | встретьте Камилу Дзейти-¶{b|N|еву} у входа
chat, mention | @emin_rslb_family писал, что {c|N|Эмин} жив
chat, account | мой инстаграм {c|H|emin_rslb}, добавляйся
chat, account, link | https://t.me/{f|H|vazar_kh}?start=1
chat, account, spoken | телега вазар нижнее подчёркивание ха? ну {f|H|vazar_kh}
chat, account with spaces | ник {c|H|emin rslb} в вотсапе
chat, phone without code | набери {a|P|938 014 5627}
chat, phone, plain eleven | {d|P|89037712094} это света
chat, phone, dots | {d|P|8.903.771.20.94}
chat, phone, words | {a|P|девятьсот тридцать восемь ноль четырнадцать пятьдесят шесть двадцать семь}
chat, phone, last digits | номер кончается на {a|P|014-56-27}
chat, phone, English words | my number is {m|P|plus four four seven seven zero zero nine zero zero four six one}
chat, phone, home form | UK mobile {m|P|07700 900 461}
chat, phone, Azerbaijan home form | его бакинский {c|P|050 318 44 07}
chat, phone, German home form | Handy: {h|P|0176/33802915}
chat, phone, emoji digits | звони {d|P|8️⃣9️⃣0️⃣3️⃣7️⃣7️⃣1️⃣2️⃣0️⃣9️⃣4️⃣}
chat, phone, letters O | +7 (495) {k|P|32O-11-48}
chat, phone, Arabic digits | الرقم {m|P|+٤٤ ٧٧٠٠ ٩٠٠٤٦١}
chat, phone, tel link | <a href="tel:+{h|P|4917633802915}">Natalia</a>
chat, mail | kamila.dz{b|E|@post.example} тоже прочитала
chat, mail, spelt | {b|E|kamila точка dz собака post точка example}
chat, mail, bracketed | {h|E|n.wisgross(at)verein.example}
chat, mail, login | логин на форуме — {h|E|n.wisgross}
statement, nominative | Пострадавший {n|N|Хантиев Абу-Бакар} опознал здание.
statement, genitive | Со слов {e|N|Солтагереевой Петимат}, их было четверо.
statement, dative | Угрожали и {i|N|Тер-Саакяну Рубену}, и его отцу.
statement, instrumental | Вместе с {f|N|Ахмад-Хаджи Вазархановым} в камере находились шестеро.
statement, prepositional | В справке о {g|N|Юнусе Гелагоеве} нет ни слова о травмах.
statement, accusative of a woman | Полицейские увели {j|N|Марху Зумсоеву} на глазах у соседей.
statement, of the family | Дом {j|N|Зумсоевых} сожгли в ту же ночь.
statement, of the family, dative | {a|N|Бурсаговым} велели уехать до пятницы.
statement, adjective of a name | {a|N|Бурсаговский} двор стоит пустой.
statement, possessive | {e|N|Петиматин} брат слышал выстрелы.
statement, possessive, English | {g|N|Gelagoev's} file was never opened.
statement, initials after | Показания {k|N|Пшеничникова О.Д.} приобщены.
statement, initials before | Показания {k|N|О. Д. Пшеничникова} приобщены.
statement, initials only surname letter | Свидетель {i|N|Рубен Т.-С.} подтвердил.
statement, patronymic alone with name | Мы верим {d|N|Светлане Игоревне}.
statement, given and patronymic, instrumental | Беседовали с {b|N|Камилой Артуровной}.
statement, English | We spoke to {l|N|Dilorom Yuldasheva} twice.
statement, English, other spelling | {l|N|Dilorum Yuldosheva} confirmed the dates.
statement, French spelling | Selon {f|N|Akhmad-Khadji Vazarkhanov}, ils étaient six.
statement, German spelling | {g|N|Junus Gelagojew} wurde verhört.
statement, Polish spelling | Pani {e|N|Petimat Sołtageriejewa} złożyła wniosek.
statement, Turkish spelling | {c|N|Emin Resulbekov} havaalanında bekliyor.
statement, Georgian letters | მოწმე {i|N|რუბენ ტერ-სააკიანი} დაკითხეს.
statement, Armenian letters | վկա {i|N|Ռուբեն Տեր-Սահակյան} հարցաքննվեց
statement, Arabic letters | الشاهد {g|N|يونس غيلاغويف} غادر البلاد
statement, Greek letters | ο μάρτυρας {c|N|Εμίν Ρασουλμπέκοφ} έφυγε
statement, Ukrainian | Свідок {k|N|Олег Пшенічніков} дав показання.
statement, Chechen ergative | {a|N|Исламас} дийцира и хабар.
statement, Chechen genitive | {j|N|Мархин} вежарий цигахь бара.
statement, Uzbek Latin | Guvoh {l|N|Dilorom Yoʻldosheva} keldi.
press release, nickname of the case | Операция «{f|N|Журавль-12}» завершена.
press release, nickname, inflected | По «{f|N|Журавлю-12}» решение принято.
press release, nickname, spaced | в журнале: журавль 12, {f|N|Журавль 12} в пути
press release, workplace, genitive | Сотрудница {b|W|салона «Лунный сад»} рассказала о допросе.
press release, workplace, prepositional | Её задержали прямо в {b|W|«Лунном саду»}.
press release, workplace, English | a beautician from the {b|W|Lunny Sad} salon
press release, workplace, translated | she worked at the beauty salon {b|W|Moon Garden}
press release, workplace, lower case | работал в {i|W|типографии гранат и перо}
press release, workplace, instrumental | обыск прошёл за {i|W|«Гранатом и пером»}
press release, workplace, English name | staff of {m|W|the Harrow Lane clinic} were shocked
press release, workplace, Russian letters | медбрат из клиники {m|W|«Харроу-Лейн»}
press release, workplace, shortened | he used to work at {m|W|Harrow Lane}
press release, capitals | СЕМЬЯ {n|N|ХАНТИЕВА} БЛАГОДАРИТ ВСЕХ
press release, bold | **{i|N|Рубен** Тер-Саакян} вернулся.
press release, footnote | Героя зовут иначе¹.¶¹ {c|N|Эмин Р.}, 2026
press release, acrostic with initials | {a|N|И. Х. Б.} освобождён — {a|N|Ислам Хаважиевич} дома
press release, soft hyphen | Пшенич\u00adни\u00adков: {k|N|Пше\u00adничников} молчит
press release, zero width | {g|N|Гела\u200bго\u200bев} свободен
press release, stress marks | {a|N|Бурса́гов} выступит в среду
court, plaintiff | Истец: {i|N|Тер-Саакян Р. А.}¶Ответчик: МВД
court, ruling | рассмотрев жалобу {e|N|Солтагереевой П.} на бездействие
court, English | Application no. 00000/26, {f|N|Vazarkhanov} v. Russia
court, passport | паспорт гражданина РФ {g|X|8211 № 604873}
court, passport, series and number | серия {g|X|82 11, номер 604873}, выдан в 2011 году
court, passport, run together | документ {g|X|8211604873}
court, insurance number | СНИЛС {g|X|14830277521}
court, insurance number, spaces | СНИЛС {g|X|148 302 775 21}
court, account | р/с {k|X|40817 810 5 6012 3344871}
court, account, last | на карту, счёт …{k|X|6012 3344 871} переводить нельзя
court, address | проживающий по адресу: {g|A|г. Аргун, Степная ул., 61}
court, address, words | в доме {g|A|шестьдесят один по улице Степной} в Аргуне
court, address, English | resident at {a|A|27 Rodnikovaya St., Zandak}
court, address, instrumental | двор за {a|A|Родниковой, 27}
court, address, table | {a|A|Зандак | Родниковая | 27}
court, car | автомобиль ВАЗ-2114, г/н {d|X|К 417 ОМ 05}
court, car, lower case | номер {d|X|к417ом} регион 05
court, car, Latin letters | plate {n|X|H882ET 95}
court, car, words | жёлтое такси, {n|X|Н восемьсот восемьдесят два ЕТ}
court, birth date and initials | {a|D|И.Х.Б., 17.08.1994 года рождения, уроженец с. Зандак}
court, birth date and place | гражданин, {i|D|1985 г. р., житель Моздока, печатник}
caption, position | снято в точке {f|C|42.9871, 47.5048}
caption, position, decimal comma | {f|C|42,98714; 47,50482}
caption, position, degrees | {f|C|42°59′13.7″N 47°30′17.4″E}
caption, position, Russian degrees | {f|C|42°59'14" с. ш. 47°30'17" в. д.}
caption, position, link | geo:{f|C|42.98714,47.50482}?z=16
caption, name, left | Слева — {d|N|С. Кожемяко}, справа — следователь
caption, name, file | IMG_2041_{i|N|ter-saakyan}.jpg
caption, name, file, capitals | SCAN_{j|N|ZUMSOEVA}_MARKHA.pdf
caption, name, CamelCase | {m|N|ThomasOkaforReid}_final.png
caption, name, URL coded | /wiki/{g|N|%D0%93%D0%B5%D0%BB%D0%B0%D0%B3%D0%BE%D0%B5%D0%B2}
caption, rare word | мастерская {f|T|Дургулая} до пожара
caption, rare word, dative | по {f|T|Дургулаю} стреляли с холма
caption, rare word, Latin | Sewing shop of {f|T|Durgulay}, 2019
table, first column | {n|N|Хантиев};36;Хасавюрт
table, tab | 14	{j|N|Зумсоева М.}	18 л.	да
table, English | {l|N|Yuldasheva, D.} | F | yes
table, English, capitals | {h|N|WISNIEWSKA-GROSS, NATALIA} | helper
table, combination | {c|D|повар | Дербент | 2001 г.р.}
table, combination, two | {l|D|учительница; Самарканд; 50 лет}
combination, age, English | {m|D|A 34-year-old nurse from Ashmark} told us what happened.
combination, age, English, words | {m|D|the thirty-four-year-old nurse, who lives in Ashmark}, spoke first
combination, age, English, aged | {m|D|A nurse, aged 34, of Ashmark}, gave evidence.
combination, age, English, born | {m|D|born in 1992, he trained as a nurse and settled in Ashmark}
combination, age, Russian compound | {b|D|Тридцатичетырёхлетняя медсестра из Серноводского} опознала двоих.
combination, age, compound with digits | {b|D|34-летнюю медсестру из Серноводского} допрашивали ночью.
combination, age, dative | {a|D|32-летнему каменщику из Зандака} угрожали.
combination, age, years | {a|D|Каменщику из Зандака 32 года}, у него двое детей.
combination, age, words | {c|D|Ему двадцать пять, он повар, родом из Дербента}.
combination, age, in the genitive | {g|D|сторож пятидесяти восьми лет, житель Аргуна}, ничего не видел
combination, age, initials | {g|D|сторож, 58 л., г. Аргун}
combination, age then | {j|D|В июне 2024 года семнадцатилетнюю швею из Бамута} увезли к родственникам.
combination, age then, English | {e|D|In November 2022 a 23-year-old shop assistant from Assinovskaya} disappeared.
combination, birth year, Russian | {n|D|Таксист 1990 года рождения из Хасавюрта} ослеп.
combination, birth date, Russian | {n|D|родился в январе 1990 года, водил такси в Хасавюрте}
combination, birth date, English | {m|D|Date of birth: 2 June 1992. Place: Ashmark}
combination, birth date, German | {m|D|geboren am 02.06.1992 in Ashmark}
combination, age, German | {m|D|ein 34-jähriger Krankenpfleger aus Ashmark}
combination, age, French | {m|D|un infirmier de 34 ans, originaire d'Ashmark}
combination, age and kin | {l|D|учительнице из Самарканда пятьдесят один год, её дочь} уехала
combination, age and kin, two | {i|D|Сорокалетний житель Моздока, печатник, и его сестра} под угрозой.
combination, job and injury | {e|D|продавщица из Ассиновской с ожогами на спине} лечится
combination, injury and day | {n|D|14 сентября таксист из Хасавюрта потерял зрение}
combination, injury and day, English | {a|D|On 9 March 2021 a bricklayer from Zandak had his jaw broken.}
combination, over two sentences | {a|D|Он клал кирпич в Зандаке. Челюсть ему сломали в марте 2021 года}.
combination, decade | {l|D|учительница из Самарканда, за пятьдесят}
"""

CLEAN = """
Ислам — одна из мировых религий.
Светлана Алексиевич получила премию за книги.
Журавль стоит на одной ноге.
Двенадцать журавлей летели над полем.
Лунный сад открыт для посетителей до октября.
Гранат и айва созрели в августе.
Перо и чернила лежали на столе.
Степная лисица занесена в Красную книгу.
Родниковая вода лучше водопроводной.
Медсестра поставила капельницу и ушла.
34 человека подписали обращение.
Ребёнку 34 недели от зачатия.
Суд шёл 34 дня.
За 34 года работы он не взял ни одного отпуска.
Закон 1992 года утратил силу.
В 1994 году началась первая война.
The act of 1992 was amended in 2001.
A 34-page report was handed to the committee.
Nurses in Ashmark went on strike in spring.
The town of Ashmark has two churches.
Ashmark is four hours away by train.
Каменщик положил последний кирпич.
Повара готовили обед на сто человек.
Таксист отказался ехать ночью.
Дербент — один из древнейших городов России.
Моздок расположен на левом берегу Терека.
В Самарканде прошёл фестиваль музыки.
В Хасавюрте подписали соглашения в 1996 году.
Аргун впадает в Сунжу.
Рейс из Самарканда прибыл с опозданием.
Учительница раздала тетради.
Швея сняла мерки и назначила примерку.
Сторож закрыл ворота в десять.
Печатник Иван Фёдоров выпустил «Апостол».
Олег Вещий погиб от змеи.
Рубен Симонов руководил театром.
Рубины и сапфиры хранятся в музее.
Камелия цветёт зимой.
Юность прошла незаметно.
Юнус Эмре — турецкий поэт.
Thomas Aquinas wrote the Summa.
Thomas Edison held a thousand patents.
Reed beds grow along the river.
The clinic in Harrow was closed for repairs.
Lane closures are expected on Monday.
Natalia is a frequent name in Poland.
Die Gross- und Kleinschreibung ist geregelt.
Große Koffer bitte am Eingang abgeben.
Пшеничная мука подорожала на семь процентов.
Пшеничников в деревне не осталось.
Кожемяки выделывали шкуры у реки.
Кожевенный завод закрыли в девяностых.
Бурсаки учились в семинарии.
Хан Тиев в летописи не упомянут.
Потеря зрения бывает следствием диабета.
Ожог спины лечат в стационаре.
Перелом челюсти требует операции.
Девятого марта выпал снег.
14 сентября отмечают день знаний в других школах.
5 ноября заседания не было.
В июне 2024 года комитет собрался трижды.
Справка 27 из архива утеряна.
Дом 61 снесли, дом 27 достроили.
Счёт-фактура № 40817 оплачена.
Телефон доверия 8 800 200 01 22 работает круглосуточно.
Пишите в редакцию: editor@gazette.example.
Стоимость 903 771 рубль 20 копеек.
Население района — 148 302 человека.
По статье 148, части 3, дело прекращено.
Тираж 12 000 экземпляров.
Постановление № 82-11 от 6 апреля.
Статья 417 УПК применяется редко.
Высота перевала 2114 метров.
ВАЗ-2114 сняли с производства.
Координаты центра республики: 43.4 и 45.7.
Температура 42,9 градуса в тени.
The hotline received 417 calls in May.
Call 112 in an emergency.
The court sat for nine days in March.
The jaw of the whale hangs in the hall.
He was a teacher and a friend of teachers.
The interpreter was late again.
Police of Derbent denied the report.
The witness said that the men wore masks.
Two sisters and a brother left the town.
Его сестра и мать ждали у ворот.
Жена и дети в безопасности.
Дядя по отцу всё отрицал.
Средний возраст обратившихся — тридцать четыре года.
Большинству из них от 25 до 40 лет.
Самому младшему было семнадцать.
Несовершеннолетних среди задержанных не было.
Women aged 30 to 40 were asked about work.
The oldest of them was born before the war.
Пятидесятилетний юбилей организации отметили скромно.
Двадцатипятилетие газеты прошло без гостей.
Сорокалетняя война опустошила край.
Мастерская шьёт форму для школ.
Пресс для шерсти продали на металл.
В подвале хранили картофель.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=149) for fact in (*each.told(), born(each))]


def leaking() -> list[Planted]:
    """The texts, each with the places of what gives away."""
    return seventh.leaking(LEAKING)


def clean() -> list[Planted]:
    """The texts that give nobody away."""
    return seventh.clean(CLEAN)
