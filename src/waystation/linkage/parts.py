"""A name as people write it, taken apart: the given name, the father's, the family's, what somebody is called."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from waystation.linkage.letters import readings
from waystation.linkage.names import Form, form, words

LONGEST: Final = 200
"""Characters of one field that are looked at."""
_NICKNAME: Final = re.compile(r"[(\[«\"“„]+([^)\]»\"”“]+)[)\]»\"”“]+")
_CALLED: Final = re.compile(
    r"[,\s]+(?:a\.?k\.?a\.?|alias|по\s+(?:прозвищу|кличке)|прозвище|кличка|позывной|called|genannt|dit)\s+([\w-]+)",
    re.I,
)
_FATHER_S: Final = re.compile(r"(?<=.{2})(?:ovi4|evi4|i4|ovna|evna|i4na|inicna)$")
_SURNAME: Final = re.compile(r"(?:ova?|eva?|ina?|ski|ska|skaia|enko|iani|ian|vili|dze|uk)$")
# Ахмед оглы, Ахьмадан кӏант: after the father's name; ibn Ahmad, son of Ahmad, сын Ахмеда: before it.
_AFTER_FATHER: Final = re.compile(
    r"\b(?:к[ӏ1il|!]ант|кант|йо[ӏ1il|!]|оглы|к[иы]з[иы]|[uo]['ʻ’]?g['ʻ’h]?l[yui]|kyzy|q[iı]z[iı]|k'?ant)\b", re.I
)
_BEFORE_FATHER: Final = re.compile(
    r",?\s*\b(?:(сын|дочь)|(?:son|daughter|sohn|tochter|fils|fille)\s+(?:of|von|de)|ibn|bin|bint|ибн|бин|бинт)\s+([\w-]+)",
    re.I,
)
_GENITIVE: Final = re.compile(r"(?<=.{3})[аяыи]$")
_TITLE: Final = re.compile(
    r"^(?:гр(?:ажданин|ажданка|-н|-ка)?|г-н|г-жа|господин|госпожа|mrs?|ms|miss|dr|herr|frau|mme|mlle|д-р)\b\.?\s+(?=\w{2})",
    re.I,
)
_BORN: Final = re.compile(
    r"[,(\s]+\d{2,4}\s*(?:г\.?\s*р\b\.?|год\w*(?:\s+рожд\w*)?|р\.?\s*н\b\.?|лет\b|y\.?o\b\.?|years?)?\)?", re.I
)
_OR: Final = re.compile(r"\s(?:или|либо|or|oder|ou)\s.*$", re.I)
# What is written where nothing is known: a name of nobody, which very many have.
_UNKNOWN: Final = re.compile(
    r"\b(?:неизв(?:естн\w*)?|неустановлен\w*|неопознан\w*|безымянн\w*|анонимн?\w*|не\s+(?:известн|указан|установл|назв|помн|опозн)\w*"
    r"|нет\b(?:\s+(?:данных|сведений|имени))?|отсутству\w*|невідом\w*|не\s+відом\w*|невстановлен\w*|unknown|unidentified"
    r"|unnamed|anonym(?:ous|e)?|not\s+(?:known|given|stated|recorded|available|specified|identified)|no\s+(?:name|data)"
    r"|unbekannt\w*|inconnue?s?|desconocid[oa]s?|no\s+identificad[oa]|bilinmiyor|nieznan[yaei])\b"
    r"|^\W*(?:n\.?/?\s?[an]\.?|н\.?/[ду]\.?|none|null|nil|(?:john|jane)\s+doe|x{2,}|х{2,})\W*$",
    re.I,
)
_ANYBODY: Final = re.compile(
    r"\b(?:мужчин\w*|женщин\w*|пар(?:ень|ня)|девушк\w*|мальчик\w*|девочк\w*|реб[её]н\w*|человек\w*|лицо|тело|труп\w*|жертв\w*"
    r"|фамили\w*|имя|отчество|чоловік\w*|жінк\w*|males?|females?|woman|person|victim|(?:sur|first|last|family\s)?names?)\b"
    r"|№?\s*\b\d+\b",
    re.I,
)
_WITH_UNKNOWN: Final = re.compile(
    r"\b(?:man|men|women|boys?|girls?|child|body|mann|frau|homme|femme|hombre|mujer)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart into words as they were written."""

    given: tuple[str, ...] = ()
    father: tuple[str, ...] = ()
    surname: tuple[str, ...] = ()
    nickname: tuple[str, ...] = ()


