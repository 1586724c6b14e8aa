"""The pages in Chromium: nothing wider than the screen, no console error, a journey walked by clicks alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from tests.e2e.screens import ARGUMENTS, CHROMIUM, need_chromium, width_of
from tests.evacuation.conftest import PLACES, Scene, at, build, colleague
from tests.stage import Organisation, found
from waystation.evacuation import access, actions, due, rules
from waystation.evacuation.check_ins import emergency, escalation, escalations
from waystation.evacuation.check_ins.records import Protocol
from waystation.evacuation.models import CheckIn
from waystation.evacuation.zones import zone
from waystation.staff.middleware import cookie_name
from waystation.vault.records import set_columns

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Where to keep pictures to look at; none are kept without it.
PICTURES = os.environ.get("WAYSTATION_PICTURES", "")
WIDTHS = {360: 740, 1280: 900}


@pytest.fixture
def organisation(transactional_db: None) -> Organisation:
    return found()


@pytest.fixture
def browser() -> Iterator[Any]:
    need_chromium()
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread; the server has its own
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE") if before is None else None


@pytest.fixture
def window(browser: Any, live_server: Any, organisation: Organisation) -> Callable[..., Any]:
    """`window("lev", 360)`: a page in which this person is signed in. Console errors fail the test."""

    def opened(person: str, width: int, *, dark: bool = False) -> Any:
        size = {"width": width, "height": WIDTHS[width]}
        context = browser.new_context(
            viewport=size, base_url=live_server.url, java_script_enabled=False, color_scheme="dark" if dark else "light"
        )
        for name, value in ((cookie_name(), organisation.cookie(person)), ("language", "en")):
            context.add_cookies([{"name": name, "value": value, "url": live_server.url + "/staff/"}])
        page = context.new_page()
        page.on("console", lambda message: pytest.fail("console") if message.type == "error" else None)
        return page

    return opened


@pytest.fixture
def busy(organisation: Organisation) -> dict[str, str]:
    """Three people in three situations; the addresses of what they have."""
    scene = build(organisation.actor("lev"))
    actor, now = scene.actor, datetime.now(UTC)
    birch, alder, rowan = (scene.case(name) for name in ("Birch", "Alder", "Rowan"))
    journey_id = underway(scene, birch)
    scene.bed(birch, start=date.today(), nights=5, journey_id=journey_id)
    draft(scene, birch)
    scene.bed(alder, start=date.today() + timedelta(days=2), nights=4)
    without_a_bed(scene)
    scene.bed(alder, "attic", start=date.today() - timedelta(days=1), nights=3)
    emergency.keep_protocol(
        actor, Protocol(country="Varna Reach", lawyer="Advocate R., by day and by night", minutes=20)
    )
    own = escalations.keep(actor, msgspec.structs.replace(escalation.usual(), name="On the road"))
    for case_id, minutes in ((birch, 45), (alder, 300), (rowan, 20), (rowan, 30)):
        wish = {"channel": "On the new phone", "way": "messenger", "ok_word": "green tea", "duress_word": "red scarf"}
        wish |= {
            "if_missed": "Call Wren first.",
            "place": scene.places["lantern"],
            "if_unreachable": "Empty the attic.",
        }
        actions.schedule_check_in(actor, case_id, due_at=now + timedelta(minutes=minutes), **wish)
    soon = CheckIn.objects.filter(due_at__lt=now + timedelta(minutes=61))
    set_columns(soon, due_at=now - timedelta(minutes=100), alarm_at=now - timedelta(minutes=85))
    due.run(now)
    missed = CheckIn.objects.alarming().order_by("due_at")
    actions.acknowledge(actor, missed[1].pk, "Calling the driver, then the lawyer.")
    return {
        "today": "/staff/",
        "places": reverse("evacuation:places"),
        "place": reverse("evacuation:place", kwargs={"place_id": scene.places["lantern"]}),
        "place-new": reverse("evacuation:place-new"),
        "helpers": reverse("evacuation:helpers"),
        "helper": reverse("evacuation:helper", kwargs={"helper_id": scene.driver}),
        "journeys": reverse("evacuation:journeys"),
        "journey": reverse("evacuation:journey", kwargs={"case_id": birch}),
        "journey-none": reverse("evacuation:journey", kwargs={"case_id": rowan}),
        "leg-new": reverse("evacuation:leg-new", kwargs={"case_id": birch, "journey_id": journey_id}),
        "bed-new": reverse("evacuation:bed-new", kwargs={"case_id": birch, "journey_id": journey_id}),
        "bed-more": reverse("evacuation:bed-more", kwargs={"case_id": birch}),
        "check-in-new": reverse("evacuation:check-in-new", kwargs={"case_id": birch}),
        "check-in-series": reverse("evacuation:check-in-series", kwargs={"case_id": birch}),
        "escalations": reverse("evacuation:escalations"),
        "escalation": reverse("evacuation:escalation", kwargs={"escalation_id": own}),
        "protocol-new": reverse("evacuation:protocol-new"),
        "check-ins": reverse("evacuation:check-ins"),
        "check-in": reverse("evacuation:check-in", kwargs={"check_in_id": missed[0].pk}),
    }


def underway(scene: Scene, case_id: Any) -> Any:
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)

    def leg(a: str, b: str, hours: float, lasts: float, **more: Any) -> Any:
        departs = start + timedelta(hours=hours)
        return scene.leg(a, b, **more, departs=departs, arrives=departs + timedelta(hours=lasts))

    way = [
        leg("hollow", "bus", 0, 1, mode="walk"),
        leg(
            "bus",
            "river",
            1.5,
            3,
            mode="car_volunteer",
            driver=scene.driver,
            meeting_sign="A red cap",
        ),
        leg("river", "lantern", 6, 0.5, mode="minibus", cost="450.00", currency="RUB"),
    ]
    wish = {"origin": scene.places["hollow"], "destination": scene.places["lantern"], "legs": way}
    scene.bed(case_id, start=rules.night_of(way[-1].arrives, zone()), nights=1)
    pk = actions.draft_journey(scene.actor, case_id, phase="internal", consent="“Yes. Only not by train.”", **wish)
    scene.approve(pk)

    first, second, _third = [leg_id for leg_id, _ in access.way(scene.actor, pk).legs]
    actions.depart(scene.actor, first)
    actions.arrive(scene.actor, first)
    actions.depart(scene.actor, second)
    actions.report_leg(scene.actor, second, "late")
    return pk


def without_a_bed(scene: Scene) -> None:
    """Somebody came to a house the day before yesterday, for one night."""
    scene.places["mill"] = actions.add_place(scene.actor, msgspec.structs.replace(PLACES["lantern"], name="Mill house"))
    case_id, start = scene.case("Juniper"), datetime.now(UTC) - timedelta(days=2)
    ends = {"origin": scene.places["hollow"], "destination": scene.places["mill"]}
    leg = scene.leg("hollow", "mill", departs=start, arrives=start + timedelta(minutes=1), mode="walk")
    pk = actions.draft_journey(scene.actor, case_id, phase="internal", consent="said yes", **ends, legs=[leg])
    scene.bed(case_id, "mill", start=rules.night_of(leg.arrives, zone()), nights=1, journey_id=pk)
    scene.approve(pk)
    ((leg_id, _leg),) = access.way(scene.actor, pk).legs
    actions.depart(at(scene.actor, start), leg_id)
    actions.arrive(at(scene.actor, start + timedelta(minutes=1)), leg_id)


def draft(scene: Scene, case_id: Any) -> None:
    ends = {"origin": scene.places["lantern"], "destination": scene.places["harbour"]}
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=6)
    leg = scene.leg("lantern", "gate", departs=start, arrives=start + timedelta(hours=3), mode="bus_intercity")
    actions.draft_journey(scene.actor, case_id, phase="abroad", **ends, legs=[leg])


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_screen(window: Callable[..., Any], busy: dict[str, str], width: int) -> None:
    page = window("lev", width)
    for name, url in busy.items():
        assert page.goto(url).status == 200, name
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        assert width_of(page) <= width, name


def test_in_the_dark(window: Callable[..., Any], busy: dict[str, str]) -> None:
    page = window("lev", 1280, dark=True)
    for name in ("places", "journey", "check-ins"):
        assert page.goto(busy[name]).status == 200
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-dark.png", full_page=True)


def test_a_journey_by_clicks_alone(
    window: Callable[..., Any], busy: dict[str, str], organisation: Organisation
) -> None:
    page = window("lev", 360)
    page.goto(busy["journey-none"])
    page.get_by_role("link", name="New journey").first.click()
    page.get_by_label("From", exact=True).select_option(label="Hollow Ford · City")
    page.get_by_label("Destination").select_option(label="River town · City")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add a leg").click()
    page.get_by_label("By", exact=True).select_option("minibus")
    page.get_by_label("Departs").fill("2031-05-12T09:00")
    page.get_by_label("Arrives").fill("2031-05-12T13:00")
    page.get_by_role("button", name="Add the leg").click()
    page.get_by_label("What the person said").fill("yes")
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("button", name="Approve this journey").click()
    assert "Somebody else has to approve it too" in page.get_by_role("status").first.inner_text()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/approved-once-360.png", full_page=True)
    second = colleague(organisation.actor("lev"))
    (waiting,) = [held.id for held in access.to_approve(second) if held.record.status == "draft"]
    actions.approve(second, waiting)
    page.reload()
    page.get_by_role("button", name="Departed").click()
    page.get_by_role("button", name="Yes, they have set out").click()  # it is planned for years later
    page.get_by_role("button", name="Not departed").wait_for()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/departed-360.png", full_page=True)
    page.get_by_role("button", name="Not departed").click()
    page.get_by_text("they have not set out").wait_for()
    page.get_by_role("button", name="Departed", exact=True).click()
    page.get_by_role("button", name="Yes, they have set out").click()
    page.get_by_role("button", name="Arrived").click()
    page.get_by_text("Arrival noted.").wait_for()
    page.get_by_role("button", name="Not arrived").click()
    page.get_by_text("Taken back: they are on the way").wait_for()
    page.get_by_role("button", name="Arrived").click()
    page.get_by_text("Arrival noted.").wait_for()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/arrived-360.png", full_page=True)


def test_an_operator_answers_an_alarm(window: Callable[..., Any], busy: dict[str, str]) -> None:
    page = window("dina", 360)
    page.goto(busy["check-ins"])
    page.locator("article.notice a").first.click()
    page.get_by_label("What you do now").fill("calling")
    page.get_by_role("button", name="I am on it").click()
    page.get_by_label("The word they said").fill("Green tea")
    page.get_by_label("How it came").select_option(label="By messenger")
    page.get_by_role("button", name="Note the sign of life").click()
    assert "Sign of life noted." in page.get_by_role("status").first.inner_text()
    assert Client().get(busy["check-ins"]).status_code == 302
