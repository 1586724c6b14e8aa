"""WhatsApp, "Export chat": a text file, `_chat.txt` on iPhones, "WhatsApp Chat with X.txt" on Android.

The phone writes dates as its region does, with nothing to say in which order day and month stand: all dates of the file
together decide. The shapes are those of WhatsApp's help ("How to export your chat history") in many regions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import chain, islice, pairwise

from waystation.hotline.chat.lines import NOT_A_CHAT, Chat, Line, Refused

KIND = "whatsapp"
_MARKS = "[\u200e\u200f\u202a-\u202e\ufeff]"
_EARLY = ("am", "a.m.", "a. m.", "πμ", "π.μ.", "öö", "ص", "上午", "오전", "午前", "पूर्वाह्न", "fm", "de.")
_LATE = ("pm", "p.m.", "p. m.", "μμ", "μ.μ.", "ös", "م", "下午", "오후", "午後", "अपराह्न", "em", "du.")
_HALF = "|".join(re.escape(word) for word in sorted(_EARLY + _LATE, key=len, reverse=True))
_SPACE = "[ \u00a0\u202f\u2009]"
_HEAD = re.compile(
    rf"^{_MARKS}{{0,3}}\[?(\d{{1,4}})([./-]){_SPACE}?(\d{{1,2}})[./-]{_SPACE}?(\d{{1,4}})\.?"
    rf"(?:{_SPACE}г\.)?,?(?:{_SPACE}(?:um|klo|kl\.|à|às|a las|alle|om|o|в|у))?{_SPACE}{{1,2}}"
    rf"(?:({_HALF}){_SPACE}?)?(\d{{1,2}})[:.](\d\d)(?:[:.](\d\d))?(?:{_SPACE}?({_HALF}))?"
    rf"(?:\]{_SPACE}?|{_SPACE}[-\u2013\u2014]{_SPACE}|,{_SPACE})",
    re.MULTILINE | re.IGNORECASE,
)
_SAID = re.compile(rf"{_MARKS}{{0,3}}([^:\n]{{1,120}}?) ?: ?")
_ATTACHED = re.compile(
    rf"{_MARKS}{{0,3}}(?:<[^<>:\n]{{2,30}}: ([^<>\n]{{1,200}})>|([^\n]{{1,200}}\.\w{{2,5}}) \([^()\n]{{3,40}}\))"
)
_OMITTED = re.compile(
    rf"{_MARKS}{{0,3}}(?:<[^<>\n]{{3,40}}>|[^\n]{{2,40}} (?:omitted|отсутству[ею]т|пропущено|опущено|weggelassen|"
    r"ausgeschlossen|omitid[oa]|omis|absente?|omess[oa]|weggelaten|pominięto|pominięt[ay]))[ .]?"
)
_PROBE = 20_000
_ORDERS = ((0, 1, 2), (1, 0, 2), (2, 1, 0), (2, 0, 1))  # where day, month, year stand


def is_like(text: str) -> bool:
    return _HEAD.search(text[:_PROBE]) is not None


def read(text: str) -> Chat:
    """Raises Refused."""
    order, guessed = _order(text)
    first = next(_HEAD.finditer(text), None)
    if first is None or order is None:
        raise Refused(NOT_A_CHAT)
    return Chat(KIND, "", _lines(text, order), ("date-order-guessed",) if guessed else ())


def _order(text: str) -> tuple[tuple[int, int, int] | None, bool]:
    """Where day, month and year stand, so that every date is one; and whether that is a guess.

    Where several orders fit, the one in which time runs forward most; dots mean that the day is first.
    """
    written = {head.group(1, 2, 3, 4) for head in _HEAD.finditer(text)}
    seen = [(int(one), int(two), int(three)) for one, _, two, three in written]
    fitting = [order for order in _ORDERS if all(_is_date(each, order) for each in seen)]
    # Two digits for a year stand last, unless they cannot.
    fitting = [order for order in fitting if order[2] == 2] or fitting
    if len(fitting) < 2:
        return (fitting[0], False) if fitting else (_least_wrong(seen), True)
    parts = [_parts(head) for head in islice(_HEAD.finditer(text), 20_000)]
    backwards = {order: _backwards(parts, order) for order in fitting}
    best = min(fitting, key=lambda order: (backwards[order], _ORDERS.index(order)))
    is_clear = sum(backwards[order] == backwards[best] for order in fitting) == 1
    return best, not is_clear and not any(separator == "." for _, separator, _, _ in written)


def _parts(head: re.Match[str]) -> tuple[int, ...]:
    return tuple(map(int, head.group(1, 3, 4)))


def _least_wrong(seen: list[tuple[int, ...]]) -> tuple[int, int, int] | None:
    return max(_ORDERS, key=lambda order: sum(_is_date(each, order) for each in seen)) if seen else None


def _is_date(parts: tuple[int, ...], order: tuple[int, int, int]) -> bool:
    day, month, year = (parts[place] for place in order)
    return 1 <= day <= 31 and 1 <= month <= 12 and (year < 100 or 2000 <= year < 2600)


def _backwards(parts: list[tuple[int, ...]], order: tuple[int, int, int]) -> int:
    """How often a date is before the one above it."""
    turned = [tuple(each[place] for place in reversed(order)) for each in parts]
    return sum(later < earlier for earlier, later in pairwise(turned))


def _lines(text: str, order: tuple[int, int, int]) -> Iterator[Line]:
    heads = _HEAD.finditer(text)
    for head, following in pairwise(chain(heads, [None])):
        body = text[head.end() : following.start() if following else len(text)].rstrip("\r\n")
        yield _line(_at(head, order), body)


def _line(at: str, body: str) -> Line:
    said = _SAID.match(body)
    if said is None:
        return Line("", at, body, event=True)
    who, text = said[1], body[said.end() :]
    first, _, rest = text.partition("\n")
    first = first.rstrip("\r")
    if attached := _ATTACHED.fullmatch(first):
        return Line(who, at, rest, files=(attached[1] or attached[2],))
    if _OMITTED.fullmatch(first):
        return Line(who, at, text, files=("",))
    return Line(who, at, text)


def _at(head: re.Match[str], order: tuple[int, int, int]) -> str:
    hour, half = int(head[6]), (head[5] or head[9] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in _LATE else 0)
    minute, second, day = int(head[7]), int(head[8] or 0), _day(head[1], head[3], head[4], order)
    return f"{day}T{hour:02}:{minute:02}:{second:02}" if day and max(hour, minute, second) < 60 else ""


@lru_cache(1000)
def _day(first: str, second: str, third: str, order: tuple[int, int, int]) -> str:
    """`2026-01-31`; empty for what is no day."""
    parts = int(first), int(second), int(third)
    day, month, year = (parts[place] for place in order)
    year = year + 2000 if year < 100 else year - 543 if year > 2500 else year  # the Buddhist calendar of Thai phones
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
