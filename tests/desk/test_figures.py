"""The figures of a session follow each change, whoever made it."""

import pytest

from tests.casework.conftest import waiting_request
from waystation.casework import access, actions
from waystation.desk import figures, rules
from waystation.hotline import access as hotline
from waystation.hotline import actions as hotline_actions
from waystation.hotline.queue import ALL
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

pytestmark = pytest.mark.django_db


def counted(actor: Actor) -> rules.Counts:
    refresh(actor)
    return figures.counted(actor)


def by_looking(actor: Actor) -> rules.Counts:
    """The same from a look at every case and request."""
    asked = [rules.Asked(line.stub.status) for line in hotline.queue(actor).group(ALL) if line.stub.case is None]
    return rules.count([stub for _row, stub in access.cases(actor)], asked)


def test_they_are_what_a_look_at_everything_gives(dina: Actor, lev: Actor) -> None:
    first, second = waiting_request(), waiting_request()
    assert counted(dina) == by_looking(dina)
    case = actions.accept(lev, first, pseudonym="Birch", origin="Grozny")
    assert counted(dina) == by_looking(dina)
    actions.advance(lev, case, "lost_contact", note="silent")
    hotline_actions.decide(lev, second, "declined")
    after = counted(dina)
    assert after == by_looking(dina)
    assert (after.lost, after.helped.total, after.contacted.total) == (1, 1, 2)
