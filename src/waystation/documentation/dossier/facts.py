"""What a dossier says, ready to be put on paper. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

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


VICTIMS, ACCUSED, WHEN, WHERE, LIBERTY, ACCOUNT, STEPS, EXHIBITS = ABOUT = (
    "victims",
    "accused",
    "when",
    "where",
    "liberty",
    "account",
    "steps",
    "exhibits",
)


@dataclass(frozen=True)
class Fact:
    """One thing that the record says, about one of ABOUT; `event` and `subject` are what it stands on.

    `status` is how sure it is (`corroboration_status`), empty where nobody asserted it.
    """

    about: str
    text: str = field(repr=False)
    event: UUID
    subject: UUID
    status: str = ""


def codes(ids: Sequence[object], letter: str) -> dict[object, str]:
    """P1, P2 and so on, in the order in which they come first."""
    return {one: f"{letter}{number}" for number, one in enumerate(dict.fromkeys(ids), 1)}


class Coder:
    """Puts codes in the place of names, whatever their case; a longer name is looked for first."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._codes = {" ".join(name.split()).casefold(): code for name, code in names.items() if name.strip()}
        longest = sorted(self._codes, key=len, reverse=True)
        words = (r"\s+".join(map(re.escape, name.split())) for name in longest)
        self._either = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)

    def text(self, text: str) -> str:
        """The text with whole names made codes."""
        if not self._codes:
            return text
        return self._either.sub(lambda found: self._codes.get(" ".join(found[0].split()).casefold(), found[0]), text)
