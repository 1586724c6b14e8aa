import threading
import time
from typing import Any

import pytest

from waystation.vault import half, passphrases, suite
from waystation.vault.errors import Busy, Locked, NotReady

SECRET = bytes(range(32))


def slot() -> bytes:
    return passphrases.lock(SECRET, "right", b"anna")


def test_it_works() -> None:
    assert passphrases.unlock(slot(), "right", b"anna") == SECRET


@pytest.mark.parametrize(("passphrase", "context"), [("wrong", b"anna"), ("", b"anna"), ("right", b"bert")])
def test_anything_else_is_locked(passphrase: str, context: bytes) -> None:
    with pytest.raises(Locked):
        passphrases.unlock(slot(), passphrase, context)


@pytest.mark.parametrize("damaged", [b"", b"\xc0", b"noise", b"\x93\xc4\x01a\xc4\x00\xc4\x00"])
def test_a_damaged_slot_is_locked_after_the_same_work(damaged: bytes, stretchings: list[int]) -> None:
    with pytest.raises(Locked):
        passphrases.unlock(damaged, "right", b"anna")
    assert len(stretchings) == 1


def test_nobody_s_passphrase_takes_the_same_work(stretchings: list[int]) -> None:
    with pytest.raises(Locked):
        passphrases.pretend("right", b"name")
    assert len(stretchings) == 1


def test_two_slots_of_one_passphrase_share_nothing() -> None:
    one, other = slot(), slot()
    assert not {one[:18], one[-20:]} & {other[:18], other[-20:]}


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
    locked = slot()
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "gone")
    with pytest.raises(NotReady):
        passphrases.unlock(locked, "right", b"anna")
    assert len(stretchings) == 1


def test_one_at_a_time_a_few_wait_and_the_rest_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, outcomes = [0], [0], []

    def slow(*args: Any, **kwargs: Any) -> bytes:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.05)
        running[0] -= 1
        return bytes(64)

    monkeypatch.setattr(suite, "stretch", slow)
    start = threading.Barrier(60)

    def knock() -> None:
        start.wait()
        try:
            passphrases.pretend("guess", b"name")
        except (Busy, Locked) as refusal:
            outcomes.append(type(refusal))

    threads = [threading.Thread(target=knock) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert outcomes.count(Locked) > passphrases.WAITING
    assert outcomes.count(Busy) > 20
    assert len(outcomes) == 60
    passphrases.lock(SECRET, "afterwards", b"anna")


def test_a_failed_stretching_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(suite, "stretch", lambda *args, **kwargs: 1 / 0)
        for _ in range(3 * passphrases.WAITING):
            with pytest.raises(ZeroDivisionError):
                slot()
    assert passphrases.unlock(slot(), "right", b"anna") == SECRET


def test_subkeys_of_the_half_differ() -> None:
    assert half.subkey(b"one") != half.subkey(b"two")
    assert half.digest(b"one", b"value") != half.digest(b"two", b"value")
