"""Calls the bounded process with a head and a message, over pipes alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from waystation.bounded import process

SECONDS = 6.0  # on the wall, for a busy machine; of processor time it gets two (see `program`)
MESSAGE_BYTES = 64 * 1024 * 1024
_HEAD_BYTES = 4 * 1024 * 1024
_PROGRAM = "waystation.mail.openpgp.program"
_RANDOM = ("generate", "seal")  # what they draw is drawn by no process that shares a past with another


@cache
def program(*, alone: bool) -> process.Program:
    """The process that has the libraries."""
    found = find_spec("pysequoia")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(_PROGRAM, SECONDS, packages, alone)


def call(command: str, head: Mapping[str, Any], message: bytes = b"") -> tuple[dict[str, Any], bytes] | None:
    """What the process answered; None where it was stopped at its limits or its answer is none."""
    packed = json.dumps(head).encode()
    chunks = [len(packed).to_bytes(4, "big") + packed, message[:MESSAGE_BYTES]]
    answer = process.run(program(alone=command in _RANDOM), [command], chunks, 2 * len(message) + _HEAD_BYTES)
    if not answer:
        return None
    length = int.from_bytes(answer[:4], "big")
    try:
        said = json.loads(answer[4 : 4 + length])
    except ValueError:
        return None
    return (said, answer[4 + length :]) if isinstance(said, dict) else None


def as_text(keys: Sequence[bytes]) -> list[str]:
    """Keys as JSON carries them."""
    return [base64.b64encode(key).decode("ascii") for key in keys]
