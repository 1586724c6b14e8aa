"""What is compared of a record: its fields folded, in every spelling to one, before any two are looked at."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from statistics import median
from typing import Final

from waystation.linkage.columns import Role
from waystation.linkage.dates import Span, ages, born, span
from waystation.linkage.letters import readings
from waystation.linkage.names import words
from waystation.linkage.parts import (
    LONGEST,
    Name,
    bare_father,
    folded,
    is_son_of,
    is_surname,
    known,
    named,
    parts_of,
    taken_apart,
    without_patronymic,
)
from waystation.linkage.places import place

_MADE_OF: Final = re.compile(r"(?<=.{3})(?:ov|ev|in)$")
_CHECHEN_GENITIVE: Final = re.compile(r"(?<=.{3})(?:[ai]n)$")
_LAST_VOWELS: Final = re.compile(r"(?<=..)[aeiou]+$")
_CLAN_ENDING: Final = re.compile(r"(?<=.{3})(?:oi|o|i)$")
_DIGITS: Final = re.compile(r"\D+")
_PLAIN: Final = re.compile(r"[^\w]+")
_SEXES: Final = {
    **dict.fromkeys(("m", "м", "male", "man", "муж", "мужской", "мужчина", "männlich", "homme", "masculin"), "m"),
    **dict.fromkeys(("ч", "чол", "чоловіча", "чоловік", "mann", "hombre", "masculino", "erkek", "mężczyzna"), "m"),
    **dict.fromkeys(("f", "ж", "female", "woman", "жен", "женский", "женщина", "w", "weiblich", "femme"), "f"),
    **dict.fromkeys(("жін", "жіноча", "жінка", "frau", "féminin", "mujer", "femenino", "kadın", "kobieta"), "f"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One record as it is compared. What is not said is None, or empty."""

    given: str | None = field(default=None, repr=False)
    given_alt: tuple[str, ...] = field(default=(), repr=False)
    given_parts: tuple[str, ...] = field(default=(), repr=False)
    given_initial: tuple[str, ...] = field(default=(), repr=False)
    surname: str | None = field(default=None, repr=False)
    surname_alt: tuple[str, ...] = field(default=(), repr=False)
    surname_root: str | None = field(default=None, repr=False)
    surname_initial: tuple[str, ...] = field(default=(), repr=False)
    father: str | None = field(default=None, repr=False)
    father_alt: tuple[str, ...] = field(default=(), repr=False)
    nickname: str | None = field(default=None, repr=False)
    further: tuple[str, ...] = field(default=(), repr=False)
    sex: str | None = field(default=None, repr=False)
    birth: str | None = field(default=None, repr=False)
    birth_first: int | None = field(default=None, repr=False)
    birth_last: int | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    place_alt: tuple[str, ...] = field(default=(), repr=False)
    district: str | None = field(default=None, repr=False)
    clan: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    event: str | None = field(default=None, repr=False)
    event_first: int | None = field(default=None, repr=False)
    event_last: int | None = field(default=None, repr=False)
    others: tuple[str | None, ...] = field(default=(), repr=False)

    @property
    def is_named(self) -> bool:
        """Whether anything says who it is: initials alone name nobody."""
        return bool(self.given or self.surname or self.nickname)


FIELDS: Final = tuple(each.name for each in fields(Person))


