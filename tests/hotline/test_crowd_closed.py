"""What came in a crowd is closed together, and opened again together; nothing of it is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.hotline.helpers import NOW
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.hotline import access, actions, callers, crowd_actions, proposing, threads, waiting
from waystation.hotline.crowd_actions import CALM, EVERY
from waystation.hotline.models import Message, Request, Waiting
from waystation.hotline.queue import CROWD, OURS
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, locator

Clients = Callable[[str], Client]
PATH = "/staff/requests/crowd"
URGENT = "They are at the door and break it. Help now!"


@pytest.fixture(autouse=True)
def begun(organisation: Organisation) -> None:
    callers.forget()


def came(count: int, text: str = "I read about you.", **more: Any) -> list[list[str]]:
    return [callers.begin_web(f"{text} {number}", now=NOW, crowd=True, **more) for number in range(count)]


def close(actor: Actor, which: str = EVERY, **more: Any) -> UUID:
    together = uuid4()
    assert crowd_actions.close(actor, together, which, utc_now(), **more) == 0
    return together


def group(actor: Actor, name: Any) -> int:
    return len(access.queue(actor).group(name))


def everybody(actor: Actor) -> list[str]:
    return [line.stub.status for line in access.queue(actor).group("all")]


def page(client: Client, path: str = PATH, **said: str) -> str:
    headers = {"accept-language": "en"}
    answer = client.post(path, said, headers=headers) if said else client.get(path, headers=headers)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_it_works(client_of: Clients, dina: Actor) -> None:
    came(30)
    client = client_of("dina")
    assert PATH in page(client, "/staff/requests/?show=crowd")
    shown = client.get(PATH, headers={"accept-language": "en"})
    assert "30 messages came in a crowd" in shown.content.decode()
    assert shown.content.decode().count("I read about you.") == 12
    form = {name: str(shown.context["form"].initial[name]) for name in ("until", "together")}
    assert client.post(PATH, form | {"which": "every"})["Location"] == f"{PATH}?notice=crowd-closed"
    assert everybody(dina) == ["closed"] * 30
    assert (Request.objects.count(), Message.objects.count()) == (30, 30)
    assert "30 by Alma" in page(client)
    assert "?show=crowd" in page(client, "/staff/requests/")
    back = client.post(f"{PATH}/{form['together']}/take-back")
    assert back["Location"] == f"{PATH}?notice=crowd-reopened"
    assert (everybody(dina), group(dina, CROWD)) == (["new"] * 30, 30)


def test_those_of_whom_rules_or_the_sender_say_that_it_is_urgent_stay(dina: Actor) -> None:
    came(3)
    came(1, URGENT)
    came(1, "Please read.", in_danger=True)
    assert crowd_actions.waits(dina).calm == []  # no rule has looked yet
    proposing.look_through(dina, seconds=60)
    close(dina, CALM)
    assert sorted(everybody(dina)) == ["closed"] * 3 + ["new"] * 2
    assert {line.stub.proposed.urgency for line in access.queue(dina).group(CROWD) if line.stub.proposed} > {"now"}


def test_only_a_crowd_is_closed_together(dina: Actor) -> None:
    came(2)
    callers.begin_web("Not in a crowd.", now=NOW)
    first = access.queue(dina).group(CROWD)[0:1][0]
    actions.set_next(dina, first.id, "ask the neighbour")
    close(dina)
    assert sorted(everybody(dina)) == ["closed", "new", "new"]


def test_whoever_writes_again_comes_back_to_the_top(dina: Actor) -> None:
    words = came(3)
    together = close(dina)
    assert group(dina, OURS) == 0
    callers.write_again(callers.caller_of(words[1]), "They came back.", now=NOW + timedelta(hours=1))
    (line,) = access.queue(dina).group(OURS)
    assert (line.unread, group(dina, CROWD)) == (1, 0)
    assert Waiting.objects.filter(pk=waiting.id_of(line.id)).exists()
    crowd_actions.take_back(dina, together)
    assert (group(dina, OURS), group(dina, CROWD)) == (1, 2)  # and is not put back among the others
    assert actions.open_thread(dina, line.id)[1].status == "awaiting_us"


def test_what_came_since_the_page_was_shown_stays(dina: Actor) -> None:
    words = came(2)
    shown = NOW + timedelta(minutes=1)
    callers.write_again(callers.caller_of(words[0]), "One more word.", now=shown + timedelta(minutes=1))
    callers.begin_web("Later.", now=shown + timedelta(minutes=1), crowd=True)
    assert crowd_actions.close(dina, uuid4(), EVERY, shown) == 0
    assert sorted(everybody(dina)) == ["closed", "new", "new"]


def test_what_nobody_had_opened_is_closed_together_whole(dina: Actor) -> None:
    words = came(1)
    callers.write_again(callers.caller_of(words[0]), "And one more thing.", now=NOW)
    close(dina)
    assert (everybody(dina), group(dina, OURS), group(dina, CROWD)) == (["closed"], 0, 0)


def test_what_was_closed_stands_as_so_many_batches_the_newest_first(dina: Actor, lev: Actor) -> None:
    came(2)
    one = close(dina)
    callers.begin_web("Later.", now=NOW, crowd=True)
    two = close(lev)
    found = crowd_actions.batches(dina)
    assert [(each.made.id, each.made.by, each.count) for each in found] == [
        (two, lev.account, 1),
        (one, dina.account, 2),
    ]


def test_what_happens_while_it_is_done_counts(dina: Actor, lev: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    words = came(3)
    seen = crowd_actions.waits(dina)
    callers.write_again(callers.caller_of(words[0]), "Wait!", now=NOW)
    other = next(line.id for line in access.queue(dina).group(CROWD) if not line.unread)
    actions.assign(lev, other, lev.account)
    monkeypatch.setattr(crowd_actions, "waits", lambda *_: seen)
    close(dina)
    assert sorted(everybody(dina)) == ["closed", "new", "new"]


def test_each_is_in_the_log_and_no_timer_calls_for_it(dina: Actor, lev: Actor) -> None:
    came(3)
    close(dina)
    lines = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=3) if entry]
    assert {(entry.verb, entry.actor) for entry in lines} == {("hotline.crowd_closed", dina.account)}
    assert {entry.subject for entry in lines} == set(Request.objects.values_list("pk", flat=True))
    assert not Waiting.objects.exists()


def test_what_is_looked_at_before_is_in_the_log_as_read(client_of: Clients, lev: Actor) -> None:
    came(20)
    page(client_of("dina"))
    lines = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=40) if entry]
    assert sum(entry.verb == "hotline.thread_read" for entry in lines) == 12


def test_what_is_opened_again_is_waited_for_again(dina: Actor) -> None:
    came(3)
    crowd_actions.take_back(dina, close(dina))
    assert Waiting.objects.count() == 3


def test_a_page_takes_no_longer_than_it_may_and_the_next_goes_on(
    client_of: Clients, dina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    came(45)
    monkeypatch.setattr(crowd_actions.close, "__kwdefaults__", {"seconds": 0.0})
    form = {"which": EVERY, "until": utc_now().isoformat(), "together": str(uuid4())}
    client = client_of("dina")
    assert "25 are left." in page(client, **form)
    assert everybody(dina).count("closed") == 20
    assert "5 are left." in page(client, **form)
    assert client.post(PATH, form).status_code == 303
    assert everybody(dina) == ["closed"] * 45
    assert "45 by Alma" in page(client)


def test_where_it_is_cut_off_whole_threads_are_left(dina: Actor, lev: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with kill -9: what a transaction had not finished never happened."""
    came(45)
    real, seen = threads.log, []

    def cut_off(*args: Any, **more: Any) -> None:
        seen.append(args)
        if len(seen) == 31:
            raise SystemExit
        real(*args, **more)

    monkeypatch.setattr(threads, "log", cut_off)
    with pytest.raises(SystemExit):
        close(dina)
    monkeypatch.undo()
    assert sorted(everybody(dina)) == ["closed"] * 20 + ["new"] * 25
    logged = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=60) if entry]
    assert sum(entry.verb == "hotline.crowd_closed" for entry in logged) == 20
    assert Waiting.objects.count() == 25
    close(dina)
    assert everybody(dina) == ["closed"] * 45


