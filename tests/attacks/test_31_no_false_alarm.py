"""Attack 31, the other way round: an innocent view, made or used, must not look like rows that were put back."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from tests.stage import CAST, Organisation
from waystation.audit import check, log, tree
from waystation.audit.log import Entry
from waystation.casework import actions as casework
from waystation.casework.register import register
from waystation.site.innocent.story import Story
from waystation.staff import actions, duress, innocent, integrity
from waystation.staff.actor import utc_now
from waystation.vault import manifest

# What changes without a line is counted at the commit.
pytestmark = pytest.mark.django_db(transaction=True)

DURESS = "blue paper kites"
ALARM = b"outside this program"


def make(organisation: Organisation) -> None:
    """The view of somebody at work, as the timers make it."""
    organisation.actor("dina")
    assert innocent.make_due(utc_now() + innocent.SETTLED_AFTER) == 1


def test_while_it_is_made_and_afterwards_nothing_was_put_back(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, hear = [], Story.hear

    def heard(story: Story, entry: Entry) -> bool:
        seen.append(check.knows_the_rows())
        return hear(story, entry)

    monkeypatch.setattr(Story, "hear", heard)
    before = manifest.turn()
    make(organisation)
    assert manifest.turn() > before + manifest.SLACK  # or this test would say nothing
    assert len(seen) > 100
    assert all(seen)
    assert check.knows_the_turn(manifest.turn(), slack=0)
    integrity.forget()
    assert integrity.standing().sound


def test_the_alarm_is_there_where_nothing_keeps_up(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above would miss."""
    monkeypatch.setattr(log, "_is_behind", lambda: False)
    monkeypatch.setattr("waystation.site.innocent.story.keep_up", lambda: None)
    make(organisation)
    assert not check.knows_the_rows()


def test_the_log_does_not_swell(organisation: Organisation) -> None:
    before, turn = tree.size(), manifest.turn()
    make(organisation)
    assert tree.size() - before < (manifest.turn() - turn) / 10


def test_whoever_works_in_one_raises_no_alarm(organisation: Organisation, client_of: Callable[[str], Client]) -> None:
    duress.set_passphrase(organisation.actor("dina"), CAST["dina"].passphrase, DURESS)
    forced = actions.resume(actions.sign_in("dina", DURESS, now=utc_now()), now=utc_now())
    assert forced is not None
    assert forced.apart
    case = next(iter(register(forced).group("open"))).id
    before = manifest.turn()
    with innocent.hearing(forced):
        for number in range(130):
            casework.set_next(forced, case, next_action=f"call {number}", urgency="soon")
            assert check.knows_the_rows()
    assert manifest.turn() > before + manifest.SLACK
    integrity.forget()
    assert ALARM not in client_of("lev").get("/staff/").content


def test_rows_put_back_are_still_noticed(organisation: Organisation) -> None:
    """A log that tells of a later turn than there is."""
    log.log_alone(None, "test.line", subject=uuid.uuid4())
    turn = manifest.turn()
    assert check.knows_the_turn(turn)
    assert not check.knows_the_turn(turn - 1)
    assert not check.knows_the_turn(turn + manifest.SLACK + 1)
