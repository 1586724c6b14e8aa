"""What a file would become: records, with what was made of each of its fields and terms, and what is left out. Pure.

Nothing is lost in silence: what has no field of ours stands as text in the remarks, and what stands nowhere is told.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from waystation.documentation import rules
from waystation.documentation.assertions import HAPPENED
from waystation.documentation.dates import PartialDate, read, surely_before
from waystation.documentation.formats import outside
from waystation.documentation.formats.kinds import CODED, KINDS
from waystation.documentation.formats.whole import MOST_CHARACTERS, OwnTerm, Records
from waystation.documentation.records import Arrest
from waystation.mail.words import clean

Ids = Callable[[str, str], UUID]
"""The id of a record: of its kind, and of the mark by which the file knows it."""

TITLE_CHARACTERS = NAME_CHARACTERS = 120  # as in the forms
AS_TEXT = "text"
"""Where a field goes that we have none for: the remarks, with its name before it."""

replace = msgspec.structs.replace
_ROOM = re.compile(r"[ \t]*\n[ \t]*")


@dataclass
class Draft:
    """`mapped` counts what of theirs became which field or term of ours, `left` what was left out and why (a code).

    `unknown` are terms of theirs that we do not have: they stand as text, and are never added to our lists. `units`
    counts records of which only whoever takes the file in can say whether they are one person: by their counting unit.
    """

    ids: Ids
    records: Records = field(default_factory=lambda: {kind.name: {} for kind in KINDS}, repr=False)
    mapped: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    left: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    units: Counter[str] = field(default_factory=Counter, repr=False)

    def add(self, kind: str, mark: str, record: Any) -> UUID:
        """Keeps a record; the same mark is the same record. Returns its id."""
        one = self.ids(kind, mark)
        self.records[kind].setdefault(one, record)
        return one

    def keep(self, kind: str, number: str, record: Any) -> UUID:
        """Keeps a record by its number in the file. Another one of that number is kept beside it, and told."""
        mark, times = number, 1
        while self.records[kind].get(self.ids(kind, mark), record) != record:
            times += 1
            mark = f"{number}#{times}"
        if times > 1:
            self.leave(number, "number")
        return self.add(kind, mark, record)

    def map(self, theirs: str, ours: str) -> None:
        """Something of theirs became something of ours."""
        self.mapped[theirs, ours] += 1

    def leave(self, theirs: str, why: str) -> None:
        """Something of theirs is left out."""
        self.left[theirs, why] += 1

    def miss(self, theirs: str, ours: str) -> None:
        """A term of theirs is none of ours; `ours` is what stands in its place."""
        self.unknown[theirs, ours] += 1


class Texts:
    """Lines that end in the remarks of a record: what has no field of its own."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, text: str, label: str = "") -> None:
        """A line, with what it is called before it."""
        if said := text.strip():
            self._lines.append(f"{label}: {said}" if label else said)

    def __str__(self) -> str:
        return cut("\n".join(self._lines))


def cut(text: str, most: int = MOST_CHARACTERS) -> str:
    """A text as long as a field may be, as it may stand on every page."""
    tidy = clean(text)[0].strip()
    return tidy if len(tidy) <= most else tidy[: most - 1] + "…"


def line(text: str, most: int) -> str:
    """The same on one line."""
    return cut(" ".join(text.split()), most)


def day(text: str) -> PartialDate | None:
    """A date as other programs write it. Raises ValueError for one that there is not."""
    said = text.strip().replace("/", "-")
    if re.fullmatch(r"\d{8}", said):
        said = f"{said[:4]}-{said[4:6]}-{said[6:]}"
    said = re.sub(r"[T ]\d{2}:\d{2}.*$", "", said)
    if not said or set(said) <= set("0-"):
        return None
    said = re.sub(r"(-00)+$", "", said)  # a month or a day of zeros is not known
    found = read(said)
    return None if found and found.day == date.min else found  # by which some programs say: not known


