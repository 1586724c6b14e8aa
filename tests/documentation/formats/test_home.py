"""What is documented on a laptop comes home: signed, sealed, once; and nobody else's file passes for ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client

from tests.documentation.formats.test_pages import bring
from tests.documentation.formats.test_statements import Told, by_name, forget
from tests.documentation.formats.test_statements import told as told
from tests.documentation.statements.conftest import yan as yan
from tests.stage import Organisation
from waystation.audit import notes
from waystation.casework.errors import Refused as OfAnExhibit
from waystation.casework.exchange import transfer_rules as answers
from waystation.documentation import actions as events
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import actions, custody
from waystation.documentation.exhibits.models import CopyRow, CustodyRow, ExhibitRow, OriginalRow
from waystation.documentation.exhibits.records import CAME_HOME, CARRIED, NOTED, Provenance
from waystation.documentation.formats import carried, home, stored, taking, whole
from waystation.documentation.formats.carried import Head, Opened
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.home import AT_HOME, HERE, Came
from waystation.documentation.records import Act, Event, Person
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused as StaffRefused
from waystation.staff.middleware import cookie_name
from waystation.vault import files, half, signatures
from waystation.vault.compartments import Compartment
from waystation.vault.models import Address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
OF_EXHIBITS = (ExhibitRow, OriginalRow, CopyRow, CustodyRow)


@pytest.fixture(autouse=True)
def field(ira: Actor, settings: Any) -> None:
    """An installation that is its own home."""
    home.make_own_key(ira)
    settings.WAYSTATION_FIELD_DOCUMENTATION = home.own_keys(ira)[0].recipient
    settings.WAYSTATION_FIELD_LAPTOPS = [str(notes.key())]


def on_the_laptop(ira: Actor) -> tuple[bytes, list[bytes]]:
    """All that there is to carry: what is documented, and each exhibit."""
    each = [one for one, _each in exhibits.exhibits(ira)]
    return b"".join(home.carry(ira)), [b"".join(home.carry_exhibit(ira, one)) for one in each]


def opened(ira: Actor, data: bytes) -> tuple[Opened, bytes]:
    found = Opened([data], [key.identity for key in home.own_keys(ira)])
    return found, b"".join(found.content())


def sealed_again(settings: Any, head: Head, content: bytes, signature: bytes = b"") -> bytes:
    signed = signature or notes.carried(carried.digest(head.begins()))
    return b"".join(carried.sealed(head, signed, [content], settings.WAYSTATION_FIELD_DOCUMENTATION))


def at_home(ira: Actor) -> None:
    """As where none of it was ever seen: neither rows nor the keys of exhibits."""
    holders = list(ExhibitRow.objects.values_list("pk", flat=True))
    cursor = ira.memory["cursor"]
    forget(ira, *OF_EXHIBITS)
    ira.memory["cursor"] = cursor  # past the pages with those keys
    Address.objects.filter(locator__in=holders).delete()
    ira.keys.drop((one, Compartment.TESTIMONY) for one in holders)


def takes(ira: Actor, data: bytes) -> tuple[Came, int]:
    came = home.receive(ira, [data])
    return came, taking.take(ira, came.upload) if came.upload else 0


def test_everything_comes_home_as_it_was(ira: Actor, told: Told) -> None:
    actions.write_down(ira, told.exhibit, deed=NOTED, why="Shown to the clerk")
    before, log = stored.everything(ira), exhibits.custody(ira, told.exhibit)
    documented, (exhibit,) = on_the_laptop(ira)
    for words in (b"hose", b"Rowan", b"record of a court"):
        assert words not in documented + exhibit
    at_home(ira)
    takes(ira, exhibit)
    _came, made = takes(ira, documented)
    assert made == sum(map(len, before.values()))
    assert by_name(stored.everything(ira)) == by_name(before)
    assert {kind: set(found) for kind, found in stored.everything(ira).items()} == {
        kind: set(found) for kind, found in before.items()
    }
    _row, original = exhibits.original(ira, told.exhibit)
    assert b"".join(files.read(original.file, original.content)) == b"The record of a court."
    assert original.provenance == Provenance(what="Record of a court")
    after = exhibits.custody(ira, told.exhibit)
    assert after[: len(log)] == log
    assert [entry.deed for entry in after[len(log) :]] == [CARRIED, CAME_HOME]
    assert custody.first_fault(told.exhibit, after) is None
    assert actions.is_unchanged(ira, told.exhibit)


def test_made_twice_and_brought_twice_it_is_one(ira: Actor, told: Told) -> None:
    first, second = on_the_laptop(ira), on_the_laptop(ira)
    assert opened(ira, first[0])[0].head == opened(ira, second[0])[0].head
    assert opened(ira, first[1][0])[0].head == opened(ira, second[1][0])[0].head
    assert len(home._carried(ira)) == 2
    at_home(ira)
    came = [home.receive(ira, [data]) for data in (first[1][0], second[1][0])]
    assert came[0] == came[1]
    assert len(exhibits.exhibits(ira)) == 1
    one, made = takes(ira, first[0])
    again = home.receive(ira, [second[0]])
    assert (again.upload, len(taking.uploads(ira))) == (one.upload, 1)
    with pytest.raises(StaffRefused):
        taking.take(ira, again.upload or uuid4())
    assert sum(map(len, stored.everything(ira).values())) == made


def test_what_was_added_since_follows(ira: Actor, told: Told) -> None:
    first, (exhibit,) = on_the_laptop(ira)
    later = events.add_event(ira, Event(title="The quarry"))
    second = b"".join(home.carry(ira))
    at_home(ira)
    takes(ira, exhibit)
    takes(ira, first)
    assert later not in stored.everything(ira)["events"]
    assert takes(ira, second)[1] == 1
    assert stored.everything(ira)["events"][later].title == "The quarry"


def test_an_answer_says_that_it_arrived_and_nothing_else_does(ira: Actor, told: Told) -> None:
    documented, (exhibit,) = on_the_laptop(ira)
    assert [each.standing for each in home.things(ira)] == [home.CARRIED, home.CARRIED]
    lines = {each.exhibit is None: each.export for each in home.things(ira)}
    code = answers.answer(opened(ira, documented)[0].head.code, answers.ACCEPTED)
    for line, said in ((lines[True], "AAAA-AAAA"), (lines[True], ""), (lines[False], code)):
        with pytest.raises(Refused):
            home.arrived(ira, line or uuid4(), said)
    home.arrived(ira, lines[True] or uuid4(), code.lower())
    home.arrived(ira, lines[False] or uuid4(), home.receive(ira, [exhibit]).answer)
    assert [each.standing for each in home.things(ira)] == [AT_HOME, AT_HOME]
    events.add_event(ira, Event(title="The quarry"))
    assert [each.standing for each in home.things(ira)] == [HERE, AT_HOME]


def test_what_no_laptop_of_ours_signed_does_not_come_home(ira: Actor, told: Told, settings: Any) -> None:
    """By another key, for another head, with another content, or where the laptop is not named any more."""
    documented, (exhibit,) = on_the_laptop(ira)
    for data in (documented, exhibit):
        found, content = opened(ira, data)
        other = msgspec.structs.replace(found.head, sender="Harbour")
        for head, signature in ((found.head, signatures.sign(b"another", found.begins)), (other, found.signature)):
            with pytest.raises(NotRead) as refused:
                home.receive(ira, [sealed_again(settings, head, content, signature)])
            assert refused.value.what == "signature"
        altered = content.replace(b"Rowan", b"Rowen").replace(b"court", b"count")
        for changed in (altered, content[:-1], content + b" "):
            with pytest.raises(NotRead) as refused:
                home.receive(ira, [sealed_again(settings, found.head, changed, found.signature)])
            assert refused.value.what == "altered"
    settings.WAYSTATION_FIELD_LAPTOPS = []
    with pytest.raises(NotRead, match="signature"):
        home.receive(ira, [documented])
    assert taking.uploads(ira) == []
    assert len(exhibits.exhibits(ira)) == 1


def test_what_is_signed_for_a_case_does_not_pass_for_what_is_documented(ira: Actor, told: Told, settings: Any) -> None:
    found, content = opened(ira, b"".join(home.carry(ira)))
    of_a_case = notes.carried(found.head.sha256)
    with pytest.raises(NotRead, match="signature"):
        home.receive(ira, [sealed_again(settings, found.head, content, of_a_case)])


@pytest.mark.parametrize("left", [0, 20, 400, -1, -40])
def test_half_of_a_file_is_none(ira: Actor, told: Told, store: Path, left: int) -> None:
    """The stick was pulled too early, or a byte fell over: nothing of it is kept."""
    documented, (exhibit,) = on_the_laptop(ira)
    at_home(ira)
    before = {path for path in store.rglob("*") if path.is_file()}
    for data in (documented, exhibit):
        changed = bytearray(data)
        changed[len(data) // 2] ^= 1
        for bad in (data[:left], bytes(changed)):
            with pytest.raises(NotRead):
                home.receive(ira, [bad])
    assert {path for path in store.rglob("*") if path.is_file()} == before
    assert (taking.uploads(ira), exhibits.exhibits(ira)) == ([], [])


def test_statements_wait_for_the_exhibits_on_which_they_stand(ira: Actor, told: Told) -> None:
    documented, (exhibit,) = on_the_laptop(ira)
    at_home(ira)
    came = home.receive(ira, [documented])
    assert came.upload
    with pytest.raises(StaffRefused):
        taking.take(ira, came.upload)
    assert stored.everything(ira)["events"] == {}
    home.receive(ira, [exhibit])
    assert taking.take(ira, came.upload)
    (statement,) = (each for each in stored.everything(ira)["statements"].values() if each.exhibit)
    assert statement.kind == "court_record"


def another_laptop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """From now on this is another laptop: another half, another key. Returns the key."""
    half.create(tmp_path / "other.half")
    monkeypatch.setattr("django.conf.settings.WAYSTATION_VAULT_HALF", str(tmp_path / "other.half"))
    return str(notes.key())


def test_two_laptops(
    ira: Actor, told: Told, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: Any
) -> None:
    """Each with an event of its own and the same photograph; both come home, neither over the other."""
    first, (exhibit,) = on_the_laptop(ira)
    log = exhibits.custody(ira, told.exhibit)
    identities = home.own_keys(ira)
    at_home(ira)
    other = events.add_event(ira, Event(title="The quarry"))
    twin = actions.take_in(ira, files.keep([b"The record of a court."]), Provenance(what="A photograph"), why="Given")
    second, theirs = b"".join(home.carry(ira)), b"".join(home.carry_exhibit(ira, twin))
    at_home(ira)

    # The second was another machine: the same bytes, signed by its own key.
    mine = settings.WAYSTATION_VAULT_HALF
    key = another_laptop(monkeypatch, tmp_path)
    opening = [each.identity for each in identities]
    by_the_other = []
    for data in (second, theirs):
        found = Opened([data], opening)
        by_the_other.append(sealed_again(settings, found.head, b"".join(found.content())))
    settings.WAYSTATION_VAULT_HALF = mine
    with pytest.raises(NotRead, match="signature"):
        home.receive(ira, [by_the_other[0]])
    settings.WAYSTATION_FIELD_LAPTOPS = [*settings.WAYSTATION_FIELD_LAPTOPS, key]

    for data in (exhibit, by_the_other[1], first, by_the_other[0], by_the_other[1]):
        came = home.receive(ira, [data])
        if came.upload:
            taking.take(ira, came.upload)
    found = stored.everything(ira)["events"]
    assert {told.scene.event, other} <= set(found)
    ((kept, _record),) = exhibits.exhibits(ira)
    assert kept == told.exhibit
    after = exhibits.custody(ira, kept)
    assert after[: len(log)] == log
    assert [entry.deed for entry in after[len(log) :]] == [CAME_HOME, NOTED]
    assert str(twin) in after[-1].why  # the other log, line by line


def test_a_custody_log_that_does_not_hang_together_does_not_come_home(ira: Actor, told: Told, settings: Any) -> None:
    """Also where a laptop of ours signed it, say because its database was changed."""
    found, content = opened(ira, b"".join(home.carry_exhibit(ira, told.exhibit)))
    exhibit = found.head.exhibit
    assert exhibit
    at_home(ira)
    changed = msgspec.structs.replace(exhibit.log[0], why="Found in the street")
    for log in ((changed, *exhibit.log[1:]), exhibit.log[1:], ()):
        bad = msgspec.structs.replace(exhibit, log=log)
        with pytest.raises(OfAnExhibit):
            home.receive(ira, [sealed_again(settings, msgspec.structs.replace(found.head, exhibit=bad), content)])
    assert exhibits.exhibits(ira) == []


def test_what_was_destroyed_at_home_does_not_come_back(ira: Actor, yan: Actor, told: Told, settings: Any) -> None:
    data = b"".join(home.carry_exhibit(ira, told.exhibit))
    actions.ask_to_destroy(ira, told.exhibit, why="They asked")
    with pytest.raises(OfAnExhibit):
        home.carry_exhibit(ira, told.exhibit)
    refresh(yan)
    actions.destroy(yan, told.exhibit, why="They asked")
    with pytest.raises(OfAnExhibit):
        home.receive(ira, [data])
    assert not OriginalRow.objects.filter(pk=told.exhibit).exists()
    assert [each.exhibit for each in home.things(ira)] == [None]


def test_an_exhibit_of_any_size_comes_home_in_small_pieces(ira: Actor, settings: Any) -> None:
    """A film of 60 MB: no piece of it that is in hand is larger than a megabyte, there or here."""
    piece = bytes(range(256)) * 1024

    def film() -> Iterator[bytes]:
        for number in range(240):
            yield number.to_bytes(4) + piece

    made = actions.take_in(ira, files.keep(film()), Provenance(what="Film"), why="Given")
    sha256 = exhibits.exhibit(ira, made).sha256
    largest, stick = [], files.Draft()
    for each in home.carry_exhibit(ira, made):
        largest.append(len(each))
        stick.write(each)
    brought = stick.finish()
    at_home(ira)

    def coming() -> Iterator[bytes]:
        for each in files.read(brought.id, brought.content):
            largest.append(len(each))
            yield each

    came = home.receive(ira, coming())
    assert (came.exhibit, exhibits.exhibit(ira, made).sha256) == (made, sha256)
    assert exhibits.exhibit(ira, made).size > 60_000_000
    assert max(largest) < 2**20


def test_without_a_home_nothing_is_carried(ira: Actor, told: Told, settings: Any) -> None:
    settings.WAYSTATION_FIELD_DOCUMENTATION = ""
    with pytest.raises(Refused):
        home.carry(ira)
    with pytest.raises(Refused):
        home.carry_exhibit(ira, told.exhibit)
    assert exhibits.custody(ira, told.exhibit)[-1].deed != CARRIED


def test_coordinators_do_not_open_it(ira: Actor, lev: Actor, told: Told) -> None:
    """Testimony goes from documentation to documentation: the key of cases opens none of it."""
    from waystation.casework.exchange import partners

    data = b"".join(home.carry(ira))
    partners.make_own_key(lev)
    with pytest.raises(NotRead, match="sealed"):
        Opened([data], [key.identity for key in partners.own_keys(lev)])


def code_on(text: str) -> str:
    return re.findall(r"<strong>([A-Z2-7]{4}-[A-Z2-7]{4})</strong>", text)[0]


def test_the_pages(organisation: Organisation, ira: Actor, told: Told, settings: Any) -> None:
    browser = Client()
    browser.cookies[cookie_name()] = organisation.cookie("ira")
    shown = browser.get("/staff/events/home").content.decode()
    assert shown.count("only here") == 2
    exhibit, documented = (
        browser.post("/staff/events/home/carry", {"exhibit": chosen}) for chosen in (str(told.exhibit), "")
    )
    assert exhibit["Content-Disposition"] == 'attachment; filename="bundle.age"'
    pieces: list[Any] = [exhibit, documented]
    files_ = [b"".join(each.streaming_content) for each in pieces]
    assert browser.get("/staff/events/home").content.decode().count("on its way") == 2
    assert browser.post("/staff/events/home/carry", {"exhibit": "no id"}).status_code == 404

    came = bring(browser, "bundle.age", files_[0])
    assert "An exhibit came home" in came.content.decode()
    codes = [code_on(came.content.decode())]
    looked = bring(browser, "bundle.age", files_[1])
    assert looked.status_code == 303
    page = browser.get(looked["Location"]).content.decode()
    assert "A laptop of ours signed it." in page
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    taken = browser.post(f"{looked['Location'].split('?')[0]}/take", {"version": version}, follow=True)
    codes.append(code_on(taken.content.decode()))
    lines: list[tuple[UUID | None, Any]] = [
        (each.exhibit and each.exhibit[0], each.export) for each in home.things(ira)
    ]
    for exhibit_id, export in lines:
        wrong = browser.post("/staff/events/home/arrived", {"export": export, "code": "AAAA-AAAA"})
        assert (wrong.status_code, "This is not its code" in wrong.content.decode()) == (422, True)
        browser.post("/staff/events/home/arrived", {"export": export, "code": codes[0 if exhibit_id else 1]})
    assert browser.get("/staff/events/home").content.decode().count("at home") >= 2
    assert [each.standing for each in home.things(ira)] == [AT_HOME, AT_HOME]

    settings.WAYSTATION_FIELD_DOCUMENTATION = ""
    page = browser.get("/staff/events/home").content.decode()
    assert home.own_keys(ira)[0].recipient in page
    assert browser.post("/staff/events/home/key").status_code == 303
    assert len(home.own_keys(ira)) == 2
    assert browser.post("/staff/events/home/carry", {"exhibit": ""}).status_code == 422
    half_a_file = bring(browser, "bundle.age", files_[0][:-5])
    assert (half_a_file.status_code, "not whole" in half_a_file.content.decode()) == (422, True)


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A file holds few records."""
    monkeypatch.setattr(whole, "MOST_RECORDS", request.param)


