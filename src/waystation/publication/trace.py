"""The sentences of a text, the numbers in them, and which of them stand on nothing that was noted. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from waystation.documentation.figures.records import Kept, Quantity
from waystation.documentation.figures.rules import bounds, differences
from waystation.publication import markdown, rules
from waystation.publication.protection.reading import read
from waystation.publication.protection.spoken import figured
from waystation.publication.records import FIGURE, LANGUAGES, Ground, Publication

LEAST = 2
"""Of one nobody looks for the figure."""
_END = re.compile(r"(?P<end>[.!?…])[\"'»”’)\]]*\s+(?=[\"'«“„‘(\[—–\-\s]*[A-ZА-ЯЁ\d])")
_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Mr|Mrs|Ms|Dr|St|No|Art|ст|ул|им|гр|тов|проф|руб|тыс|млн|см|стр|обл|респ|др|пр))\.$"
)
_NUMBER = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:[ \u00a0\u202f,]\d{3})+|\d{1,9})(?!\d|[.,]\d)")


def sentences(said: Publication) -> dict[str, list[str]]:
    """Every sentence of the titles and texts, by language, as a reader sees it; one that is said twice stands once."""
    found = {}
    for language in LANGUAGES:
        letters = rules.letters(said, language)
        parts = [said.titles.get(language, "")]
        for block in markdown.blocks(said.texts.get(language, ""), letters):
            lines = ["".join(piece.text for piece in line) for line in block.lines]
            parts += lines if block.kind == markdown.ITEMS else ["\n".join(lines)]
        if those := list(dict.fromkeys(each for part in parts for each in divided(part))):
            found[language] = those
    return found


def divided(text: str) -> Iterator[str]:
    """The sentences of a paragraph. A full stop after a letter or a known abbreviation ends none."""
    words, begin = " ".join(text.split()), 0
    for end in _END.finditer(words):
        if end["end"] == "." and _ABBREVIATED.search(words, begin, end.end("end")):
            continue
        yield words[begin : end.end()].strip()
        begin = end.end()
    if rest := words[begin:].strip():
        yield rest


def numbers(sentence: str) -> set[int]:
    """The whole numbers in a sentence, in figures or in words, Russian or English."""
    text = read(sentence)
    plain = (figured(text) or text).plain
    found = {int(re.sub(r"\D", "", each)) for each in _NUMBER.findall(plain)}
    return {each for each in found if each >= LEAST}


def left(grounds: Iterable[Ground], said: Publication) -> tuple[Ground, ...]:
    """What of it still belongs to a sentence of the text."""
    there = {each for those in sentences(said).values() for each in those}
    return tuple(each for each in grounds if each.sentence in there)


def bare(said: Publication) -> list[str]:
    """The sentences that stand on nothing that was noted."""
    known = {each.sentence for each in said.grounds}
    return [each for those in sentences(said).values() for each in those if each not in known]


def proposed(sentence: str, figures: Mapping[UUID, Kept], grounds: Collection[Ground]) -> list[UUID]:
    """The figures that say a number of this sentence and are not noted as what it stands on."""
    said = numbers(sentence)
    noted = {each.of for each in grounds if each.kind == FIGURE and each.sentence == sentence}
    return [one for one, kept in figures.items() if one not in noted and said & _ends(kept.figure.quantity)]


def _ends(quantity: Quantity) -> set[int]:
    return {int(each) for each in (quantity.value, quantity.most) if each is not None and each == int(each)}


def replaced(kept: Kept, others: Iterable[Kept]) -> Kept | None:
    """The figure that was kept since in the place of this one, the newest: another number of the same thing and day,
    or of a later day and lower, since what is counted up sinks only where it was counted wrong.
    """
    newer = [each for each in others if each.at > kept.at and _instead(kept, each)]
    return max(newer, key=lambda each: each.at, default=None)


def _instead(kept: Kept, other: Kept) -> bool:
    one, two = kept.figure, other.figure
    if one.publisher != two.publisher or one.quantity == two.quantity or differences(one.definition, two.definition):
        return False
    if one.definition.as_of == two.definition.as_of:
        return True
    if two.definition.as_of.day < one.definition.as_of.last:
        return False
    most = bounds(two.quantity)[1]
    return most is not None and most < bounds(one.quantity)[0]
