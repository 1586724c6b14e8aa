# ruff: noqa: E501
"""A twelfth set of leaks that were held out: what an editor who means to hide somebody lets slip in statements, transcripts, press
releases, letters, tables and captions; and seventy texts that give nobody away. Written before a look at the check. All invented.
"""

from __future__ import annotations

from tests.publication import held_out_seventh as seventh
from tests.publication.held_out_seventh import A, C, E, H, K, N, P, T, W, X
from tests.publication.planted import Planted, born, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Хасмагомед Увайсович Дербишев"), (P, "+7 926 418-03-77"), (X, "А731РС95"), (Kind.PLACE, "Гехи"), (Kind.JOB, "тракторист"), (Kind.BORN, "1986-11-12"), (Kind.DATE, "2020-08-14"), (Kind.INJURY, "перелом ключицы")],
    "b": [(N, "Зулай Мовсаровна Барзукаева"), (H, "@zulay.brz"), (W, "Ателье «Белая нить»"), (Kind.PLACE, "Курчалой"), (Kind.JOB, "швея"), (Kind.BORN, "1991"), (Kind.DATE, "2021-10-03"), (Kind.FAMILY, "parent")],
    "c": [(N, "Виктор Степанович Полуэктов"), (P, "8 (861) 274-55-19"), (E, "vpoluektov@north.example"), (A, "г. Ейск, ул. Рабочая, д. 43, кв. 8"), (Kind.JOB, "нотариус"), (Kind.PLACE, "Ейск")],
    "d": [(N, "Адам Шарпудинов"), (X, "9617 448120"), (W, "ЧОО «Барс-Щит»"), (Kind.PLACE, "Шатой"), (Kind.JOB, "охранник"), (Kind.DATE, "2019-05-27"), (Kind.INJURY, "сотрясение мозга")],
    "e": [(N, "Элина Тагировна Мусхаджиева"), (P, "+7 967 950 14 22"), (Kind.PLACE, "Урус-Мартан"), (Kind.JOB, "медсестра"), (Kind.BORN, "1998-03-05"), (Kind.FAMILY, "sibling")],
    "f": [(N, "Магомед-Эмин Ясулов"), (K, "Маяк"), (H, "t.me/yasul_me"), (C, "43.31862,45.69471")],
    "g": [(N, "Ксения Андреевна Тропарева"), (P, "+7 911 205 88 64"), (E, "k.tropareva@rights.example"), (H, "@ksu_troparik"), (A, "Санкт-Петербург, Лиговский проспект, д. 187, кв. 52")],
    "h": [(N, "Беслан Ахметханович Тимурзиев"), (Kind.PLACE, "Карабулак"), (Kind.JOB, "пекарь"), (Kind.BORN, "1977-06-30"), (Kind.INJURY, "ожог предплечья"), (Kind.DATE, "2022-12-09"), (Kind.FAMILY, "spouse")],
    "i": [(N, "Daniel Hartigan-Moss"), (P, "+44 7700 900318"), (E, "dan.hm@vets.example"), (W, "Fernhill Veterinary Surgery"), (A, "14 Larch Close, Oldbury"), (Kind.PLACE, "Oldbury"), (Kind.JOB, "veterinarian"), (Kind.BORN, "1981")],
    "j": [(N, "Аза Лечиевна Хупиева"), (W, "Сельская библиотека № 4 Надтеречного района"), (Kind.PLACE, "Знаменское"), (Kind.JOB, "библиотекарь"), (Kind.DATE, "2018-02-22"), (Kind.BORN, "1972"), (Kind.FAMILY, "parent")],
    "k": [(N, "Гоар Вардановна Симонян"), (X, "AP 4471820"), (P, "+374 93 441 207"), (H, "instagram.com/goar_smn")],
    "l": [(N, "Расул Гаджимурадович Абакаров"), (X, "О552КВ05"), (Kind.PLACE, "Кизилюрт"), (Kind.JOB, "тренер по борьбе"), (Kind.BORN, "1995"), (Kind.FAMILY, "child")],
    "m": [(N, "Станислав Белоглазов"), (X, "4276 3801 2244 9153"), (X, "127-449-083 61"), (A, "г. Астрахань, пер. Лодочный, д. 6")],
    "n": [(N, "Тамара Георгиевна Кобахидзе"), (P, "+995 577 40 12 83"), (E, "tako.kob@letters.example"), (Kind.JOB, "переводчица"), (Kind.PLACE, "Кутаиси")],
    "o": [(N, "Лёма Исраилов"), (Kind.PLACE, "Гудермес"), (Kind.JOB, "таксист"), (Kind.BORN, "2003-09-19"), (Kind.DATE, "2023-04-11"), (Kind.INJURY, "перелом носа")],
    "p": [(N, "Ибрагим Сайд-Магомедович Цутиев"), (T, "Бабушка держала козу по кличке Жандармерия, а на воротах висел бунчук."), (X, "18 06 770254")],
    "q": [(N, "Марем Дошаева"), (Kind.PLACE, "Сагопши"), (Kind.JOB, "доярка"), (Kind.BORN, "1964"), (Kind.FAMILY, "parent"), (Kind.INJURY, "перелом шейки бедра")],
    "r": [(N, "Алексей Жданков"), (W, "СТО «Форсаж-Юг»"), (H, "vk.com/zhdan_k4"), (Kind.JOB, "автомеханик"), (Kind.PLACE, "Минеральные Воды"), (Kind.DATE, "2021-06-18")],
    "s": [(N, "Фатима Курбаналиева"), (E, "fkurban_92@posta.example"), (X, "057204183366"), (A, "г. Махачкала, пр. Акушинского, д. 90, корп. 2")],
    "t": [(N, "Sophie Laurent-Diallo"), (P, "+33 6 39 98 41 27"), (Kind.JOB, "interpreter"), (Kind.PLACE, "Besançon"), (Kind.BORN, "1990-05")],
    "u": [(N, "Турко Дадуев"), (X, "12001960012000043"), (X, "4/1187"), (Kind.PLACE, "Ножай-Юрт"), (Kind.DATE, "2020-01")],
    "v": [(N, "Юлия Маратовна Ахтямова"), (W, "МБОУ «СОШ № 38» г. Энгельса"), (Kind.PLACE, "Энгельс"), (Kind.JOB, "учительница физики"), (Kind.FAMILY, "spouse"), (Kind.BORN, "1988")],
    "w": [(N, "Сулим Магамаев"), (Kind.PLACE, "Дышне-Ведено"), (Kind.JOB, "имам"), (Kind.DATE, "2017-07-01"), (Kind.FAMILY, "wider_family")],
    "x": [(N, "Наиля Ринатовна Сафарова-Бек"), (P, "8 963 117 60 45"), (K, "Ласточка"), (Kind.JOB, "врач-стоматолог"), (Kind.PLACE, "Элиста"), (Kind.FAMILY, "spouse")],
}  # fmt: skip

