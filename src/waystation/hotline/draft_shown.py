"""The draft of a thread made ready for its page: whose it is, since when, and what was said after it."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from waystation.hotline import access, drafting, shown, wording
from waystation.hotline.errors import KeptByAnother
from waystation.hotline.forms import AnswerForm
from waystation.hotline.models import Request
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.vault.errors import Stale


@dataclass(frozen=True)
class Line:
    """`in_box`: the answer box holds it, so that it need not be shown beside it. `since` is what was said after it."""

    persona: str
    at: datetime
    text: str = field(repr=False)
    protection: str
    sender: str
    is_mine: bool
    in_box: bool
    since: str

    @property
    def sentence(self) -> str:
        return str(wording.DRAFT_KEPT % {"persona": self.persona})

    @property
    def stamp(self) -> str:
        """As forms carry it."""
        return self.at.isoformat()

    @property
    def initial(self) -> dict[str, Any]:
        """What the answer form begins with: one's own draft, or only the knowledge that there is a colleague's."""
        known = {"draft": self.stamp}
        if not self.is_mine:
            return known
        chosen = {"protection": self.protection, "sender": self.sender}
        return known | {"text": self.text} | {name: value for name, value in chosen.items() if value}


def of(actor: Actor, request: Request, *, in_box: bool = False) -> Line | None:
    """The draft of this thread; None where nobody keeps one."""
    draft = drafting.of(actor, request).record
    if draft is None:
        return None
    newer = [record for _, record in access.records(actor, request.pk) if record.at > draft.at]
    mine = draft.by == actor.account
    return Line(
        personas(actor).get(draft.by, ""),
        draft.at,
        draft.text,
        draft.protection,
        draft.sender,
        mine,
        mine and in_box,
        shown.meanwhile(newer),
    )


def renewed(draft: Line | None, form: AnswerForm, **more: Any) -> dict[str, Any]:
    """What was typed, once more, in the knowledge of the draft that stands there now."""
    return {**dict(form.data.items()), "draft": draft.stamp if draft else "", **more}


def keep_as_asked(actor: Actor, request_id: UUID, given: dict[str, Any]) -> None:
    """Once a second person is asked, one's draft says what was asked for: it goes when that leaves, or is at hand."""
    with suppress(Stale, KeptByAnother):
        if given["draft"]:
            how = {name: given[name] for name in ("protection", "sender")}
            drafting.keep(actor, request_id, given["text"], seen=given["draft"], **how)
