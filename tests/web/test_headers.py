"""The headers of every answer, to the letter."""

from __future__ import annotations

import pytest
from django.test import Client

STAFF_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'none'; "
    "script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)
PUBLIC_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'none'; script-src 'self'; connect-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)
EXACT = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "web",
}
PUBLIC = ["/ru/gallery", "/en/gallery", "/forbidden", "/absent", "/fails/500"]
STAFF = ["/staff/gallery", "/staff/forbidden", "/staff/absent", "/staff/language/en", "/staff/fails/503"]


@pytest.mark.parametrize("url", PUBLIC + STAFF)
def test_it_works_for_every_answer(client: Client, url: str) -> None:
    headers = client.get(url).headers
    assert {name: headers[name] for name in EXACT} == EXACT
    assert headers["Content-Security-Policy"] == (STAFF_CSP if url in STAFF else PUBLIC_CSP)


def test_every_feature_is_off(client: Client) -> None:
    features = client.get("/ru/gallery").headers["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "clipboard-read=()"} <= set(features)
    assert all(feature.endswith("=()") for feature in features)


def test_passkeys_are_for_staff_alone(client: Client) -> None:
    staff, public = (
        client.get(url).headers["Permissions-Policy"].split(", ") for url in ("/staff/gallery", "/ru/gallery")
    )
    assert set(staff) - set(public) == {"publickey-credentials-create=(self)", "publickey-credentials-get=(self)"}
    assert len(staff) == len(public)


def test_a_path_that_only_looks_like_staff_gets_the_stricter_policy(client: Client) -> None:
    assert client.get("/staffing").headers["Content-Security-Policy"] == PUBLIC_CSP
    assert client.get("/x/staff/").headers["Content-Security-Policy"] == PUBLIC_CSP


def test_strict_transport_is_promised_only_over_tls(client: Client) -> None:
    assert "Strict-Transport-Security" not in client.get("/ru/gallery").headers
    secure = client.get("/ru/gallery", secure=True).headers
    assert secure["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_static_files_may_be_kept_and_missing_ones_not(client: Client) -> None:
    found = client.get("/static/web/waystation.css")
    assert found.status_code == 200
    assert found.headers["Cache-Control"] != "no-store"
    assert found.headers["Content-Security-Policy"] == PUBLIC_CSP
    assert client.get("/static/web/absent.css").headers["Cache-Control"] == "no-store"


def test_a_refused_form_carries_the_headers_too() -> None:
    answer = Client(enforce_csrf_checks=True).post("/forbidden")
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == PUBLIC_CSP
