"""Finding the patterns of all rules in one pass over a message's words.

Each word is looked up once for all rules: whole, by how it begins, with one letter wrong, and written loosely. Then a
pattern is tried around its first word alone, and at no more than `PLACES` of these. So the time is linear in the text,
and bounded by the number of rules, whoever wrote the text; there is no expression that could backtrack.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from waystation.hotline.triage import words
from waystation.hotline.triage.rules import Rule, RuleList, spelled_out
from waystation.hotline.triage.words import Word

PLACES = 25
GUESSED = 300  # different unknown words of a message for which it is guessed what was meant
MASKED = 10  # different words with letters hidden behind stars
NEAR, LOOSE = 5, 5  # the fewest letters of a word that is guessed at so
ABSENT = 2
# How many words back a `not` still takes a word back. Chechen: ца.
DENIALS = {"не": 1, "ни": 1, "ne": 1, "ца": 1, "никто": 3, "nikto": 3, "no": 3, "nobody": 3} | dict.fromkeys(
    ("not", "never", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "wont", "cant", "couldnt"), 2
)

Ids = frozenset[int]
_NONE: Ids = frozenset()


class Phrase(NamedTuple):
    """Words that follow one another, each as the id of a set; whether the first is itself a `not`."""

    ids: tuple[int, ...]
    denies: bool


Item = tuple[Phrase, ...]  # one of these


class Pattern(NamedTuple):
    """A pattern of a rule: the item it is looked for by, those that must be near, those that must not."""

    rule: int
    anchor: Item
    near: tuple[Item, ...]
    absent: tuple[Item, ...]
    window: int


class Found(NamedTuple):
    """Where a pattern was found: the first and the last word, and whether a `not` before it takes it back."""

    first: int
    last: int
    denied: bool


class Lexicon:
    """All words of all rules, and the ids of the sets they are in."""

    def __init__(self, groups: dict[str, tuple[str, ...]]) -> None:
        self._groups = groups
        self._sets: dict[str, int] = {}
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._begins: dict[str, set[int]] = defaultdict(set)
        self._near: dict[str, set[int]] = defaultdict(set)
        self._loose: dict[str, set[int]] = defaultdict(set)
        self._loose_begins: dict[str, set[int]] = defaultdict(set)
        self._lengths: dict[str, tuple[int, ...]] = {}  # of the beginnings with this first letter
        self._by_length: dict[int, set[str]] = defaultdict(set)

    def add(self, alternatives: str) -> int:
        """The id of a set of words such as `забрали|увезли|@me`."""
        if alternatives not in self._sets:
            number = self._sets[alternatives] = len(self._sets)
            for word in alternatives.split("|"):
                for each in spelled_out(word, self._groups):
                    self._learn(each, number)
        return self._sets[alternatives]

    def _learn(self, word: str, number: int) -> None:
        bare = words.key(words.folded(word.rstrip("*~")))
        if not bare:
            return
        stem = word.rstrip("~").endswith("*")
        (self._begins if stem else self._whole)[bare].add(number)
        (self._loose_begins if stem else self._loose)[words.loose(bare)].add(number)
        self._by_length[len(bare)] |= set() if stem else {bare}
        for near in _one_less(bare) if word.endswith("~") else ():
            self._near[near].add(number)
        for begins in (bare, words.loose(bare)) if stem else ():
            self._lengths[begins[:1]] = tuple(sorted({*self._lengths.get(begins[:1], ()), len(begins)}))

    def exact(self, key: str) -> Ids:
        """The sets that a word is in as it stands."""
        return self._among(key, self._whole, self._begins)

    def _among(self, key: str, whole: dict[str, set[int]], begins: dict[str, set[int]]) -> Ids:
        found = [whole[key]] if key in whole else []
        for length in self._lengths.get(key[:1], ()):
            if length > len(key):
                break
            if (stem := key[:length]) in begins:
                found.append(begins[stem])
        return frozenset().union(*found) if found else _NONE

    def loosely(self, key: str) -> Ids:
        """The sets that a word is in as people mistake it, or type it in Latin letters."""
        if not key.isascii():
            return self._among(words.loose(key), self._loose, self._loose_begins) if len(key) >= LOOSE else _NONE
        read = {words.loose(each) for each in words.cyrillic(key)}
        return frozenset().union(*(self._among(each, self._loose, self._loose_begins) for each in read))

    def nearly(self, key: str) -> Ids:
        """The sets that a word is in with one letter wrong, where its rule allows that."""
        found = [self._near[near] for near in _one_less(key) if near in self._near] if len(key) >= NEAR else []
        return frozenset().union(*found)

    def behind_stars(self, key: str) -> Ids:
        """The sets of the words that this one may be, with letters hidden behind stars."""
        same = [word for word in self._by_length[len(key)] if _fits(key, word)]
        return frozenset().union(*(self._whole[word] for word in same))


def _one_less(word: str) -> list[str]:
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]


def _fits(key: str, word: str) -> bool:
    return all(typed in ("*", meant) for typed, meant in zip(key, word, strict=True))


class Patterns:
    """The patterns of a list of rules, ready to be found."""

    def __init__(self, rules: RuleList) -> None:
        self.rules: tuple[Rule, ...] = tuple(rule for rule in rules.rules if rule.enabled)
        self.lexicon = Lexicon(rules.groups)
        self._patterns = [
            self._compiled(number, rule, pattern)
            for number, rule in enumerate(self.rules)
            for pattern in rule.patterns
            if pattern.split()
        ]

    def is_alone(self, number: int, ids: Sequence[Ids]) -> bool:
        """Whether each word of a message is one of this rule's."""
        own = {
            each
            for pattern in self._patterns
            if pattern.rule == number
            for item in (pattern.anchor, *pattern.near)
            for phrase in item
            for each in phrase.ids
        }
        return all(not own.isdisjoint(word) for word in ids)

    def _compiled(self, number: int, rule: Rule, pattern: str) -> Pattern:
        items = pattern.split()
        near = tuple(self._item(item) for item in items[1:] if not item.startswith("!"))
        absent = tuple(self._item(item[1:]) for item in items if item.startswith("!"))
        return Pattern(number, self._item(items[0]), near, absent, rule.window)

    def _item(self, item: str) -> Item:
        """The phrases of an item; its single words are one set."""
        single = "|".join(phrase for phrase in item.split("|") if "+" not in phrase)
        phrases = [phrase for phrase in item.split("|") if "+" in phrase]
        return tuple(self._phrase(phrase) for phrase in (single, *phrases) if phrase)

    def _phrase(self, phrase: str) -> Phrase:
        parts = [part.replace("/", "|") for part in phrase.split("+")]
        return Phrase(tuple(self.lexicon.add(part) for part in parts), parts[0].split("|")[0] in DENIALS)

    def found(self, listed: Sequence[Word], ids: Sequence[Ids]) -> dict[int, Found]:
        """For each rule that fires, the first place; one where no `not` stands before it goes first."""
        places = _places(ids)
        found: dict[int, Found] = {}
        for pattern in self._patterns:
            known = found.get(pattern.rule)
            if known is not None and not known.denied:
                continue
            for hit in _hits(pattern, places, listed, ids):
                if known is None or not hit.denied:
                    found[pattern.rule] = known = hit
                if not hit.denied:
                    break
        return found


