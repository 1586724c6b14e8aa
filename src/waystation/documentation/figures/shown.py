"""Figures made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.documentation import bands
from waystation.documentation.assertions import OWN as OWN_TERM
from waystation.documentation.corroboration import LADDER
from waystation.documentation.figures import comparing, counting, rules, wording
from waystation.documentation.figures.bases import bases as every_basis
from waystation.documentation.figures.forms import rung
from waystation.documentation.figures.gathering import Documented
from waystation.documentation.figures.records import ABOUT, EXACTLY, OWN, RANGE, Definition, Kept
from waystation.documentation.wording import Words
from waystation.mail.words import clean
from waystation.vocabulary.vocabularies import label_of, terms


@dataclass(frozen=True)
class DefinitionShown:
    """What a number counts, in words."""

    definition: Definition = field(repr=False)

    @property
    def basis(self) -> str:
        found = every_basis().get(self.definition.basis)
        return found.label if found else clean(self.definition.basis)[0]

    @property
    def unit(self) -> Words:
        return wording.UNITS.get(self.definition.unit, self.definition.unit)

    @property
    def place(self) -> str:
        return clean(self.definition.place)[0] or _("everywhere")

    @property
    def status(self) -> str:
        if not self.definition.status:
            return ""
        said = rung(self.definition.status)
        return _("%(status)s, as reviewers agree") % {"status": said} if self.definition.agreed else said

    @property
    def narrowed(self) -> str:
        """Which of them alone: of ours by the words of the kinds of acts, else as it was written."""
        codes = self.definition.narrowed.split()
        is_ours = self.definition.basis in counting.BASES.values() or {*codes} <= {each.code for each in terms("acts")}
        return ", ".join(map(_act, codes)) if is_ours else clean(self.definition.narrowed)[0]


def _act(code: str) -> str:
    """A kind of act in words; of one that the organisation added its code can be read, whatever becomes of the term."""
    _group, added, words = code.partition(f".{OWN_TERM}")
    return words.replace("_", " ") if added else label_of("acts", code)


@dataclass(frozen=True)
class Line:
    """One figure."""

    id: UUID
    kept: Kept = field(repr=False)

    @property
    def number(self) -> str:
        return wording.number(self.kept.figure.quantity)

    @property
    def what(self) -> DefinitionShown:
        return DefinitionShown(self.kept.figure.definition)

    @property
    def publisher(self) -> str:
        return clean(self.kept.figure.publisher)[0]

    @property
    def note(self) -> str:
        return clean(self.kept.figure.note)[0]

    @property
    def sources(self) -> list[str]:
        return [clean(each)[0] for each in self.kept.figure.sources]

    @property
    def origin(self) -> Words:
        return wording.ESTIMATED if self.kept.estimated else wording.ORIGINS[self.kept.origin]

    @property
    def is_ours(self) -> bool:
        return self.kept.origin == OWN

    @property
    def is_whole(self) -> bool:
        """Whether it still is what its digest says."""
        return rules.is_whole(self.kept)


@dataclass(frozen=True)
class Group:
    """The figures of one basis."""

    basis: str
    unit: Words
    lines: list[Line]


@dataclass(frozen=True)
class PairShown:
    """Two figures and what there is to say of them."""

    one: str
    other: str
    verdict: Words
    tone: str
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Sum:
    """What some figures are together, or why they are not added."""

    number: str
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Parts:
    """How a published figure was divided: its parts, what they are together, and what is missing."""

    lines: list[Line]
    sum: str
    whole: str
    missing: str
    adds_up: bool


def lines(figures: Mapping[UUID, Kept] | Iterable[tuple[UUID, Kept]]) -> list[Line]:
    """Figures as lines."""
    pairs = figures.items() if isinstance(figures, Mapping) else figures
    return [Line(one, each) for one, each in pairs]


def grouped(found: Iterable[Line]) -> list[Group]:
    """Lines that stand by basis, in their groups."""
    groups = []
    for _basis, some in groupby(found, key=lambda line: line.kept.figure.definition.basis):
        members = list(some)
        groups.append(Group(members[0].what.basis, members[0].what.unit, members))
    return groups


def picture(groups: Iterable[Group]) -> bands.Picture | None:
    """The same groups, drawn."""
    return bands.picture((f"{each.basis} ({each.unit})", [_mark(line) for line in each.lines]) for each in groups)


def _mark(line: Line) -> bands.Mark:
    relation = line.kept.figure.quantity.relation
    kind = "exact" if relation == EXACTLY else "vague" if relation in (ABOUT, RANGE) else "bound"
    address = reverse("figures:figure", args=[line.id])
    day = line.kept.figure.definition.as_of
    return bands.Mark(day.day, day.last, str(day), line.number, f"{kind} {line.kept.origin}", address)


def pairs(chosen: Iterable[Kept]) -> list[PairShown]:
    """Every two of some figures."""
    return [
        PairShown(
            _said(each.one),
            _said(each.other),
            wording.VERDICTS[each.verdict],
            wording.TONES[each.verdict],
            each.reasons,
        )
        for each in comparing.pairs(chosen)
    ]


def _said(kept: Kept) -> str:
    return f"{wording.number(kept.figure.quantity)} ({kept.figure.definition.as_of})"


def added(chosen: Sequence[Kept]) -> Sum:
    """Some figures together. Of different definitions they are never added."""
    try:
        return Sum(wording.number(rules.added([each.figure for each in chosen])), ())
    except rules.Mixed as mixed:
        return Sum("", mixed.reasons)


def parts(figures: Mapping[UUID, Kept], whole: Kept) -> Parts | None:
    """The parts of a figure among all others; None where it has none."""
    found = rules.division(whole.figure, [each.figure for each in figures.values()])
    if found is None:
        return None
    names = {rules.digest(each) for each in found.parts}
    return Parts(
        lines=lines((one, each) for one, each in figures.items() if each.sha256 in names),
        sum=wording.number(found.sum),
        whole=wording.number(whole.figure.quantity),
        missing="" if found.missing is None else wording.digits(abs(found.missing)),
        adds_up=found.adds_up,
    )


@dataclass(frozen=True)
class Rung:
    """How many there are that are at least so sure."""

    status: str
    number: str
    agreed: str
    asked: bool


@dataclass(frozen=True)
class Tally:
    """A count as its page shows it. `beside` is how many acts stand beside the ladder, or have no source."""

    number: str
    rungs: list[Rung]
    beside: int
    undated: int


def tally(wanted: Definition, counts: counting.Counts, documented: Documented) -> Tally:
    """A count, with what it would be for each certainty."""
    return Tally(
        number=wording.number(counts.of(wanted)),
        rungs=[
            Rung(
                rung(status),
                wording.number(counts.by_rules[status]),
                wording.number(counts.agreed[status]),
                status == wanted.status,
            )
            for status in LADDER
        ],
        beside=documented.beside,
        undated=documented.undated,
    )
