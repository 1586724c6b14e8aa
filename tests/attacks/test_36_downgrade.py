"""Attack 36: the suite byte is flipped, so that something weaker opens what was sealed."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag

from tests.vault.ciphers import written_with
from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.vault import content, grants, records, sessions, sets, slots, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Keyring
from waystation.vault.models import RingPage, Session

SEED = bytes(32)
OTHERS: set[int] = set()  # than the suite that is written
UNKNOWN = [byte for byte in range(256) if not suite.is_known(bytes([byte]))]


@pytest.fixture(params=suite.names(), autouse=True)
def _written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each of these, whichever suite is written: the others are known too, and open nothing of it."""
    with written_with(request.param):
        monkeypatch.setitem(globals(), "OTHERS", set(range(256)) - set(suite.written()))
        yield


@pytest.mark.parametrize("position", [0, 1])
@pytest.mark.django_db
def test_no_flipped_byte_opens(position: int) -> None:
    """Byte 0 is the form of a row, byte 1 the suite."""
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    keyring = Keyring([key])
    rows = [
        records.create(Diary, Entry(text="x"), key),
        records.post(Postcard, Entry(text="x"), (key.locator, key.compartment)),
    ]
    for row in rows:
        sealed = bytes(row.sealed)
        for byte in set(range(256)) - {sealed[position]}:
            row.sealed = sealed[:position] + bytes([byte]) + sealed[position + 1 :]
            with pytest.raises(Tampered):
                records.read(row, keyring)


def test_the_byte_is_inside_what_is_authenticated() -> None:
    """Even a program that ignored the byte in front would not open what was sealed under another."""
    sealed = suite.encrypt(SEED, b"here", b"plain")
    nonce, body = sealed[1:13], sealed[13:]
    cipher = suite.cipher(suite.written(), SEED)
    assert cipher.decrypt(nonce, body, suite.bind(suite.written(), b"here")) == b"plain"
    for byte in OTHERS:
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, body, suite.bind(bytes([byte]), b"here"))


def test_a_suite_that_is_not_known_opens_nothing() -> None:
    assert len(UNKNOWN) == 256 - len(suite.names())
    for byte in UNKNOWN:
        with pytest.raises(Tampered):
            suite.cipher(bytes([byte]), SEED)


def test_nothing_opens_under_the_name_of_another_suite() -> None:
    key, public = suite.private_key(SEED), suite.public_bytes(SEED)
    for byte in OTHERS:
        with pytest.raises(Tampered):
            suite.open_from(key, b"", bytes([byte]) + suite.seal_to(public, b"", b"plain")[1:])
        with pytest.raises(Tampered):
            suite.decrypt(SEED, b"", bytes([byte]) + suite.encrypt(SEED, b"", b"plain")[1:])


def flipped(sealed: bytes, at: int) -> list[bytes]:
    """The same with the suite byte at this place set to each other value."""
    assert sealed[at : at + 1] == suite.written()
    return [sealed[:at] + bytes([byte]) + sealed[at + 1 :] for byte in OTHERS]


def test_no_content_opens_under_another_suite() -> None:
    key, sealed = content.seal_content(b"x", b"here")
    for changed in flipped(sealed, 0):
        with pytest.raises(Tampered):
            content.open_content(key, changed, b"here")


@pytest.mark.django_db
@pytest.mark.parametrize("folded", [True, False])
def test_no_page_of_keys_opens_under_another_suite(folded: bool) -> None:
    holder, other = (grants.create_keys(uuid.uuid4(), [Compartment.SELF])[0] for _ in range(2))
    grants.grant([other], to=holder.locator)
    if folded:
        grants.fold(holder)
    page = RingPage.objects.get()
    for changed in flipped(bytes(page.sealed), 1):
        page.sealed = changed
        with pytest.raises(Tampered):
            grants._open_page(page, holder)


def test_no_slot_opens_under_another_suite() -> None:
    salt = slots.new_salt()
    mine = slots.stretch("a phrase", salt.ljust(slots.SIZE, b"\0"))
    stored = slots.make(salt, [(mine, SEED)] * slots.COUNT, b"anna")  # whichever is tried, it is this one
    assert slots.open_any(stored, mine, b"anna").startswith(SEED)
    first = slots._SALT + slots._COMMITMENT
    whole = [stored[slots._SALT + slots._SLOT * number :][: slots._SLOT] for number in range(slots.COUNT)]
    for flips in zip(*(flipped(slot, first) for slot in whole), strict=True):
        with pytest.raises(Locked):
            slots.open_any(stored[: slots._SALT] + b"".join(flips), mine, b"anna")


@pytest.mark.django_db
def test_no_session_opens_under_another_suite() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    cookie = sessions.start("staff", b"payload", now=now)
    row = Session.objects.get()
    assert sessions.resume("staff", cookie, now=now) is not None
    for changed in flipped(bytes(row.sealed), 0):
        Session.objects.update(sealed=changed)
        assert sessions.resume("staff", cookie, now=now) is None


def test_no_manifest_opens_under_another_suite() -> None:
    set_id, said = uuid.uuid4(), sets.Sum(3, 4, 5)
    sealed = sets._sealed(set_id, 1, said)
    assert sets.opened(set_id, (1, sealed)) == (1, said)
    for changed in flipped(sealed, 0):
        assert sets.opened(set_id, (1, changed))[1] not in (said, sets.Sum())
