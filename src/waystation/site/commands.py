"""The command line: one small module for each command."""

import argparse
import gc
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

from waystation import __version__
from waystation.bounded.confine import leave_no_memory

COMMANDS = {
    "demo": "start a fictional organisation to look at",
    "init": "make an installation",
    "setup": "write systemd units, a web server's and tor's configuration for an installation",
    "run": "serve an installation: pages, mail and timers in one process",
    "serve": "serve its pages alone, beside a worker",
    "worker": "its mail doors and timers alone, beside what serves the pages",
    "upgrade": "bring the database to this version; what serves it does so by itself",
    "move": "move an installation from SQLite to PostgreSQL",
    "files": "keep sealed files in a bucket (S3): try it, and move them there from the folder",
    "receive": "take one message from standard input, as a mail server's pipe",
    "recover": "with the trustees: give somebody a new passphrase, or rehearse it",
    "backup": "make, check or restore a backup",
    "panic": "make an installation unreadable at once, and stop its server",
    "mode": "say or set the security mode: normal, read-only, closed",
    "token": "make, list and revoke the tokens of partners' programs",
    "wkd": "write the keys for mail as files for a web server (Web Key Directory)",
    "site": "write what was released as plain pages, for any web server, an onion service or a stick",
    "noise": "whether tables with noise (differential privacy) can be drawn here; in a checkout, brings what they need",
    "onion": "write the lines by which tor puts an onion service in front of the pages, and check them",
    "languages": "how much is said in each language; check a translation, begin one, make a pseudo-locale",
    "doctor": "say in plain words what is wrong with an installation",
    "plan": "evacuation plans as files: make one, check one, draw one, invent a problem",
    "estimate": "from overlapping lists: how many there are whom nobody listed, with an interval and what it rests on",
    "link": "from a table of people: which records may be one person, as clusters",
    "simulate": "an invented operation of many days, through the real actions, and a proof of it",
    "audit": "export the log, sign its head, or check both offline",
    "completion": "write what a shell needs to complete commands and options",
    "manual": "write the manual page, for man",
    "manage": "the web framework's own commands (for developers)",
}
CHECKOUT = Path(__file__).resolve().parents[3]
IN_CHECKOUT = (CHECKOUT / "waystation").is_file() and (CHECKOUT / "src" / "waystation").is_dir()
CALLED = "./waystation" if IN_CHECKOUT else "waystation"
"""How whoever reads our sentences calls this program."""
POSTGRESQL = (
    "Name the database behind the command: it comes along." if IN_CHECKOUT else "Install waystation[postgresql]."
)
"""How the driver of PostgreSQL comes here."""
S3 = f"`{CALLED} files check` brings it." if IN_CHECKOUT else "Install waystation[s3]."
"""How the client of S3 comes here."""
PRIVACY = f"`{CALLED} noise` brings it." if IN_CHECKOUT else "Install waystation[privacy]."
"""How OpenDP comes here."""
MACHINE = Path("/var/lib/waystation")
_OF_A_CHECKOUT = {"test": "run the tests", "check": "run the linters and type checkers"}


def default_data() -> Path:
    """Where an installation is unless somebody says: WAYSTATION_DATA; in a checkout; the machine's, or this user's own.

    Names as systemd (`StateDirectory=`) and the XDG Base Directory Specification have them.
    """
    if said := os.environ.get("WAYSTATION_DATA"):
        return Path(said)
    if IN_CHECKOUT:
        return CHECKOUT / "data"
    if os.access(MACHINE, os.R_OK | os.X_OK):
        return MACHINE / "data"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "waystation"


def main() -> None:
    """Runs the command that the arguments name; the process ends with its exit code."""
    # A crash must not leave memory, with keys in it, on the disk.
    leave_no_memory()
    os.umask(0o077)
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    if name in ("help", "-h", "--help"):
        _help()
    elif name == "--version":
        sys.stdout.write(f"waystation {__version__}\n")
    elif name not in COMMANDS:
        sys.stderr.write(f"waystation: there is no command of that name.\n{_listing()}")
        sys.exit(64)
    else:
        command = import_module(f"waystation.site.command.{name}")
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            sys.exit(command.main(sys.argv[2:]))
        except PermissionError as error:
            sys.stderr.write(f"waystation: this user may not read or write {error.filename}.\n")
            sys.exit(77)
        except Exception as error:
            if not (said := _of_the_database(error)):
                raise
            sys.stderr.write(said)
            sys.exit(75)


def _of_the_database(error: Exception) -> str:
    """What is said where the database itself does not answer; empty for every other error."""
    if "django" not in sys.modules:
        return ""
    from waystation.site.logs import describe
    from waystation.web.away import is_away

    if not is_away(error):
        return ""
    return (
        "waystation: the database does not answer. Does it run, and is its address right (`database` in "
        f"waystation.toml, or DATABASE_URL)? Its own log says more.\n{describe(error)}\n"
    )


def _listing() -> str:
    rows = COMMANDS | (_OF_A_CHECKOUT if IN_CHECKOUT else {})
    return "".join(f"  {name:<12}{purpose}\n" for name, purpose in rows.items())


def _help() -> None:
    sys.stdout.write(f"usage: {CALLED} COMMAND [options]\n\n{_listing()}\nEach command has --help.\n")


class _Defaults(argparse.ArgumentDefaultsHelpFormatter):
    """Tells each option's default, where there is one to tell."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, False) or "default" in (action.help or ""):
            return action.help
        return super()._get_help_string(action)


def parser(name: str) -> argparse.ArgumentParser:
    """A command's argument parser with the one option that all share."""
    made = argparse.ArgumentParser(prog=f"waystation {name}", description=COMMANDS[name], formatter_class=_Defaults)
    made.add_argument("--data", type=Path, default=default_data(), metavar="DIR", help="the installation's folder")
    return made


def open_installation(data: Path) -> None:
    """Points the settings at a data folder and loads the framework. Only before anything else of it is imported."""
    gc.set_threshold(50_000, 20, 20)  # to look for garbage in what is being loaded was a fifth of loading it
    os.environ["WAYSTATION_DATA"] = str(data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    import django

    from waystation.site import logs

    logs.configure()
    django.setup()
