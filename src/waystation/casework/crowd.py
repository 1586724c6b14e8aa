"""Very many persons compared with all who are known: found by the words that they share, not walked through."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import log2
from uuid import UUID

from waystation.casework.likely import MOST, Likely, described, enough, likeliness
from waystation.casework.naming import Known, Marks
from waystation.linkage.names import words


class Crowd:
    """It keeps what each word was found to mean, and lives as long as one comparison."""

    def __init__(
        self,
        everybody: Mapping[bytes, Known],
        meanings: Callable[[list[str]], Sequence[tuple[str, frozenset[int]]]],
    ) -> None:
        self._known, self._meanings = everybody, meanings
        self._named: defaultdict[int, set[bytes]] = defaultdict(set)
        self._called: defaultdict[str, set[bytes]] = defaultdict(set)
        self._of_one_word = {id_ for id_, known in everybody.items() if len(known.words) == 1}
        self._having: dict[str, set[bytes]] = {}
        for id_, known in everybody.items():
            for number in known.words:
                self._named[number].add(id_)
            if known.phone:
                self._called[known.phone].add(id_)

    def nearest(self, marks: Marks, *, but: UUID | None = None) -> list[Likely]:
        """Who of the crowd is likely the same, as `likely.nearest` finds them; never the person `but`."""
        asked = list(dict.fromkeys(words("\n".join(marks.names))))
        having = [self._who_has(word) for word in asked]
        bits = [log2((len(self._known) + 1) / (len(some) + 1)) for some in having]
        found = []
        for id_ in self._who_has_enough(having) | self._called.get(marks.phone, set()):
            known, places = self._known[id_], [at for at, some in enumerate(having) if id_ in some]
            if enough(places, len(asked), known, marks) and (but is None or id_ != but.bytes):
                said, rarity = tuple(asked[at] for at in places), sum(bits[at] for at in places)
                found.append(described(id_, known, marks, said, rarity))
        return sorted(found, key=likeliness, reverse=True)[:MOST]

    def _who_has_enough(self, having: Sequence[set[bytes]]) -> set[bytes]:
        """Who has two of the words, or one that is all there is of either name."""
        if len(having) == 1:
            return set(having[0])
        pairs = (one & other for one, other in combinations(having, 2))
        return set().union(*pairs, *(some & self._of_one_word for some in having))

    def _who_has(self, word: str) -> set[bytes]:
        if word not in self._having:
            numbers = (number for _word, meant in self._meanings([word]) for number in meant)
            self._having[word] = set().union(*(self._named.get(number, ()) for number in numbers))
        return self._having[word]
