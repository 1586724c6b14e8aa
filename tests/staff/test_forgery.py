"""The forgery check on pages that send no referrer."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("headers", "token", "accepted"),
    [
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, True, True),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, False, False),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"}, True, False),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, True, False),
    ],
)
def test_the_token_and_the_browser_decide(headers: dict[str, str], token: bool, accepted: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/staff/sign-in")
    data = {"csrfmiddlewaretoken": page.cookies["csrf"].value} if token else {}
    response = client.post("/staff/sign-in", data, **headers)
    # Past the check, the empty form is shown again; before it, only a page that says so.
    assert ("form" in (response.context or {})) == accepted
