"""Cases changed together: seen before, done in turns, taken back as a whole but for what others changed since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from waystation.audit.log import entries
from waystation.casework import access, actions, history, together
from waystation.casework.records import CaseStub
from waystation.casework.together import Target
from waystation.desk.wording import VERBS
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ClientOf = Callable[[str], Client]
Accepted = Callable[..., UUID]
DAY = date(2030, 1, 2)


@pytest.fixture
def three(dina: Actor, accepted: Accepted) -> list[UUID]:
    return [accepted(dina, name, next_action=f"call {name}") for name in ("Ash", "Birch", "Cedar")]


def targets(actor: Actor, cases: list[UUID]) -> list[Target]:
    return [Target(case, access.case(actor, case)[0].version) for case in cases]


def stubs(actor: Actor, cases: list[UUID]) -> list[CaseStub]:
    return [access.case(actor, case)[1] for case in cases]


def test_several_are_set_and_put_back_with_history_and_log(dina: Actor, lev: Actor, three: list[UUID]) -> None:
    batch, before = uuid4(), stubs(dina, three)
    wish = {"owner": lev.account, "next_action": "write", "next_due": DAY, "urgency": "soon"}
    done = together.change(dina, batch, targets(dina, three), wish)
    assert (done.left, done.stayed) == (0, [])
    for stub in stubs(dina, three):
        assert (stub.owner, stub.next_action, stub.next_due, stub.urgency) == (lev.account, "write", DAY, "soon")
    assert [(each.made.id, each.count) for each in together.batches(dina)] == [(batch, 3)]
    assert together.take_back(dina, batch).stayed == []
    assert stubs(dina, three) == before
    assert together.batches(dina) == []
    assert len(history.changes(dina, three[0])) == 2
    said = [entry.verb for _number, entry in entries(lev.keys, lev.team(AUDIT), newest=6) if entry]
    assert said == ["casework.put_back_together"] * 3 + ["casework.changed_together"] * 3
    assert set(said) <= set(VERBS)
    with pytest.raises(Absent):
        together.take_back(dina, batch)


def test_what_somebody_changed_meanwhile_stays_and_is_said(dina: Actor, lev: Actor, three: list[UUID]) -> None:
    seen = targets(dina, three)
    refresh(lev)
    actions.set_next(lev, three[1], next_action="theirs")
    done = together.change(dina, uuid4(), seen, {"next_action": "mine"})
    assert done.stayed == [three[1]]
    assert [stub.next_action for stub in stubs(dina, three)] == ["mine", "theirs", "mine"]


def test_what_somebody_changed_since_is_not_put_back_and_is_said(dina: Actor, lev: Actor, three: list[UUID]) -> None:
    batch = uuid4()
    together.change(dina, batch, targets(dina, three), {"next_action": "mine"})
    refresh(lev)
    actions.set_next(lev, three[0], next_action="theirs")
    actions.assign(lev, three[1], lev.account)  # another field: what was set still stands
    done = together.take_back(dina, batch)
    assert done.stayed == [three[0]]
    after = stubs(dina, three)
    assert [stub.next_action for stub in after] == ["theirs", "call Birch", "call Cedar"]
    assert after[1].owner == lev.account
    with pytest.raises(Absent):
        together.take_back(dina, batch)


def test_what_is_changed_while_it_is_put_back_stays(
    dina: Actor, lev: Actor, three: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = uuid4()
    together.change(dina, batch, targets(dina, three), {"next_action": "mine"})
    refresh(lev)
    monkeypatch.setattr(together, "in_order", lambda: actions.set_next(lev, three[2], next_action="theirs"))
    together.take_back(dina, batch)
    assert [stub.next_action for stub in stubs(dina, three)] == ["call Ash", "call Birch", "theirs"]


def test_it_goes_on_where_it_was_cut_off(dina: Actor, three: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "AT_ONCE", 1)
    batch, seen = uuid4(), targets(dina, three)
    assert together.change(dina, batch, seen, {"urgency": "now"}, seconds=0).left == 2
    assert [stub.urgency for stub in stubs(dina, three)] == ["now", "normal", "normal"]
    once = access.case(dina, three[0])[0].version
    assert together.change(dina, batch, seen, {"urgency": "now"}).left == 0
    assert [stub.urgency for stub in stubs(dina, three)] == ["now"] * 3
    assert access.case(dina, three[0])[0].version == once  # not done twice
    assert together.take_back(dina, batch, seconds=0).left == 2
    assert together.take_back(dina, batch).left == 0
    assert [stub.urgency for stub in stubs(dina, three)] == ["normal"] * 3


def test_a_failure_in_a_turn_leaves_none_of_it(dina: Actor, three: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter([None, None])

    def cut(*_args: object, **_kwargs: object) -> None:
        if next(calls, "cut") == "cut":
            raise ConnectionError

    monkeypatch.setattr(together, "log", cut)
    with pytest.raises(ConnectionError):
        together.change(dina, uuid4(), targets(dina, three), {"urgency": "now"})
    assert [stub.urgency for stub in stubs(dina, three)] == ["normal"] * 3


def test_only_these_fields_and_only_colleagues(dina: Actor, out: Actor, three: list[UUID]) -> None:
    for wish in ({"pseudonym": "x"}, {}, {"stage": "arrived"}):
        with pytest.raises(ValueError, match="nothing"):
            together.change(dina, uuid4(), targets(dina, three), wish)
    with pytest.raises(Absent):
        together.change(dina, uuid4(), targets(dina, three), {"owner": out.account})
    with pytest.raises(Absent):
        together.change(out, uuid4(), [], {"urgency": "now"})


def test_after_a_week_it_is_not_offered(dina: Actor, three: list[UUID]) -> None:
    together.change(dina, uuid4(), targets(dina, three), {"urgency": "now"})
    later = replace(dina, now=lambda: datetime.now(UTC) + timedelta(days=8))
    assert together.batches(later) == []


def test_it_is_seen_in_the_browser_before_it_is_done(client_of: ClientOf, dina: Actor, three: list[UUID]) -> None:
    browser, url = client_of("dina"), reverse("casework:together")
    assert "Tick cases" in browser.get(url).content.decode()
    chosen = browser.post(url, {"case": three[:2]})
    assert chosen.context["step"] == "choose"
    said = {"case": three[:2], "urgency": "now", "once": chosen.context["form"]["once"].value()}
    nothing = browser.post(url, {"case": three[:2], "step": "look"})
    assert (nothing.status_code, "Say what is to be changed" in nothing.content.decode()) == (422, True)
    look = browser.post(url, said | {"step": "look"})
    assert "2 cases will change" in look.content.decode()
    assert [stub.urgency for stub in stubs(dina, three)] == ["normal"] * 3
    seen = [f"{line['id']}:{line['version']}" for line in look.context["lines"]]
    answer = browser.post(url, said | {"step": "do", "target": seen}, follow=True)
    assert "Changed together before" in answer.content.decode()
    assert [stub.urgency for stub in stubs(dina, three)] == ["now", "now", "normal"]
    browser.post(reverse("casework:put-back", args=[said["once"]]))
    assert [stub.urgency for stub in stubs(dina, three)] == ["normal"] * 3


def test_all_that_the_filters_show_can_be_chosen(client_of: ClientOf, dina: Actor, three: list[UUID]) -> None:
    actions.set_next(dina, three[0], next_action="x", urgency="now")
    answer = client_of("dina").post(reverse("casework:together"), {"all": "1", "group": "open", "urgency": "now"})
    assert [stub.pseudonym for _row, stub in answer.context["chosen"]] == ["Ash"]


def test_whoever_was_overtaken_is_told_on_the_page(client_of: ClientOf, dina: Actor, three: list[UUID]) -> None:
    seen = [f"{case}:9" for case in three[:1]]
    sent = {"case": three[:1], "target": seen, "urgency": "now", "once": uuid4(), "step": "do"}
    page = client_of("dina").post(reverse("casework:together"), sent).content.decode()
    assert "1 case stays as it is" in page
    assert "Ash" in page


def test_whoever_is_given_cases_is_told_on_today_and_who_gives_them_before(
    client_of: ClientOf, dina: Actor, lev: Actor, three: list[UUID], in_english: None
) -> None:
    browser, url, once = client_of("dina"), reverse("casework:together"), uuid4()
    chosen = {"case": three, "owner": str(lev.account), "once": once}
    assert "responsible at once" in browser.post(url, chosen | {"step": "look"}).content.decode()
    seen = [f"{each.id}:{each.version}" for each in targets(dina, three)]
    for _ in range(2):  # sent twice it is told once
        browser.post(url, chosen | {"target": seen, "step": "do"})
    today = client_of("lev").get(reverse("desk:today") + "?whose=mine").content.decode()
    assert today.count("3 cases are yours since today") == 1
    own = {"case": three, "owner": str(dina.account), "once": uuid4()}
    assert "responsible at once" not in browser.post(url, own | {"step": "look"}).content.decode()
