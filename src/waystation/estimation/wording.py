"""What has to be said of a table, or of an estimate: each with a code that stays, how grave it is, and the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Weight(StrEnum):
    """`refuse`: no estimate; `warn`: what may be wrong with it; `note`: what is true of every one."""

    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """`code` stays the same for a program; `text` says it to people, with what is `said` by name in it."""

    code: str
    weight: Weight
    text: str
    said: Mapping[str, str] = field(default_factory=dict, compare=False)

    def to_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"code": self.code, "weight": str(self.weight), "text": self.text}


def finding(code: str, **said: object) -> Finding:
    """A finding with what its words leave open."""
    weight, text = _WORDS[code]
    return Finding(code, weight, text.format(**said), {name: str(each) for name, each in said.items()})


_WORDS: Final = {
    "MSE-001": (
        Weight.REFUSE,
        "One list alone says nothing of those who are not on it. A second and a third list are needed, "
        "made by others, of the same people: journalists, another organisation, a hospital, a registry.",
    ),
    "MSE-002": (Weight.REFUSE, "Nobody is on any list: there is nothing to go by."),
    "MSE-003": (
        Weight.REFUSE,
        "Two lists give a number only if they are independent, which they cannot show: a third is needed. "
        "(--allow-two-lists for the number under that assumption.)",
    ),
    "MSE-004": (Weight.REFUSE, "Nobody is on {names}: leave it out."),
    "MSE-006": (
        Weight.REFUSE,
        "Nobody is on {names} and also on one of the others: how many both missed cannot be told. Leave "
        "it out, or look whether the same people are spelled alike.",
    ),
    "MSE-007": (Weight.REFUSE, "Fewer than three lists have {fewest} people or more: too little to compare."),
    "MSE-101": (
        Weight.WARN,
        "{one} and {other} have {both} in common: what they say of each other hangs on single people.",
    ),
    "MSE-102": (
        Weight.WARN,
        "Everybody on {inside} is on {around}, too: if one was copied from the other, it is no second list.",
    ),
    "MSE-103": (
        Weight.WARN,
        "Every dependence that there can be among the lists is in the model: it fits whatever the numbers are, and "
        "nothing checks it.",
    ),
    "MSE-104": (Weight.WARN, "The estimate is more than five times what was observed: it is mostly the method."),
    "MSE-105": (Weight.WARN, "The interval's upper end is more than five times its lower one."),
    "MSE-106": (
        Weight.WARN,
        "Accepted methods differ by more than twice: only a range can be given, and it is unstable.",
    ),
    "MSE-107": (Weight.WARN, "Latent classes are {why}."),
    "MSE-108": (Weight.WARN, "Decomposable graphs: {why}."),
    "MSE-109": (Weight.WARN, "Log-linear models: {why}."),
    "MSE-110": (
        Weight.WARN,
        "The log-linear estimate hangs on the {count} on {names} and no other list: with one fewer it "
        "changes by more than half, or is gone.",
    ),
    "MSE-111": (
        Weight.WARN,
        "Some of the numbers are so small that people may be recognised by them: publish the estimate "
        "with its interval, not the table.",
    ),
    "MSE-112": (Weight.WARN, "No method gives more than a lower bound of this table."),
    "MSE-113": (Weight.REFUSE, "Of no stratum an estimate can be given."),
    "MSE-114": (
        Weight.WARN,
        "Of {names} no estimate can be given: only those observed there are in the sum, which is too small by those "
        "whom nobody listed.",
    ),
    "MSE-115": (
        Weight.WARN,
        "Of {names} there is only a range, or an unstable number: the sum goes from the sum of the lower ends to that "
        "of the upper ones.",
    ),
    "MSE-116": (
        Weight.REFUSE,
        "After {share} of the clusterings no estimate can be given: it hangs on who is taken for the same person.",
    ),
    "MSE-117": (Weight.WARN, "After {share} of the clusterings no estimate can be given; the others speak."),
    "MSE-118": (
        Weight.WARN,
        "After {share} of the clusterings the methods disagree: from the lowest lower end to the highest upper one.",
    ),
    "MSE-119": (
        Weight.WARN,
        "Nobody on {names} is on one of the others, too; they are so few that this says little. Look whether the same "
        "people are spelled alike.",
    ),
    "MSE-201": (
        Weight.NOTE,
        "People whom no list could reach are not in the estimate: it is of those who might have been on one.",
    ),
    "MSE-202": (
        Weight.NOTE,
        "It holds only if the same person on two lists was recognised as one: each match that is missed "
        "makes it larger, each that is wrong makes it smaller.",
    ),
    "MSE-203": (
        Weight.NOTE,
        "It holds only if all lists are of the same people, place and time, and if how they depend on one "
        "another is among what the methods can see.",
    ),
}

NOTES: Final = tuple(finding(code) for code in ("MSE-201", "MSE-202", "MSE-203"))
"""What is true of every estimate."""
