# ruff: noqa: E501
"""A fourteenth set of leaks that were held out: minutes of a shelter, a radio report, a school's papers, border and court records,
an exhibition's labels, letters home, of other people; and sixty texts that give nobody away. Written after the mends of the
thirteenth, before it was run once. All invented.
"""

from __future__ import annotations

from tests.publication import held_out_seventh as seventh
from tests.publication.held_out_seventh import A, C, E, H, K, N, P, T, W, X
from tests.publication.planted import Planted, born, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Мовлид Хамзатович Газиханов"), (P, "+7 938 907 64 12"), (Kind.PLACE, "Ачхой-Мартан"), (Kind.JOB, "электрик"), (Kind.BORN, "1983-10-17"), (Kind.DATE, "2017-08-05"), (Kind.INJURY, "перелом рёбер"), (A, "с. Ачхой-Мартан, ул. Нурадилова, д. 38")],
    "b": [(N, "Карина Львовна Шахназарьянц"), (E, "karina.sh@frame.example"), (W, "Фотостудия «Третий этаж»"), (Kind.PLACE, "Пятигорск"), (Kind.JOB, "фотограф"), (Kind.BORN, "1997"), (H, "@shakh_karina")],
    "c": [(N, "Аслан Муссаевич Кодзоев"), (X, "26 04 551837"), (Kind.PLACE, "Малгобек"), (Kind.JOB, "плотник"), (Kind.BORN, "1966-04-02"), (Kind.FAMILY, "parent"), (X, "К072НУ06")],
    "d": [(N, "Зинаида Фёдоровна Лукъянчук"), (P, "8 918 344 09 75"), (A, "г. Туапсе, ул. Морская, д. 5, кв. 70"), (Kind.JOB, "проводница"), (Kind.PLACE, "Туапсе"), (Kind.BORN, "1959")],
    "e": [(N, "Бекхан Вахаевич Арсамиков"), (Kind.PLACE, "Шали"), (Kind.JOB, "сторож"), (Kind.DATE, "2022-01-14"), (Kind.INJURY, "выбитые зубы"), (H, "t.me/beks_ars"), (K, "Сокол")],
    "f": [(N, "Лейла Ниязовна Агабекова"), (P, "+994 55 702 18 46"), (Kind.PLACE, "Белиджи"), (Kind.JOB, "психолог"), (Kind.BORN, "1985-09"), (Kind.FAMILY, "child"), (W, "Центр «Тихая гавань»")],
    "g": [(N, "Marek Dvořáček"), (P, "+420 731 209 584"), (E, "dvoracek@azyl.example"), (Kind.JOB, "architect"), (Kind.PLACE, "Olomouc"), (Kind.BORN, "1978-12-24"), (A, "Dolní náměstí 22, Olomouc")],
    "h": [(N, "Халид Шамильевич Темирбулатов"), (C, "43.36807,46.08925"), (X, "№ 3-104/21"), (Kind.PLACE, "Гудермес"), (Kind.JOB, "боксёр"), (Kind.DATE, "2021-04-28"), (Kind.BORN, "1998-01-19")],
    "i": [(N, "Оксана Вікторівна Мельниченко"), (P, "+380 93 618 22 70"), (Kind.PLACE, "Миргород"), (Kind.JOB, "вихователька"), (X, "ФВ 204913")],
    "j": [(N, "Элимпаша Батырович Казакмурзаев"), (X, "5469 3800 7712 0846"), (Kind.PLACE, "Бабаюрт"), (Kind.JOB, "рыбак"), (Kind.INJURY, "ампутация пальца"), (Kind.DATE, "2019-12-02")],
    "k": [(N, "Grace Oluwaseun Whitcombe"), (P, "+44 20 7946 0823"), (E, "grace.whitcombe@refuge.example"), (W, "St Brannock's Primary School"), (Kind.PLACE, "Barnstaple"), (Kind.JOB, "teacher"), (Kind.BORN, "1987-03")],
    "l": [(N, "Роза Идрисовна Бетергираева"), (Kind.PLACE, "Старые Атаги"), (Kind.JOB, "повар"), (Kind.FAMILY, "parent"), (Kind.DATE, "2018-06-09"), (T, "У неё был сундук работы мастера Эльхотана и собака Буцефал-Хан.")],
    "m": [(N, "Тимофей Сергеевич Яблочкин"), (X, "АВ1234567"), (X, "162-804-915 30"), (Kind.PLACE, "Батайск"), (Kind.JOB, "машинист"), (Kind.BORN, "1992-07-11"), (H, "vk.com/t_yablochko")],
    "n": [(N, "Асет Магомедовна Джабраилова"), (P, "+7 962 651-73-08"), (Kind.PLACE, "Аргун"), (Kind.JOB, "косметолог"), (Kind.BORN, "2000-05-22"), (Kind.FAMILY, "spouse"), (W, "Салон «Айла»")],
}  # fmt: skip

