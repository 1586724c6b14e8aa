"""Word shares: any three of five restore the recovery key, two restore nothing, and a wrong one is named."""

import itertools
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import shamir_mnemonic
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shamir_mnemonic.share import Share as Slip39

from waystation.vault import half, recovery, suite
from waystation.vault.errors import NotAShare, NotReady, Tampered, TooFew, WrongShare
from waystation.vault.models import RecoveryCopy, RecoveryKey
from waystation.vault.recovery import Share

VECTORS = json.loads((Path(__file__).parent / "vectors" / "slip39.json").read_text())
ANNA = uuid.uuid4()


@pytest.fixture
def shares(db: None) -> list[Share]:
    return recovery.create(3, 5)


def forged(share: Share) -> Share:
    """A share of the same set and number, with a right checksum, that nobody handed out."""
    true = Slip39.from_mnemonic(share.words)
    value = bytes([true.value[0] ^ 1]) + true.value[1:]
    words = Slip39(*[value if name == "value" else getattr(true, name) for name in true.__dataclass_fields__])
    return recovery.understand(words.mnemonic())


def test_it_works(shares: list[Share]) -> None:
    recovery.keep(ANNA, b"secret")
    key = recovery.combine(shares[1:4])
    assert list(recovery.copies(key)) == [(ANNA, b"secret")]


def test_any_three_give_the_same_key(shares: list[Share]) -> None:
    secrets = {recovery.combine(chosen).secret for chosen in itertools.permutations(shares, 3)}
    assert len(secrets) == 1


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_give_nothing(shares: list[Share], number: int) -> None:
    for chosen in itertools.combinations(shares, number):
        with pytest.raises(TooFew):
            recovery.combine(chosen)


def test_one_share_three_times_is_one_share(shares: list[Share]) -> None:
    with pytest.raises(TooFew):
        recovery.combine([shares[0]] * 3)


def test_fewer_than_needed_say_nothing_of_the_secret(shares: list[Share]) -> None:
    """Whatever two trustees hold goes with any secret: a third value of their choice completes it to another key."""
    held = [Slip39.from_mnemonic(share.words) for share in shares[:2]]
    combined = set()
    for guess in (bytes(32), bytes([1]) * 32, suite.new_secret()):
        third = Slip39(*[guess if name == "value" else getattr(held[0], name) for name in held[0].__dataclass_fields__])
        points = [(share.index, share.value) for share in held] + [(4, third.value)]
        raw = [shamir_mnemonic.shamir.RawShare(x, value) for x, value in points]
        combined.add(shamir_mnemonic.shamir._interpolate(raw, 255))
    assert len(combined) == 3


def test_a_forged_share_is_named(shares: list[Share]) -> None:
    false = forged(shares[2])
    recovery.check(shares[0])
    with pytest.raises(WrongShare):
        recovery.check(false)
    with pytest.raises(WrongShare):
        recovery.combine([*shares[:2], false])
    assert false.number == 3


def test_a_share_of_another_installation_is_named(shares: list[Share]) -> None:
    RecoveryKey.objects.all().delete()
    others = recovery.create(3, 5)
    with pytest.raises(WrongShare):
        recovery.combine([*others[:2], shares[2]])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(data=st.data())
def test_one_changed_word_is_always_noticed(shares: list[Share], data: Any) -> None:
    words = shares[0].words.split()
    position = data.draw(st.integers(0, len(words) - 1))
    words[position] = data.draw(st.sampled_from([word for word in recovery.WORDLIST if word != words[position]]))
    with pytest.raises(NotAShare):
        recovery.understand(" ".join(words))


def test_a_word_that_no_share_has_is_pointed_at(shares: list[Share]) -> None:
    words = shares[0].words.split()
    with pytest.raises(NotAShare) as refused:
        recovery.understand(" ".join([*words[:6], "waystation", *words[7:]]))
    assert refused.value.position == 7


@pytest.mark.parametrize("text", ["", "academic", "academic " * 33, "academic " * 5000])
def test_other_words_are_no_share(text: str) -> None:
    with pytest.raises(NotAShare):
        recovery.understand(text)


def test_shares_may_be_typed_as_people_do(shares: list[Share]) -> None:
    assert len(shares[0].words.split()) == recovery.WORDS
    short = " ".join(word[:4].upper() for word in shares[0].words.split())
    assert recovery.understand(f"  {short.replace(' ', chr(10), 3)} ") == shares[0]


