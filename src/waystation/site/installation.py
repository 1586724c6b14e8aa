"""Making and opening an installation: its vault half, its tables, its first accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from waystation.audit import witness
from waystation.desk import actions as desk
from waystation.site import upgrading
from waystation.staff import actions as staff
from waystation.staff import integrity, policy
from waystation.staff.phrases import new_passphrase
from waystation.vault import half, schema, selftest
from waystation.vault.errors import NotReady
from waystation.vault.models import Address, Manifest


@dataclass(frozen=True)
class NewAccount:
    """One account to be made. The passphrase is shown once and kept nowhere."""

    name: str
    persona: str
    roles: list[str]
    passphrase: str = field(repr=False)
    language: str = "ru"


def first_accounts() -> list[NewAccount]:
    """One account for each role, with fresh passphrases."""
    return [NewAccount(role, role.capitalize(), [role], new_passphrase()) for role in policy.ROLES]


def found(accounts: Iterable[NewAccount], *, threshold: int = 3, trustees: int = 5) -> staff.Founding:
    """Makes the vault half, the tables, the recovery key, the teams and the first accounts of a prepared folder.

    Among them must be somebody of each team: the key of a team without anybody is lost with this process.
    """
    path = Path(settings.WAYSTATION_VAULT_HALF)
    if not path.exists():
        half.create(path)
    selftest.run()
    call_command("migrate", verbosity=0, interactive=False)
    founding = staff.found(threshold=threshold, trustees=trustees)
    for account in accounts:
        staff.add_account(
            founding,
            name=account.name,
            passphrase=account.passphrase,
            persona=account.persona,
            roles=account.roles,
            language=account.language,
        )
    return founding


def open_existing() -> Path | None:
    """Brings an installation to the present version and checks that it can keep its promises. Raises NotReady.

    What was erased and came back with an older database is erased again. Returns what `open_without_half` does.
    """
    half.subkey(b"start")
    copy = open_without_half()
    if not integrity.standing().keys:
        raise NotReady(
            "a public key in the database is not one that this vault half published: is it the right half? If so, "
            "somebody changed the database; restore the newest backup of keys"
        )
    witness.notice()
    integrity.notice()
    desk.bury_again()
    return copy


def open_without_half(*, backed_up: bool = False) -> Path | None:
    """The same where the vault half may be lost: for the trustees. Raises NotReady.

    Returns the copy of the database that was made before it was changed (see `upgrading`), where it was.
    """
    selftest.run()
    tables = set(connection.introspection.table_names())
    if Address._meta.db_table in tables and Manifest._meta.db_table not in tables:
        raise NotReady(
            "this folder was made by an earlier development version, which this one cannot open: make it again"
        )
    copy = upgrading.bring_up(Path(settings.WAYSTATION_DATA), backed_up=backed_up)
    if found := schema.strangers():
        raise NotReady(
            f"the database holds what this program did not make, and what may act by itself: {', '.join(found)}. "
            "Somebody changed it: restore the newest backup, or remove these once you know where they are from"
        )
    if not staff.ready():
        raise NotReady("this installation was not finished: remove its folder and make it again")
    return copy
