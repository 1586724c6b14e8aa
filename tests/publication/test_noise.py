"""Tables with noise: what one person changes is bounded, the noise is what it says, and the ledger is not got round."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tests.canary import search
from tests.casework.test_secrecy import database
from tests.evacuation.conftest import on_file
from tests.newcomers import as_confirmed, as_new
from tests.publication.test_innocent import forced
from tests.publication.test_pages import at_once, text
from tests.publication.test_publication import checked, sentence
from tests.publication.test_site import approve, site
from tests.publication.test_tables import CHECHNYA, DAGESTAN, Sets, acts, documented
from tests.stage import Organisation
from tests.threads import at_once as together
from waystation.documentation.dates import PartialDate
from waystation.documentation.errors import Refused
from waystation.documentation.figures.counting import Counted
from waystation.publication import access, actions, public
from waystation.publication.models import LedgerRow, PublicationRow
from waystation.publication.noise import actions as noise
from waystation.publication.noise import bounding, drawing, program, rules, views
from waystation.publication.noise.protocol import Drawn, Task
from waystation.publication.noise.records import Ledger
from waystation.publication.records import Publication, Tabled
from waystation.publication.statistics import making
from waystation.publication.statistics.tables import ALL
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.wording import NOT_CONFIRMED
from waystation.vault.records import read, rewrite

__all__ = ["at_once", "documented", "on_file"]
TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
MANY = 20_000
WANTED: dict[str, Any] = {
    **{"rows": "region", "columns": "", "audience": "public", "least": 10, "since": "2026-01"},
    **{"most": 1, "epsilon": 50},
}


# What one person changes


def somebody_s(chance: random.Random, people: int) -> list[Counted]:
    """Acts against so many people, some against very few of them."""
    places = [CHECHNYA, DAGESTAN, ("Russia", "Ivanov's village"), ("Georgia", ""), ("", "")]
    kinds = ["torture.beating", "killing.x", "invented_here.x"]
    return [
        Counted(
            bytes([at % 256, at // 256]),
            b"e",
            bytes([int(people * chance.random() ** 3)]),
            chance.choice(kinds),
            "reported",
            when=PartialDate(day=date(2017, chance.randint(1, 12), 5)),
            places=chance.choice(places),
        )
        for at in range(400)
    ]


@pytest.mark.parametrize("along", [("region", ""), ("region", "kind"), ("month", "kind"), ("kind", "")])
@pytest.mark.parametrize("most", [1, 3])
def test_one_person_changes_no_more_than_is_said(along: tuple[str, str], most: int) -> None:
    every = somebody_s(random.Random(7), 40)
    asked: dict[str, Any] = {"along": along, "since": "2017-01", "until": "2017-12", "most": most}
    same = {bytes([1]): bytes([0])}  # who is recorded twice is one
    cells, whole = bounding.counted(every, same, **asked)
    changes = set()
    for one in sorted({same.get(each.victim, each.victim) for each in every}):
        left = [each for each in every if same.get(each.victim, each.victim) != one]
        others, without = bounding.counted(left, same, **asked)
        assert others == cells  # which lines there are tells nothing
        changes.add(sum(abs(now - then) for now, then in zip(whole, without, strict=True)))
    assert max(changes) == bounding.sensitivity(along[1], most)


def test_what_lines_there_are_follows_from_public_lists_alone() -> None:
    asked: dict[str, Any] = {"along": ("region", "month"), "since": "2017-01", "until": "2017-12", "most": 1}
    cells, numbers = bounding.counted([], {}, **asked)
    assert not any(numbers)
    assert {"Chechnya", "Georgia", making.ELSEWHERE, ALL} < {row for row, _column in cells}
    assert {column for _row, column in cells} == {f"2017-{month:02}" for month in range(1, 13)} | {ALL}
    assert len(cells) <= bounding.MOST_CELLS
    assert bounding.months("2016-12", "2017-01") == ["2016-12", "2017-01"]
    assert bounding.months("2017-02", "2017-01") == []


def test_what_is_shown_hangs_on_numbers_with_noise_alone() -> None:
    cells = [("a", "x"), ("a", ALL), ("b", "x"), ("b", ALL), (ALL, "x"), (ALL, ALL)]
    shown = dict(bounding.shown(cells, [41, 43, -3, 9, 38, 52], 10, 5))
    assert shown == {("a", "x"): 40, ("a", ALL): 45, (ALL, "x"): 40, (ALL, ALL): 50}


# The noise


def drawn(numbers: Sequence[int], sensitivity: int, epsilon: float) -> Drawn:
    (found,) = program.answered(Task(tuple(numbers), sensitivity, epsilon), lambda _line: None)
    return found


@pytest.mark.parametrize(("sensitivity", "epsilon"), [(1, 1.0), (4, 1.0), (2, 0.5)])
def test_the_noise_is_the_discrete_laplace_distribution_of_that_scale(sensitivity: int, epsilon: float) -> None:
    """Within six standard errors: nobody can seed OpenDP, and this fails by chance once in hundreds of millions."""
    found = drawn([100] * MANY, sensitivity, epsilon)
    assert found.epsilon <= epsilon
    assert found.scale == pytest.approx(sensitivity / epsilon, rel=1e-6)
    share = math.exp(-1 / found.scale)
    off = [number - 100 for number in found.numbers]
    variance = 2 * share / (1 - share) ** 2
    assert abs(sum(off) / MANY) < 6 * math.sqrt(variance / MANY)
    for at in (0, 1, -1, 3):
        chance = (1 - share) / (1 + share) * share ** abs(at)
        assert abs(off.count(at) / MANY - chance) < 6 * math.sqrt(chance / MANY)
    assert sum(abs(each) <= found.within for each in off) / MANY > 0.94
    assert sum(map(abs, off)) / MANY == pytest.approx(2 * share / (1 - share**2), rel=0.1)


def test_two_neighbours_are_told_apart_no_better_than_it_costs() -> None:
    """Of any answer it is at most e to the epsilon times likelier with one person than without, within chance."""
    epsilon = 0.5
    one, other = (Counter(drawn([number] * MANY, 1, epsilon).numbers) for number in (10, 11))
    for answer in range(4, 18):
        with_, without = one[answer] / MANY, other[answer] / MANY
        slack = 6 * math.sqrt(max(with_, without) / MANY) * (1 + math.exp(epsilon))
        assert with_ <= math.exp(epsilon) * without + slack
        assert without <= math.exp(epsilon) * with_ + slack
    assert one != other


def test_nothing_alone_reaches_the_floor() -> None:
    found = drawn([0] * 500, 4, 1.0)
    assert found.floor > found.within
    assert sum(number >= found.floor for number in found.numbers) <= 4  # in the mean one in forty tables has one


# The ledger

database_ = pytest.mark.django_db
pytestmark = [pytest.mark.usefixtures("in_english")]


def today(actor: Actor) -> Actor:
    return replace(actor, now=lambda: TODAY)


@pytest.fixture
def counted(documented: Sets) -> None:
    far = [msgspec.structs.replace(each, when=PartialDate(day=date(2026, 3, 4))) for each in acts(400, CHECHNYA)]
    documented(*far, *acts(3, DAGESTAN, year=2026))


def agreed(asks: Actor, agrees: Actor, epsilon: int = 100, audience: str = "public") -> None:
    noise.ask(asks, source="acts", audience=audience, epsilon=epsilon, reason="One table each half-year.")
    (asked,) = noise.ledger(agrees).asked
    noise.agree(agrees, asked)


def table(ira: Actor, **more: Any) -> Tabled:
    found = drawing.begin(today(ira), {"en": "By region"}, **(WANTED | more))
    assert found.is_over_in(60)
    assert found.table is not None
    return found.table


def said(of: Tabled) -> Publication:
    return Publication(kind="table", titles={"en": "By region"}, table=of)


@database_
@pytest.mark.usefixtures("counted")
def test_nothing_is_drawn_without_a_budget_that_two_agreed_to(lev: Actor, ira: Actor) -> None:
    with pytest.raises(Refused) as refused:
        table(ira)
    assert "There is no budget yet" in sentence(refused)
    noise.ask(ira, source="acts", audience="public", epsilon=100, reason="One table each half-year.")
    (asked,) = noise.ledger(lev).asked
    with pytest.raises(Absent):
        noise.agree(ira, asked)  # who documents agrees to nothing
    with pytest.raises(Refused):
        table(ira)
    as_new(lev, ira.account)
    with pytest.raises(Refused) as refused:
        noise.agree(lev, asked)  # somebody whom nobody else has confirmed is no second person
    assert str(NOT_CONFIRMED) in sentence(refused)
    as_confirmed(lev, ira.account)
    noise.agree(lev, asked)
    assert rules.total(noise.ledger(ira), "acts", "public") == 100
    assert table(ira).noise is not None
    noise.ask(lev, source="acts", audience="public", epsilon=900, reason="More.")
    (asked,) = noise.ledger(lev).asked
    with pytest.raises(Refused) as refused:
        noise.agree(lev, asked)
    assert "Another person than who asked" in sentence(refused)
    with pytest.raises(Refused):
        noise.agree(lev, msgspec.structs.replace(asked, epsilon=1_000))  # not what was asked for
    noise.drop(ira, asked)
    assert rules.total(noise.ledger(ira), "acts", "public") == 100


@database_
@pytest.mark.usefixtures("counted")
def test_what_was_paid_is_gone_and_then_it_is_refused_in_words(lev: Actor, ira: Actor) -> None:
    agreed(ira, lev)
    first, second = table(ira), table(ira)
    one = noise.keep(ira, said(first))
    assert noise.keep(ira, said(first), once=one) == one  # the same form sent twice pays once
    actions.discard(ira, one)
    third = table(ira)
    noise.keep(ira, said(second))
    assert rules.left(noise.ledger(ira), "acts", "public") == 0
    for attempt in (lambda: table(ira, epsilon=5), lambda: noise.keep(ira, said(third))):
        with pytest.raises(Refused) as refused:
            attempt()
        assert "is spent: ε 0 is left" in sentence(refused)
        assert "Nothing was drawn" in sentence(refused)
    assert PublicationRow.objects.count() == 1
    with pytest.raises(Refused) as refused:
        table(ira, audience="partners", least=5)  # those have a budget of their own
    assert "There is no budget yet" in sentence(refused)
    agreed(ira, lev, 100, "partners")
    assert table(ira, audience="partners", least=5)


@database_
@pytest.mark.usefixtures("counted")
def test_no_way_leads_past_the_ledger(lev: Actor, ira: Actor) -> None:
    agreed(ira, lev)
    one = table(ira)
    with pytest.raises(Refused) as refused:
        actions.write(ira, said(one))
    assert "does not say that this table was paid for" in sentence(refused)
    assert one.noise is not None
    cheaper = msgspec.structs.replace(one, noise=msgspec.structs.replace(one.noise, epsilon=1))
    with pytest.raises(Refused):
        noise.keep(ira, said(cheaper))
    kept = noise.keep(ira, said(one))
    # Whoever holds the key writes another table in its place: it is approved, and still does not go out.
    row, before = access.publication(ira, kept)
    swapped = msgspec.structs.replace(one, shown=(((ALL, ALL), 4_000),))
    rewrite(row, msgspec.structs.replace(before, table=swapped), ira.keys)
    refresh(lev)
    approve(lev, kept, nobody=True)
    approve(ira, kept)
    checked(lev, kept)
    with pytest.raises(Refused) as refused:
        actions.release(lev, kept)
    assert "does not say that this table was paid for" in sentence(refused)


@database_
@pytest.mark.usefixtures("counted")
def test_a_ledger_that_was_taken_away_draws_nothing(lev: Actor, ira: Actor) -> None:
    agreed(ira, lev)
    LedgerRow.objects.update(sealed=b"x" * 400)
    with pytest.raises(Absent):
        table(ira)
    LedgerRow.objects.all().delete()
    with pytest.raises(Refused):
        table(ira)  # and the manifest tells that it is gone: see tests/attacks/test_11_deleted_row.py


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("counted")
def test_two_at_once_pay_one_after_the_other(on_file: Callable[[], Organisation]) -> None:
    organisation = on_file()
    lev, ira = organisation.actor("lev"), organisation.actor("ira")
    agreed(ira, lev, 90)
    drawn = [table(ira), table(ira)]

    def pay(one: Tabled) -> Callable[[], str]:
        def act() -> str:
            try:
                noise.keep(replace(ira, memory={}), said(one), once=uuid4())
            except Refused as refused:
                return str(refused.reasons[0][1])
            return "paid"

        return act

    answers = sorted(together(*map(pay, drawn)))
    assert answers[1] == "paid"
    assert "is spent: ε 0.4 is left" in answers[0]
    assert rules.spent(noise.ledger(ira), "acts", "public") == 50
    assert PublicationRow.objects.count() == 1


# On its way out


@database_
@pytest.mark.usefixtures("counted")
def test_it_goes_out_with_what_it_cost(lev: Actor, ira: Actor) -> None:
    agreed(ira, lev)
    kept = noise.keep(ira, said(table(ira)))
    assert making.released(ira) == []
    refresh(lev)
    approve(lev, kept, nobody=True)
    approve(ira, kept)
    last = checked(lev, kept)
    assert last.beside is None  # it says nothing for certain, so nothing is worked out by it
    actions.release(lev, kept)
    refresh(ira)
    assert making.released(ira) == []
    out = public.one(kept)
    assert out is not None
    assert out.table is not None
    assert out.table.noise is not None
    assert public.is_of(out, access.publication(lev, kept)[1])
    mine = access.publication(lev, kept)[1].table
    assert mine is not None
    assert public.as_released(out).table == msgspec.structs.replace(
        mine, at=datetime.combine(out.day, datetime.min.time(), UTC)
    )
    page = site()[f"en/{out.name}.html"].decode()
    assert "differential privacy by OpenDP, ε 0.5" in page
    assert re.search(r'<th scope="row">Chechnya</th><td>≈ (3[5-9]|4[0-4])\d</td>', page)
    assert "Dagestan" not in page  # three acts: not to be told from chance


@database_
@pytest.mark.usefixtures("counted")
def test_an_innocent_view_has_paid_for_what_is_public(organisation: Organisation, lev: Actor, ira: Actor) -> None:
    agreed(ira, lev)
    kept = noise.keep(ira, said(table(ira)))
    refresh(lev)
    approve(lev, kept, nobody=True)
    approve(ira, kept)
    checked(lev, kept)
    actions.release(lev, kept)
    page = text(forced(organisation).get(reverse("publication:noise")))
    assert "50 in 100 are spent" in page
    assert "half-year" not in page


@database_
@pytest.mark.usefixtures("counted")
def test_its_rows_tell_nothing_in_clear(lev: Actor, ira: Actor) -> None:
    agreed(ira, lev)
    noise.keep(ira, said(table(ira)))
    assert not list(search(database(), ["half-year", "By region", "Chechnya"]))
    (row,) = LedgerRow.objects.all()
    assert isinstance(read(row, ira.keys), Ledger)


# The pages


@database_
@pytest.mark.usefixtures("counted")
def test_it_is_asked_for_agreed_drawn_and_paid_on_pages(client_of: Callable[[str], Client]) -> None:
    ira, lev = client_of("ira"), client_of("lev")
    url, draw, made = (reverse(f"publication:{name}") for name in ("noise", "noise-table", "noise-made"))
    assert "There is no budget yet" in text(ira.get(url))
    assert ira.post(url, {"audience": "public", "epsilon": "1.5", "reason": " "}).status_code == 422
    assert ira.post(url, {"audience": "public", "epsilon": "11", "reason": "x"}).status_code == 422
    assert ira.post(url, {"audience": "public", "epsilon": "1", "reason": "Two tables a year."}).status_code == 303
    page = text(lev.get(url))
    assert "Two tables a year." in page
    asked = {"asked": re.findall(r'name="asked" value="([^"]+)"', page)[0]}
    assert ira.post(reverse("publication:noise-agree"), asked).status_code == 404
    assert lev.post(reverse("publication:noise-agree"), {"asked": "x"}).status_code == 422
    assert lev.post(reverse("publication:noise-agree"), asked).status_code == 303
    page = text(ira.get(url))
    assert "at most 23 in 100 likely" in page  # of one in ten, by e to the 1
    assert "0 in 100 are spent" in page
    since = today_s_year()
    form = {"along": "acts:region:", "audience": "public", "least": "10", "title_en": "By region", "since": since}
    form |= {"most": "1", "epsilon": "0.6"}
    assert ira.post(draw, form | {"least": "9"}).status_code == 422
    assert ira.post(draw, form | {"epsilon": "0.01"}).status_code == 422
    assert ira.post(draw, form | {"since": "1990-01-01"}).status_code == 422
    assert ira.post(draw, form | {"since": "2090-01-01"}).status_code == 422
    assert ira.post(draw, form).status_code == 303
    page = ended(ira, made)
    assert "costs ε 0.6 of the 1 that are left" in page
    assert "≈" not in page
    assert "Chechnya" not in page
    once = {"once": re.findall('name="once" value="([^"]+)"', page)[0]}
    answer = ira.post(made, once)
    assert answer.status_code == 303
    assert "≈" in text(ira.get(answer["Location"].partition("?")[0]))
    page = text(ira.get(url))
    assert "60 in 100 are spent" in page
    assert re.search(r">By region</a> · Region<", page)
    answer = ira.post(draw, form)
    assert answer.status_code == 422
    assert "ε 0.4 is left, and this table would cost ε 0.6" in text(answer)
    assert ira.get(made)["Location"].partition("?")[0] == draw


def today_s_year() -> str:
    return f"{making.last_month(datetime.now(UTC).date())[:4]}-01-15"


def ended(client: Client, url: str) -> str:
    while "Refresh" in (answer := client.get(url)):
        assert answer.status_code == 200
    assert answer.status_code == 200
    return text(answer)


@database_
@pytest.mark.usefixtures("counted")
def test_without_opendp_the_page_says_how_it_is_installed(
    client_of: Callable[[str], Client], lev: Actor, ira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(ira, lev)
    monkeypatch.setattr(drawing, "is_installed", lambda: False)
    client = client_of("ira")
    for name in ("noise", "noise-table"):
        assert "waystation[privacy]" in text(client.get(reverse(f"publication:{name}")))
    with pytest.raises(Refused) as refused:
        table(ira)
    assert "waystation noise" in sentence(refused)


@database_
@pytest.mark.usefixtures("counted")
def test_what_came_to_nothing_cost_nothing(
    client_of: Callable[[str], Client], lev: Actor, ira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that says it cost more than was asked, or nothing at all, is not believed."""
    agreed(ira, lev)
    monkeypatch.setattr(views, "WAITS", 0.05)
    answers = [Drawn((1,), 0.5, 1.0, 3, 9), Drawn((1,) * 200, 0.6, 1.0, 3, 9), Drawn((1,) * 200, 0.0, 1.0, 3, 9)]
    for said_ in answers:
        found = drawing.Drawing(Task((1,) * 200, 1, 0.5), blank(), [("a", str(at)) for at in range(200)], {})
        with pytest.raises(ValueError):  # noqa: PT011 - what `Job` takes for nonsense
            found.hear(msgspec.json.encode(said_))
        assert found.table is None
    assert noise.ledger(ira).spends == ()


def blank() -> Tabled:
    from waystation.publication.noise.records import Noise

    return Tabled(
        source="acts", rows="region", columns="", audience="public", least=10, step=5, until="2026-08",
        numbers=(), few=(), shown=(), at=TODAY, noise=Noise(epsilon=50, most=1, within=0, floor=0),
    )  # fmt: skip


@database_
def test_only_who_may_count_draws(client_of: Callable[[str], Client], lev: Actor) -> None:
    assert client_of("lev").get(reverse("publication:noise-table")).status_code == 404
    with pytest.raises(Exception):  # noqa: B017, PT011 - whichever says that it is not for them
        table(lev)
