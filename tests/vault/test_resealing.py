"""Another cipher: what is sealed from now on, what was before, and the way from the one to the other."""

import io
import uuid

import pytest
from django.db import transaction

from tests.vault.ciphers import CHACHA, written_with
from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.vault import batches, grants, half, records, resealing, rotation, streams, suite, whole
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.keyring import OURS, Key, Keyring

pytestmark = pytest.mark.django_db

CONTACT = Compartment.CONTACT


@pytest.fixture
def key() -> Key:
    (made,) = grants.create_keys(uuid.uuid4(), [CONTACT])
    return made


def suites() -> set[bytes]:
    """Of every row and how it came."""
    written = {bytes(row.sealed)[1:2] for row in Diary.objects.all()}
    return written | {bytes(row.sealed)[records.POSTED_AT :][:1] for row in Postcard.objects.all()}


def write(key: Key, text: str) -> None:
    records.create(Diary, Entry(text=text), key)
    records.post(Postcard, Entry(text=text), (key.locator, CONTACT))


def texts(key: Key) -> list[str]:
    keyring = Keyring([key])
    return sorted(
        records.read(row, keyring).text for model in (Diary, Postcard) for row in model._default_manager.all()
    )


def test_what_was_sealed_before_is_read_and_what_comes_is_sealed_otherwise(key: Key) -> None:
    write(key, "before")
    with written_with(CHACHA):
        batches.forget()
        write(key, "after")
        assert suites() == {b"\1", b"\2"}
        assert texts(key) == ["after", "after", "before", "before"]
    assert texts(key) == ["after", "after", "before", "before"]  # nor does going back lose anything


def test_rows_are_sealed_anew_under_the_key_they_have(key: Key) -> None:
    write(key, "before")
    assert not resealing.waiting()
    with written_with(CHACHA):
        assert resealing.waiting() == {(key.locator, CONTACT): 2}
        write(key, "after")
        assert resealing.waiting() == {(key.locator, CONTACT): 2}
        with transaction.atomic():
            assert rotation.reseal(Keyring([key]), key.locator, [CONTACT]) == 0
        assert (suites(), resealing.waiting()) == ({b"\2"}, {})
        assert texts(key) == ["after", "after", "before", "before"]
        assert not list(whole.compare_all())  # the manifests know of it
    assert resealing.waiting() == {(key.locator, CONTACT): 4}


def test_what_does_not_open_stays_as_it_is(key: Key) -> None:
    write(key, "before")
    spoilt = bytes(Diary.objects.get().sealed)[:-1] + b"?"
    Diary.objects.update(sealed=spoilt)
    with written_with(CHACHA):
        with transaction.atomic():
            assert rotation.reseal(Keyring([key]), key.locator, [CONTACT]) == 1
        assert bytes(Diary.objects.get().sealed) == spoilt
        assert resealing.waiting() == {(key.locator, CONTACT): 1}


def test_nothing_is_sealed_anew_under_a_key_that_was_replaced(key: Key) -> None:
    write(key, "before")
    with transaction.atomic():
        rotation.rotate(Keyring([key]), key.locator, {CONTACT: []})
    with written_with(CHACHA), pytest.raises(Stale), transaction.atomic():
        rotation.reseal(Keyring([key]), key.locator, [CONTACT])


def test_what_only_callers_open_waits_for_nobody_of_ours(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    write(key, "before")
    monkeypatch.setattr(Diary, "newest_key_only", False)
    with written_with(CHACHA):
        assert resealing.waiting() == {(key.locator, CONTACT): 1}


def test_what_the_installation_opens_by_itself_waits_for_nobody() -> None:
    records.create(Diary, Entry(text="ours"), Key(OURS, Compartment.SELF, 0, half.subkey(b"a use")))
    with written_with(CHACHA):
        assert not resealing.waiting()


def test_files_open_whatever_they_were_sealed_with() -> None:
    for cipher in suite.names():
        with written_with(cipher):
            content = streams.seal_all([b"file" * 40_000], target := io.BytesIO(), b"here")
        assert b"".join(streams.opened(io.BytesIO(target.getvalue()), content, b"here")) == b"file" * 40_000
