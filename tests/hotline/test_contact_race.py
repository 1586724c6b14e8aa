"""Safe contact at the same moment: two who agree, and somebody who answers while another forbids it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.evacuation.conftest import on_file  # noqa: F401
from tests.hotline.helpers import receive, the_request
from tests.hotline.test_contact import NOON, at
from tests.stage import Organisation
from tests.threads import at_once
from waystation.hotline import actions, answering, contacting
from waystation.hotline.errors import HeldBack
from waystation.hotline.models import Message, Outgoing
from waystation.hotline.records import Contact
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.vault.errors import Stale

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(actor: Actor) -> Actor:
    """The same person in another session: with a memory of its own."""
    return replace(actor, memory={})


def tried(act: Callable[[], object]) -> str:
    try:
        act()
    except (Refused, Stale, HeldBack) as error:
        return type(error).__name__
    return "done"


def begun(stage: Organisation) -> tuple[Actor, Actor, UUID]:
    dina, lev = (at(stage.actor(name), NOON) for name in ("dina", "lev"))
    receive(now=NOON)
    return dina, lev, the_request()


def test_of_those_who_agree_at_once_one_does(on_file: Callable[[], Organisation]) -> None:  # noqa: F811
    dina, lev, thread = begun(on_file())
    contacting.save(dina, thread, Contact(stop=True))
    one = contacting.ask_second(dina, thread, "Leave now.", "Soon.")
    seconds = [fresh(lev) for _ in range(4)]
    jobs = [lambda who=who: tried(lambda: contacting.agree(who, thread, one)) for who in seconds]
    assert sorted(at_once(*jobs)).count("done") == 1
    assert (Outgoing.objects.count(), Message.objects.filter(thread=thread).count()) == (1, 2)


def test_nobody_answers_past_a_rule_that_is_just_written(dina: Actor, lev: Actor, monkeypatch: Any) -> None:
    """Somebody else is first in the queue of those who write."""
    receive(now=NOON)
    thread = the_request()
    monkeypatch.setattr(answering, "in_order", lambda: contacting.save(at(lev, NOON), thread, Contact(stop=True)))
    with pytest.raises(HeldBack):
        actions.answer(at(dina, NOON), thread, "We are here.")
    assert not Outgoing.objects.exists()
