"""What everybody is called in a dossier: by a code of it alone, or by what we call them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from waystation.documentation import access
from waystation.documentation.actions import replace
from waystation.documentation.dossier.facts import Coder, codes
from waystation.documentation.dossier.spelled import Spelled
from waystation.documentation.records import NAMED, Act, Person
from waystation.documentation.statements import shown as statements
from waystation.documentation.statements.access import Entry
from waystation.mail.words import clean
from waystation.staff.actor import Actor


class InEvent(NamedTuple):
    """Who stands in one event. `steps` are those of whom what was done about it tells; `nameable` are those of whom as
    many reviewers as it takes agreed that they did it."""

    victims: Sequence[UUID]
    perpetrators: Sequence[UUID]
    parties: Sequence[UUID]
    steps: Sequence[UUID]
    tellers: Sequence[UUID]
    nameable: Collection[UUID]


class Masks:
    """What everybody is called. Those of `open_` stand as we call them."""

    def __init__(
        self, people: Mapping[UUID, Person], those: Sequence[UUID], tellers: Sequence[UUID], open_: Collection[UUID]
    ) -> None:
        self._codes = codes(those, "P")
        self._sources = codes(tellers, "S")
        self._open = set(open_)
        self._people = people

    def called(self, one: UUID) -> str:
        """What somebody of whom the events tell is called here."""
        known = self._people.get(one)
        return clean(known.called)[0] if one in self._open and known else self._codes.get(one, "—")

    def source(self, one: UUID) -> str:
        """What somebody who told us is called here."""
        return self._sources.get(one, "—")

    def person(self, one: UUID, person: Person) -> Person:
        """The same person, with as many people as they stand for, called so."""
        return replace(person, called=self.called(one))

    def text(self, text: str) -> str:
        """What somebody wrote, with codes where it names those who stand under one, however it spells them."""
        return self._spelled.text(self._coder.text(text))

    @cached_property
    def _named(self) -> set[str]:
        """The names that stand as they are."""
        return {self._people[one].called for one in self._open if one in self._people}

    @cached_property
    def _masked(self) -> dict[UUID, str]:
        """The codes of those who stand under one."""
        codes_of = {one: self._codes.get(one) or self._sources.get(one, "—") for one in self._people}
        return {one: codes_of[one] for one, each in self._people.items() if each.called not in self._named}

    @cached_property
    def _coder(self) -> Coder:
        return Coder({self._people[one].called: code for one, code in self._masked.items()})

    @cached_property
    def _spelled(self) -> Spelled:
        those = {one: code for one, code in self._masked.items() if self._people[one].kind == NAMED}
        return Spelled({self._people[one].called: code for one, code in those.items()}, self._named)


def masked(actor: Actor, events: Sequence[InEvent], *, by_name: bool) -> Masks:
    """What everybody is called who stands in some events."""
    victims = [one for each in events for one in each.victims]
    perpetrators = [one for each in events for one in each.perpetrators]
    those = [*victims, *perpetrators, *(one for each in events for one in each.steps)]
    tellers = [one for each in events for one in each.tellers]
    nameable = {one for each in events for one in each.nameable}
    parties = {one for each in events for one in each.parties} - set(perpetrators)
    open_ = set(victims) - set(perpetrators) | nameable | parties if by_name else set()
    return Masks(access.known(actor, [*those, *tellers]), those, tellers, open_)


class Coded(statements.Names):
    """Names as pages look them up, with codes in their place."""

    def __init__(self, actor: Actor, entries: Iterable[Entry], acts: Iterable[Act], masks: Masks) -> None:
        super().__init__(actor, entries, acts)
        self._masks = masks

    def person(self, person_id: UUID | None) -> Person | None:
        found = super().person(person_id)
        return self._masks.person(person_id, found) if person_id and found else None

    def value(self, property_: str, value: str) -> str:
        return self._masks.text(super().value(property_, value))
