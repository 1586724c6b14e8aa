# ruff: noqa: E501, SIM905
"""A fifth set of leaks that were held out: whole documents of the kinds that an office really has, with several in each.

Chats in Russian letters and in Latin ones, reports in English, statements, minutes, e-mails with signatures, tables, lists
of contacts, captions, posts, notes in Chechen. Women and men, in all cases. Written after the check had been mended by the
fourth set and run on it once; half of the documents tell of strangers alone. All people are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.publication.held_out_third import ENGLISH, MONTHS, Somebody, written
from tests.publication.planted import Planted
from waystation.confidential import Kind

_MEN = "Адлан Бислан Вадуд Гилани Докка Залимхан Идрис Лема Моха Расул Сулиман Увайс Хизир Шахид Эльмурза Юнади Пётр Семён".split()
_WOMEN = "Амнат Бата Диана Жансари Зухра Иман Кулсум Лейла Марха Нура Рашан Сапият Тамара Хава Эсила Ядита Полина Ксения".split()
_ROOTS = "Абубакар Баташ Вашта Гичи Дадаш Ешур Жабраил Ибаш Куруш Лабаз Мажи Нанаш Оздарби Паскач Рахим Саламг Тарам Укаш Хадис Цакаш Чергиз Шабаз Эскарх Яхья".split()
_ENDINGS = ("ов", "аев", "иев", "ханов")
_RUSSIAN = ("Крутицкий", "Белоусов", "Ремизов", "Старцев", "Заболоцкий", "Ковригин")
_FATHERS = ("Увайсов", "Вахаев", "Хамзатов", "Андреев", "Русланов", "Эмиев")
_TOWNS = (("Хасавюрт", "Хасавюрте", "Khasavyurt", ""), ("Малгобек", "Малгобеке", "Malgobek", ""), ("Моздок", "Моздоке", "Mozdok", ""), ("Прохладный", "Прохладном", "Prokhladny", ""), ("Дербент", "Дербенте", "Derbent", ""))  # fmt: skip
_TRADES = (("бармен", "бармена", "bartender", ""), ("логопед", "логопеда", "speech therapist", ""), ("охранник", "охранника", "security guard", ""), ("флорист", "флориста", "florist", ""), ("массажист", "массажиста", "masseur", ""), ("сантехник", "сантехника", "plumber", ""))  # fmt: skip
_STREETS = ("Мичурина", "Тотурбиева", "Осканова", "Комсомольская", "Первомайская", "Алиева")
_FIRMS = (("салон «Жасмин-Люкс»", "из салона «Жасмин-Люкс»", "Жасмин-Люкс"), ("автомойка «Башлам»", "с автомойки «Башлам»", "Башлам"), ("магазин «Алтын-Той»", "из магазина «Алтын-Той»", "Алтын-Той"), ("клиника «Эскулап-Юг»", "из клиники «Эскулап-Юг»", "Эскулап-Юг"))  # fmt: skip
_TIES = (("sibling", "сестра", "sister", ""), ("spouse", "жена", "wife", ""), ("child", "дочь", "daughter", ""))
_INJURIES = ("перелом запястья", "разрыв мениска", "ожог спины", "выбитые зубы")
RARE = ["Кешмурза", "Дувхаркот", "Аккибалка", "Гозкийла", "Ширвантала", "Эндакъора", "Муждихой", "Борчашка"]
_LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia".split(), strict=True))  # fmt: skip
_ENGLISH = _LATIN | {"й": "y", "ъ": "_", "ю": "yu", "я": "ya"}
_CHAT = _LATIN | {"й": "j", "х": "h", "ю": "u", "я": "ya", "ш": "sh", "щ": "sch", "ц": "c", "ъ": "_"}


class One:
    """Somebody with the forms of their name."""

    def __init__(self, of: Somebody, woman: bool) -> None:
        self.of, self.woman = of, woman

    def given(self, case: int) -> str:
        """Of the genitive, dative, accusative, instrumental and prepositional."""
        name = self.of.given
        if name[-1] in "ая":
            soft = name[-1] == "я"
            ends = ("и", "е", "ю", "ей", "е") if soft else ("и" if name[-2] in "кгх" else "ы", "е", "у", "ой", "е")
            if name.endswith("ия"):
                ends = ("и", "и", "ю", "ей", "и")
            return name[:-1] + ends[case]
        if name[-1] in "иоуэеы" or self.woman:
            return name
        return (
            name[:-1] + ("я", "ю", "я", "ем", "е")[case]
            if name[-1] in "йь"
            else name + ("а", "у", "а", "ом", "е")[case]
        )

    def surname(self, case: int) -> str:
        name = self.of.surname
        if self.woman:
            return (
                name[:-2] + ("ой", "ой", "ую", "ой", "ой")[case]
                if name.endswith("ая")
                else name[:-1] + ("ой", "ой", "у", "ой", "ой")[case]
            )
        return (
            name[:-2] + ("ого", "ому", "ого", "им", "ом")[case]
            if name.endswith("ий")
            else name + ("а", "у", "а", "ым", "е")[case]
        )

    @property
    def digits(self) -> str:
        return "".join(filter(str.isdecimal, self.of.phone))[-10:]

    def phone(self, shape: str) -> str:
        said = self.digits
        return shape.format(said[:3], said[3:6], said[6:8], said[8:], said[:3] + " " + said[3:])

    @property
    def street(self) -> str:
        return self.of.street[:-2] + "ой" if self.of.street.endswith("ая") else self.of.street

    @property
    def month(self) -> str:
        return MONTHS[self.of.day[1] - 1]


def everybody(count: int, seed: int) -> list[One]:
    """So many people who are known."""
    draw = random.Random(seed)
    return [_somebody(draw, at) for at in range(count)]


def _somebody(draw: random.Random, at: int) -> One:
    woman = draw.random() < 0.5
    surname = draw.choice(_RUSSIAN) if draw.random() < 0.15 else draw.choice(_ROOTS) + draw.choice(_ENDINGS)
    surname = surname.replace("аа", "а").replace("иа", "иа").replace("ии", "и").replace("яа", "я")
    if woman:
        surname = surname[:-2] + "ая" if surname.endswith("ий") else surname + "а"
    figures, letters = f"{draw.randrange(10**7):07}", "".join(draw.choices("bdgklmnrstvz", k=4))
    return One(
        Somebody(
            id=at.to_bytes(16, "big"),
            given=draw.choice(_WOMEN if woman else _MEN),
            father=draw.choice(_FATHERS) + ("на" if woman else "ич"),
            surname=surname,
            phone=f"+7 9{draw.randrange(10, 90)} {figures[:3]}-{figures[3:5]}-{figures[5:]}",
            mail=f"{letters}-{at + 30}@pochta.example",
            handle=f"{draw.choice(('tuman', 'gorec', 'lana'))}_{letters}{at % 90}",
            street=draw.choice(_STREETS),
            house=draw.randrange(2, 140),
            flat=draw.randrange(1, 80),
            firm=draw.choice(_FIRMS),
            plate=f"{draw.choice('АВЕКМН')}{draw.randrange(100, 999)}{draw.choice('АВЕКМН')}{draw.choice('ОРСТУХ')}{draw.choice(('95', '06', '126'))}",
            paper=f"96 {draw.randrange(10, 24)} {draw.randrange(100_000, 999_999)}",
            insured=f"{draw.randrange(100, 999)}-{draw.randrange(100, 999)}-{draw.randrange(100, 999)} {draw.randrange(10, 99)}",
            town=draw.choice(_TOWNS),
            trade=draw.choice(_TRADES),
            tie=draw.choice(_TIES),
            injury=draw.choice(_INJURIES),
            day=(draw.randrange(2013, 2025), draw.randrange(1, 13), draw.randrange(1, 29)),
            where=(42.6 + draw.random(), 44.1 + draw.random() * 3),
            rare=RARE[at] if at < len(RARE) else "старая мельница",
        ),
        woman,
    )


Part = str | tuple[str, Kind, str]
"""Plain words, or what gives away: how, of which kind, as it is written."""
Writes = Callable[[One, random.Random], list[Part]]
N, P, E, H, A, W, X, C, T, D = Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.HANDLE, Kind.ADDRESS, Kind.WORKPLACE, Kind.NUMBER, Kind.COORDINATES, Kind.WORDS, Kind.DATE  # fmt: skip


def _chat(o: One, _d: random.Random) -> list[Part]:
    return [
        "[21:04] K: ты где?\n[21:05] L: забираю ", ("chat, small letters, accusative", N, f"{o.given(2)} {o.surname(2)}".lower()),
        "\n[21:05] K: номер скинь\n[21:06] L: ", ("chat, number in three", P, o.phone("8{} {}{}{}")),
        "\n[21:06] L: адрес ", ("chat, street and house", A, f"{o.of.street.lower()} {o.of.house} кв {o.of.flat}"),
        "\n[21:07] K: это который ", ("chat, workplace", W, o.of.firm[1].replace("«", "").replace("»", "").lower()),
        "?\n[21:08] L: да. пиши ей/ему в тг ", ("chat, account", H, f"t.me/{o.of.handle}"), "\n[21:09] K: +\n",
    ]  # fmt: skip


def _chat_in_latin(o: One, _d: random.Random) -> list[Part]:
    return [
        "privet! segodnya videla ", ("Russian in Latin, accusative", N, f"{written(o.given(2), _CHAT)} {written(o.surname(2), _CHAT)}"),
        ", vse ok. potom pozvoni ", ("Russian in Latin, dative, small", N, f"{written(o.given(1), _CHAT)} {written(o.surname(1), _CHAT)}".lower()),
        " na ", ("number with pluses", P, o.phone("+7{}-{}-{}{}")),
        " ili napishi ", ("mail in capitals", E, o.of.mail.upper()), ". zhivet teper na ", ("Russian in Latin, address", A, f"ul. {written(o.of.street, _CHAT)} {o.of.house}"), "\n",
    ]  # fmt: skip


def _report(o: One, _d: random.Random) -> list[Part]:
    year, month, day = o.of.day
    given, surname, father = (written(each, _ENGLISH) for each in (o.of.given, o.of.surname, o.of.father))
    return [
        "## 3.2 Individual cases\n\nAccording to the organisation's interviews, ", ("report, full name", N, f"{given} {father} {surname}"),
        " was stopped at a checkpoint. Relatives of ", ("report, Ms or Mr", N, f"{'Ms' if o.woman else 'Mr'} {surname}"),
        " were not informed. ", ("report, possessive", N, f"{surname}’s"), " telephone (", ("report, number", P, o.phone("+7 ({}) {} {} {}")),
        ") was taken. The ", ("report: trade, town, day", D, f"{o.of.trade[2]} from {o.of.town[2]} was taken away on {day} {ENGLISH[month - 1]} {year}"),
        " and held for a week. The house at ", ("report, address", A, f"{o.of.house} {written(o.of.street, _ENGLISH)} Street, apt. {o.of.flat}"), " was searched.\n",
    ]  # fmt: skip


def _statement(o: One, _d: random.Random) -> list[Part]:
    year, _month, day = o.of.day
    initials = f"{o.of.given[0]}.{o.of.father[0]}."
    return [
        "Заявление\n\nПросим провести проверку по факту задержания ", ("statement, genitive of all three", N, f"{o.surname(0)} {o.given(0)} {o.of.father + 'а' if not o.woman else o.of.father[:-1] + 'ы'}"),
        ". Со слов гр. ", ("statement, initials after", N, f"{o.surname(0)} {initials}"), ", её/его удерживали без протокола. ",
        ("statement: day, town, trade", D, f"{day:02}.{o.of.day[1]:02}.{year} г. в г. {o.of.town[0]} неизвестные увезли {o.of.trade[1]}"),
        ". Паспорт серии ", ("statement, passport", X, f"{o.of.paper[:2]} {o.of.paper[3:5]} № {o.of.paper[6:]}"), ". Проживает: ",
        ("statement, address", A, f"{o.of.town[0]}, {o.of.street}, {o.of.house}-{o.of.flat}"), ". В разговоре ", ("statement, initials before, instrumental", N, f"с {initials} {o.surname(3)}"), " участвовал адвокат.\n",
    ]  # fmt: skip


def _mail(o: One, _d: random.Random) -> list[Part]:
    given, surname = written(o.of.given, _ENGLISH), written(o.of.surname, _ENGLISH)
    return [
        "From: ", ("mail, name in From", N, f'"{surname}, {given}"'), " <", ("mail, address in From", E, o.of.mail), ">\nSubject: Fwd: приём\n\n> On Tuesday ",
        ("mail, quoted name over lines", N, f"{o.of.given}\n> {o.of.surname}"), " wrote:\n> спасибо, я на месте\n\nBest,\n--\n", ("mail, signature", N, f"{given.upper()} {surname.upper()}"),
        "\nM: ", ("mail, number in signature", P, o.phone("7.{}.{}.{}.{}")), "\nIM: ", ("mail, account in signature", H, f"@{o.of.handle.title()}"), "\n",
    ]  # fmt: skip


def _table(o: One, _d: random.Random) -> list[Part]:
    return [
        "№;ФИО;тел.;авто;СНИЛС;статус\n1;", ("row, capitals", N, f"{o.of.surname.upper()} {o.of.given.upper()}"), ";", ("row, bare number", P, f"7{o.digits}"), ";", ("row, car", X, f"{o.of.plate[0]} {o.of.plate[1:4]} {o.of.plate[4:6]} {o.of.plate[6:]}"),
        ";", ("row, insurance", X, "".join(filter(str.isdecimal, o.of.insured))), ";в пути\n2;;;;;отказ\n\nПримечание: см. строку 1 (", ("note, surname and given initial", N, f"{o.of.surname} {o.of.given[0]}"), ").\n",
    ]  # fmt: skip


def _contacts(o: One, _d: random.Random) -> list[Part]:
    return [
        "BEGIN:VCARD\nN:", ("card, name", N, f"{o.of.surname};{o.of.given};{o.of.father};;"), "\nTEL;TYPE=CELL:", ("card, number", P, o.phone("+7{}{}{}{}")), "\nEMAIL:", ("card, mail", E, o.of.mail), "\nURL:https://instagram.example/", ("card, account", H, o.of.handle),
        "\nADR:;;", ("card, address", A, f"{o.of.street} {o.of.house}/{o.of.flat};{o.of.town[0]}"), "\nORG:", ("card, workplace", W, o.of.firm[2]), "\nEND:VCARD\n",
    ]  # fmt: skip


def _minutes(o: One, _d: random.Random) -> list[Part]:
    return [
        "Протокол встречи, 14:00. Слушали: о положении ", ("minutes, genitive, surname first", N, f"{o.surname(0)} {o.given(0)}"), ". Решили: 1) связаться с ", ("minutes, instrumental", N, f"{o.given(3)} {o.surname(3)}"),
        "; 2) передать ", ("minutes, dative, surname alone", N, o.surname(1)), " деньги; 3) не писать на ", ("minutes, mail with spaces", E, o.of.mail.replace("@", " @ ")), "; 4) машину ", ("minutes, car with a word", X, f"г/н {o.of.plate[:6].lower()} {o.of.plate[6:]} rus"),
        " не использовать. Точка сбора — ", ("minutes, position", C, f"{o.of.where[0]:.4f} / {o.of.where[1]:.4f}"), ".\n",
    ]  # fmt: skip


def _note(o: One, _d: random.Random) -> list[Part]:
    return [
        "Цо элира, шен ваша кхуза вогІур ву аьлла. ЦІе: ", ("Chechen note, name", N, f"{o.of.surname} {o.of.given}"), ". Телефон: ", ("Chechen note, number", P, o.phone("8-{}-{}-{}-{}")), ". Цигахь, ", ("Chechen note, rare word", T, f"{o.of.rare}хь"),
        ", цхьа а вацара. Тхо ", ("Chechen note, comitative", N, f"{o.of.given}ца"), " дийцира.\n",
    ]  # fmt: skip


def _post(o: One, _d: random.Random) -> list[Part]:
    return [
        "Пропала связь! ", ("post, hashtag", N, f"#{o.of.given}{o.of.surname}"), " ", ("post, hashtag, small, Latin", N, f"#free_{written(o.of.surname, _ENGLISH)}".lower()), " Последний раз видели у места ", ("post, rare word", T, f"«{o.of.rare}»"),
        ". Подпишитесь на https://vk.example/", ("post, account in a link", H, o.of.handle), "?w=wall-1. Фото: ", ("post, mention in brackets", N, f"({o.of.surname} {o.of.given}, {2026 - 24})"), "\n",
    ]  # fmt: skip


def _call(o: One, _d: random.Random) -> list[Part]:
    year, _month, day = o.of.day
    return [
        "— Как вас зовут? — ", ("call, name by and by", N, f"{o.of.given}... {o.of.surname}"), ". — Повторите телефон. — ", ("call, number in pairs", P, o.phone("восемь, {}, {}, {}, {}")),
        ". — Где это было? — ", ("call: trade, town, day over sentences", D, f"Я {o.of.trade[0]}, из города {o.of.town[0]}. Забрали {day} {o.month} {year} года"), ". — А работаете? — ", ("call, workplace", W, o.of.firm[0]), ". — И живёте на ", ("call, address", A, f"{o.street}, дом {o.of.house}, квартира {o.of.flat}"), "?\n",
    ]  # fmt: skip


def _caption(o: One, _d: random.Random) -> list[Part]:
    return [
        "Рис. 4. Фасад. IMG_2017_", ("caption, name of a file", N, f"{written(o.of.surname, _LATIN)}{written(o.of.given, _LATIN)}"), "_01.jpg; GPS ", ("caption, position", C, f"N{o.of.where[0]:.5f} E{o.of.where[1]:.5f}"),
        "; слева машина ", ("caption, car in Latin", X, o.of.plate.translate(str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX"))), "; снимал ", ("caption, surname and initials together", N, f"{o.of.surname}{o.of.given[0]}{o.of.father[0]}"), "\n",
    ]  # fmt: skip


DOCUMENTS: tuple[Writes, ...] = (_chat, _chat_in_latin, _report, _statement, _mail, _table, _contacts, _minutes, _note, _post, _call, _caption)  # fmt: skip
_STRANGERS = (
    "[10:15] M: где отчёт?\n[10:16] R: у Пелагеи Вострецовой, она в Перми. тел. приёмной 8 800 301-22-10\n",
    "## 2.1 Background\n\nThe spokesperson, Mr Desmond Achterberg, denied it on 4 March 2011. Ms Yolanda Fitch chaired the panel at 10 Harbour Street.\n",
    "Заявление\n\nСудья Н.П. Тихомиров вернул жалобу 17.05.2010 г. Отдел по адресу: Тула, Демонстрации, 7. Дело № 3-118/2010.\n",
    'From: "Office of the Commissioner" <office@commissioner.example>\nSubject: Re: request\n\nDear all,\nplease see the annex.\n--\nGudrun Aalto, assistant\nT: +358 9 000 0000\n',
    "№;Орган;срок;ответ\n1;Прокуратура;30;отписка\n2;СУ СК;3;нет\n3;Суд;5;отказ\n",
    "BEGIN:VCARD\nN:Lindqvist;Peter;;;\nTEL:+46 8 000 00 00\nORG:Radio North\nEND:VCARD\n",
    "Протокол собрания. Слушали: отчёт казначея Валентины Рюминой. Решили: утвердить. Следующая встреча 9 июня.\n",
    "Цхьана буса шийла хиллера. Тхо цӏа дахара. Цара хӏумма а ца элира.\n",
    "Концерт перенесли! #весна #концерт2019 Билеты на сайте afisha.example, вопросы Аркадию Золину.\n",
    "— Как вас зовут? — Не скажу. — Откуда вы? — Издалека. — Чем помочь? — Нужен врач и ночлег.\n",
    "Рис. 2. Площадь, вид с юга. IMG_2011_panorama.jpg; снимал корреспондент журнала «Горизонт».\n",
    "privet! zavtra v 8 na vokzale, bilet u provodnika. voz'mi vodu i teplye veschi\n",
)  # fmt: skip


def texts(those: list[One], each: int, seed: int) -> list[Planted]:
    """So many documents of each kind with leaks, and as many that tell of strangers alone."""
    draw = random.Random(seed)
    alone: dict[object, list[One]] = {}
    for one in those:
        alone.setdefault((one.of.town, one.of.trade), []).append(one)
    single = [people[0] for people in alone.values() if len(people) == 1]
    found = []
    for writes in DOCUMENTS:
        pool = (
            those[: len(RARE)]
            if writes in (_note, _post)
            else single
            if writes in (_report, _statement, _call) and single
            else those
        )
        for _time in range(each):
            found.append(_document(writes(draw.choice(pool), draw), draw))
            found.append(Planted(draw.choice(_STRANGERS) + draw.choice(_STRANGERS), ()))
    draw.shuffle(found)
    return found


def _document(parts: list[Part], draw: random.Random) -> Planted:
    said, leaks = draw.choice(_STRANGERS), []
    for part in parts:
        if isinstance(part, str):
            said += part
            continue
        how, kind, text = part
        leaks.append((len(said), len(said) + len(text), kind, b"", how))
        said += text
    return Planted(said, tuple(leaks))
