import base64
import os
from datetime import UTC, datetime, timedelta

import pytest

from waystation.vault import models, sessions

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def start(kind: str = "staff", payload: bytes = b"payload") -> str:
    return sessions.start(kind, payload, now=NOW)


def test_it_works() -> None:
    session = sessions.resume("staff", start(), now=LATER)
    assert session is not None
    assert session.payload == b"payload"


def test_memory_lasts_as_long_as_the_session() -> None:
    cookie = start()
    for expected in (0, 1, 2):
        session = sessions.resume("staff", cookie, now=LATER)
        assert session is not None
        assert len(session.memory) == expected
        session.memory[str(expected)] = True
    other = sessions.resume("staff", start(), now=LATER)
    assert other is not None
    assert other.memory == {}


def test_every_session_has_a_cookie_of_its_own() -> None:
    assert len({start() for _ in range(50)}) == 50


def test_the_caller_s_cookie_opens_nothing_of_the_staff_s() -> None:
    assert sessions.resume("staff", start("caller"), now=LATER) is None


def test_an_ended_session_stays_ended() -> None:
    cookie = start()
    sessions.end(cookie)
    assert sessions.resume("staff", cookie, now=LATER) is None
    assert not sessions._memories


def test_one_that_has_ended_by_itself_is_not_among_those_that_run() -> None:
    ids = [sessions.name(start())]
    assert sessions.alive(ids, now=LATER) == set(ids)
    assert sessions.alive(ids, now=NOW + timedelta(minutes=16)) == set()


def test_idle_for_15_minutes_ends_it() -> None:
    cookie = start()
    assert sessions.resume("staff", cookie, now=NOW + timedelta(minutes=14, seconds=59)) is not None
    assert sessions.resume("staff", cookie, now=NOW + timedelta(minutes=29, seconds=58)) is not None
    assert sessions.resume("staff", cookie, now=NOW + timedelta(minutes=44, seconds=58)) is None


def test_12_hours_end_it_however_busy() -> None:
    cookie = start()
    for minutes in range(10, 12 * 60, 10):
        assert sessions.resume("staff", cookie, now=NOW + timedelta(minutes=minutes)) is not None
    assert sessions.resume("staff", cookie, now=NOW + timedelta(hours=12)) is None