LEAKING = """
press release, quoted | Как рассказал нам {a|N|Дербишев}, людей выводили по одному.
press release, initial | «Я не верю, что это конец», — говорит {b|N|Зулай Б.}, попросившая не называть её имени.
press release, instrumental | Мы продолжаем работать вместе с {d|N|Адамом Шарпудиновым} и его адвокатом.
press release, accusative | Полиция отпустила {h|N|Беслана Тимурзиева} в пять утра без протокола.
press release, dative | {e|N|Элине Мусхаджиевой} так и не вернули телефон.
press release, genitive of a woman | Местонахождение {q|N|Дошаевой} неизвестно с прошлой недели.
press release, name and place | Заявителю из Гехи, {a|N|Хасмагомеду}, отказали трижды.
press release, English possessive | {a|N|Derbishev's} lawyer was not let in.
press release, English plural family | The {h|N|Timurzievs} left the country last month.
press release, English, romanised otherwise | We spoke to {e|N|Elina Muskhadzhieva} by phone.
press release, English, short romanisation | A relative of {e|N|Mushadjieva} confirmed the arrest.
press release, English, ISO | The application of {l|N|Rasul Abakarov} is pending in Strasbourg.
press release, English, initials first | R.G. {l|N|Abakarov} v. Russia
press release, English, kh | {j|N|Aza Khupieva}, whose name we had meant to change, waited at the gate.
press release, double name | {f|N|Magomed-Emin Yasulov} is safe.
press release, double name in one word | {f|N|Magomedemin Yasulov} is safe.
press release, contact | Контакт для прессы: {g|N|Ксения Тропарева}, {g|P|+7 (911) 205-88-64}
press release, contact mail | Вопросы присылайте на {g|E|k.tropareva@rights.example}.
press release, footer | © фото: личный архив {k|N|Г. Симонян}
press release, note to editors | Редактору: в третьем абзаце заменить {o|N|Лёму} на «Руслана».
press release, two people | {o|N|Исраилов} и {w|N|Магамаев} встретились уже в Тбилиси.
press release, who it was | {o|D|23-летний таксист из Гудермеса} вернулся домой через трое суток.
press release, who it was, then | {o|D|11 апреля 2023 года таксиста, которому тогда было 19 лет,} посадили в машину без номеров.
press release, who it was, day and trade | {r|D|Автомеханика из Минеральных Вод задержали 18 июня 2021 года} на рабочем месте.
press release, who it was, injury | {h|D|Пекарь из Карабулака} показал врачам {h|D|ожог на предплечье}.
press release, who it was, age | {h|D|Пекарю из Карабулака 49 лет}, он никогда не был судим.
press release, who she was | {q|D|62-летняя доярка из Сагопши} ищет сына четвёртый год.
press release, who she was, fall | {q|D|Мать троих детей, доярка из Сагопши}, упала с лестницы отдела.
press release, who she was, English | {e|D|A 28-year-old nurse from Urus-Martan} asked for help on Monday.
press release, who she was, English, born | {e|D|Born in 1998, she works as a nurse in Urus-Martan}.
press release, who he was, English | {w|D|The imam from Dyshne-Vedeno who was taken on 1 July 2017} has not been seen since.
press release, who he was, English, two | {a|D|A tractor driver from Gekhi, detained on 14 August 2020}, says he was never charged.
transcript, answer | — А кто ещё был в камере? — {u|N|Турко} был, потом двое из Аргуна.
transcript, answer, patronymic | — Меня тогда {c|N|Виктор Степанович} предупредил, спасибо ему.
transcript, answer, spoken patronymic | — Ну я у {c|N|Степаныча} спросил, он говорит: уезжай.
transcript, answer, given and patronymic, genitive | — Это было до {j|N|Азы Лечиевны}, она позже пришла.
transcript, answer, vocative | — Он мне кричит: «{l|N|Расул}, не подписывай!»
transcript, answer, called by surname | — «{d|N|Шарпудинов}, на выход!» — и больше я его не видел.
transcript, answer, diminutive | — {r|N|Лёха Жданков} отвёз нас до границы.
transcript, answer, diminutive genitive | — У {r|N|Лёшки Жданкова} была машина.
transcript, answer, diminutive, woman | — Там была {g|N|Ксюша Тропарева}, она всё записала.
transcript, answer, diminutive, woman, dative | — {v|N|Юле Ахтямовой} угрожали прямо в школе.
transcript, answer, diminutive, two | — {m|N|Стас Белоглазов} дал нам ключи.
transcript, answer, diminutive, three | — {n|N|Томе Кобахидзе} спасибо, без неё мы бы не доехали.
transcript, answer, possessive of a short name | — {o|N|Лёмин} брат ждал у ворот.
transcript, answer, possessive of a surname | — Мы ехали на {a|N|дербишевской} машине.
transcript, answer, possessive of a given name | — Стояли у {e|N|Элининого} дома.
transcript, speaker label | {b|N|З. Барзукаева}: Я могу говорить только о том, что видела.
transcript, speaker label, two | {j|N|АЗА}: Да, это было в феврале.
transcript, speaker label, English | {i|N|HARTIGAN-MOSS}: I can only speak for myself.
transcript, speaker label, English, given | {i|N|Daniel}: We had no idea where he was.
transcript, English, short | {i|N|Dan Hartigan-Moss} drove them to the ferry.
transcript, English, nickname | {i|N|Danny Moss} drove them to the ferry.
transcript, English, possessive | It was at {t|N|Sophie Laurent-Diallo's} flat.
transcript, English, half | Ask {t|N|Mme Diallo}, she was there.
transcript, phone told aloud | — Запишите: {e|P|восемь девятьсот шестьдесят семь девятьсот пятьдесят четырнадцать двадцать два}.
transcript, phone told aloud, two | — {x|P|Восемь, девять шесть три, один один семь, шестьдесят, сорок пять}.
transcript, phone told aloud, English | It is {i|P|oh double seven double oh, nine hundred, three one eight}.
transcript, phone, English figures | call {i|P|07700 900 318} after six
transcript, phone, city | Контора: {c|P|(861) 2745519}, звонить до пяти.
transcript, phone, abroad | ереванский номер {k|P|+37493441207}
transcript, phone, Georgian, local | в Грузии я на {n|P|577 401283}
transcript, phone, French, local | {t|P|06 39 98 41 27}, le soir
transcript, phone, letters between | тел/вотсап: {a|P|8-926-418-О3-77}
transcript, phone, two lines | мой номер +7 926¶{a|P|418 03 77}, пишите
transcript, car | Меня посадили в мою же машину, {a|X|а 731 рс}, и повезли.
transcript, car, region | На записи видно номер {l|X|О 552 КВ / 05}.
transcript, car, Latin | The plate read {l|X|O552KB 05}.
transcript, place of work | — Я тогда шила в {b|W|«Белой нити»}, нас было шестеро.
transcript, place of work, two | — Пришли прямо в {b|W|ателье «Белая нить»}.
transcript, place of work, three | — Он работал в {d|W|«Барс-Щите»}, сутки через трое.
transcript, place of work, hyphen lost | — сменщик из {d|W|ЧОО Барс Щит}
transcript, place of work, car service | — забирали из автосервиса {r|W|«Форсаж-Юг»}
transcript, place of work, school | — Директор {v|W|38-й школы Энгельса} вызвал полицию.
transcript, place of work, school, two | — Она преподаёт в {v|W|СОШ №38}, в Энгельсе.
transcript, place of work, library | — Пришли в {j|W|сельскую библиотеку № 4}, спросили, кто заведует.
transcript, place of work, English | He runs the {i|W|Fernhill vet surgery} with his wife.
transcript, place of work, translated | She worked at a tailor's called {b|W|“Belaya Nit”}.
transcript, house | — Мы жили на {c|A|Рабочей, 43}, второй подъезд.
transcript, house, two | — Дом {c|A|сорок три по улице Рабочей}, квартира восемь.
transcript, house, three | — Квартира на {g|A|Лиговском, 187}, пятый этаж.
transcript, house, English | The flat is at {g|A|187 Ligovsky Prospekt, apt 52}.
transcript, house, lane | — Он снимал угол в {m|A|Лодочном переулке, дом 6}.
transcript, house, avenue | — Они следили за домом на {s|A|Акушинского, 90 корпус 2}.
transcript, house, English close | We met at {i|A|14 Larch Cl.}, Oldbury.
transcript, house, no street word | пишите мне: Астрахань, {m|A|Лодочный 6}
statement, header | Я, {h|N|Тимурзиев Беслан Ахметханович}, 30.06.1977 г. р., показываю следующее.
statement, header, birth | Я, …, {h|D|30.06.1977 г. р., уроженец г. Карабулак, пекарь}, показываю следующее.
statement, passport | паспорт {d|X|96 17 № 448120} выдан ОВД
statement, passport, words | паспорт серии {d|X|9617 номер 448120}
statement, passport, two | паспорт: {p|X|1806-770254}
statement, passport, Armenian | Armenian passport {k|X|AP4471820}
statement, pension | СНИЛС {m|X|12744908361}
statement, tax | ИНН {s|X|0572 0418 3366}
statement, card | деньги прислать на {m|X|4276-3801-2244-9153}
statement, criminal case | материалы дела № {u|X|1-20-01-96-0012-000043}
statement, criminal case, two | уголовное дело №{u|X|12001960012000043}
statement, prisoner | на робе был номер {u|X|4/1187}
statement, signature | Подпись: {w|N|Магамаев С.}
statement, signature, hand | С моих слов записано верно. /{q|N|Дошаева М.}/
statement, signature, initials together | /{m|N|БелоглазовС.}/
statement, witness | Свидетель: {p|N|Цутиев И.С.-М.}
statement, witness, patronymic | Свидетель {p|N|Ибрагим Сайд-Магомедович} пояснил, что ничего не видел.
statement, spouse | Моя жена, {x|N|Сафарова-Бек Наиля}, ждала меня у отдела.
statement, half of the surname | гражданка {x|N|Сафарова Н. Р.} опознала нападавших
statement, half of the surname, other | врач {x|N|Наиля Бек} сделала снимок
statement, trade and town | {x|D|Женщина-стоматолог из Элисты, её мужа ищут}, уехала в мае.
statement, OCR | Заявитель: {d|N|Шарпудин0в Адам}
statement, OCR, two | Заявитель: {h|N|Тимурзиeв Бecлaн}
statement, OCR, three | Заявитель: {a|N|Хасмаго мед Дербишев}
statement, OCR, hyphen | показания {e|N|Мусхад-¶жиевой} Э. Т.
statement, OCR, l for I | {i|N|DanieI Hartigan-Moss}
statement, misspelt | {b|N|Зулай Барзакаева} опознала двоих
statement, misspelt, two | {h|N|Тимурзеев} подтвердил
statement, misspelt, three | {l|N|Расул Аббакаров} не явился
statement, misspelt, English | {f|N|Magomed Emin Yasulof} signed
statement, misspelt, soft sign | {v|N|Ахтьямова Юлия} отказалась
statement, joined | подписал(а):{c|N|ПолуэктовВС}
chat, quoted | [12:04] {o|N|Лёма}: брат, за мной следят
chat, quoted, two | [12:05] {g|H|@ksu_troparik}: поняла, выезжаем
chat, quoted, surname in small letters | короче {a|N|дербишева} опять вызвали
chat, quoted, both small | {d|N|адам шарпудинов} не выходит на связь
chat, quoted, Latin | {h|N|beslan timurziev} napisal chto doma
chat, quoted, Latin by ear | {w|N|Sulim Magamayev} ne otvechaet
chat, quoted, handle in a link | https://vk.com/{r|H|zhdan_k4}?w=wall
chat, quoted, handle, told | его телега {f|H|yasul_me}, напиши ему
chat, quoted, handle, told in words | в инсте она {k|H|goar нижнее подчёркивание smn}
chat, quoted, handle without its dot | инста {b|H|zulay brz}
chat, quoted, account | ksu_troparik — это {g|H|ksu_troparik}, пиши
chat, quoted, code name | {f|K|Маяк} сказал ждать до ночи
chat, quoted, code name, dative | передай {x|K|Ласточке}, что билеты куплены
chat, quoted, mail | скинь скан на {s|E|fkurban_92@posta.example}
chat, quoted, mail broken | {s|E|fkurban_92 @ posta.example}
chat, quoted, mail hidden | {c|E|vpoluektov (собака) north.example}
chat, quoted, mail hidden in English | {n|E|tako.kob at letters dot example}
chat, quoted, mail in a link | mailto:{i|E|dan.hm@vets.example}
chat, quoted, position | жду тут {f|C|43.31862, 45.69471}
chat, quoted, position in a link | https://maps.example/?ll={f|C|45.69471,43.31862}&z=17
chat, quoted, position rounded | {f|C|43.3186 45.6947}, за мостом
chat, quoted, position in degrees | {f|C|43°19'07"N 45°41'41"E}
table, row | 7; {b|N|Барзукаева}; ж; Курчалой; отпущена
table, row, whole | {v|D|1988; учительница физики; Энгельс}; увольнение
table, row, English | case 14 | {l|N|ABAKAROV R.} | closed
table, row, day | {d|D|27.05.2019 — охранник — Шатой} — сутки
caption, photograph | На фото слева {r|N|Алексей}, справа — волонтёр.
caption, photograph, surname | Слева направо: адвокат, {n|N|Т. Кобахидзе}, переводчик.
caption, alternative text | alt="портрет {q|N|Марем Дошаевой} у окна"
caption, file | IMG_2041_{j|N|hupieva}_dom.jpg
caption, file, two | {s|N|kurbanalieva-fatima}-spravka.pdf
caption, file, Russian | Интервью_{k|N|Симонян}_черновик2.odt
caption, hashtag | #свободу{o|N|Исраилову}
caption, hashtag, two | #{w|N|СулимМагамаев}
caption, hashtag, English | #Free{h|N|Timurziev}
testimony, rare beast | «Мы держали козу {p|T|Жандармерию}, смеялись над ней все».
testimony, rare thing | У ворот, где висел {p|T|бунчук}, остановился джип.
testimony, woman and child | {b|D|швея из Курчалоя, мать маленького сына, 1991 г. р.}
testimony, day in words | {b|D|третьего октября двадцать первого года}, швея из {b|D|Курчалоя} не вышла на работу.
testimony, library | {j|D|В Знаменском библиотекаря увели 22 февраля 2018-го}.
testimony, library, age | {j|D|библиотекарю из Знаменского за пятьдесят — ей 54}.
testimony, school | {v|D|Физику в Энгельсе вела женщина 38 лет}, муж её пропал.
testimony, guard | {d|D|Охраннику из Шатоя поставили диагноз «сотрясение мозга»}.
testimony, tractor | {a|D|сломали ключицу трактористу из села Гехи}
testimony, tractor, English | {a|D|They broke the collarbone of a tractor driver in Gekhi}.
testimony, taxi | {o|D|В Гудермесе таксисту сломали нос}.
testimony, taxi, English | {o|D|the taxi driver from Gudermes whose nose was broken}
testimony, wrestling | {l|D|Тренер по борьбе из Кизилюрта, тридцать один год}, отец в розыске.
testimony, interpreter | {t|D|une interprète de 36 ans, à Besançon}
testimony, interpreter, English | {t|D|the interpreter, 36, from Besancon}
testimony, vet | {i|D|a 45-year-old vet in Oldbury}
zero width | {e|N|Эли\u200bна Мусха\u200bджиева} просила не писать ей.
soft hyphen | {h|N|Тимур\u00adзи\u00adев} просил не писать ему.
no-break space | {m|N|Станислав\u00a0Белоглазов} и его мать
letters apart | Д Е Л О {d|N|Ш А Р П У Д И Н О В А}
small capitals by capitals | ПО ЖАЛОБЕ {e|N|МУСХАДЖИЕВОЙ Э.Т.}
mixed, name in the other alphabet | The witness, {q|N|Марем Дошаева}, spoke Ingush.
mixed, English ending | We met the {a|N|Дербишев} family in May.
mixed, German | Herr {l|N|Abakarow} wurde am Flughafen festgehalten.
mixed, French | M. {d|N|Charpoudinov} a été libéré.
mixed, Turkish | {h|N|Timurziyev} Bey serbest bırakıldı.
mixed, Ukrainian | {c|N|Віктор Полуектов} чекає на нас.
"""

