"""Each test of trust begins with an empty outbox, and has two coordinators: one proposes, one signs."""

from __future__ import annotations

import pytest

from tests.hotline.conftest import mailbox  # noqa: F401
from waystation.staff.actor import Actor
from waystation.trust import statements


@pytest.fixture
def signed(dina: Actor, lev: Actor) -> statements.Current:
    """A statement that Dina proposed and Lev signed."""
    statements.propose(dina, statements.ours(), unforced=True)
    waiting = statements.draft(lev)
    assert waiting is not None
    statements.sign(lev, seen=waiting[0].version)
    found = statements.current()
    assert found is not None
    return found
