"""Chaos: everything is killed at random while people write, and at the end all of it is accounted for.

    .venv/bin/python -m benchmarks.chaos --minutes 20 --seed 1 [--engine postgresql] [--out FILE]
    .venv/bin/python -m benchmarks.chaos --soak --minutes 30 [--rate 1]

kill -9 of web, worker, database, mailbox (Dovecot) and the mail server that answers leave by; a disk full to the last
byte; a clock that is set forward and back; all on one machine. A small disk needs root and tmpfs, a moved clock a C
compiler: what cannot be had is said and left out.

Every message by SMTP, LMTP, mailbox, form and pipe, every answer and every timer stands in a ledger, with what each
offer got. At the end each message that was said to be kept is there once, each letter was sent once or is shown as
unclear, each timer rang once, and nobody was left without an answer by a process that ran. Ends with 1 where not.

A soak is the same without faults, at a steady rate: besides the ledger it tells what web and worker hold in memory. An
alliance of 15,000 requests a year is written to every 35 minutes, in a twenty-fold burst every 105 seconds.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.chaos import ledger as ledgers  # noqa: E402  # once the path is set
from benchmarks.chaos.ledger import Account, Ledger  # noqa: E402
from benchmarks.chaos.memory import Memory  # noqa: E402
from benchmarks.chaos.town import Town  # noqa: E402
from benchmarks.chaos.writers import Writers  # noqa: E402
from tests.e2e.harness import NotStarted  # noqa: E402

AFTERWARDS = 3 * 3600  # seconds: what was put off is due by then
PAUSE = 7.0  # seconds between two faults, in the middle
UP = 6.0  # seconds that a part runs before it is killed again
PACE = 1.5  # seconds that each way rests between two messages, at most
JUMPS = (-600, -120, 0, 0, 120, 600)  # seconds off


class Faults:
    """What goes wrong, drawn from a seed; several at once where one lasts."""

    def __init__(self, town: Town, ledger: Ledger, seed: int) -> None:
        self._town, self._ledger, self._random = town, ledger, random.Random(seed)
        self._began = time.monotonic()
        self._lasting: list[threading.Thread] = []
        self.kinds: dict[str, Callable[[], None]] = {name: lambda name=name: self._kill(name) for name in town.parts}  # type: ignore[misc]
        if town.small:
            self.kinds["disk"] = self._fill
        if town.moved:
            self.kinds["clock"] = self._jump

    def go_on(self, seconds: float) -> None:
        """Once each in a drawn order, then whichever."""
        until = time.monotonic() + seconds
        first = self._random.sample(list(self.kinds), len(self.kinds))
        while time.monotonic() < until or first:
            self._tell_of(self._town.mend())
            # What is not there cannot be killed, and what never runs proves nothing.
            ready = [
                kind for kind in self.kinds if kind not in self._town.parts or self._town.parts[kind].up_for() > UP
            ]
            if not (waiting := [kind for kind in first if kind in ready] or ([] if first else ready)):
                time.sleep(0.2)
                continue
            kind = waiting[-1] if first else self._random.choice(waiting)
            first = [each for each in first if each != kind]
            self._ledger.faults[kind] += 1
            self.kinds[kind]()
            time.sleep(self._random.uniform(1, 2 * PAUSE))
        for each in self._lasting:
            each.join(120)
        self._town.jump(0)
        self._tell_of(self._town.mend())

    def _tell(self, what: str) -> None:
        self._ledger.happened(time.monotonic() - self._began, what)

    def _tell_of(self, ended: list[str]) -> None:
        for name in ended:
            self._tell(f"{name} had ended by itself, and was started")

    def _lasts(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work)
        thread.start()
        self._lasting.append(thread)

    def _kill(self, name: str) -> None:
        pause = self._random.choice((0.0, 0.5, 2.0, 8.0))
        self._tell(f"kill -9 {name}, started {pause} s later")
        self._lasts(lambda: self._start_again(name, pause))

    def _start_again(self, name: str, pause: float) -> None:
        try:
            self._tell(f"{name} runs again, {self._town.kill(name, pause):.1f} s after it was killed")
        except (NotStarted, OSError):
            self._tell(f"{name} did not come up in two minutes")  # `mend` goes on

    def _fill(self) -> None:
        seconds = self._random.uniform(2, 12)
        self._tell(f"the disk is full for {seconds:.0f} s")
        self._lasts(lambda: self._town.fill(seconds))

    def _jump(self) -> None:
        seconds = self._random.choice(JUMPS)
        self._tell(f"the clock is {seconds} s off")
        self._town.jump(seconds)


@dataclass(frozen=True)
class Plan:
    """What is to be done. `rate` is how many messages a second a soak begins with; 0: a chaos."""

    engine: str
    minutes: float
    seed: int = 1
    rate: float = 0
    out: Path | None = None


def run(base: Path, plan: Plan) -> tuple[Account, Ledger]:
    """One chaos or soak in a folder of its own."""
    town, out = Town(base, plan.engine, small_disk=not plan.rate), plan.out
    try:
        ledger = Ledger()
        # Each of five ways rests for half of the pause, in the middle, and four times as long by the pipe.
        writers = Writers(town, ledger, plan.seed, pause=2 * 4.25 / plan.rate if plan.rate else PACE)
        writers.begin()
        if plan.rate:
            _soak(town, ledger, 60 * plan.minutes, out)
        else:
            Faults(town, ledger, plan.seed).go_on(60 * plan.minutes)
        writers.end()
        writers.finish()
        town.wait_for_mailbox()
        town.wait_for_timers()
        town.jump(AFTERWARDS)
        writers.drained()
        for name in ("web", "worker"):
            town.parts[name].kill()
        ledger.find(message["content"] for message in town.web.opened("operator")["messages"])
        facts = {"name": "coordinator", "passphrase": town.web.passphrase("coordinator"), "set": []}
        counted = town.apart("benchmarks.chaos.timers", json.dumps(facts).encode())
        sys.stderr.write(counted.stderr.decode())  # why, for whoever reads of a failure
        found = json.loads(counted.stdout)
        carried = Counter(line.split()[0] for line in town.carried.read_text().splitlines())
        account = ledgers.settled(ledger, found, carried)
        if out:
            ledgers.write(ledger, found, account, out)
        return account, ledger
    finally:
        if out:
            out.with_suffix(".log").write_text(town.web.logs() + town.worker.logs())
        town.close()


def _soak(town: Town, ledger: Ledger, seconds: float, out: Path | None) -> None:
    memory = Memory(town)
    memory.begin()
    time.sleep(seconds)
    memory.end()
    ledger.memory = memory.told()
    ledger.growth = memory.growth()
    if out:
        out.with_suffix(".svg").write_text(memory.picture())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--soak", action="store_true", help="no faults: is memory flat?")
    options.add_argument("--rate", type=float, default=1, help="of a soak: messages a second, of all ways together")
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--engine", choices=("sqlite", "postgresql"), default="postgresql")
    options.add_argument(
        "--out", type=Path, help="a file for the whole ledger; of a soak, a picture of the memory beside it"
    )
    chosen = options.parse_args()
    base = Path(tempfile.mkdtemp(prefix="waystation-chaos-"))
    try:
        rate = chosen.rate if chosen.soak else 0
        account, ledger = run(base / "town", Plan(chosen.engine, chosen.minutes, chosen.seed, rate, chosen.out))
    finally:
        shutil.rmtree(base, ignore_errors=True)
    told = ", ".join(f"{number} of {name}" for name, number in sorted(ledger.faults.items()))
    print(f"{chosen.engine}, seed {chosen.seed}, {chosen.minutes:g} minutes; faults: {told}")
    print("\n".join([account.table, *ledger.memory]))
    sys.exit(not account.sound)


if __name__ == "__main__":
    main()
