"""What a search over the cases of one session goes by: the words of each case, in every spelling.

Each word is kept once and has a number, so that a search compares numbers and not texts.
"""

import re

from waystation.casework.naming import phone_of
from waystation.casework.records import CaseStub
from waystation.linkage.names import joined, words
from waystation.linkage.vocabulary import Vocabulary

_PHONE = re.compile(r"[\d\s()+./-]+")


class Words:
    """The words of all cases of a session."""

    def __init__(self) -> None:
        self.known = Vocabulary()

    def of_stub(self, stub: CaseStub) -> tuple[int, ...]:
        """What is searched of a stub."""
        return self.known.numbers(f"{stub.pseudonym}\n{stub.origin}\n{stub.place}\n{stub.country}\n{stub.next_action}")

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
