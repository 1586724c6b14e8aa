"""How sure each fact is, computed anew: 5,000 events with 60,000 acts and 200,000 assertions.

    .venv/bin/python -m benchmarks.corroboration [--acts 60000] [--assertions 200000] [--rounds 50]

No page and no database: the rules alone, on assertions that are opened already. Told is our own time, that of the
thread's processor. Sources speak of many acts; one act in twenty is a death, one assertion in fifty comes from an
exhibit, and reviewers compared each source with three others. The floor looks each status up, without a rule.
benchmarks/documentation.py asks for the pages.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.table import Row, head, own, show  # noqa: E402
from waystation.documentation.assertions import HAPPENED, METHOD, PLACE, Assertion  # noqa: E402
from waystation.documentation.facts import Facts  # noqa: E402
from waystation.documentation.reviews import Independence, Judged, judged  # noqa: E402

WHOLE, ONE = 30_000.0, 200.0  # ms
AT = datetime(2031, 5, 4, tzinfo=UTC)
HOW = [("self", "first"), ("eyewitness", "first"), ("friend_told", "second"), ("community_talk", "further")]
SAID = [(HAPPENED, "integrity.beating"), (HAPPENED, "integrity.torture"), (METHOD, "electric"), (PLACE, "mill")]
DEATH = (HAPPENED, "life.death_under_torture")


def uuid(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128))


def assertions(chance: random.Random, acts: list[UUID], sources: list[UUID], number: int) -> Iterator[Assertion]:
    """Several to each act: every act has one before any has a second."""
    for place in range(number):
        act = place % len(acts)
        connection, hand = chance.choice(HOW)
        of = DEATH if act % 20 == 0 else chance.choice(SAID)
        exhibit = chance.randrange(50) == 0
        yield Assertion(
            id=uuid(chance),
            subject=acts[act],
            property=of[0],
            value=of[1],
            source=sources[(act + chance.randrange(4)) % len(sources)],
            statement=UUID(int=place // 12),
            connection=connection,
            hand=hand,
            reliability=chance.choice("ABCDEF"),
            credibility=chance.choice("123456"),
            material="photo" if exhibit else "",
            exhibit=UUID(int=place) if exhibit else None,
        )


def compared(chance: random.Random, sources: list[UUID]) -> Judged:
    """Each source with each of the next three, of whom others of the same act are."""
    pairs = [
        Independence(
            first=one,
            second=sources[(place + step) % len(sources)],
            independent=chance.random() < 0.7,
            reason="Other towns.",
            by=UUID(int=1),
            at=AT,
        )
        for place, one in enumerate(sources)
        for step in (1, 2, 3)
    ]
    return judged(pairs, custody=[UUID(int=place) for place in range(0, 200_000, 2)])


def p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1] if len(took) > 1 else took[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, default=60_000)
    parser.add_argument("--assertions", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=50)
    asked = parser.parse_args()
    chance = random.Random(7)
    acts = [uuid(chance) for _ in range(asked.acts)]
    sources = [uuid(chance) for _ in range(max(8, asked.acts // 3))]
    told = list(assertions(chance, acts, sources, asked.assertions))
    given = compared(chance, sources)
    kept: list[Facts] = []
    steps: list[int] = []
    whole = [own(lambda: kept.append(Facts(told, given, progress=lambda done, _all: steps.append(done))))]
    facts = kept[0]
    floor = [own(lambda: [facts.get(each.claim) for each in told])]
    more = list(assertions(chance, [chance.choice(acts) for _ in range(asked.rounds)], sources, asked.rounds))
    one = [own(lambda each=each: facts.put(each)) for each in more]
    back = [own(lambda each=each: facts.retract(UUID(int=each), AT)) for each in range(asked.rounds)]
    counted = Counter(each.code for each in facts)
    print(f"{len(told):,} assertions of {asked.acts:,} acts, {counted.total():,} facts: {dict(counted)}")
    print(f"progress was told {len(steps):,} times; p95 of one new assertion {p95(one):.2f} ms")
    head()
    show(
        [
            Row("everything computed anew", whole, floor=floor, floor_name="looking each up", limit=WHOLE),
            Row("one new assertion", one, limit=ONE),
            Row("a statement of twelve assertions withdrawn", back, limit=ONE),
        ]
    )


if __name__ == "__main__":
    main()
