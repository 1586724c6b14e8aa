"""The data folder of an installation, before anything of the framework is loaded."""

import fcntl
import os
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CONFIGURATION = "waystation.toml"
PAGES, PUBLIC, STAFF, WORKING = "serving", "serving.public", "serving.staff", "working"
PARTS = (PAGES, PUBLIC, STAFF, WORKING)
"""What the processes of a folder hold while they run: all pages, those of callers or of staff alone, the mail doors."""


def prepare(data: Path, configuration: str) -> None:
    """Makes the folder, readable by its owner alone, and writes its settings.

    Raises FileExistsError where an installation stands already.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    descriptor = os.open(data / CONFIGURATION, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(configuration)


def is_free(data: Path) -> bool:
    """Whether a new installation may be made there: nothing of anybody's is."""
    return not data.exists() or (data.is_dir() and not any(data.iterdir()))


def take(data: Path, *parts: str) -> bool:
    """Makes this process the only one with these parts of the folder, until it ends; False where another has one.

    Without any named, all of it.
    """
    taken: list[int] = []
    for part in parts or PARTS:
        held = os.open(data / part, os.O_RDWR | os.O_CREAT, 0o600)
        taken.append(held)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            for each in taken:
                os.close(each)
            return False
        os.ftruncate(held, 0)
        os.write(held, str(os.getpid()).encode())
    return True


def servers(data: Path) -> dict[str, int]:
    """Which process has which part of the folder at this moment."""
    return {part: process for part in PARTS if (process := _holder(data / part)) is not None}


def server(data: Path) -> int | None:
    """A process that serves the folder at this moment."""
    return next(iter(servers(data).values()), None)


def _holder(path: Path) -> int | None:
    try:
        held = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.read(held, 20) or 0) or None
    finally:
        os.close(held)
    return None


def exists(data: Path) -> bool:
    return (data / CONFIGURATION).exists()


def mailbox(data: Path) -> Path:
    """Where outgoing mail is kept without a mail server: beside the folder, since what leaves is readable."""
    return Path(f"{data.absolute()}.mailbox")


def witness(data: Path) -> Path:
    """Where signed heads of the log are kept unless the settings name another place."""
    return Path(f"{data.absolute()}.witness")


def half(data: Path, settings: Mapping[str, Any]) -> Path:
    """Where the vault half lies: as the environment says, else `half` of `[vault]`, else in the folder.

    Raises ValueError for what is no place.
    """
    if named := os.environ.get("WAYSTATION_VAULT_HALF"):
        return Path(named).absolute()
    vault = settings.get("vault")
    said = vault.get("half", "") if isinstance(vault, dict) else ""
    if not isinstance(said, str) or (said and not Path(said).is_absolute()):
        raise ValueError("'half' of 'vault' is the whole path of a file, such as /media/stick/vault.half")
    return Path(said) if said else data.absolute() / "half" / "vault.half"


def settings(data: Path) -> dict[str, Any]:
    """What its settings file says; nothing where there is none. Raises ValueError for one that cannot be read."""
    path = data / CONFIGURATION
    return tomllib.loads(path.read_text()) if path.exists() else {}


def remove(data: Path) -> None:
    """Deletes an installation's folder and what is kept beside it."""
    shutil.rmtree(data, ignore_errors=True)
    shutil.rmtree(mailbox(data), ignore_errors=True)
    witness(data).unlink(missing_ok=True)
    for beside in ("cosigned", "server"):
        shutil.rmtree(f"{data.absolute()}.{beside}", ignore_errors=True)
