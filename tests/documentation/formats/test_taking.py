"""Files go in and out through the vault: once, whole or not at all, and nothing that is here is overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.documentation import access, actions
from waystation.documentation.errors import Refused as NotPossible
from waystation.documentation.formats import esf, exporting, reading, stored, taking, whole
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.models import ExportRow, UploadRow
from waystation.documentation.formats.records import TAKEN
from waystation.documentation.models import ActRow, EventRow, PersonRow
from waystation.documentation.records import Act, ChainLink, Event, Person
from waystation.documentation.terms.access import lists
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.vault import age
from waystation.vault.errors import Stale

pytestmark = pytest.mark.django_db


def plain(records: dict[str, dict[UUID, Any]]) -> dict[str, dict[UUID, Any]]:
    return {name: {one: whole.without_ours(each) for one, each in found.items()} for name, found in records.items()}


def without_ids(records: dict[str, dict[UUID, Any]]) -> str:
    """All records with what they refer to by name: the same in two installations, whose ids differ."""
    names = {one: each.called for one, each in records["persons"].items()}
    names |= {one: each.title for one, each in records["events"].items()}
    names |= {one: f"{each.kind} of {names[each.victim]}" for one, each in records["acts"].items()}
    text = "\n".join(str(each) for found in records.values() for each in found.values())
    for one, name in names.items():
        text = text.replace(str(one), name)
    return "\n".join(sorted(text.split("\n")))


def given(actor: Actor, kind: str = "json", **more: Any) -> bytes:
    return exporting.give_out(actor, kind, to="Harbour", why="They asked", **more).content


def forget_everything(actor: Actor) -> None:
    """As in an installation that was never told of any of it: no tombstones either."""
    for model in stored.MODELS.values():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 a name of ours
    actor.memory.clear()


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_goes_out_comes_in_again_as_it_was(ira: Actor, documented: UUID, kind: str) -> None:
    before = plain(stored.everything(ira))
    content = given(ira, kind)
    forget_everything(ira)
    upload = taking.begin(ira, [content], "events")
    assert not EventRow.objects.exists()
    assert taking.take(ira, upload) == sum(len(found) for found in before.values())
    after = plain(stored.everything(ira))
    assert without_ids(after) == without_ids(before)
    raid = next(each for each in after["events"].values() if each.chain)
    assert after["events"][raid.chain[0].event].title == "Search of the shelter"


def test_an_export_of_ours_is_here_already(ira: Actor, documented: UUID) -> None:
    before = stored.everything(ira)
    for kind in ("json", "csv"):
        upload = taking.begin(ira, [given(ira, kind)], "events")
        assert taking.look(ira, taking.one(ira, upload)[1]).made == 0
        assert taking.take(ira, upload) == 0
    assert stored.everything(ira) == before


@pytest.mark.parametrize("name", ["openevsys.xml", "martus.xml", "uwazi.csv"])
def test_the_same_file_twice_makes_nothing_twice(ira: Actor, brought: Callable[[str], UUID], name: str) -> None:
    made = taking.take(ira, brought(name))
    assert made > 3
    before = stored.everything(ira)
    again = brought(name)
    outcome = taking.look(ira, taking.one(ira, again)[1])
    assert (outcome.made, outcome.otherwise.total()) == (0, 0)
    assert outcome.known.total() == made
    assert taking.take(ira, again) == 0
    assert stored.everything(ira) == before


def test_what_stands_here_is_not_overwritten(ira: Actor, brought: Callable[[str], UUID]) -> None:
    taking.take(ira, brought("martus.xml"))
    event = next(held for held in access.events(ira) if held.record.title == "Five men in the depot")
    actions.change_event(ira, event.id, taking.replace(event.record, title="Six men in the depot"))
    again = brought("martus.xml")
    assert taking.look(ira, taking.one(ira, again)[1]).otherwise["events"] == 1
    taking.take(ira, again)
    assert access.event(ira, event.id)[1].title == "Six men in the depot"


def test_what_was_erased_does_not_come_back(ira: Actor, documented: UUID, brought: Callable[[str], UUID]) -> None:
    content = given(ira)
    actions.erase_event(ira, documented)
    upload = taking.begin(ira, [content], "events.json")
    outcome = taking.look(ira, taking.one(ira, upload)[1])
    assert (outcome.erased["events"], outcome.erased["acts"], outcome.made) == (1, 2, 0)
    taking.take(ira, brought("martus.xml"))
    five = next(held.id for held in access.events(ira) if held.record.title == "Five men in the depot")
    actions.erase_event(ira, five)
    taking.take(ira, brought("martus.xml"))
    assert five not in {held.id for held in access.events(ira)}


def test_a_file_does_not_choose_the_id_of_a_row(ira: Actor, organisation: Organisation) -> None:
    """Erasing an event would bury whatever else has its id: a team's keys, a case, an exhibit."""
    team = ira.team("documentation")
    records = {"persons": {}, "events": {team: Event(title="Not what it seems")}}
    taking.take(ira, taking.begin(ira, [whole.packed(records)], "x"))
    (event,) = access.events(ira)
    assert event.id != team
    assert event.id.version == 4


