"""An address as somebody reads it who must not take it for another: its letters pointed out and named."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from waystation.mail import spelling
from waystation.mail.spelling import Run

ALPHABETS: dict[str, str | Promise] = {
    "LATIN": pgettext_lazy("alphabet", "Latin"),
    "CYRILLIC": pgettext_lazy("alphabet", "Cyrillic"),
    "GREEK": pgettext_lazy("alphabet", "Greek"),
    "DIGIT": pgettext_lazy("alphabet", "digit"),
}
_NAMED = 12  # letters of one address: of a whole word in another alphabet nobody reads more


@dataclass(frozen=True)
class Spelled:
    """An address in runs; the letters that are pointed out, by name; and in ASCII where that is another."""

    runs: tuple[Run, ...] = field(repr=False)
    letters: tuple[str, ...] = field(default=(), repr=False)
    in_ascii: str = field(default="", repr=False)


def alone(address: str) -> Spelled:
    """An address by itself: what is not plain Latin in it is pointed out."""
    text = spelling.in_letters(address)
    return _spelled(text, spelling.foreign(text))


def beside(address: str, known: str) -> Spelled:
    """An address that looks like another: what differs is pointed out."""
    text = spelling.in_letters(address)
    return _spelled(text, spelling.other_than(text, spelling.in_letters(known)))


def _spelled(text: str, marked: set[int]) -> Spelled:
    runs, letters = tuple(spelling.runs(text, marked)), _named(text[at] for at in sorted(marked))
    plain = spelling.in_ascii(text)
    return Spelled(runs, letters, plain if plain != text else "")


def _named(letters: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_name, list(dict.fromkeys(letters))[:_NAMED]))


def _name(letter: str) -> str:
    alphabet = ALPHABETS.get(spelling.alphabet(letter), "")
    return f"{spelling.revealed(letter)} {spelling.code_point(letter)} {alphabet}".strip()
