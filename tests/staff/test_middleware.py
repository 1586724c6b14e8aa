from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tests.stage import Organisation
from waystation.staff.errors import Absent
from waystation.vault.errors import Locked, Stale, Tampered


def view(error: type[Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def raising(request: HttpRequest) -> HttpResponse:
        raise error

    return raising


urlpatterns = [
    path("staff/", include("waystation.site.staff_urls")),
    *[path(f"staff/{kind.__name__}", view(kind)) for kind in (Absent, Locked, Stale, Tampered)],
    path("public", view(Absent)),
]
handler404 = "waystation.web.views.not_found"
handler500 = "waystation.web.views.server_error"


@pytest.fixture
def dina_s(client_of: Callable[[str], Client]) -> Client:
    client = client_of("dina")
    client.raise_request_exception = False
    return client


@pytest.mark.urls(__name__)
def test_every_refusal_is_the_page_of_an_unknown_address(dina_s: Client) -> None:
    answers = [dina_s.get(f"/staff/{end}") for end in ("Absent", "Locked", "no-such-page")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.urls(__name__)
def test_a_change_that_came_second_says_so(dina_s: Client) -> None:
    assert dina_s.get("/staff/Stale").status_code == 409


@pytest.mark.urls(__name__)
def test_damage_is_an_error(dina_s: Client) -> None:
    assert dina_s.get("/staff/Tampered").status_code == 500


@pytest.mark.urls(__name__)
def test_public_pages_are_let_through(client: Client, organisation: Organisation) -> None:
    assert client.get("/public").status_code == 404
