"""`waystation setup`: the files that a server needs around an installation, out of its settings."""

import argparse
import sys
import tomllib
from pathlib import Path

from waystation.site import deployment, folder
from waystation.site.commands import parser


def options() -> argparse.ArgumentParser:
    made = parser("setup")
    made.add_argument(
        "out", type=Path, nargs="?", metavar="DIR", help="where to (the installation's folder with .server)"
    )
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        sys.stderr.write("waystation: there is no installation in that folder.\n")
        return 66
    try:
        out = written(chosen.data, chosen.out)
    except deployment.NoName as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 64
    except tomllib.TOMLDecodeError as error:
        sys.stderr.write(f"waystation: {folder.CONFIGURATION} cannot be read: {error}\n")
        return 78
    except OSError as error:
        sys.stderr.write(f"waystation: the files could not be written: {error.strerror}.\n")
        return 74
    sys.stdout.write(f"{out}\nSTEPS.md there says what to do with each file.\n")
    return 0


def written(data: Path, out: Path | None = None) -> Path:
    """Writes all of them, and says where. Raises OSError, NoName, and TOMLDecodeError for the settings."""
    settings = tomllib.loads((data / folder.CONFIGURATION).read_text())
    out = (out or Path(f"{data.absolute()}.server")).absolute()
    out.mkdir(mode=0o755, parents=True, exist_ok=True)
    out.chmod(0o755)
    for name, text in deployment.files(deployment.this_server(data, settings)).items():
        (out / name).write_text(text)
        (out / name).chmod(0o644)  # root copies them, other users read them, and nothing in them is secret
    return out
