"""Times as an iCalendar file (RFC 5545): one neutral word, and nothing that differs but the times."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

TYPE = "text/calendar; charset=utf-8"
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//web//calendar//EN", "CALSCALE:GREGORIAN")
_LONGEST = 75  # octets of one line (section 3.1)


def written(word: str, stamp: date, times: Iterable[date | datetime], name: Callable[[str], str]) -> bytes:
    """The file. `stamp` is when it was made, to the day: a moment would say when somebody was at work.

    `name` makes of a time what its entry is called, always the same, and nothing that can be read.
    """
    lines = [*_HEAD]
    for each in times:
        lines += _event(word, f"{stamp:%Y%m%d}T000000Z", each, name)
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR")).encode()


def _event(word: str, stamp: str, at: date | datetime, name: Callable[[str], str]) -> list[str]:
    if isinstance(at, datetime):
        start = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        begins = [f"DTSTART:{start}"]
    else:
        start = f"{at:%Y%m%d}"
        begins = [f"DTSTART;VALUE=DATE:{start}", f"DTEND;VALUE=DATE:{at + timedelta(days=1):%Y%m%d}"]
    said = ["TRANSP:TRANSPARENT", "CLASS:PRIVATE", f"SUMMARY:{_text(word)}"]
    return ["BEGIN:VEVENT", f"UID:{name(start)}", f"DTSTAMP:{stamp}", *begins, *said, "END:VEVENT"]


def _text(word: str) -> str:
    """Section 3.3.11."""
    for mark in "\\;,":
        word = word.replace(mark, f"\\{mark}")
    return word.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A long line in several, none of which is split within a character."""
    parts, size = [""], 0
    for sign in line:
        if size + len(sign.encode()) > _LONGEST:
            parts.append(" ")
            size = 1
        parts[-1] += sign
        size += len(sign.encode())
    return "\r\n".join(parts)
