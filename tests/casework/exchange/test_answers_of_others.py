"""What came in a file or from a partner opens nothing here; its limits hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import with_consent_and_risk
from tests.casework.exchange.bundles import a_case, bundle_to, elsewhere
from waystation.casework import access, actions, releases
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import bundle, exporting, form, partners, transfers, updates, whole
from waystation.casework.exchange.form import Row
from waystation.casework.gate import gate, look
from waystation.casework.work import deadlines
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault import age
from waystation.vault.models import today

TO_FSB = Wanted("share_home_authority", "FSB", frozenset({"list"}))
PARTS = frozenset({"list", "who", "contact"})


@pytest.fixture
def case_id(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    return accepted(lev, "Birch")


def test_an_agreement_that_came_in_a_file_opens_nothing(dina: Actor, lev: Actor, case_id: UUID) -> None:
    refresh(dina)
    asked = releases.ask_second(dina, case_id, TO_FSB, "They hold his brother.")
    releases.decide(lev, case_id, asked, agreed=True)
    assert look(lev, case_id, TO_FSB).allowed
    came = whole.take_in(lev, form.unpacked(elsewhere(form.packed(whole.read_out(lev, case_id)))))
    ((_row, record),) = access.releases(lev, came)
    assert (record.agreed, record.reason) == (True, "They hold his brother.")  # it is read, as history
    with pytest.raises(Refused):
        gate(lev, came, TO_FSB)


@pytest.mark.parametrize("decided", [True, False])
def test_one_person_cannot_write_the_agreement_of_two_into_a_file(
    dina: Actor, lev: Actor, case_id: UUID, decided: bool
) -> None:
    case = form.unpacked(elsewhere(form.packed(whole.read_out(lev, case_id))))
    now = lev.now().isoformat()
    forged: dict[str, Any] = {"purpose": TO_FSB.purpose, "recipient": "FSB", "parts": ["list"], "reason": "forged"}
    forged |= {"at": now, "by": str(dina.account), "here": True}
    if decided:
        forged |= {"agreed": True, "decided_by": str(lev.account), "decided_at": now}
    row = Row("casework.releaserow", uuid4(), "CONTACT", today(), forged)
    came = whole.take_in(lev, msgspec.structs.replace(case, rows=(*case.rows, row)))
    if not decided:
        with pytest.raises(Refused):
            releases.decide(lev, came, row.id, agreed=True)
    with pytest.raises(Refused):
        gate(lev, came, TO_FSB)


@pytest.fixture
def theirs() -> tuple[str, str]:
    return age.new_identity()


@pytest.fixture
def sent(lev: Actor, case_id: UUID, theirs: tuple[str, str]) -> bundle.Bundle:
    """What the partner reads of a case that is handed to them with limits."""
    with_consent_and_risk(lev, case_id)
    partners.make_own_key(lev)
    partner = partners.pin(lev, name="Harbour", recipient=theirs[1], how="read out on the phone")
    limits: dict[str, Any] = {"limits": "Nobody from Tamur.", "withhold": ("health",)}
    seen = actions.record_consent(
        lev, case_id, purpose="share_ngo", recipient="Harbour", state="given_with_limits", **limits
    )
    wanted = {"kind": "transfer", "purpose": "share_ngo", "parts": sorted(PARTS)}
    return bundle.opened(transfers.hand_on(lev, case_id, partner, **wanted, limits_seen=seen), [theirs[0]])[0]


def test_whoever_gets_a_case_is_told_what_is_kept_back(sent: bundle.Bundle) -> None:
    assert "Nobody from Tamur." in sent.limits
    assert "Health" in sent.limits or "доровь" in sent.limits


@pytest.fixture
def came(lev: Actor, sent: bundle.Bundle) -> UUID:
    """The same case as the partner has it, as if they were this organisation."""
    there = transfers.receive(lev, bundle_to(lev, elsewhere(bytes(sent.case)), sender="Anchor", limits=sent.limits))
    return transfers.accept(lev, there)


def test_what_was_allowed_another_organisation_opens_no_gate_here(lev: Actor, came: UUID) -> None:
    helping = Wanted("help", "", PARTS, "kept")
    assert [each.given_to for each in access.consents(lev, came)] == ["Anchor"]
    assert not look(lev, came, helping).allowed
    assert not look(lev, came, Wanted("share_ngo", "Harbour", PARTS)).allowed
    with pytest.raises(Refused):
        exporting.export_case(lev, came, helping, "json")
    with pytest.raises(Refused):
        actions.advance(lev, came, "planning_exit")
    assert came not in {held.locator for held in deadlines.of(lev, deadlines.CONSENTS)}


def test_its_limits_are_read_before_each_use_here(lev: Actor, came: UUID) -> None:
    actions.record_consent(lev, came, purpose="help", state="given")
    found = look(lev, came, Wanted("help", "", PARTS, "kept"))
    assert "Nobody from Tamur." in found.limits
    assert "Anchor" in found.limits
    with pytest.raises(Refused):
        exporting.export_case(lev, came, Wanted("help", "", PARTS), "json")
    exporting.export_case(lev, came, Wanted("help", "", PARTS), "json", limits_seen=found.limits_id)


def test_the_limits_of_a_bundle_without_answers_hold_too(lev: Actor) -> None:
    partners.make_own_key(lev)
    came = transfers.accept(lev, transfers.receive(lev, bundle_to(lev, a_case(), limits="no calls")))
    actions.record_consent(lev, came, purpose="help", state="given")
    found = look(lev, came, Wanted("help", "", frozenset({"list"}), "kept"))
    assert "no calls" in found.limits
    assert not found.allowed


def test_a_file_that_was_written_for_others_opens_nothing_either(lev: Actor, case_id: UUID) -> None:
    with_consent_and_risk(lev, case_id)
    actions.record_consent(lev, case_id, purpose="share_ngo", recipient="Harbour", state="given")
    written = exporting.export_case(lev, case_id, Wanted("share_ngo", "Harbour", PARTS), "json")
    came = whole.take_in(lev, form.unpacked(elsewhere(written)))
    assert not look(lev, came, Wanted("share_ngo", "Harbour", PARTS)).allowed
    kept = exporting.export_case(lev, case_id, Wanted("help", "", PARTS), "json")
    back = whole.take_in(lev, form.unpacked(elsewhere(kept)))
    assert look(lev, back, Wanted("help", "", PARTS, "kept")).allowed  # what we kept ourselves is ours


def test_answers_in_a_later_bundle_are_no_answers_to_us(lev: Actor) -> None:
    partners.make_own_key(lev)
    case = form.unpacked(a_case())
    came = transfers.accept(lev, transfers.receive(lev, bundle_to(lev, form.packed(case))))
    row = Row("casework.consentrow", uuid4(), "CONTACT", today(), {"purpose": "help", "state": "given"})
    more = form.packed(msgspec.structs.replace(case, rows=(*case.rows, row)))
    there = transfers.receive(lev, bundle_to(lev, more, note="again"))
    found = updates.of(lev, transfers.one_incoming(lev, there)[1])
    assert found is not None
    updates.take(lev, there, None, seen=found.seen)
    assert not look(lev, came, Wanted("help", "", PARTS, "kept")).allowed


def test_the_page_of_the_case_says_to_whom_it_was_said(
    client_of: Callable[[str], Client], lev: Actor, came: UUID, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    page = client_of("lev").get(reverse("casework:case", args=[came])).content.decode()
    assert "Answers to others" in page
    assert "Anchor" in page
