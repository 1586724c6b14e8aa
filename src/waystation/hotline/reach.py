"""Which mail servers can be reached at this moment, for the page of the channels and for `doctor`.

Kept in one file beside the settings, which name the same addresses: the day since when a door is as it is, and no time,
since when mail comes and goes is nobody's business.
"""

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from waystation.hotline import boxes
from waystation.hotline.boxes import Box
from waystation.mail.doors import STOPPED, TROUBLES, WORKS
from waystation.mail.errors import TryAgain
from waystation.mail.transport import Smtp

NAME = "doors.json"
PROBE_SECONDS = 600.0

_lock = threading.Lock()
_told: dict[str, str] = {}


class Door(NamedTuple):
    """How it goes with one account: a code of mail.doors, and since which day."""

    state: str
    since: date


def imap(address: str, number: int) -> str:
    """What a mailbox of an address is called in the file; `number` counts from 1."""
    return f"{address} in {number}"


def smtp(address: str) -> str:
    return f"{address} out"


def note(door: str, state: str) -> None:
    """Keeps what is new; a mailbox that waits and one that is being emptied both work."""
    if state == "connecting":
        return
    kept = state if state in (*TROUBLES, STOPPED) else WORKS
    with _lock:
        if _told.get(door) == kept:
            return
        _told[door] = kept
        found = {name: [known.state, known.since.isoformat()] for name, known in read(_path().parent).items()}
        if found.get(door, [""])[0] != kept:
            _write(found | {door: [kept, datetime.now(UTC).date().isoformat()]})


def _path() -> Path:
    return Path(settings.WAYSTATION_DATA) / NAME


def _write(found: Mapping[str, list[str]]) -> None:
    """A disk that is full must not keep a mailbox from being emptied: then the file says the old."""
    draft = _path().with_name(f"{NAME}.part")
    with suppress(OSError):
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(found, file)
        draft.replace(_path())


def read(folder: Path) -> dict[str, Door]:
    """What is known of each door; nothing where nothing was noted."""
    try:
        noted = json.loads((folder / NAME).read_text())
        return {str(name): Door(str(state), date.fromisoformat(day)) for name, (state, day) in noted.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def known() -> dict[str, Door]:
    """How it goes with each account that the settings name. Raises TypeError, ValueError for tables that are wrong."""
    named = {name for box in boxes.every() for name in doors_of(box)}
    return {name: door for name, door in read(_path().parent).items() if name in named}


def doors_of(box: Box) -> list[str]:
    """What its accounts are called in the file."""
    inward = [imap(box.address, number) for number in range(1, len(box.imap) + 1)]
    return [*inward, *([smtp(box.address)] if box.submission else [])]


def broken() -> list[str]:
    """The addresses of ours by which no mail comes, or none leaves, at this moment."""
    found = known()
    wrong = {name for name, door in found.items() if door.state in TROUBLES}
    return [box.address for box in boxes.every() if not wrong.isdisjoint(doors_of(box))]


def probe() -> None:
    """Tries each account that mail leaves by."""
    for box in boxes.every():
        if (account := box.submission) is None:
            continue
        try:
            Smtp(account).probe()
            note(smtp(box.address), WORKS)
        except TryAgain as trouble:
            note(smtp(box.address), trouble.why)


def watch(stop: threading.Event) -> None:
    """The same again and again until told to stop."""
    while not stop.is_set():
        probe()
        stop.wait(PROBE_SECONDS)


def forget() -> None:
    """Clears this process's memory, as a restart does."""
    _told.clear()
