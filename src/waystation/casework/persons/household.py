"""Who belongs together in a case, told in words: groups, contradictions, circles."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.casework.persons import access, bonds, rules, shown
from waystation.casework.persons.access import Member
from waystation.casework.persons.records import Bond
from waystation.staff.actor import Actor

Words = str | Promise

_CONFLICTS: dict[str, Words] = {
    "travel": gettext_lazy("%(first)s and %(last)s must not travel together, and yet others join them: %(chain)s."),
    "live": gettext_lazy("%(first)s and %(last)s must not live together, and yet others join them: %(chain)s."),
    "contact": gettext_lazy("%(first)s and %(last)s must not be contacted together, yet others join them: %(chain)s."),
}
_HUNTED: dict[str, Words] = {
    "travel": gettext_lazy("%(who)s hunts or threatens somebody here, and yet must travel together with %(others)s."),
    "live": gettext_lazy("%(who)s hunts or threatens somebody here, and yet must live together with %(others)s."),
    "contact": gettext_lazy("%(who)s hunts or threatens somebody here, yet must be contacted with %(others)s."),
}
_TOGETHER: dict[str, Words] = {
    "travel": gettext_lazy("Travel together"),
    "live": gettext_lazy("Live together"),
    "contact": gettext_lazy("Are contacted together"),
}
_TONES = {bonds.MUST: "good", bonds.MAY: "neutral", bonds.MUST_NOT: "danger"}


@dataclass(frozen=True)
class Household:
    """`troubles` are sentences; `groups` are (what, names); `lines` are the pairs with their answers."""

    troubles: list[str] = field(default_factory=list)
    groups: list[tuple[Words, str]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def household(actor: Actor, case_id: UUID, members: Sequence[Member]) -> Household:
    """What is said of the persons of a case, here and in other cases that open."""
    found = access.bonds(actor, case_id, [each.id for each in members])
    names = _names(actor, members, [bond for _id, _case, bond in found])
    pairs = [bond for _id, _case, bond in found]
    pursuers = {each.id for each in members if rules.pursues(each.part.roles)}
    return Household(
        [*_hunted(pairs, pursuers, names), *troubles(pairs, names)],
        [(_TOGETHER[matter], _row(group, names)) for matter in bonds.MATTERS for group in bonds.groups(pairs, matter)],
        [_line(each, names, case_id) for each in found],
    )


def _names(actor: Actor, members: Sequence[Member], pairs: Iterable[Bond]) -> dict[UUID, str]:
    """What everybody who occurs is called; who is in other cases alone, as there."""
    names = {each.id: each.called for each in members}
    for one in {one for bond in pairs for one in (bond.first, bond.second)} - set(names):
        parts = access.parts(actor, one)
        names[one] = shown.whom(actor, one, parts[0][1].home, parts[0][1].called)[0] if parts else "—"
    return names


def _row(people: Iterable[UUID], names: dict[UUID, str], between: str = " · ") -> str:
    return between.join(names.get(one, "—") for one in people)


def _hunted(pairs: Sequence[Bond], pursuers: Collection[UUID], names: dict[UUID, str]) -> list[str]:
    """Who is said to belong together with somebody who hunts or threatens them, directly or by others."""
    found = []
    for matter, words in _HUNTED.items():
        for group in bonds.groups(pairs, matter):
            others = _row((one for one in group if one not in pursuers), names, ", ")
            found += [str(words) % {"who": names.get(one, "—"), "others": others} for one in group if one in pursuers]
    return found


def troubles(pairs: Sequence[Bond], names: dict[UUID, str]) -> list[str]:
    """Each contradiction and each circle, as a sentence that says what to do."""
    found = []
    for conflict in (each for matter in bonds.MATTERS for each in bonds.conflicts(pairs, matter)):
        ends = {"first": names.get(conflict.chain[0], "—"), "last": names.get(conflict.chain[-1], "—")}
        told = str(_CONFLICTS[conflict.matter]) % (ends | {"chain": _row(conflict.chain, names, " – ")})
        found.append(told)
    for circle in bonds.circles(pairs):
        words = _(
            "%(chain)s: none of them can be without the next, and it goes round. Correct it, or move them all at once."
        )
        found.append(words % {"chain": _row(circle, names, " → ")})
    return found


def _line(found: tuple[UUID, UUID, Bond], names: dict[UUID, str], case_id: UUID) -> dict[str, Any]:
    id_, where, bond = found
    answers = [
        (label, bonds.ANSWERS[said], _TONES[said])
        for matter, label in bonds.MATTERS.items()
        if (said := bonds.says(bond, matter))
    ]
    return {
        "id": id_,
        "here": where == case_id,
        "who": _row((bond.first, bond.second), names),
        "depends": names.get(bond.depends, "—") if bond.depends else "",
        "answers": answers,
        "reason": bond.reason,
    }
