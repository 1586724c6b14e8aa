# ruff: noqa: E501
"""A ninth set of leaks that were held out: what an editor, a lawyer and a friend write who mean to hide nothing, in whole
sentences, of other people; and thirty that give nobody away. Written after the mends of the eighth and run once. All invented.
"""

from __future__ import annotations

from tests.publication import held_out_seventh as seventh
from tests.publication.held_out_seventh import A, C, E, H, N, P, T, W, X
from tests.publication.planted import Planted, people
from waystation.confidential import Fact, Kind

__all__ = ["clean", "facts", "leaking"]

PEOPLE: dict[str, list[tuple[Kind, str]]] = {
    "a": [(N, "Сайхан Вахидович Байдулаев"), (P, "+7 929 891 47 06"), (A, "г. Гудермес, ул. Кольцевая, д. 18, кв. 5"), (Kind.PLACE, "Гудермес"), (Kind.JOB, "электрик"), (Kind.DATE, "2018-10-12")],
    "b": [(N, "Лилия Наримановна Фаттахова"), (E, "liliya.fattah@mail.example"), (W, "аптека «Ромашковый луг»"), (Kind.JOB, "фармацевт"), (Kind.PLACE, "Курчалой"), (Kind.FAMILY, "sibling")],
    "c": [(N, "Муслим Эльдарханов"), (X, "97 14 552301"), (H, "@muslim_eldar"), (Kind.INJURY, "перелом рёбер"), (Kind.PLACE, "Шелковская"), (Kind.JOB, "тракторист")],
    "d": [(N, "Игорь Станиславович Верховцев"), (P, "8 (912) 447-30-65"), (X, "В650ТР196")],
    "e": [(N, "Заира Абдулкеримова"), (P, "+32 470 88 15 29"), (Kind.DATE, "2019-05-21"), (Kind.PLACE, "Хасавюрт"), (Kind.JOB, "студентка")],
    "f": [(N, "Ильяс Тепсуркаев"), (C, "43.35120,46.10045"), (T, "Его прятала бабушка Зубайра в ауле, рядом была сыроварня Гарсолты.")],
    "g": [(N, "Marta Kowalczyk-Nowak"), (E, "marta.kn@aid.example"), (P, "+48 512 660 983")],
    "h": [(N, "Рашид Юсупович Ногаев"), (W, "СТО «Белый медведь»"), (H, "vk.com/nogay_r"), (Kind.JOB, "автомеханик"), (Kind.PLACE, "Кизляр"), (Kind.FAMILY, "spouse"), (Kind.DATE, "2020-01-30")],
}  # fmt: skip

