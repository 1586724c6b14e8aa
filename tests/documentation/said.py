"""Assertions for tests: one source each, so that a test says only what it is about."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from waystation.documentation.assertions import HAPPENED, Assertion
from waystation.documentation.corroboration import Status
from waystation.documentation.reviews import CONFIRMS, Independence, Review

AT = datetime(2031, 5, 4, 12, tzinfo=UTC)
ACT, DEATH = UUID(int=1), UUID(int=2)
INA, RUSLAN, ZARA = UUID(int=11), UUID(int=12), UUID(int=13)  # who reviews; INA takes everything down
BEATING, KILLING = "integrity.beating", "life.death_under_torture"

_HANDS = {"self": "first", "eyewitness": "first", "relative_saw_after": "first", "friend_told": "second"}


def said(number: int, **more: Any) -> Assertion:
    """What source `number` says: seen with their own eyes, and judged, unless more is said."""
    connection = more.setdefault("connection", "eyewitness")
    told: dict[str, Any] = {
        "id": UUID(int=1000 + number),
        "subject": ACT,
        "property": HAPPENED,
        "value": BEATING,
        "source": UUID(int=100 + number),
        "statement": UUID(int=500 + number),
        "hand": _HANDS.get(connection, "further"),
        "reliability": "B",
        "credibility": "2",
        "collector": INA,
    }
    return Assertion(**{**told, **more})


def heard(number: int, **more: Any) -> Assertion:
    """The same, told by somebody who was told."""
    return said(number, **{"connection": "friend_told", **more})


def apart(first: Assertion, second: Assertion, by: UUID = RUSLAN, **more: Any) -> Independence:
    """A reviewer's word that two sources are independent."""
    told = {"independent": True, "reason": "Held in other towns; they have never met."}
    return Independence(first=first.source, second=second.source, by=by, at=AT, **{**told, **more})


def agreed(found: Status, /, by: UUID, **more: Any) -> Review:
    """A reviewer's yes to a status."""
    told = {"finding": CONFIRMS, "status": found.code, "seen": found.stands_on, "reason": "Read both statements."}
    return Review(**found.claim._asdict(), by=by, at=AT, **{**told, **more})


def without_note(status: Status, note: str = "withdrawn") -> Status:
    """A status without one of its reasons."""
    return dataclasses.replace(status, reasons=tuple(each for each in status.reasons if each.code != note))
