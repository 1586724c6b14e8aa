"""What was read stands in the log, whichever page it was read on; and while nothing may be written, reading goes on."""

from __future__ import annotations

import uuid
from typing import Any

from tests.attacks.routes import browser
from tests.attacks.test_06_routes import ROUTES
from tests.stage import Organisation
from waystation.audit import doors
from waystation.audit.log import Entry, entries
from waystation.audit.models import Line
from waystation.desk import about
from waystation.hotline.models import Request
from waystation.staff import reads, security
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator
from waystation.vault import sessions
from waystation.vault.mode import Mode

READERS = ("lev", "ira")  # together they read whatever any role reads
MUST_BE_SEEN = {
    *("evacuation:place-change", "houses:leaving", "money:pay", "pursuers:alarm", "work:task"),
    *("documentation:event", "statements:statement", "exhibits:exhibit", "figures:figure", "advocacy:submission"),
    *("publication:publication", "formats:upload", "medical:evaluation"),
}
ENDS_THE_SESSION = ("staff:sign-out", "staff:forget-browser")
# Whose pages tell of nobody whom we help, or no more than the lists that lead to them.
NOBODY_S = {
    *("account_id", "notice_id", "feed_id", "shift_id", "hand_over_id", "device_id", "away_id", "view_id", "token_id"),
    *("rule_id", "canned_id", "key_id", "text_id", "template_id", "terms_id", "pathway_id", "escalation_id"),
    *("fund_id", "holding_id", "entry_id", "subject_id", "review_id", "partner_id", "receipt_id", "report_id"),
}


def written(lev: Actor, since: int) -> list[Entry]:
    """The lines since then."""
    more = Line.objects.count() - since
    return [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=more) if entry] if more else []


def an_hour_later() -> None:
    """What a session has read counts as read anew: cheaper than signing in anew for each page."""
    for memory in sessions._memories.values():
        memory.pop("read", None)


def test_no_page_of_one_thing_is_read_in_silence(organisation: Organisation, there: dict[str, Any]) -> None:
    """Neither the page itself nor the one on which it is changed, which shows as much."""
    lev, silent, seen = organisation.actor("lev"), set(), set()
    clients = {who: browser(organisation.cookie(who)) for who in READERS}
    for name, route, holes in ROUTES:
        ids = {hole for hole in holes if isinstance(there[hole], uuid.UUID)} - NOBODY_S
        if not ids or name in ENDS_THE_SESSION:
            continue
        for who in READERS:
            an_hour_later()
            before = Line.objects.count()
            if clients[who].get(route.format(**there)).status_code != 200:
                continue
            seen.add(name)
            if not [line for line in written(lev, before) if line.verb != "staff.signed_in"]:
                silent.add((who, name))
    assert {client.get("/staff/").status_code for client in clients.values()} == {200}  # no session ended on the way
    assert MUST_BE_SEEN - seen == {"houses:leaving"}  # of a place that is compromised alone
    assert silent == set()


def test_the_log_of_a_case_has_what_is_read_of_it_elsewhere(organisation: Organisation, there: dict[str, Any]) -> None:
    """A payment, a sign of life, a thread: pages whose address does not say whose they are."""
    lev = organisation.actor("lev")
    mine = Request.objects.get(locator=there["case_id"])
    for hole in about.STAND | about.SAY:
        before = Line.objects.count()
        reads.once(lev, f"{hole}.opened", subject=mine.pk if hole == "request_id" else there[hole], hole=hole)
        assert [line.case for line in written(lev, before)] == [there["case_id"]], hole
    assert about.case_of(lev, "request_id", there["request_id"]) is None  # of nobody's case yet
    assert about.case_of(lev, "place_id", there["place_id"]) is None


def test_what_is_read_only_can_be_read(organisation: Organisation, there: dict[str, Any]) -> None:
    """Every page that there is otherwise, also those whose reading is a line in the log."""
    pages = [route.format(**there) for name, route, _ in ROUTES if name not in ENDS_THE_SESSION]
    readable = {}
    for who in (*READERS, "dina"):
        client = browser(organisation.cookie(who))
        readable[who] = [page for page in pages if client.get(page).status_code == 200]
        assert len(readable[who]) > 40
    security.set_mode(organisation.actor("lev"), Mode.READ_ONLY)
    for who, those in readable.items():
        client = browser(organisation.cookie(who))
        assert [page for page in those if client.get(page).status_code != 200] == [], who


def test_reading_is_let_through_whatever_is_read() -> None:
    assert set(reads.SINGLE.values()) <= doors.READING
