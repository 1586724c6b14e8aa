"""What a search over the cases of one session goes by: the words of each case, in every spelling.

Each word is kept once and has a number, so that a search compares numbers and not texts.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from waystation.casework import stages
from waystation.casework.naming import phone_of
from waystation.linkage.names import joined, words
from waystation.linkage.vocabulary import Vocabulary
from waystation.staff.opened import Held
from waystation.vocabulary.vocabularies import term

Note = tuple[tuple[int, ...], int, bytes]  # what is searched of a case: its words, the number of its stage, its owner

_PHONE = re.compile(r"[\d\s()+./-]+")
_NUMBER = {stage: number for number, stage in enumerate(stages.STAGES)}
_NO_STAGE = len(_NUMBER)


class Words:
    """The words of all cases of a session."""

    def __init__(self) -> None:
        self.known = Vocabulary()

    def note(self, held: Held) -> Note:
        """What is searched of a stub."""
        stub = held.record
        said = self.known.numbers(f"{stub.pseudonym}\n{stub.origin}\n{stub.place}\n{stub.country}\n{stub.next_action}")
        return said, _NUMBER.get(stub.stage, _NO_STAGE), stub.owner.bytes if stub.owner else b""

    def of_names(self, text: str) -> tuple[int, ...]:
        """The words of somebody's names; neighbours also as one word."""
        found = words(text)
        return tuple(dict.fromkeys(map(self.known.number, [*found, *joined(found)])))

    def meanings(self, text: str) -> list[tuple[str, frozenset[int]]]:
        """Each word of somebody's names with the numbers of those that are spelled so, or may be meant."""
        return [(word, frozenset(self.known.meaning(word))) for word in dict.fromkeys(words(text))]

    def asked(self, text: str) -> list[tuple[str, set[int]]]:
        """Each word of a search with the numbers of those that it may mean; a phone number is one word."""
        if _PHONE.fullmatch(text.strip()) and (phone := phone_of(text)):
            return [(phone, self.known.having(phone))]
        said = text.casefold().split()
        pairs = [*joined(said)]
        return [(word, self.known.find(word, *pairs[max(0, at - 1) : at + 1])) for at, word in enumerate(said)]


class Searched:
    """What is searched of the cases as they stand in one order. Made anew at each change, so it makes little."""

    def __init__(self, number: int, notes: list[Note], ids: Callable[[], list[bytes]]) -> None:
        self.number = number
        self._notes, self._ids = notes, ids
        self._words = [said for said, _stage, _owner in notes]
        self._named: tuple[list[int] | None, list[tuple[int, ...]]] = None, []

    def name(self, named: Sequence[tuple[int, Mapping[bytes, tuple[int, ...]]]]) -> None:
        """Adds the words of names, by case, of each kind of row that tells some; nothing where no number is another."""
        numbers = [number for number, _words in named]
        if self._named[0] != numbers:
            found, ids = self._words, self._ids()
            for _number, words_of in named:
                get = words_of.get
                found = [said + get(id_, ()) for said, id_ in zip(found, ids, strict=True)]
            self._named = numbers, found

    def having(
        self, asked: Iterable[tuple[str, set[int]]], personas: Mapping[UUID, str], *, named: bool
    ) -> Sequence[int]:
        """The places of those that have each word; `named`: in their persons' names too."""
        said = self._named[1] if named else self._words
        found: Sequence[int] = range(len(said))
        for word, numbers in asked:
            found = self._with(word, numbers, found, said, personas)
        return found

    def _with(
        self,
        word: str,
        numbers: set[int],
        among: Sequence[int],
        said: Sequence[tuple[int, ...]],
        personas: Mapping[UUID, str],
    ) -> list[int]:
        """Those that have a word, or whose stage's or owner's name does: these depend on who asks."""
        apart, notes = numbers.isdisjoint, self._notes
        labels = {number: term("case_stages", stage).label for stage, number in _NUMBER.items()}
        marked = {number for number, label in labels.items() if word in label.casefold()}
        owners = {account.bytes for account, name in personas.items() if word in name.casefold()}
        if not marked and not owners:
            return [place for place in among if not apart(said[place])]
        return [
            place for place in among if not apart(said[place]) or notes[place][1] in marked or notes[place][2] in owners
        ]
