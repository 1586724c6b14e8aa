"""Holds one text against every fact."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Final

from waystation.confidential import TRAITS, Fact, Kind
from waystation.publication.protection import numbers, reading
from waystation.publication.protection.ages import Ages
from waystation.publication.protection.dates import Dates
from waystation.publication.protection.disguised import disguised
from waystation.publication.protection.findings import Finding, Level, Reason, Span, inside
from waystation.publication.protection.names import Names
from waystation.publication.protection.numbers import Numbers
from waystation.publication.protection.phrases import Phrases, Place, own_name
from waystation.publication.protection.positions import Positions
from waystation.publication.protection.rare import Rare
from waystation.publication.protection.spoken import figured, numbered
from waystation.publication.protection.traits import Traits
from waystation.publication.protection.words import Words

EVERY: Final = 2_000
"""After so many facts it is told how far the check is."""
_SAMPLES: Final = 3
_THREE_WORDS: Final = re.compile(r"(?:^|/)([^\W\d_]{3,20}(?:\.[^\W\d_]{3,20}){2})$")
"""An address of three words that stand for a square of three metres."""
Hold = Callable[[bytes, str], None]
"""Holds a fact of one kind against the text: whom it is about, and what it says."""


def check(
    text: str, facts: Iterable[Fact], tell: Callable[[int], object] = lambda done: None, *, today: date | None = None
) -> list[Finding]:
    """What in a text gives somebody away, in the order of the text. `tell` hears how many facts were looked at.

    An age that the text tells may be of `today`; without it, of the day by the machine's clock.
    """
    held = _Check(text, today or date.today())
    done, coming = 0, iter(facts)
    while some := list(islice(coming, EVERY)):
        for about, kind, said in some:
            held.holding[kind](about, said)
        done += len(some)
        tell(done)
    return _settled(held.found())


@dataclass
class _People:
    """Whom something in the text is of."""

    kind: Kind
    reason: Reason
    about: set[bytes] = field(default_factory=set)


class _Check:
    """One text, and what was met of it."""

    def __init__(self, raw: str, today: date) -> None:
        read = reading.read(raw)
        figures = figured(read)
        self._text = replace(read, words=(*read.words, *disguised(read), *(numbered(figures) if figures else ())))
        words = self._said = Words(self._text)
        self._names, self._rare = Names(words), Rare(words)
        self._phrases, self._numbers = Phrases(words), Numbers(self._text, figures)
        self._positions = Positions(self._text, figures)
        dates = Dates(self._text, figures)
        self._traits = Traits(self._text, self._phrases, dates, Ages(self._text, dates, today, figures))
        self._workplaces: dict[str, list[Span]] = {}
        self._met: dict[tuple[Kind, Span], _People] = {}
        self._doubtful: set[tuple[Kind, Span]] = set()
        same = (
            (Kind.PHONE, self._numbers.phone), (Kind.EMAIL, self._numbers.mail), (Kind.HANDLE, self._handle),
            (Kind.NUMBER, self._numbers.number), (Kind.COORDINATES, self._positions.near),
        )  # fmt: skip
        parts = ((Kind.ADDRESS, self._address), (Kind.WORKPLACE, self._workplace), (Kind.CODE_NAME, self._code_name))
        self.holding: dict[Kind, Hold] = {Kind.NAME: self._names.put, Kind.WORDS: self._words}
        self.holding |= {kind: self._traits.holding(kind) for kind in TRAITS}
        self.holding |= {kind: self._looked_up(kind, look, Reason.SAME) for kind, look in same}
        self.holding |= {kind: self._looked_up(kind, look, Reason.PARTS) for kind, look in parts}

    def _looked_up(self, kind: Kind, look: Callable[[str], Iterable[Span]], reason: Reason) -> Hold:
        def hold(about: bytes, said: str) -> None:
            for span in look(said):
                self._note(about, kind, reason, span)

        return hold

    def _words(self, about: bytes, said: str) -> None:
        """A free text: its rare words, and the numbers and addresses that somebody wrote in it."""
        self._rare.put(about, said)
        if "@" in said:
            for each in numbers.mails(said):
                self.holding[Kind.EMAIL](about, each)
        for each in numbers.phones(said):
            self.holding[Kind.PHONE](about, each)

    def _handle(self, said: str) -> Iterable[Span]:
        """An account, also as it is told in several words: those may be words and nothing else."""
        whole, spaced = self._numbers.spaced(said)
        if said[-1:].isdecimal():
            spaced = [*spaced, *self._numbers.yearless(said)]
        if spaced:
            self._doubtful.update((Kind.HANDLE, span) for span in spaced if span not in whole)
        return [*whole, *spaced]

    def _address(self, said: str) -> Iterable[Span]:
        if "/" in said and (three := _THREE_WORDS.search(said)):
            return self._numbers.handle(three[1])
        return [place.span for place in self._phrases.places(said, address=True)]

    def _workplace(self, said: str) -> Iterable[Span]:
        found = self._workplaces.get(said)
        if found is None:
            found = self._workplaces[said] = self._named_so(said)
        return found

    def _named_so(self, said: str) -> list[Span]:
        """Where a workplace stands, or the name that it has in quotation marks alone.

        The words of such a name may stand together and be no name.
        """
        whole, name = self._phrases.places(said, firm=True), own_name(said)
        if not name:
            if said[:1].isupper():  # a clinic in Harrow may be any
                words = self._text.words
                loose = (
                    place
                    for place in whole
                    if not any(word.capital and not word.opens for word in words[place.first : place.last + 1])
                )
                self._doubtful.update((Kind.WORKPLACE, place.span) for place in loose)
            return [place.span for place in whole]
        kinds = self._phrases.places(said.replace(name, " ")) if whole else ()
        for place in whole:
            if not self._is_named(place) and not any(place.first <= kind.first <= place.last for kind in kinds):
                self._doubtful.add((Kind.WORKPLACE, place.span))
        named = (place for place in self._phrases.places(name, firm=True) if self._is_named(place))
        return [place.span for place in (*whole, *named)]

    def _is_named(self, place: Place) -> bool:
        """Whether a place of the text is a name: in quotation marks, or with a capital that begins no sentence."""
        word = self._text.words[place.first]
        before = self._text.raw[max(0, place.span[0] - 3) : place.span[0]].rstrip()[-1:]
        return word.capital and (before in tuple("«„“\"'") or not word.opens)

    def _code_name(self, said: str) -> Iterable[Span]:
        """What we call somebody may be any word: only with a capital it may be meant, and hardly where all have one."""
        words = self._text.words
        places = [
            place
            for place in self._phrases.places(said)
            if any(word.capital for word in words[place.first : place.last + 1])
        ]
        for place in places:
            word = self._text.words[place.first]
            if word.opens and self._said.known(word.text).word:
                self._doubtful.add((Kind.CODE_NAME, place.span))
        return [place.span for place in places]

    def _note(self, about: bytes, kind: Kind, reason: Reason, span: Span) -> None:
        met = self._met.get((kind, span))
        if met is None:
            met = self._met[kind, span] = _People(kind, reason)
        met.about.add(about)

    def found(self) -> Iterator[Finding]:
        """Everything that was met."""
        for (kind, span), met in self._met.items():
            people = tuple(sorted(met.about)[:_SAMPLES])
            written = self._text.written(span)
            level = Level.CERTAIN if met.reason is Reason.SAME else Level.LIKELY
            if (kind, span) in self._doubtful:
                level = Level.POSSIBLE
            yield Finding(kind, met.reason, level, written, (span,), len(met.about), people)
        for span in self._positions.exact():
            if (Kind.COORDINATES, span) not in self._met:
                written = self._text.written(span)
                yield Finding(Kind.COORDINATES, Reason.POSITION, Level.LIKELY, written, (span,), 0)
        yield from self._names.found()
        yield from self._traits.found()
        yield from self._rare.found()


_ORDER: Final = (
    *(Kind.EMAIL, Kind.PHONE, Kind.HANDLE, Kind.NUMBER, Kind.COORDINATES, Kind.NAME, Kind.ADDRESS, Kind.WORKPLACE),
    *(Kind.CODE_NAME, Kind.WORDS),
)
"""Where two findings stand on one place, that of the kind which comes first says more."""


def _settled(found: Iterable[Finding]) -> list[Finding]:
    """Each thing once, with all places where it stands; what lies in a surer finding is left to that."""
    every = list(found)
    alone = sorted(
        (each for each in every if each.reason is not Reason.COMBINATION),
        key=lambda each: (-each.level, _ORDER.index(each.kind), each.spans),
    )
    combined = [each for each in every if each.reason is Reason.COMBINATION]
    kept: list[Finding] = []
    taken: dict[int, list[Span]] = defaultdict(list)
    for each in alone:
        (start, end) = each.spans[0]
        near = {start // 100, end // 100}
        if any(inside(each.spans[0], span) for at in near for span in taken[at]):
            continue
        for at in range(start // 100, end // 100 + 1):
            taken[at].append(each.spans[0])
        kept.append(each)
    return sorted([*_together(kept), *combined], key=lambda each: each.spans)


def _together(found: Iterable[Finding]) -> Iterator[Finding]:
    by_key: dict[tuple[str, Reason], list[Finding]] = defaultdict(list)
    for each in found:
        by_key[each.key, each.reason].append(each)
    for those in by_key.values():
        spans = tuple(sorted(span for each in those for span in each.spans))
        yield replace(those[0], spans=spans, people=max(each.people for each in those))