@pytest.mark.parametrize("scheme", [(1, 1), (1, 5), (0, 5), (6, 5), (3, 17)])
def test_no_trustee_may_act_alone(db: None, scheme: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="trustees"):
        recovery.create(*scheme)
    assert not RecoveryKey.objects.exists()


@pytest.mark.parametrize("scheme", [(2, 2), (2, 3), (5, 5), (16, 16)])
def test_other_schemes(db: None, scheme: tuple[int, int]) -> None:
    shares = recovery.create(*scheme)
    assert len(shares) == scheme[1]
    assert recovery.threshold() == scheme[0]
    recovery.combine(shares[-scheme[0] :])
    with pytest.raises(TooFew):
        recovery.combine(shares[: scheme[0] - 1])


def test_the_key_is_made_once(shares: list[Share]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        recovery.create(3, 5)


def test_without_a_key_nothing_is_kept(db: None) -> None:
    with pytest.raises(NotReady):
        recovery.keep(ANNA, b"secret")


def test_neither_shares_nor_secret_are_stored(shares: list[Share]) -> None:
    stored = RecoveryKey.objects.get()
    kept = bytes(stored.public) + bytes(stored.commitments) + bytes(stored.mark)
    secret = recovery.combine(shares[:3]).secret
    for value in [secret, *(Slip39.from_mnemonic(share.words).value for share in shares)]:
        assert value not in kept
    assert len(stored.commitments) == 5 * 32


def test_a_share_shows_nothing_by_accident(shares: list[Share]) -> None:
    assert repr(shares[0]) == "Share(number=1)"


def test_who_writes_to_the_database_cannot_put_a_key_of_their_own_there(shares: list[Share]) -> None:
    RecoveryKey.objects.update(public=suite.public_bytes(suite.new_secret()))
    with pytest.raises(Tampered):
        recovery.keep(ANNA, b"secret")
    with pytest.raises(Tampered):
        recovery.combine(shares[:3])
    assert not RecoveryCopy.objects.exists()


def test_nor_change_how_many_are_needed(shares: list[Share]) -> None:
    RecoveryKey.objects.update(threshold=2)
    with pytest.raises(Tampered):
        recovery.combine(shares[:2])


def test_a_copy_opens_only_for_its_holder(shares: list[Share]) -> None:
    recovery.keep(ANNA, b"secret")
    RecoveryCopy.objects.update(id=uuid.uuid4())
    assert list(recovery.copies(recovery.combine(shares[:3]))) == []


def test_copies_are_of_one_size(shares: list[Share]) -> None:
    for secret in (b"", b"short", b"x" * 300):
        recovery.keep(uuid.uuid4(), secret)
    assert len({len(row.sealed) for row in RecoveryCopy.objects.all()}) == 1


def test_it_opens_without_the_half_and_is_marked_under_a_new_one(
    shares: list[Share], settings: Any, tmp_path: Path
) -> None:
    recovery.keep(ANNA, b"secret")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "gone")
    key = recovery.combine(shares[:3])
    assert [content for _, content in recovery.copies(key)] == [b"secret"]
    with pytest.raises(NotReady):
        recovery.belongs_here()
    half.create(tmp_path / "new")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "new")
    assert not recovery.belongs_here()
    recovery.adopt(key)
    assert recovery.belongs_here()


def test_another_key_is_not_adopted(shares: list[Share]) -> None:
    key = recovery.combine(shares[:3])
    RecoveryKey.objects.all().delete()
    recovery.create(3, 5)
    with pytest.raises(Tampered):
        recovery.adopt(key)


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_the_library_agrees_with_the_standard_s_vectors(vector: dict[str, Any]) -> None:
    """SLIP-39, vectors.json: the 256-bit secrets without groups; their passphrase is "TREZOR"."""
    if vector["secret"]:
        assert shamir_mnemonic.combine_mnemonics(vector["mnemonics"], b"TREZOR").hex() == vector["secret"]
    else:
        with pytest.raises(shamir_mnemonic.MnemonicError):
            shamir_mnemonic.combine_mnemonics(vector["mnemonics"], b"TREZOR")


def test_of_whoever_was_discarded_the_trustees_restore_nothing(shares: list[Share]) -> None:
    recovery.keep(ANNA, b"secret")
    recovery.discard(ANNA)
    assert list(recovery.copies(recovery.combine(shares[:3]))) == []
