"""Traits of people: which together fit so few of those whom we know that they name somebody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import Final

from waystation.confidential import TRAITS, Kind
from waystation.publication.protection.ages import Ages
from waystation.publication.protection.dates import Dates
from waystation.publication.protection.findings import Finding, Level, Reason, Span
from waystation.publication.protection.injuries import injuries
from waystation.publication.protection.phrases import Phrases, families, trades
from waystation.publication.protection.reading import Text

FEWEST: Final = 3
"""What fits fewer people than this is told."""
_ENOUGH: Final = 3
"""Kinds of traits of one person in one paragraph; with a day among them one less."""
_SAMPLES: Final = 3
_BREATH: Final = 100
"""Characters between a place and an injury of one sentence."""
_ENDS: Final = re.compile(r"[.!?…]\s|\n")

Where = tuple[int, Span]
"""The number of a paragraph, and a place in it."""


class Traits:
    """Gathers which traits of whom stand in which paragraph of a text."""

    def __init__(self, text: Text, phrases: Phrases, dates: Dates, ages: Ages) -> None:
        self._text, self._phrases, self._dates, self._ages = text, phrases, dates, ages
        self._places: dict[tuple[Kind, str], tuple[Where, ...]] = {}
        self._people: dict[tuple[Kind, str], set[bytes]] = defaultdict(set)

    def holding(self, kind: Kind) -> Callable[[bytes, str], None]:
        """What holds a trait of one kind against the text: whose it is, and what it says."""
        absent: set[str] = set()  # nearly all of them, each of many people

        def hold(about: bytes, said: str) -> None:
            if said in absent:
                return
            trait = (kind, said)
            if trait not in self._places and not self._look(trait):
                absent.add(said)
                return
            self._people[trait].add(about)

        return hold

    def _look(self, trait: tuple[Kind, str]) -> bool:
        spans = dict.fromkeys(self._spans(*trait))
        if spans:
            passages = self._text.passages
            self._places[trait] = tuple((passages[self._text.number(span[0])], span) for span in spans)
        return bool(spans)

    def _spans(self, kind: Kind, said: str) -> Iterator[Span]:
        if kind is Kind.DATE:
            yield from self._dates.places(said)
            return
        if kind is Kind.BORN:
            yield from self._ages.places(said)
            return
        for each in _others(kind, said):
            places = self._phrases.places(each)
            if kind is Kind.FAMILY:  # niece, in Latin letters, is no ничего
                places = tuple(place for place in places if self._is_in_script(place.first, each))
            yield from (place.span for place in places)

    def _is_in_script(self, number: int, said: str) -> bool:
        return self._text.words[number].text[0].isascii() == said[0].isascii()

    def found(self) -> Iterator[Finding]:
        """The combinations that fit too few."""
        by_passage: dict[int, dict[Kind, list[tuple[Kind, str]]]] = defaultdict(lambda: defaultdict(list))
        for trait in self._people:
            for passage in {passage for passage, _span in self._places[trait]}:
                by_passage[passage][trait[0]].append(trait)
        for passage, traits in sorted(by_passage.items()):
            yield from self._in(passage, traits)

    def _in(self, passage: int, traits: dict[Kind, list[tuple[Kind, str]]]) -> Iterator[Finding]:
        """Of one paragraph: the widest combinations first, and none that lies in another."""
        people = {kind: set().union(*(self._people[each] for each in traits[kind])) for kind in traits}
        told: list[tuple[set[Kind], set[bytes]]] = []
        for size in range(len(traits), 1, -1):
            for kinds in combinations([kind for kind in TRAITS if kind in traits], size):
                fits = set.intersection(*sorted((people[kind] for kind in kinds), key=len))
                fits -= set().union(*(those for wider, those in told if wider >= set(kinds)))
                if not 0 < len(fits) < FEWEST or not self._tells(passage, kinds, traits, fits):
                    continue
                told.append((set(kinds), fits))
                yield self._finding(passage, kinds, traits, fits)

    def _tells(
        self, passage: int, kinds: tuple[Kind, ...], traits: dict[Kind, list[tuple[Kind, str]]], fits: set[bytes]
    ) -> bool:
        if len(kinds) >= _ENOUGH:
            return True
        dated = (each for kind in (Kind.DATE, Kind.BORN) for each in traits.get(kind, ()) if kind in kinds)
        days = [each[1] for each in dated if fits & self._people[each]]
        if set(kinds) == {Kind.PLACE, Kind.INJURY} and len(fits) == 1:
            return self._in_one_breath(passage, kinds, traits, fits)
        has_day = any(self._passage(span) == passage for day in days for span in self._dates.days(day))
        return has_day and Kind.FAMILY not in kinds

    def _in_one_breath(
        self, passage: int, kinds: tuple[Kind, ...], traits: dict[Kind, list[tuple[Kind, str]]], fits: set[bytes]
    ) -> bool:
        """Whether the parts of a combination stand in one sentence, so that they are of one person."""
        places = [span for span, _kind in self._parts(passage, kinds, traits, fits)]
        apart = self._text.written((places[0][1], places[-1][0]))
        return len(apart) <= _BREATH and not _ENDS.search(apart)

    def _passage(self, span: Span) -> int:
        return self._text.passages[self._text.number(span[0])]

    def _finding(
        self, passage: int, kinds: tuple[Kind, ...], traits: dict[Kind, list[tuple[Kind, str]]], fits: set[bytes]
    ) -> Finding:
        parts = self._parts(passage, kinds, traits, fits)
        written = " … ".join(self._text.written(span) for span, _kind in parts)
        has_day = not {Kind.DATE, Kind.BORN}.isdisjoint(kinds)
        sure = Level.CERTAIN if len(kinds) >= _ENOUGH else Level.LIKELY if has_day else Level.POSSIBLE
        about = tuple(sorted(fits)[:_SAMPLES])
        spans, in_order = tuple(span for span, _kind in parts), tuple(kind for _span, kind in parts)
        return Finding(in_order[0], Reason.COMBINATION, sure, written, spans, len(fits), about, in_order)

    def _parts(
        self, passage: int, kinds: tuple[Kind, ...], traits: dict[Kind, list[tuple[Kind, str]]], fits: set[bytes]
    ) -> list[tuple[Span, Kind]]:
        """Where each kind of a combination stands first, in the order of the text."""
        parts: list[tuple[Span, Kind]] = []
        for kind in kinds:
            own = [each for each in traits[kind] if fits & self._people[each]]
            here = (span for each in own for where, span in self._places[each] if where == passage)
            span = min(here, key=lambda each: (each[0], -each[1]))
            parts.append((span, kind))
        return sorted(parts)


def _others(kind: Kind, said: str) -> Iterable[str]:
    """The ways in which a trait is said."""
    if kind is Kind.FAMILY:
        return families().get(said, (said,))
    if kind is Kind.JOB:
        return trades(said)
    return dict.fromkeys(injuries(said)) if kind is Kind.INJURY else (said,)
