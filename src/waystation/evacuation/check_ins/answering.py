"""What an answer counts for: the right word, the way that was agreed, and the check-in that it answers. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from waystation.evacuation.check_ins.records import OK, OTHER_WAY, Answer
from waystation.evacuation.records import CheckInRecord

KEPT = 50  # answers of one check-in
EARLY = timedelta(hours=3)  # how long before it is due a sign of life counts for a check-in


def judged(record: CheckInRecord, heard: str, way: str) -> str:
    """What is made of what was heard: the agreed word counts only the way that was agreed, where one was."""
    return OTHER_WAY if heard == OK and record.way and way != record.way else heard


def to_ask(record: CheckInRecord) -> Answer | None:
    """The right word that came another way than agreed, and that somebody has to ask about."""
    return next((each for each in reversed(record.answers) if each.what == OTHER_WAY and not each.accepted_by), None)


def answered_by(records: Iterable[CheckInRecord], at: datetime) -> list[CheckInRecord]:
    """Which open check-ins of one person a message of that moment answers: all that are due, or the next one soon."""
    waiting = sorted(records, key=lambda record: record.due_at)
    due = [record for record in waiting if record.due_at <= at]
    return due or [record for record in waiting[:1] if record.due_at - EARLY <= at]
