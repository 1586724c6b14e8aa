"""What the administrator did last for the installation, and when: days alone, in a file that `doctor` reads."""

import json
import os
from datetime import date
from pathlib import Path

BACKUP, REHEARSAL = "backup", "rehearsal"
NAME = "upkeep.json"


def note(data: Path, what: str, day: date) -> None:
    """Keeps the day; a file that cannot be read is begun anew."""
    days = {name: found.isoformat() for name, found in read(data).items()} | {what: day.isoformat()}
    draft = data / f"{NAME}.part"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(days, file)
    draft.replace(data / NAME)


def read(data: Path) -> dict[str, date]:
    """The last day of each deed; nothing where nothing was noted."""
    try:
        noted = json.loads((data / NAME).read_text())
        return {str(name): date.fromisoformat(day) for name, day in noted.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
