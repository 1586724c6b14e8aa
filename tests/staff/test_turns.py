"""Two queues at the door: a crowd of strangers fills only its own."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest

from waystation.site import server
from waystation.staff import turns
from waystation.staff.devices import Mark
from waystation.vault import passphrases
from waystation.vault.errors import Busy


def known(number: int) -> Mark:
    return Mark(bytes([number]) * 16, uuid.uuid4())


STRANGER = Mark(b"s" * 16)


class Crowd:
    """Threads that take a turn, wait to be let go, and note in which order they were served."""

    def __init__(self) -> None:
        self.served: list[str] = []
        self.refused: list[str] = []
        self.go = threading.Semaphore(0)
        self.threads: list[threading.Thread] = []

    def send(self, name: str, mark: Mark | None) -> None:
        before = self.standing()
        thread = threading.Thread(target=self._take, args=[name, mark])
        self.threads.append(thread)
        thread.start()
        until(lambda: self.standing() > before or name in self.refused)

    def standing(self) -> int:
        return sum(map(len, turns._queues.values()))

    def _take(self, name: str, mark: Mark | None) -> None:
        try:
            with turns.turn(mark):
                self.served.append(name)
                self.go.acquire()
        except Busy:
            self.refused.append(name)

    def end(self) -> None:
        for _ in self.threads:
            self.go.release()
        for thread in self.threads:
            thread.join(60)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    crowd = Crowd()
    yield crowd
    crowd.end()
    assert crowd.standing() == 0


def test_strangers_are_refused_when_their_queue_is_full(crowd: Crowd) -> None:
    for number in range(5):
        crowd.send(f"stranger {number}", STRANGER if number % 2 else None)
    assert crowd.refused == ["stranger 2", "stranger 3", "stranger 4"]


def test_a_known_browser_is_let_in_before_waiting_strangers(crowd: Crowd) -> None:
    crowd.send("stranger 1", STRANGER)
    crowd.send("stranger 2", STRANGER)
    crowd.send("known", known(1))
    assert crowd.refused == []
    crowd.go.release()
    until(lambda: len(crowd.served) == 2)
    assert crowd.served == ["stranger 1", "known"]


def test_one_at_a_time(crowd: Crowd) -> None:
    for number in range(2):
        crowd.send(f"known {number}", known(number))
        crowd.send(f"stranger {number}", STRANGER)
    time.sleep(0.05)
    assert len(crowd.served) == 1


def test_one_known_browser_has_one_place(crowd: Crowd) -> None:
    for number in range(3):
        crowd.send(f"{number}", known(1))
    crowd.send("another", known(2))
    assert crowd.refused == ["1", "2"]


def test_a_turn_ends_with_an_error_too() -> None:
    with pytest.raises(RuntimeError), turns.turn(None):
        raise RuntimeError
    with turns.turn(None):
        pass


def test_those_who_wait_leave_half_of_the_threads_to_others() -> None:
    assert turns.KNOWN + turns.STRANGERS <= server.THREADS / 2
    assert turns.KNOWN + turns.STRANGERS <= passphrases.WAITING + 1
