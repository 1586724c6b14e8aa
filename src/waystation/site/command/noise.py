"""`waystation noise`: whether the noise of tables can be drawn here."""

import argparse
import sys
from importlib.util import find_spec

import msgspec

from waystation.site.commands import PRIVACY, parser

_SECONDS, _MOST = 60.0, 4096


def options() -> argparse.ArgumentParser:
    return parser("noise")


def main(arguments: list[str]) -> int:
    options().parse_args(arguments)
    if find_spec("opendp") is None:
        return _fail(69, f"OpenDP is not installed. {PRIVACY}")
    from waystation.bounded import process
    from waystation.documentation.jobs import program
    from waystation.publication.noise.protocol import PROGRAM, Drawn, Task

    asked = msgspec.json.encode(Task((0,), 1, 1.0))
    said = process.run(program(PROGRAM, _SECONDS), [], [asked], _MOST)
    if not said:
        return _fail(70, "the process that draws noise cannot be held back or does not run here, so it draws none.")
    drawn = msgspec.json.decode(said, type=Drawn)
    sys.stdout.write(f"OpenDP draws noise here: 0 became {drawn.numbers[0]}, at a cost of {drawn.epsilon:g}.\n")
    return 0


def _fail(code: int, said: str) -> int:
    sys.stderr.write(f"waystation: {said}\n")
    return code
