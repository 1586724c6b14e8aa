"""A dossier of several events, at a level of disclosure, with the files of its exhibits."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.documentation.dossier.test_dossier import ALL, ASKED, POSTED, _asked, drawn, text
from tests.documentation.dossier.test_dossier import rich as rich
from tests.documentation.statements.conftest import Scene
from waystation.casework import actions as cases
from waystation.documentation import actions as events
from waystation.documentation.dates import read
from waystation.documentation.dossier import actions, bundle, gathering, wording
from waystation.documentation.dossier.facts import Dossier
from waystation.documentation.dossier.wording import CALLED, CODES, GENERAL
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import actions as taking
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.formats import exporting
from waystation.documentation.records import Act, Event, Person, PlaceName
from waystation.documentation.statements import actions as statements
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(rich: Scene) -> UUID:
    """Another event, which happened to somebody of the first one and to somebody else."""
    told = Event(
        title="The market", began=read("2017-04-02"), place=PlaceName(region="Chechnya", locality="Low Bridge")
    )
    made = events.add_event(rich.ira, told)
    for called in ("Rowan", "Willow"):
        victim = events.find_or_add_person(rich.ira, Person(called=called))
        events.add_act(rich.ira, Act(event=made, victim=victim, kind="integrity.beating", began=read("2017-04-02")))
    return made


def said(found: Dossier) -> str:
    lines = [found.title]
    for section in found.sections:
        lines += [section.title, *(f"{label}\n{told}" for label, told in section.pairs)]
    return "\n".join(lines)


def of(actor: Actor, those: list[UUID], level: str = CODES, **more: Any) -> str:
    return said(gathering.gather(actor, those, ALL, level, "en", **more))


def test_somebody_has_one_code_in_all_events(rich: Scene, second: UUID, ira: Actor) -> None:
    found = of(ira, [rich.event, second])
    for word in ("Dossier of several events", "Contents", "Event 1: What was done to whom", "Event 2: The event"):
        assert word in found, word
    assert "2.\nThe market · 2017-04-02 · Low Bridge, Chechnya" in found
    of_second = found.split("Event 2: What was done to whom")[1].split("Exhibits")[0]
    assert "To whom: P1" in of_second
    assert "Rowan" not in found
    assert found.count("Exhibit 1\n") == 1
    assert "Rowan" in of(ira, [second, rich.event], CALLED)


def test_the_same_facts_give_the_same_bytes(rich: Scene, second: UUID, ira: Actor) -> None:
    those = [rich.event, second]
    one = drawn(gathering.gather(ira, those, ALL, CODES, "en"))
    assert drawn(gathering.gather(ira, those, ALL, CODES, "en")) == one
    assert drawn(gathering.gather(ira, those[::-1], ALL, CODES, "en")) != one
    assert "Event 2: What was done to whom" in text(one)
    assert b"<pdfaid:part>2" in one


def test_for_many_readers_days_are_months_and_nobody_s_words_go(rich: Scene, second: UUID, ira: Actor) -> None:
    found = of(ira, [rich.event, second], GENERAL)
    for word in ("Hollow Ford", "Low Bridge", "2017-04-02", "2017-04-09", "taken to the mill", "The market", "Rowan"):
        assert word not in found, word
    for word in ("Chechnya", "2017-04", "To whom: P1", "It was reported to us that", "SHA-256"):
        assert word in found, word


def test_many_readers_are_told_no_more_than_reviewers_agree_to(
    rich: Scene, ira: Actor, yan: Actor, zoya: Actor
) -> None:
    """What the rules give is for us until then; and the sentence is that of the page, with how many it happened to."""
    men = events.find_or_add_person(ira, Person(called="the others", kind="unnamed", minimum=11, maximum=12))
    beaten = rich.act(men, "integrity.beating")
    said = rich.says(subject=beaten)
    unreviewed = of(ira, [rich.event], GENERAL)
    assert "It was reported to us that people were beaten (between 11 and 12)" in unreviewed
    assert "One first-hand account" not in unreviewed
    statements.review(yan, rich.event, said, finding="confirms", reason="Read it.")
    agreed = of(ira, [rich.event], GENERAL)
    assert "One first-hand account" in agreed
    assert "According to a survivor, people were beaten (between 11 and 12)." in agreed


def test_giving_the_files_out_changes_no_byte_of_the_next_one(rich: Scene, second: UUID, ira: Actor) -> None:
    asked = _asked(events=("The market",), files=True)
    made = [actions.make(ira, rich.event, asked) for _time in range(2)]
    first, again = (bundle.packed(drawn(each.dossier), each.files) for each in made if each)
    assert first == again
    packed = zipfile.ZipFile(io.BytesIO(first))
    assert packed.namelist() == ["dossier.pdf", "exhibit-1.bin", "SHA256SUMS"]
    assert packed.read("exhibit-1.bin") == b"A record."
    for line in packed.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(packed.read(name)).hexdigest() == digest
    ((one, _exhibit),) = exhibits.exhibits(ira)
    assert [each.deed for each in exhibits.custody(ira, one)][-2:] == ["given_out", "given_out"]
    assert exhibits.custody(ira, one)[-1].to == "Harbour"
    assert exporting.given(ira)[0].events == (rich.event, second)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"events": ("The fair",)}, "events"),
        ({"exhibits": (1, 9)}, "exhibits"),
        ({"files": True, "contents": ALL - {wording.EXHIBITS}}, "files"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_leaves(
    rich: Scene, ira: Actor, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.make(ira, rich.event, _asked(**more))
    assert refused.value.reasons[0][0] == field
    assert exporting.given(ira) == []


def test_two_events_of_one_name_are_told_apart_by_their_address(
    rich: Scene, second: UUID, ira: Actor, in_english: None
) -> None:
    events.add_event(ira, Event(title="the  MARKET"))
    with pytest.raises(Refused) as refused:
        actions.make(ira, rich.event, _asked(events=("The market",)))
    assert "Several events" in str(refused.value.reasons[0][1])
    actions.make(ira, rich.event, _asked(events=(str(second), str(rich.event))))
    assert exporting.given(ira)[0].events == (rich.event, second)


def test_no_more_events_nor_bytes_than_one_bundle_holds(
    rich: Scene, second: UUID, ira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_EVENTS", 1)
    with pytest.raises(Refused) as refused:
        actions.make(ira, rich.event, _asked(events=(str(second),)))
    assert refused.value.reasons[0][0] == "events"
    monkeypatch.setattr(actions, "MOST_BYTES", 3)
    with pytest.raises(Refused) as refused:
        actions.make(ira, rich.event, _asked(files=True))
    assert refused.value.reasons[0][0] == "files"


def test_the_case_of_an_exhibit_of_another_event_is_asked(
    rich: Scene, second: UUID, ira: Actor, nell: Actor, accepted: Callable[..., UUID]
) -> None:
    case_id = accepted(nell, "Birch")
    refresh(ira)
    one = taking.take_in(ira, files.keep([b"Of a case."]), Provenance(what="Record"), why="Sent to us", case_id=case_id)
    rich.told_by(rich.rowan, kind="court_record", exhibit=one, events=(second,))
    refresh(nell)
    asked = _asked(events=("The market",), files=True)
    with pytest.raises(Refused):
        actions.make(nell, rich.event, asked)
    without = _asked(events=("The market",), files=True, exhibits=(1,), nobody=True)
    with pytest.raises(Refused):  # what was read from it stands in it all the same
        actions.make(nell, rich.event, without)
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Harbour", state="given", withhold=["files"])
    made = actions.make(nell, rich.event, without)
    assert made is not None
    assert sorted(made.files) == [1]
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Harbour", state="given")
    made = actions.make(nell, rich.event, asked)
    assert made is not None
    assert sorted(made.files) == [1, 2]


@pytest.mark.usefixtures("in_english")
def test_the_page_gives_the_bundle(rich: Scene, second: UUID, signed_in: Callable[[str], Client]) -> None:
    browser, place = signed_in("ira"), f"/staff/events/{rich.event}/dossier"
    for wrong in ({"exhibits": "all"}, {"exhibits": "٣"}, {"exhibits": "7"}, {"events": "The fair"}):
        assert browser.post(place, POSTED | wrong).status_code == 422, wrong
    answer = browser.post(place, POSTED | {"events": "the market\n\n", "exhibits": "1", "files": "on"})
    assert answer["Content-Disposition"] == 'attachment; filename="dossier.zip"'
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert ASKED.files is False
