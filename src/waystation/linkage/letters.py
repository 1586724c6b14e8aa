"""One word of a name as it may be meant, whatever alphabet and spelling it is written in.

Both sides are folded to the same few letters: `w` is sh, `4` is ch, `c` is ts, `j` is zh and dzh. A Latin letter that
several spellings use differently (German, French and English `ch`) gives several readings. Sources: BGN/PCGN 1947,
ISO 9:1995, ICAO Doc 9303 for Russian; the Chechen alphabet of 1938 and its usual Russian spellings; how Russian writes
names of Polish, Czech, Serbian, Italian and Japanese (Brzozowski is Бжозовский).
"""

import re
import unicodedata
from itertools import product
from typing import Final

MOST: Final = 8
"""Readings of one word; further ones are left out."""
LONGEST: Final = 60
"""Characters of one word that are looked at: no name's word is longer."""

PALOCHKA: Final = "ӏ"
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
# What is typed for a palochka, which no keyboard has: only inside a Cyrillic word.
_TYPED_FOR_PALOCHKA: Final = str.maketrans(dict.fromkeys("il1|!ı", PALOCHKA))
_UKRAINIAN_I: Final = re.compile(r"(?<=[гкптцчх])і|^і(?=[аеиоуэюя])")
_LOOKS_CYRILLIC: Final = str.maketrans("aeopcyxkmthb", "аеорсухкмтнв")

_DIGRAPHS: Final = {
    "хь": "х", "хӏ": "х", "гӏ": "г", "кх": "к", "къ": "к", "кӏ": "к", "пӏ": "п", "тӏ": "т", "цӏ": "ц", "чӏ": "ч",
    "аь": "а", "оь": "о", "уь": "у", "юь": "ю", "яь": "я", "ӏе": "а", "дж": "ж",
}  # fmt: skip
_CHECHEN: Final = re.compile("|".join(_DIGRAPHS))
_FROM_CYRILLIC: Final = str.maketrans(
    {
        **dict(zip("абвгдеёжзийклмнопрстуфхц", "abvgdeejziiklmnoprstufhc", strict=True)),
        **dict(zip("чшщыэюя", "4wwieua", strict=True)),
        **dict.fromkeys(("ъ", "ь", PALOCHKA), ""),
        **dict(zip("ґєїіәғқңөұүһӕў", "geiiagknouuhau", strict=True)),
    }
)

# Marks that change the sound; every other mark over or under a Latin letter is dropped.
_MARKED: Final = str.maketrans(
    {
        "č": "tch", "ć": "tch", "ç": "tch", "š": "sh", "ş": "sh", "ș": "sh", "ś": "S", "ŝ": "shch", "ž": "zh",
        "ż": "zh", "ź": "zh", "ğ": "gh", "ı": "i", "ə": "a", "ł": "l", "ø": "o", "æ": "a", "ß": "ss", "đ": "D",
        "þ": "t", "ð": "d", "œ": "o", "ţ": "ts", "ț": "ts", "ň": "n", "ř": "R", "ą": "A", "ę": "E", "ó": "O", "ö": "oe",
    }
)  # fmt: skip
_DROPPED: Final = re.compile(r"[^a-zA-Z]")

