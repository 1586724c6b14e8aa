"""Opening rows for somebody: one place where locked, tampered and absent become the same answer."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.models import ProfileRow
from waystation.staff.opened import Among, Damaged, Held, Opened
from waystation.staff.policy import may
from waystation.staff.ranked import Index, Ranked, Standing
from waystation.staff.records import Profile
from waystation.staff.teams import EVERYONE
from waystation.vault import grants
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Sealed
from waystation.vault.records import read

Row = TypeVar("Row", bound=Sealed)
Given = TypeVar("Given")
MOST_STUBS = 2000
_Stub = tuple[int, Any, Any]
"""The version of a row when it was opened, the row, and its record."""


def open_row(actor: Actor, rows: QuerySet[Row], row_id: UUID) -> tuple[Row, Any]:
    """A row and its record. Raises Absent where it is not there, not for this person, or damaged, which is counted.

    Where it stands is looked up first: to fetch what stays closed would take longer than to find nothing.
    """
    place = rows.filter(pk=row_id).values_list("locator", "compartment", "epoch").first()
    if place is None or not actor.keys.holds_epoch(*place):
        raise Absent
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise Absent
    try:
        return row, read(row, actor.keys)
    except Locked:
        raise Absent from None
    except Tampered:
        tell_damage(actor, row_id)
        raise Absent from None


def opened(actor: Actor, model: type[Sealed]) -> Opened:
    """All rows of a table that this person's keys open, as they stand now: only what changed is looked at again.

    For lists. What it holds are records, not rows to write: those come from `open_row`.
    """
    name = f"opened:{model._meta.label}"
    found: Opened = actor.memory.get(name) or actor.memory.setdefault(name, Opened(model, actor.keys, _damaged(actor)))
    found.follow()
    return found


def opened_of(actor: Actor, model: type[Sealed], name: str, holders: Container[bytes], moved: list[bytes]) -> Opened:
    """The same of the rows of some holders alone, by their 16 bytes; each that comes or goes is appended to `moved`."""
    key = f"opened:{model._meta.label}:{name}"
    found: Opened | None = actor.memory.get(key)
    if found is None:
        fresh = Opened(model, actor.keys, _damaged(actor), Among(name, holders, moved))
        found = actor.memory.setdefault(key, fresh)
    found.follow()
    return found


def looked_at(actor: Actor, models: Collection[type[Sealed]] = ()) -> int:
    """How many rows this session has looked at for its lists, of all tables or of some: how far its first page is."""
    every = [each for each in list(actor.memory.values()) if isinstance(each, Opened)]
    return sum(each.looked_at for each in every if not models or each.model in models)


def index(
    actor: Actor, model: type[Sealed], standing: Callable[[Held], Standing], rows: Opened | None = None
) -> Ranked[Held]:
    """All opened rows of a table in an order and in groups, kept in step: `standing` is a module's function.

    `rows`: those of some holders alone, as `opened_of` gives them.
    """
    rows = opened(actor, model) if rows is None else rows
    name = f"index:{rows.name}:{standing.__name__}"
    found: Index = actor.memory.get(name) or actor.memory.setdefault(name, Index(rows, standing))
    found.follow(rows)
    return found.ranked


def stubs(actor: Actor, rows: QuerySet[Row]) -> list[tuple[Row, Any]]:
    """Some rows, of one case or one state, that this person's keys open, with their records.

    They are kept in the session's memory by id and version, the last MOST_STUBS of a table besides those asked for: a
    session that goes through thousands of threads holds no more at its end. Rows locked to this person are left out. A
    row that does not authenticate is left out too, and counted by `damaged`: one bad row must not close the whole list,
    nor be passed over in silence.
    """
    known: dict[UUID, _Stub] = actor.memory.setdefault(f"stubs:{rows.model._meta.label}", {})
    wanted = _openable(actor, rows)
    # Another page of this session may forget a row meanwhile: what is given back is held here.
    given = {pk: found for pk, version in wanted.items() if (found := known.get(pk)) and _is_current(found, version)}
    for row in _fetched(rows, [pk for pk in wanted if pk not in given]):
        known.pop(row.pk, None)
        try:
            known[row.pk] = given[row.pk] = (row.version, row, read(row, actor.keys))
        except Locked:
            continue
        except Tampered:
            _damaged(actor).add((rows.model._meta.label, row.pk))
        else:
            _damaged(actor).discard((rows.model._meta.label, row.pk))
    if (over := len(known) - MOST_STUBS - len(given)) > 0:
        for pk in list(known)[:over]:  # the oldest
            known.pop(pk, None)
    return [given[pk][1:] for pk in wanted if pk in given]


def damaged(actor: Actor) -> int:
    """How many rows this session met that do not authenticate where they stand: changed, moved or forged."""
    return len({row_id for _, row_id in _damaged(actor)})


def lists_are_whole(actor: Actor) -> bool:
    """Whether all that this session opened is in the lists and the sums that it was to be in."""
    return all(getattr(each, "is_whole", True) for each in list(actor.memory.values()))


def tell_damage(actor: Actor, row_id: UUID) -> None:
    """Counts a row that a room found to be changed or forged."""
    _damaged(actor).add(("", row_id))


def or_absent(actor: Actor, row_id: UUID, give: Callable[[], Given]) -> Given:
    """What is given of a row. One that was changed or forged is counted, and Absent like what is not there."""
    try:
        return give()
    except Tampered:
        tell_damage(actor, row_id)
        raise Absent from None


def sound(actor: Actor, rows: Iterable[Row]) -> Iterator[tuple[Row, Any]]:
    """Rows with their records, to be written anew. One that was changed or forged is counted, and stays as it is."""
    for row in rows:
        try:
            record = read(row, actor.keys)
        except Tampered:
            tell_damage(actor, row.pk)
        else:
            yield row, record


def _damaged(actor: Actor) -> Damaged:
    found: Damaged = actor.memory.setdefault("damaged", set())
    return found


def _openable(actor: Actor, rows: QuerySet[Row]) -> dict[UUID, int]:
    """Id and version of the rows whose compartment this person holds, in the order of the query."""
    places = rows.values_list("pk", "version", "locator", "compartment")
    return {pk: version for pk, version, *place in places if actor.keys.holds(*place)}


def _is_current(found: _Stub, version: int) -> bool:
    # An action that was rolled back may have left the row in memory one version ahead of its record.
    return bool(found[0] == found[1].version == version)


def _fetched(rows: QuerySet[Row], ids: list[UUID]) -> Iterable[Row]:
    for start in range(0, len(ids), 500):
        yield from rows.filter(pk__in=ids[start : start + 500])


class Personas(dict[UUID, str]):
    """Outward names by account id. Whoever is not among them did what they did in another installation."""

    def get(self, account: Any, default: Any = "") -> Any:
        if account is None or account in self:
            return super().get(account, default)
        return _("somebody of another organisation")


def personas(actor: Actor) -> Personas:
    """The outward name of everybody who is or was on the staff, by account id."""
    return Personas({held.id: held.record.persona for held in _everyone(actor)})


def profiles(actor: Actor) -> dict[UUID, Profile]:
    """Everybody who is on the staff, by account id."""
    return {held.id: held.record for held in _everyone(actor) if held.record.left is None}


def ever_profiles(actor: Actor) -> dict[UUID, Profile]:
    """Everybody who is or was on the staff, by account id."""
    return {held.id: held.record for held in _everyone(actor)}


def able(actor: Actor, verb: str) -> dict[UUID, Profile]:
    """Those on the staff whose roles allow `verb`, by account id."""
    return {one: profile for one, profile in profiles(actor).items() if may(profile.roles, verb)}


def _everyone(actor: Actor) -> list[Held]:
    everyone = actor.team(EVERYONE)
    return [held for held in opened(actor, ProfileRow) if held.locator == everyone]


def team_key(actor: Actor, team: str) -> Key:
    """What a team seals with. Raises Absent for whoever does not hold it."""
    locator = actor.team(team)
    if not actor.keys.holds(locator):
        raise Absent
    return actor.keys.key(locator)


def refresh(actor: Actor) -> None:
    """Adds the keys that were granted since this request began."""
    refresh_keys(actor.keys, actor.memory)


@contextmanager
def all_or_nothing(actor: Actor, holder: UUID) -> Iterator[None]:
    """A transaction in which a new holder gets keys and they are used: undone, the session forgets them, too.

    Else what is written under this holder later, with other keys, would count as forged.
    """
    seen = actor.memory.get("cursor", 0)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        actor.memory["cursor"] = seen
        actor.keys.drop((holder, compartment) for compartment in Compartment)
        _forget_opened(actor.memory)
        raise


def _forget_opened(memory: dict[str, Any]) -> None:
    for name in [name for name in memory if ":" in name]:  # so is named what was opened
        del memory[name]


def refresh_keys(keys: Keyring, memory: dict[str, Any]) -> None:
    """Adds what was granted since a session looked last. Where keys were erased, what they opened is forgotten too."""
    dropped = keys.dropped
    memory["cursor"] = grants.refresh(keys, memory.get("cursor", 0))
    if keys.dropped > dropped:
        _forget_opened(memory)
