"""Who is recorded more than once, as it was decided of pairs; a count of people counts them once."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from waystation.documentation import access as documentation
from waystation.documentation.figures import counting
from waystation.documentation.figures.counting import Found
from waystation.documentation.figures.records import Definition, Linkage
from waystation.documentation.matching import access, rules
from waystation.documentation.matching.records import Match
from waystation.documentation.records import NAMED
from waystation.staff.actor import Actor


@dataclass(frozen=True)
class Doubles:
    """What was decided of pairs, by the id of each; of every record that is one of several, which stands for all."""

    matches: dict[UUID, Match] = field(repr=False)
    lead: dict[bytes, bytes] = field(repr=False)

    def linkage(self, wanted: Definition, found: Found) -> Linkage | None:
        """What of it a count stands on; None where it makes no difference, or nobody is counted twice."""
        if wanted.unit != counting.VICTIM or not self.matches:
            return None
        there = counting.asked(wanted, found)
        persons = {self.lead.get(one, one) for one in there}
        records = Counter(self.lead[one] for one in there if one in self.lead)
        joined = {one for one, count in records.items() if count > 1}
        verdicts = {one: (match, rules.verdict(match)) for one, match in self.matches.items()}
        decisions = [
            (one, len(match.decisions))
            for one, (match, said) in verdicts.items()
            if said == rules.SAME and self._lead(match.first) == self._lead(match.second) in joined
        ]
        undecided = sum(
            said in (rules.DISPUTED, rules.UNSURE) and {match.first.bytes, match.second.bytes} <= there
            for match, said in verdicts.values()
        )
        if not decisions and not undecided:
            return None
        return Linkage(
            records=len(there), persons=len(persons), undecided=undecided, decisions=tuple(sorted(decisions))
        )

    def _lead(self, one: UUID) -> bytes | None:
        return self.lead.get(one.bytes)

    def changed(self, since: Linkage) -> int:
        """Of how many decisions that a figure stands on something else is held now, or more was said."""
        return sum(
            (match := self.matches.get(one)) is None
            or rules.verdict(match) != rules.SAME
            or len(match.decisions) != said
            for one, said in since.decisions
        )


def doubles(actor: Actor) -> Doubles:
    """Who is recorded more than once, as it stands now. Who has no name stands for others, and is nobody's double."""
    matches = access.matches(actor)
    of_pairs = documentation.known(actor, (one for match in matches.values() for one in (match.first, match.second)))
    named = {one for one, person in of_pairs.items() if person.kind == NAMED}
    of_named = (match for match in matches.values() if match.first in named and match.second in named)
    groups = rules.groups(rules.decided(of_named))
    smallest = ((min(group, key=lambda one: one.bytes), group) for group in groups)
    return Doubles(matches, {one.bytes: first.bytes for first, group in smallest for one in group})
