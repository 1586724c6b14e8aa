"""Trustees give a person a new passphrase; nobody else's sign-in changes, and fewer trustees change nothing."""

import itertools
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.stage import CAST, Organisation
from waystation.audit.log import entries
from waystation.staff import actions, teams
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, Unsound
from waystation.staff.models import Account, OwnRow
from waystation.staff.records import Kept
from waystation.vault import grants, half, recovery, rings, suite
from waystation.vault.errors import Locked, NotReady, Tampered, TooFew
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, RecoveryCopy, RecoveryKey, RingPage
from waystation.vault.padding import pad

NEW = "nine brave otters"


def key_of(organisation: Organisation) -> Key:
    return recovery.combine(organisation.founding.shares[2:])


def secrets(actor: Actor) -> set[tuple[UUID, bytes]]:
    held = actor.keys.keys()
    return {(key.locator, key.secret) for key in held}


def signs_in(name: str, passphrase: str) -> bool:
    try:
        cookie = actions.sign_in(name, passphrase, now=utc_now())
    except Locked:
        return False
    return actions.resume(cookie, now=utc_now()) is not None


def test_it_works(organisation: Organisation) -> None:
    actions.recover(key_of(organisation), phrases={"Dina ": NEW})
    assert signs_in("dina", NEW)
    assert not signs_in("dina", CAST["dina"].passphrase)
    for other in ("lev", "ira", "out"):
        assert signs_in(other, CAST[other].passphrase)


def test_who_is_recovered_holds_the_same_keys(organisation: Organisation) -> None:
    before = secrets(organisation.actor("lev"))
    actions.recover(key_of(organisation), phrases={"lev": NEW})
    actor = actions.resume(actions.sign_in("lev", NEW, now=utc_now()), now=utc_now())
    assert actor is not None
    assert secrets(actor) == before


def test_the_log_says_so(organisation: Organisation) -> None:
    actions.recover(key_of(organisation), phrases={"dina": NEW})
    assert actions.rehearse(key_of(organisation)) == 4
    keyring = organisation.actor("lev").keys
    lines = [entry for _, entry in entries(keyring, teams.locator(teams.AUDIT), newest=5) if entry]
    said = {entry.verb: entry.subject for entry in lines}
    assert said["staff.recovered"] == organisation.accounts["dina"]
    assert "recovery.rehearsed" in said


def test_two_trustees_change_nothing(organisation: Organisation) -> None:
    for pair in itertools.combinations(organisation.founding.shares, 2):
        with pytest.raises(TooFew):
            recovery.combine(pair)
    # Nor does a key that only they could make up.
    false = Key.new(UUID(int=0))
    assert actions.recoverable(false) == {}
    with pytest.raises(Absent):
        actions.recover(false, phrases={"dina": NEW})
    assert signs_in("dina", CAST["dina"].passphrase)


def test_a_rehearsal_changes_no_sign_in(organisation: Organisation) -> None:
    before = list(Account.objects.order_by("id").values_list("id", "name_digest", "slots"))
    assert actions.rehearse(key_of(organisation)) == len(CAST)
    assert list(Account.objects.order_by("id").values_list("id", "name_digest", "slots")) == before


def test_all_or_none(organisation: Organisation) -> None:
    with pytest.raises(Absent):
        actions.recover(key_of(organisation), phrases={"dina": NEW, "nobody": NEW})
    assert signs_in("dina", CAST["dina"].passphrase)


def test_without_the_half_somebody_is_recovered_under_a_new_one(
    organisation: Organisation, settings: Any, tmp_path: Path
) -> None:
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "new")
    with pytest.raises(NotReady):
        signs_in("dina", CAST["dina"].passphrase)
    assert actions.rehearse(key_of(organisation)) == len(CAST)
    half.create(tmp_path / "new")
    actions.recover(key_of(organisation), phrases={"dina": NEW})
    assert signs_in("dina", NEW)
    assert not signs_in("lev", CAST["lev"].passphrase)  # until it is lev's turn
    actions.recover(key_of(organisation), phrases={"lev": NEW})
    assert signs_in("lev", NEW)


def test_a_person_put_in_the_place_of_another_is_not_recovered(organisation: Organisation) -> None:
    """Who writes to the database knows the recovery key's public half, but not what opens the person's own profile."""
    dina = organisation.accounts["dina"]
    own = Key(dina, grants.Compartment.SELF, 0, suite.new_secret())
    forged = msgspec.msgpack.encode(Kept("dina", own.secret))
    recovery.keep(dina, forged)
    Address.objects.filter(locator=dina).update(public=own.public)
    keys = pad(rings.pack(Keyring([Key.new(teams.locator(teams.EVERYONE))]).groups()))
    page = suite.seal_to(own.public, grants._context(grants.POSTED, dina), keys)
    RingPage.objects.create(locator=dina, sealed=grants.POSTED + page)
    assert "dina" not in actions.recoverable(key_of(organisation))
    with pytest.raises(Absent):
        actions.recover(key_of(organisation), phrases={"dina": NEW})


def test_a_record_that_somebody_replaced_is_made_anew(organisation: Organisation) -> None:
    other = OwnRow.objects.get(pk=organisation.accounts["lev"])
    OwnRow.objects.filter(pk=organisation.accounts["dina"]).update(sealed=other.sealed, version=other.version)
    with pytest.raises(Unsound):
        signs_in("dina", CAST["dina"].passphrase)
    actions.recover(key_of(organisation), phrases={"dina": NEW})
    assert signs_in("dina", NEW)


def test_nobody_is_added_under_a_strange_recovery_key(organisation: Organisation) -> None:
    RecoveryKey.objects.update(public=suite.public_bytes(suite.new_secret()))
    with pytest.raises(Tampered):
        actions.add_account(organisation.founding, name="eva", passphrase="x", persona="Eva", roles=["operator"])
    assert Account.objects.count() == len(CAST)
    assert RecoveryCopy.objects.count() == len(CAST)


def test_what_is_kept_shows_nothing_by_accident() -> None:
    assert repr(Kept("dina", b"secret")) == "Kept()"


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x92\xa1\xff\xc0", msgspec.msgpack.encode(["dina", 5])])
def test_a_copy_of_nobody_hides_no_other(organisation: Organisation, content: bytes) -> None:
    """Whoever can write to the database can also seal to the recovery key."""
    stranger = UUID(int=9)
    recovery.keep(stranger, content)
    assert len(actions.recoverable(key_of(organisation))) == 4
