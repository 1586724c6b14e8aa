"""From the rows of a table to cases: which column is what, what a row says, what is wrong with it and where. Pure."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from waystation.casework import rules, stages
from waystation.casework.consent_rules import Sentence
from waystation.casework.exchange import person_cells
from waystation.casework.exchange.columns import LABELS
from waystation.casework.exchange.person_cells import as_day
from waystation.casework.persons import rules as person_rules
from waystation.casework.persons.records import Birth, Person
from waystation.casework.records import CaseStub, Need
from waystation.mail.words import clean, one_line
from waystation.vocabulary.vocabularies import Term, term, terms

FIELDS = tuple(code for code in LABELS if code != "risk")
# The most characters that each may have, as in the forms of casework.
_MOST = {
    "pseudonym": 60,
    "reference": 200,
    "origin": 80,
    "place": 80,
    "country": 80,
    "next_action": 200,
    "names": 2_000,
    "other_names": 4_000,
    "languages": 200,
    "papers": 2_000,
    "phone": 200,
    "companions": 2_000,
    "about": 15_000,
    "note": 20_000,
    "needs": 2_000,
}
_ALIASES: dict[str, tuple[str, ...]] = {
    "reference": ("id", "no", "number", "ref", "номер", "№", "код", "case id"),
    "pseudonym": ("pseudonym", "псевдоним", "code name", "кодовое имя", "кто"),
    "stage": ("stage", "status", "этап", "стадия", "статус"),
    "urgency": ("urgency", "priority", "срочность", "приоритет"),
    "opened": ("opened", "accepted", "date", "дата", "принято", "дата обращения"),
    "origin": ("origin", "region", "регион", "откуда"),
    "next_action": ("next", "next step", "next action", "следующий шаг", "что делаем"),
    "next_due": ("due", "deadline", "срок", "до какого числа"),
    "place": ("place", "where", "city", "location", "где", "город", "место"),
    "country": ("country", "страна"),
    "names": ("name", "names", "full name", "имя", "фио", "ф.и.о.", "имена"),
    "other_names": ("other names", "aliases", "другие имена"),
    "birth": ("birth", "birth year", "year of birth", "date of birth", "dob", "год рождения", "дата рождения"),
    "languages": ("language", "languages", "язык", "языки"),
    "papers": ("papers", "documents", "passport", "документы", "паспорт"),
    "phone": ("phone", "telephone", "mobile", "телефон", "тел", "тел."),
    "companions": ("companions", "family", "с кем", "кто с ним", "родственники"),
    "about": ("about", "about the person", "о человеке", "примечание о человеке"),
    "needs": ("need", "needs", "нужды", "потребности", "нужно", "что нужно"),
    "note": ("note", "notes", "comment", "comments", "заметка", "примечание", "комментарий"),
}
_APART = re.compile(r"[;\n]")
# Of these a cell has one line; several stand with semicolons between them.
_ONE_LINE = ("reference", "pseudonym", "origin", "place", "country", "next_action", "names")
_WHOLE_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
TITLE = 80  # characters that are shown of the name of a column

BY_TWO = _("Two people must hold this of somebody. Take the case in at another stage, and vet the person.")
NO_STAGE = _("It says no stage. Match the column that says it, or choose below where such rows stand.")
NO_NAME = _("There is neither a name for the person nor a mark of yours. Fill in one of the two columns.")
TOO_LONG = _("This is too long: at most %(most)d characters. Shorten it.")
NO_DAY = _("This is no day. Write it as 2026-04-03 or 03.04.2026.")
NO_YEAR = _("This is no year of birth. Write four digits, or a whole date.")
NO_SUCH_DAY = _("There is no such day. Look at day and month again: the day stands before the month.")
NOT_LISTED = _("This is not in our list: write a word of the list, or leave it empty.")
AHEAD = _("This day has not come yet.")
BORN_AFTER = _("The person was born after the case was accepted, by these dates. One of the two is wrong.")
BREAK = _(
    "There is a line break in this cell: perhaps a quotation mark before it is not closed, and other rows are in it. "
    "Several names stand with semicolons between them."
)
SAME_NUMBER = _("The same number stands in row %(row)d, which says something else. Give one of the two another number.")
SAYS_THE_SAME = _(
    "This says the same as row %(row)d. It is taken in once: if they are two people, say what sets them apart."
)
DUE_BEFORE = _("This is before the day on which the case was accepted. One of the two days is wrong.")


@dataclass(frozen=True)
class Problem:
    """Why a row is left out. Rows count from 1 as in a spreadsheet; `column` is its letter, "" for the whole row.

    `case` is the one that is known by its number.
    """

    row: int
    column: str
    what: Sentence
    case: UUID | None = None


@dataclass(frozen=True)
class Said:
    """What one row says: a case to be made. `words` are its cells, which stay the same whatever day it is."""

    row: int
    reference: str
    words: str = field(repr=False)
    stub: CaseStub
    person: Person
    needs: tuple[Need, ...] = ()
    note: str = field(default="", repr=False)


def letter(index: int) -> str:
    """The name of a column from 0 as a spreadsheet has it: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def titles(rows: Sequence[Sequence[str]], head: int) -> tuple[str, ...]:
    """The names of the columns in the file's own words, from the row `head`; none where it is 0."""
    found = rows[head - 1] if 0 < head <= len(rows) else ()
    return tuple(one_line(title, TITLE) for title in found)


