"""Programs of bounded processes, made for a test."""

from __future__ import annotations

import uuid
from pathlib import Path
from textwrap import indent
from typing import Any

from waystation.bounded.process import Program

_HEAD = """
import ctypes, functools, mmap, os, signal, socket, subprocess, sys, threading, time
from waystation.bounded import confine
print = functools.partial(print, flush=True)  # the process ends without any further step
"""


def program(folder: Path, code: str, *, loaded: str = "", seconds: float = 20.0, **more: Any) -> Program:
    """One whose process runs `code`; what is `loaded` runs before, in the zygote."""
    name = f"made_{uuid.uuid4().hex}"
    text = f"{_HEAD}{loaded}\ndef main(arguments):\n{indent(code.strip() or 'pass', '    ')}\n"
    (folder / f"{name}.py").write_text(text)
    return Program(name, seconds, str(folder), **more)
