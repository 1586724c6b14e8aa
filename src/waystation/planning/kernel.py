"""The engine's inner loop: compiled from kernel.c where there is a C compiler, and `reference` where there is none.

No compiler is needed to install or run anything: without one, plans are found more slowly. What was compiled stands
beside its source, as Python's own does, or for this process alone where that folder is not ours to write.
"""

import ctypes
import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Final

_SOURCE: Final = Path(__file__).with_name("kernel.c")
_FLAGS: Final = ("-O3", "-shared", "-fPIC")


def compiled() -> ctypes.CDLL | None:
    """The library; None where it cannot be compiled or loaded, or WAYSTATION_NO_KERNEL is set."""
    compiler = shutil.which("cc")
    if compiler is None or os.environ.get("WAYSTATION_NO_KERNEL"):
        return None
    name = f"kernel-{sha256(_SOURCE.read_bytes()).hexdigest()[:16]}.so"
    beside = _SOURCE.with_name("__pycache__") / name
    try:
        if not beside.exists() and not _compile(compiler, beside):
            with tempfile.TemporaryDirectory() as folder:
                return ctypes.CDLL(str(Path(folder, name))) if _compile(compiler, Path(folder, name)) else None
        return ctypes.CDLL(str(beside))
    except OSError:
        return None


def _compile(compiler: str, to: Path) -> bool:
    """Whether it is there now. It appears whole or not at all."""
    making = to.with_suffix(f".{os.getpid()}")
    try:
        to.parent.mkdir(exist_ok=True)
        command = [compiler, *_FLAGS, "-o", str(making), str(_SOURCE), "-lm"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)  # noqa: S603  # fixed words
        making.replace(to)
    except (OSError, subprocess.SubprocessError):
        making.unlink(missing_ok=True)
        return False
    return True
