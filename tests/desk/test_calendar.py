"""The calendar, and the feed for a calendar program: times alone, for whoever has the address, until it is revoked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from tests.casework.test_secrecy import database
from tests.desk.test_pages import accepted
from tests.evacuation.conftest import build
from tests.stage import CAST, Organisation
from waystation.audit.models import Line
from waystation.casework import actions as casework
from waystation.casework.work import actions as work
from waystation.desk.calendar import IN_A_MONTH, Asked, renew
from waystation.desk.dates import Dates, Item, _first
from waystation.evacuation import actions as evacuation
from waystation.staff import actions, duress, feeds, icalendar, members, security
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.models import FeedRow
from waystation.vault import half
from waystation.vault.mode import Mode

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
DURESS = "blue paper kites"
CANARY = "канарейка-canary"


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def parsed(file: bytes) -> list[dict[str, str]]:
    """The events of an iCalendar file, by a reader of RFC 5545 that forgives nothing."""
    said = file.decode("utf-8")
    assert said.endswith("\r\n")
    assert "\n" not in said.replace("\r\n", "")
    lines = said.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = re.sub(r"\r\n[ \t]", "", said).split("\r\n")[:-1]
    assert (whole[0], whole[1], whole[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert whole[2].startswith("PRODID:")
    events: list[dict[str, str]] = []
    inside: dict[str, str] | None = None
    for line in whole[1:-1]:
        name, value = re.fullmatch(r"([A-Z-]+(?:;[A-Z-]+=[^;:,]+)*):(.*)", line).groups()  # type: ignore[union-attr]
        if line == "BEGIN:VEVENT":
            assert inside is None
            inside = {}
        elif line == "END:VEVENT":
            assert inside is not None
            assert {"UID", "DTSTAMP", "SUMMARY"} <= inside.keys()
            assert ("DTSTART" in inside) != ("DTSTART;VALUE=DATE" in inside)
            events.append(inside)
            inside = None
        elif inside is not None:
            assert name not in inside
            inside[name] = value
    assert inside is None
    assert len({event["UID"] for event in events}) == len(events)
    return events


def fetched(address: UUID) -> Any:
    return Client().get(reverse("staff:feed", args=[address]))


def days(address: UUID) -> list[str]:
    return [event["DTSTART;VALUE=DATE"] for event in parsed(fetched(address).content) if "DTSTART;VALUE=DATE" in event]


def due(actor: Actor, number: int = 1) -> UUID:
    """A case with everything that has a day."""
    case = accepted(actor, CANARY, next_action=CANARY, next_due=localdate())
    for place in range(1, number + 1):
        work.add_task(actor, case, what=CANARY, due=localdate() + timedelta(days=place), who=actor.account)
    casework.add_need(actor, case, code="passport", due=localdate() + timedelta(days=20), note=CANARY)
    return case


def test_a_month_shows_what_is_due(client_of: ClientOf, dina: Actor) -> None:
    case = due(dina)
    casework.assess_risk(dina, case, factors=["held_before"], imminence="now")
    found = Dates(dina, localdate(), localdate() + timedelta(days=20), mine=False).items()
    assert [item.day - localdate() for item in found] == [timedelta(days=number) for number in (0, 1, 1, 20)]
    page = text(client_of("dina").get(reverse("desk:calendar")))
    assert page.count(CANARY) >= 2
    assert f'datetime="{localdate().isoformat()}"' in page


def test_mine_is_of_my_cases_and_what_i_do_or_raised(organisation: Organisation, dina: Actor) -> None:
    case = due(dina)
    casework.assess_risk(dina, case, factors=["held_before"], imminence="now")
    lev = organisation.actor("lev")
    work.raise_flag(lev, case, message="look")

    def number(actor: Actor) -> int:
        return len(Dates(actor, localdate(), localdate() + timedelta(days=20), mine=True).items())

    assert (number(dina), number(lev)) == (5, 1)
    casework.assign(dina, case, lev.account)
    assert (number(dina), number(lev)) == (1, 4)


def test_what_has_a_time_says_it(organisation: Organisation, lev: Actor) -> None:
    case = build(lev).case()
    at = lev.now() + timedelta(hours=30)
    evacuation.schedule_check_in(lev, case, due_at=at)
    lev = organisation.actor("lev")
    (item,) = [each for each in Dates(lev, localdate(), localdate() + timedelta(days=3), mine=False).items() if each.at]
    assert item.at == at
    assert item.day == localtime(at).date()


def test_nothing_of_a_day_is_left_out_unsaid(client_of: ClientOf, dina: Actor) -> None:
    for number in range(IN_A_MONTH + 3):
        work.add_task(dina, None, what=f"task {number}", due=localdate())
    client = client_of("dina")
    assert "and 3 more" in text(client.get(reverse("desk:calendar")))
    week = text(client.get(reverse("desk:calendar") + f"?week={localdate()}"))
    assert all(f"task {number}" in week for number in range(IN_A_MONTH + 3))


@pytest.mark.parametrize(
    "asked",
    ["month=x", "week=x", "month=0001-01", "week=0001-01-01", "month=9999-12", "week=9999-12-31", "month=2026-13"],
)
def test_what_is_no_month_is_this_month(client_of: ClientOf, dina: Actor, asked: str) -> None:
    assert client_of("dina").get(f"{reverse('desk:calendar')}?{asked}").status_code == 200


def test_a_month_has_its_weeks_and_its_neighbours() -> None:
    asked = Asked.of({"month": "2026-12"}, localdate())
    assert (asked.weeks[0][0], asked.weeks[-1][-1]) == (date(2026, 11, 30), date(2027, 1, 3))
    assert (asked.beside(-1), asked.beside(1)) == ("?month=2026-11", "?month=2027-01")
    week = Asked.of({"week": "2026-12-03", "whose": "mine"}, localdate())
    assert (week.first, week.beside(1)) == (date(2026, 11, 30), "?week=2026-12-07&whose=mine")


@pytest.mark.parametrize(("name", "status"), [("dina", 200), ("lev", 200), ("ira", 404), ("out", 404)])
def test_who_has_a_calendar(client_of: ClientOf, name: str, status: int) -> None:
    assert client_of(name).get(reverse("desk:calendar")).status_code == status
    assert client_of(name).post(reverse("desk:calendar-feed"), {"do": "days"}).status_code in (303, 404)


def test_nobody_has_a_feed_who_did_not_ask(client_of: ClientOf, dina: Actor) -> None:
    due(dina)
    client = client_of("dina")
    client.get(reverse("desk:today"))
    client.get(reverse("desk:calendar"))
    assert not FeedRow.objects.exists()
    assert feeds.address(dina) is None


def test_the_feed_needs_no_session_and_gives_times_alone(client_of: ClientOf, dina: Actor) -> None:
    due(dina)
    address = feeds.start(dina, hours=False)
    client_of("dina").get(reverse("desk:today"))
    answer = fetched(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "no-store"
    events = parsed(answer.content)
    wanted = [localdate() + timedelta(days=number) for number in (0, 1, 20)]
    assert [event["DTSTART;VALUE=DATE"] for event in events] == [f"{day:%Y%m%d}" for day in wanted]
    assert {event["SUMMARY"] for event in events} == {"Reminder"}
    assert {event["DTSTAMP"] for event in events} == {f"{dina.now():%Y%m%d}T000000Z"}
    for word in (*CANARY.split("-"), "passport", "Alma", str(address), address.hex):
        assert word not in answer.content.decode()


def test_whatever_has_a_time_stands_by_it_before_the_rest_is_cut() -> None:
    """Also where one kind of it fills a day by itself."""
    day, noon = date(2031, 5, 12), datetime(2031, 5, 12, 12, tzinfo=UTC)

    def at(hours: int | None) -> Item:
        return Item(day, "", "", "", at=None if hours is None else noon + timedelta(hours=hours))

    made = list[Item]()
    check_ins, appointments, rest = [at(2), at(3), at(4)], [at(-3), at(5)], [at(None)] * 5
    rows = [(some, lambda item: made.append(item) or item) for some in (check_ins, appointments, rest)]
    assert [item.at for item in _first(rows, 3)] == [at(-3).at, at(2).at, at(3).at]
    assert len(made) == 6  # of what has no time one, which was one too many
    assert [item.at for item in _first(rows, None)] == [each.at for each in (at(-3), *check_ins, at(5), *rest)]


def test_two_things_of_one_day_are_one_time(dina: Actor) -> None:
    due(dina)
    for _ in range(5):
        work.add_task(dina, None, what="x", due=localdate(), who=dina.account)
    address = feeds.start(dina, hours=False)
    renew(dina)
    assert len(days(address)) == 3


@pytest.mark.parametrize("hours", [False, True])
def test_hours_are_given_only_to_who_asked_for_them(organisation: Organisation, lev: Actor, hours: bool) -> None:
    case = build(lev).case()
    lev = organisation.actor("lev")
    at = (lev.now() + timedelta(hours=30)).replace(microsecond=0)
    evacuation.schedule_check_in(lev, case, due_at=at)
    address = feeds.start(lev, hours=hours)
    renew(lev)
    events = parsed(fetched(address).content)
    moments = [event["DTSTART"] for event in events if "DTSTART" in event]
    assert moments == ([f"{at:%Y%m%dT%H%M%SZ}"] if hours else [])
    assert f"{localtime(at):%Y%m%d}" in days(address)


def test_only_what_is_one_s_own_stands_in_it(dina: Actor, organisation: Organisation) -> None:
    due(dina)
    lev = organisation.actor("lev")
    address = feeds.start(lev, hours=False)
    renew(lev)
    assert days(address) == []


def test_a_revoked_address_opens_nothing(client_of: ClientOf, dina: Actor) -> None:
    due(dina)
    client, path = client_of("dina"), reverse("desk:calendar-feed")
    client.post(path, {"do": "days"})
    first = feeds.address(dina)
    assert first is not None
    assert len(days(first)) == 3
    client.post(path, {"do": "hours"})
    second = feeds.address(dina)
    assert second not in (None, first)
    assert fetched(first).status_code == 404
    client.post(path, {"do": "stop"})
    assert fetched(second).status_code == 404
    assert feeds.address(dina) is None
    assert not FeedRow.objects.exists()


def test_an_address_that_never_was_and_one_that_was_answer_alike(dina: Actor) -> None:
    address = feeds.start(dina, hours=False)
    feeds.stop(dina)
    one, other = fetched(address), fetched(uuid4())
    assert one.content == other.content
    assert sorted(one.headers.items()) == sorted(other.headers.items())


def test_the_address_opens_nothing_else(client_of: ClientOf, dina: Actor) -> None:
    address = feeds.start(dina, hours=False)
    client = Client()
    client.get(reverse("staff:feed", args=[address]))
    assert not client.cookies
    for name in ("desk:today", "desk:calendar", "casework:cases"):
        assert client.get(reverse(name)).status_code == 302
    assert client.post(reverse("staff:feed", args=[address])).status_code == 405


def test_it_lapses_where_its_owner_was_not_there_for_a_month(dina: Actor) -> None:
    address = feeds.start(dina, hours=False)
    assert feeds.opened(address, dina.now() + feeds.LASTS - timedelta(minutes=1))
    with pytest.raises(Absent):
        feeds.opened(address, dina.now() + feeds.LASTS + timedelta(minutes=1))
    later = replace(dina, now=lambda: datetime.now(UTC) + timedelta(days=20))
    renew(later)
    assert feeds.opened(address, dina.now() + feeds.LASTS + timedelta(days=10))


def test_it_goes_with_the_account(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    address = feeds.start(dina, hours=False)
    mine = feeds.start(lev, hours=False)
    with pytest.raises(members.Refused):  # the last of the duty team stays
        members.remove(organisation.actor("lev"), lev.account)
    members.remove(organisation.actor("lev"), dina.account)
    assert fetched(address).status_code == 404
    assert fetched(mine).status_code == 200


def test_it_ends_with_the_vault_half_and_while_all_is_closed(
    dina: Actor, lev: Actor, settings: Any, tmp_path: Any
) -> None:
    address = feeds.start(dina, hours=False)
    security.set_mode(lev, Mode.CLOSED)
    assert fetched(address).status_code == 404
    security.set_mode(lev, Mode.NORMAL)
    assert fetched(address).status_code == 200
    found, key = feeds._id(address), feeds._key(address, dina.account).secret
    half.create(tmp_path / "other.half")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "other.half")
    with pytest.raises(Absent):
        feeds.opened(address, dina.now())
    assert feeds.address(dina) is None
    assert feeds.give_up() == 1
    assert not FeedRow.objects.exists()
    assert feeds._id(address) != found
    assert feeds._key(address, dina.account).secret != key


def test_nothing_of_it_can_be_read_in_the_database(dina: Actor) -> None:
    due(dina)
    address = feeds.start(dina, hours=False)
    renew(dina)
    everything, row = database(), FeedRow.objects.get()
    assert str(address).encode() not in everything
    assert address.hex.encode() not in everything
    assert address.bytes not in everything
    assert row.locator != dina.account
    assert row.pk != address
    size = len(row.sealed)
    for place in range(2, 40):
        work.add_task(dina, None, what="x", due=localdate() + timedelta(days=place), who=dina.account)
    renew(dina)
    assert len(FeedRow.objects.get().sealed) == size


def test_a_page_that_changes_nothing_writes_nothing(dina: Actor) -> None:
    due(dina)
    feeds.start(dina, hours=False)
    renew(dina)
    version, lines = FeedRow.objects.get().version, Line.objects.count()
    renew(dina)
    assert FeedRow.objects.get().version == version
    work.add_task(dina, None, what="x", due=localdate() + timedelta(days=9), who=dina.account)
    renew(dina)
    assert FeedRow.objects.get().version == version + 1
    assert Line.objects.count() == lines + 1  # of the task alone


def test_a_damaged_feed_closes_no_page(client_of: ClientOf, dina: Actor) -> None:
    address = feeds.start(dina, hours=False)
    FeedRow.objects.update(sealed=b"W" + b"\0" * 64)
    assert client_of("dina").get(reverse("desk:today")).status_code == 200
    assert fetched(address).status_code == 404


def test_long_words_are_folded_and_marks_are_escaped() -> None:
    word = "Напоминание, очень; длинное \\ слово " * 4
    (event,) = parsed(icalendar.written(word, localdate(), [localdate()], lambda start: "x"))
    assert event["SUMMARY"].replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == word


def test_under_duress_the_feed_tells_what_the_innocent_view_has(organisation: Organisation, dina: Actor) -> None:
    """Whoever holds the telephone and watches the pages sees one and the same."""
    due(dina)
    address = feeds.start(dina, hours=False)
    renew(dina)
    assert len(days(address)) == 3
    duress.set_passphrase(dina, CAST["dina"].passphrase, DURESS)
    forced = actions.resume(actions.sign_in("dina", DURESS, now=utc_now()), now=utc_now())
    assert forced is not None
    assert feeds.address(forced) == address
    work.add_task(forced, None, what="x", due=localdate() + timedelta(days=5), who=forced.account)
    renew(forced)
    shown = set(days(address))
    assert f"{localdate() + timedelta(days=5):%Y%m%d}" in shown
    assert shown == {
        f"{each:%Y%m%d}" for each in Dates(forced, localdate(), localdate() + timedelta(days=60), mine=True).times()
    }
