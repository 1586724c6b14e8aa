"""How the rows of a table are understood, in words, before anything is made of them. Pure but for the words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.functional import Promise

from waystation.casework import rules
from waystation.casework.exchange import columns, person_cells
from waystation.casework.exchange.import_rules import Said
from waystation.casework.persons import shown as persons
from waystation.casework.shown import stage_label
from waystation.vocabulary.vocabularies import term

MOST_SLASHED = 20
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}")
_DAYS = ("opened", "next_due", "birth")


@dataclass(frozen=True)
class Slashed:
    """A cell that may be meant otherwise: with slashes some write the month first."""

    row: int
    text: str = field(repr=False)
    taken_for: str = field(repr=False)


def lines(said: Said) -> list[tuple[str | Promise, str]]:
    """What one row would become: each field that says something, by its label."""
    stub, person = said.stub, said.person
    told = person_cells.written(person, ()) | {
        "reference": said.reference,
        "pseudonym": stub.pseudonym,
        "stage": stage_label(stub.stage),
        "urgency": str(rules.URGENCIES.get(stub.urgency, "")),
        "opened": date_format(stub.opened, "DATE_FORMAT") if stub.opened else "",
        "origin": stub.origin,
        "next_action": stub.next_action,
        "next_due": date_format(stub.next_due, "DATE_FORMAT") if stub.next_due else "",
        "place": stub.place,
        "country": stub.country,
        "birth": persons.birth(person.birth),
        "needs": "; ".join(term("needs", need.code).label for need in said.needs),
        "note": said.note,
    }
    return [(label, told[code]) for code, label in columns.LABELS.items() if told.get(code)]


def slashed(rows: Iterable[tuple[int, Sequence[str]]], mapping: Mapping[str, int]) -> list[Slashed]:
    """The first days with slashes in which day and month may both stand first: here the day does."""
    found: list[Slashed] = []
    places = [mapping[code] for code in _DAYS if code in mapping]
    for number, row in rows:
        for text in (row[place].strip() for place in places if place < len(row)):
            parts, day = _SLASHED.fullmatch(text), person_cells.as_day(text)
            if parts and day and parts[1] != parts[2] and int(parts[2]) <= 12 and int(parts[1]) <= 12:
                found.append(Slashed(number, text, date_format(day, "DATE_FORMAT")))
                if len(found) == MOST_SLASHED:
                    return found
    return found
