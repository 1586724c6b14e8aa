"""Persons made ready for the pages: words, dates, marks. Nothing is decided here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from waystation.casework import access as casework
from waystation.casework.persons import access, rules, text
from waystation.casework.persons.access import Member
from waystation.casework.persons.records import Birth, Paper, Person, Tie
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import Term, label_of, term
from waystation.vocabulary.written import written

Words = str | Promise
_TONES = ("info", "warn", "danger", "danger")  # a paper's lead times one after another, and its end


def labels(vocabulary: str, codes: Iterable[str]) -> str:
    """The words of some codes, in a row."""
    return ", ".join(label_of(vocabulary, code) for code in codes)


def birth(known: Birth) -> str:
    """A date of birth in words, as exactly as it is known; empty where it is not."""
    if rules.possible(known) is None:
        return ""
    if known.precision == "exact":
        return date_format(date(known.year, known.month or 1, known.day or 1), "DATE_FORMAT")
    if known.precision == "month":
        return f"{MONTHS[known.month or 1]} {known.year}"
    about = pgettext("year", "About")
    return f"{about} {known.year}" if known.precision == "about" else str(known.year)


def age(known: Birth, today: date) -> str:
    """How old somebody is today, in words; empty where nothing is known."""
    years = rules.age(known, today)
    if years is None:
        return ""
    low, high = years
    told = str(low) if low == high else f"{low}–{high}"
    return ngettext("%(years)s year old", "%(years)s years old", high) % {"years": told}


def hidden(words: str) -> str:
    """A sentence about what cannot be seen in a text; empty for an ordinary one."""
    found = text.hidden(words)
    return _("Holds characters that cannot be seen: %(marks)s") % {"marks": ", ".join(found)} if found else ""


@dataclass(frozen=True)
class Line:
    """One name or other text of a person, as it may be shown, with its kind and what is hidden in it."""

    text: str
    kind: str
    hidden: str


def names(person: Person) -> list[Line]:
    """Every name in the order in which it was written down."""
    return [Line(text.plain(name.text), label_of("name_kinds", name.kind), hidden(name.text)) for name in person.names]


def languages(person: Person) -> str:
    """What somebody speaks."""
    return ", ".join(filter(None, [labels("languages", person.languages), text.plain(person.other_languages)]))


def papers(person: Person, today: date) -> list[dict[str, Any]]:
    """Papers with what must be known of each."""
    return [_paper(paper, today) for paper in person.papers]


def _paper(paper: Paper, today: date) -> dict[str, Any]:
    return {
        "id": paper.id,
        "paper": paper,
        "label": label_of("document_types", paper.kind),
        "ends": ends(paper, today),
        "tone": tone(paper, today),
    }


def ends(paper: Paper, today: date) -> str:
    """That a paper runs out soon or has run out, in words; empty where it lasts."""
    if paper.valid_until is None or not rules.steps(paper, today):
        return ""
    left = (paper.valid_until - today).days
    if left < 0:
        return _("not valid any more")
    return (ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}) if left else _("last day")


def tone(paper: Paper, today: date) -> str:
    """How urgent that is."""
    return ("", *_TONES)[rules.steps(paper, today)]


def whom(actor: Actor, person: UUID, home: UUID, otherwise: str) -> tuple[str, bool]:
    """What somebody is called now, and whether their page opens; what was said then, where it does not."""
    known = access.persons(actor, [person]).get(person)
    if known is None:
        return otherwise, False
    return known.pseudonym or casework.called(actor, home) or otherwise, True


def ties(actor: Actor, person: UUID) -> list[dict[str, Any]]:
    """What is between somebody and others, read from their side, also what was noted with the others."""
    return [_tie(actor, person, *found) for found in access.ties(actor, person)]


def _tie(actor: Actor, person: UUID, tie_id: UUID, home: UUID, tie: Tie) -> dict[str, Any]:
    there = 1 if tie.first == person else 0
    other = (tie.first, tie.second)[there]
    called, opens = whom(actor, other, tie.homes[there], tie.called[there])
    kind = _kind(tie.kind)
    return {
        "id": tie_id,
        "home": home,
        "tie": tie,
        "label": kind.label if there else back_label(kind),
        "other": other,
        "other_home": tie.homes[there],
        "called": called,
        "opens": opens,
        "exposes": bool(kind.extra.get("exposes")),
        "credibility": label_of("credibility", tie.credibility),
        "source": label_of("source_connections", tie.source),
    }


def _kind(code: str) -> Term:
    try:
        return term("person_ties", code)
    except KeyError:
        return Term("person_ties", code, code, code, {})


def back_label(kind: Term) -> str:
    """How the second of two reads what is between them."""
    language = written()
    return str(kind.extra.get(f"back_{language}", kind.label))


def people(actor: Actor, members: Sequence[Member], today: date) -> list[dict[str, Any]]:
    """Those in a case, with their roles, and the first name where somebody may know it."""
    found = []
    for each in members:
        known = each.record
        lines = names(known) if known else []
        found.append(
            {
                "id": each.id,
                "home": each.home,
                "called": each.called,
                "roles": labels("person_roles", each.part.roles),
                "note": each.part.note,
                "opens": known is not None,
                "name": lines[0] if lines else None,
                "others": len(lines) - 1,
                "minor": bool(known and rules.may_be_minor(known.birth, today)),
                "age": age(known.birth, today) if known else "",
            }
        )
    return found


def roles_elsewhere(actor: Actor, person: UUID, case_id: UUID) -> list[dict[str, Any]]:
    """The other cases in which somebody has a role, as far as they open."""
    return [
        {"case": where, "called": casework.called(actor, where), "roles": labels("person_roles", part.roles)}
        for where, part in access.parts(actor, person)
        if where != case_id
    ]
