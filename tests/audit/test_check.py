"""Looking through the stored log in slices, and what only the place of a byte tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from waystation.audit import check
from waystation.audit.log import log
from waystation.audit.models import Line
from waystation.staff.actor import Actor

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOON, LATER = NOW + timedelta(minutes=1), NOW + check.AGAIN_AFTER


@pytest.fixture(autouse=True)
def lines(lev: Actor) -> Iterator[list[Line]]:
    with transaction.atomic():
        for _ in range(6):
            log(None, "casework.opened")
    check.forget()
    yield list(Line.objects.order_by("number"))
    check.forget()


def test_where_the_salt_ends_is_part_of_a_line(lines: list[Line]) -> None:
    """The leaf is of both, one behind the other; the salt says which state of all rows the line belongs to."""
    assert check.first_break() is None
    line = lines[3]
    both = bytes(line.salt) + bytes(line.sealed)
    for salt in (15, 17):
        Line.objects.filter(pk=line.pk).update(salt=both[:salt], sealed=both[salt:])
        assert check.first_break() == line.number
    Line.objects.filter(pk=line.pk).update(salt=both[:16], sealed=both[16:])
    assert check.first_break() is None


def test_a_line_of_another_number_is_not_in_its_turn(lines: list[Line]) -> None:
    last = lines[-1].number
    Line.objects.filter(number=last).update(number=last + 1)
    assert check.first_break() == last + 1


def test_it_is_looked_through_in_slices_and_whole_only_then(lines: list[Line], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "SLICE", len(lines) - 1)
    first = check.look(NOW)
    assert (first.through, first.size, first.broken_at, first.whole_at) == (len(lines) - 1, len(lines), None, None)
    assert check.look(SOON) == check.Looked(len(lines), len(lines), None, SOON)


@pytest.mark.parametrize("which", [1, -1])
def test_what_was_found_broken_stays_so_and_nothing_is_called_whole(lines: list[Line], which: int) -> None:
    line = lines[which]
    Line.objects.filter(pk=line.pk).update(nodes=bytes(len(line.nodes)))
    looked = check.look(NOW)
    assert (looked.broken_at, looked.whole_at) == (line.number, None)
    Line.objects.filter(pk=line.pk).update(nodes=line.nodes)
    for moment in (SOON, LATER):
        looked = check.look(moment)
        assert (looked.broken_at, looked.whole_at) == (line.number, None)


def test_lines_that_were_seen_and_are_gone_are_missed(lines: list[Line]) -> None:
    assert check.look(NOW).broken_at is None
    last = lines[-1].number
    Line.objects.filter(number=last).delete()
    assert check.look(SOON).broken_at == last


def test_after_an_hour_it_is_looked_through_anew_and_not_before(lines: list[Line]) -> None:
    assert check.look(NOW).whole_at == NOW
    Line.objects.filter(pk=lines[0].pk).update(nodes=bytes(32))
    assert check.look(SOON).broken_at is None
    assert check.look(LATER).broken_at == lines[0].number


def test_of_another_database_nothing_is_remembered(lines: list[Line]) -> None:
    check.look(NOW)
    Line.objects.all().delete()
    check.forget()
    assert check.look(SOON) == check.Looked(0, 0, None, SOON)
