"""What a watcher can compare: what is public stands in an innocent view too, and the site is given out from there."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.publication.test_pages import at_once
from tests.publication.test_site import TOLD, released
from tests.stage import CAST, Organisation
from waystation.publication import public
from waystation.publication.export import pages, signing
from waystation.publication.models import PublicRow, SignatureRow
from waystation.publication.records import Public, Shown
from waystation.staff import actions as staff
from waystation.staff import duress
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name

__all__ = ["at_once"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]
DURESS = "blue paper kites"


def forced(organisation: Organisation) -> Client:
    duress.set_passphrase(organisation.actor("lev"), CAST["lev"].passphrase, DURESS)
    client = Client()
    client.cookies[cookie_name()] = staff.sign_in("lev", DURESS, now=utc_now())
    return client


def test_what_is_public_is_listed_there_and_opens(organisation: Organisation, lev: Actor, ira: Actor) -> None:
    real = released(lev, ira)
    client = forced(organisation)
    listed = client.get(reverse("publication:publications"))
    assert any(title in html.unescape(listed.content.decode()) for title in TOLD.titles.values())
    (line,) = listed.context["lines"]
    assert line[0] != real
    shown = client.get(reverse("publication:publication", args=[line[0]]))
    assert shown.status_code == 200
    assert "communications manager" in shown.content.decode()
    assert (shown.context["is_out"], shown.context["can_be_released"]) == (True, False)
    assert "released a publication" in client.get("/staff/log").content.decode()
    # Taking it back there takes nothing off the public site.
    client.post(reverse("publication:recall", args=[line[0]]), {"reason": "They ask."})
    (said,) = public.everything().values()
    assert said.out is None


def test_the_site_is_given_out_there_and_nothing_is_signed_for_others(
    organisation: Organisation, lev: Actor, ira: Actor
) -> None:
    released(lev, ira)
    client, url = forced(organisation), reverse("publication:site")
    assert "not signed as it stands now" in client.get(url).content.decode()
    for _again in range(2):
        answer = client.post(url)
        assert answer["Content-Type"] == "application/zip"
        inside = zipfile.ZipFile(io.BytesIO(answer.content))
        assert f"site/{pages.SIGNATURE}" in inside.namelist()
    assert "It is signed as it stands now" in client.get(url).content.decode()
    assert not SignatureRow.objects.exists()
    real = signing.sign(lev)
    assert inside.read(f"site/{pages.KEY}") != real[pages.KEY]
    answer = client.post(url)
    assert zipfile.ZipFile(io.BytesIO(answer.content)).read(f"site/{pages.SIGNATURE}") == real[pages.SIGNATURE]


def test_what_was_put_there_by_force_keeps_no_view_from_being_made(
    organisation: Organisation, lev: Actor, ira: Actor
) -> None:
    released(lev, ira)
    PublicRow.objects.update(content=b"{}")
    assert public.told_to_the_public() == []
    assert forced(organisation).get("/staff/cases/").status_code == 200


def test_a_table_that_is_public_is_told_from_what_is_public_alone() -> None:
    cells = ((("*", "*"), 120), (("north", "*"), None))
    table = Shown("acts", "region", "*", 10, 5, "2026-06", cells)
    said = Public("statement", "2026-11-01-x", date(2026, 11, 1), ("en",), {"en": "A table"}, table=table)
    told = public.as_released(said)
    assert told.table is not None
    assert (told.table.numbers, told.table.few, told.table.shown) == ((), (), cells)
    assert public.is_of(said, told)
