"""What a reader does not see in an address: characters without a shape, letters that are taken for others, xn--."""

import re
import unicodedata
from collections.abc import Callable, Container
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

# What has no shape of its own though Unicode counts it as letters, marks or symbols (Default_Ignorable_Code_Point, and
# the blank of Braille).
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(code) for first, end in ((0x180B, 0x1810), (0xFE00, 0xFE10), (0xE0100, 0xE01F0)) for code in range(first, end)
}
_HOST = re.compile(r"(?:[\w.+-]{1,20}://)?(?:[^/?#]*@)?([^/?#:@]+)")


class Run(NamedTuple):
    """Letters beside each other that are pointed out, or are not."""

    text: str
    marked: bool


def is_hidden(letter: str) -> bool:
    """Whether a character is not seen on one line, or turns the order of what is."""
    return letter in _BLANK or (unicodedata.category(letter)[0] in "CZ" and letter != " ")


def revealed(text: str) -> str:
    """One line of text, in which each character that is not seen stands as `[U+202E]`."""
    return "".join(f"[{code_point(each)}]" if is_hidden(each) else each for each in text)


def code_point(letter: str) -> str:
    return f"U+{ord(letter):04X}"


def alphabet(letter: str) -> str:
    """The first word of its name in Unicode: LATIN, CYRILLIC, DIGIT; empty where it has none."""
    return unicodedata.name(letter, "").partition(" ")[0]


def in_letters(address: str) -> str:
    """An address with the letters that a host in xn-- stands for (RFC 3490); as it is where it stands for none."""
    return _with_host(address, lambda host: host.encode("ascii").decode("idna") if "xn--" in host.casefold() else host)


def in_ascii(address: str) -> str:
    """An address with its host as machines ask for it (RFC 3490); as it is where it cannot be said so."""
    return _with_host(address, lambda host: host if host.isascii() else host.encode("idna").decode("ascii"))


def _with_host(address: str, change: Callable[[str], str]) -> str:
    """What stands behind :// and @, up to a port or a path, in another form."""
    found = _HOST.match(address)
    try:
        return address[: found.start(1)] + change(found[1]) + address[found.end(1) :] if found else address
    except UnicodeError:
        return address


def foreign(text: str) -> set[int]:
    """Where letters stand that no address in plain Latin has."""
    return {at for at, letter in enumerate(text) if not letter.isascii()}


def other_than(text: str, known: str) -> set[int]:
    """Where a text has other letters than a known one, or more."""
    steps = SequenceMatcher(None, known.casefold(), text.casefold(), autojunk=False).get_opcodes()
    return {at for step, _, _, first, end in steps if step != "equal" for at in range(first, end)}


def runs(text: str, marked: Container[int]) -> list[Run]:
    """A text in runs, those at the marked places pointed out; what is not seen is made visible."""
    grouped = groupby(enumerate(text), key=lambda pair: pair[0] in marked)
    return [Run(revealed("".join(letter for _, letter in group)), is_marked) for is_marked, group in grouped]
