"""Asking the trustees for their shares, at a terminal or from a file of lines."""

import sys
from collections.abc import Mapping

from waystation.vault import recovery
from waystation.vault.errors import NotAShare, WrongShare
from waystation.vault.keyring import Key


def ask() -> Key:
    """The recovery key out of the shares on standard input.

    At a terminal one that is mistyped, was given before or is of another installation is said to be so and asked for
    again. From a file it raises WrongShare, after saying which one it is. Raises TooFew, NotReady, Tampered.
    """
    needed = recovery.threshold()
    shares: dict[int, recovery.Share] = {}
    _say(f"{needed} shares are needed. The first four letters of each word are enough.")
    while len(shares) < needed:
        text = _next(len(shares) + 1, needed)
        if not text:
            break
        if share := _understood(text, shares):
            shares[share.number] = share
    return recovery.combine(shares.values())


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _next(number: int, needed: int) -> str:
    """The words of one share, on as many lines as they were typed. A terminal's empty line ends them."""
    terminal = sys.stdin.isatty()
    words: list[str] = []
    while len(words) < recovery.WORDS:
        if terminal:
            sys.stderr.write(f"Share {number} of {needed}, word {len(words) + 1}: ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line or (terminal and not line.strip()):
            break
        words += line.split()
    return " ".join(words)


def _understood(text: str, shares: Mapping[int, recovery.Share]) -> recovery.Share | None:
    """A right share; None for one in whose place another is asked for. Raises WrongShare."""
    try:
        share = recovery.understand(text)
    except NotAShare as error:
        where = f"word {error.position} is in no share" if error.position else "a word is wrong, missing or too many"
        _say(f"Share number {len(shares) + 1} that you gave is mistyped: {where}. {_again(shares)}")
        if sys.stdin.isatty():
            return None
        raise WrongShare from None
    if share.number in shares and share.words == shares[share.number].words:
        _say(f"Share {share.number} was there already: another one is needed. {_again(shares)}")
        return None
    try:
        recovery.check(share)
    except WrongShare:
        _say(
            f"Share {share.number} is wrong: nothing in it is mistyped, but it was not handed out here. "
            f"It is of another installation. {_again(shares)}"
        )
        if sys.stdin.isatty():
            return None
        raise
    _say(f"Share {share.number} is right.")
    return share


def _again(shares: Mapping[int, recovery.Share]) -> str:
    """What has become of the ceremony."""
    right = ", ".join(map(str, sorted(shares)))
    so_far = f"Right so far: {right}." if right else "None is right so far."
    return f"{so_far} Nothing was changed."
