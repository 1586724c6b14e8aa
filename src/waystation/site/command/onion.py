"""`waystation onion`: the lines by which tor puts an onion service in front of the pages."""

import argparse
import sys
from pathlib import Path

from waystation.site import onion
from waystation.site.command.run import port
from waystation.site.commands import parser


def options() -> argparse.ArgumentParser:
    made = parser("onion")
    made.add_argument("--port", type=port, default=8000, help="of the pages on this machine, as `run` serves them")
    made.add_argument("--service", type=Path, default=onion.SERVICE, metavar="DIR", help="where tor keeps its keys")
    made.add_argument("--write", type=Path, metavar="FILE", help="write the lines there instead of showing them")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if chosen.port < 1 or not chosen.service.is_absolute() or any(sign.isspace() for sign in str(chosen.service)):
        sys.stderr.write("waystation: the port must be one, and the folder a whole path without spaces.\n")
        return 64
    text = onion.lines(chosen.service, chosen.port)
    wrong = onion.verified(text)
    if wrong:
        sys.stderr.write(f"waystation: tor does not take these lines:\n{wrong}\n")
        return 78
    if chosen.write:
        chosen.write.write_text(text)
        chosen.write.chmod(0o644)  # tor runs as another user, and nothing in it is secret
    else:
        sys.stdout.write(text)
    checked = "tor takes them" if wrong == "" else "there is no tor here to check them"
    sys.stderr.write(f"waystation: {checked}. {_next(chosen.service)}\n")
    return 0


def _next(service: Path) -> str:
    """What to do now."""
    found = onion.of_directory(service)
    if found:
        return (
            f'The address is {found}: set onion = "http://{found}" and onion_service = "{service}" in waystation.toml.'
        )
    return f"Put them into tor's configuration, start tor, and look into {service}/hostname for the address."
