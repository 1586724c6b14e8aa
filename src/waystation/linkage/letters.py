"""One word of a name as it may be meant, whatever alphabet and spelling it is written in.

Both sides are folded to the same few letters: `w` is sh, `4` is ch, `c` is ts, `j` is zh and dzh. A Latin letter that
several spellings use differently (German, French and English `ch`) gives several readings. Sources: BGN/PCGN 1947,
ISO 9:1995, ICAO Doc 9303, GOST 7.79-2000 and GOST R 52535.1-2006 for Russian, and what dictionaries of German (Duden),
French, Dutch, the Nordic and the Baltic languages prescribe for it (Рамзан is Ramsan, Щукин Chtchoukine); the Chechen
alphabet of 1938 and its usual Russian spellings; the Latin alphabets of Azerbaijan (1992), Turkey, Uzbekistan;
how Russian writes names of other languages (Gilyarevsky and Starostin, Foreign Names in Russian Text: Brzozowski is
Бжозовский).
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations, islice, product
from typing import Final

MOST: Final = 16
"""Readings of one word; further ones are left out."""
_MOST_OTHERWISE, _TRIED = 2, 256
LONGEST: Final = 60
"""Characters of one word that are looked at: no name's word is longer."""

PALOCHKA: Final = "ӏ"
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
# What is typed for a palochka, which no keyboard has: only inside a Cyrillic word.
_TYPED_FOR_PALOCHKA: Final = str.maketrans(dict.fromkeys("il1|!ı", PALOCHKA))
_UKRAINIAN_I: Final = re.compile(r"(?<=[гкптцчх])і|^і(?=[аеиоуэюя])")
_UKRAINIAN_DAUGHTER: Final = re.compile(r"(?<=.{2})([ії])вн(?=[аиіуо]ю?$)")
_LOOKS_CYRILLIC: Final = str.maketrans("aeopcyxkmthb", "аеорсухкмтнв")
# The other way round, and Greek capitals, where a Latin word has a letter that only looks like one of its own.
_LOOKS_LATIN: Final = str.maketrans("аеорсухкмтнвіѕјһԁαβεζηικμνορτυχ", "aeopcyxkmthbisjhdabezhikmnoptyx")
_NOT_LATIN: Final = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")

_DIGRAPHS: Final = {
    "хь": "х", "хӏ": "х", "гӏ": "г", "кх": "к", "къ": "к", "кӏ": "к", "пӏ": "п", "тӏ": "т", "цӏ": "ц", "чӏ": "ч",
    "аь": "а", "оь": "о", "уь": "у", "юь": "ю", "яь": "я", "ӏе": "а", "дж": "ж", "тс": "ц",
}  # fmt: skip
_CHECHEN: Final = re.compile("|".join(_DIGRAPHS))
_FROM_CYRILLIC: Final = str.maketrans(
    {
        **dict(zip("абвгдеёжзийклмнопрстуфхц", "abvgdeejziiklmnoprstufhc", strict=True)),
        **dict(zip("чшщыэюя", "4wwieua", strict=True)),
        **dict.fromkeys(("ъ", "ь", PALOCHKA, *"-‐‑–'’‘`ʼʻ"), ""),
        **dict(zip("ґєїіәғқңөұүһӕў", "geiiagknouuhau", strict=True)),
    }
)

# Marks that change the sound; every other mark over or under a Latin letter is dropped.
_MARKED: Final = str.maketrans(
    {
        "č": "tch", "ć": "tch", "ç": "tch", "š": "sh", "ş": "sh", "ș": "sh", "ś": "S", "ŝ": "shch", "ž": "zh",
        "ż": "zh", "ź": "zh", "ƶ": "zh", "ğ": "gh", "ı": "i", "ə": "V", "ä": "V", "ă": "V", "ł": "l", "ø": "oe",
        "æ": "V", "å": "o", "ß": "ss", "đ": "D", "þ": "th", "ð": "d", "œ": "oe", "ţ": "ts", "ț": "ts", "ň": "n",
        "ř": "R", "ŭ": "w", "ą": "A", "ę": "E", "ó": "O", "ö": "oe", "õ": "Y",
    }
)  # fmt: skip
_DROPPED: Final = re.compile(r"[^a-zA-Z]")

