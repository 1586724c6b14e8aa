"""Invented people as several sources write them down: other alphabets, initials, slips of the pen, gaps."""

import random
from collections import Counter
from collections.abc import Sequence
from math import comb

GIVEN = ["Хамзат", "Магомед", "Ахмед", "Иса", "Муса", "Юсуп", "Зелимхан", "Асланбек", "Тимур", "Рустам", "Беслан",
         "Шамиль", "Адам", "Висхан", "Лечи", "Анзор", "Зураб", "Арби"]  # fmt: skip
STEMS = ["Исаев", "Чимаев", "Закаев", "Гелагаев", "Дудаев", "Байсаров", "Шовхалов", "Юсупов", "Цуроев", "Мунаев",
         "Яндаров", "Эльмурзаев", "Битиев", "Кадаев", "Тасуев"]  # fmt: skip
PLACES = [
    ("Аргун", "Argun"), ("Шали", "Shali"), ("Гойты", "Goity"), ("Ведено", "Vedeno"), ("Гудермес", "Gudermes"),
    ("Ойсхара", "Oyskhara"), ("Автуры", "Avtury"), ("Самашки", "Samashki"),
]  # fmt: skip
ICAO = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", ICAO.split(), strict=True))


def latin(word: str) -> str:
    return "".join(LATIN.get(letter, letter) for letter in word.casefold()).replace("_", "").title()


def people(persons: int, *, seed: int = 7, stems: Sequence[str] = STEMS) -> list[dict[str, str]]:
    """One to four records of each; `person` is the truth, which no column of the linkage is guessed from."""
    chance = random.Random(seed)
    rows: list[dict[str, str]] = []
    for person in range(persons):
        given, stem, place = chance.choice(GIVEN), chance.choice(stems), chance.choice(PLACES)
        father, year = chance.choice(GIVEN), chance.randint(1960, 2000)
        born = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        phone = f"+7928{chance.randrange(10**7):07}"
        for _ in range(chance.choice((1, 1, 2, 3, 4))):
            is_latin = chance.random() < 0.4
            first = chance.choice([given] * 8 + [given[0] + "."] + [slipped(given, chance)])
            words = [first, father + "ович"] if chance.random() < 0.3 else [first]
            name = " ".join([*words, stem] if chance.random() < 0.5 else [stem, *words])
            rows.append(
                {
                    "no": "",
                    "full name": " ".join(map(latin, name.split())) if is_latin else name,
                    "born": chance.choice([born, born, str(year), f"{year}~", ""]),
                    "village": chance.choice([place[is_latin], place[is_latin], ""]),
                    "phone": chance.choice([phone, "8" + phone[2:], "", ""]),
                    "person": str(person),
                }
            )
    chance.shuffle(rows)
    return [{**row, "no": f"r{number}"} for number, row in enumerate(rows)]


def slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def precision_recall(truth: Sequence[str], found: Sequence[int]) -> tuple[float, float]:
    """Of pairs that share a cluster."""
    right = pairs(zip(truth, found, strict=True))
    return right / max(1, pairs(found)), right / max(1, pairs(truth))


def pairs(values: object) -> int:
    return sum(comb(count, 2) for count in Counter(values).values())
