"""The description of the API says what is so: schemathesis asks whatever it allows, and what it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from tests.stage import Organisation
from waystation.casework.exchange import arrivals
from waystation.hotline import once
from waystation.interfaces import SCOPES, api_urls, openapi, tokens
from waystation.interfaces.api_views import AGE
from waystation.staff.actor import utc_now

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = 40  # of each operation, as described and otherwise

load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(openapi.document())
SCHEMA.app = get_wsgi_application()
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
# No schema tells what a form's token is, or what is sealed: made up, both are refused.
NOT_TOLD = [CHECKS.get_one("positive_data_acceptance")]


def test_it_stands_in_the_docs_as_it_is_served(client: Any, organisation: Organisation) -> None:
    served = client.get("/api/v1/openapi.json")
    assert served.status_code == 200
    assert (DOCS / "api.json").read_bytes() == served.content


def test_every_address_of_the_map_is_described() -> None:
    there = {"/" + str(each.pattern).replace("<uuid:bundle_id>", "{bundle_id}") for each in api_urls.urlpatterns}
    assert there - {"/openapi.json"} == set(openapi.document()["paths"])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.label)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_asked_is_answered_as_described(organisation: Organisation, operation: Any, mode: Any) -> None:
    token = tokens.make(None, name="Linden", scopes=SCOPES, now=utc_now()).token
    statuses, known = set(), arrivals.take_in(tokens.every()[0][0].pk, "Linden", AGE)[0]

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE:
            _put_in(case, known)
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=NOT_TOLD)
        statuses.add(answer.status_code)

    asked()
    if mode is schemathesis.GenerationMode.POSITIVE and operation.path != "/sealed-messages":
        assert {200, 201} & statuses


def _put_in(case: Any, known: UUID) -> None:
    """What no schema tells: the token of a form, how a bundle begins, which there are."""
    if isinstance(case.body, dict) and "once" in case.body:
        case.body["once"] = once.token()
    if (case.operation.path, case.method) == ("/bundles", "POST"):
        case.body = AGE + str(case.body).encode()
    if "bundle_id" in (case.path_parameters or {}):
        case.path_parameters["bundle_id"] = str(known)
