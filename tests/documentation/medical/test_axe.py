"""axe-core on every page of evaluations, light and dark, wide and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.casework.conftest import waiting_request
from tests.documentation.medical.conftest import ACCOUNT, ALL, PHRASE, mark
from tests.e2e.test_axe import looked_at
from tests.e2e.test_axe import organisation as organisation
from tests.e2e.test_axe import window as window
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework.clock import FORENSIC
from waystation.documentation.medical import actions
from waystation.documentation.medical.records import Circumstances, Method
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import utc_now

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_every_page_of_evaluations(window: Callable[..., Any], organisation: Organisation) -> None:
    """Somebody coordinates and judges: nearly all that a page can show stands on it."""
    add_account(
        organisation.founding, name="ada", passphrase=PHRASE, persona="Doctor Reed", roles=["coordinator", "clinician"]
    )
    cookie = sign_in("ada", PHRASE, now=utc_now())
    ada = resume(cookie, now=utc_now())
    assert ada is not None
    case_id = casework.accept(ada, waiting_request(), pseudonym="Birch")
    casework.add_need(ada, case_id, code=FORENSIC, act_at=utc_now())
    one = actions.begin(ada, case_id)
    actions.note_agreed(ada, case_id, one, ALL)
    actions.tell_circumstances(ada, case_id, one, Circumstances(place="A flat of ours", minutes=90))
    actions.tell_account(ada, case_id, one, ACCOUNT)
    actions.go_through_lists(ada, case_id, one, [Method(code="burn", prompted=True)], ["water"], "A cellar.")
    found = actions.add_finding(ada, case_id, one, mark())
    actions.judge(ada, case_id, one, found, level="typical", why="Two poles.", qualification="Physician")
    actions.change_finding(ada, case_id, one, found, mark(age="old"))
    names = ("evaluation", "circumstances", "agreed", "account", "lists", "health", "finding-new")
    names += ("opinion", "sign", "report", "erase")
    places = [reverse("medical:evaluations"), reverse("medical:case", args=[case_id])]
    places += [reverse("medical:begin", args=[case_id])]
    places += [reverse(f"medical:{name}", args=[case_id, one]) for name in names]
    places += [reverse(f"medical:{name}", args=[case_id, one, found]) for name in ("finding", "judge", "remove")]
    wrong, pages = looked_at(window(cookie), places)
    assert wrong == {}
    assert pages == places
