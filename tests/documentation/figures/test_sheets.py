"""Figures out and in again: the same, whatever they say; anything else is refused."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.documentation.dates import PartialDate
from waystation.documentation.figures import rules, sheets
from waystation.documentation.figures.bases import bases
from waystation.documentation.figures.published import published
from waystation.documentation.figures.records import RANGE, RELATIONS, Definition, Figure, Quantity

TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\n\t\r", exclude_characters="\ufffe\uffff"
    ),
    max_size=20,
)
LINES = TEXTS.filter(lambda text: text.strip() and text.splitlines() == [text])
NUMBERS = st.decimals(0, 10**6, places=2)
BIG = 100_000


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    basis = draw(st.sampled_from(list(bases().values())))
    relation, one, other = draw(st.sampled_from(RELATIONS)), draw(NUMBERS), draw(NUMBERS)
    return Figure(
        definition=Definition(
            basis=basis.term.code,
            unit=basis.unit,
            as_of=PartialDate(day=draw(st.dates(date(2001, 1, 1))), about=draw(st.booleans())),
            place=draw(TEXTS),
            narrowed=draw(TEXTS),
            began=draw(st.none() | st.just(date(2000, 1, 1))),
        ),
        quantity=Quantity(
            relation=relation, value=min(one, other), most=max(one, other) if relation == RANGE else None
        ),
        publisher=draw(LINES),
        sources=tuple(draw(st.lists(LINES, max_size=3))),
        note=draw(TEXTS),
    )


@given(st.lists(figures(), max_size=3))
@settings(max_examples=150, deadline=None)
def test_what_goes_out_comes_in_again(given_: list[Figure]) -> None:
    assert not [told for each in given_ for told in rules.faults(each)]
    assert sheets.from_json(sheets.to_json(given_)) == given_
    assert sheets.from_csv(sheets.to_csv(given_)) == given_


def test_the_published_ones_go_round() -> None:
    assert sheets.from_csv(sheets.to_csv(published())) == list(published())
    assert sheets.from_json(sheets.to_json(published())) == list(published())


def test_what_was_changed_on_the_way_is_refused() -> None:
    for content, reader in [
        (sheets.to_json(published()), sheets.from_json),
        (sheets.to_csv(published()), sheets.from_csv),
    ]:
        with pytest.raises(sheets.Unreadable) as refused:
            reader(content.replace(b"114", b"119", 1))
        assert refused.value.number


def test_a_line_without_a_digest_is_a_new_figure() -> None:
    figure = published()[1]
    content = sheets.to_csv([figure]).replace(rules.digest(figure).encode(), b"")
    assert sheets.from_csv(content.replace(b'"100"', b'"101"'))[0].quantity.value == Decimal(101)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "waystation figures 1"}', b'{"format": "other", "figures": []}',
        b"[" * BIG, b'{"format": "waystation figures 1", "figures": [7]}', b'"a"b"c', b" " * (sheets.LARGEST + 1),
        json.dumps({"format": sheets.FORMAT, "figures": [{"figure": {"publisher": "x"}, "sha256": ""}]}).encode(),
        (",".join(sheets.COLUMNS) + "\ncontacted,person\n").encode(),
        (",".join(sheets.COLUMNS) + "\ncontacted,person,2017-02-30,,,,,exactly,1,,us,,,,\n").encode(),
        (",".join(sheets.COLUMNS) + "\ncontacted,person,2017,,,,,exactly,many,,us,,,,\n").encode(),
        (",".join(sheets.COLUMNS) + "\ncontacted,person,2017,,,,,exactly,sNaN,,us,,,,\n").encode(),
    ],
)  # fmt: skip
def test_whatever_else_is_refused_with_what_to_do(content: bytes) -> None:
    for reader in (sheets.from_json, sheets.from_csv):
        with pytest.raises(sheets.Unreadable) as refused:
            reader(content)
        assert str(refused.value.reason)


def test_no_cell_is_a_formula() -> None:
    figure = published()[1]
    hostile = Figure(definition=figure.definition, quantity=figure.quantity, publisher="=1+1", note="@SUM(A1)")
    assert b'"=' not in sheets.to_csv([hostile])
    assert b'"@' not in sheets.to_csv([hostile])