LEAKING = """
lawyer, genitive | Защитник обвиняемого {a|N|Байдулаева С. В.} заявил ходатайство.
lawyer, dative | Предоставить {b|N|Фаттаховой Лилии Наримановне} переводчика.
lawyer, accusative | Допросить {d|N|Верховцева Игоря Станиславовича} повторно.
lawyer, instrumental | Жалоба подана {h|N|Ногаевым Рашидом Юсуповичем} лично.
lawyer, prepositional | В материалах о {c|N|Муслиме Эльдарханове} страниц не хватает.
lawyer, English | Our client, Mr {c|N|Eldarkhanov}, was never charged.
lawyer, German | Frau {e|N|Saira Abdulkerimowa} hat Asyl beantragt.
lawyer, French | Monsieur {f|N|Ilias Tepsourkaïev} a été entendu.
editor | Имя изменено; на самом деле это {e|N|Заира}.
editor, note | (ред.: уточнить у {h|N|Рашида Ногаева})
editor, caption | На фото слева направо: {d|N|И. Верховцев}, адвокат, врач.
editor, English caption | Left: {b|N|Liliya Fattakhova}, right: her lawyer.
editor, initials | интервью брала М. К., переводила {g|N|Марта Ковальчик-Новак}
editor, file | interview_{f|N|tepsurkaev}_v3_FINAL.docx
friend | Слушай, а {d|N|Игорёк} вообще живой?
friend, two | мы с {b|N|Лилей Фаттаховой} в одном классе были
friend, three | ну {c|N|муслим эльдарханов} короче уехал
friend, Latin | salam, {a|N|saykhan baydulaev} priehal vchera
friend, mother of | мама {e|N|Заиры Абдулкеримовой} звонила
friend, brother of | брат {h|N|Ногаева} работает там же
friend, of the family | У {f|N|Тепсуркаевых} свадьба в мае
friend, Chechen | {a|N|Сайханан} да цигахь вара
friend, Chechen, two | {f|N|Ильясца} къамел дира аса
mail signature | Best wishes,¶{g|N|Marta Kowalczyk-Nowak}
mail greeting | Здравствуйте, {h|N|Рашид Юсупович}!
mail greeting, English | Dear Ms {e|N|Abdulkerimova},
list | 3) {c|N|Эльдарханов М.} - двое детей
list, capitals | {d|N|ВЕРХОВЦЕВ ИГОРЬ}, 1987 г.р.
table | {a|N|Байдулаев} | м | 31 | да
bank | получатель: {b|N|Лилия Наримановна Ф.}
misspelt | допросили {a|N|Байдуллаева} в отделе
misspelt, two | приехала {e|N|Заира Абдулкиримова}
misspelt, three | {f|N|Ильяс Тебсуркаев} не отвечает
phone | звоните {a|P|8-929-891-47-06} вечером
phone, brackets | моб. {d|P|+7(912)4473065}
phone, spaces | {d|P|912 447 30 65} мой новый
phone, abroad | от нас: {e|P|0032 470 88 15 29}
phone, abroad, local | GSM {e|P|0470 88 15 29}
phone, Polish | tel. {g|P|512 660 983}
phone, at end of the line | номер +7 {a|P|929 891¶47 06}
phone, told | {d|P|девятьсот двенадцать, четыреста сорок семь, тридцать, шестьдесят пять}
phone, link | https://wa.me/{a|P|79298914706}
e-mail | пишите на {b|E|liliya.fattah@mail.example}.
e-mail, spam-proof | {b|E|liliya.fattah [at] mail [dot] example}
e-mail, name alone | её логин {b|E|liliya.fattah}
e-mail, capitals | {g|E|MARTA.KN@AID.EXAMPLE}
account | его телеграм {c|H|@muslim_eldar}
account, link | vk.com/{h|H|nogay_r}
account, without @ | ник у него там: {c|H|muslim_eldar}
address | живёт в Гудермесе на {a|A|Кольцевой, 18}
address, full | {a|A|ул. Кольцевая, дом 18, квартира 5}
address, English | lives at {a|A|18 Koltsevaya street}
address, dative | по {a|A|Кольцевой улице, дом восемнадцать}
work | она из {b|W|аптеки «Ромашковый луг»}
work, quotes alone | в {b|W|«Ромашковом луге»} ей дали отпуск
work, English | works at the {h|W|Bely Medved} garage
work, small | машину чинил в {h|W|белом медведе сто}
car | белая Лада {d|X|В650ТР 196}
car, Latin | plate {d|X|B 650 TP}
passport | паспорт {c|X|9714 552301}
passport, words | паспорт серии {c|X|97 14 номер 552301}
position | точка {f|C|43.3512 46.1004}
position, degrees | {f|C|43°21'04"N 46°06'02"E}
position, link | https://maps.example/?ll={f|C|46.10045,43.35120}
rare | сыроварня {f|T|Гарсолты} стоит до сих пор
rare, English | the dairy of {f|T|Garsolta}
who he is | {a|D|Электрика из Гудермеса забрали 12 октября 2018 года}.
who she is | {b|D|Фармацевт из Курчалоя, её брат} тоже сидел.
who he is, English | {c|D|A tractor driver from Shelkovskaya with broken ribs} came.
who he is, injury | {c|D|трактористу из Шелковской сломали рёбра}
who she is, day | {e|D|21 мая студентку увезли из Хасавюрта} на машине.
who he is, kin | {h|D|автомеханик из Кизляра, его жена} и дети
"""

CLEAN = """
Суд отложил заседание на двадцать первое мая.
В Гудермесе открыли новый вокзал.
Ромашковый чай продают в каждой аптеке.
Белый медведь живёт во льдах.
Кольцевая линия метро закрыта.
Игорь Святославич — князь из поэмы.
The ribs of the ship were broken by ice.
Трактористы вышли в поле рано.
Студенты сдают сессию в январе.
Звоните 8 800 700-11-22.
Автомеханик объяснил, что нужен ремонт.
Приговор вступил в силу 12 октября.
Мы обратились в девять инстанций.
The hearing of 30 January was public.
Лилия цветёт в июне.
Мартовский снег растаял.
Верховный суд отменил решение.
Нагайка висит на стене музея.
Индекс 366200, область не указана.
Дело № 97-14, том 5.
Счёт 650 рублей оплачен.
Eldar Ryazanov made comedies.
Сыроварня получила грант.
Бабушка пекла хлеб.
В сёлах нет врачей.
Комиссия работала шесть недель.
Письмо вернулось без ответа.
По закону на ответ даётся тридцать дней.
Охрана не пустила журналистов.
Заря взошла над рекой.
"""


def facts() -> list[Fact]:
    """What is known: of those above, and of three hundred others."""
    told = [Fact(key.encode() * 16, kind, said) for key, many in PEOPLE.items() for kind, said in many]
    return told + [fact for each in people(300, seed=137) for fact in each.told()]


def leaking() -> list[Planted]:
    """The texts, each with the places of what gives away."""
    return seventh.leaking(LEAKING)


def clean() -> list[Planted]:
    """The texts that give nobody away."""
    return seventh.clean(CLEAN)