def named(column: str, titles: Sequence[str]) -> str:
    """A column as the file calls it, and its letter; "" for the whole row."""
    title = next((title for index, title in enumerate(titles) if letter(index) == column), "")
    return f"{title} ({column})" if title else column


def unread(rows: Sequence[Sequence[str]], head: int, mapping: Mapping[str, int]) -> tuple[str, ...]:
    """The columns that hold something below the row `head` and are matched to nothing, as the file calls them."""
    taken, names = {*mapping.values()}, titles(rows, head)
    said = {index for row in rows[head:] for index, text in enumerate(row) if text.strip()}
    return tuple(named(letter(index), names) for index in sorted(said - taken))


def guess(head: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> dict[str, int]:
    """Which column is which field, by the words in the first row; what is not known is left out.

    A column that counts the rows says nothing of whom they tell: it is not taken for a number of ours.
    """
    found: dict[str, int] = {}
    for index, title in enumerate(head):
        code = _titles().get(_folded(title))
        if code and code not in found:
            found[code] = index
    if "reference" in found and counts_rows(rows, found["reference"]):
        del found["reference"]
    return found


def counts_rows(rows: Iterable[Sequence[str]], index: int) -> bool:
    """Whether a column only counts the rows: 1, 2, 3 and so on, as every table may."""
    said = [row[index].strip().rstrip(".") for row in rows if index < len(row) and row[index].strip()]
    return bool(said) and said[0] in ("0", "1") and said == [str(int(said[0]) + at) for at in range(len(said))]


def once(said: Iterable[Said], mapping: Mapping[str, int]) -> tuple[list[Said], list[Problem], list[Problem]]:
    """Each row once; those that say the same as one before; those with the number of one that says something else."""
    first: dict[str, Said] = {}
    same, clashes = list[Problem](), list[Problem]()
    for each in said:
        before = first.setdefault(each.reference or each.words, each)
        if before.words != each.words:
            clashes.append(Problem(each.row, letter(mapping["reference"]), SAME_NUMBER % {"row": before.row}))
        elif before is not each:
            same.append(Problem(each.row, "", SAYS_THE_SAME % {"row": before.row}))
    return list(first.values()), same, clashes


def is_another(said: Said, person: Person, pseudonym: str) -> bool:
    """Whether a row tells of somebody else than a person who is known: by name, or by the years of birth."""
    told, known = person_rules.marks_of(said.person), person_rules.marks_of(person)
    if told.years and known.years and (told.years[1] < known.years[0] or known.years[1] < told.years[0]):
        return True
    if told.names and known.names:
        return {*map(_folded, told.names)}.isdisjoint(map(_folded, known.names))
    return bool(said.stub.pseudonym) and _folded(said.stub.pseudonym) != _folded(pseudonym)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").replace("_", " ").split()).strip(":*")


@cache
def _titles() -> Mapping[str, str]:
    known = {_folded(alias): code for code, aliases in _ALIASES.items() for alias in aliases}
    for language in ("en", "ru"):
        with translation.override(language):
            known |= {_folded(str(LABELS[code])): code for code in FIELDS}
    return known | {code: code for code in FIELDS}


def understood(
    rows: Iterable[tuple[int, Sequence[str]]], mapping: Mapping[str, int], today: date, unsaid: str = ""
) -> tuple[list[Said], list[Problem]]:
    """What these rows say, and what is wrong. A row with anything wrong gives no case; an empty one nothing at all.

    `unsaid` is the stage of rows that say none: without it, that is wrong.
    """
    found: list[Said] = []
    problems: list[Problem] = []
    for number, row in rows:
        cells = {code: _cell(row, index) for code, index in mapping.items()}
        if not any(cells.values()):
            continue
        reader = _Reader(number, cells, mapping, today, unsaid)
        said = reader.said()
        problems += reader.problems
        if not reader.problems:
            found.append(said)
    return found, problems


def _cell(row: Sequence[str], index: int) -> str:
    return clean(row[index])[0].strip() if index < len(row) else ""


class _Reader:
    """One row: gives what it says and gathers what is wrong with it."""

    def __init__(
        self, row: int, cells: Mapping[str, str], mapping: Mapping[str, int], today: date, unsaid: str
    ) -> None:
        self.row, self.cells, self.mapping, self.today, self.unsaid = row, cells, mapping, today, unsaid
        self.problems: list[Problem] = []

    def said(self) -> Said:
        if not any(self.cells.get(code) for code in ("pseudonym", "names", "reference")):
            self.problems.append(Problem(self.row, "", NO_NAME))
        opened = self._day("opened") or self.today
        if opened > self.today:
            self._wrong("opened", AHEAD)
        stage = self._code("stage", _stages()) or self.unsaid
        if stage and is_of_two(term("case_stages", stage)):
            self._wrong("stage", BY_TWO)
        if not stage and not self.cells.get("stage"):
            self.problems.append(Problem(self.row, "", NO_STAGE))
        stub = CaseStub(
            pseudonym=self._text("pseudonym"),
            stage=stage,
            urgency=self._code("urgency", _urgencies()) or "normal",
            origin=self._text("origin"),
            place=self._text("place"),
            country=self._text("country"),
            opened=opened,
            next_action=self._text("next_action"),
            next_due=self._day("next_due"),
            milestones={"accepted": opened} | {stage: opened},
        )
        person = self._person()
        self._contradictions(stub, person, opened)
        words = json.dumps(sorted((code, text) for code, text in self.cells.items() if text), ensure_ascii=False)
        return Said(
            row=self.row,
            reference=self._text("reference"),
            words=words,
            stub=stub,
            person=person,
            needs=self._needs(),
            note=self._text("note"),
        )

    def _contradictions(self, stub: CaseStub, person: Person, opened: date) -> None:
        """Days that are each a day, and cannot both be right."""
        born = person_rules.possible(person.birth)
        if born and born[0] > opened and self.cells.get("opened"):
            self._wrong("birth", BORN_AFTER)
        if stub.next_due and stub.next_due < opened and self.cells.get("opened"):
            self._wrong("next_due", DUE_BEFORE)

    def _person(self) -> Person:
        cells = {code: self._text(code) for code in person_cells.TEXTS}
        person = person_cells.read(cells, self._birth(), {code: str(LABELS[code]) for code in person_cells.INTO_NOTE})
        for code in ("names", "other_names"):
            if reasons := person_rules.name_refusals(person_cells.names(cells[code])):
                self._wrong(code, reasons[0])
        if not self.problems and (reasons := person_rules.name_refusals(person.names)):
            self._wrong("other_names", reasons[0])
        if len(person.other_languages) > _MOST["languages"]:
            self._wrong("languages", TOO_LONG % {"most": _MOST["languages"]})
        return person

    def _needs(self) -> tuple[Need, ...]:
        said = [part.strip() for part in _APART.split(self._text("needs")) if part.strip()]
        codes = [_needs_by_word().get(_folded(part)) for part in said]
        if None in codes:
            self._wrong("needs", NOT_LISTED)
        return tuple(Need(code=code) for code in dict.fromkeys(codes) if code)

    def _wrong(self, code: str, what: Sentence) -> None:
        self.problems.append(Problem(self.row, letter(self.mapping[code]), what))

    def _text(self, code: str) -> str:
        text = self.cells.get(code, "")
        if len(text) > _MOST[code]:
            self._wrong(code, TOO_LONG % {"most": _MOST[code]})
        if code in _ONE_LINE and "\n" in text:
            self._wrong(code, BREAK)
        return text

    def _code(self, code: str, known: Mapping[str, str]) -> str:
        text = self.cells.get(code, "")
        if text and _folded(text) not in known:
            self._wrong(code, NOT_LISTED)
        return known.get(_folded(text), "")

    def _day(self, code: str) -> date | None:
        text = self.cells.get(code, "")
        day = as_day(text)
        if text and day is None:
            self._wrong(code, NO_DAY)
        return day

    def _birth(self) -> Birth:
        text = self.cells.get("birth", "")
        born = person_cells.birth(text)
        if reasons := person_rules.birth_refusals(born, self.today):
            self._wrong("birth", reasons[0])
        elif text and born.precision == "unknown":
            self._wrong("birth", NO_SUCH_DAY if _WHOLE_DATE.fullmatch(text) else NO_YEAR)
        return born


def _in_both(vocabulary: str, allowed: Iterable[str] | None = None) -> dict[str, str]:
    found = {}
    for each in terms(vocabulary):
        if allowed is None or each.code in allowed:
            found |= {_folded(word): each.code for word in (each.code, each.en, each.ru)}
    return found


def stages_of_rows() -> list[Term]:
    """The stages at which a row may say that its case stands."""
    return [each for each in _from_accepted() if not is_of_two(each)]


def is_of_two(stage: Term) -> bool:
    """Whether nobody says alone that somebody stands there."""
    return bool(stage.extra.get("restricted"))


def _from_accepted() -> list[Term]:
    before = stages.PATH[: stages.PATH.index("accepted")]
    return [each for each in terms("case_stages") if each.code not in before]


@cache
def _stages() -> dict[str, str]:
    return _in_both("case_stages", {each.code for each in _from_accepted()})


@cache
def _needs_by_word() -> Mapping[str, str]:
    return _in_both("needs")


@cache
def _urgencies() -> Mapping[str, str]:
    found: dict[str, Any] = {code: code for code in rules.URGENCIES}
    for language in ("en", "ru"):
        with translation.override(language):
            found |= {_folded(str(label)): code for code, label in rules.URGENCIES.items()}
    return found
