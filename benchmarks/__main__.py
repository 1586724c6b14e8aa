"""Every benchmark by one command: tables on the screen, and all of it with pictures in a folder.

    .venv/bin/python -m benchmarks [--size small|middle|full] [--out measured] [--again] [NAME ...]

`small` is quick and shows that everything works; `middle` is 10,000 rows, `full` 10,000, 100,000 and 1,000,000
and what the documents tell, which takes a night. NAME runs those alone; `--list` names them. One runs after another,
each in a process of its own; FOLDER/measured.md has what each printed, how long it took and the most that it held in
memory. What is not installed here (Chromium, a PostgreSQL, labelled sets) is said, and the others go on. Ends with 1
where one ended badly.

Given again with the same FOLDER, a run that was cut off goes on: what went well is not run again (`--again`: it is),
and `growth`, the longest, goes on at the figure at which it was. Before each one stands how many there still are, and
how long they will take as far as that is known: from `benchmarks/took.json`, or an earlier run in the same FOLDER.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOK = Path(__file__).with_name("took.json")  # seconds by size and name, as measured on two processors

PROGRESS = "… "  # begins a line that says how far it is, and is no part of the report
SIZES = ("small", "middle", "full")

# What each is told at each size; {out} is the folder. Without a word it measures at the size that its own page names.
EVERY: dict[str, tuple[str, str, str]] = {
    "growth": (
        "--rows 600 1200 --processes 1 2 --seconds 1 --out {out}",
        "--rows 1000 10000 --out {out}",
        "--rows 10000 100000 1000000 --seconds 20 --out {out}",
    ),
    "audit_log": ("--lines 2000 --rounds 2", "--lines 20000 --rounds 5", ""),
    "casework": ("--cases 100 --rounds 3", "--cases 2000 --rounds 10", ""),
    "corroboration": ("--acts 600 --assertions 2000 --rounds 5", "", ""),
    "documentation": ("--events 20 --rounds 3", "--events 500 --rounds 20", ""),
    "estimation": ("", "", ""),
    "evacuation": ("--cases 30 --rounds 3", "--cases 200 --rounds 10", ""),
    "files": ("8 --rounds 1", "64", ""),
    "hotline": ("--minutes 0.2 --messages 200", "--minutes 2 --messages 5000", ""),
    "intake": ("--rounds 1", "--rounds 3", ""),
    "integrity": ("--rounds 2 --rows 500", "", ""),
    "journeys": ("--journeys 30 --rounds 3", "--journeys 200 --rounds 10", ""),
    "linkage": ("--many 1000", "--many 10000", "--many 100000"),
    "planning": ("--generated 10 --time 2", "--generated 40 --time 10", "--generated 40,200"),
    "publication": ("--persons 500 --pages 2 --texts 20 --site 0", "--persons 10000 --pages 20 --site 50", ""),
    "removal": ("--rows 5 --members 3 --rounds 3", "", ""),
    "sealing": ("--rounds 3", "", ""),
    "timers": ("--timers 200 --kills 1", "--timers 2000 --kills 3", ""),
    "triage": ("", "", ""),
    "vault": ("--cases 100 --rounds 2", "--cases 2000 --rounds 5", ""),
    "chaos": (
        "--soak --minutes 0.5 --engine sqlite --out {out}/soak.json",
        "--soak --minutes 10 --out {out}/soak.json",
        "--soak --minutes 30 --out {out}/soak.json",
    ),
}
WHOLE_MACHINE = "More processes than processors wait for each other; what else the machine does is in every clock."


@dataclass(frozen=True)
class Ran:
    """How one benchmark went: its exit code, seconds, and the most megabytes of it or of one that it started."""

    name: str
    arguments: str
    code: int
    seconds: float
    megabytes: float
    printed: str


def run(name: str, arguments: str) -> Ran:
    """Prints what it prints, as it comes."""
    line = [sys.executable, "-m", f"benchmarks.{name}", *arguments.split()]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    began, printed = time.monotonic(), []
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=environment
    ) as process:
        assert process.stdout is not None
        for each in process.stdout:
            sys.stdout.write(each)
            sys.stdout.flush()
            if not each.startswith(PROGRESS):
                printed.append(each)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(name, arguments, process.returncode, time.monotonic() - began, used.ru_maxrss / 1024, "".join(printed))


def kept(out: Path, name: str) -> Path:
    """Where stands how it went."""
    return out / "ran" / f"{name}.json"


def before(out: Path, name: str) -> Ran | None:
    """How it went in this folder, if it ever did."""
    file = kept(out, name)
    return Ran(**json.loads(file.read_text())) if file.exists() else None


def left(names: list[str], out: Path, size: str) -> str:
    """How long these will take, as a person says it, and of how many nobody knows."""
    took = json.loads(TOOK.read_text()).get(size, {}) if TOOK.exists() else {}
    for name in names:
        one = before(out, name)
        if one and one.arguments == EVERY[name][SIZES.index(size)].format(out=out):
            took[name] = one.seconds
    known = sum(took.get(name, 0) for name in names)
    unknown = [name for name in names if name not in took]
    words = f"about {known / 60:,.0f} min" if known < 5400 else f"about {known / 3600:,.1f} h"
    return words + (f", and nobody knows yet of: {', '.join(unknown)}" if unknown else "")


def written(ran: list[Ran], out: Path, size: str) -> str:
    """The whole report as Markdown."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    told = [
        f"# What was measured, {size}\n",
        f"{os.cpu_count()} processors, load {load} at the end. {WHOLE_MACHINE}\n",
        "| benchmark | seconds | MB at most | |\n|---|--:|--:|---|",
    ]
    told += [f"| [{one.name}](#{one.name}) | {one.seconds:,.0f} | {one.megabytes:,.0f} | {_word(one)} |" for one in ran]
    for one in ran:
        told.append(f"\n## {one.name}\n\n`python -m benchmarks.{one.name} {one.arguments}`\n\n{_shown(one.printed)}")
    drawn = sorted(out.glob("*.svg"))
    told += ["\n## Pictures\n", *(f"![{each.stem}]({each.name})" for each in drawn)]
    return "\n".join(told) + "\n"


