"""The agreed word and the word for being forced: what was said, however it was typed. Pure.

A word for being forced counts with a typo, in other letters and on another keyboard layout as well: whoever says it
under force gets no second try. The agreed word counts only as it is. Every comparison is made whatever an earlier one
said, and the agreed word is compared in constant time: how long it takes tells neither word.
"""

from collections.abc import Iterable, Iterator

from waystation.evacuation.check_ins.records import DURESS, OK, OK_NO_WORD
from waystation.evacuation.errors import Refused
from waystation.evacuation.rules import plain_words, same_word
from waystation.hotline.inflection import WORD, seen
from waystation.linkage.letters import readings

SHORTEST = 5  # letters of a word for being forced: of a shorter one every other word is a typo
LONGEST_WORDS = 5
LOOKED_THROUGH, AT_THE_END = 600, 200  # words of a message: whoever answers below what is quoted writes at its end
_TWO_FROM = 8  # letters from which two typos are allowed
_ENGLISH = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_OTHER_LAYOUT = str.maketrans(_ENGLISH + _RUSSIAN, _RUSSIAN + _ENGLISH)


def heard(text: str, ok_word: str, duress_word: str) -> str:
    """What a text says: DURESS, OK or OK_NO_WORD. Without an agreed word any text is OK."""
    forced, free = says_forced(text, duress_word), says_agreed(text, ok_word)
    return DURESS if forced else OK if free else OK_NO_WORD


def says_agreed(text: str, ok_word: str) -> bool:
    """Whether the agreed word stands in a text, alone or among others. No agreed word: any text will do."""
    size = len(plain_words(ok_word).split())
    found = [same_word(span, ok_word) for span in _spans(_ends(plain_words(text).split()), size, size, " ")]
    return max([same_word(text, ok_word), *found])


def says_forced(text: str, duress_word: str) -> bool:
    """Whether the word for being forced stands in a text, or what may be meant by it."""
    wanted = _forms(_joined(duress_word))
    if not wanted:
        return False
    size = len(WORD.findall(seen(duress_word)))
    return max((_is_near(_forms(span), wanted) for span in _candidates(text, size)), default=False)


def _candidates(text: str, size: int) -> set[str]:
    """Every run of words that may be the one, in the letters of either layout, without what stands between them."""
    return {
        span
        for typed in (text.casefold(), text.casefold().translate(_OTHER_LAYOUT))
        for span in _spans(_ends(WORD.findall(seen(typed))), max(1, size - 1), size + 1, "")
    }


def _ends(words: list[str]) -> list[str]:
    if len(words) <= LOOKED_THROUGH + AT_THE_END:
        return words
    return [*words[:LOOKED_THROUGH], *words[-AT_THE_END:]]


def check_choice(ok_word: str, duress_word: str) -> None:
    """Two words that nobody takes for each other. Raises Refused."""
    if any(len(WORD.findall(word)) > LONGEST_WORDS for word in (ok_word, duress_word)):
        raise Refused("word_too_long")
    if ok_word and not plain_words(ok_word):
        raise Refused("word_without_letters")
    if not duress_word:
        return
    if not plain_words(ok_word):
        raise Refused("duress_word_alone")
    if len(_joined(duress_word)) < SHORTEST:
        raise Refused("duress_word_short")
    if says_forced(ok_word, duress_word) or _is_near(_forms(_joined(ok_word)), _forms(_joined(duress_word)), times=2):
        raise Refused("words_too_near")


def _joined(word: str) -> str:
    return "".join(WORD.findall(seen(word).casefold()))


def _forms(word: str) -> frozenset[str]:
    """One word as it may be meant: its letters, and what Latin and Cyrillic spellings of it have in common.

    A reading of one or two letters (a word of one letter repeated has one) is like too many others.
    """
    return frozenset(form for form in (word, *readings(word)) if form and (form == word or len(form) > 2))


def _is_near(forms: Iterable[str], wanted: Iterable[str], *, times: int = 1) -> bool:
    pairs = [(form, known) for form in forms for known in wanted]
    return max((_within(form, known, _typos(known) * times) for form, known in pairs), default=False)


def _typos(word: str) -> int:
    return 2 if len(word) >= _TWO_FROM else 1 if len(word) >= SHORTEST else 0


def _within(one: str, other: str, most: int) -> bool:
    """Whether so many letters more, less, other, or exchanged, make the one of the other (Damerau 1964)."""
    if abs(len(one) - len(other)) > most:
        return False
    before, last = list(range(len(other) + 1)), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, known in enumerate(other, 1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != known))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == known:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1] <= most


def _spans(words: list[str], shortest: int, longest: int, between: str) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        for start in range(len(words) - size + 1):
            yield between.join(words[start : start + size])
