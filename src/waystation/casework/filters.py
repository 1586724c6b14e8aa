"""What narrows the list of cases. An address holds codes alone; what a region is called stands in none."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from waystation.casework import rules, stages
from waystation.casework.records import Filters
from waystation.casework.shown import GROUPS
from waystation.vault import half

ALL, OPEN, SILENT, DUE, WITHOUT_NEXT, URGENT = "all", "open", "silent", "due", "without_next", "urgent"
OVERDUE = "overdue"
TOGETHER, NOBODYS = "together", "nobody's"
PRESSING, BY_DUE, BY_NAME, NEWEST = SORTS = ("pressing", "due", "name", "newest")
NEXT_STEPS = (OVERDUE, WITHOUT_NEXT)


def urgency(code: str) -> Hashable:
    """The group of the cases of one urgency."""
    return "urgency", code


def stage(code: str) -> Hashable:
    """The group of the cases in one stage."""
    return "stage", code


def origin(region: str) -> Hashable:
    """The group of those who come from one region."""
    return "origin", region


def together(batch: UUID) -> Hashable:
    """The group of the cases that were changed together."""
    return TOGETHER, batch


def origin_code(region: str) -> str:
    """What stands for a region in an address: without the vault half nobody can tell which."""
    return half.digest(b"origin of a case", region.encode(), 8).hex()


def asked(said: Mapping[str, str], regions: Iterable[str]) -> Filters:
    """What an address asks for; what is no code of ours asks for nothing."""
    wanted = said.get("origin", "")
    return Filters(
        group=_one_of(said.get("group"), GROUPS, OPEN),
        stage=_one_of(said.get("stage"), stages.STAGES),
        owner=_account(said.get("owner", "")),
        urgency=_one_of(said.get("urgency"), rules.URGENCIES),
        origin=next((region for region in regions if origin_code(region) == wanted), "") if wanted else "",
        next_step=_one_of(said.get("next"), NEXT_STEPS),
        sort=_one_of(said.get("sort"), SORTS, PRESSING),
    )


def address(wanted: Filters, **other: Any) -> str:
    """The address of the list with these filters."""
    return "?" + urlencode(codes(wanted) | other)


def codes(wanted: Filters) -> dict[str, str]:
    """The filters as an address has them, without what says nothing."""
    told = {
        "group": wanted.group,
        "stage": wanted.stage,
        "owner": str(wanted.owner or ""),
        "urgency": wanted.urgency,
        "origin": origin_code(wanted.origin) if wanted.origin else "",
        "next": wanted.next_step,
        "sort": wanted.sort if wanted.sort != PRESSING else "",
    }
    return {name: code for name, code in told.items() if code}


def groups(wanted: Filters, *, everywhere: bool = False) -> list[Hashable]:
    """The groups of the register that a case has to be in; `everywhere`: whatever its group of stages."""
    group = ALL if everywhere or wanted.stage else wanted.group
    found: list[Hashable] = [(group, wanted.owner) if wanted.owner else group]
    found += [stage(wanted.stage)] if wanted.stage else []
    found += [urgency(wanted.urgency)] if wanted.urgency else []
    found += [origin(wanted.origin)] if wanted.origin else []
    return found + ([wanted.next_step] if wanted.next_step else [])


def is_narrow(wanted: Filters) -> bool:
    """Whether more is asked for than a group of stages and who is responsible."""
    return bool(wanted.stage or wanted.urgency or wanted.origin or wanted.next_step)


def _one_of(code: str | None, known: Iterable[str], default: str = "") -> str:
    return code if code is not None and code in known else default


def _account(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
