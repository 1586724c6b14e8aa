"""Code phrases: twelve words by which a caller who used the web form comes back.

A phrase is 128 random bits and 4 check bits (BIP-39 word lists, English and Russian). It is stored nowhere. HKDF
alone, with the vault half mixed in, gives the place where the caller's messages lie and the key that opens them: what
has 128 bits cannot be guessed, so that no slow stretching (Argon2) is needed, which also spares a weak server.
Since all depends on the phrase, staff can neither read it, nor reset it, nor make another for the same messages.
"""

import os
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from uuid import UUID

from mnemonic import Mnemonic

from waystation.hotline.errors import NotAPhrase
from waystation.vault import half, suite
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key
from waystation.vocabulary.written import instead_of

WORDS = 12
BOOK = 2048  # words in each list
ENTROPY = 16
OWN, ANSWERS = 0, 1  # the epochs of a caller's two keys
UNIQUE = 4  # the first letters of every word in both lists that no other word shares

_BETWEEN = re.compile(r"[^a-zа-я]+")


def _list(language: str) -> str:
    return "english" if instead_of(language) == "en" else "russian"


@cache
def _book(name: str) -> Mnemonic:
    # Mnemonic decomposes (NFKD) what it looks up, but ships its Russian list composed.
    words = [unicodedata.normalize("NFKD", _whole(word)) for word in Mnemonic(name).wordlist]
    return Mnemonic(name, wordlist=words)


def _whole(word: str) -> str:
    """The word; version 0.21 ships one of the 2,048 Russian ones with a letter destroyed (U+FFFD)."""
    return word if word.isalpha() else "снова"


@cache
def _stems(name: str) -> dict[str, str]:
    exact = {_fold(word)[:UNIQUE]: word for word in _book(name).wordlist}
    # й as и, which some keyboards force, wherever it is no other word's: all but "стойка" beside "стоить".
    return {stem.replace("й", "и"): word for stem, word in exact.items()} | exact


def _fold(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).casefold()
    return composed.replace("ё", "е")


def spell(entropy: bytes, language: str) -> list[str]:
    """The twelve words of 16 bytes, in Russian unless the language is English."""
    words = _book(_list(language)).to_mnemonic(entropy).split(" ")
    return [unicodedata.normalize("NFC", word) for word in words]


def as_words(numbers: Iterable[int], language: str) -> list[str]:
    """The words at these places (0 to BOOK - 1) of the list, in Russian unless the language is English."""
    book = _book(_list(language)).wordlist
    return [unicodedata.normalize("NFC", book[number]) for number in numbers]


def as_numbers(text: str) -> list[int]:
    """The places of words that somebody typed, as tolerantly as `understand`. Raises NotAPhrase."""
    name, typed = _typed(text)
    book = _book(name).wordlist
    return [book.index(_word(name, word, position)) for position, word in enumerate(typed, 1)]


def new_entropy() -> bytes:
    """16 fresh random bytes."""
    return os.urandom(ENTROPY)


def understand(text: str) -> bytes:
    """The 16 bytes of a phrase as people type it. Raises NotAPhrase.

    Case, commas, line ends, digits before the words, ё or е do not matter, nor does what follows a word's
    fourth letter: no two words share the first four. й may be typed as и.
    """
    name, typed = _typed(text)
    words = [_word(name, word, position) for position, word in enumerate(typed, 1)]
    if len(words) != WORDS:
        raise NotAPhrase(count=len(words))
    try:
        return bytes(_book(name).to_entropy(words))
    except (ValueError, LookupError):
        raise NotAPhrase from None


def _typed(text: str) -> tuple[str, list[str]]:
    """The list that these words are from, and the words."""
    typed = [word for word in _BETWEEN.split(_fold(text)) if word]
    return "russian" if any("а" <= letter <= "я" for word in typed for letter in word) else "english", typed


def _word(name: str, typed: str, position: int) -> str:
    word = _stems(name).get(typed[:UNIQUE])
    if word is None:
        raise NotAPhrase(position)
    return word


def key(entropy: bytes, use: bytes = b"caller") -> Key:
    """The caller's key; its locator is where the caller's messages lie. Of another use, what lies there for it."""
    root = suite.derive(entropy + half.subkey(use), use)
    lookup = UUID(bytes=suite.derive(root, b"lookup", length=16))
    return Key(lookup, Compartment.SELF, OWN, suite.derive(root, b"secret"))


def answers(own: Key) -> Key:
    """The key of what is answered to this caller. Staff have its secret, sealed in the caller's messages."""
    return Key(own.locator, Compartment.SELF, ANSWERS, suite.expand(own.secret, b"answers"))
