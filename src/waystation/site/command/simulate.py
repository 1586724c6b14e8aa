"""`waystation simulate`: an invented operation of many days, through the real actions, and a proof of it."""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from waystation.planning import Unreadable
from waystation.site import folder
from waystation.site.command.plan_files import ready, write
from waystation.site.commands import open_installation

if TYPE_CHECKING:
    from waystation.simulation.running import Outcome

CONFIGURATION = """\
# An invented organisation, made by `waystation simulate` and deleted by it.
origin = "http://127.0.0.1:8000"

[mail]
address = "help@waystation.example"
duty_address = "duty@waystation.example"
"""
_MOST_PERSONS, _DAYS = 200, (8, 366)


def main(arguments: list[str]) -> int:
    """Returns 0; 1 where something happened that must never be, 2 where the report cannot be written."""
    chosen = options().parse_args(arguments)
    out = chosen.out or Path(f"simulation-{chosen.seed}.html")
    try:
        ready(out)
        outcome = _simulate(chosen)
        from waystation.simulation.report import report

        write(out, report(outcome).encode())
    except Unreadable as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 2
    told = outcome.figures() | {"refused": sum(outcome.refused.values()), "report": str(out)}
    sys.stdout.write(json.dumps(told) + "\n" if chosen.json else _in_words(outcome) + f"  report             {out}\n")
    return 1 if outcome.violations else 0


def options() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="waystation simulate",
        description="An invented organisation gets invented people out, by the same actions as the pages call. Trains "
        "are cancelled, a house is compromised, pursuers are seen, visas come late. In the end something that shares "
        "no rule with what it judges looks at all that is stored, and at the log. No installation is touched.",
    )
    made.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed, the same run (1)")
    made.add_argument("--persons", type=_number(1, _MOST_PERSONS), default=40, metavar="P", help="how many (40)")
    made.add_argument("--days", type=_number(*_DAYS), default=90, metavar="D", help="for how long (90)")
    made.add_argument("--out", type=Path, metavar="REPORT.html", help="the page with pictures (simulation-N.html)")
    made.add_argument("--json", action="store_true", help="tell the figures as one line of JSON")
    return made


def _number(least: int, most: int) -> "type[int]":
    def number(given: str) -> int:
        if not given.isdecimal() or not least <= int(given) <= most:
            raise argparse.ArgumentTypeError(f"a number from {least} to {most}")
        return int(given)

    return number  # type: ignore[return-value]


def _simulate(chosen: argparse.Namespace) -> "Outcome":
    """In an installation of its own, of which nothing is left."""
    place = Path(tempfile.mkdtemp(prefix="waystation-simulation-"))
    try:
        data = place / "data"
        folder.prepare(data, CONFIGURATION)
        open_installation(data)
        from waystation.simulation import running

        told = _Progress(chosen.days)
        try:
            return running.run(chosen.seed, chosen.persons, chosen.days, _found, told.day)
        finally:
            told.end()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _found() -> dict[str, str]:
    """Makes the organisation; returns by which passphrase each signs in."""
    from waystation.simulation.cast import STAFF
    from waystation.site import installation
    from waystation.site.installation import NewAccount
    from waystation.staff.phrases import new_passphrase

    accounts = [NewAccount(name, name.capitalize(), [role], new_passphrase(), "en") for name, role in STAFF.items()]
    installation.found(accounts)
    return {account.name: account.passphrase for account in accounts}


class _Progress:
    """Says on which day it is: on a terminal in one line, elsewhere now and then."""

    def __init__(self, days: int) -> None:
        self.days, self.began, self.told = days, monotonic(), 0.0
        self.live = sys.stderr.isatty()
        self._say("making an organisation")

    def day(self, day: int) -> None:
        if self.live or day == 0 or monotonic() - self.told > 10:
            self._say(f"day {day + 1} of {self.days}")

    def _say(self, what: str) -> None:
        self.told = monotonic()
        text = f"waystation: {what}, {self.told - self.began:.0f} s"
        sys.stderr.write(f"\r{text}\x1b[K" if self.live else f"{text}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if self.live:
            sys.stderr.write("\r\x1b[K")


def _in_words(outcome: "Outcome") -> str:
    found = outcome.figures()
    lines = [
        f"{found['persons']} persons in {found['days']} days, seed {found['seed']}",
        f"  out of the region  {found['evacuated_region']}",
        f"  abroad             {found['abroad']}",
        f"  incidents          {found['incidents']}",
        f"  alarms             {found['alarms']}",
        f"  plans made anew    {found['replans']}",
        f"  lines of the log   {found['log_lines']}",
        *(f"  refused            {what}: {number}" for what, number in sorted(outcome.refused.items())),
        f"  violations         {found['violations']}",
        *(f"    {each}" for each in outcome.violations),
    ]
    return "\n".join(lines) + "\n"