Row = Mapping[str, str]
_NAMES: Final = frozenset((Role.NAME, Role.GIVEN, Role.PATRONYMIC, Role.SURNAME, Role.NICKNAME))
_Folded = tuple[str | None, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class Reader:
    """Makes records comparable. It learns from all of them which of several readings of a word is meant.

    `roles` says what each column holds (`columns.mapped`).
    """

    def __init__(self, roles: Mapping[str, Role]) -> None:
        self.roles = dict(roles)
        self.others = [column for column, role in roles.items() if role in (Role.NUMBER, Role.TEXT, Role.KIND)]
        self._column = {role: column for column, role in roles.items()}
        self._seen: Counter[str] = Counter()
        self._settled: dict[tuple[str, bool], str] = {}
        self._names: dict[tuple[tuple[str, ...], bool], _Folded] = {}
        self._usual: Span | None = None
        self._years: Counter[int] = Counter()

    def learn(self, rows: Iterable[Row]) -> None:
        """Counts readings, and when things happened; to be called once, before `person`."""
        for row in rows:
            name = self._name(row)
            for word in (*name.given, *name.surname, *name.father, self._said(row, Role.CLAN)):
                for reading in folded(word).readings if word else ():
                    self._seen[reading] += 1
            if (event := span(self._said(row, Role.EVENT))) is not None:
                self._years[(event.first + event.last) // 2] += 1
        if self._years:
            middle = round(median(self._years.elements()))
            self._usual = Span(middle - 1096, middle + 1096)

    def person(self, row: Row) -> Person:
        """One record made comparable."""
        name = self._name(row)
        given, given_words, given_alt, initial = self._of_name(name.given)
        surname, _, surname_alt, surname_initial = self._of_name(name.surname, is_family=True)
        father, father_alt = self._father(name.father)
        birth, event = self._birth(row), span(self._said(row, Role.EVENT))
        where = place(self._said(row, Role.PLACE)) if self._said(row, Role.PLACE) else None
        district = place(self._said(row, Role.DISTRICT) + " район").district if self._said(row, Role.DISTRICT) else None
        nickname = "".join(map(self._reading, name.nickname)) or None
        return Person(
            given=given,
            given_alt=given_alt,
            given_parts=given_words,
            given_initial=initial,
            surname=surname,
            surname_alt=surname_alt,
            surname_root=_root(surname),
            surname_initial=surname_initial,
            father=father,
            father_alt=father_alt,
            nickname=nickname,
            further=self._further(row, name),
            sex=_SEXES.get(self._said(row, Role.SEX).casefold().strip(". ")),
            birth=birth.day if birth else None,
            birth_first=birth.first if birth else None,
            birth_last=birth.last if birth else None,
            place=where.name if where else None,
            place_alt=where.readings if where else (),
            district=district or (where.district if where else None),
            clan=_CLAN_ENDING.sub("", self._reading(clan)) or None if (clan := self._said(row, Role.CLAN)) else None,
            phone=_phone(self._said(row, Role.PHONE)),
            email=said if "@" in (said := self._said(row, Role.EMAIL).casefold()) else None,
            event=event.day if event else None,
            event_first=event.first if event else None,
            event_last=event.last if event else None,
            others=tuple(_plain(known(row.get(column) or ""), self.roles[column]) for column in self.others),
        )

    def _said(self, row: Row, role: Role) -> str:
        column = self._column.get(role)
        text = (row.get(column) or "")[:LONGEST].strip() if column else ""
        return text and (named(text) if role in _NAMES else known(text))

    def _name(self, row: Row) -> Name:
        whole = taken_apart(self._said(row, Role.NAME))
        told = {role: self._said(row, role) for role in (Role.GIVEN, Role.SURNAME, Role.PATRONYMIC, Role.NICKNAME)}
        if not told[Role.GIVEN] and not told[Role.SURNAME]:
            given, surname = whole.given, whole.surname
        else:
            given, father = without_patronymic(parts_of(told[Role.GIVEN]))
            surname = parts_of(told[Role.SURNAME])
            whole = replace(whole, father=whole.father or father)
            if len(given) == len(surname) == 1 and is_surname(given[0]) and not is_surname(surname[0]):
                given, surname = surname, given  # written into each other's boxes
        return Name(
            given,
            parts_of(told[Role.PATRONYMIC]) or whole.father,
            surname,
            parts_of(told[Role.NICKNAME]) or whole.nickname,
        )

    def _of_name(self, said: tuple[str, ...], *, is_family: bool = False) -> _Folded:
        known = self._names.get((said, is_family))
        if known is None:
            known = self._names[said, is_family] = self._folded(said, is_family=is_family)
        return known

    def _folded(self, said: tuple[str, ...], *, is_family: bool) -> _Folded:
        """One name for all spellings, its words, all readings of the whole, first letters. Of initials only these."""
        whole = [word for word in said if sum(map(str.isalnum, word)) > 1]
        letters = tuple(sorted({reading[0] for word in said[:1] for reading in folded(word).readings if reading}))
        if not whole:
            return None, (), (), letters
        parts = tuple(part for word in whole if (part := self._settle(word, is_family=is_family)))
        joined = "".join(parts)
        if len(parts) > 1 and not is_family:
            joined = _one_name(joined) or joined
        return joined or None, parts, tuple(sorted({*folded("".join(whole)).readings, joined})), letters

    def _settle(self, word: str, *, is_family: bool) -> str:
        """The one reading that stands for a word: a name of several spellings, else what most records here read."""
        known = self._settled.get((word, is_family))
        if known is None:
            said = folded(word)
            families = sorted(name.removesuffix(" family") for name in said.names if name.endswith(" family"))
            names = sorted(name for name in said.names if " " not in name)
            if is_family and families:
                known = readings(families[0])[0] + "ov"
            elif names and not is_family:
                known = readings(names[0])[0]
            else:
                # A woman's surname is read as the man's.
                known = max(
                    sorted(said.readings),
                    key=lambda reading: (is_family and not reading.endswith("a"), self._seen[reading]),
                    default="",
                )
            self._settled[word, is_family] = known
        return known

    def _reading(self, word: str) -> str:
        return self._settle("".join(words(word)[-1:]), is_family=False) if word else ""

    def _father(self, said: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
        whole = [word for word in said if sum(map(str.isalnum, word)) > 1 and not is_son_of(word)]
        if not whole:
            return None, ()
        is_chechen = len(whole) < len(said)
        found = set()
        for reading in folded("".join(whole)).readings:
            bare = bare_father(reading)
            if bare == reading and (is_chechen or reading.endswith("an") and not _one_name(reading)):
                bare = _CHECHEN_GENITIVE.sub("", reading)
            found.add(_one_name(bare) or bare)
        ordered = sorted(found, key=lambda each: (len(each), -self._seen[each], each))
        return (ordered[0], tuple(ordered)) if ordered else (None, ())

    def _further(self, row: Row, name: Name) -> tuple[str, ...]:
        """Words of the whole name that are in none of its parts."""
        if not (self._said(row, Role.GIVEN) or self._said(row, Role.SURNAME)):
            return ()
        known = {*name.given, *name.surname, *name.father, *name.nickname}
        rest = [word for word in words(self._said(row, Role.NAME)) if word not in known and len(word) > 2]
        return tuple(sorted({self._settle(word, is_family=False) for word in rest} - {""}))

    def _birth(self, row: Row) -> Span | None:
        told = span(self._said(row, Role.BIRTH))
        if told is not None:
            return told
        years = ages(self._said(row, Role.AGE))
        at = span(self._said(row, Role.EVENT)) or self._usual
        return born(*years, at) if years and at else None


def _root(surname: str | None) -> str | None:
    """A surname without what makes one of a name: Мусаев and Chechen Мусин are one."""
    if not surname:
        return None
    bare = _MADE_OF.sub("", surname)
    bare = bare if bare != surname else _CHECHEN_GENITIVE.sub("", surname)
    return _LAST_VOWELS.sub("", _one_name(bare) or bare)


def _phone(text: str) -> str | None:
    """The last ten digits: what stands before is the country, written or not."""
    digits = _DIGITS.sub("", text)
    return digits[-10:] if len(digits) >= 5 else None


def _plain(text: str, role: Role) -> str | None:
    joined = ("" if role is Role.NUMBER else " ").join(_PLAIN.split(text[:LONGEST].casefold().strip()))
    return joined.strip() or None


def _one_name(reading: str) -> str | None:
    """The reading that stands for all spellings of a given name of which this is one."""
    names = sorted(name for name in folded(reading).names if " " not in name)
    return readings(names[0])[0] if names else None