@lru_cache(maxsize=100_000)
def named(text: str) -> str:
    """The text without what says that a name is not known: of "Неизвестный мужчина № 3" nothing is left."""
    told = _UNKNOWN.sub(" ", text)
    rest = _ANYBODY.sub(" ", told)
    if told != text:
        return _WITH_UNKNOWN.sub(" ", rest).strip()
    return text if any(map(str.isalnum, rest)) else ""


@lru_cache(maxsize=100_000)
def known(text: str) -> str:
    """The text of any other field; none where it says that nothing is known."""
    return text if any(map(str.isalnum, _UNKNOWN.sub(" ", text))) else ""


@lru_cache(maxsize=100_000)
def taken_apart(text: str) -> Name:
    """A whole name: "Исаев Хамзат Ахмедович", "Khamzat A. Isaev", "Isaev, Khamzat", "Хамзат Ахьмадан кӏант"."""
    text = _BORN.sub(" ", _TITLE.sub("", _OR.sub("", named(text[:LONGEST]))))
    nickname: tuple[str, ...] = ()
    for pattern in (_NICKNAME, _CALLED):
        if not nickname and (found := pattern.search(text)):
            nickname, text = parts_of(found[1]), text[: found.start()] + " " + text[found.end() :]
    father: tuple[str, ...] = ()
    if before := _BEFORE_FATHER.search(text):
        said = before[2].casefold()
        father = (_GENITIVE.sub("", said) if before[1] else said,)
        text = text[: before.start()] + " " + text[before.end() :]
    elif after := _AFTER_FATHER.search(text):
        first = text[: after.start()].split()
        father = tuple(map(str.casefold, first[-1:]))
        text = " ".join(first[:-1]) + " " + text[after.end() :]
    apart = [tuple(words(part)) for part in text.split(",", 1)]
    if len(apart) == 2 and apart[0] and apart[1]:
        return _in_order(apart[1], apart[0], father, nickname)
    every = [each for part in re.split(r"[\s.]+", text) if (each := parts_of(part))]
    return _in_order(*_family(every), father, nickname)


def _family(every: list[tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words without those of the surname, and these: what looks like one, else the last, if it is no initial."""
    families = [each for each in every if any(map(is_surname, each))]
    whole = [each for each in every if len(each) > 1 or len(each[0]) > 1]
    last = every[-1:] if len(every) > 1 and not is_father_s(every[-1][-1]) else []
    if len(whole) == 1 and len(every) > 2:
        last = whole  # Толстой Л. Н.
    surname = (families or last)[:1]
    rest = list(every)
    for each in surname:
        rest.remove(each)
    return tuple(word for each in rest for word in each), tuple(word for each in surname for word in each)


def _in_order(
    given: tuple[str, ...], surname: tuple[str, ...], father: tuple[str, ...], nickname: tuple[str, ...]
) -> Name:
    fathers = tuple(word for word in given if is_father_s(word))
    return Name(tuple(word for word in given if word not in fathers), father or fathers[:1], surname, nickname)


def without_patronymic(given: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names, and the father's name where it was written beside them: "Хамзат Ахмедович"."""
    fathers = tuple(word for word in given[1:] if is_father_s(word))
    return tuple(word for word in given if word not in fathers), fathers[:1]


def is_son_of(word: str) -> bool:
    """Whether a word says "son of", after the father's name."""
    return _AFTER_FATHER.fullmatch(word) is not None


def bare_father(reading: str) -> str:
    """The father's name of a patronymic."""
    return _FATHER_S.sub("", reading)


def is_father_s(word: str) -> bool:
    """Whether a word is a patronymic: Ахмедович."""
    return any(len(each) > 5 and _FATHER_S.search(each) for each in readings(word)) and not _is_known(word)


@lru_cache(maxsize=100_000)
def is_surname(word: str) -> bool:
    """Whether a word looks like a surname: Исаев."""
    return len(word) > 4 and any(map(_SURNAME.search, readings(word))) and not is_father_s(word) and not _is_known(word)


def _is_known(word: str) -> bool:
    return any(" " not in name for name in folded(word).names)


@lru_cache(maxsize=200_000)
def folded(word: str) -> Form:
    """`names.form`, kept for words that are asked for again."""
    return form(word)


@lru_cache(maxsize=100_000)
def parts_of(text: str) -> tuple[str, ...]:
    """The words of a part of a name; of one with a hyphen its parts."""
    return tuple(part for word in text.casefold().split() for part in words(word)[: max(1, len(words(word)) - 1)])