LEAKING = """
minutes, guest arrived | Заселили {a|N|Газиханова}, комната на втором этаже.
minutes, guest, given name | {l|N|Роза Идрисовна} просит диету.
minutes, guest, initials | Дежурная: {d|N|Лукъянчук З.Ф.}
minutes, guest, hard sign lost | Звонила {d|N|Зинаида Лукьянчук}.
minutes, guest, Armenian surname | Ключи у {b|N|Карины Шахназарьянц}.
minutes, guest, Armenian surname, other spelling | Камера {b|N|Шахназарянц} сломана.
minutes, guest, Kumyk name | {j|N|Элимпашу} отвезли к врачу.
minutes, guest, Kumyk name with a hyphen | {j|N|Элим-Паша Казакмурзаев} уехал.
minutes, guest, Ukrainian | {i|N|Оксана Мельниченко} шукає роботу.
minutes, guest, Ukrainian in Russian | {i|N|Оксане Викторовне} нужен переводчик.
minutes, guest, Ukrainian woman's work | вихователька з Миргорода, паспорт {i|X|ФВ 204913}
minutes, guest, short | {m|N|Тимоша Яблочкин} чинит кран.
minutes, guest, short, two | {m|N|Тимоха} опять проспал.
minutes, guest, short, three | {d|N|Зина Лукъянчук} везёт рыбу.
minutes, guest, short, four | {f|N|Лейлочка Агабекова} ведёт группу.
minutes, two guests | {a|N|Мовлид} и {c|N|Аслан Кодзоев} живут вместе.
minutes, phone | Экстренный: {f|P|+994-55-702-18-46}
minutes, phone, Czech | {g|P|731 209 584} (po 18:00)
minutes, phone, Ukrainian | мій номер {i|P|093 618 22 70}
minutes, phone, London | ring {k|P|020 7946 0823}
minutes, phone, in words | {d|P|восемь девятьсот восемнадцать триста сорок четыре ноль девять семьдесят пять}
minutes, phone, letters for figures | {n|P|+7 962 65I 73 O8}
radio, voice | Говорит {c|N|Аслан Муссаевич}, отец двоих детей.
radio, voice, given and place | {e|N|Бекхан} из Шали рассказывает.
radio, voice, surname in the instrumental | Мы связались с {e|N|Арсамиковым}.
radio, voice, surname in the plural | Дом {h|N|Темирбулатовых} сожгли.
radio, voice, adjective | {h|N|темирбулатовский} двор пуст
radio, who | {e|D|Сторожу из Шали 14 января 2022 года} выбили зубы.
radio, who, teeth | {e|D|в Шали сторож лишился зубов после допроса}
radio, who, carpenter | {c|D|Плотник из Малгобека, шестьдесят лет}, отец пятерых.
radio, who, carpenter in English | {c|D|a carpenter of 60 from Malgobek}
radio, who, boxer | {h|D|Боксёра из Гудермеса увезли 28 апреля 2021-го}.
radio, who, boxer, age | {h|D|28-летний боксёр, Гудермес}
radio, who, fisherman | {j|D|Рыбаку из Бабаюрта отрезали палец}.
radio, who, fisherman, day | {j|D|2 декабря 2019 года рыбак не вернулся в Бабаюрт}
radio, who, electrician | {a|D|электрику из Ачхой-Мартана сломали два ребра}
radio, who, electrician, day | {a|D|5 августа 2017 г. электрик из Ачхой-Мартана} исчез.
radio, who, attendant | {d|D|Проводница из Туапсе, 67 лет}, открыла ей дверь.
radio, who, cook | {l|D|Повара из Старых Атагов задержали 9 июня 2018 года}.
radio, who, photographer | {b|D|a 29-year-old photographer from Pyatigorsk}
radio, who, photographer, born | {b|D|Фотограф родилась в 1997 году в Пятигорске}.
radio, who, psychologist | {f|D|Психологу из Белиджи 41 год}, её сын в колонии.
radio, who, beautician | {n|D|косметолог из Аргуна, 26 лет, замужем}
radio, who, beautician, English | {n|D|the beautician, 26, fled Argun}
radio, who, driver of trains | {m|D|train driver from Bataysk, born 11 July 1992}
school, certificate | Выдано {n|N|Джабраиловой Асет Магомедовне}, 9 «А».
school, teacher | our teacher {k|N|Ms Whitcombe} hid them
school, teacher, whole | {k|N|Grace O. Whitcombe}, BA, PGCE
school, teacher, reversed | {k|N|WHITCOMBE, Grace}
school, teacher, Russian | {k|N|Грейс Уиткомб} прислала книги
school, place | at {k|W|St Brannocks primary}, Year 4
school, place, whole | {k|W|St. Brannock’s Primary School}
school, who | {k|D|A Barnstaple teacher of 39} paid the fare.
school, mail | write to {k|E|grace.whitcombe@refuge.example}.
school, mail, words | {k|E|grace dot whitcombe at refuge dot example}
border, protocol | Задержан гр. {g|N|Dvořáček Marek}.
border, protocol, marks lost | Passenger {g|N|DVORACEK/MAREK MR}
border, protocol, Russian | гражданин Чехии {g|N|Марек Дворжачек}
border, protocol, Czech case | mluvil s {g|N|Markem Dvořáčkem}
border, protocol, passport | паспорт {c|X|2604 551837} изъят
border, protocol, Ukrainian passport | паспорт {i|X|ФВ204913}
border, protocol, foreign passport | п/п {m|X|АВ 1234567}
border, protocol, Latin letters | doc {m|X|AB1234567}
border, protocol, car | въехал на {c|X|К 072 НУ 06}
border, protocol, car, small | опель, {c|X|к072ну}
border, ticket | {a|N|GAZIKHANOV MOVLID} 12A
border, ticket, two | {n|N|DZHABRAILOVA/ASET MRS}
border, ticket, three | {j|N|KAZAKMURZAEV E} seat 7
court, record | материал {h|X|3-104/21} рассмотрен
court, record, defendant | Подсудимый {h|N|Темирбулатов Х. Ш.} вину не признал.
court, record, defendant's words | {h|N|ТЕМИРБУЛАТОВ}: Я ничего не подписывал.
court, record, English | The court heard {e|N|Bekkhan Arsamikov}.
court, record, English, otherwise | Mr {e|N|Arsamikow} was absent.
court, record, misspelt | {h|N|Темербулатов} вызван повторно
court, record, misspelt, two | {e|N|Бекхан Арсамников} не явился
court, record, misspelt, three | {a|N|Газихонов Мовлид} не явился
court, card | возмещение на {j|X|5469380077120846}
court, pension | {m|X|16280491530}
exhibition, label | Фото: {b|N|К. Шахназарьянц}
exhibition, label, English | Photo by {b|N|Karina Shakhnazaryants}
exhibition, label, file | {b|N|shakhnazaryants}_0071.tiff
exhibition, label, studio | снято в {b|W|студии «Третий этаж»}
exhibition, label, studio, case | спасибо {b|W|«Третьему этажу»} за свет
exhibition, label, centre | Партнёр: {f|W|Центр «Тихая гавань»}
exhibition, label, centre, case | психологи {f|W|«Тихой гавани»}
exhibition, label, salon | из {n|W|салона «Айла»} её забрали
exhibition, label, account | {b|H|@shakh_karina}
exhibition, label, account in words | {b|H|shakh нижнее подчеркивание karina}
exhibition, label, account, link | vk.com/{m|H|t_yablochko}
exhibition, label, account, two | телеграм {e|H|beks_ars}
exhibition, label, mail | {b|E|karina.sh [at] frame.example}
exhibition, label, mail, two | {g|E|dvoracek (zavináč) azyl.example}
exhibition, label, code name | {e|K|Сокола} перевезли
exhibition, label, chest | сундук мастера {l|T|Эльхотана}
exhibition, label, dog | пёс {l|T|Буцефал-Хан} лежал у двери
letter, address | пиши мне: {a|A|Нурадилова 38}, Ачхой
letter, address, two | Туапсе, {d|A|Морская 5-70}
letter, address, three | Туапсе, {d|A|ул. Морская, дом пять, квартира семьдесят}
letter, address, Czech | {g|A|Dolni namesti 22}, druhé patro
letter, address, Czech, whole | {g|A|Dolní náměstí č. 22}
letter, position | вот точка: {h|C|43.36807 46.08925}
letter, position, minutes | {h|C|43°22.084' N 46°05.355' E}
letter, position, link | https://yandex.example/maps/?pt={h|C|46.08925,43.36807}
letter, name in two alphabets | твой {m|N|Tимофей Яблочкин}
letter, name broken | обнимаю, твоя {f|N|Лейла Ага-¶бекова}
letter, name broken without a hyphen | обнимаю, твоя {f|N|Лейла¶Агабекова}
letter, name with a dot | твоя {l|N|Р.Бетергираева}
letter, name apart | {l|N|Б е т е р г и р а е в а}
letter, name stressed | {n|N|Асе́т Джабраи́лова}
letter, Chechen | {a|N|Мовлидан} цӀа
letter, hashtag | #{c|N|КодзоевАслан}
letter, doubled | {n|N|Асеееет}, ответь
"""

