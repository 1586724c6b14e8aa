"""The short code in each message of ours, by which anybody can ask the public page whether we sent it.

What is kept of a code is a keyed digest and a day: neither the page nor a stolen database tells to whom it went or
what it said. Nor can it be asked: whoever sees one message of ours could try a list of addresses else. So a code can be
copied into another message, and the page says that.
"""

import secrets
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from waystation.hotline.models import MessageCode
from waystation.vault import half
from waystation.vault.rows import insert

# Crockford's base 32: no letter that is taken for a digit or for another letter.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIZE: Final = 12  # characters, of which the last tells a mistyped code from a false one
GROUP: Final = 4
KEPT: Final = timedelta(days=400)
_PRIME: Final = 37  # larger than the alphabet: every wrong letter and every swap of neighbours is told

# Typed by people: what is read for what. The Cyrillic letters are those that look like a Latin one.
_READ_AS: Final = str.maketrans("OILUОАВЕКМНРСТХУЗ", "011V0ABEKMHPCTXY3")


class Verdict(Enum):
    MISTYPED = "mistyped"
    UNKNOWN = "unknown"
    OURS = "ours"


class Answer(NamedTuple):
    """What may be said about a code; the day is known for a code of ours alone."""

    verdict: Verdict
    day: date | None = None


def issue(*, now: datetime) -> str:
    """A new code for a message, remembered in the caller's transaction. As it is written: XXXX-XXXX-XXXX."""
    code = _fresh()
    insert(MessageCode(digest=_digest(code), day=now.date()))
    return "-".join(code[at : at + GROUP] for at in range(0, SIZE, GROUP))


def _fresh() -> str:
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(SIZE - 1))
        if (check := _check(body)) < len(ALPHABET):
            return body + ALPHABET[check]


def understand(typed: str) -> str | None:
    """The code that somebody typed; None for what can be none, be it only for one wrong letter."""
    letters = "".join(letter for letter in typed.upper().translate(_READ_AS) if letter.isalnum())
    if len(letters) != SIZE or not set(letters) <= set(ALPHABET):
        return None
    return letters if ALPHABET.index(letters[-1]) == _check(letters[:-1]) else None


def _check(body: str) -> int:
    return sum((place + 2) * ALPHABET.index(letter) for place, letter in enumerate(body)) % _PRIME


def ask(typed: str) -> Answer:
    """Whether we sent a message with this code. Raises NotReady without a vault half: then nobody can tell."""
    code = understand(typed)
    if code is None:
        return Answer(Verdict.MISTYPED)
    row = MessageCode.objects.filter(digest=_digest(code)).first()
    return Answer(Verdict.OURS, row.day) if row else Answer(Verdict.UNKNOWN)


def forget_old(*, now: datetime) -> None:
    """Deletes codes older than KEPT: the page says how long it can answer."""
    MessageCode.objects.filter(day__lt=(now - KEPT).date()).delete()


def _digest(code: str) -> bytes:
    return half.digest(b"message code", code.encode())
