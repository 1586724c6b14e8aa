"""People who wrote, and colleagues who look at what they wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tests.hotline.helpers import mail, receive
from waystation.hotline.models import Request
from waystation.staff.actor import Actor

WROTE = "I was held for three days with others. Please help."


def written(text: str = WROTE, *, sender: str = "Anzor <anzor@mail.example>", number: int = 1) -> UUID:
    """An e-mail arrives; its thread's id."""
    before = set(Request.objects.values_list("pk", flat=True))
    receive(mail(text, sender=sender, message_id=f"<{number}@mail.example>"))
    (made,) = set(Request.objects.values_list("pk", flat=True)) - before
    return made


def at(actor: Actor, moment: datetime) -> Actor:
    return replace(actor, now=lambda: moment)
