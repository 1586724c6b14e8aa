"""The page of today: what must not wait, in order, each line with why it stands there, nothing cut off unsaid."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.casework.conftest import waiting_request
from tests.desk.test_pages import accepted
from tests.evacuation.conftest import build
from tests.stage import Organisation, clear
from waystation.advocacy import approving, bodies, drafting, following
from waystation.advocacy.clocks import Clock
from waystation.advocacy.records import Authority, Submission
from waystation.casework import actions as casework
from waystation.casework import membership, pressing, releases
from waystation.casework.clock import FORENSIC
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.work import actions as work
from waystation.desk import now
from waystation.desk.pressing import SHOWN, Part, Pressing
from waystation.evacuation import actions as evacuation
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.staff.access import refresh
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY, locator
from waystation.trust import vetting
from waystation.vault.compartments import Compartment
from waystation.vault.records import post

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
PHRASE = "nine green lanterns"


def yesterday() -> date:
    return localdate() - timedelta(days=1)


def parts(actor: Actor, *, mine: bool = False) -> dict[str, Part]:
    return {part.code: part for part in Pressing(actor, mine=mine).parts()}


def why(actor: Actor, code: str) -> list[str]:
    return [str(entry.why) for entry in parts(actor)[code].entries]


def test_the_order_is_that_of_what_must_not_wait(client_of: ClientOf, dina: Actor, organisation: Organisation) -> None:
    case = accepted(dina, "Birch", next_action="call the consulate", next_due=yesterday())
    accepted(dina, "Stork")
    lost = accepted(dina, "Heron", next_action="look for her")
    casework.advance(dina, lost, "lost_contact", note="no answer")
    waiting_request()
    work.add_task(dina, case, what="buy the ticket", due=localdate())
    work.ask_approval(dina, case, kind="plan", what="over the pass")
    casework.assess_risk(dina, case, factors=["held_before"], imminence="now")
    page = unescape(client_of("lev").get(reverse("desk:today")).content.decode())
    headings = re.findall(r"<h2>([^<]+)</h2>", page.split("<aside")[0])
    assert headings == [
        "Alarms",
        "Deadlines",
        "Unanswered",
        "Tasks and flags",
        "Waits for your approval",
        "Runs out",
        "Risk never assessed",
        "Without a next step or a day",
    ]
    for said in (
        "Heron",
        "next step: due since",
        "waiting for",
        "task: today",
        "Alma asked",
        "risk assessment: ends on",
        "nothing is planned",
    ):
        assert said in page


def test_each_line_says_why(dina: Actor, organisation: Organisation) -> None:
    case = accepted(dina, "Birch", next_action="call", next_due=localdate())
    casework.add_need(dina, case, code="passport", due=yesterday())
    work.raise_flag(dina, case, message="her brother asked")
    assert why(dina, "deadlines") == [
        f"need: due since {yesterday().day} {yesterday().strftime('%B')}",
        "next step: today",
    ]
    assert why(dina, "work")[0].startswith("flag of Alma, up since")


def much(dina: Actor, number: int) -> None:
    """So many of everything."""
    for each in range(number):
        case = accepted(dina, f"Case {each}", next_action="call", next_due=yesterday() - timedelta(days=each))
        accepted(dina, f"Idle {each}")
        waiting_request()
        work.add_task(dina, case, what=f"buy {each}", due=localdate() - timedelta(days=2 * each))
        work.ask_approval(dina, case, kind="plan", what="over the pass")
        casework.assess_risk(dina, case, factors=["held_before"], imminence="now")
        casework.add_need(dina, case, code="passport", due=yesterday() - timedelta(days=each))
        work.raise_flag(dina, case, message="look", on=localdate() - timedelta(days=each))


@pytest.mark.parametrize("mine", [False, True])
def test_nothing_is_cut_off_without_saying_how_many_more(
    client_of: ClientOf, dina: Actor, organisation: Organisation, mine: bool
) -> None:
    number = SHOWN + 3
    much(dina, number)
    found = parts(dina, mine=mine)
    totals = {code: part.total for code, part in found.items()}
    assert totals == {
        "deadlines": 2 * number,
        "unanswered": number,
        "work": 2 * number,
        "running-out": number,
        "without-next": number,
    }
    for part in found.values():
        assert len(part.entries) == SHOWN
        assert part.more == part.total - SHOWN
    assert parts(organisation.actor("lev"))["approvals"].more == 3
    page = unescape(
        client_of("dina").get(reverse("desk:today") + f"?whose={'mine' if mine else 'all'}").content.decode()
    )
    assert page.count("and 3 more") == 3
    assert page.count(f"and {2 * number - SHOWN} more") == 2


LINE = re.compile(r'<tr><th scope="row"><a href="([^"]+)"')


def on_pages(browser: Client, code: str, whose: str) -> list[str]:
    """Where each line of a part leads, page after page, as its own pages show them."""
    found: list[str] = []
    address: str | None = reverse("desk:part") + f"?part={code}&whose={whose}"
    while address:
        answer = browser.get(address)
        assert answer.status_code == 200
        page = answer.content.decode()
        found += LINE.findall(page)
        next_page = re.search(r'rel="next" href="([^"]+)"', page)
        address = reverse("desk:part") + unescape(next_page[1]) if next_page else None
    return found


@pytest.mark.parametrize("mine", [False, True])
def test_all_of_a_long_part_stands_on_pages_of_its_own_in_the_same_order(
    client_of: ClientOf, dina: Actor, organisation: Organisation, mine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(now, "ON_A_PAGE", 5)
    much(dina, SHOWN + 3)
    whose = "mine" if mine else "all"
    for who in ("dina", "lev"):
        browser, found = client_of(who), parts(organisation.actor(who), mine=mine)
        today = unescape(browser.get(reverse("desk:today") + f"?whose={whose}").content.decode())
        for code, part in found.items():
            everything = [entry.url for entry in part[: part.total]]
            assert len(everything) == part.total
            assert on_pages(browser, code, whose) == everything
            assert [entry.url for entry in part.entries] == everything[:SHOWN]
            assert (f"{reverse('desk:part')}?part={code}" in today) == bool(part.more), code
        assert len(re.findall(r"and \d+ more", today)) == len(re.findall(r"<a [^>]+>and \d+ more", today))


def test_what_stands_beside_the_parts_has_pages_too(
    client_of: ClientOf, dina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((pressing, "SHOWN"), (now, "SILENT")):
        monkeypatch.setattr(module, name, 1)
    for each in range(3):
        case = accepted(dina, f"Heron {each}", next_action="look for her")
        casework.advance(dina, case, "lost_contact", note="no answer")
        risen = accepted(dina, f"Birch {each}")
        casework.assess_risk(dina, risen, factors=["held_before"], imminence="none_known")
        casework.assess_risk(dina, risen, factors=["held_before"], imminence="now")
    browser = client_of("lev")
    today = browser.get(reverse("desk:today")).content.decode()
    assert today.count(">and 2 more") == 2
    for code in ("silent", "alerts"):
        assert f"?part={code}" in today
        assert len(set(on_pages(browser, code, "all"))) == 3


def test_who_waits_for_a_verdict_has_pages(client_of: ClientOf, dina: Actor, lev: Actor) -> None:
    for each in range(SHOWN + 2):
        stub = RequestStub(received_at=datetime.now(UTC), channel="web", who=f"a{each}@mail.example")
        thread = post(Request, stub, to=(locator(DUTY), Compartment.SELF)).pk
        vetting.judge(dina, thread, "provisional", "tells what others told")
        vetting.judge(dina, thread, "cleared", "we spoke")
    browser = client_of("lev")
    assert "?part=second" in browser.get(reverse("desk:today")).content.decode()
    assert len(set(on_pages(browser, "second", "all"))) == SHOWN + 2
    assert on_pages(browser, "again", "all") == []


def test_a_part_that_there_is_not_or_not_for_somebody_is_absent(client_of: ClientOf, dina: Actor) -> None:
    accepted(dina, "Birch", next_action="call", next_due=yesterday())
    assert client_of("dina").get(reverse("desk:part") + "?part=nothing").status_code == 404
    for code in ("deadlines", "alerts", "second", ""):
        assert client_of("ira").get(reverse("desk:part") + f"?part={code}").status_code == 404


def test_mine_is_what_i_am_responsible_for(dina: Actor, organisation: Organisation) -> None:
    lev = organisation.actor("lev")
    case = accepted(dina, "Birch", next_action="call", next_due=yesterday())
    lev = organisation.actor("lev")
    casework.add_need(dina, case, code="passport", due=yesterday())
    work.add_task(dina, case, what="for lev", due=localdate(), who=lev.account)
    work.raise_flag(dina, case, message="look")
    casework.assess_risk(dina, case, factors=["held_before"], imminence="now")
    assert {code: part.total for code, part in parts(dina, mine=True).items()} == {
        "deadlines": 2,
        "work": 1,
        "running-out": 1,
    }
    assert {code: part.total for code, part in parts(lev, mine=True).items()} == {"work": 1}
    casework.assign(dina, case, lev.account)
    assert {code: part.total for code, part in parts(lev, mine=True).items()} == {
        "deadlines": 2,
        "work": 2,
        "running-out": 1,
    }


def test_a_next_step_without_a_day_is_no_plan_and_a_consent_says_to_whom(dina: Actor) -> None:
    case = accepted(dina, "Birch", next_action="ask about papers")
    (entry,) = parts(dina)["without-next"].entries
    assert (entry.who, entry.what, str(entry.why)) == ("Birch", "ask about papers", "no day is said for it")
    casework.set_next(dina, case, next_action="ask about papers", next_due=localdate() + timedelta(days=9))
    assert "without-next" not in parts(dina)
    old = localdate() - timedelta(days=800)
    casework.record_consent(dina, case, purpose="share_ngo", recipient="Harbour", state="given", on=old)
    (entry,) = parts(dina)["running-out"].entries
    assert str(entry.what).endswith(": Harbour")
    assert str(parts(dina)["running-out"].entries[0].why)[-4:] < str(localdate().year)


def test_a_risk_that_nobody_assessed_is_told(dina: Actor, organisation: Organisation) -> None:
    later = localdate() + timedelta(days=40)
    case = accepted(dina, "Birch", next_action="call", next_due=later)
    away = accepted(dina, "Heron", next_action="call", next_due=later)
    assert parts(dina) == {}  # there are three days for it
    after = replace(dina, now=lambda: datetime.now(UTC) + timedelta(days=3))
    (entry, other) = parts(after)["unassessed"].entries
    assert (entry.who, other.who, entry.what) == ("Birch", "Heron", "Assess the risk")
    assert str(entry.why).startswith("open since")
    assert entry.url == reverse("casework:risk", args=[case])
    casework.assess_risk(dina, case, factors=["held_before"], imminence="none_known")
    assert [each.who for each in parts(after)["unassessed"].entries] == ["Heron"]
    assert "unassessed" not in parts(dina)
    casework.advance(dina, away, "lost_contact", note="no answer")
    assert [each.who for each in parts(dina)["unassessed"].entries] == ["Heron"]  # past accepted: at once
    lev = organisation.actor("lev")
    assert [parts(one, mine=True).get("unassessed") is not None for one in (dina, lev)] == [True, False]
    casework.assign(dina, away, lev.account)
    assert [parts(one, mine=True).get("unassessed") is not None for one in (dina, lev)] == [False, True]
    casework.advance(dina, away, "deceased", note="her sister told us")
    assert "unassessed" not in parts(dina)


def test_whose_assessment_is_closed_to_somebody_is_not_said_to_have_none(dina: Actor, lev: Actor) -> None:
    case = accepted(dina, "Birch")
    refresh(lev)
    casework.advance(dina, case, "lost_contact", note="no answer")
    assert "unassessed" in parts(dina)
    membership.take_off(lev, case, dina.account)
    membership.give(lev, case, dina.account, [Compartment.LIST])
    refresh(dina)
    assert parts(dina)["without-next"].total == 1  # the list of it is open
    assert "unassessed" not in parts(dina)


def test_nothing_is_waiting_stands_only_where_that_is_so(client_of: ClientOf, dina: Actor) -> None:
    browser = client_of("dina")
    assert "Nothing is waiting" in browser.get(reverse("desk:today")).content.decode()
    case = accepted(dina, "Birch", next_action="call", next_due=localdate() + timedelta(days=9))
    casework.assess_risk(dina, case, factors=["held_before"], imminence="none_known")
    assert "Nothing is waiting" in browser.get(reverse("desk:today")).content.decode()
    casework.add_need(dina, case, code=FORENSIC)  # its clock waits
    page = browser.get(reverse("desk:today")).content.decode()
    assert "Nothing is waiting" not in page
    assert "Nothing else is waiting" in page


def test_nobody_is_said_to_have_checked_in_who_has_not(client_of: ClientOf, dina: Actor, lev: Actor) -> None:
    """Also before it is an alarm."""
    browser, case = client_of("dina"), accepted(dina, "Birch")
    refresh(lev)
    earlier = replace(lev, now=lambda: lev.now() - timedelta(hours=1))
    due = lev.now() - timedelta(minutes=2)
    assert "Everybody who had to check in did." in browser.get(reverse("desk:today")).content.decode()
    evacuation.schedule_check_in(earlier, case, due_at=due, grace_minutes=30, if_missed="call")
    page = browser.get(reverse("desk:today")).content.decode()
    assert "No alarm yet. 1 person who had to check in has not." in page
    assert "Everybody who had to check in did." not in page


def test_what_is_not_due_does_not_stand_there(dina: Actor) -> None:
    later = localdate() + timedelta(days=40)
    case = accepted(dina, "Birch", next_action="call", next_due=later)
    work.add_task(dina, case, what="buy", due=later)
    work.raise_flag(dina, case, message="look", on=later)
    casework.add_need(dina, case, code="passport", due=later)
    casework.assess_risk(dina, case, factors=["held_before"], imminence="none_known")
    assert parts(dina) == {}


def test_a_bed_that_ends_with_nothing_after_it(organisation: Organisation, lev: Actor) -> None:
    scene = build(lev)
    case: UUID = scene.case()
    scene.bed(case, start=localdate(), nights=3)

    def beds() -> list[str]:
        found = parts(organisation.actor("lev")).values()
        return [str(entry.why) for part in found for entry in part.entries if "bed" in str(entry.why)]

    assert len(beds()) == 1
    assert beds()[0].startswith("bed: until")
    scene.bed(case, start=localdate() + timedelta(days=3), nights=20)
    assert beds() == []


def test_whoever_opens_no_case_sees_none_of_it(dina: Actor, ira: Actor, out: Actor) -> None:
    accepted(dina, "Birch", next_action="call", next_due=yesterday())
    assert parts(ira) == parts(out) == {}


def test_what_a_second_person_is_asked_to_agree_to_is_told_to_them_alone(
    dina: Actor, organisation: Organisation
) -> None:
    case = accepted(dina, "Birch")
    lev = organisation.actor("lev")
    wanted = Wanted("share_ngo", "Harbour", frozenset({"list"}))
    asked = releases.ask_second(lev, case, wanted, "They are followed.")
    assert "releases" not in parts(lev)  # never what one asked oneself
    add_account(organisation.founding, name="max", passphrase=PHRASE, persona="Max", roles=["coordinator"])
    max_ = resume(sign_in("max", PHRASE, now=lev.now()), now=lev.now())
    assert max_ is not None
    (entry,) = parts(max_)["releases"].entries
    assert (entry.who, entry.url) == ("Birch", reverse("casework:decide", args=[case, asked]))
    assert str(entry.what).endswith(": Harbour")
    releases.decide(max_, case, asked, agreed=False)
    assert "releases" not in parts(max_)


def test_somebody_hostile_for_whom_a_way_is_made_stands_in_red(
    client_of: ClientOf, dina: Actor, organisation: Organisation
) -> None:
    case = accepted(dina, "Birch")
    lev = organisation.actor("lev")
    thread = Request.objects.get().pk
    casework.record_consent(lev, case, purpose="help", state="given")
    casework.assess_risk(lev, case, factors=["held_before"], imminence="now")
    clear(lev, thread)
    refresh(lev)
    casework.advance(lev, case, "planning_exit")
    vetting.judge(dina, thread, "hostile", "asks for names")
    page = unescape(client_of("lev").get(reverse("desk:today")).content.decode())
    assert "Hostile, with a way of ours" not in page  # one person says so, as yet
    refresh(lev)
    vetting.judge(lev, thread, "hostile")
    page = unescape(client_of("lev").get(reverse("desk:today")).content.decode())
    assert "Hostile, with a way of ours" in page
    assert client_of("lev").get(reverse("desk:part") + "?part=hostile").status_code == 200
    casework.say_funds(lev, case, there=True, note="Ways out")
    with pytest.raises(Refused) as refused:
        casework.advance(lev, case, "in_transit")
    assert any("Clear the person first" in str(reason) for reason in refused.value.reasons)


def test_an_authority_that_is_silent_stands_here_and_so_does_what_we_may_soon_not_ask(
    dina: Actor, organisation: Organisation
) -> None:
    lev = organisation.actor("lev")
    court = bodies.add_authority(
        lev, Authority(name="A court", clocks=(Clock(code="x", use="filing", limit=4, unit="months", starts="event"),))
    )
    since = lev.today - timedelta(days=110)
    drafting.draft(lev, Submission(authority=court, kind="appeal", title="The refusal", since=since))
    rapporteur = bodies.add_authority(
        lev, Authority(name="A rapporteur", kind="un.sp", clocks=(Clock(code="y", limit=60, starts="sent"),))
    )
    asked = drafting.draft(
        lev,
        Submission(authority=rapporteur, kind="un_allegation_letter", title="The cellar", text="We ask."),
        clock="y",
    )
    approving.let_go(lev, asked, nobody=True)
    following.note_way(lev, asked, sent=lev.today - timedelta(days=90), channel="mail")
    refresh(lev)
    soon, silent = parts(lev)["authorities"].entries
    assert (soon.who, "we may go there until" in str(soon.why)) == ("A court", True)
    assert (silent.who, silent.tone, "no answer, due since" in str(silent.why)) == ("A rapporteur", "danger", True)
    assert "authorities" not in parts(dina)
