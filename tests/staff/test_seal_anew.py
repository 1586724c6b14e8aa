"""The page by which each of the staff seals anew, after another cipher was chosen, what their keys open."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.stage import CAST, Organisation
from tests.vault.ciphers import CHACHA, written_with
from waystation.audit.models import Line
from waystation.staff import entrance, innocent
from waystation.staff import resealing as pages
from waystation.staff.access import profiles
from waystation.staff.actor import utc_now
from waystation.vault import resealing, whole
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.keyring import Keyring

PATH = "/staff/account/seal-anew"
Clients = Callable[[str], Client]


@pytest.fixture
def chosen(organisation: Organisation, settings: LazySettings) -> Iterator[None]:
    """The organisation was there before."""
    settings.WAYSTATION_CIPHER = CHACHA
    with written_with(CHACHA):
        yield


@pytest.mark.usefixtures("in_english")
def test_who_of_a_usual_installation_is_offered_nothing(client_of: Clients) -> None:
    client = client_of("lev")
    assert PATH not in client.get("/staff/account").content.decode()
    assert "Nothing that your keys open waits" in client.get(PATH).content.decode()


@pytest.mark.usefixtures("chosen", "in_english")
def test_all_of_the_staff_together_leave_nothing(client_of: Clients) -> None:
    assert resealing.waiting()
    for name in CAST:
        client = client_of(name)
        assert PATH in client.get("/staff/account").content.decode()
        assert client.post(PATH).status_code == 302
        said = client.get(PATH).content.decode()
        assert "Nothing that your keys open waits" in said
    assert not resealing.waiting()
    assert not list(whole.compare_all())


def test_innocent_views_are_made_anew_under_it(client_of: Clients, organisation: Organisation) -> None:
    """Nobody seals them anew: the keys of a real session are not those of its view."""
    lev, now = organisation.actor("lev"), utc_now()
    view, profile = innocent.person(entrance.came(lev).person.secret), profiles(lev)[lev.account]
    innocent.ensure(view, profile, now=now)
    with written_with(CHACHA):
        for name in CAST:
            pages.begin(actor := organisation.actor(name))
            assert pages.work(actor, 60) == 0
        assert {place for place, _ in resealing.waiting()} >= set(innocent.teams(view).values())
        innocent.remember(lev.account, view, profile, now=now + innocent.KEPT_FOR)
        innocent.make_due(now + innocent.KEPT_FOR + innocent.SETTLED_AFTER)
        assert not resealing.waiting()


@pytest.mark.usefixtures("chosen")
def test_only_what_one_s_own_keys_open_waits_for_somebody(organisation: Organisation) -> None:
    for name in CAST:
        actor = organisation.actor(name)
        assert pages.left(actor).keys() < resealing.waiting().keys()
        assert all(actor.keys.holds(*place) for place in pages.left(actor))


@pytest.mark.usefixtures("chosen", "in_english")
def test_it_is_begun_by_a_press_goes_on_by_itself_and_comes_to_its_end(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, before = client_of("lev"), resealing.waiting()
    looked = client.get(PATH)
    assert ("Refresh" in looked.headers, resealing.waiting()) == (False, before)
    monkeypatch.setattr(pages, "monotonic", iter(range(10**6)).__next__)  # one place in each look
    client.post(PATH)
    looks, lines = 0, Line.objects.count()
    while "Refresh" in (answer := client.get(PATH)).headers:
        looks += 1
        assert "It goes on while this page is open" in answer.content.decode()
    assert looks > 1
    assert Line.objects.count() > lines + looks
    assert resealing.waiting().total() < before.total()


@pytest.mark.usefixtures("chosen", "in_english")
def test_what_does_not_open_is_tried_once(client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of("lev")
    monkeypatch.setattr("waystation.vault.rotation._reseal_all", lambda keyring, new: 1)
    client.post(PATH)
    answer = client.get(PATH)
    assert "Refresh" not in answer.headers
    assert resealing.waiting()


@pytest.mark.usefixtures("chosen", "in_english")
def test_a_place_that_was_closed_meanwhile_holds_up_no_other(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key was replaced by somebody else: whoever holds the new one seals it anew."""
    client, tried, reseal = client_of("lev"), [], pages.rotation.reseal

    def closed_at_first(keyring: Keyring, locator: UUID, parts: list[Compartment]) -> int:
        tried.append((locator, *parts))
        if tried[0] == tried[-1]:
            raise Stale
        return reseal(keyring, locator, parts)

    monkeypatch.setattr(pages.rotation, "reseal", closed_at_first)
    monkeypatch.setattr(pages, "monotonic", iter(range(10**6)).__next__)
    client.post(PATH)
    while "Refresh" in client.get(PATH).headers:
        assert len(tried) < 100
    assert len(tried) == len(set(tried)) > 1
    left = resealing.waiting()
    assert tried[0] in left
    assert left.keys().isdisjoint(tried[1:])
