"""What can be seen of a machine and an installation; nothing sealed is opened, and nobody asked but its bucket."""

import operator
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from waystation.bounded.confine import may_leave_memory
from waystation.site import clock, folder, onion, upkeep
from waystation.site.commands import CHECKOUT, IN_CHECKOUT

LOCK = CHECKOUT / "requirements" / "run.txt"
_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; ([^\\\n]+?))?(?: \\)?$", re.MULTILINE)
_COMPARISON = re.compile(r"(\w+) (==|!=|<=|>=|<|>) '([^']*)'")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The defaults are those of a sound installation. None says that it could not be told."""

    now: datetime
    clock_synchronized: bool | None = True
    clock_behind: timedelta = timedelta()  # what alarms were rung by last
    clock_ahead: timedelta = timedelta()  # of what things become old by, while somebody serves
    is_root: bool = False
    swaps: tuple[str, ...] | None = ()
    dumpable: bool = False
    open_to_others: tuple[str, ...] = ()
    half: str = "apart"  # or "beside" the database, "missing", "damaged"
    half_fits: bool | None = True
    disk_encrypted: bool | None = True
    free_bytes: int = 100 * 2**30
    database: str = "ok"  # or what SQLite says of it
    strangers: tuple[str, ...] = ()  # in the database, and not this program's
    left_over: tuple[str, ...] = ()  # older databases, which keep what was erased since
    log_break: int | None = None
    witness: str | None = "agrees"  # or "disagrees", or "none": no head of the log is kept outside
    files_missing: int | None = 0  # of those that rows name
    bucket: str | None = None  # how it goes with the bucket, where the settings name one (`probing`)
    left_in_folder: bool = False  # files, though they are looked for in a bucket
    can_view: bool = True
    can_speak: bool = True
    pictures_lack: tuple[str, ...] = ()  # what is not read in them before a release: words, codes
    onion_made: str | None = ""  # the address of the folder that the settings name; empty where they name none
    differing: int | None = 0  # cases, threads and teams whose rows are not those that were written
    put_back: bool = False
    unmarked: int = 0  # public keys that this installation did not publish
    keys_waiting: bool = False
    sealed_before: int = 0  # rows under another cipher than the one that is written now
    doors: dict[str, str] = field(default_factory=dict)  # how it goes with each account at a mail server
    serving: bool = True
    last: dict[str, date] = field(default_factory=dict)
    debug: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    pinned: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)  # those that are not offered, or not in all words, and why
    installed: dict[str, str | None] = field(default_factory=dict)


def gather(data: Path) -> Facts:
    """Looks at the machine and at the installation that the settings name."""
    from django.conf import settings

    from waystation.files import viewing
    from waystation.publication.aloud import speaking
    from waystation.publication.layers import reading
    from waystation.vault import probing, stores

    bucket = settings.WAYSTATION_BUCKET
    pinned, now = dict(_locked()), datetime.now(UTC)
    return Facts(
        now=now,
        clock_behind=clock.behind(data, now),
        clock_ahead=clock.ahead(data, now) if folder.server(data) is not None else timedelta(),
        clock_synchronized=_clock_synchronized(),
        is_root=os.geteuid() == 0,
        swaps=_swaps(),
        dumpable=may_leave_memory(),
        open_to_others=tuple(_open_to_others(data, folder.mailbox(data), Path(settings.WAYSTATION_VAULT_HALF))),
        half=_half(Path(settings.WAYSTATION_VAULT_HALF), data),
        disk_encrypted=_disk_encrypted(data),
        left_over=tuple(_left_over(data)),
        free_bytes=shutil.disk_usage(data).free,
        doors=_doors(),
        serving=folder.server(data) is not None,
        last=upkeep.read(data),
        bucket=probing.probe(bucket) if bucket else None,
        left_in_folder=stores.left_in_folder(),
        can_view=viewing.is_possible(),
        can_speak=speaking.is_possible(),
        pictures_lack=reading.lacking(),
        onion_made=_onion(settings.WAYSTATION.get("onion_service", "")),
        debug=settings.DEBUG,
        settings=settings.WAYSTATION,
        hosts=tuple(settings.ALLOWED_HOSTS),
        languages=_languages(settings.WAYSTATION_LANGUAGES),
        pinned=pinned,
        installed={name: _installed(name) for name in pinned},
        **_of_the_database(settings.DATABASES["default"]),
    )


def _doors() -> dict[str, str]:
    from waystation.hotline import reach

    try:
        return {name: door.state for name, door in reach.known().items()}
    except (TypeError, ValueError):  # `run` says what is wrong with the tables, and does not start
        return {}


def _languages(found: Iterable[Any]) -> dict[str, str]:
    told = {each.code: each.fault or f"{each.left_out} translations are left out" for each in found}
    return {each.code: told[each.code] for each in found if each.fault or each.left_out}


def _left_over(data: Path) -> Iterator[str]:
    """A move's old database, and copies of before an upgrade that nothing removed after their time."""
    from waystation.site import moving, upgrading

    now = datetime.now(UTC).timestamp()
    for path in data.glob(f"*{moving.MOVED}"):
        yield str(path)
    for path in upgrading.copies(data):
        if now - path.stat().st_mtime > 2 * upgrading.KEPT.total_seconds():
            yield str(path)


