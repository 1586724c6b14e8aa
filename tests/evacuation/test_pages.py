"""The pages, as a coordinator and an operator use them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evacuation.conftest import Scene, build, colleague
from waystation.casework import actions as casework
from waystation.evacuation import access, actions, due
from waystation.evacuation.check_ins import emergency, escalation, escalations
from waystation.evacuation.check_ins.records import Protocol
from waystation.evacuation.models import Booking, CheckIn, Journey, Leg, Place
from waystation.evacuation.records import PlaceRecord
from waystation.staff.actor import Actor

pytestmark = pytest.mark.django_db

CANARY = "quince-marmalade"


@pytest.fixture
def scene(lev: Actor) -> Scene:
    """As elsewhere, but by the clock of this machine: the pages have no other."""
    return build(lev)


@pytest.fixture
def client(client_of: Callable[[str], Client], case_id: UUID) -> Client:
    return client_of("lev")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def post(client: Client, name: str, data: dict[str, object], **ids: UUID) -> None:
    response = client.post(reverse(f"evacuation:{name}", kwargs=ids), data)
    assert response.status_code == 303, text(response)


def local(moment: datetime) -> str:
    """As staff in Moscow type it."""
    return (moment + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")


def test_it_works_from_the_first_leg_to_the_arrival(client: Client, scene: Scene, case_id: UUID) -> None:
    start = (datetime.now(UTC) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    ends = {"origin": scene.places["hollow"], "destination": scene.places["lantern"]}
    post(client, "journey-new", {"phase": "internal", **ends}, case_id=case_id)
    journey = {"case_id": case_id, "journey_id": Journey.objects.get().pk}
    leg = {
        "from_place": scene.places["hollow"],
        "to_place": scene.places["lantern"],
        "mode": "car_volunteer",
        "departs": local(start),
        "arrives": local(start + timedelta(hours=6)),
        "driver": scene.driver,
        "meeting_sign": CANARY,
        "cost": "1500.50",
        "currency": "RUB",
    }
    post(client, "leg-new", leg, **journey)
    nights = {"first": start.date(), "until": start.date() + timedelta(days=3), "beds": 1}
    post(client, "bed-new", {"house": scene.places["lantern"], **nights}, **journey)
    post(client, "move", {"do": "consent", "consent": f"yes, {CANARY}"}, **journey)
    page = text(client.get(reverse("evacuation:journey", kwargs={"case_id": case_id})))
    (seen,) = set(re.findall(r'name="seen" value="([0-9a-f]+)"', page))
    post(client, "move", {"do": "approve", "seen": seen}, **journey)
    actions.approve(colleague(scene.actor), journey["journey_id"])
    leg_id = Leg.objects.get().pk
    post(client, "move", {"do": "booked", "leg": leg_id}, **journey)
    it_is_asked_whether_they_have_set_out_so_early(client, case_id, journey, leg_id)
    for wish in ("late", "arrive"):
        post(client, "move", {"do": wish, "leg": leg_id}, **journey)
    (way,) = access.ways_of(scene.actor, case_id)
    assert way.journey.status == "arrived"
    assert way.records[0].departs == start
    shown = text(client.get(reverse("evacuation:journey", kwargs={"case_id": case_id})))
    assert "12:00" in shown
    assert "(09:00 – 15:00 UTC)" in shown
    assert "1500.50 RUB" in shown
    stays_on_in_the_house(client, scene, case_id, nights["until"])


def it_is_asked_whether_they_have_set_out_so_early(
    client: Client, case_id: UUID, journey: dict[str, UUID], leg_id: str
) -> None:
    """What is planned for tomorrow is noted today only after a question; with the answer it is."""
    english = {"accept-language": "en"}
    asked = client.post(reverse("evacuation:move", kwargs=journey), {"do": "depart", "leg": leg_id}, headers=english)
    assert asked.status_code == 200  # a question, and no refusal
    assert "Is the day right, and have they set out already?" in text(asked)
    assert "Yes, they have set out" in text(asked)
    where = reverse("evacuation:journey", kwargs={"case_id": case_id})
    assert "Is the day right" not in text(client.get(where, headers=english))
    assert Journey.objects.get().pk == journey["journey_id"]
    (sure,) = re.findall(r'name="sure" value="(\w+)"', text(asked))
    post(client, "move", {"do": "depart", "leg": leg_id, "sure": sure}, **journey)


def stays_on_in_the_house(client: Client, scene: Scene, case_id: UUID, until: date) -> None:
    """Whoever has arrived waits for a visa: their bed is booked on, without a journey, from where it ends."""
    more = reverse("evacuation:bed-more", kwargs={"case_id": case_id})
    assert more in text(client.get(reverse("evacuation:journey", kwargs={"case_id": case_id})))
    form = client.get(more).context["form"]
    assert (form["house"].value(), form["first"].value()) == (str(scene.places["lantern"]), until)
    nights = {"first": until, "until": until + timedelta(days=30), "beds": 1}
    assert client.post(more, {"house": scene.places["lantern"], **nights}).status_code == 303
    stays = sorted(access.stays_of(scene.actor, case_id).values(), key=lambda stay: stay.first)
    assert [(stay.first, stay.until, stay.journey is None) for stay in stays][1:] == [(until, nights["until"], True)]
    full = client.post(more, {"house": scene.places["lantern"], **nights | {"beds": 2}})
    assert full.status_code == 422


@pytest.mark.parametrize(
    ("state", "said"), [("refused", "said no to our using"), ("withdrawn", "took back that we may")]
)
def test_who_says_no_to_help_is_not_offered_to_set_out(
    client: Client, scene: Scene, case_id: UUID, state: str, said: str
) -> None:
    journey_id = scene.journey(case_id)
    casework.record_consent(scene.actor, case_id, purpose="help", state=state)
    where, headers = reverse("evacuation:journey", kwargs={"case_id": case_id}), {"accept-language": "en"}
    draft = text(client.get(where, headers=headers))
    assert said in draft
    assert "Before anybody sets out" not in draft  # that it cannot be approved is said
    casework.record_consent(scene.actor, case_id, purpose="help", state="given")
    scene.approve(journey_id)
    (way,) = access.ways_of(scene.actor, case_id)
    move = reverse("evacuation:move", kwargs={"case_id": case_id, "journey_id": journey_id})
    before = text(client.get(where, headers=headers))
    assert 'value="depart"' in before
    assert "Before anybody sets out" not in before
    casework.record_consent(scene.actor, case_id, purpose="help", state=state)
    page = text(client.get(where, headers=headers))
    assert said in page
    assert "Before anybody sets out" in page
    assert 'value="depart"' not in page
    first = {"do": "depart", "leg": way.legs[0][0], "sure": "on"}
    assert client.post(move, first).status_code == 409
    casework.record_consent(scene.actor, case_id, purpose="help", state="given")
    assert client.post(move, first).status_code == 303
    casework.record_consent(scene.actor, case_id, purpose="help", state=state)
    page = text(client.get(where, headers=headers))  # on the way: it is said, and they are not left standing
    assert said in page
    assert "Before anybody sets out" not in page
    assert client.post(move, {"do": "arrive", "leg": way.legs[0][0]}).status_code == 303
    assert 'value="depart"' in text(client.get(where, headers=headers))


def test_a_refusal_says_what_to_do(client: Client, scene: Scene, case_id: UUID) -> None:
    ends = {"origin": scene.places["hollow"], "destination": scene.places["lantern"]}
    post(client, "journey-new", {"phase": "internal", **ends}, case_id=case_id)
    journey = {"case_id": case_id, "journey_id": Journey.objects.get().pk}
    early = client.post(
        reverse("evacuation:move", kwargs=journey), {"do": "approve"}, headers={"accept-language": "en"}
    )
    assert early.status_code == 409
    assert "There is no leg yet. Add the first one." in text(early)
    backwards = {
        "from_place": scene.places["hollow"],
        "to_place": scene.places["lantern"],
        "mode": "train",
        "departs": "2031-05-12T10:00",
        "arrives": "2031-05-12T09:00",
    }
    wrong = client.post(reverse("evacuation:leg-new", kwargs=journey), backwards)
    assert wrong.status_code == 422
    assert Leg.objects.count() == 0


def test_check_ins_from_the_plan_to_the_alarm_and_its_end(
    client: Client, client_of: Callable[[str], Client], case_id: UUID
) -> None:
    due_at = datetime.now(UTC) + timedelta(hours=2)
    wish = {
        "due_at": local(due_at),
        "grace_minutes": 15,
        "way": "messenger",
        "channel": "new phone",
        "ok_word": CANARY,
        "if_missed": "call",
    }
    post(client, "check-in-new", wish, case_id=case_id)
    pk = CheckIn.objects.get().pk
    assert due.run(due_at + timedelta(minutes=31)) == 1
    dina, page = client_of("dina"), reverse("evacuation:check-in", kwargs={"check_in_id": pk})
    assert "Birch" in text(dina.get(reverse("evacuation:check-ins")))
    shown, case_page = text(dina.get(page)), reverse("casework:case", kwargs={"case_id": case_id})
    journey_page = reverse("evacuation:journey", kwargs={"case_id": case_id})
    assert CANARY not in shown
    assert f'"{case_page}"' in shown  # whoever takes the alarm on needs the thread and what is known
    assert f'"{journey_page}"' not in shown
    assert f'"{journey_page}"' in text(client.get(page))
    post(dina, "check-in", {"do": "acknowledge", "note": "calling"}, check_in_id=pk)
    assert dina.post(page, {"do": "word", "word": "wrong", "way": "messenger"})["Location"].endswith("word-wrong")
    post(dina, "check-in", {"do": "word", "word": CANARY.title(), "way": "messenger"}, check_in_id=pk)
    assert CheckIn.objects.get().state == 2


def test_places_and_helpers(client: Client, scene: Scene) -> None:
    house = {
        "name": "Mill",
        "kind": "safe_house",
        "region": "Lowmere",
        "country": "Varna Reach",
        "beds": 4,
        "max_nights": 0,
    }
    post(client, "place-new", house)
    assert client.post(reverse("evacuation:place-new"), house | {"beds": 0}).status_code == 422
    assert client.post(reverse("evacuation:place-new"), house | {"beds": -3}).status_code == 422
    post(client, "helper-new", {"pseudonym": "Kite", "kind": "escort", "vetting": "not_verified"})
    post(client, "helper", {"state": "paused", "vetting": "verified"}, helper_id=scene.driver)
    post(client, "place", {"state": "compromised"}, place_id=scene.places["lantern"])
    shown = client.get(reverse("evacuation:places"), headers={"accept-language": "en"})
    assert "See who must move" in text(shown)


def test_long_lists_are_paged(client: Client, scene: Scene) -> None:
    for number in range(21):
        actions.add_place(scene.actor, PlaceRecord(name=f"House {number:02}", kind="safe_house", beds=1))
    first, last = (text(client.get(reverse("evacuation:places"), {"page": page})) for page in (1, 2))
    assert first.count('class="nights"') == 20
    assert last.count('class="nights"') == 3
    assert "24" in first


def everything(scene: Scene, case_id: UUID) -> list[str]:
    """The address of each page, with ids that exist."""
    journey_id = scene.journey(case_id)
    check_in_id = actions.schedule_check_in(scene.actor, case_id, due_at=datetime.now(UTC) + timedelta(hours=1))
    case, journey = {"case_id": case_id}, {"case_id": case_id, "journey_id": journey_id}
    pages: dict[str, dict[str, object]] = {
        "places": {},
        "place-new": {},
        "place": {"place_id": scene.places["lantern"]},
        "helpers": {},
        "helper-new": {},
        "helper": {"helper_id": scene.driver},
        "journeys": {},
        "journey": case,
        "journey-new": case,
        "check-in-new": case,
        "leg-new": journey,
        "bed-new": journey,
        "bed-more": case,
        "check-ins": {},
        "check-in": {"check_in_id": check_in_id},
        "check-in-series": case,
        "escalations": {},
        "escalation-new": {},
        "protocol-new": {},
    }
    return [reverse(f"evacuation:{name}", kwargs=ids) for name, ids in pages.items()]


def test_every_page_opens_for_a_coordinator(client: Client, scene: Scene, case_id: UUID) -> None:
    for url in everything(scene, case_id):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(("person", "open_pages"), [("dina", 2), ("ira", 0), ("out", 0)])
def test_forbidden_and_absent_are_the_same_bytes(
    scene: Scene, case_id: UUID, client_of: Callable[[str], Client], person: str, open_pages: int
) -> None:
    client, opened = client_of(person), 0
    for url in everything(scene, case_id):
        forbidden = client.get(url)
        if forbidden.status_code == 200:
            opened += 1
            continue
        absent = client.get(re.sub(r"[0-9a-f-]{36}", str(uuid4()), url) if "-" in url else "/staff/no-such-page")
        assert (forbidden.status_code, absent.status_code) == (404, 404)
        assert forbidden.content == absent.content == client.get("/staff/no-such-page").content
    assert opened == open_pages


def test_what_is_absent_for_a_coordinator_looks_alike(client: Client, scene: Scene, case_id: UUID) -> None:
    other = scene.journey(scene.case("Alder"), legs=[])
    unknown = client.get("/staff/no-such-page").content
    for name, ids in {
        "place": {"place_id": uuid4()},
        "leg-new": {"case_id": case_id, "journey_id": other},
        "journey": {"case_id": uuid4()},
    }.items():
        assert client.get(reverse(f"evacuation:{name}", kwargs=ids)).content == unknown
    wrong = {"case_id": case_id, "journey_id": scene.journey(case_id, legs=[])}
    move = reverse("evacuation:move", kwargs=wrong)
    for data in ({"do": "depart", "leg": str(uuid4())}, {"do": "nonsense"}, {}):
        assert client.post(move, data).status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_door(scene: Scene, case_id: UUID) -> None:
    for url in everything(scene, case_id):
        assert Client().get(url).status_code == 302


def test_no_word_of_it_stands_readable_in_any_table(client: Client, scene: Scene, case_id: UUID) -> None:
    journey_id = scene.journey(case_id, consent=CANARY)
    actions.schedule_check_in(
        scene.actor,
        case_id,
        due_at=datetime.now(UTC),
        channel=CANARY,
        ok_word=CANARY,
        duress_word=f"{CANARY} and toast",
        if_missed=CANARY,
        if_unreachable=CANARY,
        place=scene.places["lantern"],
    )
    emergency.keep_protocol(scene.actor, Protocol(country="Varna Reach", door=CANARY, lawyer=CANARY))
    escalations.keep(scene.actor, msgspec.structs.replace(escalation.usual(), name=CANARY))
    due.run(datetime.now(UTC) + timedelta(days=1))
    actions.abort(scene.actor, journey_id, because=CANARY)
    secrets = [
        CANARY,
        "Birch",
        "Wren",
        "Lantern house",
        "Lowmere",
        "Varna Reach",
        "red cap",
        "No pets",
        "car_volunteer",
    ]
    ids = [str(journey_id), journey_id.hex, scene.places["lantern"].hex, str(scene.places["lantern"])]
    seen = 0
    for model in apps.get_models():
        for row in model._default_manager.values():
            own = {str(row.get("id")), getattr(row.get("id"), "hex", "")}
            whole = b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row.values())
            hits = [word for word in (*secrets, *ids) if word.encode() in whole and word not in own]
            assert not hits, (model.__name__, hits)
            seen += 1
    assert seen > 30


def test_rows_of_one_kind_have_one_size(scene: Scene, case_id: UUID) -> None:
    scene.journey(case_id)
    sizes = {model: {len(row.sealed) for row in model.objects.all()} for model in (Place, Leg, Booking)}
    assert {len(found) for found in sizes.values()} == {1}


def test_lists_cost_the_same_number_of_queries_however_long(client: Client, scene: Scene, case_id: UUID) -> None:
    def expect(hours: int) -> None:
        actions.schedule_check_in(scene.actor, case_id, due_at=datetime.now(UTC) + timedelta(hours=hours))

    def queries(name: str) -> int:
        url = reverse(f"evacuation:{name}")
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    pages = ("places", "journeys", "helpers", "check-ins")
    expect(1)
    before = [queries(name) for name in pages]
    for number in range(5):
        other = scene.case(f"Person {number}")
        way = [scene.leg("hollow", "attic", 100 * number)]
        actions.draft_journey(
            scene.actor,
            other,
            phase="internal",
            origin=scene.places["hollow"],
            destination=scene.places["attic"],
            legs=way,
        )
        expect(number)
    assert [queries(name) for name in pages] == before
