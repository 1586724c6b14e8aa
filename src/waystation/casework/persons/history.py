"""How changes of persons, of their parts and of what is between them are told: in the words of the forms."""

from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.casework.history_words import Say, Saying, among
from waystation.casework.persons import access, bonds, rules, shown
from waystation.casework.persons.models import BondRow, PartRow, PersonRow, TieRow
from waystation.casework.persons.records import Birth
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


def _of(vocabulary: str) -> Say:
    return lambda actor, code: label_of(vocabulary, code)


def _all_of(vocabulary: str) -> Say:
    return lambda actor, codes: shown.labels(vocabulary, codes)


def _names(actor: Actor, names: list[dict[str, Any]]) -> str:
    """Each name, with its kind where it is not simply the given one."""
    return ", ".join(_with(each["text"], "name_kinds", each.get("kind", "given"), "given") for each in names)


def _papers(actor: Actor, papers: list[dict[str, Any]]) -> str:
    said = ("country", "number", "valid_until", "place", "holder", "note")
    return "; ".join(
        " ".join([label_of("document_types", each["kind"]), *(str(each[name]) for name in said if each.get(name))])
        for each in papers
    )


def _with(text: str, vocabulary: str, kind: str, usual: str) -> str:
    return text if kind == usual else f"{text} ({label_of(vocabulary, kind)})"


def _photo(actor: Actor, file_id: str) -> str:
    return gettext("a picture")


def _person(actor: Actor, person_id: str) -> str:
    found = access.persons(actor, [UUID(person_id)]).get(UUID(person_id))
    return found.pseudonym if found and found.pseudonym else "—"


def _birth(actor: Actor, told: dict[str, Any]) -> str:
    known = msgspec.convert(told, type=Birth)
    return shown.birth(known) or str(rules.PRECISIONS.get(known.precision, known.precision))


SAYINGS = {
    PersonRow: Saying(
        _("Who it is"),
        fields={"other_languages": _("Other languages")},
        values={"names": _names, "birth": _birth, "languages": _all_of("languages"), "papers": _papers}
        | {"photo": _photo},
    ),
    PartRow: Saying(
        _("Somebody's part in the case"),
        values={"roles": _all_of("person_roles")},
        hidden=frozenset({"person", "home"}),
    ),
    BondRow: Saying(
        _("Who must be together"),
        fields={**bonds.MATTERS, "reason": _("Why"), "depends": _("Who cannot be without the other")},
        values={**dict.fromkeys(bonds.MATTERS, among(bonds.ANSWERS)), "depends": _person},
        hidden=frozenset({"first", "second"}),
    ),
    TieRow: Saying(
        _("Who knows whom"),
        fields={
            "kind": _("What is between them"),
            "credibility": _("How sure is it"),
            "source": _("How the source knows"),
            "on": _("From which day it is known"),
            "note": _("Who says so, and what else"),
        },
        values={
            "kind": _of("person_ties"),
            "credibility": _of("credibility"),
            "source": _of("source_connections"),
        },
        hidden=frozenset({"first", "second", "homes", "called"}),
    ),
}
