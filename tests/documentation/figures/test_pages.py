"""The pages of figures: counted, frozen, compared, taken in and out; what is refused is refused with words."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.stage import Organisation
from waystation.documentation import actions as recording
from waystation.documentation.figures import access, actions, sheets, wording
from waystation.documentation.figures.models import FigureRow
from waystation.documentation.records import Act, Event, Information, Person
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


@pytest.fixture(autouse=True)
def store(tmp_path: Any, settings: Any) -> None:
    settings.WAYSTATION_FILES = tmp_path / "files"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def record(ira: Actor, name: str) -> None:
    event = recording.add_event(ira, Event(title="Raid"))
    victim = recording.find_or_add_person(ira, Person(called=name))
    recording.add_act(ira, Act(event=event, victim=victim, kind="integrity.beating"))
    recording.add_source(ira, Information(event=event, source=victim, connection="self"))


def definition(**more: Any) -> dict[str, Any]:
    return {"once": str(uuid4()), "unit": "victim", "status": "reported", "as_of": "2026-01-01"} | more


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found
    return html.unescape(found[1])


def ids(ira: Actor, *wanted: tuple[str, int]) -> list[UUID]:
    found = access.figures(ira).items()
    return [
        next(
            one for one, kept in found if kept.figure.definition.basis == basis and kept.figure.quantity.value == value
        )
        for basis, value in wanted
    ]


def test_a_count_is_looked_at_and_frozen(browser: Client, ira: Actor) -> None:
    record(ira, "Wren")
    assert "No figure yet" in text(browser.get(reverse("figures:figures")))
    said = definition()
    looked = browser.post(reverse("figures:count"), said | {"do": "count"})
    assert looked.status_code == 200
    assert not FigureRow.objects.exists()
    assert "0 to 1" in text(looked)  # it has no date: perhaps it was later
    frozen = said | {"do": "freeze", "publisher": "Waystation", "seen": hidden(looked, "seen")}
    answer = browser.post(reverse("figures:count"), frozen)
    assert answer.status_code == 303
    page = text(browser.get(answer["Location"]))
    (kept,) = access.figures(ira).values()
    assert kept.sha256 in page
    assert "Victims in our documentation" in page
    assert "at most 9" in page  # as it would be published


def test_what_nobody_reviewed_is_said_to_be_kept_back(browser: Client, ira: Actor) -> None:
    record(ira, "Wren")
    looked = text(browser.post(reverse("figures:count"), definition(do="count", status="first_hand")))
    assert "nothing, before reviewers agree" in looked
    looked = text(browser.post(reverse("figures:count"), definition(do="count", status="first_hand", agreed="on")))
    assert "nothing, before reviewers agree" not in looked


def test_what_moved_meanwhile_is_shown_before_it_is_frozen(browser: Client, ira: Actor) -> None:
    said = definition(publisher="Waystation")
    looked = browser.post(reverse("figures:count"), said | {"do": "count"})
    record(ira, "Wren")
    first = browser.post(reverse("figures:count"), said | {"do": "freeze", "seen": hidden(looked, "seen")})
    assert first.status_code == 422
    assert "it is another number now" in text(first)
    assert not FigureRow.objects.exists()
    again = browser.post(reverse("figures:count"), said | {"do": "freeze", "seen": hidden(first, "seen")})
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"as_of": "9999-01-01"}, "still to come"),
        ({"as_of": "yesterday"}, "Write a day as"),
        ({"as_of": ""}, "required"),
        ({"began": "2026-02-01"}, "begins after"),
        ({"publisher": ""}, "who published"),
        ({"status": "refuted"}, "Please look at this again"),
        ({"unit": "person"}, "Please look at this again"),
        ({"place": "Nowhere"}, "Please look at this again"),
        ({"kinds": ["x"]}, "Please look at this again"),
        ({"note": "x" * 1001}, "at most 1000"),
    ],
)
def test_what_is_wrong_is_said(browser: Client, wrong: dict[str, Any], sentence: str) -> None:
    answer = browser.post(reverse("figures:count"), definition(do="freeze", publisher="Waystation") | wrong)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not FigureRow.objects.exists()


def test_the_46_stand_side_by_side_and_three_are_explained(browser: Client, ira: Actor) -> None:
    assert "46 published figures" in text(browser.get(reverse("figures:figures")))
    assert browser.post(reverse("figures:take-in")).status_code == 303
    page = text(browser.get(reverse("figures:figures")))
    assert "46 published figures" not in page
    assert page.count('name="figure"') == 46
    assert page.count('<a href="/staff/figures/') >= 46
    assert "Why these do not contradict each other" in page
    reason = "They count different things: “People taken out of the region with our help” and “People helped to flee"
    assert reason in page
    assert "The published parts add up to 102, not to 114: 12 are not explained." in page
    assert "<script" not in page


def test_each_figure_has_its_page(browser: Client, ira: Actor) -> None:
    actions.take_in_published(ira)
    for one, kept in access.figures(ira).items():
        page = text(browser.get(reverse("figures:figure", args=[one])))
        assert kept.sha256 in page
        assert all(source in page for source in kept.figure.sources)
    (part,) = ids(ira, ("family_members", 30))
    assert "It is one part of" in text(browser.get(reverse("figures:figure", args=[part])))


def test_different_bases_are_never_added(browser: Client, ira: Actor) -> None:
    actions.take_in_published(ira)
    chosen = ids(ira, ("evacuated_region", 40), ("helped_to_flee", 114), ("detained_reported", 200))
    page = text(browser.post(reverse("figures:compare"), {"figure": list(map(str, chosen))}))
    assert "These are not added" in page
    assert page.count("Count different things") == 3
    assert ">354<" not in page
    one_month = ids(ira, ("evacuated_region", 40), ("evacuated_region", 43))
    agree = text(browser.post(reverse("figures:compare"), {"figure": list(map(str, one_month))}))
    assert "one number can meet both" in agree


@pytest.mark.parametrize("chosen", [0, 1, 13])
def test_two_to_twelve_are_compared(browser: Client, ira: Actor, chosen: int) -> None:
    actions.take_in_published(ira)
    some = [str(one) for one in list(access.figures(ira))[:chosen]]
    answer = browser.post(reverse("figures:compare"), {"figure": some})
    assert answer.status_code == 422
    assert "Choose at " in text(answer)
    assert browser.post(reverse("figures:compare"), {"figure": [str(uuid4()), "x"]}).status_code == 422


def test_later_counts_stand_in_one_series(browser: Client, ira: Actor) -> None:
    record(ira, "Wren")
    for day in ("2025-01-01", "2025-06-01"):
        browser.post(reverse("figures:count"), definition(as_of=day, do="freeze", publisher="Waystation"))
    first, _second = access.figures(ira)
    record(ira, "Rowan")
    page = text(browser.get(reverse("figures:figure", args=[first])))
    assert "Over time" in page
    assert "Counted today in the same way it would be 0 to 2" in page


def test_files_go_out_and_come_in(browser: Client, ira: Actor) -> None:
    actions.take_in_published(ira)
    for kind in ("csv", "json"):
        answer = browser.post(reverse("figures:export"), {"purpose": "exact", "kind": kind, "basis": ""})
        assert answer["Content-Disposition"] == f'attachment; filename="figures.{kind}"'
        changed = answer.content.replace(b"Novaya Gazeta", b"Somebody else", 1)
        bad = browser.post(reverse("figures:read-in"), {"files": SimpleUploadedFile("x", changed)})
        assert bad.status_code == 422
        assert "does not match its SHA-256" in text(bad)
        good = browser.post(reverse("figures:read-in"), {"files": SimpleUploadedFile("x", answer.content)})
        assert good.status_code == 303
    assert FigureRow.objects.count() == 46


@pytest.mark.parametrize(
    "content", [b"", b"x", b"{", b"{}", b'{"format": 1, "figures": [{}]}', b"\xff\xfe", b"a,b\n1,2\n"]
)
def test_what_is_no_file_of_figures_is_refused(browser: Client, content: bytes) -> None:
    answer = browser.post(reverse("figures:read-in"), {"files": SimpleUploadedFile("x", content)})
    assert answer.status_code == 422
    assert not FigureRow.objects.exists()


def test_a_file_of_figures_is_no_larger_than_is_said(browser: Client) -> None:
    large = b" " * (sheets.LARGEST + 1)
    sent = {"files": SimpleUploadedFile("x", large), "csrfmiddlewaretoken": "-"}
    assert browser.post(reverse("figures:read-in"), sent).status_code in (413, 422)
    for read in (sheets.from_csv, sheets.from_json):
        with pytest.raises(sheets.Unreadable) as unreadable:
            read(large)
        assert unreadable.value.reason == wording.TOO_LARGE


def test_hostile_words_stay_words(browser: Client, ira: Actor) -> None:
    evil = "<script>alert(1)</script>\u202e=cmd"
    actions.take_in(ira, sheets.from_json(sheets.to_json(published_like(evil))), "file")
    (one,) = access.figures(ira)
    for address in (reverse("figures:figures"), reverse("figures:figure", args=[one])):
        content = browser.get(address).content.decode()
        assert "<script" not in content
        assert "\u202e" not in content


def published_like(words: str) -> list[Any]:
    import msgspec

    from waystation.documentation.figures.published import published

    return [msgspec.structs.replace(published()[0], publisher=words, note=words, sources=(words,), part_of="")]


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_sees_them(organisation: Organisation, ira: Actor, who: str) -> None:
    actions.take_in_published(ira)
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie(who)
    one = next(iter(access.figures(ira)))
    for name in ("figures", "count", "export", "read-in"):
        assert client.get(reverse(f"figures:{name}")).status_code == 404
    assert client.get(reverse("figures:figure", args=[one])).status_code == 404
