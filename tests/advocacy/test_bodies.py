"""What each kind of body and of submission demands: what to heed, by which limit, for what consent is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from msgspec import structs

from tests.advocacy.test_actions import drafted
from tests.advocacy.test_rules import COMMITTEE, asked
from waystation.advocacy import access, approving, bodies, following, outlines, rules, shipped, shown
from waystation.advocacy.clocks import Clock
from waystation.advocacy.forms import ClockForm
from waystation.advocacy.records import Authority
from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.casework.records import WordsSeen
from waystation.documentation.errors import Refused
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term, terms

KINDS = [each.code for each in terms("submission_kinds") if not each.code.startswith("victim.")]
OF_NO_FORM = {"media_briefing", "other"}


def body(kind: str, **more: object) -> Authority:
    return Authority(name="A body", kind=kind, clocks=tuple(shipped.known(term("addressees", kind))), **more)  # type: ignore[arg-type]


def test_every_kind_that_is_written_down_has_headings_of_its_own() -> None:
    plain = outlines.headings("other", "en")
    without = {kind for kind in KINDS if outlines.headings(kind, "en") == plain}
    assert without == OF_NO_FORM


def test_whoever_goes_there_is_told_what_to_heed(in_english: None) -> None:
    assert "never say who somebody is" in shown.heed(body("ru.ombudsman_chechnya"))
    assert "16 September 2022" in shown.heed(body("coe.ecthr"))
    assert "in its own name" in shown.heed(body("ru.prosecutor"))
    assert shown.heed(body("media")) == shown.heed(Authority(name="Of no kind")) == ""


def test_a_body_is_called_by_whole_words() -> None:
    found = term("addressees", "un.sp")
    assert found.en.endswith("human rights defenders and others)")
    assert found.ru.endswith("правозащитники и другие)")


@pytest.mark.parametrize(
    ("kind", "of", "code"),
    [
        ("crime_report", "ru.mvd", "ru.cpc144"),
        ("citizen_appeal", "ru.mvd", "ru.59fz"),
        ("citizen_appeal", "ru.prosecutor", "ru.59fz_pros"),
        ("complaint_prosecutor", "ru.prosecutor", "ru.cpc124"),
        ("un_wgad", "un.wgad", "un.wgad"),
        ("open_letter", "state.embassy", "own.followup"),  # its only one, and of no kind
        ("appeal", "ru.court", ""),  # that of another kind
        ("other", "osce", ""),  # two, and nobody can say which
        ("ecthr", "coe.ecthr", ""),  # binds us
    ],
)
def test_the_limit_of_a_kind_is_proposed(kind: str, of: str, code: str) -> None:
    assert rules.usual_clock(kind, body(of)) == code


def test_an_urgent_case_has_three_months_and_one_that_is_not_has_none() -> None:
    group = body("un.wgeid")
    since = date(2031, 1, 31)
    assert rules.file_until(asked(kind="un_wgeid_urgent", since=since, sent=None), group) == date(2031, 4, 30)
    assert rules.file_until(asked(kind="un_wgeid_standard", since=since, sent=None), group) is None
    committee = body("un.hrc")
    assert rules.file_until(asked(kind="un_hrc", since=since, sent=None), committee) == date(2036, 1, 31)


def test_until_when_it_is_registered_and_passed_on() -> None:
    any_ = body("ru.any_body", country="RU")
    came = date(2031, 5, 6)  # a Tuesday; the 9th is a holiday, the 10th and 11th a weekend
    open_ = asked(sent=came, received=came)
    assert rules.on_the_way(open_, any_) == [("registering", date(2031, 5, 12))]
    there = asked(sent=came, received=came, registered=date(2031, 5, 7))
    assert rules.on_the_way(there, any_) == [("forwarding", date(2031, 5, 14))]
    assert rules.on_the_way(asked(), COMMITTEE) == []


@pytest.mark.parametrize(
    ("kind", "of", "named", "purpose", "people"),
    [
        ("open_letter", "ru.president", False, "publish_anonymous", 2),
        ("open_letter", "eu.eeas", False, "publish_anonymous", 1),
        ("public_statement", "media", True, "publish_named", 2),
        ("other", "media", False, "publish_anonymous", 1),
        ("citizen_appeal", "ru.president", False, "share_home_authority", 2),
    ],
)
def test_for_what_everybody_reads_consent_to_being_published_is_asked(
    kind: str, of: str, named: bool, purpose: str, people: int
) -> None:
    said = asked(kind=kind, named=named)
    assert rules.purpose(body(of), said) == purpose
    assert rules.approvers(said, body(of)) == people


def saw(actor: Actor, made: UUID, case_id: UUID, *, agreed: bool = True) -> None:
    """The one of a case was shown the words of a letter, and says so."""
    digest = rules.digest(access.submission(actor, made)[1])
    said = WordsSeen(case_id, digest, agreed, "met", actor.today, actor.now(), actor.account)
    approving.note_seen(actor, made, said)


def test_an_open_letter_goes_with_consent_to_being_published(
    lev: Actor,
    max_: Actor,
    dina: Actor,
    accepted: Callable[..., UUID],
    committee: UUID,
    client_of: Callable[[str], Client],
    in_english: None,
) -> None:
    case_id = accepted(dina, "Birch")
    refresh(lev)
    refresh(max_)
    name = access.authority(lev, committee)[1].name
    made = drafted(lev, committee, kind="open_letter", clock="")
    cases.record_consent(lev, case_id, purpose="share_home_authority", recipient=name, state="given")
    with pytest.raises(Refused) as refused:  # telling an office is not telling everybody
        approving.let_go(lev, made, called=["birch"])
    assert "not asked" in str(refused.value.reasons).casefold()
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="given")
    approving.let_go(lev, made, called=["birch"])
    cases.record_consent(lev, case_id, purpose="share_home_authority", recipient=name, state="withdrawn")
    refresh(max_)
    with pytest.raises(Refused):  # who wants that office not to know is not shown to it with everybody else
        approving.let_go(max_, made, called=["birch"])
    cases.record_consent(lev, case_id, purpose="share_home_authority", recipient=name, state="given")
    refresh(max_)
    approving.let_go(max_, made, called=["birch"])
    for agreed, why in ((None, "have not seen these very words"), (False, "said no to them")):
        if agreed is not None:
            saw(lev, made, case_id, agreed=agreed)
        found = access.submission(lev, made)[1]
        assert why in str(approving.withdrawn_since(lev, found, access.authority(lev, committee)[1]))
        with pytest.raises(Refused) as refused:
            following.note_way(lev, made, sent=lev.today)
        assert why in str(refused.value.reasons)
    url = reverse("advocacy:words", args=[made])
    assert "saw these words and said no" in client_of("lev").get(url).content.decode()
    approving.take_approvals_back(lev, made)  # the same words, let go anew: what was said of them stands
    saw_before = access.submission(lev, made)[1].seen
    for actor in (lev, max_):
        refresh(actor)
        approving.let_go(actor, made, called=["birch"])
    assert access.submission(lev, made)[1].seen == saw_before
    saw(lev, made, case_id)
    following.note_way(lev, made, sent=lev.today)
    ((_row, use),) = casework.uses(lev, case_id)
    assert (use.purpose, use.recipient, use.what) == ("publish_anonymous", "", "publication")


def test_an_office_that_the_person_said_no_to_stops_a_letter_on_its_way(
    lev: Actor, dina: Actor, accepted: Callable[..., UUID]
) -> None:
    case_id = accepted(dina, "Birch")
    refresh(lev)
    embassy = bodies.add_authority(lev, body("state.embassy"))
    made = drafted(lev, embassy, kind="open_letter", clock="")
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="given")
    approving.let_go(lev, made, called=["birch"])
    no = {"purpose": "share_foreign_authority", "recipient": "A body", "state": "refused"}
    cases.record_consent(lev, case_id, **no)
    with pytest.raises(Refused):
        following.note_way(lev, made, sent=lev.today)
    assert casework.uses(lev, case_id) == []


@pytest.mark.usefixtures("in_english")
def test_the_pages_say_it(client_of: Callable[[str], Client], lev: Actor) -> None:
    one = bodies.add_authority(lev, body("ru.any_body", country="RU"))
    refresh(lev)
    tim = client_of("lev")
    ask = tim.get(reverse("advocacy:ask", args=[one]) + "?kind=citizen_appeal&in=en").content.decode()
    assert "Before one goes there" in ask
    assert '<option value="ru.59fz" selected>' in ask
    assert "Before one goes there" in tim.get(reverse("advocacy:authority", args=[one])).content.decode()
    made = drafted(lev, one, kind="citizen_appeal", clock="ru.59fz")
    for page in ("submission", "let-go"):
        assert "Before one goes there" in tim.get(reverse(f"advocacy:{page}", args=[made])).content.decode()


def line(substance: int, nothing: int, silent: int, *, late: int, ignored: int, days: float) -> shown.ScoreLine:
    cells = [substance, nothing, 0, silent, 0, 0]
    return shown.ScoreLine(None, "A body", cells, sum(cells), sum(cells), late, ignored, days)


def test_in_public_it_stands_how_often_a_body_was_silent_and_no_small_number_follows() -> None:
    def public(each: shown.ScoreLine) -> tuple[object, ...]:
        return shown._beside(each, [*each.cells, each.asked], 10)

    assert public(line(20, 40, 15, late=30, ignored=35, days=41.5)) == (75, 30, 35, 42)
    assert public(line(20, 40, 15, late=55, ignored=35, days=41.5)) == (75, None, 35, 42)  # five came in time
    assert public(line(20, 40, 15, late=30, ignored=18, days=41.5)) == (75, 30, None, 42)  # three came after silence
    assert public(line(0, 0, 15, late=0, ignored=15, days=9)) == (15, 0, 15, None)  # no answers, no days
    hidden = line(20, 3, 15, late=20, ignored=35, days=9)
    assert shown._beside(hidden, [20, None, 0, 15, 0, 0, None], 10) == (None, None, None, None)


def test_in_public_the_order_tells_nothing(monkeypatch: pytest.MonkeyPatch, lev: Actor) -> None:
    worst = [replace(line(0, 0, 9, late=0, ignored=9, days=0), name=name) for name in ("Zeta", "Alpha", "Mu")]
    monkeypatch.setattr(shown, "board", lambda _actor: worst)
    assert [str(each.name) for each in shown.public_board(lev, 10)][:3] == ["Alpha", "Mu", "Zeta"]


def test_the_limits_that_are_known_are_sound() -> None:
    for each in terms("addressees"):
        found = body(each.code, country=each.extra["country"])
        assert rules.authority_faults(found) == []
        assert all(isinstance(clock, Clock) for clock in found.clocks)


@pytest.mark.usefixtures("in_english")
def test_what_russia_did_after_it_left_is_asked_about() -> None:
    court = body("coe.ecthr")
    assert shown.closed(court, date(2022, 9, 15)) == ""
    assert "16 September 2022" in shown.closed(court, date(2022, 9, 16))
    assert shown.closed(court, None) == ""
    assert shown.closed(body("un.hrc"), date(2024, 1, 1)) == ""


@pytest.mark.usefixtures("in_english")
def test_a_limit_that_was_another_one_before_is_kept_and_said() -> None:
    (limit,) = shipped.known(term("addressees", "coe.ecthr"))
    assert "6 months for what began before" in shown.ClockLine(limit).said
    form = ClockForm({name: "" if value is None else value for name, value in ClockForm.initial_of(limit).items()})
    assert form.is_valid(), form.errors
    assert form.clock == limit
    assert rules.clock_faults(limit) == []
    for wrong in ({"earlier": 0}, {"changed": None}, {"earlier": 999}):
        assert [name for name, _said in rules.clock_faults(structs.replace(limit, **wrong))] == ["earlier"]


def test_the_body_is_read_once_however_many_cases_are_in_it(
    lev: Actor, dina: Actor, accepted: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    birch, linden = (accepted(dina, name) for name in ("Birch", "Linden"))
    refresh(lev)
    embassy = bodies.add_authority(lev, body("state.embassy"))
    made = drafted(lev, embassy, kind="open_letter", clock="")
    for case_id in (birch, linden):
        cases.record_consent(lev, case_id, purpose="publish_anonymous", state="given")
    read, times = access.authority, []
    monkeypatch.setattr(access, "authority", lambda *said: times.append(said) or read(*said))
    approving.let_go(lev, made, called=["birch", "linden"])
    assert len(times) == 1
    for case_id in (birch, linden):
        saw(lev, made, case_id)
    times.clear()
    assert approving.withdrawn_since(lev, access.submission(lev, made)[1], body("state.embassy")) == []
    assert times == []


@pytest.mark.parametrize(
    ("unit", "limits", "said"),
    [
        ("years", (1,), "1 year ·"),
        ("days", (30, 60), "30, 60 days ·"),
        ("working_days", (21,), "21 working days ·"),
        ("months", (1, 2), "1, 2 months ·"),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_a_limit_is_said_in_the_number_of_its_last(unit: str, limits: tuple[int, ...], said: str) -> None:
    limit = Clock(code="x", limit=limits[0], unit=unit, extended_to=limits[1:])
    assert said in shown.ClockLine(limit).said
    with override("ru"):
        assert ("1 год ·" in shown.ClockLine(limit).said) == (unit == "years")
        assert ("21 рабочий день ·" in shown.ClockLine(limit).said) == (unit == "working_days")
