"""Whether a record that comes whole is one that our own forms could have made: its place, its codes, its length.

What a form refuses is refused here too, whoever wrote the file: of a code that no vocabulary has nobody knows what it
says, and a record in another compartment is sealed to others than those who may read it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import msgspec

from waystation.casework import alerts, rules, scales, stages
from waystation.casework import records as case
from waystation.casework.consent_forms import RECIPIENT_CHARACTERS
from waystation.casework.consent_rules import CONSENT_STATES
from waystation.casework.exchange import kinds
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.models import Case, ChangeRow, FileRow
from waystation.casework.persons import bonds
from waystation.casework.persons import records as person
from waystation.casework.persons import rules as person_rules
from waystation.casework.persons.models import ApartRow, PersonRow, TieRow
from waystation.casework.services import records as service
from waystation.casework.shown import FILE_COMPARTMENTS
from waystation.casework.work import records as work
from waystation.casework.work import wording
from waystation.hotline.consent_words import OLD_PARTS, PARTS, USES
from waystation.mail.words import one_line
from waystation.vault.compartments import Compartment
from waystation.vault.models import Sealed
from waystation.vocabulary.vocabularies import terms

Codes = Callable[[], Collection[str]]

# All else of a case stands in CONTACT.
_PLACES: dict[type[Sealed], Collection[Compartment]] = {
    Case: (Compartment.LIST,),
    FileRow: tuple(FILE_COMPARTMENTS),
    PersonRow: (Compartment.IDENTITY,),
    TieRow: (Compartment.IDENTITY,),
    ApartRow: (Compartment.MEDICAL,),
}


def _of(vocabulary: str) -> Codes:
    return lambda: {each.code for each in terms(vocabulary)}


def _one_of(codes: Collection[str]) -> Codes:
    return lambda: codes


_STAGES, _NEEDS, _PURPOSES = _one_of(stages.STAGES), _of("needs"), _of("consent_purposes")
_REASONS, _PARTS, _URGENCIES = _of("closing_reasons"), _one_of({*PARTS, *OLD_PARTS}), _one_of(rules.URGENCIES)
# By the kind of record and the field: the codes that it holds. An empty one says nothing, and is left to pass.
CODES: dict[type[msgspec.Struct], Mapping[str, Codes]] = {
    case.CaseStub: {"stage": _STAGES, "urgency": _URGENCIES, "milestones": _STAGES},
    case.Set: {"urgency": _URGENCIES},
    case.Need: {"code": _NEEDS},
    case.Risk: {name: _one_of(scale.words) for name, scale in scales.SCALES.items()}
    | {"factors": _of("risk_factors"), "points": _one_of(scales.SCALES)},
    case.Consent: {"purpose": _PURPOSES, "state": _one_of(CONSENT_STATES), "withhold": _PARTS},
    case.Use: {"purpose": _PURPOSES, "what": _one_of(USES), "parts": _PARTS},
    case.Release: {"purpose": _PURPOSES, "parts": _PARTS},
    case.Move: {"stage": _STAGES, "reason": _REASONS},
    case.Alert: {"kind": _one_of(alerts.KINDS)},
    person.Name: {"kind": _of("name_kinds")},
    person.Birth: {"precision": _one_of(person_rules.PRECISIONS)},
    person.Paper: {"kind": _of("document_types")},
    person.Person: {"languages": _of("languages")},
    person.Part: {"roles": _of("person_roles")},
    person.Bond: dict.fromkeys(bonds.MATTERS, _one_of(bonds.ANSWERS)),
    person.Tie: {
        "kind": _of("person_ties"),
        "credibility": _of("credibility"),
        "source": _of("source_connections"),
    },
    service.Service: {"code": _NEEDS, "outcome": _one_of(service.OUTCOMES)},
    work.Task: {"stage": _STAGES, "state": _one_of(work.TASK_STATES), "team": _one_of(wording.TEAMS)},
    work.Values: {"state": _one_of(work.TASK_STATES), "team": _one_of(wording.TEAMS)},
    work.Approval: {"kind": _one_of(wording.KINDS), "state": _one_of(work.APPROVAL_STATES)},
}
# The most characters, as in the forms: a line, but where there is room for a text, and where a kind says otherwise.
NAMES = {"pseudonym": 60, "called": 60}  # stand in lists and headings: one line without anything hidden
_LINE, _TEXT, _LONG = 200, 20_000, 100_000
_TEXTS = frozenset({"note", "text", "reason", "limits", "result", "conditions", "medicines", "known_to"})
_PLACE = {"origin": 80, "place": 80, "country": 80}
_MOST: dict[type[msgspec.Struct], Mapping[str, int]] = {
    case.CaseStub: _PLACE,
    case.Change: {"fields": _LONG},  # whatever stood in any field
    case.Consent: {"recipient": RECIPIENT_CHARACTERS},
    case.File: {"name": 1_000, "type": 1_000},  # as whoever sent it called it
    case.Funds: {"note": _LINE},
    case.Move: _PLACE,
    case.Need: {"note": _LINE},
    case.Note: {"text": _LONG},  # of a hand-over holds several texts
    case.Release: {"recipient": RECIPIENT_CHARACTERS},
    case.Use: {"recipient": RECIPIENT_CHARACTERS, "limits": _LONG},  # of everybody who goes along
    person.Part: {"note": _LINE},
    person.Name: {"text": person_rules.LONGEST_NAME},
    person.Paper: {"country": 80, "number": 80},
    service.Service: {"reason": _LINE},
    work.Approval: {"what": 4_000, "comment": 4_000},
    work.Flag: {"message": 4_000, "note": 4_000},
    work.Task: {"note": _LINE},
    work.Values: {"note": _LINE},
}


def places(model: type[Sealed], record: Any) -> Collection[Compartment]:
    """The compartments in which a record of this kind may stand; none where it says that it is of no kind of ours."""
    if model is not ChangeRow:
        return _PLACES.get(model, (Compartment.CONTACT,))
    changed = kinds.carried().get(record.kind.lower())
    return _PLACES.get(changed, (Compartment.CONTACT,)) if changed else ()


def check(model: type[Sealed], compartment: str, record: Any) -> None:
    """Raises NotOurs with the field that is wrong."""
    if compartment not in {each.name for each in places(model, record)}:
        raise NotOurs("place", field="compartment")
    for field in _wrong(record):
        raise NotOurs("value", field=field)


def _wrong(record: Any) -> Iterator[str]:
    """The fields of a record, and of what is in it, that no form could have filled so."""
    codes = CODES.get(type(record), {})
    for name in record.__struct_fields__:
        values = list(_flat(getattr(record, name)))
        texts = [each for each in values if isinstance(each, str)]
        if (name in codes and not {*texts} <= {"", *codes[name]()}) or not all(
            _fits(record, name, each) for each in texts
        ):
            yield name
        for each in values:
            if isinstance(each, msgspec.Struct):
                yield from _wrong(each)
    if isinstance(record, person.Birth) and person_rules.possible(record) is None and record.precision != "unknown":
        yield "birth"
    if isinstance(record, person.Person) and len(record.names) > person_rules.MOST_NAMES:
        yield "names"


def _flat(value: Any) -> Iterator[Any]:
    """A value, or each key and value of what holds several."""
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if isinstance(value, tuple | list):
        for each in value:
            yield from _flat(each)
    else:
        yield value


def _fits(record: Any, name: str, text: str) -> bool:
    if name in NAMES:
        return len(text) <= NAMES[name] and one_line(text, NAMES[name]) == text
    return len(text) <= most(type(record), name)


def most(kind: type[msgspec.Struct], name: str) -> int:
    """The most characters of a text in this field of this kind of record."""
    return _MOST.get(kind, {}).get(name, _TEXT if name in _TEXTS else _LINE)