CLEAN = """
Пресс-служба министерства не ответила на запрос.
Двое охранников стояли у ворот.
Таксист отказался везти нас дальше.
Тракторист пахал поле до темноты.
Швейный цех закрыли на ремонт.
Медсестра сделала укол и ушла.
Библиотека работает с девяти до шести.
Имам прочёл молитву.
Пекарь встаёт в три часа ночи.
Доярки получили премию.
В Гудермесе открыли новый вокзал.
В Ведено прошёл сход.
Курчалой стал городом в 2019 году.
В Карабулаке перекрыли улицу.
Энгельс стоит напротив Саратова.
Фридрих Энгельс писал о положении рабочего класса.
Элиста — столица Калмыкии.
Ейск стоит на берегу Азовского моря.
Минеральные Воды — узловая станция.
The bridge at Oldbury is closed.
A vet should see the dog.
The interpreter arrived late.
Besançon is a town in France.
Маяк виден за десять миль.
«Маяк» — радиостанция.
Ласточки прилетели в апреле.
Белая нитка на чёрном пальто.
Барс — редкий зверь.
Щит и меч висели на стене.
Форсаж двигателя длился минуту.
Рабочая группа собралась в среду.
На Рабочей улице посадили липы.
Лодочная станция закрыта до мая.
Лиговский проспект стоит в пробке.
Проспект Акушинского перекроют на день.
Larch trees lose their needles.
Fernhill is a common name of farms.
Адам и Ева жили в раю.
Книга пророка Даниила переведена заново.
Адам Смит писал о богатстве народов.
Пророк Ибрахим почитается в исламе.
Святая Тамара правила Грузией.
София — столица Болгарии.
Daniel Defoe wrote Robinson Crusoe.
Sophie's Choice was filmed in 1982.
Kate Moss was on the cover.
Бек был военным писателем.
Станислав Лем написал «Солярис».
Тропарь поют на утрене.
Ждановка — река в Петербурге.
14 августа 2020 года шёл дождь.
27 мая — день библиотек.
1 июля 2017 года закон вступил в силу.
22 февраля 2018 года суд отложил заседание.
11 апреля 2023 года вышел доклад.
Ему 23 года.
В отделе было 49 человек.
Женщине 28 лет.
31-летний суд над обществом закончен.
Закон 1964 года отменён.
Ключица — парная кость.
Носовое кровотечение остановили.
Сотрясение мозга лечат покоем.
Телефон доверия: 8 800 2000 122.
Дело № 1187 передано в архив.
Статья 117 Уголовного кодекса.
ГОСТ 4276-2015 отменён.
Параллель 43°, меридиан 45°.
Письмо пришло на press@ministry.example.
Канал t.me/news_today сообщил о взрыве.
The prosecutor did not reply within thirty days.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=157) for fact in (*each.told(), born(each))]


def leaking() -> list[Planted]:
    """The texts, each with the places of what gives away."""
    return seventh.leaking(LEAKING)


def clean() -> list[Planted]:
    """The texts that give nobody away."""
    return seventh.clean(CLEAN)
