"""The log's head leaves by mail once a day, and holds nothing but a number and a hash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from waystation.audit import check, notes, tree, verifier, witness
from waystation.audit.log import log
from waystation.audit.models import Line
from waystation.desk import due
from waystation.hotline import outbox
from waystation.hotline.models import Outgoing
from waystation.mail.parse import parse
from waystation.staff.actor import Actor

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mailed_to_a_trustee(settings: Any, tmp_path: Path) -> None:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    settings.WAYSTATION_AUDIT = {"mail": "trustee@waystation.example"}
    due._mailed.clear()
    outbox.forget()


def mailed() -> list[str]:
    return [parse(letter.message).text for letter in outbox._ready.values()]


def test_it_works(lev: Actor) -> None:
    due.run(NOW)
    (text,) = mailed()
    (head,) = verifier.notes(text.encode() + b"\n", notes.key())
    assert head.size == tree.size() - 1 == witness.newest()  # that it was mailed is a line too
    assert notes.is_signed(head)
    assert len(text.splitlines()) == 5


def test_once_a_day_in_however_many_processes(lev: Actor) -> None:
    for minutes in (0, 10, 20):
        due._mailed.clear()  # as another process has it
        due.run(NOW + timedelta(minutes=minutes))
    assert Outgoing.objects.count() == 1
    due.run(NOW + timedelta(days=1))
    assert Outgoing.objects.count() == 2


def test_nobody_is_written_to_without_an_address(lev: Actor, settings: Any) -> None:
    settings.WAYSTATION_AUDIT = {}
    due.run(NOW)
    assert Outgoing.objects.count() == 0


def test_a_head_that_contradicts_is_not_mailed(lev: Actor) -> None:
    due.run(NOW)
    Line.objects.filter(number__gte=tree.size() - 1).delete()
    witness.forget()
    due.run(NOW + timedelta(days=1))
    assert Outgoing.objects.count() == 1


def test_the_log_is_looked_through_in_slices(lev: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "SLICE", 4)
    with transaction.atomic():
        for _ in range(20):
            log(None, "verb")
    size = tree.size()
    seen = [check.look(NOW).through for _ in range(size // 4 + 2)]
    assert seen[:2] == [4, 8]
    assert seen[-1] == size
    assert check.look(NOW).whole_at == NOW
    Line.objects.filter(number=3).update(salt=bytes(16))
    assert check.look(NOW).broken_at is None
    found = [check.look(NOW + check.AGAIN_AFTER).broken_at for _ in range(2)]
    assert found[0] == 3


def test_lines_that_were_seen_and_are_gone_are_missed(lev: Actor) -> None:
    """Even without a witness, as long as the program runs."""
    size = check.look(NOW).through
    Line.objects.filter(number=size).delete()
    assert check.look(NOW).broken_at == size
