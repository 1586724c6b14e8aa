"""A whole case read out of its sealed rows, and written into new ones."""

import base64
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from waystation.audit.log import log
from waystation.casework import access, alerts, watching
from waystation.casework.acceptance import grant_to_teams
from waystation.casework.errors import Refused
from waystation.casework.exchange import comparing, fitting, form, free_texts, kinds
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.form import CaseFile, Row
from waystation.casework.exchange.people import Going
from waystation.casework.exchange.wording import ALREADY_HERE, DAMAGED, ERASED_HERE, FOREIGN, TOO_LARGE_TO_CARRY
from waystation.casework.models import Case, ChangeRow, ConsentRow, MoveRow
from waystation.casework.persons import near
from waystation.casework.persons.models import PersonRow
from waystation.casework.records import Consent
from waystation.hotline.consent_words import PARTS
from waystation.hotline.models import Request
from waystation.staff.access import all_or_nothing, profiles, refresh, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import files, grants
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.errors import Tampered
from waystation.vault.files import Stored
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.records import Record, create
from waystation.vault.streams import Content

NOTHING = Content(b"", 0, b"")
MOST_FILES = 48 * 1024 * 1024  # bytes of all files of one case: they go through memory
_CASE, _CHANGE, _CONSENT = (model._meta.label_lower for model in (Case, ChangeRow, ConsentRow))
_PLACE = ("place", "country")
ELSEWHERE = "—"  # who was told something, in a case that was written for others
_Opened = tuple[type[Sealed], int, Any, Any]


def read_out(
    actor: Actor, case_id: UUID, parts: Collection[str] = tuple(PARTS), *, going: Going | None = None
) -> CaseFile:
    """The case as its rows stand, as far as the actor opens it and the parts go. Whoever hands it on asks the gate.

    `going`: for others, without what is ours alone (`kinds.OURS`), and of each person with what goes of them alone, in
    texts too. Raises Absent, Refused where a row is damaged or the files are too large.
    """
    access.case(actor, case_id)
    found = [
        (model, place, row, record)
        for model, place, row, record in opened(actor, case_id)
        if kinds.parts_of(model, place, record) <= set(parts)
    ]
    if going is not None:
        found = list(_for_others(going, found))
    found = _with_what_they_tell_of(found)
    rows, contents = [], dict[str, str]()
    if sum(_size(model, record) for model, _part, _row_, record in found) > MOST_FILES:
        raise Refused([TOO_LARGE_TO_CARRY])
    for model, compartment, row, record in found:
        rows.append(_row(model, compartment, row, record, "where" in parts, going))
        contents.update(_file(model, record))
    known = {(each.kind, each.id) for each in rows}
    if "contact" in parts and going is None:
        rows += [each for each in _taken_back(actor, case_id) if (each.kind, each.id) not in known]
    return CaseFile(case_id, tuple(sorted(parts)), tuple(rows), contents)


def _for_others(going: Going, found: Sequence[_Opened]) -> Iterator[_Opened]:
    photos = {record.photo: row.pk for model, _part, row, record in found if model is PersonRow and record.photo}
    for each in found:
        model, compartment, row, record = each
        people = kinds.told_of(model, row.pk, record) | ({photos[row.pk]} if row.pk in photos else set())
        parts = kinds.parts_of(model, compartment, record)
        if model is ConsentRow and row.pk not in going.answers:
            continue
        if model not in kinds.OURS and all(parts <= going.of(person) for person in people):
            yield each


def _with_what_they_tell_of(found: Sequence[_Opened]) -> list[_Opened]:
    """Without the history of rows that do not go: of another room's records, or of a part that was not asked for."""
    going = {row.pk for model, _part, row, _record in found if model is not ChangeRow}
    return [each for each in found if each[0] is not ChangeRow or each[2].of in going]


def opened(actor: Actor, case_id: UUID) -> Iterator[_Opened]:
    """The rows of a case that go with it: model, compartment, row, record. Raises Refused where one is damaged."""
    for model in kinds.carried().values():
        rows = model._default_manager.filter(locator=case_id)
        opened = stubs(actor, rows)
        held = [place for place in rows.values_list("compartment", flat=True) if actor.keys.holds(case_id, place)]
        if len(opened) != len(held):
            raise Refused([DAMAGED])
        yield from ((model, row.compartment, row, record) for row, record in opened)