CLEAN = """
Электрики починили щиток.
Фотограф опоздал на съёмку.
Плотники чинят крышу.
Проводница раздала постели.
Сторож спал у ворот.
Психолог выслушал всех.
Архитектор показал чертёж.
Боксёр выиграл бой.
Рыбаки вернулись ни с чем.
Повар пересолил суп.
Машинист подал гудок.
Косметолог закрыла кабинет.
В Шали открыли рынок.
В Гудермесе идёт дождь.
Аргун — река и город.
Пятигорск стоит у Машука.
Туапсе встречает корабли.
Малгобек известен нефтью.
Olomouc has six fountains.
Barnstaple lies on the river Taw.
Миргород славится водой.
Сокол парил над полем.
Соколы гнездятся на скалах.
Морская соль дороже каменной.
Третий этаж закрыт на ремонт.
Тихая гавань — мечта моряка.
Айла — остров в Шотландии.
Яблочкин театр не строил.
Сад яблочных деревьев вырублен.
Роза ветров показывает на север.
Розы растут у забора.
Роза Паркс не уступила место.
Лейли и Меджнун — герои поэмы.
Аслан — лев из книги Льюиса.
Карина — созвездие? Нет, Киль.
Зинаида Гиппиус писала стихи.
Тимофей, апостол, получил два послания.
Оксана Забужко выступила с лекцией.
Марек Хласко писал о дорогах.
Grace Kelly became a princess.
The grace period ends in May.
Primary school starts at nine.
Улица Нурадилова перекрыта.
Проспект Халида ибн Валида есть в Каире.
5 августа 2017 года было жарко.
14 января отмечают старый Новый год.
28 апреля 2021 года суд перенёс слушание.
2 декабря 2019 года выпал снег.
9 июня 2018 года начался турнир.
11 июля 1992 года подписан договор.
Ей 26 лет.
Городу 67 лет.
В 1997 году построили мост.
Из 60 жалоб рассмотрены две.
Зубы чистят дважды в день.
Палец вверх означает согласие.
Рёбра жёсткости усилили.
Дело № 104 закрыто.
Телефон горячей линии: 8 800 700 06 00.
Билет № 5469 выиграл.
Пишите в редакцию: editor@paper.example.
Подписывайтесь: t.me/weather_daily.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=167) for fact in (*each.told(), born(each))]


def leaking() -> list[Planted]:
    """The texts, each with the places of what gives away."""
    return seventh.leaking(LEAKING)


def clean() -> list[Planted]:
    """The texts that give nobody away."""
    return seventh.clean(CLEAN)
