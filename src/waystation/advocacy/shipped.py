"""The limits of bodies beside those that come with this version: what was entered earlier stays as it was. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from waystation.advocacy.clocks import Clock
from waystation.advocacy.records import Authority
from waystation.vocabulary.vocabularies import Term, terms

_COUNTS = ("use", "limit", "unit", "starts", "extended_to", "changed", "earlier", "strict")
"""What of a limit makes another day of it. By which rule it stands, and who read it, does not."""


@dataclass(frozen=True)
class Differing:
    """A limit as a body has it, if it has it, and as it comes with this version, by which its days are others."""

    ours: Clock | None
    known: Clock

    @property
    def is_open(self) -> bool:
        """Whether somebody should look: it is another one, and no lawyer has said that ours holds."""
        return self.ours is not None and self.ours.confirmed_on is None


def known(kind: Term) -> list[Clock]:
    """The limits that a kind of body is known to have."""
    return [msgspec.convert(each, Clock) for each in kind.extra.get("clocks", ())]


def differing(authority: Authority) -> list[Differing]:
    """The limits of a body that are others by now, and those that it has not, in the order of the list."""
    ours = {each.code: each for each in authority.clocks}
    kind = next((each for each in terms("addressees") if each.code == authority.kind), None)
    pairs = (Differing(ours.get(each.code), each) for each in (known(kind) if kind else ()))
    return [each for each in pairs if each.ours is None or _days(each.ours) != _days(each.known)]


def _days(clock: Clock) -> list[object]:
    return [getattr(clock, name) for name in _COUNTS]


def renewed(authority: Authority, code: str) -> tuple[Clock, ...] | None:
    """The limits of a body with the one of this short name as it comes with this version; None where it is the same."""
    new = next((each.known for each in differing(authority) if each.known.code == code), None)
    if new is None:
        return None
    there = [each.code for each in authority.clocks]
    return tuple(_with(authority.clocks, new)) if code in there else (*authority.clocks, new)


def _with(clocks: Iterable[Clock], new: Clock) -> Iterable[Clock]:
    return (new if each.code == new.code else each for each in clocks)