def _row(model: type[Sealed], compartment: int, row: Sealed, record: Record, where: bool, going: Going | None) -> Row:
    told: dict[str, Any] = msgspec.to_builtins(record)
    if going is not None:
        parts = kinds.parts_of(model, compartment, record)
        told = free_texts.held_back(model, told, lambda text: going.text(text, parts)) | _to_whom(record)
    column, name = getattr(model, "names_files", ""), ""
    if column and (content := getattr(record, "content", None)):
        name = content.sha256.hex()
        told = _all_but((column, "content"), told)
    told = _all_but(kinds.BOUND_HERE.get(model, ()), told)
    if not where:
        told = _without_place(model, told)
    columns = {each: msgspec.to_builtins(getattr(row, each)) for each in model.clear_columns() if each != column}
    return Row(model._meta.label_lower, row.pk, Compartment(compartment).name, row.day, told, columns, name)


def _to_whom(record: Record) -> dict[str, str]:
    """That an answer was one to us, for others who read it."""
    return {"given_to": record.given_to or ELSEWHERE} if isinstance(record, Consent) else {}


def _without_place(model: type[Sealed], told: dict[str, Any]) -> dict[str, Any]:
    """A row that says where the person is, without that."""
    if model is ChangeRow:
        return told | {"fields": _all_but(("before", *_PLACE), told["fields"])}
    if model not in (Case, MoveRow):
        return told
    return _all_but(_PLACE, told) | ({"before": [told["before"][0], "", ""]} if "before" in told else {})


def _all_but(names: Collection[str], told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key not in names}


def _size(model: type[Sealed], record: Any) -> int:
    content = getattr(record, "content", None) if getattr(model, "names_files", "") else None
    return content.size if content else 0


def _file(model: type[Sealed], record: Any) -> dict[str, str]:
    column = getattr(model, "names_files", "")
    if not column or getattr(record, "content", None) is None:
        return {}
    try:
        content = b"".join(files.read(getattr(record, column), record.content))
    except Tampered:
        raise Refused([DAMAGED]) from None
    return {record.content.sha256.hex(): base64.b64encode(content).decode()}


def _taken_back(actor: Actor, case_id: UUID) -> list[Row]:
    """What the person took back on their own page stands in a message, which stays; what it says goes along."""
    return [
        Row(_CONSENT, answer.id, Compartment.CONTACT.name, answer.consent.on, msgspec.to_builtins(answer.consent))
        for answer in access.answers(actor, case_id)
        if answer.consent.by is None and answer.consent.state == "withdrawn" and answer.consent.on
    ]


def take_in(actor: Actor, case: CaseFile, *, verb: str = "exchange.taken_in", sender: str = "") -> UUID:
    """Makes a case of what was read: the same ids and records, under keys of its own. Returns its id.

    `sender` is another organisation that sent it: what was allowed them, nobody has allowed us. The history of records
    that are not in it (`strays`) is left out.

    Raises Refused for one that is here already or was erased here, NotOurs for what does not fit.
    """
    require(actor, "exchange.import")
    if Case.objects.filter(pk=case.case).exists():
        raise Refused([ALREADY_HERE])
    if grants.buried(locator=case.case):
        raise Refused([ERASED_HERE])
    gone = {row.id for row in strays(case)}
    case = msgspec.structs.replace(case, rows=tuple(row for row in case.rows if row.id not in gone))
    fits(case)
    stored = {name: files.keep([form.content_of(case, name)]) for name in case.files}
    try:
        with all_or_nothing(actor, case.case):
            _written(actor, case, stored, sender)
            refresh(actor)
            _look_for(actor, case.case)
            comparing.arrived(actor, case.case)
            log(actor.account, verb, subject=case.case, case=case.case)
    except IntegrityError:
        raise Refused([FOREIGN]) from None
    finally:
        for each in stored.values():
            files.forget(each.id)
    return case.case


def strays(case: CaseFile) -> list[Row]:
    """Changes of records that are not in the file: what they tell of nobody could look up here."""
    here = {str(row.id) for row in case.rows if row.kind != _CHANGE}
    return [row for row in case.rows if row.kind == _CHANGE and str(row.columns.get("of")) not in here]


