"""The list of cases: which, in what order, with what to choose from."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

import msgspec
from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.casework import filters, pairing, rules, shown, stages
from waystation.casework.filters import ALL, OPEN, OVERDUE, WITHOUT_NEXT
from waystation.casework.records import Filters
from waystation.casework.register import may_name, register
from waystation.casework.shown import GROUPS, Shown
from waystation.casework.viewing import Saved, saved
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.ranked import Group
from waystation.web.pages import Link

# What a search found stands on one page: its words travel in no address that a second page could have.
ON_A_PAGE = 50
MOST_REGIONS = 200  # to choose from, those of most people

SORTS: dict[str, str | Promise] = {
    filters.PRESSING: gettext_lazy("What presses first"),
    filters.BY_DUE: gettext_lazy("By when it is due"),
    filters.BY_NAME: gettext_lazy("By name"),
    filters.NEWEST: gettext_lazy("Newest first"),
}
NEXT_STEPS: dict[str, str | Promise] = {
    OVERDUE: gettext_lazy("Overdue"),
    WITHOUT_NEXT: gettext_lazy("Missing, or without a day"),
}
Choice = tuple[str, str | Promise, bool]  # code, label, whether it is chosen


class Listing:
    """The cases that somebody may see, narrowed by filters and by words; `named`: these are looked for in names too."""

    def __init__(self, actor: Actor, asked: Mapping[str, str], words: str = "", *, named: bool = False) -> None:
        self.actor, self.words = actor, words
        self.may_name = may_name(actor)
        self.named = named and self.may_name
        self.register, self.names = register(actor, named=bool(words) and self.named), personas(actor)
        self.wanted = filters.asked(asked, self.register.origins() if asked.get("origin") else ())
        self.page_number = "1" if words else asked.get("page", "1")

    @cached_property
    def pairs(self) -> int:
        """How many pairs of persons wait for a decision."""
        return pairing.waiting(self.actor)

    @property
    def is_empty(self) -> bool:
        """Whether there is no case at all."""
        return not len(self.register.group(ALL))

    @cached_property
    def found(self) -> Group[Held]:
        if self.words:
            return self.register.search(self.words, self.names, self.wanted, named=self.named)
        return self.register.found(self.wanted)

    @cached_property
    def page(self) -> Page[Shown]:
        part = Paginator(self.found, ON_A_PAGE).get_page(self.page_number)
        day = self.register.day
        part.object_list = [shown.show(held, held.record, self.names, day) for held in part.object_list]
        return part

    @cached_property
    def address(self) -> str:
        """The list with these filters, without the words."""
        return filters.address(self.wanted)

    @property
    def hidden(self) -> dict[str, str]:
        """The filters as a form carries them."""
        return filters.codes(self.wanted)

    @cached_property
    def is_narrow(self) -> bool:
        """Whether filters hold that the tabs do not show."""
        return filters.is_narrow(self.wanted)

    @property
    def tabs(self) -> list[Link]:
        """All open ones, then each group with how many there are."""
        active = "" if self.words or self.wanted.stage else self.wanted.group
        names = [(OPEN, _("All open")), *((name, str(label)) for name, (label, _codes) in GROUPS.items())]
        return [
            Link(self._url(group=name, stage=""), label, name == active, self._count(name)) for name, label in names
        ]

    def _count(self, group: str) -> int:
        # Of a narrow list the groups would have to be counted one by one: a page costs what it shows.
        return 0 if self.is_narrow else len(self.register.group(group, self.wanted.owner))

    @cached_property
    def owners(self) -> list[Link]:
        """Everyone, then each member of staff who is responsible for somebody; oneself first."""
        found = [(owner, self.names.get(owner, ""), count) for owner, count in self.register.owners().items()]
        found.sort(key=lambda each: (each[0] != self.actor.account, each[1].casefold()))
        links = [Link(self._url(owner=None), _("Everyone"), not self.wanted.owner)]
        return links + [self._owner_link(*each) for each in found if each[1]]

    def _owner_link(self, owner: UUID, name: str, count: int) -> Link:
        label = _("Mine") if owner == self.actor.account else name
        return Link(self._url(owner=owner), label, self.wanted.owner == owner, count)

    def _url(self, **changes: str | UUID | None) -> str:
        return filters.address(msgspec.structs.replace(self.wanted, **changes))  # type: ignore[arg-type]

    @property
    def choices(self) -> list[tuple[str, str | Promise, list[Choice]]]:
        """The boxes of the filters: name, label, and what can be chosen. All are codes."""
        wanted = self.wanted
        staged = {code: shown.stage_label(code) for code in stages.STAGES}
        return [
            ("stage", _("Stage"), _choices(staged, wanted.stage)),
            ("urgency", _("Urgency"), _choices(rules.URGENCIES, wanted.urgency)),
            ("origin", _("Comes from"), self._regions),
            ("next", _("Next step"), _choices(NEXT_STEPS, wanted.next_step)),
        ]

    @property
    def sorts(self) -> list[Choice]:
        return _choices(SORTS, self.wanted.sort)

    @property
    def _regions(self) -> list[Choice]:
        by_count = sorted(self.register.origins().items(), key=lambda pair: -pair[1])[:MOST_REGIONS]
        chosen = self.wanted.origin
        names = sorted({name for name, _count in by_count} | ({chosen} if chosen else set()), key=str.casefold)
        return [(filters.origin_code(name), name, name == chosen) for name in names]

    @cached_property
    def saved(self) -> list[tuple[Saved, Link]]:
        """One's own views and the team's."""
        views = saved(self.actor)
        return [
            (each, Link(self._view(each.view.filters), each.view.name, each.view.filters == self.wanted))
            for each in views
        ]

    @staticmethod
    def _view(wanted: Filters) -> str:
        return filters.address(wanted)


def _choices(known: Mapping[str, str | Promise], chosen: str) -> list[Choice]:
    return [(code, label, code == chosen) for code, label in known.items()]
