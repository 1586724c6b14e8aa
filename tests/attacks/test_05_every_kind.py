"""Attacks 2, 5 and 31 on one row of every kind: what a leaver's keys, an erased case and an innocent view still tell.

The rows are those of `there`, so that a new kind of row is attacked without anybody thinking of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import msgspec

from tests.attacks.kinds import KINDS
from tests.attacks.routes import browser
from tests.attacks.test_05_removed_member import copied
from tests.attacks.test_06_routes import ROUTES, cookie_of
from tests.stage import CAST, Organisation
from waystation.casework import membership
from waystation.desk import actions as desk
from waystation.staff import duress
from waystation.staff.actions import resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.vault import records
from waystation.vault.errors import VaultError
from waystation.vault.keyring import Keyring
from waystation.vault.models import Sealed

DURESS = "blue paper kites"
# What belongs to a team and says whose it is: see the honest limits of the threat model. The other of a pair is the
# other case's; who proposed to erase a case proposed it to the coordinators.
TEAM_S = {"Alarm", "Booking", "CheckIn", "ConfirmationRow", "Conflict", "ReviewRow"}
OF_THE_CASE = ("case_id", "person_id", "journey_id", "leg_id", "pursuer_id", "track_id", "payment_id", "need_id")
OF_THE_CASE += ("confirmation_id", "conflict_id", "evidence_id", "service_id", "task_id", "plan_part_id", "check_in_id")
WORDS = ("Bread fund", "elder cousin", "Sel Isles", "Linden", "Birch", "Maple", "Lantern", "Hollow Ford", "Wren")
WORDS += ("Advocate R", "River town", "Port Sel", "On the road", "striped umbrella", "tickets", "over the pass")
ENDS_THE_SESSION = ("staff:sign-out", "staff:forget-browser")
# Pages of what is the same for everybody, at addresses that are the same everywhere; the feed is one's own (see 31).
SAME_EVERYWHERE = {"text_id", "canned_id", "pathway_id", "template_id", "feed_id", "code", "role", "team", "index"}


def opened(keys: Keyring) -> Iterator[tuple[type[Sealed], Sealed, str]]:
    """Every row of any kind that these keys open, with all that stands in it."""
    for model in KINDS:
        for row in model._default_manager.all():
            try:
                record = records.read(row, keys)
            except VaultError:
                continue
            yield model, row, repr(msgspec.to_builtins(record, str_keys=True))


def signed_in(organisation: Organisation, name: str) -> Actor:
    actor = resume(cookie_of(organisation, name), now=utc_now())
    assert actor is not None
    return actor


def test_who_was_taken_off_opens_no_row_of_the_case(organisation: Organisation, there: dict[str, Any]) -> None:
    """Neither with the keys of before nor with those of a coordinator who is one still."""
    case_id, kept = there["case_id"], copied(signed_in(organisation, "max"))
    assert len({model for model, row, _ in opened(kept) if row.locator == case_id}) > 30
    membership.take_off(organisation.actor("lev"), case_id, organisation.accounts["max"])
    for keys in (kept, signed_in(organisation, "max").keys):
        every = list(opened(keys))
        assert [model.__name__ for model, row, _ in every if row.locator == case_id] == []
        assert {model.__name__ for model, _, said in every if str(case_id) in said} <= TEAM_S


def test_of_an_erased_case_no_row_of_any_kind_tells(organisation: Organisation, there: dict[str, Any]) -> None:
    """But for the receipt, and the ledger of money, whose movements name a reservation that is no more."""
    desk.erase(signed_in(organisation, "max"), there["review_id"])
    for model in KINDS:
        assert not model._default_manager.filter(locator=there["case_id"]).exists(), model
    for name in CAST:
        left = {
            (model.__name__, hole)
            for model, _, said in opened(organisation.actor(name).keys)
            for hole in OF_THE_CASE
            if str(there[hole]) in said
        }
        assert left <= {("ReceiptRow", "case_id")}, name


def test_an_innocent_view_shows_nothing_of_any_room(organisation: Organisation, there: dict[str, Any]) -> None:
    """Every address, with the ids of what is there: it is absent, and no page tells of it."""
    pages = [(route.format(**there), holes) for name, route, holes in ROUTES if name not in ENDS_THE_SESSION]
    honest = browser(organisation.cookie("lev"))
    met = {word for path, _ in pages for word in _words(honest.get(path))}
    assert len(met) > len(WORDS) - 3  # the same walk as oneself finds them
    duress.set_passphrase(organisation.actor("lev"), CAST["lev"].passphrase, DURESS)
    forced = browser(sign_in("lev", DURESS, now=utc_now()))
    for path, holes in pages:
        answer = forced.get(path)
        assert answer.status_code < 500, path
        assert _words(answer) == [], path
        real = {hole for hole in holes if isinstance(there[hole], uuid.UUID)} - SAME_EVERYWHERE
        assert not real or answer.status_code != 200, path


def _words(answer: Any) -> list[str]:
    return [] if answer.streaming else [word for word in WORDS if word.encode() in answer.content]
