"""The lists of terms as the organisation has them."""

from collections.abc import Iterable
from uuid import UUID

from waystation.documentation import access
from waystation.documentation.formats.whole import OwnTerm
from waystation.documentation.terms import rules
from waystation.documentation.terms.models import TermRow
from waystation.documentation.terms.records import TermChange
from waystation.documentation.terms.rules import EDITABLE, Changes, Listed
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vocabulary.vocabularies import label_of


class Lists:
    """Every list as it stands for an actor: what terms are called, and which are offered."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    def label(self, vocabulary: str, code: str) -> str:
        """What a code is called, also one that is retired."""
        if (vocabulary, code) not in self._changes:
            return label_of(vocabulary, code)
        return next(each.label for each in rules.listed(vocabulary, self._changes) if each.code == code)

    def choices(self, vocabulary: str, keep: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The terms that are offered; those of `keep` too, which stand in a record already."""
        kept = set(keep)
        every = self.listed(vocabulary)
        return [(each.code, each.label) for each in every if not each.retired or each.code in kept]

    def listed(self, vocabulary: str) -> list[Listed]:
        """Every term of a list, retired ones too."""
        return rules.listed(vocabulary, self._changes)

    @property
    def own(self) -> dict[str, frozenset[str]]:
        """The codes that were added, by list."""
        return {
            name: frozenset(code for (of, code), each in self._changes.items() if of == name and each.added)
            for name in EDITABLE
        }

    def told(self) -> list[OwnTerm]:
        """The terms that were added, as an export tells of them."""
        return [
            OwnTerm(vocabulary=each.vocabulary, code=each.code, en=each.en, ru=each.ru, nearest=each.nearest)
            for each in self._changes.values()
            if each.added
        ]


def lists(actor: Actor) -> Lists:
    """The lists of terms. Raises Absent."""
    require(actor, "documentation.read")
    access.key(actor)
    return Lists({key: change for key, (_id, change) in changed(actor).items()})


def changed(actor: Actor) -> dict[tuple[str, str], tuple[UUID, TermChange]]:
    """The terms of which the organisation made something, with the ids of the rows."""
    require(actor, "documentation.read")
    team = actor.team(DOCUMENTATION)
    found = [held for held in opened(actor, TermRow) if held.locator == team]
    return {(held.record.vocabulary, held.record.code): (held.id, held.record) for held in found}
