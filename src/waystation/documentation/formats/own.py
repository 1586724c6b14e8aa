"""What a file of our own form says, JSON or tables. Pure.

Ids are kept where the record is here. Another installation's records get ids that follow from theirs: a file never
chooses the id of a row.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from waystation.documentation.formats.drafting import Draft, Ids, replace
from waystation.documentation.formats.kinds import KINDS
from waystation.documentation.formats.whole import OwnTerm, Records, without_ours


def drafted(records: Records, terms: Iterable[OwnTerm], ids: Ids) -> Draft:
    """What the file would become."""
    draft = Draft(ids)
    renamed = {(kind.name, one): ids(kind.name, str(one)) for kind in KINDS for one in records[kind.name]}
    for kind in KINDS:
        for one, record in records[kind.name].items():
            changed: dict[str, Any] = {
                name: renamed[target, getattr(record, name)]
                for name, target in kind.refers.items()
                if getattr(record, name) is not None
            }
            if kind.name == "events":
                changed["chain"] = tuple(_links(draft, record.chain, renamed))
            draft.records[kind.name][renamed[kind.name, one]] = replace(without_ours(record), **changed)
            draft.map(kind.name, kind.name)
    for each in terms:
        draft.leave(f"{each.en or each.code} ({each.vocabulary})", "own_term")
    return draft


def _links(draft: Draft, chain: Iterable[Any], renamed: dict[tuple[str, UUID], UUID]) -> Iterable[Any]:
    for link in chain:
        if ("events", link.event) in renamed:
            yield replace(link, event=renamed["events", link.event])
        else:
            draft.leave("chain", "link")
