"""Records in parts that are each a whole file, since no more than so many are taken in at once. Pure.

Events that lead to each other or stand in one statement are in one part, so that nothing that refers to another is cut.
People stand in each part that names them: whoever takes the parts in makes each of them once.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from waystation.documentation.formats.kinds import BY_NAME, KINDS, references
from waystation.documentation.formats.whole import MOST_BYTES, MOST_RECORDS, Records

OfEvents = Callable[[Records, set[UUID]], Records]
"""Some events of all records with what belongs to them and whom it names."""


def size(records: Records) -> int:
    """How many records these are."""
    return sum(map(len, records.values()))


def in_parts(records: Records, of_events: OfEvents, most: int = MOST_RECORDS) -> Iterator[Records]:
    """The same in parts of no more than so many, but for one whose events all hang together."""
    left = {kind: dict(found) for kind, found in records.items()}
    for part in _with_events(records, of_events, most):
        for kind, found in part.items():
            for one in found:
                left[kind].pop(one, None)
        yield part
    yield from _without_events(records, left, most)


def _with_events(records: Records, of_events: OfEvents, most: int) -> Iterator[Records]:
    wanted, rows, people = set[UUID](), 0, set[UUID]()
    belonging = _belonging(records)
    for events in _groups(records):
        more = sum(len(belonging[one][0]) + 1 for one in events)
        named = set().union(*(belonging[one][1] for one in events))
        if wanted and rows + more + len(people | named) > most:
            yield of_events(records, wanted)
            wanted, rows, people = set(), 0, set()
        wanted, rows, people = wanted | events, rows + more, people | named
    if wanted:
        yield of_events(records, wanted)


def _belonging(records: Records) -> dict[UUID, tuple[set[UUID], set[UUID]]]:
    """What belongs to each event, and which people it names; of these what is told of their lives goes along."""
    found: dict[UUID, tuple[set[UUID], set[UUID]]] = {one: (set(), set()) for one in records["events"]}
    told: dict[UUID, set[UUID]] = {}
    for kind in KINDS:
        for one, record in records[kind.name].items() if kind.name not in ("persons", "events") else ():
            people = {ref for _field, at, ref in references(kind, record) if at == "persons"}
            events = getattr(record, "events", ()) or filter(None, (getattr(record, "event", None),))
            for event in events:
                found[event][0].add(one)
                found[event][1].update(people)
            if kind.name in ("biographic_details", "comparisons"):
                for person in people:
                    told.setdefault(person, set()).add(one)
    for rows, people in found.values():
        rows.update(*(told.get(person, ()) for person in people))
    return found


def _groups(records: Records) -> list[set[UUID]]:
    """Events that hang together, in one order."""
    of = {one: {one} for one in records["events"]}

    def join(events: Iterable[UUID]) -> None:
        together = sorted((of[one] for one in events if one in of), key=len)
        for some in together[:-1]:
            if some is not together[-1]:
                together[-1].update(some)
                of.update(dict.fromkeys(some, together[-1]))

    for one, event in records["events"].items():
        join([one, *(link.event for link in event.chain)])
    for statement in records["statements"].values():
        join(statement.events)
    return sorted({id(some): some for some in of.values()}.values(), key=min)


def _without_events(records: Records, left: Records, most: int) -> Iterator[Records]:
    """What no part with events holds: people of whom no event tells, lives, comparisons, statements on no event."""
    part: Records = {kind.name: {} for kind in KINDS}
    for kind in KINDS:
        for one, record in sorted(left[kind.name].items()):
            named = {(at, ref) for _field, at, ref in references(BY_NAME[kind.name], record)}
            more = {(at, ref): records[at][ref] for at, ref in named if ref not in part[at]}
            if size(part) + len(more) + 1 > most:
                yield part
                part = {each.name: {} for each in KINDS}
                more = {(at, ref): records[at][ref] for at, ref in named}
            for (at, ref), each in more.items():
                part[at][ref] = each
            part[kind.name][one] = record
    if size(part):
        yield part


def as_files(records: Records, of_events: OfEvents, pack: Callable[[Records], bytes], most: int) -> Iterator[bytes]:
    """The same as files, none of more bytes than are taken in at once where it can be parted."""
    for part in in_parts(records, of_events, most):
        content = pack(part)
        if len(content) > MOST_BYTES and size(part) > 1 and most > 1:
            yield from as_files(part, of_events, pack, min(most, size(part)) // 2)
        else:
            yield content


def as_zip(contents: Iterable[bytes], ending: str) -> bytes:
    """Files that are numbered in one: always the same for the same files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents, 1):
            archive.writestr(zipfile.ZipInfo(f"events-{number:02}.{ending}"), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