# Latin letters and what each may stand for, the likeliest first. A capital is a letter with a mark of `_MARKED`.
_LATIN: Final[dict[str, tuple[str, ...]]] = {
    "schtsch": ("w",), "shtch": ("w",), "chtch": ("w",), "stsch": ("w",), "shch": ("w",), "dsch": ("j",),
    "tsch": ("4",), "dzh": ("j",), "tch": ("4",), "tsh": ("4",), "sch": ("w",), "skh": ("sh", "w"),
    "ch": ("4", "h", "w"), "kh": ("h",), "zh": ("j",), "gh": ("g",), "ph": ("f", "ph"), "th": ("t", "th"),
    "dh": ("d", "dh"),
    "szcz": ("w",), "prz": ("pw", "prz"), "trz": ("tw", "trz"), "krz": ("kw", "krz"), "rz": ("rz", "j"),
    "R": ("rj", "r"), "A": ("om", "on", "a"), "E": ("em", "en", "e"), "O": ("u", "o"), "D": ("j", "d"),
    "S": ("s", "w"),
    "gui": ("gi", "gui"), "gue": ("ge", "gue"), "eo": ("eo", "e"), "tzi": ("ci", "dzi"), "ji": ("i", "ji", "dzi"),
    "gi": ("gi", "ji"), "z": ("z", "dz"), "ai": ("ai", "ei"), "ay": ("ai", "ei"), "ie": ("ie", "i"),
    "jo": ("io", "e", "jo"), "jou": ("iu", "ju"), "lj": ("li", "l", "lj"),
    "sh": ("w", "sh"), "dj": ("j",), "ts": ("c",), "tz": ("c",), "cz": ("4",), "sz": ("w", "s"), "ck": ("k", "ck"),
    "tsj": ("4",), "you": ("u",), "iou": ("u",), "ou": ("u",), "oo": ("u", "o"), "ee": ("i", "e"),
    "oe": ("oe", "o", "e", "u"), "yo": ("io", "e"), "io": ("io", "e"),
    "aw": ("av", "au"), "x": ("h", "ks"), "j": ("i", "j"), "q": ("k", "g"), "w": ("v",), "y": ("i",), "h": ("h", "g"),
    "^z": ("z", "c"), "^s": ("s", "z"), "h$": ("", "h"), "c$": ("4", "c", "k"), "c": ("k", "c", "j"),
    "ce": ("ce", "se", "ke"), "ci": ("ci", "si", "ki"),
}  # fmt: skip
_UNITS: Final = re.compile(
    "|".join([*sorted((unit for unit in _LATIN if unit.isalpha()), key=lambda unit: (-len(unit), unit)), "."])
)

_VOWELS: Final = "aeiou"
_TWICE: Final = re.compile(r"(.)\1+")
_GLIDE: Final = re.compile(r"i(?=[aeou])")
_ENDING: Final = re.compile(r"(?<=[oe])f(?=a?$)")
# What speakers and writers exchange: voiced and unvoiced, h and g and k, the vowels at the front and those at the back.
_EXCHANGED: Final = str.maketrans("hkpdzcw4eou", "ggbtsssjiaa")


def readings(word: str) -> tuple[str, ...]:
    """The word in our letters, the likeliest reading first; ("",) for what holds no letter.

    What is neither Cyrillic nor Latin stays as it is, so that it still equals itself.
    """
    plain = unicodedata.normalize("NFKC", word[:LONGEST]).casefold()
    if _CYRILLIC.search(plain):
        return (_settled(_from_cyrillic(plain)),)
    latin = _without_marks(plain)
    if not latin:
        return ("".join(filter(str.isalnum, plain)),)
    found = product(*(_LATIN.get(unit, (unit[-1],)) for unit in _units(latin)))
    return tuple(dict.fromkeys(_settled("".join(each)) for each, _ in zip(found, range(MOST), strict=False)))


def outline(reading: str) -> str:
    """What is left of a reading when sounds that are easily exchanged are taken for one."""
    return _TWICE.sub(r"\1", reading.translate(_EXCHANGED))


def _units(latin: str) -> list[str]:
    """The word cut into what stands for one sound; a letter that its place makes ambiguous has that place beside it."""
    units = _UNITS.findall(latin)
    if units[0] in ("z", "s") and latin[1:2] in ("", *_VOWELS, "y"):
        units[0] = "^" + units[0]
    if len(units) > 1 and units[-1] in ("h", "c") and units[-2][-1] in _VOWELS:
        units[-1] += "$"
    return units


def _from_cyrillic(plain: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    told = _UKRAINIAN_I.sub(PALOCHKA, bare.translate(_TYPED_FOR_PALOCHKA).translate(_LOOKS_CYRILLIC))
    return _CHECHEN.sub(lambda found: _DIGRAPHS[found[0]], told).translate(_FROM_CYRILLIC)


def _without_marks(plain: str) -> str:
    bare = unicodedata.normalize("NFD", plain.translate(_MARKED))
    return _DROPPED.sub("", bare)


def _settled(letters: str) -> str:
    return _ENDING.sub("v", _TWICE.sub(r"\1", _GLIDE.sub("", _TWICE.sub(r"\1", letters))))
