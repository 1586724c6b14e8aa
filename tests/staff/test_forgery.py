"""The forgery check on pages that send no referrer."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

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


def test_the_flags_of_the_cookie_that_holds_the_secret() -> None:
    """No script reads it, no other site has it sent, and it goes with the browser."""
    cookie = Client().get("/staff/sign-in").cookies["csrf"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (True, "Strict", "", "")


def test_over_tls_it_is_this_host_s_alone() -> None:
    said = settings_of("https://help.example")
    assert said == ["__Host-csrf", "True"]
    assert settings_of("http://127.0.0.1:8000") == ["csrf", "False"]


def settings_of(origin: str) -> list[str]:
    """What the settings of an installation at this address say, read in a process of their own."""
    code = "from waystation.site import settings; print(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE)"
    with TemporaryDirectory() as data:
        (Path(data) / "waystation.toml").write_text(f'origin = "{origin}"\n')
        found = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "WAYSTATION_DATA": data}, capture_output=True, check=True
        )
    return found.stdout.decode().split()
