"""What somebody finds who takes the machine away."""

from pathlib import Path

from tests.canary import scan
from tests.e2e.harness import Program


def seized(program: Program) -> list[Path]:
    """Everything that the program may have written, apart from the outside world."""
    return [path for path in program.base.iterdir() if path != program.mailbox]


def found(program: Program, words: list[str]) -> list[str]:
    """Where words stand on the disk, and how."""
    hits = [hit for folder in seized(program) for hit in scan(folder, words)]
    return [f"{hit.path.relative_to(program.base)} ({hit.encoding})" for hit in hits]
