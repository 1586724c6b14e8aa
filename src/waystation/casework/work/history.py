"""How changes of tasks, flags, approvals and lists for stages are told on the pages that show history."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from waystation.casework.history_words import Saying, among
from waystation.casework.work import access, wording
from waystation.casework.work.models import ApprovalRow, FlagRow, TaskRow, TemplateRow
from waystation.staff.actor import Actor


def _named(of_case: Callable[[Actor, UUID], list[tuple[Any, Any]]], field: str) -> Callable[[Actor, UUID], Any]:
    return lambda actor, case_id: {row.pk: getattr(each, field) for row, each in of_case(actor, case_id)}


def _items(actor: Actor, items: list[dict[str, Any]]) -> str:
    return "; ".join(f"{item.get('what', '')} ({item.get('days', 0)})" for item in items)


_ENDED = frozenset({"ended_at", "ended_by"})
_RESOLVED = frozenset({"resolved_at", "resolved_by"})
_ANSWERED = frozenset({"answered_at", "answered_by"})
SAYINGS = {
    TaskRow: Saying(
        _("A task"),
        fields={"what": _("What is to be done"), "team": _("Team"), "state": _("State"), "note": _("How it went")},
        values={"team": among(wording.FOR_WHOM), "state": among(wording.STATES)},
        hidden=_ENDED,
        named=_named(access.tasks_of, "what"),
    ),
    FlagRow: Saying(
        _("A flag"),
        fields={"note": _("What was found or done")},
        hidden=_RESOLVED,
        named=_named(access.flags_of, "message"),
    ),
    ApprovalRow: Saying(
        _("An approval"),
        fields={"state": _("Answer"), "comment": _("Comment")},
        values={"state": among(wording.APPROVAL_STATES)},
        hidden=_ANSWERED,
        named=_named(access.approvals_of, "what"),
    ),
    TemplateRow: Saying(
        _("List of tasks"), fields={"items": _("What is to be done, and days after")}, values={"items": _items}
    ),
}
