"""What a release needs, from plain records: these very words, two people, a check of now, a table that was paid for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from waystation.publication import public, rules
from waystation.publication.export import comparing
from waystation.publication.export.pages import KEY, SIGNATURE, SUMS
from waystation.publication.noise import rules as noise
from waystation.publication.noise.records import Asked, Ledger, Noise, Total
from waystation.publication.records import Approval, Public, Publication, Tabled
from waystation.publication.statistics.tables import ACTS, PARTNERS, PUBLIC

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
AT = datetime(2031, 5, 4, 12, tzinfo=UTC)
TABLE = Tabled(
    source=ACTS,
    rows="region",
    columns="",
    audience=PUBLIC,
    least=10,
    step=5,
    until="2031-02",
    numbers=(),
    few=(),
    shown=((("Chechnya", "*"), 40), (("*", "*"), 40)),
    at=AT,
    noise=Noise(epsilon=50, most=1, within=4, floor=10),
)
SAID = Publication(
    kind="transcript",
    titles={"en": "A talk", "ru": "Беседа"},
    texts={"en": "A: Yes.", "ru": "А: Да."},
    speakers={"en": "A: a driver | afraid", "ru": "А: водитель"},
)


def approved(*by: UUID, teams: tuple[str, ...] = ("duty",), said: Publication = SAID) -> Publication:
    """SAID, approved by these people as it stands in `said`."""
    return replace(SAID, approvals=tuple(Approval(each, AT, rules.digest(said), teams) for each in by))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "statement"},
        {"titles": SAID.titles | {"ru": "Разговор"}},
        {"texts": SAID.texts | {"ru": "А: Нет."}},
        {"speakers": SAID.speakers | {"en": "A: a driver"}},
        {"aloud": True},
        {"table": TABLE},
    ],
)
def test_an_approval_is_of_these_very_words_and_of_all_of_them(change: dict[str, Any]) -> None:
    assert rules.is_approved(approved(ONE, TWO), ("duty",))
    others = approved(ONE, TWO, said=replace(SAID, **change))
    assert not rules.is_approved(others, ())
    assert rules.approved_by(others) == set()
    # One who approved other words is not the second one.
    assert not rules.is_approved(replace(others, approvals=(others.approvals[0], *approved(TWO).approvals)), ())


def test_one_person_is_not_two_and_two_look_at_everything_between_them() -> None:
    assert not rules.is_approved(approved(ONE), ())
    assert not rules.is_approved(approved(ONE, ONE), ())
    assert not rules.is_approved(approved(ONE, TWO), ("duty", "coordination"))
    both = replace(SAID, approvals=(*approved(ONE).approvals, *approved(TWO, teams=("coordination",)).approvals))
    assert rules.is_approved(both, ("duty", "coordination"))


def test_a_check_is_one_of_now_for_an_hour_and_none_from_a_time_to_come() -> None:
    hour = timedelta(hours=1)
    assert [rules.is_fresh(AT - ago, AT) for ago in (0 * hour, hour)] == [True, True]
    assert not rules.is_fresh(AT - hour - timedelta(seconds=1), AT)
    assert not rules.is_fresh(AT + timedelta(seconds=1), AT)  # the clock was set back since
    assert not rules.is_fresh(None, AT)


def test_everything_that_is_read_outside_is_checked() -> None:
    told = " ".join(text for _language, text in rules.parts(replace(SAID, table=TABLE)))
    for word in ("A talk", "Беседа", "A: Yes.", "А: Да.", "a driver", "afraid", "водитель", "Chechnya"):
        assert word in told


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(SAID, kind="table"), "kind"),
        (replace(SAID, table=TABLE), "kind"),
        (replace(SAID, speakers={"en": "A: x\n" * 1_001}), "speakers_en"),
    ],
)
def test_what_cannot_be_kept(said: Publication, field: str) -> None:
    assert list(rules.faults(SAID)) == []
    assert field in [name for name, _sentence in rules.faults(said)]


def test_what_was_taken_back_is_recalled_by_whomever() -> None:
    out = replace(approved(ONE, TWO), released_at=AT)
    assert rules.state(approved(ONE), ()) == rules.DRAFTED
    assert rules.state(approved(ONE, TWO), ()) == rules.APPROVED
    assert rules.state(out, ()) == rules.RELEASED
    assert rules.state(out, (), out=True) == rules.RECALLED
    assert rules.state(replace(out, recalled_at=AT), ()) == rules.RECALLED


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "statement"},
        {"titles": {"en": "Another talk"}},
        {"texts": {"en": "A: No."}},
        {"speakers": {"en": "A: a nurse"}},
        {"aloud": True},
        {"table": public.shown(TABLE)},
    ],
)
def test_what_is_public_is_what_was_released_to_the_letter(change: dict[str, Any]) -> None:
    told = {"titles": {"en": "A talk"}, "texts": {"en": "A: Yes."}, "speakers": {"en": "A: a driver | afraid"}}
    out = Public("transcript", "x", date(2031, 5, 4), ("en",), **told)  # type: ignore[arg-type]
    assert public.is_of(out, SAID)
    assert not public.is_of(replace(out, **change), SAID)


# A copy of the site


def test_a_copy_that_lacks_a_file_or_has_another_is_not_the_site() -> None:
    site = {"en/index.html": b"a", "en/2031-05-04-0.html": b"withdrawn", SUMS: b"x", SIGNATURE: b"x", KEY: b"x"}
    listed = comparing.hashed(site)
    assert set(listed) == {"en/index.html", "en/2031-05-04-0.html"}  # what stands beside the list is not in it
    gone = frozenset({"2031-05-04-0"})
    assert comparing.compared(site, gone, listed).is_same
    assert comparing.compared(site, gone, listed | {"more": "0" * 64}).others == 1
    assert comparing.compared(site, gone, {"en/2031-05-04-0.html": listed["en/2031-05-04-0.html"]}).others == 1
    # A copy that has not even the page shows nothing of it: it is behind, and no more.
    lacking = comparing.compared(site, gone, {"en/index.html": listed["en/index.html"]})
    assert (lacking.still, lacking.others) == ((), 1)
    sound = comparing.compared(site, gone, listed | {"ru/2031-05-04-0.mp3": "0" * 64})
    assert (sound.still, sound.others, sound.is_same) == (("ru/2031-05-04-0.mp3",), 0, False)
    other = comparing.compared(site, frozenset(), listed | {"en/2031-05-04-0.html": "0" * 64})
    assert (other.still, other.others, other.is_same) == ((), 1, False)


# What noise costs


def budget(epsilon: int, audience: str = PUBLIC) -> Total:
    asked = Asked(source=ACTS, audience=audience, epsilon=epsilon, reason="x", by=ONE, at=AT)
    return Total(asked=asked, agreed_by=TWO, agreed_at=AT)


PAID = noise.paid_for(ONE, Publication(kind="table", table=TABLE, by=ONE, at=AT))


def test_a_table_was_paid_for_under_its_id_as_it_is_and_at_its_price() -> None:
    assert PAID is not None
    ledger = Ledger(spends=(PAID,))
    assert noise.is_paid(ledger, ONE, TABLE)
    assert not noise.is_paid(ledger, TWO, TABLE)
    assert not noise.is_paid(ledger, ONE, replace(TABLE, shown=()))
    assert not noise.is_paid(Ledger(spends=(replace(PAID, epsilon=5),)), ONE, TABLE)
    for lacking in (
        Publication(kind="table", table=TABLE, by=ONE),
        Publication(kind="table", table=TABLE, at=AT),
        Publication(kind="table", table=replace(TABLE, noise=None), by=ONE, at=AT),
        Publication(by=ONE, at=AT),
    ):
        assert noise.paid_for(ONE, lacking) is None


def test_what_is_left_is_of_one_budget_and_never_below_nothing() -> None:
    assert PAID is not None
    ledger = Ledger(totals=(budget(100), budget(900, PARTNERS)), spends=(PAID, replace(PAID, audience=PARTNERS)))
    assert [noise.left(ledger, ACTS, audience) for audience in (PUBLIC, PARTNERS)] == [50, 850]
    assert noise.left(ledger, "answers", PUBLIC) == 0
    assert noise.left(replace(ledger, totals=(*ledger.totals, budget(20))), ACTS, PUBLIC) == 0  # lowered since
    assert not list(noise.faults(ledger, ACTS, PUBLIC, 50))
    assert [field for field, _why in noise.faults(ledger, ACTS, PUBLIC, 51)] == [""]


@pytest.mark.parametrize(("epsilon", "refused"), [(4, True), (5, False), (300, False), (301, True)])
def test_a_table_costs_no_less_and_no_more_than_it_may(epsilon: int, refused: bool) -> None:
    assert bool(list(noise.faults(Ledger(totals=(budget(1_000),)), ACTS, PUBLIC, epsilon))) is refused


@pytest.mark.parametrize(
    ("change", "field"),
    [({"epsilon": -1}, "epsilon"), ({"epsilon": 1_001}, "epsilon"), ({"reason": " "}, "reason"), ({}, None)],
)
def test_to_what_nobody_is_asked_to_agree(change: dict[str, Any], field: str | None) -> None:
    asked = replace(budget(1_000).asked, **change)
    assert [name for name, _why in noise.asking_faults(Ledger(), asked)] == ([field] if field else [])
