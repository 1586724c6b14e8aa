"""Forms work on pages without a referrer, and forged posts are still refused."""

import pytest
from django.test import RequestFactory

from waystation.web.middleware import NoReferrer


def origin_after(**headers: str) -> str | None:
    request = RequestFactory().post("/", **headers)
    NoReferrer(lambda request: None)(request)  # type: ignore[arg-type,return-value]
    return request.META.get("HTTP_ORIGIN")


def test_it_works_for_a_form_of_our_own_page() -> None:
    assert origin_after(HTTP_ORIGIN="null", HTTP_SEC_FETCH_SITE="same-origin") == "http://testserver"


def test_an_old_browser_is_left_to_the_token() -> None:
    assert origin_after(HTTP_ORIGIN="null") == "http://testserver"
    assert origin_after() == "http://testserver"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_foreign_page_stays_foreign(site: str) -> None:
    assert origin_after(HTTP_ORIGIN="null", HTTP_SEC_FETCH_SITE=site) == "null"


def test_a_named_origin_is_left_as_it_is() -> None:
    assert origin_after(HTTP_ORIGIN="https://elsewhere.example") == "https://elsewhere.example"
