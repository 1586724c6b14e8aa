"""The pages of providers and services, walked."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.services.test_services import clinic
from waystation.casework import actions as casework
from waystation.casework.services import access, actions
from waystation.casework.services.records import COMPROMISED
from waystation.staff.actor import Actor

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
Accepted = Callable[..., UUID]
NEW = {"name": "Linden", "offers": ["medical"], "vetting": "checked", "state": "active", "at_most": "2"}


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_it_works_from_provider_to_outcome(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    need = casework.add_need(dina, case, code="medical")
    lev, browser = client_of("lev"), client_of("dina")
    assert lev.post(reverse("services:provider-new"), NEW).status_code == 303
    (provider,) = access.providers(dina)
    plan = reverse("services:plan-for", args=[case, need])
    assert "Linden · 0 / 2" in text(browser.get(plan))
    assert browser.post(plan, {"provider": str(provider), "note": "at nine"}).status_code == 303
    page = text(browser.get(reverse("casework:case", args=[case])))
    assert "Linden" in page
    assert "at nine" in page
    assert "Birch" in text(browser.get(reverse("services:services")))
    assert "1 / 2" in text(browser.get(reverse("services:providers")))
    ((row, _service),) = access.services(dina, case)
    end = reverse("services:end", args=[case, row.pk])
    assert browser.get(end).status_code == 200
    said = {"outcome": "given", "met": "on", "version": row.version}
    assert browser.post(end, said).status_code == 303
    page = text(browser.get(reverse("casework:case", args=[case])))
    assert "Done, it helped" in page
    assert "met on" in page
    assert (
        browser.post(reverse("services:reopen", args=[case, row.pk]), {"version": row.version + 1}).status_code == 303
    )


def test_a_full_provider_asks_why_and_keeps_what_was_typed(
    client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case, provider = accepted(dina), clinic(lev, at_most=0)
    typed = {"code": "psych", "provider": str(provider), "note": "the one with the red door"}
    answer = client_of("dina").post(reverse("services:plan", args=[case]), typed)
    assert answer.status_code == 422
    assert "no place left" in text(answer)
    assert "the one with the red door" in text(answer)
    assert access.services(dina, case) == []


def test_who_was_overtaken_sees_both(client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, provider = accepted(dina), clinic(lev)
    service = actions.plan_service(dina, case, code="psych")
    seen = access.service(dina, case, service)[0].version
    actions.change_service(dina, case, service, note="theirs: at ten")
    browser, url = client_of("lev"), reverse("services:service", args=[case, service])
    answer = browser.post(url, {"note": "mine: at noon", "version": seen})
    assert "theirs: at ten" in text(answer)
    assert "mine: at noon" in text(answer)
    again = {"note": "mine: at noon", "version": answer.context["form"]["version"].value()}
    assert browser.post(url, again).status_code == 303
    url = reverse("services:provider-change", args=[provider])
    _row, known = access.provider(lev, provider)
    actions.change_provider(lev, provider, known)
    answer = browser.post(url, NEW | {"name": "Maple", "version": 1})
    assert "As it stands now" in text(answer)
    assert "Maple" in text(answer)
    assert access.provider(lev, provider)[1].name == "Linden"


def test_a_fallen_provider_lists_who_is_with_them(
    client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case, provider = accepted(dina, "Heron"), clinic(lev)
    actions.plan_service(dina, case, code="psych", provider=provider)
    browser = client_of("lev")
    said = NEW | {"state": COMPROMISED, "version": 1}
    url = reverse("services:provider-change", args=[provider])
    assert browser.post(url, said).status_code == 422  # not without a reason
    assert browser.post(url, said | {"why": "the landlord talked"}).status_code == 303
    page = text(client_of("dina").get(reverse("services:provider", args=[provider])))
    assert "Heron" in page
    assert "This provider is compromised" in page
    assert "Linden is compromised" in text(client_of("dina").get(reverse("desk:today")))
    assert "This provider is compromised" in text(browser.get(reverse("casework:case", args=[case])))
    service = access.services(dina, case)[0][0].pk
    actions.end_service(dina, case, service, outcome="in_part")
    assert "Linden is compromised" not in text(client_of("dina").get(reverse("desk:today")))


def test_absent_and_forbidden_are_alike(client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, provider = accepted(dina), clinic(lev)
    service = actions.plan_service(dina, case, code="psych")
    for name, ids, none in [
        ("provider", [provider], [uuid4()]),
        ("provider-change", [provider], [uuid4()]),
        ("service", [case, service], [case, uuid4()]),
        ("end", [case, service], [uuid4(), service]),
    ]:
        browser = client_of("ira")
        there, nowhere = (browser.get(reverse(f"services:{name}", args=each)) for each in (ids, none))
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        assert there.status_code == 404
    assert client_of("dina").get(reverse("services:provider-change", args=[provider])).status_code == 404