def test_unknown_terms_become_text_and_never_terms(ira: Actor) -> None:
    event, victim = uuid4(), uuid4()
    act = Act(event=event, victim=victim, kind="privacy.drone", methods=("laser", "burn"), status="elsewhere")
    records = {
        "persons": {victim: Person(called="Rowan")},
        "events": {event: Event(title="Raid")},
        "acts": {uuid4(): act},
    }
    term = whole.OwnTerm(vocabulary="acts", code="privacy.drone", en="Filmed by a drone", nearest="privacy")
    upload = taking.begin(ira, [whole.packed(records, [term])], "x")
    outcome = taking.look(ira, taking.one(ira, upload)[1])
    assert outcome.draft.unknown["Filmed by a drone", "acts:privacy"] == 1
    taking.take(ira, upload)
    (held,) = stored.everything(ira)["acts"].values()
    assert (held.kind, held.methods, held.status) == ("privacy", ("burn",), "")
    for kept in ("acts: Filmed by a drone", "torture_methods: laser", "victim_status: elsewhere"):
        assert kept in held.note


def test_a_term_of_theirs_becomes_the_published_one_that_the_file_calls_nearest(ira: Actor) -> None:
    event, victim, unknown = uuid4(), uuid4(), uuid4()
    code = "property.own_filming"
    records = {
        "persons": {victim: Person(called="Rowan")},
        "events": {event: Event(title="Raid")},
        "acts": {
            uuid4(): Act(event=event, victim=victim, kind=code),
            unknown: Act(event=event, victim=victim, kind="x.y"),
        },
    }
    term = whole.OwnTerm(vocabulary="acts", code=code, en="Filming for blackmail", nearest="property.extortion")
    vague = whole.OwnTerm(vocabulary="acts", code="x.y", en="Something", nearest="not.there")
    upload = taking.begin(ira, [whole.packed(records, [term, vague])], "x")
    unknown_terms = taking.look(ira, taking.one(ira, upload)[1]).draft.unknown
    assert unknown_terms["Filming for blackmail", "acts:property.extortion"] == 1
    assert unknown_terms["Something", "acts:other"] == 1
    taking.take(ira, upload)
    kept = {held.kind: held.note for held in stored.everything(ira)["acts"].values()}
    assert "acts: Filming for blackmail" in kept["property.extortion"]
    assert "acts: Something" in kept["other"]
    assert lists(ira).own["acts"] == frozenset()


