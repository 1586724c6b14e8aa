"""How a caller makes sure of the person at the other end of a call, a meeting or a messenger.

The public page shows the caller a number. The caller says it to the person; one of us types it on a staff page and
reads three words back; the caller types the words on the public page. They depend on where we are speaking (by
telephone, in a messenger, ...): somebody who poses as us and asks the real hotline for the words elsewhere gets words
that tell the caller so. The words are good for this hour and the next. The number stays the caller's own for as long
as a call may take, since a phone loads a page anew by itself: in a cookie, where no link can put another one.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from waystation.hotline import phrases
from waystation.hotline.errors import NotAPhrase
from waystation.vault import half, suite

WORDS: Final = 3  # 33 bits, within two hours
NUMBER: Final = 8  # digits
KEPT: Final = 2  # hours after the one in which a number was given

WHERE: dict[str, str | Promise] = {
    "call": pgettext_lazy("where we speak", "by telephone"),
    "meeting": pgettext_lazy("where we speak", "face to face"),
    "messenger": pgettext_lazy("where we speak", "in a messenger"),
    "email": pgettext_lazy("where we speak", "by e-mail"),
}


def new_number() -> str:
    """A number to say aloud."""
    return "".join(secrets.choice("0123456789") for _ in range(NUMBER))


def kept(number: str, now: datetime) -> str:
    """A number as the caller's browser keeps it, with the hour in which it was given."""
    return f"{number}-{_hour(now)}"


def number_in(value: str, now: datetime) -> str | None:
    """The number that a browser kept; None where there is none, or it is older than a call may take."""
    number, _, given = value.partition("-")
    is_whole = is_number(number) and given.isascii() and given.isdigit() and len(given) < NUMBER
    return number if is_whole and 0 <= _hour(now) - int(given) <= KEPT else None


def is_number(typed: str) -> bool:
    return len(typed) == NUMBER and typed.isascii() and typed.isdigit()


def digits(typed: str) -> str:
    """A number as people type it, with blanks and dashes."""
    return "".join(letter for letter in typed if letter.isdigit())


def answer(number: str, where: str, language: str, *, now: datetime) -> list[str]:
    """The words to say to whoever told us this number there. Raises NotReady without a vault half."""
    return _words(number, where, _hour(now), language)


def judge(number: str, typed: str, *, now: datetime) -> str | None:
    """Where one of us answered to this number with these words: a key of WHERE, or None. Raises NotAPhrase."""
    said = phrases.as_numbers(typed)
    if len(said) != WORDS:
        raise NotAPhrase
    hours = (_hour(now), _hour(now - timedelta(hours=1)))
    return next((where for where in WHERE for hour in hours if _numbers(number, where, hour) == said), None)


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // 3600


def _words(number: str, where: str, hour: int, language: str) -> list[str]:
    return phrases.as_words(_numbers(number, where, hour), language)


def _numbers(number: str, where: str, hour: int) -> list[int]:
    made = half.digest(b"challenge", suite.bind(number.encode(), where.encode(), hour.to_bytes(8)))
    return [int.from_bytes(made[2 * place : 2 * place + 2]) % phrases.BOOK for place in range(WORDS)]
