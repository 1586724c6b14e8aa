"""The pages of relocation, walked; what stands of it on Today, in the calendar and in the feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.test_secrecy import database
from tests.desk.test_today import parts
from tests.evacuation.relocation.conftest import DAY, EMBASSY, ISLES, TODAY, Scene, build
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework import history_shown
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Paper
from waystation.desk.calendar import renew
from waystation.desk.dates import Dates
from waystation.evacuation.relocation import access, actions, filing, pathways, shown
from waystation.evacuation.relocation.models import ApplicationRow, StepRow
from waystation.evacuation.relocation.records import Appointment
from waystation.staff import feeds
from waystation.staff.actor import utc_now

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def url(name: str, *args: UUID) -> str:
    return reverse(f"relocation:{name}", args=args)


def post(browser: Client, address: str, said: dict[str, Any], status: int = 303) -> str:
    answer = browser.post(address, said)
    assert answer.status_code == status, text(answer)
    return text(answer)


@pytest.fixture
def browser(client_of: ClientOf, scene: Scene) -> Client:
    return client_of("lev")


def test_it_works_from_a_new_track_to_the_year_after_an_arrival(browser: Client, scene: Scene) -> None:
    case = scene.case
    new = {"country": "Varna", "pathway": "work_study", "chance": "medium", "chance_source": "two got it in May"}
    new |= {"people": [str(scene.child)], "weeks": "6", "cost": "350,50", "currency": "eur"}
    post(browser, url("begin", case), new)
    made = next(each for each in access.tracks_of(scene.lev, case) if each.id != scene.track)
    assert (made.track.cost, made.track.currency, made.track.people) == ("350.50", "EUR", (scene.child,))
    page = text(browser.get(url("case", case)))
    for words in ("Varna: Work, study or tourist visa", "with Aspen", "6 weeks", "350.50 EUR", "two got it in May"):
        assert words in page
    assert "no passport is written down of Birch" in page
    post(browser, url("step-new", case, made.id), {"what": "ring the consul", "whose": "us"})
    post(
        browser,
        url("paper-new", case, made.id),
        {
            "person": "first",
            "kind": "education",
            "state": "missing",
            "translation": "needed",
            "legalisation": "apostille",
            "original": "her aunt",
        },
    )
    starts = (scene.lev.now() + 2 * DAY).strftime("%Y-%m-%dT%H:%M")
    post(
        browser,
        url("appointment-new", case, made.id),
        {
            "what": "fingerprints",
            "starts": starts,
            "remind": "24",
            "sign_after": "60",
            "provider": str(scene.embassy),
            "place": "second floor",
        },
    )
    post(
        browser,
        url("application-new", case, made.id),
        {"what": "study visa", "whom": ["first", str(scene.child)], "provider": str(scene.embassy)},
    )
    page = text(browser.get(url("track", case, made.id)))
    for words in (
        "ring the consul",
        "Diploma",
        "her aunt",
        "Apostille: not yet",
        "fingerprints",
        "second floor",
        "study visa",
        "Birch, Aspen",
        EMBASSY,
        "The sign of life after it",
    ):
        assert words in page, words
    ((application, _one),) = access.whole(scene.lev, case, made.id).applications
    hand_in = url("hand-in", case, application)
    assert "Not asked" in text(browser.get(hand_in))
    said = {"filed_on": TODAY - DAY, "by_us": "yes", "purpose": "share_immigration", "parts": ["who"]}
    assert "Aspen" in post(browser, hand_in, said, 422)
    scene.answer()
    scene.answer(person=scene.child)
    post(browser, hand_in, said)
    decide = {"decision": "granted", "decided_on": TODAY, "valid_from": TODAY, "valid_until": TODAY + 90 * DAY}
    post(browser, url("decide", case, application), decide)
    assert "Everybody on this track may travel from" in text(browser.get(url("track", case, made.id)))
    post(browser, url("arrival-new", case, made.id), {"arrived_on": TODAY, "place": "Port Sel", "received_by": "Wren"})
    page = text(browser.get(url("track", case, made.id)))
    for words in ("First days", "Port Sel", "Wren", "Ask on another day"):
        assert words in page
    (first, _check_up), *_more = access.whole(scene.lev, case, made.id).check_ups
    assert browser.get(url("check-up", case, first)).status_code == 200
    post(browser, url("check-up", case, first), {"done_on": TODAY, "how": "uneasy"}, 422)
    post(
        browser,
        url("check-up", case, first),
        {"done_on": TODAY, "how": "uneasy", "note": "alone in the hostel", "signs": ["new_friend"]},
    )
    assert "Somebody new came close to them" in text(browser.get(url("track", case, made.id)))
    (call,) = access.called(scene.at(utc_now()))  # the page went by this machine's clock
    assert "warning signs after arrival" in text(browser.get(url("tracks")))
    post(browser, url("call", case, call.id), {"note": "spoke for an hour; the friend is a neighbour"})
    assert "spoke for an hour" in text(browser.get(url("track", case, made.id)))


def test_a_passport_that_is_there_on_the_track_is_not_said_to_be_missing(browser: Client, scene: Scene) -> None:
    track = url("track", scene.case, scene.track)
    assert "no passport is written down of Birch" in text(browser.get(track))
    paper = {"person": "first", "kind": "ru.foreign_passport_bio", "state": "asked_for", "translation": "not_needed"}
    paper |= {"legalisation": "not_needed", "valid_until": TODAY + 900 * DAY}
    post(browser, url("paper-new", scene.case, scene.track), paper)
    assert "no passport is written down of Birch" in text(browser.get(track))  # nobody has it yet
    post(browser, url("paper-new", scene.case, scene.track), paper | {"state": "here"})
    assert "passport is written down" not in text(browser.get(track))
    assert not track_line(scene).passport_trouble(None)


def track_line(scene: Scene) -> shown.TrackLine:
    return shown.line(scene.lev, access.whole(scene.lev, scene.case, scene.track))


def test_to_whom_an_application_goes_can_be_said_where_it_is_missing(browser: Client, scene: Scene) -> None:
    application = scene.draft(provider=None)
    page = text(browser.get(url("hand-in", scene.case, application)))
    assert f'<a href="{url("application", scene.case, application)}">Say to whom it goes</a>' in page
    assert "Say to whom it goes" not in text(browser.get(url("hand-in", scene.case, scene.draft())))


def test_limits_are_shown_and_kept_to(browser: Client, scene: Scene) -> None:
    scene.answer("given_with_limits", limits="not my mother's name")
    application = scene.draft()
    said = {"filed_on": TODAY, "by_us": "yes", "purpose": "share_immigration", "parts": ["who", "contact"]}
    answer = browser.post(url("hand-in", scene.case, application), said | {"keeps": "on"})
    assert answer.status_code == 422
    assert "not my mother's name" in text(answer)
    limits = answer.context["form"]["limits"].value()
    post(browser, url("hand-in", scene.case, application), said | {"keeps": "on", "limits": limits})


def test_who_was_overtaken_sees_both(browser: Client, scene: Scene) -> None:
    (id_, step), *_more = scene.whole.steps
    version = access.part(scene.lev, scene.case, StepRow, id_)[0].version
    actions.change_step(scene.lev, scene.case, id_, actions.writing.replace(step, note="theirs: at ten"))
    said = {"what": step.what, "whose": "us", "note": "mine: at noon", "version": version}
    answer = browser.post(url("step", scene.case, id_), said)
    assert answer.status_code == 422
    assert "theirs: at ten" in text(answer)
    assert "mine: at noon" in text(answer)
    again = said | {"version": answer.context["form"]["version"].value()}
    post(browser, url("step", scene.case, id_), again)
    late = browser.post(url("step-done", scene.case, id_), {"version": version})
    assert "track-step-not-done" in late["Location"]
    assert dict(scene.whole.steps)[id_].done_on is None


def test_a_decision_before_it_was_handed_in_is_told_beside_its_field(browser: Client, scene: Scene) -> None:
    made = scene.filed(on=TODAY)
    said = {"decision": "granted", "decided_on": TODAY - DAY}
    answer = browser.post(url("decide", scene.case, made), said)
    assert "decided_on" in answer.context["form"].errors
    said = {"decision": "granted", "decided_on": TODAY, "valid_from": TODAY + 2 * DAY, "valid_until": TODAY + DAY}
    assert "valid_until" in browser.post(url("decide", scene.case, made), said).context["form"].errors
    assert scene.application(made).decision == ""


def test_a_refusal_shows_its_last_day_with_source_and_a_warning_where_none_is_known(
    browser: Client, scene: Scene
) -> None:
    made = scene.decided("refused")
    assert "The last day for an appeal is not known" in text(browser.get(url("track", scene.case, scene.track)))
    terms = {"country": ISLES, "pathway": "humanitarian_visa", "source": "Act 7, section 9", "as_of": TODAY}
    terms |= {"appeal_length": "14", "appeal_unit": "days", "appeal_from": "decision", "at_weekend": "stays"}
    terms |= {"further_length": "2", "further_unit": "weeks"}
    post(browser, url("terms-new"), terms | {"source": ""}, 422)
    post(browser, url("terms-new"), terms)
    page = text(browser.get(url("track", scene.case, scene.track)))
    assert "Act 7, section 9" in page
    assert "public holidays are not known" in page
    assert "14 days from: the day of the decision; 2 weeks for a further appeal" in text(browser.get(url("terms")))
    post(browser, url("appeal", scene.case, made), {"appealed_on": TODAY, "reference": "court 9"})
    assert "Under appeal" in text(browser.get(url("case", scene.case)))


def test_today_the_calendar_and_the_feed_tell_of_tracks(browser: Client, scene: Scene) -> None:
    starts = scene.lev.now().replace(microsecond=0) + timedelta(hours=20)
    wanted = Appointment(track=scene.track, what="fingerprints", starts=starts)
    actions.add_appointment(scene.lev, scene.case, wanted)
    scene.decided(valid_until=TODAY + 20 * DAY)
    found = {str(each.what): each for each in parts(scene.lev)["relocation"].entries}
    assert {"appointment: fingerprints", "visa or permit ends: visa", "ready to travel"} <= set(found)
    assert found["visa or permit ends"].tone == "danger"  # for that the duty team was called already
    assert "Going abroad" in text(browser.get(reverse("desk:today")))
    dates = Dates(scene.lev, TODAY, TODAY + 30 * DAY, mine=False)
    assert "visa or permit ends: visa" in [str(item.what) for item in dates.items()]
    assert starts in dates.times()
    assert "fingerprints" in text(browser.get(reverse("desk:calendar")))
    address = feeds.start(scene.lev, hours=True)
    renew(scene.lev)
    feed = browser.get(reverse("staff:feed", args=[address])).content.decode()
    assert "BEGIN:VEVENT" in feed
    for word in ("finger", "visa", "Isles", "Birch", "abroad", str(scene.case)):
        assert word not in feed


def test_a_passport_that_ends_too_soon_after_a_journey_stands_on_today_before_it_is_told_elsewhere(
    scene: Scene,
) -> None:
    paper = Paper(id=uuid4(), kind="ru.foreign_passport_bio", valid_until=TODAY + 300 * DAY)
    persons.keep_paper(scene.lev, scene.case, scene.first, paper)
    track = scene.whole.track
    for left, stands in ((100, False), (200, True), (310, True)):
        wanted = actions.writing.replace(track, travel_by=TODAY + left * DAY)
        actions.change(scene.lev, scene.case, scene.track, wanted)
        found = parts(scene.lev).get("relocation")
        told = [str(each.what) for each in found.entries] if found else []
        assert ("passport does not last for the journey" in told) is stands, left
    assert "running-out" not in parts(scene.lev)  # half a year before its end it is told there


def test_only_one_s_own_stand_among_mine(scene: Scene, organisation: Organisation) -> None:
    other = build(scene.lev, "Maple")
    for each, owner in ((scene, scene.lev.account), (other, organisation.accounts["dina"])):
        casework.assign(scene.lev, each.case, owner)
        each.decided("refused")
    whose = {
        mine: {str(each.who) for each in parts(scene.lev, mine=mine)["relocation"].entries} for mine in (True, False)
    }
    assert whose == {True: {"Birch"}, False: {"Birch", "Maple"}}
    days = {
        mine: {
            str(item.who)
            for item in Dates(scene.lev, TODAY, TODAY + 3 * DAY, mine=mine).items()
            if "relocation" in item.url
        }
        for mine in (True, False)
    }
    assert days == {True: {"Birch"}, False: {"Birch", "Maple"}}


def test_the_list_has_tabs_by_where_tracks_stand(browser: Client, scene: Scene) -> None:
    other = build(scene.lev, "Maple")
    scene.decided()
    actions.end(scene.lev, other.case, other.track, "closed")
    for tab, names in {
        "open": {"Birch"},
        "ready": {"Birch"},
        "ended": {"Maple"},
        "waiting": set(),
        "x": {"Birch"},
    }.items():
        lines = browser.get(url("tracks") + f"?show={tab}").context["page"].object_list
        assert {line.who for line in lines} == names, tab


def test_the_steps_of_a_pathway_are_written_and_two_at_once_see_each_other(browser: Client, scene: Scene) -> None:
    address = url("template", pathways.id_of("work_study"))
    page = browser.get(address)
    assert page.context["version"] == 0
    form = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-what": "ring the consul",
        "form-0-whose": "us",
        "form-0-days": "3",
        "version": "0",
    }
    post(browser, address, form)
    assert "ring the consul" in text(browser.get(url("templates")))
    answer = browser.post(address, form | {"form-0-what": "write to them"})
    assert answer.status_code == 422
    assert "ring the consul" in text(answer)
    post(browser, address, form | {"form-0-what": "write to them", "version": str(answer.context["version"])})


def test_absent_and_forbidden_are_alike(client_of: ClientOf, scene: Scene) -> None:
    application = scene.filed()
    (step, _step), *_more = scene.whole.steps
    none = uuid4()
    pages = [
        ("case", (scene.case,), (none,)),
        ("track", (scene.case, scene.track), (scene.case, none)),
        ("step", (scene.case, step), (scene.case, none)),
        ("decide", (scene.case, application), (none, application)),
        ("tracks", (), ()),
    ]
    for who in ("dina", "ira", "out"):
        browser = client_of(who)
        unknown = browser.get(f"/staff/{none}")
        for name, there, nowhere in pages:
            answers = [browser.get(url(name, *ids)) for ids in (there, nowhere)]
            assert {(each.status_code, each.content) for each in answers} == {(404, unknown.content)}, (who, name)


def test_nothing_of_a_track_can_be_read_in_the_database(browser: Client, scene: Scene) -> None:
    mark = "канарейка-canary"
    track = access.whole(scene.lev, scene.case, scene.track).track
    told = actions.writing.replace(track, country=mark, note=mark, chance="low", chance_source=mark)
    actions.change(scene.lev, scene.case, scene.track, told)
    scene.answer()
    made = scene.draft(what=mark, note=mark)
    filing.hand_in(scene.lev, scene.case, made, filed_on=TODAY, reference=mark)
    filing.decide(scene.lev, scene.case, made, decision="conditions", decided_on=TODAY, conditions=mark)
    actions.end(scene.lev, scene.case, scene.track, mark)
    everything = database()
    for word in (*mark.split("-"), "humanitarian_visa", "share_immigration", "visa_ends", "conditions"):
        assert word.encode() not in everything
    lines = history_shown.of_row(scene.lev, made)
    assert [line.label for each in lines for line in each.lines]
    assert mark in text(browser.get(reverse("casework:history", args=[scene.case])))


def test_no_row_is_derived_from_another(scene: Scene) -> None:
    """What a row is cannot be told from the ids of the rows beside it."""
    made = scene.decided("refused")
    assert access.part(scene.lev, scene.case, ApplicationRow, made)[1].refusal_task.version == 4
    assert all(held.id.version == 4 for held in access.timers_of(scene.lev, scene.case, scene.track))


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_year_in_which_nothing_can_be_is_told_and_today_stands(browser: Client, scene: Scene, day: str) -> None:
    browser.cookies["language"] = "en"
    paper = {"person": "first", "kind": "birth_certificate", "state": "missing"} | NEEDS_NOTHING
    said = post(browser, url("paper-new", scene.case, scene.track), paper | {"valid_until": day}, 422)
    assert "This is a year in which nothing can be" in said
    made = scene.filed()
    decided = {"decision": "granted", "decided_on": TODAY, "valid_until": day}
    said = post(browser, url("decide", scene.case, made), decided, 422)
    assert "This is a year in which nothing can be" in said
    assert browser.get(reverse("desk:today")).status_code == 200


NEEDS_NOTHING = {"translation": "not_needed", "legalisation": "not_needed"}


def test_what_was_decided_before_an_appeal_stands_beside_what_is_decided_again(browser: Client, scene: Scene) -> None:
    browser.cookies["language"] = "en"
    made = scene.decided("refused", on=TODAY - 9 * DAY)
    appealed = {"appealed_on": TODAY - 5 * DAY, "outcome": "allowed", "decided_on": TODAY - 3 * DAY}
    post(browser, url("appeal", scene.case, made), appealed)
    form = browser.get(url("decide", scene.case, made)).context["form"]
    assert not form["decision"].value() and not form["decided_on"].value()  # noqa: PT018  # a new one, not the old
    again = {"decision": "refused", "told_on": TODAY}
    said = post(browser, url("decide", scene.case, made), again | {"decided_on": TODAY - 4 * DAY}, 422)
    assert "before the appeal was answered" in said
    post(browser, url("decide", scene.case, made), again | {"decided_on": TODAY})
    page = text(browser.get(url("track", scene.case, scene.track)))
    assert "appealed on" in page and "Allowed: they decide again" in page  # noqa: PT018
    assert url("appeal", scene.case, made) in page
    assert not access.part(scene.lev, scene.case, ApplicationRow, made)[1].appealed_on


def test_every_instance_stands_on_the_page_with_what_was_late_in_it(browser: Client, scene: Scene) -> None:
    told = {"told_on": TODAY - 20 * DAY, "appeal_by": TODAY - 10 * DAY, "appeal_source": "the consul"}
    made = scene.decided("refused", on=TODAY - 20 * DAY, **told)
    further, page = url("appeal-further", scene.case, made), url("track", scene.case, scene.track)
    assert further not in text(browser.get(page))
    answer = {"appealed_on": TODAY - 9 * DAY, "outcome": "dismissed", "decided_on": TODAY - 3 * DAY}
    post(browser, url("appeal", scene.case, made), answer)
    said = text(browser.get(page))
    assert "Dismissed" in said and "The last day for that appeal was" in said  # noqa: PT018
    assert "The last day for an appeal is not known" in said
    assert further in said
    # The answer is corrected where it was noted: it reached them, and a lawyer says by when.
    answer |= {"told_on": TODAY - 2 * DAY, "further_by": TODAY - DAY, "further_source": "a lawyer"}
    post(browser, url("appeal", scene.case, made), answer)
    said = text(browser.get(page))
    assert "a lawyer" in said and "past" in said and "not known" not in said  # noqa: PT018
    assert browser.get(further).context["form"].initial["appealed_on"] is None
    post(browser, further, {"appealed_on": TODAY, "reference": "court 2/9"})
    said = text(browser.get(page))
    assert "court 2/9" in said and "past" in said  # noqa: PT018 (it was handed in late)
    assert further not in said
    post(browser, further, {"appealed_on": TODAY}, 422)
    post(
        browser, url("appeal", scene.case, made),
        {"appealed_on": TODAY, "outcome": "dismissed", "decided_on": TODAY, "is_final": "on"},
    )  # fmt: skip
    said = text(browser.get(page))
    assert "No further appeal is possible" in said
    assert further not in said
