"""What somebody is asked beside a field: whom or what they mean by what they typed."""

from dataclasses import dataclass, field

from waystation.mail.words import clean

IS, FOR, NEW, PLACE = "_is", "_for", "new", "place"
"""How an answer and what it is about are called in a form, the answer that it is none of them, a place's question."""


@dataclass
class Question:
    """`name` is that of the field; `choices` are values, their words and what else is known; none where none was found.

    `first`: the first of a page, at which whoever asked goes on.
    """

    name: str
    typed: str = field(repr=False)
    choices: list[tuple[str, str, str]] = field(repr=False)
    chosen: str = field(default="", repr=False)
    first: bool = False

    @property
    def said(self) -> str:
        """What was typed, as it may stand on a page."""
        return clean(self.typed)[0]

    @property
    def answer(self) -> str:
        """What the answer is called in the form."""
        return self.name + IS

    @property
    def about(self) -> str:
        """What that is called which it is about."""
        return self.name + FOR
