"""What a dossier says, ready to be put on paper. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from waystation.documentation.bands import Picture

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Section:
    """A heading with pairs of a label and a text; `picture` is drawn first, with texts in the language of the paper."""

    title: str
    pairs: Sequence[tuple[str, str]] = field(repr=False)
    picture: Picture | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Dossier:
    """All of it. `made` is when something of it was written last: the same facts have the same."""

    title: str
    language: str
    made: datetime
    sections: Sequence[Section] = field(repr=False)

    @property
    def size(self) -> int:
        """How many pairs it has: what it takes to draw grows with them."""
        return sum(len(each.pairs) for each in self.sections)


def codes(ids: Sequence[object], letter: str) -> dict[object, str]:
    """P1, P2 and so on, in the order in which they come first."""
    return {one: f"{letter}{number}" for number, one in enumerate(dict.fromkeys(ids), 1)}


def coded(text: str, names: Mapping[str, str]) -> str:
    """A text in which whole names became their codes, in whatever case; a longer name is looked for first."""
    known = {" ".join(name.split()).casefold(): code for name, code in names.items() if name.strip()}
    if not known:
        return text
    words = (r"\s+".join(map(re.escape, name.split())) for name in sorted(known, key=len, reverse=True))
    either = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    return either.sub(lambda found: known.get(" ".join(found[0].split()).casefold(), found[0]), text)