def test_a_restart_ends_every_session(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = start()
    monkeypatch.setattr(sessions, "_process_key", os.urandom(32))
    assert sessions.resume("staff", cookie, now=LATER) is None


@pytest.mark.parametrize("cookie", ["", "=", "ä", "A" * 43, "A" * 4000, "A" * 43 + "=", "not base64 !", "\0"])
def test_invented_cookies_open_nothing(cookie: str) -> None:
    start()
    assert sessions.resume("staff", cookie, now=LATER) is None
    sessions.end(cookie)
    assert models.Session.objects.count() == 1


def test_a_row_cannot_be_given_to_another_cookie() -> None:
    mine, theirs = start(payload=b"mine"), start(payload=b"theirs")
    rows = {bytes(row.id): bytes(row.sealed) for row in models.Session.objects.all()}
    ids = list(rows)
    for here, there in (ids, ids[::-1]):
        models.Session.objects.filter(id=here).update(sealed=rows[there])
    assert sessions.resume("staff", mine, now=LATER) is None
    assert sessions.resume("staff", theirs, now=LATER) is None


def test_the_table_does_not_hold_the_cookie_nor_the_payload() -> None:
    cookie = start(payload=b"a secret payload")
    row = models.Session.objects.get()
    stored = bytes(row.id) + bytes(row.sealed)
    assert b"a secret payload" not in stored
    assert base64.urlsafe_b64decode(cookie) not in stored


def test_ended_sessions_are_swept_from_table_and_memory() -> None:
    old = start()
    sessions.resume("staff", old, now=LATER)
    kept = sessions.start("staff", b"", now=NOW + timedelta(minutes=16))
    assert models.Session.objects.count() == 1
    assert len(sessions._memories) == 1
    assert sessions.resume("staff", kept, now=NOW + timedelta(minutes=17)) is not None


def test_any_visit_sweeps_once_a_minute() -> None:
    start()
    sessions.resume("staff", "", now=NOW + timedelta(hours=1))
    assert not models.Session.objects.exists()
    assert not sessions._memories


def test_a_session_ended_elsewhere_is_forgotten_here() -> None:
    start()
    models.Session.objects.all().delete()
    sessions.sweep(now=LATER)
    assert not sessions._memories


def test_a_session_that_is_just_beginning_is_not_swept_away_by_somebody_else() -> None:
    """Its row is in a transaction of its own, which others do not see before it ends."""
    cookie = start()
    row = models.Session.objects.get()
    models.Session.objects.all().delete()
    sessions.sweep(now=NOW + timedelta(seconds=5))
    row.save(force_insert=True)
    assert sessions.resume("staff", cookie, now=NOW + timedelta(seconds=6)) is not None


def test_a_session_ended_while_it_is_used_stays_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = start()
    decrypt = sessions.suite.decrypt

    def end_meanwhile(*args: bytes) -> bytes:
        sessions.end(cookie)
        return decrypt(*args)

    monkeypatch.setattr(sessions.suite, "decrypt", end_meanwhile)
    sessions.resume("staff", cookie, now=NOW + timedelta(minutes=5))
    assert not models.Session.objects.exists()


def test_the_row_does_not_tell_when_somebody_came() -> None:
    early = datetime(2026, 11, 22, 10, 1, 7, 123456, tzinfo=UTC)
    late = early + timedelta(minutes=55)
    for now in (early, late):
        sessions.start("staff", b"payload", now=now)
    assert {row.ends_at for row in models.Session.objects.all()} == {datetime(2026, 11, 22, 23, tzinfo=UTC)}


def test_a_clock_that_is_set_back_lengthens_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Idle, and busy: the clock that nobody sets counts as well."""
    passed = [timedelta()]
    monkeypatch.setattr(sessions, "_passed", lambda: passed[0])
    yesterday = NOW - timedelta(days=1)
    idle = start()
    passed[0] = timedelta(minutes=15)
    assert sessions.resume("staff", idle, now=yesterday) is None
    busy = start()
    for _ in range(12 * 6 - 1):
        passed[0] += timedelta(minutes=10)
        assert sessions.resume("staff", busy, now=yesterday) is not None
    passed[0] += timedelta(minutes=10)
    assert sessions.resume("staff", busy, now=yesterday) is None


def test_nor_does_it_keep_any_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [timedelta()]
    monkeypatch.setattr(sessions, "_passed", lambda: passed[0])
    yesterday = NOW - timedelta(days=1)
    sessions.sweep_sometimes(NOW)
    sessions.start("staff", b"", now=yesterday)
    passed[0] = timedelta(minutes=15)
    sessions.sweep_sometimes(yesterday)
    assert not models.Session.objects.exists()


def test_a_session_whose_row_another_host_deleted_is_over() -> None:
    cookie = start()
    assert sessions.resume("staff", cookie, now=LATER)  # which sweeps, and will not for a minute
    models.Session.objects.all().delete()
    assert sessions.resume("staff", cookie, now=LATER) is None


def test_those_that_are_ended_by_name_or_by_what_they_hold_are_gone_everywhere() -> None:
    named, held, stays = start(), start(), start()
    sessions.end_named([sessions.name(named)])
    found = sessions.resume("staff", held, now=LATER)
    assert found is not None
    found.memory["ends"] = True
    sessions.end_those(lambda memory: "ends" in memory)
    assert [sessions.resume("staff", each, now=LATER) is None for each in (named, held, stays)] == [True, True, False]
    assert set(models.Session.objects.values_list("id", flat=True)) == {sessions.name(stays)}  # for other hosts
    assert set(sessions._memories) == set(sessions._ends) == {sessions.name(stays)}


def test_those_that_are_lost_leave_nothing_in_memory() -> None:
    start()
    sessions.lose()
    assert not sessions._memories
    assert not sessions._ends
