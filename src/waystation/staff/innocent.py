"""The innocent view: what somebody sees who signs in with a duress passphrase.

It is a small organisation of its own. All its keys follow from the person's secret, and nothing leads back from them.
Everybody has one, made and kept young while they work, so that none of its rows says who set a duress passphrase.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from uuid import UUID

from waystation.audit.log import Entry, heard_by
from waystation.staff.actor import Actor
from waystation.staff.models import DiaryRow, ProfileRow
from waystation.staff.policy import ROLE_TEAMS
from waystation.staff.records import Diary, Profile
from waystation.staff.teams import EVERYONE, TEAMS
from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key, Keyring
from waystation.vault.records import delete, read

Teller = Callable[[Key, Profile, datetime], None]
"""Makes the innocent view of somebody anew: the site's, since it takes all rooms."""

# A view is made a while after somebody signed in, by the timers: so that no sign-in takes longer for it.
SETTLED_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=7)

_soon: dict[UUID, tuple[datetime, Key, Profile]] = {}
_tellers: list[Teller] = []


def person(secret: bytes) -> Key:
    """Who one is in one's innocent view."""
    root = suite.derive(secret, b"innocent view")
    return _key(root, b"person")


def _key(root: bytes, name: bytes) -> Key:
    locator = UUID(bytes=suite.derive(root, b"locator", name, length=16), version=4)
    return Key(locator, Compartment.SELF, 0, suite.derive(root, b"secret", name))


def team_keys(view: Key) -> dict[str, Key]:
    """The teams of an innocent view."""
    return {name: _key(view.secret, name.encode()) for name in TEAMS}


def teams(view: Key) -> dict[str, UUID]:
    """Where each team of an innocent view keeps its keys."""
    return {name: key.locator for name, key in team_keys(view).items()}


def keyring(view: Key, roles: Iterable[str] = ()) -> Keyring:
    """What is held there at first: as much as the roles hold in the real one."""
    wanted = {EVERYONE, *(team for role in roles for team in ROLE_TEAMS[role])}
    return Keyring([view, *(key for name, key in team_keys(view).items() if name in wanted)])


def roles(view: Key) -> list[str]:
    """The roles that one has there. Raises Locked where there is no view."""
    row = ProfileRow.objects.filter(pk=view.locator).first()
    if row is None:
        return []
    profile: Profile = read(row, keyring(view))
    return profile.roles


def diary(view: Key) -> Diary | None:
    """The log of a view; None before it was made."""
    row = DiaryRow.objects.filter(pk=view.locator).first()
    return read(row, keyring(view)) if row else None


def use(teller: Teller) -> None:
    """Names who makes views. Called once, at start-up."""
    _tellers[:] = [teller]


def remember(account: UUID, view: Key, profile: Profile, *, now: datetime) -> None:
    """Somebody is at work: their innocent view is to be made, or made young again, in a while."""
    _soon[account] = (now + SETTLED_AFTER, view, profile)


def forget(account: UUID | None = None) -> None:
    """Takes that back, of one account or of all."""
    if account is None:
        _soon.clear()
    else:
        _soon.pop(account, None)


def make_due(now: datetime) -> int:
    """Makes the views that are due at `now` and missing or old. Returns how many."""
    due = [account for account, (at, _view, _profile) in list(_soon.items()) if not at - 2 * SETTLED_AFTER <= now < at]
    return sum(_made(*found[1:], now) for account in due if (found := _soon.pop(account, None)))


def ensure(view: Key, profile: Profile, *, now: datetime) -> None:
    """Makes a view that is not there yet."""
    if diary(view) is None:
        _made(view, profile, now)


def outdate(views: Iterable[Key]) -> None:
    """Views that are to be made anew as soon as somebody needs them: their addresses were of another vault half."""
    delete(*DiaryRow.objects.filter(pk__in=[view.locator for view in views]))


def _made(view: Key, profile: Profile, now: datetime) -> bool:
    found = diary(view)
    if found is not None and abs(now - found.made) < KEPT_FOR:  # a clock may be set back
        return False
    for teller in _tellers:
        teller(view, profile, now)
    return True


def lines(actor: Actor) -> list[tuple[int, Entry]]:
    """The log of an innocent view with what was done in this session, newest first."""
    told: list[Entry] = actor.memory.get("diary", [])
    return list(enumerate(told, 1))[::-1]


def hearing(actor: Actor) -> AbstractContextManager[None]:
    """While a page is made for somebody: what is logged stands in the log of their view, too.

    In this session's memory alone: an ordinary session writes no row for it either.
    """
    if not actor.apart:
        return nullcontext()
    if "diary" not in actor.memory:
        found = diary(actor.keys.key(actor.account))
        came = Entry(at=actor.now(), verb="staff.signed_in", actor=actor.account, subject=actor.account)
        actor.memory["diary"] = [*(found.entries if found else []), came]
    return heard_by(lambda entry: bool(actor.memory["diary"].append(entry)))