def known(lexicon: Lexicon, listed: Iterable[Word]) -> dict[str, Ids]:
    """The sets that each word is in as it stands."""
    return {key: lexicon.exact(key) for key in dict.fromkeys(word.key for word in listed)}


def identified(lexicon: Lexicon, listed: Iterable[Word], exact: dict[str, Ids], *, latin: bool) -> list[Ids]:
    """The sets that each word is in, guessed where it is unknown. `latin`: Latin letters may be Russian."""
    unknown = [key for key, ids in exact.items() if not ids]
    masked = [key for key in unknown if "*" in key][:MASKED]
    meant = {key: lexicon.behind_stars(key) for key in masked}
    meant |= {key: _guessed(lexicon, key, latin=latin) for key in unknown[:GUESSED] if "*" not in key}
    return [meant.get(word.key) or exact[word.key] for word in listed]


def _guessed(lexicon: Lexicon, key: str, *, latin: bool) -> Ids:
    loose = lexicon.loosely(key) if latin or not key.isascii() else _NONE
    return loose or lexicon.nearly(key)


def _places(ids: Sequence[Ids]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = defaultdict(list)
    for at, each in enumerate(ids):
        for number in each:
            if len(places[number]) < PLACES:
                places[number].append(at)
    return places


def _hits(
    pattern: Pattern, places: dict[int, list[int]], listed: Sequence[Word], ids: Sequence[Ids]
) -> Iterator[Found]:
    for phrase in pattern.anchor:
        for at in places.get(phrase.ids[0], ()):
            last = _end(phrase, at, listed, ids)
            if last is not None and (ends := _around(pattern, at, last, listed, ids)):
                yield Found(*ends, denied=not phrase.denies and _is_denied(at, listed))


def _around(pattern: Pattern, at: int, last: int, listed: Sequence[Word], ids: Sequence[Ids]) -> tuple[int, int] | None:
    """From where to where a pattern stands around its anchor; None where something lacks or must not be there."""
    for item in pattern.absent:
        span = _beside(item, at, last, ABSENT, listed, ids)
        if span and listed[span[0]].clause == listed[at].clause:
            return None
    first, end = at, last
    for item in pattern.near:
        span = _beside(item, at, last, pattern.window, listed, ids)
        if span is None:
            return None
        first, end = min(first, span[0]), max(end, span[1])
    return first, end


def _end(phrase: Phrase, at: int, listed: Sequence[Word], ids: Sequence[Ids]) -> int | None:
    """The last word of a phrase that begins here; None where it does not."""
    last = at + len(phrase.ids) - 1
    if last >= len(ids) or listed[last].sentence != listed[at].sentence:
        return None
    return last if all(number in ids[at + more] for more, number in enumerate(phrase.ids)) else None


def _beside(
    item: Item, at: int, last: int, window: int, listed: Sequence[Word], ids: Sequence[Ids]
) -> tuple[int, int] | None:
    """Where an item stands near these words, in their sentence, but is none of them."""
    sentence = listed[at].sentence
    for start in range(max(0, at - window), min(len(ids), last + window + 1)):
        there = ids[start]
        if not there or at <= start <= last:
            continue
        for phrase in item:
            if phrase.ids[0] in there and listed[start].sentence == sentence:
                end = _end(phrase, start, listed, ids)
                if end is not None and not start < at <= end:
                    return start, end
    return None


def _is_denied(at: int, listed: Sequence[Word]) -> bool:
    for back in range(1, 4):
        if at < back or listed[at - back].clause != listed[at].clause:
            return False
        if DENIALS.get(listed[at - back].key, 0) >= back:
            return True
    return False
