"""Letters that have not left, as the outbox page shows them: why, and until when."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from waystation.hotline import contact, outbox, wording
from waystation.hotline import contact_rules as rules
from waystation.hotline.contact_forms import SecondForm
from waystation.hotline.contact_rules import Text
from waystation.hotline.models import Outgoing
from waystation.hotline.records import Letter
from waystation.hotline.shown import Badge
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require


@dataclass(frozen=True)
class Held:
    """Why a letter has not left, and until when; without `until` only two people can let it go."""

    why: Text
    until: datetime | None
    asked: bool


@dataclass(frozen=True)
class Post:
    """One letter on the outbox page."""

    row: Outgoing = field(repr=False)
    letter: Letter = field(repr=False)
    badge: Badge
    stuck: bool
    held: Held | None = None
    form: SecondForm | None = None


def letter(actor: Actor, outgoing_id: UUID) -> tuple[Outgoing, Letter]:
    """One letter. Raises Absent."""
    require(actor, "hotline.answer")
    return open_row(actor, Outgoing.objects.all(), outgoing_id)


def posts(actor: Actor) -> list[Post]:
    """Letters that have not left, the oldest first."""
    rows = Outgoing.objects.exclude(state__in=(outbox.SENT, outbox.SETTLED)).order_by("next_try")
    # A state changes without a new version of the row: the remembered row may tell an old one.
    states: dict[UUID, str] = dict(rows.values_list("pk", "state"))
    asked = {each.letter for _thread, each in contact.waiting(actor) if each.letter}
    return [
        _post(row, letter, states[row.pk], actor.now(), row.pk in asked)
        for row, letter in stubs(actor, rows)
        if row.pk in states
    ]


def _post(row: Outgoing, letter: Letter, state: str, now: datetime, asked: bool) -> Post:
    if state == outbox.WAITING and not rules.may_leave(letter, now):
        held = Held(rules.WHY[letter.stopped or rules.HOURS], rules.opens(letter, now), asked)
        form = SecondForm(auto_id=f"second_{row.pk.hex[:8]}_%s")
        return Post(
            row,
            letter,
            Badge(wording.STATES["held"], wording.STATE_TONES["held"], "lock"),
            stuck=False,
            held=held,
            form=form,
        )
    badge = Badge(wording.STATES[state], wording.STATE_TONES.get(state, "neutral"))
    return Post(row, letter, badge, state in (outbox.UNCLEAR, outbox.FAILED))
