"""`waystation panic`: makes an installation unreadable at once, and asks nothing.

It loads no framework and touches no database, so that nothing can keep it waiting. A running server is told to stop.
"""

import argparse
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from waystation.site import folder
from waystation.site.commands import CALLED, COMMANDS
from waystation.vault.shred import destroy

PATIENCE = 0.5  # seconds for the server to go by itself


def options() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="waystation panic", description=COMMANDS["panic"])
    # No default: a slip of the hand must not do this to the folder one happens to stand in.
    made.add_argument("--data", type=Path, required=True, metavar="DIR", help="the installation's folder")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        sys.stderr.write("waystation: there is no installation in that folder.\n")
        return 66
    places, gone, failed = halves(chosen.data), False, False
    for place in places:
        try:
            gone |= destroy(place)
        except OSError as error:
            failed = True
            sys.stderr.write(
                f"waystation: the vault half could not be destroyed: {error.strerror}. The server is stopped.\n"
            )
    _stop(chosen.data)
    if failed:
        return 74
    sys.stdout.write(
        f"Everything in this installation is unreadable now. Only the trustees lead back: {CALLED} recover.\n"
        if gone
        else f"There was no vault half at {' or '.join(map(str, places))} .\n"
        "Nothing here can be opened without one; but one that lies elsewhere was not destroyed.\n"
    )
    return 0


def halves(data: Path) -> list[Path]:
    """Where a vault half may lie: where the settings say, and in the folder whatever they say or however broken."""
    places = [data.absolute() / "half" / "vault.half"]
    with suppress(OSError, ValueError):
        places.insert(0, folder.half(data, folder.settings(data)))
    return list(dict.fromkeys(places))


def _stop(data: Path) -> None:
    """Ends the processes of a folder, by force if they do not go at once."""
    for number in (signal.SIGUSR2, signal.SIGKILL):
        servers = set(folder.servers(data).values())
        for server in servers:
            with suppress(ProcessLookupError):
                os.kill(server, number)
        until = time.monotonic() + PATIENCE
        while servers and folder.servers(data) and time.monotonic() < until:
            time.sleep(0.01)
