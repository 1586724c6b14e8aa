"""The list of open tasks: one's own, or everybody's, a page at a time."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework.work import access, shown
from waystation.casework.work.records import OPEN
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import allows
from waystation.staff.ranked import Group
from waystation.web.pages import Link

ON_A_PAGE = 50


class Tasks:
    """What the page shows."""

    def __init__(self, actor: Actor, asked: Mapping[str, str]) -> None:
        self.actor, self.mine = actor, asked.get("whose") == "mine"
        self._asked = asked.get("page", "1")
        self._ranked, self._names = access.tasks(actor), personas(actor)
        self._cases = casework.Pseudonyms(actor)

    @cached_property
    def found(self) -> Group[Held]:
        """All of them, in the order of days."""
        return self._ranked.any_of(access.mine(self.actor)) if self.mine else self._ranked.group(OPEN)

    @cached_property
    def page(self) -> Page:
        part = Paginator(self.found, ON_A_PAGE).get_page(self._asked)
        part.object_list = [self._row(held) for held in part.object_list]
        return part

    def _row(self, held: Held) -> tuple[shown.TaskShown, UUID | None, str]:
        case = access.case_of(self.actor, held)
        said = shown.task(held.pk, held.record, self._names, self.actor.today)
        return said, case, self._cases.get(case) if case else ""

    @property
    def may_write_templates(self) -> bool:
        return allows(self.actor, "work.templates")

    @property
    def tabs(self) -> list[Link]:
        mine = sum(len(self._ranked.group(group)) for group in access.mine(self.actor))
        return [
            Link("?whose=all", _("Everybody's"), not self.mine, len(self._ranked.group(OPEN))),
            Link("?whose=mine", _("Mine, my teams' and nobody's"), self.mine, mine),
        ]
