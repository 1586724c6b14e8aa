"""The verbs of figures, and the only writers. Each writes and logs in one transaction. Nothing changes a figure."""

import uuid
from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.figures import (
    access,
    counting,
    doubles,
    gathering,
    publication,
    rules,
    sheets,
    wording,
)
from waystation.documentation.figures.models import FigureRow
from waystation.documentation.figures.published import published
from waystation.documentation.figures.records import (
    OWN,
    PUBLISHED,
    Definition,
    Estimated,
    Figure,
    Kept,
    Linkage,
    Quantity,
)
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault.order import in_order
from waystation.vault.records import create

WRITERS = {"json": sheets.to_json, "csv": sheets.to_csv}


def count(actor: Actor, wanted: Definition) -> Quantity:
    """How many meet a definition now. Raises Refused for one that cannot be counted yet."""
    return counts(actor, wanted)[0].of(wanted)


def linkage(actor: Actor, wanted: Definition) -> Linkage | None:
    """What was decided of people who are recorded more than once, on which a count stands; None where nothing was."""
    return counts(actor, wanted)[1]


def counts(actor: Actor, wanted: Definition) -> tuple[counting.Counts, Linkage | None]:
    """The same for each certainty that it could ask for, and on what was decided of people that stands."""
    require(actor, "figures.read")
    refuse(_definition_faults(actor, wanted))
    found, twice = counting.found(wanted, gathering.documented(actor).acts), doubles.doubles(actor)
    return counting.counts_of(wanted, found, twice.lead), twice.linkage(wanted, found)


def _definition_faults(actor: Actor, wanted: Definition) -> Iterable[tuple[str, wording.Words]]:
    if wanted.as_of.day > actor.today:
        yield "as_of", wording.NOT_YET
    if wanted.began and wanted.began > wanted.as_of.last:
        yield "began", wording.BEGINS_AFTER


@transaction.atomic
def freeze(
    actor: Actor, wanted: Definition, *, publisher: str, note: str = "", seen: str = "", once: UUID | None = None
) -> UUID:
    """Counts once more and keeps it. Returns its id, which is that of the same figure where it is kept already.

    `seen` is `mark` of the number that the person had before them. Raises Refused, also where it is another by now.
    """
    require(actor, "figures.write")
    in_order()
    if once and FigureRow.objects.filter(pk=once).exists():
        return once
    reckoned, stands_on = counts(actor, wanted)
    number = reckoned.of(wanted)
    if seen and seen != mark(number):
        raise Refused([("", wording.ANOTHER_NUMBER)])
    figure = Figure(definition=wanted, quantity=number, publisher=publisher.strip(), note=note)
    return state(actor, figure, stands_on, once=once)


@transaction.atomic
def state(actor: Actor, figure: Figure, stands_on: Linkage | Estimated | None, *, once: UUID | None = None) -> UUID:
    """Keeps a number of our own with what it stands on. Returns its id, or that of the same one. Raises Refused."""
    require(actor, "figures.write")
    in_order()
    if once and FigureRow.objects.filter(pk=once).exists():
        return once
    figure = msgspec.structs.replace(figure, stands_on=rules.ground(stands_on))
    refuse(rules.faults(figure))
    if (there := _there(actor).get(rules.digest(figure))) is not None:
        return there
    made = _keep(actor, figure, OWN, once or uuid.uuid4(), stands_on)
    log(actor.account, "figures.frozen", subject=made)
    return made


def mark(number: Quantity) -> str:
    """A number as a form carries it, to notice that it moved."""
    return f"{number.relation} {number.value} {number.most}"


def take_in_published(actor: Actor) -> int:
    """Keeps those figures that come with the program and are not kept yet. Returns how many these were."""
    return take_in(actor, published(), PUBLISHED)


@transaction.atomic
def take_in(actor: Actor, figures: Iterable[Figure], origin: str) -> int:
    """Keeps figures of others; one that is kept already stays as it is. Returns how many are new. Raises Refused."""
    require(actor, "figures.write")
    in_order()
    there, new = _there(actor), 0
    for figure in figures:
        refuse(rules.faults(figure))
        name = rules.digest(figure)
        if name not in there:
            there[name] = _keep(actor, figure, origin, uuid.uuid4())
            new += 1
    if new:
        log(actor.account, "figures.taken_in")
    return new


def _there(actor: Actor) -> dict[str, UUID]:
    return {kept.sha256: one for one, kept in access.figures(actor).items()}


def _keep(actor: Actor, figure: Figure, origin: str, made: UUID, stands_on: Linkage | Estimated | None = None) -> UUID:
    kept = Kept(
        figure=figure,
        sha256=rules.digest(figure),
        origin=origin,
        at=actor.now(),
        by=actor.account,
        linkage=stands_on if isinstance(stands_on, Linkage) else None,
        estimated=stands_on if isinstance(stands_on, Estimated) else None,
    )
    create(FigureRow, kept, actor.keys.key(actor.team(DOCUMENTATION)), id=made)
    return made


@transaction.atomic
def export(actor: Actor, kind: str, *, publish: bool, basis: str = "") -> bytes:
    """The figures as a file, all or those of one basis. `kind`: json or csv.

    To `publish`, own counts are rounded, and those left out that reviewers did not agree to.
    """
    require(actor, "figures.read")
    chosen = [each for each in access.figures(actor).values() if basis in ("", each.figure.definition.basis)]
    if publish:
        chosen = [each for each in chosen if publication.may_be_published(each)]
    given = [publication.protected(each) if publish else each for each in chosen]
    content = WRITERS[kind](_renamed(chosen, given))
    log(actor.account, "figures.exported_for_publication" if publish else "figures.exported")
    return content


def _renamed(chosen: list[Kept], given: list[Kept]) -> list[Figure]:
    """Figures whose parts name them as they go out: a rounded one has another digest."""
    names = {one.sha256: rules.digest(other.figure) for one, other in zip(chosen, given, strict=True)}
    return [
        msgspec.structs.replace(each.figure, part_of=names.get(each.figure.part_of, each.figure.part_of))
        for each in given
    ]