# Latin letters and what each may stand for, the likeliest first. A capital is a letter with a mark of `_MARKED`; what
# its place makes ambiguous is a regular expression.
_LATIN: Final[dict[str, tuple[str, ...]]] = {
    # Russian in BGN/PCGN, ICAO 9303, GOST 7.79 and 52535.1, in German, French, English, Dutch, Nordic and Latvian
    "schtsch": ("w",), "schtscho": ("wo", "we"), "shtch": ("w",), "chtch": ("w",), "stsch": ("w",), "shch": ("w",),
    "shtsh": ("w",), "sjtsj": ("w",), "sjtj": ("w",), "shh": ("w", "wh"), "sht": ("wt", "w"), "sch": ("w", "j", "sh"),
    "scho": ("wo", "we", "jo"), "sh": ("w", "sh"), "shi": ("wi", "si", "shi"), "sj": ("w", "si"), "skh": ("sh", "w"),
    "dsch": ("j",), "dsh": ("j", "dw"), "dzh": ("j",), "dj": ("j",), "zh": ("j",), "zj": ("j", "zi"),
    "tsch": ("4",), "tscho": ("4o", "4e"), "tch": ("4",), "tsh": ("4",), "tsj": ("4",), "tj": ("ti", "4", "tj"),
    "ch": ("4", "h", "w"), "chi": ("4i", "hi", "wi", "ti", "ki"), "che": ("4e", "he", "we", "ke"),
    "kh": ("h",), "khw": ("h", "hv"), "ts": ("c",), "tc": ("c",), "tz": ("c", "dz"), "cz": ("4", "c"), "gh": ("g",),
    r"^wh(?=[aeiouy])": ("v", "u", "h"), r"^w(?=[aeiouy])": ("v", "u"),
    "ph": ("f", "ph"), "th": ("t", "s", "th"), "dh": ("d", "z", "dh"), "h": ("h", "g"),
    r"(?<=[aeiouy])h$": ("", "h"), r"(?<=[aeiouy])h(?=[blmnrt])": ("h", ""),
    r"s(?=[aeiouybdgjlmnrvwz])": ("s", "z"), "ss": ("s",), "^st": ("st", "wt"), "^sp": ("sp", "wp"),
    "z": ("z", "c", "dz"), "x": ("h", "ks"), "j": ("i", "j", "h"), "w": ("v",), "ck": ("k", "ck"),
    r"(?<=[ln])e$": ("e", ""), "ovs$": ("ov",), "evs$": ("ev",), "ovas$": ("ov",), "evas$": ("ev",),
    "aevas$": ("aev",), "ievas$": ("iev",), "gui": ("gi", "gui"), "gue": ("ge", "gue"),
    "qui": ("ki", "kui"), "que": ("ke", "kue"), "gn": ("gn", "n"), r"ow(?=[^aeiouysc])": ("ov", "au"),
    # Polish, Czech, Serbian, Croatian, Macedonian, Albanian, Romanian, Italian, Hungarian
    "szcz": ("w",), "sz": ("w", "s"), "drz": ("j", "drz"), "prz": ("pw", "prz"), "trz": ("tw", "trz", "trj"),
    "krz": ("kw", "krz"), "rz": ("rz", "j", "rj"), "rzh": ("rj", "rzh"), "dz": ("dz", "j"), "lj": ("li", "l", "lj"),
    "nj": ("n", "ni", "nj"), "gj": ("j", "gi"), "xh": ("j",), "c": ("k", "c", "j"),
    r"(?<=[aeiouy])c$": ("4", "c", "k"), "cc": ("k",), "ce": ("ce", "se", "ke", "je", "4e"),
    "ci": ("ci", "si", "ki", "ji", "4i"), "cce": ("4e", "kse"), "cci": ("4i", "ksi"), "cch": ("k", "4"),
    "cs": ("ks", "4"), "zs": ("zs", "j"), "ge": ("ge", "je"), "gi": ("gi", "ji"), "ji": ("i", "ji", "dzi"),
    "R": ("rj", "r"), "A": ("om", "on", "a"), "E": ("em", "en", "e"), "O": ("u", "o"), "D": ("j", "d"),
    "S": ("s", "w"), "V": ("a", "e"), "Y": ("o", "i"),
    # Latin names lose their ending, or keep it as -ий (Gilyarevsky and Starostin): Aburnius is Абурний
    "us$": ("us", ""), "ius$": ("ius", "ii", "i"), "tius$": ("cii", "tius", "ci"),
    # Arabic, Persian and Turkic names, as English, French and the Latin alphabets of their countries write them
    "q": ("k", "g", "4"), "jon$": ("jan", "jon"), "njon$": ("njan", "njon"), "o(?=[a-z]*[qx])": ("o", "a"),
    "aw": ("av", "au"), "oua": ("ua", "va"), "oui": ("ui", "vi"), "ai": ("ai", "ei"), "ay": ("ai", "ei"),
    "ei": ("ei", "ai"), "ey": ("ei", "ai"), "ie": ("ie", "i"),
    "ea": ("ea", "a"), "ee": ("i", "e"), "eo": ("eo", "e"), "io": ("io", "e"),
    "iou": ("u",), "jo": ("io", "e", "jo"), "jou": ("iu", "ju"), "oe": ("oe", "o", "e", "u"), "oo": ("u", "o"),
    "ou": ("u", "ou"), "ue": ("ue", "u"), "ae": ("ae", "e"), "yo": ("io", "e"), "you": ("u",), "y": ("i",),
}  # fmt: skip
_PLACE: Final = re.compile(r"\(\?.*?\)|[\^$]")
# The longest first, and of one length what has a place before what has none.
_ORDERED: Final = sorted(_LATIN, key=lambda each: (-len(_PLACE.sub("", each)), each.isalpha(), each))
_UNITS: Final = re.compile("|".join([*(f"({each})" for each in _ORDERED), "."]))
_TWICE: Final = re.compile(r"(.)\1+")
_GLIDE: Final = re.compile(r"i(?=[aeou])")
_ENDING: Final = re.compile(r"(?<=[oe])f(?=a?$)")
# What speakers and writers exchange: voiced and unvoiced, h and g and k, the vowels at the front and those at the back.
_EXCHANGED: Final = str.maketrans("hkpdzcw4eou", "ggbtsssjiaa")