def known_codes(own: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """The codes that may stand in each coded field, with those that the organisation added."""
    names = {*CODED.values(), "deprivation_conditions"}
    return {name: rules.codes(name) | frozenset(own.get(name, ())) for name in names}


FALLBACK = {
    ("acts", "kind"): "other",
    ("involvements", "degree"): "unknown",
    ("information", "connection"): "unknown",
    ("information", "reliability"): "F",
    ("information", "credibility"): "6",
    ("statements", "kind"): "other",
    ("assertions", "connection"): "unknown",
    ("assertions", "reliability"): "F",
    ("assertions", "credibility"): "6",
}
"""What stands where a term is not known and there has to be one; elsewhere nothing does."""


def settle(draft: Draft, known: Mapping[str, frozenset[str]], meanings: Mapping[tuple[str, str], OwnTerm]) -> None:
    """Puts records right that other hands wrote: terms that are not known become text, ends before beginnings too.

    `meanings` says what the file itself says of terms of its own: the published one that it calls nearest stands there.
    """
    words: dict[UUID, tuple[str, str]] = {}
    for kind, found in draft.records.items():
        for one, record in found.items():
            found[one] = settled = _settled(draft, kind, record, known, meanings)
            if kind == "statements":
                words[one] = record.text, settled.text
            elif kind == "assertions" and record.statement in words:
                found[one] = outside.moved(settled, *words[record.statement], lambda text: clean(text)[0])


def _settled(
    draft: Draft,
    kind: str,
    record: Any,
    known: Mapping[str, frozenset[str]],
    meanings: Mapping[tuple[str, str], OwnTerm],
) -> Any:
    texts, changed = Texts(), dict[str, Any]()
    for (name, attribute), vocabulary in CODED.items():
        if name != kind:
            continue
        value = getattr(record, attribute)
        codes = value if isinstance(value, tuple) else (value,) if value else ()
        strange = [code for code in codes if code not in known[vocabulary]]
        for code in strange:
            meant = meanings.get((vocabulary, code))
            said = (meant and meant.en) or code
            instead = "" if isinstance(value, tuple) else _instead(kind, attribute, code, known[vocabulary], meant)
            draft.miss(said, f"{vocabulary}:{instead}" if instead else AS_TEXT)
            texts.add(said, vocabulary)
            if not isinstance(value, tuple):
                changed[attribute] = instead
        if isinstance(value, tuple) and strange:
            changed[attribute] = tuple(code for code in value if code in known[vocabulary])
    said_of = getattr(record, "value", "") if getattr(record, "property", "") == HAPPENED else ""
    if ("acts", said_of) in meanings and said_of not in known["acts"]:  # a term of theirs: it becomes what its act does
        meant = meanings["acts", said_of]
        changed["value"] = _instead("acts", "kind", said_of, known["acts"], meant)
        draft.miss(meant.en or said_of, f"acts:{changed['value']}")
    arrest = getattr(record, "arrest", None)
    if arrest is not None:
        changed |= _conditions(draft, arrest, known["deprivation_conditions"], texts)
    began, ended = getattr(record, "began", None), getattr(record, "ended", None)
    if began and ended and surely_before(ended, began):
        texts.add(str(ended), "ended")
        changed["ended"] = None
        draft.map(f"{kind}.ended", AS_TEXT)
    remarks = next((name for name in ("remarks", "note") if hasattr(record, name)), "")
    if str(texts) and remarks:  # what has neither is told as a term that is not known
        changed[remarks] = cut("\n".join(filter(None, (getattr(record, remarks), str(texts)))))
    return _tidy(replace(record, **changed))


def _instead(kind: str, attribute: str, code: str, known: frozenset[str], meant: OwnTerm | None) -> str:
    if meant is not None and meant.nearest in known:
        return meant.nearest
    group = code.rpartition(".")[0]
    return group if group in known else FALLBACK.get((kind, attribute), "")


def _conditions(draft: Draft, arrest: Arrest, known: frozenset[str], texts: Texts) -> dict[str, Any]:
    strange = [code for code in arrest.conditions if code not in known]
    for code in strange:
        draft.miss(code, AS_TEXT)
        texts.add(code, "deprivation_conditions")
    return {"arrest": replace(arrest, conditions=tuple(each for each in arrest.conditions if each in known))}


def _tidy(record: Any) -> Any:
    """The same with every text as it may stand on a page."""
    changed: dict[str, Any] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str):
            changed[name] = clean(value)[0]
        elif isinstance(value, msgspec.Struct) and not isinstance(value, PartialDate):
            changed[name] = _tidy(value)
    return replace(record, **changed)