def _word(one: Ran) -> str:
    return "" if one.code == 0 else f"ended with {one.code}"


def _shown(printed: str) -> str:
    """Tables stay tables; everything else stands as it was printed."""
    return printed if "\n|" in printed or printed.startswith("|") else f"```\n{printed}```"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", choices=[[], *EVERY], metavar="NAME")
    options.add_argument("--size", choices=SIZES, default="small")
    options.add_argument("--out", type=Path, default=Path("measured"), help="a folder; it is made")
    options.add_argument("--again", action="store_true", help="run also what the folder has already")
    options.add_argument("--list", action="store_true", help="names every benchmark with what it is told")
    chosen = options.parse_args()
    at = SIZES.index(chosen.size)
    if chosen.list:
        for name, told in EVERY.items():
            print(f"{name:<14} {told[at]}")
        return
    out = chosen.out.resolve()
    (out / "ran").mkdir(parents=True, exist_ok=True)
    sys.exit(any(one.code for one in all_of(chosen.names or list(EVERY), out, chosen.size, again=chosen.again)))


def all_of(names: list[str], out: Path, size: str, *, again: bool = False) -> list[Ran]:
    """Runs each that did not go well here before; the report is whole after each, should a later one be cut off."""
    ran: list[Ran] = []
    for number, name in enumerate(names):
        arguments = EVERY[name][SIZES.index(size)].format(out=out)
        earlier = before(out, name)
        if earlier and not again and (earlier.arguments, earlier.code) == (arguments, 0):
            print(f"\n== {name}: measured here before, in {earlier.seconds:,.0f} s", flush=True)
            ran.append(earlier)
        else:
            takes = left(names[number:], out, size)
            print(f"\n== {name}, {number + 1} of {len(names)}; from here on {takes}", flush=True)
            if again and name == "growth":
                (out / "growth.jsonl").unlink(missing_ok=True)
            ran.append(run(name, arguments))
            kept(out, name).write_text(json.dumps(asdict(ran[-1])))
        (out / "measured.md").write_text(written(ran, out, size))
    (out / "took.json").write_text(json.dumps({size: {one.name: round(one.seconds) for one in ran}}, indent=1))
    print(f"\nAll of it, with pictures: {out / 'measured.md'}")
    return ran


if __name__ == "__main__":
    main()
