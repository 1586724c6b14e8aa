"""What a file of our own form says, JSON or tables. Pure.

Ids are kept where the record is here. Another installation's records get ids that follow from theirs: a file never
chooses the id of a row.
"""

from collections.abc import Container, Iterable
from typing import Any
from uuid import UUID

from waystation.documentation.formats.drafting import Draft, Ids, replace
from waystation.documentation.formats.kinds import KINDS, renamed
from waystation.documentation.formats.whole import OwnTerm, Records, without_ours


def drafted(records: Records, terms: Iterable[OwnTerm], ids: Ids, exhibits: Container[str] = ()) -> Draft:
    """What the file would become. `exhibits` are the SHA-256 of those that are here."""
    draft = Draft(ids)
    unsupported: set[UUID] = set()
    known = {(kind.name, one): ids(kind.name, str(one)) for kind in KINDS for one in records[kind.name]}
    for kind in KINDS:
        for one, record in records[kind.name].items():
            changed: dict[str, Any] = {}
            if kind.name == "events":
                changed["chain"] = tuple(_links(draft, record.chain, known))
            elif kind.name == "statements" and record.exhibit and record.exhibit not in exhibits:
                draft.leave(record.exhibit, "exhibit")
                changed["exhibit"] = ""
                unsupported.add(one)
            elif kind.name == "assertions" and record.finding and record.statement in unsupported:
                draft.leave("assertions.finding", "exhibit")
                changed["finding"] = False
            made = renamed(kind, record, lambda target, ref: known[target, ref])
            draft.records[kind.name][known[kind.name, one]] = replace(without_ours(made), **changed)
            draft.map(kind.name, kind.name)
    for each in terms:
        draft.leave(f"{each.en or each.code} ({each.vocabulary})", "own_term")
    return draft


def _links(draft: Draft, chain: Iterable[Any], known: dict[tuple[str, UUID], UUID]) -> Iterable[Any]:
    for link in chain:
        if ("events", link.event) in known:
            yield replace(link, event=known["events", link.event])
        else:
            draft.leave("events.chain", "link")
