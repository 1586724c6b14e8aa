"""What a plan may break, in words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from waystation.planning.problem import SLOTS


class Rule(StrEnum):
    """What a plan may break."""

    MISSING = "missing"
    CONTINUITY = "continuity"
    TIMETABLE = "timetable"
    CLOSED = "closed"
    HORIZON = "horizon"
    RETURN = "return"
    DOCUMENT = "document"
    VISA = "visa"
    PURSUIT_SLEEP = "pursuit_sleep"
    PURSUIT_PASS = "pursuit_pass"  # noqa: S105  # no password
    NO_HOUSE = "no_house"
    ACCEPTS = "accepts"
    ACCESSIBLE = "accessible"
    MEDICAL = "medical"
    MAX_STAY = "max_stay"
    END = "end"
    BEDS = "beds"
    SEATS = "seats"
    DRIVERS = "drivers"
    ESCORTS = "escorts"
    QUOTA = "quota"
    BUDGET = "budget"
    APART = "apart"


@dataclass(frozen=True)
class Violation:
    """One rule broken once: by which parties, where (a place, leg, pool or pathway), in which slot."""

    rule: Rule
    parties: tuple[str, ...] = ()
    where: str = ""
    slot: int | None = None

    def __str__(self) -> str:
        when = "" if self.slot is None else f"day {self.slot // SLOTS}, slot {self.slot % SLOTS}"
        said = ", ".join(each for each in (self.where, when, " ".join(self.parties)) if each)
        return f"{self.rule}: {_WORDS[self.rule]}" + (f" ({said})" if said else "")


_WORDS: Final = {
    Rule.MISSING: "the plan does not say what the party does",
    Rule.CONTINUITY: "a step begins where the party is not, or before it has arrived",
    Rule.TIMETABLE: "the leg does not depart then",
    Rule.CLOSED: "this departure is cancelled",
    Rule.HORIZON: "the leg arrives after the end of the horizon",
    Rule.RETURN: "nobody returns into an origin",
    Rule.DOCUMENT: "the document is not in hand on the day of departure",
    Rule.VISA: "the visa is not in hand on the day of departure",
    Rule.PURSUIT_SLEEP: "a pursuer is too likely where the party would sleep",
    Rule.PURSUIT_PASS: "a pursuer is too likely where the leg ends",
    Rule.NO_HOUSE: "the party would spend the night where there are no beds",
    Rule.ACCEPTS: "the house does not take such people",
    Rule.ACCESSIBLE: "the house is not accessible",
    Rule.MEDICAL: "the house gives no medical care",
    Rule.MAX_STAY: "more nights in a row than the house allows",
    Rule.END: "the way ends neither in a house nor at a destination",
    Rule.BEDS: "more people than beds",
    Rule.SEATS: "more of our people on one departure than is safe",
    Rule.DRIVERS: "more vehicles at once than drivers",
    Rule.ESCORTS: "more escorts needed at once than there are",
    Rule.QUOTA: "more people than the pathway takes",
    Rule.BUDGET: "the plan costs more than there is",
    Rule.APART: "two who must be kept apart would meet",
}
