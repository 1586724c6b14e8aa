"""The pages of evaluations: written down, judged, signed, given out; absent to everybody without the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.documentation.medical.conftest import ACCOUNT, PHRASE, clinician, mark
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.audit.models import Line
from waystation.casework import actions as casework
from waystation.casework import membership
from waystation.casework.clock import FORENSIC
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.medical import access, actions
from waystation.documentation.medical.models import EvaluationRow, FindingRow
from waystation.staff.access import refresh
from waystation.staff.actions import resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name
from waystation.staff.teams import AUDIT, locator
from waystation.vault import files
from waystation.vault.compartments import Compartment
from waystation.vault.records import create

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
FINDING = {
    "kind": "skin.electric",
    "place": "front.fingers.right",
    "length": "4",
    "width": "3",
    "description": "Two round scars.",
    "known": "told",
    "cause": "Clips",
}


def address(name: str, *ids: UUID) -> str:
    return reverse(f"medical:{name}", args=ids)


def queries(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert browser.get(path).status_code == 200
    return len(counted)


@pytest.fixture
def doctor(ada: Actor) -> Client:
    client = Client()
    client.cookies[cookie_name()] = sign_in("ada", PHRASE, now=utc_now())
    return client


def test_it_works(client_of: ClientOf, doctor: Client, case_id: UUID) -> None:
    """A coordinator begins it and a clinician who was given the medical part does the rest."""
    lev = client_of("lev")
    assert address("case", case_id) in lev.get(reverse("casework:case", args=[case_id])).content.decode()
    assert "No evaluation yet" in lev.get(address("case", case_id)).content.decode()
    assert lev.post(address("begin", case_id), {"person": choose(lev, address("begin", case_id))}).status_code == 303
    one = EvaluationRow.objects.get().pk
    listed = doctor.get(address("evaluations")).content.decode()
    assert address("case", case_id) in listed
    assert address("evaluation", case_id, one) in listed
    assert doctor.get(reverse("casework:case", args=[case_id])).status_code == 404
    yes = dict.fromkeys(("interview", "examination", "photographs", "sharing"), "yes")
    assert doctor.post(address("agreed", case_id, one), yes | {"how": "By word."}).status_code == 303
    told = {"on": "2017-04-28", "minutes": "90", "present": "We two"}
    assert doctor.post(address("circumstances", case_id, one), told).status_code == 303
    first = doctor.get(address("lists", case_id, one)).content.decode()
    assert "First what they tell freely" in first
    assert "Hand-cranked" not in first
    assert doctor.post(address("account", case_id, one), {"account": ACCOUNT}).status_code == 303
    assert "Hand-cranked" in doctor.get(address("lists", case_id, one)).content.decode()
    chosen = {"freely": ["electric.hand_crank"], "asked": ["burn"], "conditions": ["water"]}
    assert doctor.post(address("lists", case_id, one), chosen).status_code == 303
    assert doctor.post(address("health", case_id, one), {"chronic": "No sleep."}).status_code == 303
    assert doctor.post(address("finding-new", case_id, one), FINDING).status_code == 303
    found = FindingRow.objects.get().pk
    judged = {"level": "typical", "why": "Two poles.", "qualification": "Forensic physician"}
    warned = doctor.get(address("judge", case_id, one, found)).content.decode()
    assert "You recorded this finding yourself" in warned
    assert doctor.post(address("judge", case_id, one, found), judged | {"version": "1"}).status_code == 303
    for name, said in (
        ("opinion", {"level": "typical", "conclusion": "It fits.", "qualification": "Forensic physician"}),
        ("sign", {"capacity": "clinician", "qualification": "Forensic physician"}),
    ):
        form = doctor.get(address(name, case_id, one))
        facts = form.context["form"].initial["facts"]
        assert doctor.post(address(name, case_id, one), said | {"facts": facts}).status_code == 303
    page = doctor.get(address("evaluation", case_id, one)).content.decode()
    for word in (
        "clips on my fingers",
        "Hand-cranked device",
        "said when asked",
        "No sleep.",
        "Fingers, right, front",
        "Typical: usually seen",
        "Doctor Reed",
        "Forensic physician",
        "judged what they had recorded themselves",
        "does not mean that no torture",
        'href="#finding-1"',
        'id="finding-1"',
        "It fits.",
    ):
        assert word in page, word
    assert "has to be" not in page
    report = doctor.post(address("report", case_id, one), {"language": "ru"})
    assert report["Content-Type"] == "application/pdf"
    assert report.content.startswith(b"%PDF")
    assert report.content == lev.post(address("report", case_id, one), {"language": "ru"}).content
    assert doctor.get(address("erase", case_id, one)).status_code == 404
    assert lev.post(address("erase", case_id, one), {"sure": "on"}).status_code == 303
    assert not EvaluationRow.objects.exists()


def choose(browser: Client, path: str) -> str:
    return str(browser.get(path).context["form"].fields["person"].choices[0][0])


def test_a_clinician_is_given_the_medical_part_on_the_page_and_nothing_else(
    client_of: ClientOf, organisation: Organisation, case_id: UUID
) -> None:
    clinician(organisation, "ada", "Doctor Reed", ["clinician"])
    browser, path = client_of("lev"), reverse("casework:access", args=[case_id])
    given = {"person": str(organisation.accounts["ada"]), "parts": [str(int(Compartment.MEDICAL))]}
    refused = browser.post(path, given | {"parts": [*given["parts"], str(int(Compartment.IDENTITY))]})
    assert refused.status_code == 422
    assert "opens “Medical” alone" in refused.content.decode()
    assert browser.post(path, given).status_code == 303
    actor = resume(sign_in("ada", PHRASE, now=utc_now()), now=utc_now())
    assert actor is not None
    keys = actor.keys
    assert keys.holds(case_id, Compartment.MEDICAL)
    assert not keys.holds(case_id, Compartment.CONTACT)


def test_who_is_no_clinician_meets_no_page_of_judging(
    client_of: ClientOf, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    found = actions.add_finding(lev, case_id, begun, mark())
    browser = client_of("lev")
    for path in (address("judge", case_id, begun, found), address("opinion", case_id, begun)):
        assert browser.get(path).status_code == 404
        assert browser.post(path, {"level": "typical"}).status_code == 404
    page = browser.get(address("finding", case_id, begun, found)).content.decode()
    assert "Only a clinician judges" in page
    assert "Judge the finding" not in page
    refused = browser.post(address("sign", case_id, begun), {"capacity": "clinician", "facts": "00" * 32})
    assert refused.status_code == 422


def test_to_everybody_else_it_is_absent(client_of: ClientOf, lev: Actor, case_id: UUID, begun: UUID) -> None:
    found = actions.add_finding(lev, case_id, begun, mark())
    for who in ("dina", "ira", "out"):
        browser = client_of(who)
        for name in ("evaluation", "agreed", "account", "lists", "health", "finding-new", "opinion", "sign", "report"):
            assert browser.get(address(name, case_id, begun)).status_code == 404, (who, name)
        assert browser.get(address("finding", case_id, begun, found)).status_code == 404
        assert browser.get(address("case", case_id)).status_code == 404


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("circumstances", {"on": "0001-01-01"}, "in which nothing can be"),
        ("circumstances", {"on": "9999-12-31"}, "in which nothing can be"),
        ("circumstances", {"on": "1901-01-01"}, "too long ago"),
        ("circumstances", {"on": "2199-12-31"}, "has not come yet"),
        ("circumstances", {"minutes": "100000"}, "at most one day"),
        ("circumstances", {"on": "2017-02-30"}, "valid date"),
        (
            "agreed",
            dict.fromkeys(("interview", "examination", "photographs", "sharing"), "yes"),
            "Say how they were asked",
        ),
        ("lists", {"freely": ["burn"], "asked": ["burn"]}, "Choose one of the two"),
        ("finding-new", FINDING | {"place": "front.tail.left"}, "There is no such place"),
        ("finding-new", FINDING | {"place": ""}, "Choose where on the body"),
        ("finding-new", FINDING | {"kind": "psych.mood"}, "neither a place on the body nor a size"),
        ("finding-new", FINDING | {"length": "-4"}, "whole millimetres"),
        ("finding-new", FINDING | {"description": ""}, "This field is required"),
        ("sign", {"capacity": "recorder", "facts": "x"}, "Somebody else changed this"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(
    client_of: ClientOf, case_id: UUID, begun: UUID, name: str, said: dict[str, Any], sentence: str
) -> None:
    answer = client_of("lev").post(address(name, case_id, begun), said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_of_two_at_once_the_second_sees_both(client_of: ClientOf, lev: Actor, case_id: UUID, begun: UUID) -> None:
    browser = client_of("lev")
    version = access.evaluation(lev, case_id, begun)[0].version
    actions.tell_account(lev, case_id, begun, "What the first wrote.")
    sent = {"account": "What the second wrote.", "version": str(version)}
    answer = browser.post(address("account", case_id, begun), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "What the first wrote." in page
    assert "What the second wrote." in page
    again = sent | {"version": answer.context["form"]["version"].value()}
    assert browser.post(address("account", case_id, begun), again).status_code == 303
    assert access.evaluation(lev, case_id, begun)[1].account == "What the second wrote."


def test_a_judgement_of_what_was_changed_meanwhile_is_asked_for_again(
    doctor: Client, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    found = actions.add_finding(lev, case_id, begun, mark())
    actions.change_finding(lev, case_id, begun, found, mark(description="Something else altogether."))
    said = {"level": "typical", "why": "x", "qualification": "Physician", "version": "1"}
    answer = doctor.post(address("judge", case_id, begun, found), said)
    assert answer.status_code == 422
    assert "Something else altogether." in answer.content.decode()
    assert access.finding(lev, case_id, begun, found)[1].judgement is None
    sent = said | {"version": answer.context["form"]["version"].value()}
    assert doctor.post(address("judge", case_id, begun, found), sent).status_code == 303


def test_an_opinion_of_what_was_changed_meanwhile_is_asked_for_again(
    doctor: Client, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    path = address("opinion", case_id, begun)
    facts = doctor.get(path).context["form"].initial["facts"]
    actions.add_finding(lev, case_id, begun, mark())
    said = {"level": "typical", "conclusion": "It fits.", "qualification": "Physician", "facts": facts}
    answer = doctor.post(path, said)
    assert answer.status_code == 422
    assert "1 finding is not judged" in answer.content.decode()
    assert doctor.post(path, said | {"facts": answer.context["form"]["facts"].value()}).status_code == 303


def test_five_hundred_findings_are_a_page_like_another(
    client_of: ClientOf, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    browser, path = client_of("lev"), address("evaluation", case_id, begun)
    actions.add_finding(lev, case_id, begun, mark())
    browser.get(path)
    few = queries(browser, path)
    key = access.key(lev, case_id)
    for number in range(2, 501):
        create(FindingRow, mark(evaluation=begun, number=number), key, evaluation=begun)
    assert "500. " in browser.get(path, {"page": 10}).content.decode()
    assert queries(browser, path) <= few + 2


def test_the_clock_of_injuries_is_shown_and_leads_to_who_records_them(
    client_of: ClientOf, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    need = casework.add_need(lev, case_id, code=FORENSIC, act_at=utc_now())
    for path in (address("case", case_id), address("evaluation", case_id, begun)):
        page = client_of("lev").get(path).content.decode()
        assert "72 hours" in page or "hours are left" in page
        assert reverse("services:plan-for", args=[case_id, need]) in page


def test_the_map_is_words_for_who_does_not_see_it(client_of: ClientOf, case_id: UUID, begun: UUID) -> None:
    """Each place is a choice of its own with a name; nothing needs a script, a pointer or a style of its own."""
    page = client_of("lev").get(address("finding-new", case_id, begun)).content.decode()
    assert page.count('name="place"') > 60
    assert 'aria-label="Hand, left, back"' in page
    for forbidden in ("style=", "onclick", 'type="image"', "usemap"):
        assert forbidden not in page.partition("<main")[2]


def test_its_reading_is_logged_as_of_what_is_sealed_apart(
    client_of: ClientOf, organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    before = Line.objects.count()
    client_of("lev").get(address("evaluation", case_id, begun))
    assert Line.objects.count() > before
    told = [line for _number, line in entries(lev.keys, locator(AUDIT), newest=10) if line]
    assert any((each.verb, each.subject) == ("casework.apart_opened", begun) for each in told)


def test_that_photographs_go_beside_the_report_is_said(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID, client_of: ClientOf
) -> None:
    page = address("report", case_id, begun)
    assert "are not in it" not in client_of("lev").get(page).content.decode()
    ira = organisation.actor("ira")
    exhibits.take_in(ira, files.keep([b"A hand."]), Provenance(what="A hand"), why="x")
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    actions.add_finding(ira, case_id, begun, mark(), photographs=[1])
    assert "are not in it" in client_of("lev").get(page).content.decode()
    assert 'name="photographs"' not in client_of("lev").get(page).content.decode()
    offered = client_of("ira").get(page).content.decode()
    assert 'name="photographs"' in offered
    assert "are not in it" not in offered
    refused = client_of("ira").post(page, {"language": "en", "photographs": "on"})
    assert refused.status_code == 422
    assert "Exhibit 1 has no working copy of a picture" in refused.content.decode()


@pytest.mark.parametrize(
    ("numbers", "sentence"), [("3, seven", "Write the numbers of exhibits"), ("9", "There is no exhibit 9")]
)
def test_numbers_of_exhibits_are_asked_of_documenters(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID, client_of: ClientOf, numbers: str, sentence: str
) -> None:
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    answer = client_of("ira").post(address("finding-new", case_id, begun), FINDING | {"photographs": numbers})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'name="photographs"' not in client_of("lev").get(address("finding-new", case_id, begun)).content.decode()