def test_it_is_all_or_nothing(ira: Actor, brought: Callable[[str], UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    upload = brought("openevsys.xml")

    def fail(*_args: object, **_kw: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(taking, "move", fail)
    with pytest.raises(OSError, match="full"), transaction.atomic():
        taking.take(ira, upload)
    monkeypatch.undo()
    assert not EventRow.objects.exists()
    assert taking.take(ira, upload) > 0


def test_taken_in_it_is_empty_and_taken_once(ira: Actor, brought: Callable[[str], UUID], store: Path) -> None:
    upload = brought("uwazi.csv")
    taking.take(ira, upload)
    record = taking.one(ira, upload)[1]
    assert (record.state, record.made > 0) == (TAKEN, True)
    assert taking.parsed.__doc__
    with pytest.raises(Refused):
        taking.take(ira, upload)
    with pytest.raises(Refused):
        taking.choose(ira, upload, ["title"], None)


def test_a_mapping_that_changed_meanwhile_is_not_taken(ira: Actor, brought: Callable[[str], UUID]) -> None:
    upload = brought("uwazi.csv")
    row, record = taking.one(ira, upload)
    taking.choose(ira, upload, record.columns, ["Event"], seen=row.version)
    with pytest.raises(Stale):
        taking.take(ira, upload, seen=row.version)
    with pytest.raises(Stale):
        taking.choose(ira, upload, record.columns, None, seen=row.version)
    with pytest.raises(Refused):
        taking.choose(ira, upload, ["remarks"] * 15, None)


def test_dropped_it_is_gone_with_its_bytes(
    ira: Actor, brought: Callable[[str], UUID], store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload = brought("martus.xml")
    assert any(path.is_file() for path in store.rglob("*"))
    with django_capture_on_commit_callbacks(execute=True):
        taking.drop(ira, upload)
    assert not any(path.is_file() for path in store.rglob("*"))
    with pytest.raises(Absent):
        taking.one(ira, upload)


def test_the_same_upload_sent_twice_waits_once(ira: Actor) -> None:
    once = uuid4()
    for _ in range(2):
        assert taking.begin(ira, [whole.packed({"events": {uuid4(): Event(title="x")}})], "x", once=once) == once
    assert UploadRow.objects.count() == 1


def test_circles_of_events_are_opened(ira: Actor) -> None:
    ids = [uuid4() for _ in range(400)]
    events = {
        one: Event(title=f"Event {at}", chain=(ChainLink(kind="causes", event=ids[(at + 1) % len(ids)]),))
        for at, one in enumerate(ids)
    }
    own = uuid4()
    events[own] = Event(title="By itself", chain=(ChainLink(kind="part_of", event=own),))
    upload = taking.begin(ira, [whole.packed({"events": events})], "x")
    outcome = taking.look(ira, taking.one(ira, upload)[1])
    assert outcome.left["chain", "circle"] == 2
    assert taking.take(ira, upload) == 401
    assert sum(len(held.record.chain) for held in access.events(ira)) == 399


def test_five_hundred_acts_in_one_event_and_a_victim_who_is_perpetrator(ira: Actor) -> None:
    event, victim, first = uuid4(), uuid4(), uuid4()
    records: dict[str, dict[UUID, Any]] = {
        "persons": {victim: Person(called="Rowan")},
        "events": {event: Event(title="A long night")},
        "acts": {
            one: Act(event=event, victim=victim, kind="integrity.beating") for one in (first, *map(_new, range(499)))
        },
        "involvements": {
            uuid4(): stored.MODELS["involvements"].record_type(event=event, act=first, perpetrator=victim)
        },
    }
    taking.take(ira, taking.begin(ira, [whole.packed(records)], "x"))
    assert ActRow.objects.count() == 500
    content = given(ira, "esf")
    assert content.count(b"<type_of_act>") == 500
    assert len(json.loads(given(ira))["acts"]) == 500


def _new(_at: int) -> UUID:
    return uuid4()


def test_an_export_for_openevsys_is_read_as_one(ira: Actor, documented: UUID) -> None:
    content = given(ira, "esf")
    assert reading.read([content]).form == reading.OPENEVSYS
    forget_everything(ira)
    taking.take(ira, taking.begin(ira, [content], "x"))
    found = plain(stored.everything(ira))
    assert {each.title for each in found["events"].values()} == {"Raid on Lantern street", "Search of the shelter"}
    assert sorted(each.kind for each in found["acts"].values()) == ["integrity", "integrity.beating"]
    assert any("coercion.name_others" in each.note for each in found["acts"].values())
    (men,) = (each for each in found["persons"].values() if each.kind == "unnamed")
    assert men.called == "men in the cell"
    assert any(each.chain for each in found["events"].values())


def test_one_event_goes_out_with_its_own_people_alone(ira: Actor, documented: UUID) -> None:
    stranger = actions.find_or_add_person(ira, Person(called="Somebody of another event"))
    said = json.loads(given(ira, events=[documented]))
    assert [each["id"] for each in said["events"]] == [str(documented)]
    assert "chain" not in said["events"][0]["record"]
    assert {each["record"]["called"] for each in said["persons"]} == {"Rowan", "men in the cell"}
    assert str(stranger) not in json.dumps(said)


def test_sealed_to_a_key_only_that_key_opens_it(ira: Actor, documented: UUID) -> None:
    identity, recipient = age.new_identity()
    file = exporting.give_out(ira, "json", to="Harbour", why="They asked", recipient=recipient)
    assert file.ending == "json.age"
    assert b"Rowan" not in file.content
    import io

    target = io.BytesIO()
    age.from_identities(identity)(io.BytesIO(file.content), target)
    assert b"Rowan" in target.getvalue()
    with pytest.raises(NotPossible):
        exporting.give_out(ira, "json", to="Harbour", why="They asked", recipient="age1nobody")


def test_to_whom_and_why_is_kept_and_logged(ira: Actor, documented: UUID, organisation: Organisation) -> None:
    for wrong in ({"to": " ", "why": "x"}, {"to": "x", "why": ""}):
        with pytest.raises(NotPossible):
            exporting.give_out(ira, "json", **wrong)
    assert not ExportRow.objects.exists()
    given(ira, "csv", events=[documented])
    (told,) = exporting.given(ira)
    assert (told.kind, told.to, told.why, told.events) == ("csv", "Harbour", "They asked", (documented,))
    lev = organisation.actor("lev")
    verbs = [entry.verb for _number, entry in entries(lev.keys, lev.team("audit"), newest=3) if entry]
    assert "formats.exported" in verbs


def test_nothing_documented_is_nothing_to_give(ira: Actor) -> None:
    with pytest.raises(NotPossible):
        exporting.give_out(ira, "json", to="x", why="y")


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_gives_out_or_takes_in(
    organisation: Organisation, ira: Actor, documented: UUID, who: str, brought: Callable[[str], UUID]
) -> None:
    upload = brought("martus.xml")
    actor = organisation.actor(who)
    for attempt in (
        lambda: exporting.give_out(actor, "json", to="x", why="y"),
        lambda: exporting.given(actor),
        lambda: taking.begin(actor, [b"{}"], "x"),
        lambda: taking.uploads(actor),
        lambda: taking.one(actor, upload),
        lambda: taking.take(actor, upload),
        lambda: taking.drop(actor, upload),
    ):
        with pytest.raises(Absent):
            attempt()


def test_a_file_that_is_refused_leaves_nothing(ira: Actor, store: Path) -> None:
    with pytest.raises(NotRead):
        taking.begin(ira, [b"<events>"], "x")
    assert not UploadRow.objects.exists()
    assert not any(path.is_file() for path in store.rglob("*"))


def test_no_table_and_no_file_holds_a_word_of_it(
    ira: Actor, documented: UUID, brought: Callable[[str], UUID], store: Path
) -> None:
    upload = brought("martus.xml")
    given(ira)
    taking.take(ira, brought("uwazi.csv"))
    refresh(ira)
    everything = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 names of our own tables
            for row in cursor.fetchall():
                everything += b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
    for word in (b"Lantern", b"Hollow Ford", b"Rowan", b"They asked", b"martus.xml", b"depot"):
        assert word not in everything, word
        assert not any(word in path.read_bytes() for path in store.rglob("*") if path.is_file()), word
    assert taking.parsed(taking.one(ira, upload)[1]).form == reading.MARTUS
    assert PersonRow.objects.exists()
    assert esf.NAMESPACE