def test_what_somebody_closed_for_itself_is_not_opened_with_the_others(dina: Actor) -> None:
    came(3)
    together = close(dina)
    one, two, _ = Request.objects.values_list("pk", flat=True)
    actions.decide(dina, one, "suspect")
    actions.decide(dina, two, "closed")
    crowd_actions.take_back(dina, together)
    assert sorted(everybody(dina)) == ["closed", "new", "suspect"]


def test_nobody_else_may(organisation: Organisation, dina: Actor) -> None:
    came(1)
    together = close(dina)
    for act in (
        lambda actor: crowd_actions.waits(actor),
        lambda actor: crowd_actions.batches(actor),
        lambda actor: crowd_actions.close(actor, uuid4(), EVERY, utc_now()),
        lambda actor: crowd_actions.take_back(actor, together),
    ):
        with pytest.raises(Absent):
            act(organisation.actor("ira"))
    with pytest.raises(Absent):
        crowd_actions.take_back(dina, uuid4())


def test_a_form_that_says_nothing_or_means_none_closes_nothing(client_of: Clients, dina: Actor) -> None:
    came(1)
    form = {"which": CALM, "until": utc_now().isoformat(), "together": str(uuid4())}  # at which no rule has looked
    for said in ({}, form, form | {"which": "some"}, form | {"which": EVERY, "until": "x"}):
        assert client_of("dina").post(PATH, said).status_code == 422
    assert everybody(dina) == ["new"]
