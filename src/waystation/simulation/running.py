"""One simulation from beginning to end, and what it came to."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import override

from waystation.evacuation import zones
from waystation.simulation import cast, checker, stored
from waystation.simulation.agenda import Told
from waystation.simulation.checker import Violation
from waystation.simulation.clock import Clock, repeatable_ids
from waystation.simulation.facts import Facts
from waystation.simulation.operation import Operation
from waystation.simulation.scenario import Scenario


@dataclass(frozen=True)
class Outcome:
    """What a simulation came to: what is stored, what happened, what must never be, what the actions refused."""

    scenario: Scenario
    facts: Facts
    told: tuple[Told, ...]
    violations: tuple[Violation, ...]
    refused: Mapping[str, int]

    def figures(self) -> dict[str, int]:
        """The counts, all of them of the checker."""
        facts = self.facts
        return {
            "seed": self.scenario.seed,
            "days": self.scenario.days,
            "persons": sum(facts.persons.values()),
            "evacuated_region": checker.people(facts, checker.out_of_region(facts)),
            "abroad": checker.people(facts, checker.abroad(facts)),
            "alarms": checker.alarms(facts).total(),
            "replans": checker.replans(facts),
            "violations": len(self.violations),
            "incidents": sum(each.is_incident for each in self.told),
            "log_lines": len(facts.lines),
        }


def run(
    seed: int,
    persons: int,
    days: int,
    found: Callable[[], Mapping[str, str]],
    progress: Callable[[int], object],
) -> Outcome:
    """Lets a scenario happen in a new installation: `found` makes it and returns the passphrases of the staff.

    `progress` is told each day.
    """
    with override("en"), repeatable_ids(random.Random(seed)):  # noqa: S311  # repeatable, and no secret
        passphrases = found()
        scenario = Scenario(seed, persons, days, zones.zone())
        clock = Clock(scenario.start)
        operation = Operation(cast.sign_in(dict(passphrases), clock), clock, scenario)
        for day in operation.run():
            progress(day)
        operation.world.cast.refreshed()
        facts = stored.read(operation.world.cast.lev, clock)
    told, refused = tuple(operation.world.told), dict(operation.world.refused)
    return Outcome(scenario, facts, told, tuple(checker.violations(facts)), refused)
