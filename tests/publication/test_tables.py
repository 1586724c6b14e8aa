"""Tables on their way out: made of what was documented, released by two, tried against all that are out."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.advocacy.conftest import committee
from tests.advocacy.test_actions import sent
from tests.canary import search
from tests.casework.test_secrecy import database
from tests.publication.differencing import recovered
from tests.publication.test_pages import at_once, text
from tests.publication.test_publication import checked, sentence
from tests.publication.test_site import approve, site
from waystation.documentation.dates import PartialDate
from waystation.documentation.errors import Refused
from waystation.documentation.figures.counting import Counted
from waystation.publication import access, actions, public, table_views
from waystation.publication.models import PublicationRow
from waystation.publication.records import Publication, Tabled
from waystation.publication.statistics import making
from waystation.publication.statistics.tables import ALL
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

__all__ = ["at_once", "committee"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]
CHECHNYA, DAGESTAN = ("Russia", "Chechnya"), ("Russia", "Dagestan")
TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


def acts(
    number: int, places: tuple[str, str], month: int = 3, kind: str = "torture.beating", year: int = 2017
) -> Iterator[Counted]:
    for at in range(number):
        mark = f"{places}{month}{kind}{at}{year}".encode()
        yield Counted(
            mark, mark, mark, kind, "reported", when=PartialDate(day=date(year, month, 1 + at % 28)), places=places
        )


Sets = Callable[..., None]


@pytest.fixture
def documented(monkeypatch: pytest.MonkeyPatch) -> Sets:
    """`documented(acts)`: this is what was documented, from now on."""

    def put(*these: Counted) -> None:
        monkeypatch.setattr(making.gathering, "documented", lambda _actor: SimpleNamespace(acts=list(these)))

    return put


def today(actor: Actor) -> Actor:
    return replace(actor, now=lambda: TODAY)


def made(ira: Actor, rows: str = "region", columns: str = "", audience: str = "public", least: int = 10) -> Tabled:
    return making.freeze(today(ira), source="acts", rows=rows, columns=columns, audience=audience, least=least)


def released(lev: Actor, ira: Actor, table: Tabled) -> UUID:
    one = actions.write(ira, Publication(kind="table", titles={"en": "By region"}, table=table))
    refresh(lev)
    approve(lev, one, nobody=True)
    approve(ira, one)
    checked(lev, one)
    actions.release(lev, one)
    refresh(ira)
    return one


def test_a_small_number_is_hidden_and_another_with_it(ira: Actor, documented: Sets) -> None:
    documented(*acts(3, CHECHNYA), *acts(40, DAGESTAN), *acts(23, ("Russia", "Moscow")))
    shown = dict(made(ira).shown)
    assert all(number is None or number % 5 == 0 for number in shown.values())
    assert [number for (row, _column), number in shown.items() if row.startswith("Chech")] == [None]


def test_what_is_young_has_no_month_or_no_known_place_is_not_told(ira: Actor, documented: Sets) -> None:
    young = acts(50, CHECHNYA, 10, year=2026)
    about = [Counted(b"x", b"x", b"x", "torture", "reported")]
    documented(*acts(20, ("Russia", "Ivanov's village")), *acts(30, CHECHNYA, 8, year=2026), *young, *about)
    table = made(ira)
    assert table.until == "2026-08"
    regions = {row for row, _column in dict(table.shown)}
    assert len(regions) == 3
    assert {making.ELSEWHERE, ALL} < regions
    assert dict(table.shown)[ALL, ALL] == 50
    assert "Ivanov" not in str(table)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"least": 9}, "below 10"),
        ({"rows": "body"}, "cannot be made along these"),
        ({"rows": "region", "columns": "region"}, "cannot be made along these"),
        ({"least": 4, "audience": "partners"}, "below 5"),
    ],
)
def test_what_may_not_be_made_is_refused(ira: Actor, documented: Sets, asked: dict[str, object], why: str) -> None:
    documented(*acts(40, CHECHNYA))
    with pytest.raises(Refused) as refused:
        made(ira, **asked)  # type: ignore[arg-type]
    assert why in sentence(refused)


def test_only_who_may_count_makes_one(ira: Actor, lev: Actor, documented: Sets) -> None:
    documented(*acts(40, CHECHNYA))
    with pytest.raises(Refused):
        made(lev)
    assert making.sources(ira) == ["acts"]
    assert making.sources(lev) == ["answers"]


def test_it_goes_out_on_the_site_without_what_it_was_made_of(lev: Actor, ira: Actor, documented: Sets) -> None:
    documented(*acts(40, CHECHNYA), *acts(37, DAGESTAN), *acts(33, ("Russia", "Moscow")))
    one = released(lev, ira, made(ira))
    said = public.one(one)
    assert said is not None
    page = site()[f"en/{said.name}.html"].decode()
    assert "<caption>Acts against people, as documented: Region</caption>" in page
    assert '<th scope="row">Chechnya</th><td>40–44</td>' in page
    assert "<svg" in page
    assert "35–39" in page
    assert "37" not in page.replace("35–39", "")
    assert not list(search(database(), ['"numbers"', '"few"']))


def test_each_new_one_is_tried_against_all_that_are_out(lev: Actor, ira: Actor, documented: Sets) -> None:
    first = [*acts(24, CHECHNYA), *acts(60, DAGESTAN)]
    documented(*first)
    one = released(lev, ira, made(ira, audience="partners", least=5))
    assert public.one(one) is None  # partners are told by us, not by the site
    documented(*first, *acts(1, CHECHNYA, 4))
    second = made(ira, audience="partners", least=5)
    assert dict(second.shown)["Chechnya", ALL] is None
    actions.recall(lev, one, "It was wrong.")
    refresh(ira)
    assert dict(made(ira, audience="partners", least=5).shown)["Chechnya", ALL] is None  # copies of it stay
    found = making._published([*making.released(ira), second])
    assert recovered(found) == []


def test_it_is_tried_once_more_when_it_is_released(lev: Actor, ira: Actor, documented: Sets) -> None:
    first = [*acts(24, CHECHNYA), *acts(60, DAGESTAN)]
    documented(*first)
    early = made(ira, audience="partners", least=5)
    documented(*first, *acts(1, CHECHNYA, 4))
    late = making.freeze(
        replace(ira, now=lambda: TODAY.replace(hour=13)),
        source="acts",
        rows="region",
        columns="",
        audience="partners",
        least=5,
    )
    released(lev, ira, early)
    other = actions.write(ira, Publication(kind="table", titles={"en": "Later"}, table=late))
    refresh(lev)
    approve(lev, other, nobody=True)
    approve(ira, other)
    checked(lev, other)
    with pytest.raises(Refused) as refused:
        actions.release(lev, other)
    assert "Make it anew" in sentence(refused)


def test_how_authorities_answered_becomes_one(lev: Actor, max_: Actor, committee: UUID) -> None:
    for _time in range(11):
        sent(lev, max_, committee)
    refresh(lev)
    table = making.freeze(lev, source="answers", rows="body", columns="answer", audience="public", least=10)
    assert dict(table.shown)[ALL, ALL] == 11


def test_it_is_made_on_a_page_and_its_words_are_changed(client_of: Callable[[str], Client], documented: Sets) -> None:
    documented(*acts(40, CHECHNYA), *acts(37, DAGESTAN))
    ira = client_of("ira")
    url = reverse("publication:table")
    assert "Region × Month" in text(ira.get(url))
    said = {"along": "acts:region:", "audience": "public", "least": "10", "title_en": "By region"}
    assert ira.post(url, said | {"least": "3"}).status_code == 422
    assert ira.post(url, said | {"title_en": " "}).status_code == 422
    assert ira.get(reverse("publication:table-made"))["Location"].partition("?")[0] == url
    answer = ira.post(url, said)
    assert answer.status_code == 303
    made = answer["Location"].partition("?")[0]
    page = ended(ira, made)
    assert "40–44" in page
    assert "By region" in page
    once = {"once": re.findall('name="once" value="([^"]+)"', page)[0]}
    answer = ira.post(made, once)
    assert answer.status_code == 303
    assert ira.post(made, once)["Location"].partition("?")[0] == url  # it was kept, once
    one = answer["Location"].partition("?")[0]
    page = text(ira.get(one))
    assert "40–44" in page
    changed = {"kind": "statement", "title_en": "Acts by region", "text_en": "Of what people told us."}
    assert ira.post(f"{one}/change", changed).status_code == 303
    page = text(ira.get(one))
    assert "Of what people told us." in page
    assert "40–44" in page
    assert "A table of numbers" in page


def ended(client: Client, url: str) -> str:
    """The page of a table that is being made, once it is."""
    while "Refresh" in (answer := client.get(url)):
        assert answer.status_code == 200
    return text(answer)


def test_a_page_tells_how_far_it_is_and_the_request_does_not_wait(
    client_of: Callable[[str], Client], documented: Sets, monkeypatch: pytest.MonkeyPatch
) -> None:
    documented(*acts(40, CHECHNYA), *acts(3, DAGESTAN), *acts(33, ("Russia", "Moscow")), *acts(4, ("Russia", "Tuva")))
    may = threading.Event()
    told: list[float] = []
    protect = making.protect

    def slowly(record: Tabled, earlier: Any, tell: Callable[[float], None]) -> Tabled:
        def heard(share: float) -> None:
            told.append(share)
            tell(share)

        table = protect(record, earlier, heard)
        may.wait(20)
        return table

    monkeypatch.setattr(making, "protect", slowly)
    monkeypatch.setattr(table_views, "WAITS", 0.05)
    ira, made = client_of("ira"), reverse("publication:table-made")
    said = {"along": "acts:region:", "audience": "public", "least": "10", "title_en": "By region"}
    assert ira.post(reverse("publication:table"), said).status_code == 303
    answer = ira.get(made)
    assert answer["Refresh"] == "1"
    assert re.search(r'<progress max="100" value="\d+"', text(answer))
    assert "Refresh" in ira.post(made, {})  # what is not made is not kept
    assert not PublicationRow.objects.exists()
    may.set()
    assert "Keep it as a draft" in ended(ira, made)
    assert told == sorted(told)
    assert told[0] == 0 < told[-1] < 1


def test_what_cannot_be_made_is_said_on_its_page(
    client_of: Callable[[str], Client], documented: Sets, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    documented(*acts(3, CHECHNYA))
    ira, made = client_of("ira"), reverse("publication:table-made")
    said = {"along": "acts:region:", "audience": "public", "least": "10", "title_en": "By region"}
    ira.post(reverse("publication:table"), said)
    assert "every part of this one would give somebody away" in ended(ira, made)
    monkeypatch.setattr(making, "protect", lambda *_said: 1 / 0)
    ira.post(reverse("publication:table"), said)
    assert "The table came to nothing" in ended(ira, made)
    assert "ZeroDivisionError" in caplog.text
    assert "Chechnya" not in caplog.text


def test_no_request_works_out_what_others_give_away(lev: Actor, ira: Actor, documented: Sets) -> None:
    """It is tried with the check, and the check is of the tables that are out then."""
    documented(*acts(40, CHECHNYA), *acts(37, DAGESTAN))
    one, other = (actions.write(ira, Publication(kind="table", titles={"en": "T"}, table=made(ira))) for _ in range(2))
    for each in (one, other):
        refresh(lev)
        approve(lev, each, nobody=True)
        approve(ira, each)
    last = checked(lev, other)
    assert not last.gives_away
    mine = lev.memory["publication:check"]
    checked(lev, one)
    actions.release(lev, one)
    lev.memory["publication:check"] = mine  # a check from before another table was out
    with pytest.raises(Refused) as refused:
        actions.release(lev, other)
    assert "Another table was released since" in sentence(refused)
    checked(lev, other)
    actions.release(lev, other)


def test_its_numbers_stand_in_no_clear_row_before_it_is_released(ira: Actor, documented: Sets) -> None:
    documented(*acts(40, CHECHNYA), *acts(3, DAGESTAN), *acts(33, ("Russia", "Moscow")))
    one = actions.write(ira, Publication(kind="table", titles={"en": "Canary"}, table=made(ira)))
    refresh(ira)
    assert access.publication(ira, one)[1].table is not None
    assert not list(search(database(), ["Canary", "Chechnya"]))
