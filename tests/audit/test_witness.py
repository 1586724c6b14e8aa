"""The witness: what is kept outside, what it notices, how somebody answers for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.stage import Organisation, found
from waystation.audit import check, notes, tree, witness
from waystation.audit.log import entries, log
from waystation.audit.models import Line
from waystation.audit.verifier import Tree, leaf_hash
from waystation.site import worker
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator
from waystation.vault import half
from waystation.vault.errors import Locked

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def file(settings: Any, tmp_path: Path) -> Path:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    settings.LANGUAGE_CODE = "en"
    return tmp_path / "witness"


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            log(None, f"verb{number}")


def shorten(count: int) -> None:
    Line.objects.filter(number__gt=tree.size() - count).delete()


def rewrite(number: int) -> None:
    """One line replaced and every hash after it made anew: what takes no key."""
    grown, lines = Tree(), list(Line.objects.order_by("number"))
    lines[number - 1].salt = bytes(16)
    Line.objects.all().delete()
    for line in lines:
        line.nodes = b"".join(grown.append(leaf_hash(bytes(line.salt) + bytes(line.sealed))))
    Line.objects.bulk_create(lines)


def verbs(actor: Actor) -> list[str | None]:
    found = entries(actor.keys, locator(AUDIT), newest=5)
    return [entry.verb if entry else None for _, entry in found]


def test_it_works(lev: Actor, file: Path) -> None:
    write(5)
    assert witness.newest() is None
    assert witness.due(NOW)
    assert witness.newest() == tree.size()
    write(3)
    assert witness.compare() is None
    assert oct(file.stat().st_mode)[-3:] == "600"


@pytest.mark.django_db(transaction=True)
def test_after_an_erasure_a_head_is_kept_at_once(file: Path) -> None:
    """Or a database from before it, put back within ten minutes, would agree with all that is outside."""
    found()
    write(1)
    assert witness.due(NOW)
    with transaction.atomic():
        witness.keep_erased(b"e" * 32)
        log(None, "erased")
    assert witness.due(NOW + timedelta(seconds=5))
    assert witness.newest() == tree.size()
    shorten(1)
    assert witness.compare() is not None


def test_a_head_is_kept_now_and_then_and_only_when_there_is_news(lev: Actor, file: Path) -> None:
    assert witness.due(NOW)
    assert not witness.due(NOW + timedelta(minutes=1))
    assert not witness.due(NOW + witness.EVERY)
    write(1)
    assert not witness.due(NOW + witness.EVERY + timedelta(minutes=1))
    assert witness.due(NOW + 2 * witness.EVERY)
    assert file.read_bytes().count(b"\n\n") == 2


def test_a_clock_that_went_ahead_and_was_set_back_keeps_no_head_waiting(lev: Actor, file: Path) -> None:
    assert witness.due(NOW + timedelta(days=1))
    write(1)
    assert witness.due(NOW)


def test_whoever_stops_the_program_leaves_a_head(lev: Actor, file: Path) -> None:
    """Else a database of the last ten minutes could be put back while nothing runs."""
    assert witness.due(NOW)
    write(1)
    stop = threading.Event()
    stop.set()
    worker.loop(stop)
    assert witness.newest() == tree.size()
    shorten(1)
    assert witness.compare() is not None


def test_without_a_half_the_program_stops_all_the_same(lev: Actor, file: Path, settings: Any) -> None:
    """A panic leaves nothing to sign with."""
    settings.WAYSTATION_VAULT_HALF = str(file.parent / "none")
    half.forget()
    stop = threading.Event()
    stop.set()
    worker.loop(stop)
    assert not file.exists()


@pytest.mark.parametrize(("count", "ours"), [(1, -1), (4, -4)])
def test_a_shortened_log_is_noticed(lev: Actor, count: int, ours: int) -> None:
    write(5)
    witness.due(NOW)
    size = tree.size()
    shorten(count)
    assert witness.compare() == witness.Disagreement(size, size + ours, 0)


def test_who_removes_the_file_makes_a_running_program_forget_nothing(lev: Actor, file: Path) -> None:
    write(5)
    witness.due(NOW)
    assert witness.compare() is None
    file.unlink()
    shorten(3)
    assert witness.compare() is not None
    assert not witness.due(NOW + witness.EVERY)
    assert not file.exists()


def test_a_shortened_log_that_has_grown_again_is_noticed(lev: Actor) -> None:
    write(5)
    witness.due(NOW)
    size = tree.size()
    shorten(3)
    write(6)
    assert witness.compare() == witness.Disagreement(size, size + 3, 0)


def test_a_rewritten_log_is_noticed_and_narrowed_down(lev: Actor) -> None:
    write(5)
    witness.due(NOW)
    agreed = tree.size()
    write(5)
    witness.due(NOW + witness.EVERY)
    size = tree.size()
    rewrite(agreed + 2)
    assert check.first_break() is None
    assert witness.compare() == witness.Disagreement(size, size, agreed)


def test_it_is_noticed_at_sign_in_and_logged_once(organisation: Organisation, lev: Actor) -> None:
    write(5)
    witness.due(NOW)
    shorten(4)
    organisation.cookie("dina")
    organisation.cookie("dina")
    assert verbs(lev)[:3] == ["staff.signed_in", "audit.disagreed", "staff.signed_in"]


def test_pages_look_again_after_a_minute(lev: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    write(3)
    witness.due(NOW)
    assert witness.standing() is None
    shorten(1)
    assert witness.standing() is None
    later = witness.time.monotonic() + 61
    monkeypatch.setattr(witness.time, "monotonic", lambda: later)
    assert witness.standing() is not None


def test_another_disagreement_is_logged_too(lev: Actor, file: Path) -> None:
    write(3)
    witness.due(NOW)
    shorten(2)
    witness.notice()
    witness.notice()
    assert verbs(lev).count("audit.disagreed") == 1
    with file.open("ab") as kept:
        kept.write(notes._signed(str(tree.size() + 50), bytes(32)))
    witness.notice()
    witness.notice()
    assert verbs(lev).count("audit.disagreed") == 2


def test_nothing_that_contradicts_is_signed(lev: Actor, file: Path) -> None:
    write(5)
    witness.due(NOW)
    before = file.read_bytes()
    shorten(2)
    assert not witness.due(NOW + witness.EVERY)
    assert file.read_bytes() == before


def go_on(browser: Client) -> None:
    """Past the page that stands before all others."""
    browser.get(reverse("desk:today"), follow=True)
    assert browser.post(reverse("staff:old-data")).status_code == 302


@pytest.mark.parametrize("name", ["dina", "lev", "ira", "out"])
def test_every_staff_page_says_so(client_of: ClientOf, name: str) -> None:
    browser = client_of(name)
    write(5)
    witness.due(NOW)
    assert "disagrees" not in browser.get(reverse("desk:today")).content.decode()
    shorten(3)
    witness.forget()
    go_on(browser)
    for page in ("desk:today", "desk:log") if name == "lev" else ("desk:today",):
        assert "The log disagrees" in browser.get(reverse(page)).content.decode()


def test_a_coordinator_answers_for_it(client_of: ClientOf, lev: Actor, file: Path) -> None:
    write(5)
    witness.due(NOW)
    shorten(4)
    browser, kept = client_of("lev"), file.read_bytes()
    go_on(browser)
    assert "I know why" in browser.get(reverse("desk:log")).content.decode()
    assert browser.post(reverse("desk:set-aside")).status_code == 303
    page = browser.get(reverse("desk:log")).content.decode()
    assert "The log disagrees" not in page
    assert "acknowledged that the log disagrees" in page
    assert file.read_bytes().startswith(kept)  # what stood there stays
    assert witness.newest() == tree.size()
    write(3)
    witness.forget()
    assert witness.compare() is None
    assert witness.due(NOW + witness.EVERY)


@pytest.mark.parametrize("name", ["dina", "ira", "out"])
def test_others_do_not(client_of: ClientOf, name: str, file: Path) -> None:
    witness.due(NOW)
    before = file.read_bytes()
    shorten(1)
    assert client_of(name).post(reverse("desk:set-aside")).status_code == 404
    assert file.read_bytes() == before


def test_where_all_agrees_nothing_is_set_aside(client_of: ClientOf, file: Path) -> None:
    witness.due(NOW)
    before = file.read_bytes()
    assert client_of("lev").post(reverse("desk:set-aside")).status_code == 303
    assert file.read_bytes() == before


def test_a_forged_head_is_passed_over(lev: Actor, file: Path) -> None:
    """Whoever can write the file, but has no key, raises no alarm with it."""
    write(5)
    witness.due(NOW)
    note = file.read_bytes()
    file.write_bytes(note + note.replace(f"\n{tree.size()}\n".encode(), b"\n999\n"))
    assert witness.compare() is None
    assert witness.newest() == tree.size()


@pytest.mark.parametrize("cut", [1, 20, 60, 120])
def test_a_note_cut_off_by_a_crash_does_not_spoil_the_next(lev: Actor, file: Path, cut: int) -> None:
    write(3)
    witness.due(NOW)
    file.write_bytes(file.read_bytes() * 2)
    file.write_bytes(file.read_bytes()[:-cut])
    write(3)
    assert witness.due(NOW + witness.EVERY)
    assert witness.newest() == tree.size()
    shorten(1)
    assert witness.compare() is not None


def test_a_witness_that_cannot_be_reached_stops_nobody(organisation: Organisation, file: Path) -> None:
    file.mkdir()
    organisation.cookie("dina")
    assert witness.compare() is None
    with pytest.raises(OSError, match="directory"):
        witness.due(NOW)


def test_without_a_witness_nothing_is_kept(organisation: Organisation, settings: Any) -> None:
    settings.WAYSTATION_WITNESS = ""
    assert not witness.due(NOW)
    assert witness.newest() is None
    with pytest.raises(Locked):
        organisation.actor("dina").keys.key(locator(AUDIT))


def test_comparing_asks_the_database_little(lev: Actor, django_assert_max_num_queries: Any) -> None:
    write(40)
    witness.due(NOW)
    with django_assert_max_num_queries(2):
        assert witness.compare() is None
    witness.standing()
    with django_assert_max_num_queries(0):
        assert witness.standing() is None
    assert connection.vendor
