"""The list of cases: which, in what order, with what to choose from."""

from collections.abc import Mapping
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from waystation.casework import shown
from waystation.casework.register import ALL, OPEN, register
from waystation.casework.shown import GROUPS, Shown
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.ranked import Group
from waystation.web.pages import Link

# What a search found stands on one page: its words travel in no address that a second page could have.
ON_A_PAGE = 50


class Listing:
    """The cases that somebody may see, narrowed by stage group, by who is responsible, and by words."""

    def __init__(self, actor: Actor, asked: Mapping[str, str], words: str = "") -> None:
        self.actor, self.words = actor, words
        group = asked.get("group", OPEN)
        self.group = group if group in GROUPS else OPEN
        self.owner = _account(asked.get("owner", ""))
        self.page_number = "1" if words else asked.get("page", "1")
        self.register, self.names = register(actor), personas(actor)

    @property
    def is_empty(self) -> bool:
        """Whether there is no case at all."""
        return not len(self.register.group(ALL))

    @cached_property
    def found(self) -> Group[Held]:
        if self.words:
            return self.register.search(self.words, self.names)
        return self.register.group(self.group, self.owner)

    @cached_property
    def page(self) -> Page[Shown]:
        part = Paginator(self.found, ON_A_PAGE).get_page(self.page_number)
        day = self.register.day
        part.object_list = [shown.show(held, held.record, self.names, day) for held in part.object_list]
        return part

    @property
    def tabs(self) -> list[Link]:
        """All open ones, then each group with how many there are."""
        active = "" if self.words else self.group
        names = [(OPEN, _("All open")), *((name, str(label)) for name, (label, _codes) in GROUPS.items())]
        return [
            Link(self._url(name, self.owner), label, name == active, len(self.register.group(name, self.owner)))
            for name, label in names
        ]

    @property
    def owners(self) -> list[Link]:
        """Everyone, then each member of staff who is responsible for somebody; oneself first."""
        found = [(owner, self.names.get(owner, ""), count) for owner, count in self.register.owners().items()]
        found.sort(key=lambda each: (each[0] != self.actor.account, each[1].casefold()))
        links = [Link(self._url(self.group, None), _("Everyone"), not self.owner)]
        return links + [self._owner_link(*each) for each in found if each[1]]

    def _owner_link(self, owner: UUID, name: str, count: int) -> Link:
        label = _("Mine") if owner == self.actor.account else name
        return Link(self._url(self.group, owner), label, self.owner == owner, count)

    def _url(self, group: str, owner: UUID | None) -> str:
        return "?" + urlencode({"group": group} | ({"owner": str(owner)} if owner else {}))


def _account(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