def _written(actor: Actor, case: CaseFile, stored: dict[str, Stored], sender: str) -> None:
    keys = {key.compartment: key for key in grants.create_keys(case.case, CASE_COMPARTMENTS)}
    grant_to_teams(actor, keys)
    for row in case.rows:
        put(actor, row, keys[Compartment[row.compartment]], stored, sender)


def _look_for(actor: Actor, case_id: UUID) -> None:
    """Whoever is out of sight, and of whom the file says nothing of who looks for them."""
    _row, stub = access.case(actor, case_id)
    if not alerts.of(actor, case_id, alerts.SEARCH):
        watching.begin(actor, stub, access.key(actor, case_id))


def put(actor: Actor, row: Row, key: Key, stored: dict[str, Stored], sender: str = "") -> None:
    """Writes one row of a case that came, under a key of ours; `stored` are its files by name. Raises NotOurs.

    `sender` is another organisation that sent it.
    """
    model = kinds.carried()[row.kind]
    record, columns = _record(model, row, stored), _columns(model, row)
    record = _at_home(actor, model, record, row.id)
    if isinstance(record, Consent) and sender and record.given_to in ("", ELSEWHERE):
        record = msgspec.structs.replace(record, given_to=sender)
    record = msgspec.structs.replace(record, **dict.fromkeys(kinds.BOUND_HERE.get(model, ())))
    if row.bytes:
        columns[model.names_files] = stored[row.bytes].id  # type: ignore[attr-defined]
    create(model, record, key, id=row.id, day=row.day, **columns, **near.of(record))


def record_of(model: type[Sealed], row: Row, stands: Record | None) -> Record:
    """What a row says, to be looked at: with the file that `stands` here, or none. Raises NotOurs."""
    column = getattr(model, "names_files", "")
    nothing = {column: str(row.id), "content": msgspec.to_builtins(NOTHING)} if column else {}
    here = {name: msgspec.to_builtins(getattr(stands, name)) for name in nothing} if stands else nothing
    return _converted(model, dict(row.record) | here)


def fits(case: CaseFile, *, from_others: bool = False) -> None:
    """Raises NotOurs for a case that has no stub of its own, or what no case has; nor one that others send."""
    stubs_ = [row for row in case.rows if row.kind == _CASE]
    if len(stubs_) != 1 or stubs_[0].id != case.case or stubs_[0].compartment != Compartment.LIST.name:
        raise NotOurs("stub")
    for number, row in enumerate(case.rows, 1):
        try:
            _fits(case, row, from_others=from_others)
        except NotOurs as error:
            raise NotOurs(error.what, field=f"{row.kind} {error.field}".strip(), row=number) from None


def _fits(case: CaseFile, row: Row, *, from_others: bool) -> None:
    model = kinds.carried().get(row.kind)
    if model is None or not kinds.is_of_a_case(row.compartment) or (from_others and model in kinds.OURS):
        raise NotOurs("kind")
    if set(row.columns) - set(model.clear_columns()) or (row.bytes and row.bytes not in case.files):
        raise NotOurs("columns")
    fitting.check(model, row.compartment, record_of(model, row, None))


def _record(model: type[Sealed], row: Row, stored: dict[str, Stored]) -> Record:
    told = dict(row.record)
    if row.bytes:
        kept = stored[row.bytes]
        told |= {model.names_files: str(kept.id), "content": msgspec.to_builtins(kept.content)}  # type: ignore[attr-defined]
    return _converted(model, told)


def _converted(model: type[Sealed], told: dict[str, Any]) -> Record:
    try:
        found: Record = msgspec.convert(told, type=model.record_type)
    except (msgspec.ValidationError, ValueError):
        raise NotOurs("record") from None
    return found


def _columns(model: type[Sealed], row: Row) -> dict[str, Any]:
    try:
        return {name: model._meta.get_field(name).to_python(value) for name, value in row.columns.items()}  # type: ignore[union-attr]
    except (ValidationError, TypeError, ValueError):
        raise NotOurs("columns") from None


def _at_home(actor: Actor, model: type[Sealed], record: Any, row_id: UUID) -> Any:
    """A record without a thread that is not here, and without who is to do something and is not on our staff."""
    gone = []
    if model is Case and not Request.objects.filter(pk=record.request, locator=row_id).exists():
        gone.append("request")
    if (name := kinds.STAFF.get(model)) and getattr(record, name) not in profiles(actor):
        gone.append(name)
    return msgspec.structs.replace(record, **dict.fromkeys(gone))
