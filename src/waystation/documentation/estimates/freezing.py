"""An estimate as it is frozen, and as it is shown again. Pure.

A list may be called as somebody who told us, and a frozen number stays for ever: lists become letters.
"""

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from string import ascii_uppercase

import msgspec

from waystation import __version__
from waystation.documentation.estimates.protocol import Result
from waystation.documentation.figures.records import AT_LEAST, RANGE, Definition, Estimated, Figure, Quantity

BASIS = "estimate"
_ONLY_THEN = ("lists", "unnamed", "seed", "version")


def estimated(names: Sequence[str], found: Result, *, unnamed: int, seed: int) -> Estimated:
    """What is kept of an estimate. Raises ValueError for one that gives no number."""
    if found.whole is None or found.whole.low is None:
        raise ValueError("there is no estimate to freeze")
    letters = ascii_uppercase[: len(names)]
    called = dict(zip(names, letters, strict=True))
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    name = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")

    def lettered(text: str) -> str:
        return name.sub(lambda met: called[met[0]], text)

    said = msgspec.to_builtins(found)
    del said["pictures"]
    for each in said["findings"]:
        each["said"] = {key: lettered(value) for key, value in each["said"].items()}
        each["text"] = lettered(each["text"])
    for each in said["without"]:
        each["name"] = called.get(each["name"], "")
    more = {"lists": tuple(letters), "unnamed": unnamed, "seed": seed, "version": __version__}
    return msgspec.convert(said | more, Estimated)


def result(kept: Estimated) -> Result:
    """A frozen one as it was found, without its pictures."""
    said = msgspec.to_builtins(kept)
    return msgspec.convert({name: each for name, each in said.items() if name not in _ONLY_THEN}, Result)


def figure(wanted: Definition, kept: Estimated, *, publisher: str, note: str) -> Figure:
    """The number alone: what it says is its interval, never the middle."""
    low, high = kept.whole.low, kept.whole.high
    least = Decimal(math.floor(low or 0))
    if high is None:
        quantity = Quantity(relation=AT_LEAST, value=least)
    else:
        quantity = Quantity(relation=RANGE, value=least, most=Decimal(math.ceil(high)))
    definition = msgspec.structs.replace(wanted, basis=BASIS)
    return Figure(definition=definition, quantity=quantity, publisher=publisher.strip(), note=note)