def _separate(ira: Actor, number: int) -> None:
    for each in range(number):
        event = events.add_event(ira, Event(title=f"The quarry {each}"))
        victim = events.find_or_add_person(ira, Person(called=f"Hazel {each}"))
        events.add_act(ira, Act(event=event, victim=victim, kind="integrity.beating"))


@pytest.mark.parametrize("little", [4], indirect=True)
def test_what_is_too_much_for_one_file_goes_home_in_parts(ira: Actor, little: None) -> None:
    _separate(ira, 3)
    before = stored.everything(ira)
    parts = [each.part for each in home.things(ira)]
    assert parts == [(1, 3), (2, 3), (3, 3)]
    carried_home = [b"".join(home.carry(ira, number)) for number, _of in parts]
    assert [each.standing for each in home.things(ira)] == [home.CARRIED] * 3
    at_home(ira)
    assert sum(takes(ira, data)[1] for data in carried_home[::-1]) == sum(map(len, before.values())) == 9
    assert by_name(stored.everything(ira)) == by_name(before)


@pytest.mark.parametrize("little", [2], indirect=True)
def test_what_hangs_together_and_is_too_much_is_refused_with_the_limit(
    ira: Actor, browser: Client, little: None
) -> None:
    _separate(ira, 1)
    page = browser.post("/staff/events/home/carry", {"part": "1"})
    assert page.status_code == 422
    assert "at most 64 MiB and 50,000 records" in page.content.decode()
    assert home._carried(ira) == []


def test_a_part_that_is_not_there_is_told(ira: Actor, browser: Client) -> None:
    _separate(ira, 1)
    for part in ("0", "2", "x", "9" * 30):
        page = browser.post("/staff/events/home/carry", {"part": part})
        assert (page.status_code, "has changed since" in page.content.decode()) == (422, True)
