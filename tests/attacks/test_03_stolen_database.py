"""Attack 3: a stolen database is guessed at. Without the vault half even the right passphrase opens nothing."""

from pathlib import Path
from typing import Any

import pytest

from tests.stage import CAST, Organisation
from waystation.site import settings as production
from waystation.staff import actions, entrance
from waystation.staff.actor import utc_now
from waystation.staff.models import Account
from waystation.vault import half
from waystation.vault.errors import Locked, NotReady


def test_the_right_passphrase_without_the_half_fails(organisation: Organisation, settings: Any, tmp_path: Path) -> None:
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "missing")
    with pytest.raises(NotReady):
        organisation.cookie("dina")


def test_the_right_passphrase_with_another_half_fails(
    organisation: Organisation, settings: Any, tmp_path: Path
) -> None:
    half.create(tmp_path / "another")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "another")
    with pytest.raises(Locked):
        organisation.cookie("dina")
    for account in Account.objects.all():
        for part in CAST.values():
            with pytest.raises(Locked):
                entrance.attempt(account.pk, part.passphrase).open(bytes(account.slots))


def test_nor_does_the_database_say_which_name_it_is(organisation: Organisation, settings: Any, tmp_path: Path) -> None:
    stored = {bytes(account.name_digest) for account in Account.objects.all()}
    assert actions.name_digest("dina") in stored
    half.create(tmp_path / "another")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "another")
    assert actions.name_digest("dina") not in stored


def test_with_the_half_each_guess_costs_what_rfc_9106_recommends() -> None:
    """RFC 9106, section 4, second recommended option: 3 passes over 64 MiB."""
    assert production.WAYSTATION_ARGON2_ITERATIONS >= 3
    assert production.WAYSTATION_ARGON2_KIB >= 64 * 1024


def test_a_slot_opens_for_its_own_account_alone(organisation: Organisation) -> None:
    dina, lev = (Account.objects.get(pk=organisation.accounts[name]) for name in ("dina", "lev"))
    Account.objects.filter(pk=lev.pk).update(slots=dina.slots)
    with pytest.raises(Locked):
        actions.sign_in("lev", CAST["dina"].passphrase, now=utc_now())