# Uzbek o' and g' are letters of their own; the true apostrophe of theirs is no sign between words.
_UZBEK: Final = re.compile(r"(?<![^\W_])[og]['’‘`ʼʻ](?=[^\W_])|(?<=[^\W_])[og][‘ʻ](?=[^\W_])")


def with_uzbek(text: str) -> str:
    """Small letters, with Uzbek o' and g' as one letter each."""
    return _UZBEK.sub(lambda found: "ó" if found[0][0] == "o" else "g", text)


def readings(word: str) -> tuple[str, ...]:
    """The word in our letters, the likeliest reading first; ("",) for what holds no letter.

    What is neither Cyrillic nor Latin stays as it is, so that it still equals itself. A word of letters of several
    alphabets that look alike is read as each of them.
    """
    plain = unicodedata.normalize("NFKC", word[:LONGEST]).casefold()
    alike = plain.translate(_LOOKS_LATIN) if _NOT_LATIN.search(plain) and _without_marks(plain) else plain
    if _CYRILLIC.search(plain):
        spelled = (plain, plain.replace("ё", "о"), _UKRAINIAN_DAUGHTER.sub(_russian_daughter, plain))
        said = map(_settled, map(_from_cyrillic, dict.fromkeys(spelled)))
        return tuple(dict.fromkeys([*said, *(readings(alike) if not _NOT_LATIN.search(alike) else ())]))
    latin = _without_marks(with_uzbek(alike))
    if not latin:
        return ("".join(filter(str.isalnum, plain)),)
    return tuple(islice(dict.fromkeys(map(_settled, islice(_likeliest(latin), _TRIED))), MOST))


def _russian_daughter(found: re.Match[str]) -> str:
    """What Russian has for the Ukrainian ending of a woman's patronymic."""
    return "овн" if found[1] == "і" else "евн"


def _likeliest(latin: str) -> Iterator[str]:
    """What may be meant: each letter as is likeliest, then one of them otherwise, then two."""
    meant = [_LATIN[_ORDERED[unit.lastindex - 1]] if unit.lastindex else (unit[0],) for unit in _UNITS.finditer(latin)]
    several = [place for place, each in enumerate(meant) if len(each) > 1]
    for many in range(_MOST_OTHERWISE + 1):
        for places in combinations(several, many):
            for others in product(*(meant[place][1:] for place in places)):
                said = [each[0] for each in meant]
                for place, other in zip(places, others, strict=True):
                    said[place] = other
                yield "".join(said)


def outline(reading: str) -> str:
    """What is left of a reading when sounds that are easily exchanged are taken for one."""
    return _TWICE.sub(r"\1", reading.translate(_EXCHANGED))


def _from_cyrillic(plain: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    told = _UKRAINIAN_I.sub(PALOCHKA, bare.translate(_TYPED_FOR_PALOCHKA).translate(_LOOKS_CYRILLIC))
    return _CHECHEN.sub(lambda found: _DIGRAPHS[found[0]], told).translate(_FROM_CYRILLIC)


def _without_marks(plain: str) -> str:
    bare = unicodedata.normalize("NFD", plain.translate(_MARKED))
    return _DROPPED.sub("", bare)


def _settled(letters: str) -> str:
    once = _TWICE.sub(r"\1", letters)
    if "i" in once and (bare := _GLIDE.sub("", once)) != once:
        once = _TWICE.sub(r"\1", bare)
    return _ENDING.sub("v", once) if once[-2:].find("f") >= 0 else once
