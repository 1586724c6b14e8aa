"""`waystation wkd`: the keys for mail as files, for a web server of their own."""

import argparse
import sys
from pathlib import Path

from waystation.site.commands import parser


def options() -> argparse.ArgumentParser:
    made = parser("wkd")
    made.add_argument("out", type=Path, metavar="OUT", help="the web server's root; .well-known is made in it")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    from waystation.site.commands import open_installation

    open_installation(chosen.data)
    from waystation.vault.errors import NotReady

    try:
        return _write(chosen.out)
    except NotReady as error:
        sys.stderr.write(f"waystation: {error}.\n")
        return 78


def _write(out: Path) -> int:
    from waystation.hotline.mailkeys import published
    from waystation.mail.openpgp.wkd import files

    keys = published()
    if keys and not out.exists():
        out.mkdir(parents=True)
        out.chmod(0o755)
    for name, content in files(keys).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)  # what this program writes is its own user's alone; a web server reads these
        for folder in [*path.relative_to(out).parents][:-1]:
            (out / folder).chmod(0o755)
    for address in sorted(keys):
        sys.stdout.write(f"{address}\n")
    if not keys:
        sys.stderr.write("waystation: there is no key for mail yet. A coordinator makes one under Requests.\n")
    return 0 if keys else 1
