"""`waystation move`: from the file of SQLite to a PostgreSQL database."""

import argparse
import sys
from pathlib import Path

from waystation.site import folder
from waystation.site.commands import CALLED, POSTGRESQL, open_installation, parser


def options() -> argparse.ArgumentParser:
    made = parser("move")
    made.add_argument("url", metavar="postgresql://USER:PASSWORD@HOST/NAME", help="an empty database")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        return _fail(66, "there is no installation in that folder.")
    if not folder.take(chosen.data):
        return _fail(75, "a server runs on that folder; stop it first.")
    open_installation(chosen.data)
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from waystation.site import moving
    from waystation.vault.errors import NotReady

    try:
        return _move(chosen.data, chosen.url)
    except NotReady as error:
        return _fail(78, f"{error}.")
    except ImproperlyConfigured:
        return _fail(69, f"the driver of PostgreSQL is not installed. {POSTGRESQL}")
    except moving.NotEmpty:
        return _fail(73, "there is something else in that database; it was left as it is. Name an empty one.")
    except moving.Differs as error:
        return _fail(74, f"what was copied is not what was there: {error}. The installation stays as it is.")
    except DatabaseError as error:
        # Not its words: they may quote a row.
        return _fail(
            74, f"a database failed ({type(error).__name__}). Nothing is lost: give the command again to go on."
        )


def _move(data: Path, url: str) -> int:
    from django.conf import settings

    from waystation.audit.log import log_alone
    from waystation.site import installation, moving
    from waystation.site.settings import database_of

    database = data.absolute() / "waystation.sqlite3"
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        if settings.WAYSTATION.get("database") == url and database.exists():
            moving.put_aside(database)  # it was cut off between the settings and this
            return _done(database)
        return _fail(64, "the settings, or DATABASE_URL, name a PostgreSQL database already.")
    wanted = database_of(url)
    if wanted is None:
        return _fail(64, "a PostgreSQL database is named as in postgresql://user:password@host/name.")
    if not database.exists():
        return _fail(66, "the installation in that folder has no database.")
    moving.use(wanted)
    installation.open_without_half()
    if not moving.is_done():
        log_alone(None, "database.moved")
        told = Progress()
        summed = moving.move(told)
        told.end()
        rows, tables = sum(each.rows for each in summed.values()), sum(1 for each in summed.values() if each.rows)
        sys.stdout.write(f"{rows:,} rows of {tables} tables are there, counted and hashed: each is what it was.\n")
    moving.settle(data, database, url)
    return _done(database)


def _done(database: Path) -> int:
    sys.stdout.write(
        f"The settings name the new database. The old one lies in {database}.moved : remove it once\n"
        "everything works (shred -u): it keeps what is erased from now on. Backups are pg_dump's from here.\n"
        f"Start it: {CALLED} run --data {database.parent}\n"
    )
    return 0


class Progress:
    """On a terminal in one line, elsewhere a line for each table."""

    def __init__(self) -> None:
        self.live, self.last = sys.stderr.isatty(), ""

    def __call__(self, what: str, done: int, total: int) -> None:
        if self.live:
            sys.stderr.write(f"\r\x1b[K{what}: {done:,} of {total:,}")
        elif done == total and total:
            sys.stderr.write(f"{what}: {total:,}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if self.live:
            sys.stderr.write("\r\x1b[K")


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"waystation: {sentence}\n")
    return code
