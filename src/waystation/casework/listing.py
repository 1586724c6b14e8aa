"""The list of cases: which, in what order, with what to choose from."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from waystation.casework import access, shown, stages
from waystation.casework.shown import GROUPS, Shown
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.web.pages import Link

ON_A_PAGE = 40
# What a search found stands on one page: its words travel in no address that a second page could have.
FOUND = 200


class Listing:
    """The cases that somebody may see, narrowed by stage group, by who is responsible, and by words."""

    def __init__(self, actor: Actor, asked: Mapping[str, str], words: str = "") -> None:
        self.actor, self.words = actor, words
        group = asked.get("group", "open")
        self.group = group if group in GROUPS else "open"
        self.owner = asked.get("owner", "")
        self.page_number = asked.get("page", "1")

    @cached_property
    def everyone(self) -> list[Shown]:
        today, names = self.actor.now().date(), personas(self.actor)
        return [shown.show(row, stub, names, today) for row, stub in access.cases(self.actor)]

    @cached_property
    def of_owner(self) -> list[Shown]:
        return [case for case in self.everyone if self.owner in ("", str(case.stub.owner))]

    @cached_property
    def found(self) -> list[Shown]:
        if self.words:
            return shown.in_order(shown.matching(self.everyone, self.words))
        return shown.in_order(case for case in self.of_owner if self._in_group(case))

    def _in_group(self, case: Shown) -> bool:
        if self.group == "open":
            return stages.is_open(case.stub.stage)
        return shown.group_of(case.stub.stage) == self.group

    @property
    def page(self) -> Page[Shown]:
        found = self.found[:FOUND] if self.words else self.found
        return Paginator(found, FOUND if self.words else ON_A_PAGE).get_page(self.page_number)

    @property
    def tabs(self) -> list[Link]:
        """All open ones, then each group with how many there are."""
        counts = Counter(shown.group_of(case.stub.stage) for case in self.of_owner)
        opened = sum(stages.is_open(case.stub.stage) for case in self.of_owner)
        groups = [("open", _("All open"), opened)]
        groups += [(name, str(label), counts[name]) for name, (label, _codes) in GROUPS.items()]
        active = "" if self.words else self.group
        return [Link(self._url(name, self.owner), label, name == active, count) for name, label, count in groups]

    @property
    def owners(self) -> list[Link]:
        """Everyone, then each member of staff who is responsible for somebody; oneself first."""
        counts = Counter(case.stub.owner for case in self.everyone if stages.is_open(case.stub.stage))
        names = personas(self.actor)
        found = [(owner, names.get(owner, ""), count) for owner, count in counts.items() if owner]
        found.sort(key=lambda each: (each[0] != self.actor.account, each[1].casefold()))
        links = [Link(self._url(self.group, ""), _("Everyone"), not self.owner)]
        return links + [self._owner_link(*each) for each in found if each[1]]

    def _owner_link(self, owner: UUID, name: str, count: int) -> Link:
        label = _("Mine") if owner == self.actor.account else name
        return Link(self._url(self.group, str(owner)), label, self.owner == str(owner), count)

    def _url(self, group: str, owner: str) -> str:
        return "?" + urlencode({"group": group} | ({"owner": owner} if owner else {}))
