"""Attack 17, its basis: a crowd of guesses at the door takes all memory, or keeps others from the pages."""

import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from waystation.site import server
from waystation.staff import actions
from waystation.staff.actor import utc_now
from waystation.staff.models import Account
from waystation.vault import passphrases, suite
from waystation.vault.errors import Busy, Locked

pytestmark = pytest.mark.alone

CROWD = 200


def test_a_crowd_is_served_one_by_one_and_the_page_still_answers(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, refusals = [0], [0], []

    def slow(*args: Any, **kwargs: Any) -> bytes:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.1)
        running[0] -= 1
        return bytes(64)

    class Nobody:
        @staticmethod
        def first() -> None:
            return None

    monkeypatch.setattr(suite, "stretch", slow)
    monkeypatch.setattr(Account.objects, "filter", lambda **columns: Nobody)

    def guess() -> None:
        try:
            actions.sign_in("anybody", "guess", now=utc_now())
        except (Busy, Locked) as refusal:
            refusals.append(type(refusal))
        finally:
            connection.close()

    crowd = [threading.Thread(target=guess) for _ in range(CROWD)]
    for one in crowd:
        one.start()
    before = time.monotonic()
    assert client.get("/staff/sign-in").status_code == 200
    assert time.monotonic() - before < 2
    for one in crowd:
        one.join()
    assert most == [1]
    assert len(refusals) == CROWD
    assert refusals.count(Busy) > CROWD / 2


def test_those_who_wait_leave_half_of_the_threads_to_others() -> None:
    assert passphrases.WAITING + 1 <= server.THREADS / 2