def _said_by(program: str, *arguments: str) -> str | None:
    """What a system tool says; None where it is missing or fails."""
    if (found := shutil.which(program)) is None:
        return None
    try:
        done = subprocess.run([found, *arguments], capture_output=True, text=True, timeout=10, check=True)  # noqa: S603  # fixed words and a path
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _onion(service: str) -> str | None:
    return onion.of_directory(Path(service)) if service else ""


def _clock_synchronized() -> bool | None:
    said = _said_by("timedatectl", "show", "--property=NTPSynchronized", "--value")
    return None if said is None or not said.strip() else said.strip() == "yes"


def _swaps() -> tuple[str, ...] | None:
    try:
        lines = Path("/proc/swaps").read_text().splitlines()[1:]
    except OSError:
        return None
    return tuple(line.split()[0] for line in lines if line.strip())


def _open_to_others(*places: Path) -> Iterator[str]:
    """What anybody but its owner may read or change."""
    for place in places:
        for path in [place, *place.rglob("*")] if place.is_dir() else [place]:
            try:
                mode = path.lstat().st_mode
            except OSError:
                continue
            if not stat.S_ISLNK(mode) and mode & 0o077:
                yield str(path)


def _half(half: Path, data: Path) -> str:
    try:
        size = half.stat().st_size
    except OSError:
        return "missing"
    if size != 32:
        return "damaged"
    return "beside" if half.resolve().is_relative_to(data.resolve()) else "apart"


def _disk_encrypted(data: Path) -> bool | None:
    device = _said_by("findmnt", "--noheadings", "--output", "SOURCE", "--target", str(data))
    if device is None or not device.strip().startswith("/dev/"):
        return None
    kinds = _said_by("lsblk", "--noheadings", "--raw", "--inverse", "--output", "TYPE", device.strip().split("[")[0])
    return None if not kinds else "crypt" in kinds.split()


def _of_the_database(configured: dict[str, Any]) -> dict[str, Any]:
    """Whether it is whole, whether its log is, and whether the vault half belongs to it."""
    from django.db import DatabaseError, connection

    from waystation.audit.check import first_break
    from waystation.staff.renewal import unfinished
    from waystation.vault import recovery
    from waystation.vault.errors import VaultError
    from waystation.vault.schema import strangers

    try:
        if "sqlite" in configured["ENGINE"]:
            if not Path(configured["NAME"]).exists():
                return {"database": "missing", "half_fits": None}
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA quick_check(1)")
                if (verdict := cursor.fetchone()[0]) != "ok":
                    return {"database": str(verdict), "half_fits": None}
        found = {"log_break": first_break(), "keys_waiting": unfinished(), "strangers": tuple(strangers())}
    except DatabaseError:
        return {"database": "unreadable", "half_fits": None}
    known = {**found, "files_missing": _files_missing()}
    try:
        return {**known, "half_fits": recovery.belongs_here(), **_of_the_rows()}
    except (DatabaseError, VaultError):
        return {**known, "half_fits": None, "differing": None, "witness": None}


def _files_missing() -> int | None:
    from django.db import DatabaseError

    from waystation.vault import files

    try:
        return files.missing()
    except (DatabaseError, OSError):
        return None


def _of_the_rows() -> dict[str, Any]:
    """Whether rows and public keys are those that were written. Nothing is opened for it."""
    from waystation.audit import check, witness
    from waystation.vault import directory, resealing, whole

    put_back = not check.knows_the_rows() or whole.compare_head() is not None
    differing = sum(1 for _ in whole.compare_all())
    return {
        "differing": differing,
        "put_back": put_back,
        "witness": "none" if witness.newest() is None else "agrees" if witness.compare() is None else "disagrees",
        "unmarked": directory.unmarked(),
        "sealed_before": resealing.waiting().total(),
    }


def _locked() -> Iterator[tuple[str, str]]:
    """Names and versions of the lock file, but for those of other Pythons and platforms."""
    for name, version, condition in _PINNED.findall(_lock()):
        if _holds(condition):
            yield name, version


def _holds(condition: str) -> bool:
    """Whether a condition as lock files have them (PEP 508) is true here. One that is empty is."""
    ways = [_COMPARISON.findall(each) for each in condition.split(" or ")]
    return any(all(_compared(*each) for each in way) for way in ways)


def _compared(name: str, sign: str, wanted: str) -> bool:
    here = {
        "python_full_version": platform.python_version(),
        "sys_platform": sys.platform,
        "implementation_name": sys.implementation.name,
        "platform_python_implementation": platform.python_implementation(),
    }.get(name, wanted)
    if name != "python_full_version":
        return (here == wanted) is (sign == "==")
    order = {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "==": operator.eq,
        "!=": operator.ne,
    }
    numbers = ([int(number) for number in re.findall("[0-9]+", each)] for each in (here, wanted))
    return bool(order[sign](*numbers))


def _lock() -> str:
    """The lock file of a checkout, or the same as the installed package has it; empty where there is neither."""
    if IN_CHECKOUT:
        return LOCK.read_text() if LOCK.exists() else ""
    try:
        needed = metadata.requires("waystation") or []
    except metadata.PackageNotFoundError:
        return ""
    return "\n".join(line.replace(";", " ;", 1) for line in needed if "extra ==" not in line)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
