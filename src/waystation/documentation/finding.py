"""People and places that may be meant by what somebody typed, in whatever spelling. It shows and never decides.

They are found by the words that they share, kept in step with the rows, and not walked through.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from waystation.documentation.access import folded
from waystation.documentation.models import EventRow, PersonRow
from waystation.documentation.records import LEVELS, Person, PlaceName
from waystation.linkage.names import form, words
from waystation.linkage.vocabulary import Vocabulary
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held, Opened
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower
from waystation.web import gazetteer

MOST = 8  # that are offered for one name
LOOKED_AT = 50  # of whom it is asked letter by letter whether they begin with what was typed


class _Words(Follower):
    """Which rows have which words, each word in every spelling."""

    def __init__(self) -> None:
        super().__init__()
        self.known = Vocabulary()
        self._having: defaultdict[int, set[bytes]] = defaultdict(set)

    def text(self, record: Any) -> str:
        """By what a row is found."""
        raise NotImplementedError

    def changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for number in self._numbers(before):
                self._having[number].discard(key)
            for number in self._numbers(after):
                self._having[number].add(key)

    def _numbers(self, held: Held | None) -> set[int]:
        return set() if held is None else {self.known.number(word) for word in words(self.text(held.record))}

    def meant(self, typed: str, *, whole: bool = False) -> Counter[bytes]:
        """How many of the words that were typed each row has. `whole`: none that only begins so, or is a slip."""
        found: Counter[bytes] = Counter()
        for word in dict.fromkeys(words(typed)):
            numbers = self.known.meaning(word) if whole else self.known.find(word)
            found.update(set().union(*(self._having[number] for number in numbers if number in self._having)))
        return found


class _People(_Words):
    def text(self, record: Person) -> str:
        return record.called


class _Places(_Words):
    """Besides, how often each name of a level was written."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, Counter[str]] = {level: Counter() for level in LEVELS}

    def text(self, record: Any) -> str:
        place: PlaceName = record.place
        return " ".join((place.locality, place.region, place.country))

    def changed(self, changes: Changes[Held]) -> None:
        super().changed(changes)
        for before, after in changes.values():
            for held, more in ((before, -1), (after, 1)):
                for level, names in self.names.items():
                    if held is not None and (name := getattr(held.record.place, level)):
                        names[name] += more


def _rows(actor: Actor, model: type[Any], kept: type[Any]) -> tuple[Opened, Any]:
    require(actor, "documentation.read")
    rows, name = opened(actor, model), f"finding:{kept.__name__}"
    found = actor.memory.get(name) or actor.memory.setdefault(name, kept())
    found.follow(rows)
    return rows, found


def people(actor: Actor, typed: str) -> list[tuple[UUID, Person]]:
    """Who may be meant by a name, the nearest first: those who have most of its words, and half of them at least."""
    rows, index = _rows(actor, PersonRow, _People)
    meant: Counter[bytes] = index.meant(typed)
    most, asked = max(meant.values(), default=0), len(set(words(typed)))
    some = [
        held for key, number in meant.items() if number == most and 2 * number >= asked and (held := rows.find(key))
    ]
    near = sorted(some, key=lambda held: _farness(held, typed))[:LOOKED_AT]
    near.sort(key=lambda held: -_begun(held.record.called, typed))
    return [(held.id, held.record) for held in near[:MOST]]


def _farness(held: Held, typed: str) -> tuple[Any, ...]:
    called: str = held.record.called
    return folded(called) != folded(typed), len(words(called)), called.casefold(), held.id


def _begun(called: str, typed: str) -> int:
    """How many of the words that were typed, with all of their letters, a word of the name begins with."""
    known = [reading for word in words(called) for reading in form(word).readings]
    # With a letter after it: what ends a word in some spellings is the middle of one that is not typed out.
    asked = [[each[:-1] for each in form(f"{word}a").readings if each.endswith("a")] for word in words(typed)]
    return sum(any(reading.startswith(tuple(each)) for reading in known) for each in asked)


def spelled_otherwise(actor: Actor, typed: str) -> list[tuple[UUID, Person]]:
    """Who is called the same, word for word, in another spelling; nobody where somebody is called just so."""
    rows, index = _rows(actor, PersonRow, _People)
    asked = set(words(typed))
    meant: Counter[bytes] = index.meant(typed, whole=True)
    some = [held for key, number in meant.items() if number == len(asked) and (held := rows.find(key))]
    if any(folded(held.record.called) == folded(typed) for held in some):
        return []
    alike = [held for held in some if len(set(words(held.record.called))) == len(asked)]
    return [(held.id, held.record) for held in sorted(alike, key=lambda held: _farness(held, typed))[:MOST]]


def places(actor: Actor, typed: PlaceName) -> list[PlaceName]:
    """Which places may be meant by the smallest of the levels that were typed: those of our events, then others."""
    level = next((each for each in ("locality", "region", "country") if getattr(typed, each)), "")
    if not level:
        return []
    asked: str = getattr(typed, level)
    rows, index = _rows(actor, EventRow, _Places)
    meant: Counter[bytes] = index.meant(asked)
    ours = Counter(
        _down_to(level, held.record.place)
        for key, number in meant.items()
        if number == len(set(words(asked))) and (held := rows.find(key)) and getattr(held.record.place, level)
    )
    found = [place for place, _number in ours.most_common()] + list(_public(level, asked))
    given = _down_to(level, typed)
    return [place for place in dict.fromkeys(found) if place != given][:MOST]


def _down_to(level: str, place: PlaceName) -> PlaceName:
    """A place without what is smaller than a level."""
    return PlaceName(**{each: getattr(place, each) for each in LEVELS[: LEVELS.index(level) + 1]})


def _public(level: str, asked: str) -> Iterable[PlaceName]:
    """Countries and cities of the list that everybody has."""
    language = get_language() or ""
    for known in gazetteer.search(asked):
        if known.country is None:
            if level == "country":
                yield PlaceName(country=known.called(language))
            continue
        country, region = known.country.called(language), known.region.called(language) if known.region else ""
        if level == "locality":
            yield PlaceName(country=country, region=region, locality=known.called(language))
        elif level == "region" and region:
            yield PlaceName(country=country, region=region)


def names_of_places(actor: Actor, most: int) -> dict[str, list[str]]:
    """What was written of each level so far, most often first: as many as are offered while one types."""
    _rows_, index = _rows(actor, EventRow, _Places)
    return {
        level: [name for name, number in names.most_common(most) if number > 0] for level, names in index.names.items()
    }
