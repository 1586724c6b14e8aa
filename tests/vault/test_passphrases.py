import time
from typing import Any

import pytest

from tests.threads import at_once
from waystation.vault import half, passphrases, suite
from waystation.vault.errors import Busy, NotReady

SALT = bytes(range(16))


def test_it_works() -> None:
    assert len(passphrases.stretch("right", SALT)) == 64
    assert passphrases.stretch("right", SALT) == passphrases.stretch("right", SALT)


@pytest.mark.parametrize(("passphrase", "salt"), [("wrong", SALT), ("", SALT), ("right", bytes(16))])
def test_anything_else_gives_something_else(passphrase: str, salt: bytes) -> None:
    assert passphrases.stretch(passphrase, salt) != passphrases.stretch("right", SALT)


def test_another_half_gives_something_else(settings: Any, tmp_path: Any) -> None:
    before = passphrases.stretch("right", SALT)
    half.create(tmp_path / "another")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "another")
    assert passphrases.stretch("right", SALT) != before


@pytest.fixture
def stretchings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One element for each stretching that is done."""
    done: list[int] = []
    stretch = suite.stretch

    def counted(*args: Any, **kwargs: Any) -> bytes:
        done.append(1)
        return stretch(*args, **kwargs)

    monkeypatch.setattr(suite, "stretch", counted)
    return done


def test_without_the_half_nothing_is_stretched(settings: Any, tmp_path: Any, stretchings: list[int]) -> None:
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "gone")
    with pytest.raises(NotReady):
        passphrases.stretch("right", SALT)
    assert not stretchings


def test_one_at_a_time_a_few_wait_and_the_rest_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = [0], [0]

    def slow(*args: Any, **kwargs: Any) -> bytes:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.05)
        running[0] -= 1
        return bytes(64)

    monkeypatch.setattr(suite, "stretch", slow)

    def knock() -> int:
        try:
            return len(passphrases.stretch("guess", SALT))
        except Busy:
            return 0

    outcomes = at_once(*[knock] * 60)
    assert most == [1]
    assert outcomes.count(64) > passphrases.WAITING
    assert outcomes.count(0) > 20
    assert len(outcomes) == 60
    passphrases.stretch("afterwards", SALT)


def test_a_failed_stretching_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(suite, "stretch", lambda *args, **kwargs: 1 / 0)
        for _ in range(3 * passphrases.WAITING):
            with pytest.raises(ZeroDivisionError):
                passphrases.stretch("right", SALT)
    assert len(passphrases.stretch("right", SALT)) == 64


def test_subkeys_of_the_half_differ() -> None:
    assert half.subkey(b"one") != half.subkey(b"two")
    assert half.digest(b"one", b"value") != half.digest(b"two", b"value")
