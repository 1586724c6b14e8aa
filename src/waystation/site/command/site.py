"""`waystation site`: what was released as plain pages, for any web server; and whether a copy of it is older."""

import argparse
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.site.commands import parser

if TYPE_CHECKING:
    from waystation.publication.export.pages import Files

_OUT = "an empty folder, or one that was written by this before; what is not in the site any more goes"
_COPY = "a folder (a stick, a mirror on this machine), a SHA256SUMS file, or - for such a list on standard input"


def options() -> argparse.ArgumentParser:
    made = parser("site")
    made.add_argument("do", choices=["export", "check"], help="write it; or say whether a copy is older than it is now")
    made.add_argument("--out", type=Path, metavar="FOLDER", help=f"export: {_OUT}")
    made.add_argument("--copy", metavar="COPY", help=f"check: {_COPY}")
    return made


def main(arguments: list[str]) -> int:
    """Returns 0; 1 where it is written but not signed as it stands, or where a copy is older; 73 where the folder holds
    something else."""
    chosen = options().parse_args(arguments)
    if (chosen.out if chosen.do == "export" else chosen.copy) is None:
        options().error("--out" if chosen.do == "export" else "--copy")
    from waystation.site.commands import open_installation

    open_installation(chosen.data)
    from waystation.publication.export import pages, signing
    from waystation.vault.errors import NotReady, Tampered

    try:
        site = pages.now()
        found = signing.signed(pages.files(site))
    except NotReady as error:
        return _say(f"{error}.", 78)
    except Tampered:
        return _say("something stands in it that was changed outside the program. Nothing was written.", 65)
    if chosen.do == "check":
        return _check(chosen.copy, found, site.gone)
    if (before := _before(chosen.out)) is None:
        return _say(f"{chosen.out} is not empty, and no such site. Nothing was written.", 73)
    _write(chosen.out, found, before)
    sys.stdout.write(f"{len(found)}\n")
    if pages.SIGNATURE not in found:
        return _say("written, and not signed as it stands now: a coordinator signs it under Publications.", 1)
    return 0


def _check(copy: str, site: "Files", gone: frozenset[str]) -> int:
    """Whether a copy is the site as it stands: what of it may show what was withdrawn, a line for each file."""
    from waystation.publication.export import comparing

    try:
        theirs = _copied(Path(copy)) if Path(copy).is_dir() else comparing.listed(_text(copy))
    except (OSError, ValueError):
        return _say(f"{copy} cannot be read.", 66)
    if theirs is None:
        return _say(f"{copy} is no list of hashes.", 65)
    found = comparing.compared(site, gone, theirs)
    sys.stdout.write("".join(f"{name}\n" for name in found.still))
    if found.still:
        return _say("this copy may still show what was withdrawn, in these files. Put the new site there at once.", 1)
    if found.others:
        return _say(f"this copy is not the site as it stands. Files that differ: {found.others}.", 1)
    return 0


def _text(copy: str) -> str:
    return sys.stdin.read() if copy == "-" else Path(copy).read_text("utf-8")


def _copied(folder: Path) -> dict[str, str]:
    """The hashes of the very files of a folder: what its list says, nobody has to believe."""
    from waystation.publication.export import comparing

    files = (each for each in folder.rglob("*") if each.is_file())
    return comparing.hashed({each.relative_to(folder).as_posix(): each.read_bytes() for each in files})


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(f"waystation: {sentence}\n")
    return code


def _before(out: Path) -> set[str] | None:
    """The files of the site that was written there before; None where something else is there."""
    from waystation.publication.export.pages import KEY, SIGNATURE, SUMS

    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return set()
    try:
        listed = (out / SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return {line.partition("  ")[2] for line in listed} | {SIGNATURE, KEY, SUMS}


def _write(out: Path, found: "Files", before: set[str]) -> None:
    """Each file whole or not at all, for a web server to read; the list of hashes last."""
    _folder(out)
    for name, content in found.items():
        path = out / name
        _folder(path.parent)
        _put(path, content)
    for name in before - set(found):
        path = out / name
        if path.resolve().is_relative_to(out.resolve()):
            path.unlink(missing_ok=True)


def _folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)


def _put(path: Path, content: bytes) -> None:
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o644)  # for a web server; what else is written is this user's alone
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
