"""A person as the cells of a table: written, and read again as people write them. Pure.

What a table says in words and a record has no place for goes into the note about the person, nothing is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from uuid import uuid4

from waystation.casework.persons.records import Birth, Name, Paper, Person
from waystation.vocabulary.vocabularies import label_of, terms

TEXTS = ("names", "other_names", "languages", "papers", "phone", "companions", "about")
INTO_NOTE = ("papers", "companions")
SPELLING = "transliteration"  # what a name in the column of other spellings is

_ISO, _DOTTED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?"), re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_YEAR, _MONTH = re.compile(r"(~?)\s*(\d{4})"), re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})[./](\d{4})")
_APART, _LANGUAGES_APART = re.compile(r"[;\n]"), re.compile(r"[;,\n]")
_NUMBER = re.compile(r"[ №#:]*(?P<number>[A-ZА-Я0-9][A-ZА-Я0-9/ -]*)?(?: \((?P<country>[^()]{1,80})\))?")
_LONGEST_PAPER, _LONGEST_NUMBER = 200, 80
_DIGITS = 5  # of a number at least: fewer may be a year


def read(cells: Mapping[str, str], born: Birth, labels: Mapping[str, str]) -> Person:
    """The person of whom these cells tell. `labels` stand in the note before the words that go there."""
    papers = _papers(cells["papers"])
    languages, others = _languages(cells["languages"])
    words = {"papers": "" if papers else cells["papers"], "companions": cells["companions"]}
    note = [f"{labels[code]}: {text}" for code, text in words.items() if text]
    other_names = (Name(each.text, SPELLING) for each in names(cells["other_names"]))
    return Person(
        names=(*names(cells["names"]), *other_names),
        birth=born,
        languages=languages,
        other_languages=others,
        phone=cells["phone"],
        papers=papers,
        note="\n".join(filter(None, (cells["about"], *note))),
    )


def written(person: Person, companions: Iterable[str]) -> dict[str, str]:
    """The cells of a person, by column; `read` understands them."""
    texts = [name.text for name in person.names]
    languages = [label_of("languages", code) for code in person.languages]
    return {
        "names": "; ".join(texts[:1]),
        "other_names": "; ".join(texts[1:]),
        "birth": _birth_in_digits(person.birth),
        "languages": ", ".join(filter(None, (*languages, person.other_languages))),
        "papers": "; ".join(_paper_in_words(paper) for paper in person.papers),
        "phone": person.phone,
        "companions": "; ".join(companions),
        "about": person.note,
    }


def names(text: str) -> tuple[Name, ...]:
    """Every name that stands in a cell, one to a line or with semicolons between them."""
    return tuple(Name(each) for each in _pieces(_APART, text))


def _pieces(apart: re.Pattern[str], text: str) -> list[str]:
    return [piece.strip() for piece in apart.split(text) if piece.strip()]


def birth(text: str) -> Birth:
    """A birth date as far as a cell tells it: 1990-05-03, 03.05.1990, 1990-05, 1990, ~1990. Else unknown."""
    if day := as_day(text):
        return Birth("exact", day.year, day.month, day.day)
    if found := _MONTH.fullmatch(text):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return Birth("month", int(year), int(month))
    if found := _YEAR.fullmatch(text):
        return Birth("about" if found[1] else "year", int(found[2]))
    return Birth()


def as_day(text: str) -> date | None:
    """A day as people write it: 2026-04-03, 03.04.2026 or 03/04/2026, the day before the month."""
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    parts: Sequence[str] = iso.groups()[:3] if iso else dotted.groups()[::-1] if dotted else ()
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _birth_in_digits(born: Birth) -> str:
    if born.year is None or born.precision == "unknown":
        return ""
    about = "~" if born.precision == "about" else ""
    rest = {"exact": (born.month, born.day), "month": (born.month,)}.get(born.precision, ())
    return about + "-".join([f"{born.year:04}", *(f"{part:02}" for part in rest if part)])


@cache
def _codes(vocabulary: str) -> dict[str, str]:
    """The codes of a vocabulary by the words for them, in small letters."""
    return {word.lower(): each.code for each in terms(vocabulary) for word in (each.code, each.en, each.ru)}


def _languages(text: str) -> tuple[tuple[str, ...], str]:
    """The codes of those that are known, and the words for the others."""
    known = _codes("languages")
    said = _pieces(_LANGUAGES_APART, text)
    codes = dict.fromkeys(known[each.lower()] for each in said if each.lower() in known)
    return tuple(codes), ", ".join(each for each in said if each.lower() not in known)


def _papers(text: str) -> tuple[Paper, ...]:
    """The papers of a cell that names nothing but papers, each with its number at most; else none."""
    found = [_paper(piece) for piece in _pieces(_APART, text)]
    return tuple(each for each in found if each) if all(found) else ()


def _paper(text: str) -> Paper | None:
    words = [word for word in _codes("document_types") if text.lower().startswith(word)]
    word = max(words, key=len, default="")
    found = _NUMBER.fullmatch(text[len(word) :]) if word and len(text) <= _LONGEST_PAPER else None
    number = (found["number"] or "").strip() if found else ""
    if found is None or not _is_number(number):
        return None
    return Paper(uuid4(), _codes("document_types")[word], country=found["country"] or "", number=number)


def _is_number(text: str) -> bool:
    return not text or (len(text) <= _LONGEST_NUMBER and sum(map(str.isdigit, text)) >= _DIGITS)


def _paper_in_words(paper: Paper) -> str:
    country = f"({paper.country})" if paper.country else ""
    return " ".join(filter(None, (label_of("document_types", paper.kind), paper.number, country)))
