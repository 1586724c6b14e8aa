"""`waystation receive`: one message on standard input, for any mail server's pipe (exit codes of sysexits.h).

Whatever was not foreseen ends with 75: mail servers give a message back to its sender for most other codes, and a fault
of ours must cost nobody an answer.
"""

import argparse
import sys
from pathlib import Path

from waystation.site import folder, logs
from waystation.site.commands import open_installation, parser


def main(arguments: list[str]) -> int:
    try:
        return _main(arguments)
    except SystemExit as asked:  # --help, or options that are wrong: the message waits until somebody corrects them
        return 75 if asked.code else 0
    except Exception as error:
        sys.stderr.write(f"Something is wrong here: {logs.describe(error)}. Please offer the message again later.\n")
        return 75


def options() -> argparse.ArgumentParser:
    made = parser("receive")
    made.add_argument("--recipient", action="append", metavar="ADDRESS", help="envelope recipient")
    made.add_argument("--sender", default="", metavar="ADDRESS", help="envelope sender")
    return made


def _main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    code, sentence = _objection(chosen.data) or _received(chosen.data, chosen.sender, tuple(chosen.recipient or ()))
    if sentence:
        sys.stderr.write(f"{sentence}\n")
    return code


def _objection(data: Path) -> tuple[int, str] | None:
    """Why nothing can be taken there, before the framework is loaded."""
    try:
        (data / folder.CONFIGURATION).read_bytes()
    except PermissionError:
        return 77, "This user may not read the installation's folder."
    except (FileNotFoundError, NotADirectoryError):
        return _nothing_there(data)
    except OSError:
        return 75, "The installation's folder cannot be read now. Please offer the message again later."
    return None


def _nothing_there(data: Path) -> tuple[int, str]:
    """An empty place may be a disk that is not mounted yet: nobody should get a bounce for that."""
    if not data.is_dir() or not any(data.iterdir()):
        return 75, "The installation's folder is not there now. Please offer the message again later."
    return 69, "There is no installation here that could take the message."


def _received(data: Path, sender: str, recipients: tuple[str, ...]) -> tuple[int, str]:
    open_installation(data)
    from waystation.hotline.mail import receive_pipe

    return receive_pipe(sys.stdin.buffer, sender, recipients)
