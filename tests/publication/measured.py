"""How well the check finds what was planted: recall by disguise, precision by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tests.publication.planted import Planted
from waystation.confidential import Fact
from waystation.publication.protection import Finding, Level, Reason, check

TODAY = date(2026, 11, 28)
"""Of which the ages are that the texts tell."""


@dataclass
class Scores:
    """What was planted and found. `told` counts findings by level, `right` those of them that stand on a leak."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    told: Counter[Level] = field(default_factory=Counter)
    right: Counter[Level] = field(default_factory=Counter)
    missed: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[Finding] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The part of what was planted that was found."""
        return self.found.total() / self.planted.total()

    def precision(self, least: Level = Level.POSSIBLE) -> float:
        """The part of the findings, from a level on, that stand on something planted."""
        levels = [each for each in Level if each >= least]
        return sum(self.right[each] for each in levels) / max(1, sum(self.told[each] for each in levels))


def measured(texts: Iterable[Planted], facts: list[Fact], together: int = 60) -> Scores:
    """Checks all texts, so many in one document, against all facts; each place of a finding counts."""
    scores, every = Scores(), list(texts)
    for start in range(0, len(every), together):
        _count(_joined(every[start : start + together]), facts, scores)
    return scores


def _joined(texts: list[Planted]) -> Planted:
    said, leaks = "", []
    for each in texts:
        leaks += [(start + len(said), end + len(said), *rest) for start, end, *rest in each.leaks]
        said += each.text + "\n\n"
    return Planted(said, tuple(leaks))


def _count(document: Planted, facts: list[Fact], scores: Scores) -> None:
    findings = check(document.text, facts, today=TODAY)
    for start, end, _kind, _about, how in document.leaks:
        scores.planted[how] += 1
        if _covered(start, end, findings):
            scores.found[how] += 1
        else:
            scores.missed.append((how, document.text[start:end]))
    places = [(start, end) for start, end, *_ in document.leaks]
    for finding in findings:
        for s, e in finding.spans[:1] if finding.reason is Reason.COMBINATION else finding.spans:
            scores.told[finding.level] += 1
            if any(s < end and start < e for start, end in places):
                scores.right[finding.level] += 1
            else:
                scores.wrong.append(finding)


def _covered(start: int, end: int, findings: list[Finding]) -> bool:
    """Whether what was found stands on most of a leak; a combination, on all from its first part to its last."""
    findings = [each for each in findings if any(s < end and start < e for s, e in each.spans)]
    places = [(each.spans[0][0], each.spans[-1][1]) for each in findings if each.reason is Reason.COMBINATION]
    places += [span for each in findings if each.reason is not Reason.COMBINATION for span in each.spans]
    taken = {at for s, e in places for at in range(max(s, start), min(e, end))}
    return len(taken) * 2 >= end - start
