import hmac
from typing import Any

import pytest

from waystation.vault import passphrases, slots, suite
from waystation.vault.errors import Locked

CONTEXT = b"anna"


def fill(*secrets: tuple[str, bytes]) -> bytes:
    salt = slots.new_salt()
    empty = salt.ljust(slots.SIZE, b"\0")
    return slots.make(salt, [(slots.stretch(phrase, empty), content) for phrase, content in secrets], CONTEXT)


def opened(stored: bytes, phrase: str, context: bytes = CONTEXT) -> bytes:
    return slots.open_any(stored, slots.stretch(phrase, stored), context)


def test_it_works() -> None:
    stored = fill(("one", b"first"), ("two", b"second"))
    assert opened(stored, "one").rstrip(b"\0") == b"first"
    assert opened(stored, "two").rstrip(b"\0") == b"second"


@pytest.mark.parametrize(("phrase", "context"), [("wrong", CONTEXT), ("", CONTEXT), ("one", b"bert")])
def test_anything_else_is_locked(phrase: str, context: bytes) -> None:
    with pytest.raises(Locked):
        opened(fill(("one", b"first")), phrase, context)


@pytest.mark.parametrize("number", range(slots.COUNT + 1))
def test_every_account_has_as_many_bytes(number: int) -> None:
    assert len(fill(*((str(each), bytes(each)) for each in range(number)))) == slots.SIZE


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="too much"):
        fill(*((str(each), b"") for each in range(slots.COUNT + 1)))
    with pytest.raises(ValueError, match="too much"):
        fill(("one", bytes(slots.CONTENT + 1)))


def test_a_used_slot_looks_like_an_unused_one() -> None:
    """Each has the suite's byte where it stands; no other byte has the same value in all slots of many accounts."""
    each = [slot for _ in range(60) for slot in split(fill(("one", b"first")))]
    same = [position for position in range(len(each[0])) if len({slot[position] for slot in each}) == 1]
    assert same == [48]
    assert {slot[48:49] for slot in each} == {suite.written()}


def split(stored: bytes) -> list[bytes]:
    size = (slots.SIZE - 16) // slots.COUNT
    return [stored[start : start + size] for start in range(16, slots.SIZE, size)]


def test_places_are_drawn() -> None:
    def place() -> int:
        salt = slots.new_salt()
        mine = slots.stretch("one", salt.ljust(slots.SIZE, b"\0"))
        stored = slots.make(salt, [(mine, b"first")], CONTEXT)
        return [slots._matches(slot, mine)[0] for slot in split(stored)].index(True)

    assert {place() for _ in range(80)} == set(range(slots.COUNT))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often each costly thing was done."""
    done = {"stretch": 0, "derive": 0, "compare": 0, "decrypt": 0}

    def counted(module: Any, name: str, what: str) -> None:
        real = getattr(module, name)

        def count(*args: Any, **kwargs: Any) -> Any:
            done[what] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, count)

    counted(passphrases, "stretch", "stretch")
    counted(suite, "derive", "derive")
    counted(hmac, "compare_digest", "compare")
    counted(suite, "decrypt", "decrypt")
    return done


@pytest.mark.parametrize("phrase", ["one", "two", "wrong"])
def test_the_work_is_the_same_whatever_is_opened(work: dict[str, int], phrase: str) -> None:
    stored = fill(("one", b"first"), ("two", b"second"))
    stretched = slots.stretch(phrase, stored)
    work.update(dict.fromkeys(work, 0))
    if phrase == "wrong":
        with pytest.raises(Locked):
            slots.open_any(stored, stretched, CONTEXT)
    else:
        slots.open_any(stored, stretched, CONTEXT)
    assert work == {"stretch": 0, "derive": 8, "compare": 4, "decrypt": 1}


def test_nobody_s_passphrase_takes_the_same_work(work: dict[str, int]) -> None:
    with pytest.raises(Locked):
        slots.open_any(bytes(slots.SIZE), slots.stretch("right", slots.of_nobody(b"name")), CONTEXT)
    assert (work["stretch"], work["compare"], work["decrypt"]) == (1, 4, 1)


@pytest.mark.parametrize("damaged", [b"", b"noise", bytes(slots.SIZE - 1), bytes(slots.SIZE), bytes(slots.SIZE + 1)])
def test_damaged_slots_are_locked_after_the_same_work(damaged: bytes, work: dict[str, int]) -> None:
    with pytest.raises(Locked):
        opened(damaged, "right")
    assert work == {"stretch": 1, "derive": 8, "compare": 4, "decrypt": 1}
