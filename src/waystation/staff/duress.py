"""A duress passphrase: set, taken back, used; and what the others are told, in silence."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.staff import entrance, innocent
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.entrance import Attempt, Came
from waystation.staff.errors import Absent
from waystation.staff.models import Account, NoticeRow, ProfileRow
from waystation.staff.policy import require
from waystation.staff.records import Notice, Profile
from waystation.staff.teams import DUTY, locator
from waystation.vault import manifest, sessions
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, NotReady
from waystation.vault.order import in_order
from waystation.vault.records import delete, post, read

KEPT = timedelta(days=30)
AT_ONCE = 6  # notices that one answer names: no longer than any other


class SamePassphrase(ValueError):
    """A duress passphrase must be another than one's own."""


def use(came: Came) -> None:
    """What a sign-in under duress does besides opening the innocent view: the person's other sessions end.

    Their own slot is gone already, since all slots are written anew and only the opened one is known.
    """
    if came.within.innocent:
        sessions.silence(lambda memory: memory.get("account") == came.account)
        innocent.forget(came.account)


def tell(came: Came, *, now: datetime) -> None:
    """Posts to the duty team, at every sign-in, what happened: nothing, or that it was under duress."""
    forced = came.within.innocent
    # Where the team's key was replaced by force, all must come in to see that; the log says what this would have said.
    with suppress(NotReady):
        _post(Notice(at=now, account=came.account, view=came.person.locator) if forced else Notice(at=now))


def _post(notice: Notice) -> None:
    post(NoticeRow, notice, (locator(DUTY), Compartment.SELF), day=notice.at.date())


def alarms(actor: Actor) -> dict[UUID, Notice]:
    """Who signed in under duress and was not yet answered for: the last notice of each, by its id, the newest first."""
    last = {each.account: (pk, each) for pk, each in _unanswered(actor)}
    return dict(sorted(last.values(), key=lambda pair: pair[1].at, reverse=True))


def _unanswered(actor: Actor) -> list[tuple[UUID, Notice]]:
    """All that others signed in under duress and nobody took on, the oldest first."""
    found = {row.pk: notice for row, notice in stubs(actor, NoticeRow.objects.all())}
    answered = {pk for each in found.values() for pk in (each.answered, *each.others)}
    waiting = [(pk, each) for pk, each in found.items() if each.account not in (None, actor.account)]
    return sorted(((pk, each) for pk, each in waiting if pk not in answered), key=lambda pair: pair[1].at)


def forget_old(actor: Actor) -> None:
    """Deletes notices of more than KEPT ago, as often as a session sees another day; needs the duty team's key.

    An alarm that nobody took on stays, however old, and all that came after it: a clock that is set ahead deletes
    none, and which row it is is not told by what stays.
    """
    if actor.apart or not actor.keys.holds(locator(DUTY)) or actor.memory.get("forgot old") == actor.today:
        return
    actor.memory["forgot old"] = actor.today
    before = (actor.now() - KEPT).date()
    if not NoticeRow.objects.filter(day__lt=before).exists():  # looking takes no write lock
        return
    with transaction.atomic():
        in_order()
        delete(*_settled(actor, before))
        manifest.count()


def _settled(actor: Actor, before: date) -> list[NoticeRow]:
    found = stubs(actor, NoticeRow.objects.all())
    answered = {pk for _row, each in found for pk in (each.answered, *each.others)}
    before = min([before, *(row.day for row, each in found if each.account and row.pk not in answered)])
    stays = {row.pk for row, _notice in found if row.day >= before}
    # Not the answer to what stays: by a clock that was set back it may seem to be the older of the two.
    return [row for row, each in found if row.day < before and stays.isdisjoint((each.answered, *each.others))]


def views(actor: Actor) -> dict[UUID, UUID]:
    """Whose innocent views were used, by the id under which they acted there."""
    found = [notice for _row, notice in stubs(actor, NoticeRow.objects.all())]
    return {each.view: each.account for each in found if each.view and each.account}


@transaction.atomic
def answer(actor: Actor, notice_id: UUID) -> None:
    """Somebody of the team takes an alarm on; it is shown no longer. Raises Absent for none."""
    require(actor, "alarm.acknowledge")
    if (taken_on := alarms(actor).get(notice_id)) is None:
        raise Absent
    ids = [pk for pk, each in _unanswered(actor) if each.account == taken_on.account]
    for start in range(0, len(ids), AT_ONCE):
        _post(Notice(at=actor.now(), answered=ids[start], others=tuple(ids[start + 1 : start + AT_ONCE])))
    log(actor.account, "staff.duress_answered", subject=notice_id)


def is_set(actor: Actor) -> bool:
    """Whether this session knows of a duress passphrase."""
    return bool(actor.memory.get("duress"))


def set_passphrase(actor: Actor, current: str, duress: str) -> None:
    """Puts a duress passphrase beside one's own, or replaces it. Raises Locked for a wrong `current`, SamePassphrase.

    Everything is also done in an innocent view, where it leads to that same view.
    """
    mine, other = _stretched(actor, current), _stretched(actor, duress)
    if mine.stretched.secret == other.stretched.secret:
        raise SamePassphrase
    _make_sure(actor, mine)
    _write(actor, mine, other.stretched.secret)


def remove(actor: Actor, current: str) -> None:
    """Takes the duress passphrase back. Raises Locked."""
    _write(actor, _stretched(actor, current), b"")


def _stretched(actor: Actor, passphrase: str) -> Attempt:
    return entrance.attempt(entrance.came(actor).account, passphrase)


def _make_sure(actor: Actor, mine: Attempt) -> None:
    """There must be something to see."""
    account = Account.objects.get(pk=entrance.came(actor).account)
    within = mine.open(bytes(account.slots))
    if not within.innocent:
        profile: Profile = read(ProfileRow.objects.get(pk=actor.account), actor.keys)
        innocent.ensure(innocent.person(within.secret), profile, now=actor.now())


def _write(actor: Actor, mine: Attempt, mate: bytes) -> None:
    with transaction.atomic():
        in_order()  # before the row: whoever writes waits in this order
        within = mine.open_to_write()
        if within.holder != actor.account:
            raise Locked
        mine.write(msgspec.structs.replace(within, mate=mate))
        # The same words for whatever is changed there: auditors need not know who has a duress passphrase.
        log(actor.account, "staff.sign_in_changed", subject=actor.account)
    actor.memory["duress"] = bool(mate)
