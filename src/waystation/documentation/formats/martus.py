"""What an XML export of Martus says, as records of ours. Pure.

The file: `MartusBulletins` with `MartusBulletin`, in each what its fields are called (`MainFieldSpecs`,
`PrivateFieldSpecs`) and their values (`FieldValues`). A bulletin is an event with whoever wrote it as its source;
fields that an organisation made for itself stand as text, with their own labels before them.
"""

import hashlib
import re
from typing import Any

from waystation.documentation.dates import PartialDate
from waystation.documentation.formats.drafting import (
    AS_TEXT,
    NAME_CHARACTERS,
    TITLE_CHARACTERS,
    Draft,
    Ids,
    Texts,
    cut,
    day,
    line,
)
from waystation.documentation.records import Event, Information, Person, PlaceName

ROOT = "MartusBulletins"
_STANDARD = {
    "title": "events.title",
    "eventdate": "events.began",
    "location": "events.place",
    "summary": "events.description",
    "publicinfo": "events.description",
    "privateinfo": "events.remarks",
    "author": "information.source",
    "organization": "information.note",
    "entrydate": "information.told",
}
_RANGE = re.compile(r"(?:Range:)?\s*([^,]*),(.*)", re.DOTALL)
_ATTACHED = ("TopAttachmentList", "BottomAttachmentList", "AttachmentList")


def drafted(tree: list[Any], ids: Ids) -> Draft:
    """What the file would become."""
    draft = Draft(ids)
    for element in tree[3]:
        if element[0] == "MartusBulletin":
            _bulletin(element, draft)
        else:
            draft.leave(element[0], "bookkeeping")
    return draft


def _child(element: list[Any], *path: str) -> list[Any]:
    """What stands in an element under some tags, an empty element where nothing does."""
    for tag in path:
        element = next((each for each in element[3] if each[0] == tag), [tag, {}, "", []])
    return element


def _text(element: list[Any], *path: str) -> str:
    return str(_child(element, *path)[2]).strip()


def _labels(bulletin: list[Any]) -> dict[str, tuple[str, list[str]]]:
    """What each field is called, and of a table what its columns are."""
    found = {}
    for specs in ("MainFieldSpecs", "PrivateFieldSpecs"):
        for each in _child(bulletin, specs)[3]:
            tag = _text(each, "Tag")
            columns = [_text(column, "Label") for column in _child(each, "GridSpecDetails")[3] if column[0] == "Column"]
            found[tag] = (_text(each, "Label") or tag, columns)
    return found


def _values(bulletin: list[Any]) -> dict[str, list[Any]]:
    fields = [each for each in _child(bulletin, "FieldValues")[3] if each[0] == "Field"]
    return {each[1].get("tag", ""): _child(each, "Value") for each in fields}


def _mark(bulletin: list[Any], values: dict[str, list[Any]]) -> str:
    """By what a bulletin is known through all its versions: the first of them; one without a number by what it says."""
    meta = _child(bulletin, "BulletinMetaData")
    ancestors = [each[2].strip() for each in _child(meta, "History")[3] if each[0] == "Ancestor" and each[2].strip()]
    account, own = _text(meta, "AuthorAccountId"), _text(meta, "BulletinLocalId")
    if own:
        return f"{account} {(ancestors or [own])[0]}"
    told = "\0".join(f"{tag}={_flat(value)}" for tag, value in sorted(values.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def _flat(element: list[Any]) -> str:
    return " ".join([str(element[2]), *(_flat(each) for each in element[3])]).strip()


def _bulletin(bulletin: list[Any], draft: Draft) -> None:
    labels, values = _labels(bulletin), _values(bulletin)
    mark, texts, telling = _mark(bulletin, values), Texts(), Texts()
    for tag in _STANDARD.keys() & values.keys():
        if _flat(values[tag]):
            draft.map(tag, _STANDARD[tag])
    title = _flat(values.get("title", ["", {}, "", []]))
    shown = line(title or f"? {mark.rpartition(' ')[2][:20]}", TITLE_CHARACTERS)
    if title and shown != title:
        texts.add(title, "title")
    began, ended = _dates(_said(values, "eventdate"), texts, draft)
    texts.add(_said(values, "privateinfo"))
    for tag, value in values.items():
        if tag not in _STANDARD:
            _custom(tag, value, labels.get(tag, (tag, [])), texts, draft)
    if any(_child(bulletin, each)[3] for each in _ATTACHED):
        draft.leave("AttachmentList", "files")
    if _child(bulletin, "BulletinMetaData")[3]:
        draft.leave("BulletinMetaData", "bookkeeping")
    event = draft.add(
        "events",
        mark,
        Event(
            title=shown,
            began=began,
            ended=ended,
            place=PlaceName(locality=line(_said(values, "location"), 80)),
            description=cut("\n\n".join(filter(None, (_said(values, "summary"), _said(values, "publicinfo"))))),
            remarks=str(texts),
        ),
    )
    author, organisation = _said(values, "author"), _said(values, "organization")
    if author or organisation:
        name = line(author or organisation, NAME_CHARACTERS)
        told, _end = _dates(_said(values, "entrydate"), telling, draft)
        telling.add(organisation)
        who = draft.add("persons", f"author {name.casefold()}", Person(called=name))
        draft.add(
            "information", f"author of {mark}", Information(event=event, source=who, told=told, note=str(telling))
        )


def _said(values: dict[str, list[Any]], tag: str) -> str:
    return _flat(values[tag]) if tag in values else ""


def _dates(text: str, texts: Texts, draft: Draft) -> tuple[PartialDate | None, PartialDate | None]:
    """A day, or from one to another; what cannot be read stands in the texts."""
    said = text.removeprefix("Simple:").strip()
    if not said:
        return None, None
    found = _RANGE.fullmatch(said)
    parts = [found[1], found[2]] if found else [said.removeprefix("Range:")]
    try:
        began, *rest = [day(part) for part in parts]
    except ValueError:
        draft.map("eventdate", AS_TEXT)
        texts.add(text)
        return None, None
    ended = rest[0] if rest else None
    return began, None if ended == began else ended


def _custom(tag: str, value: list[Any], called: tuple[str, list[str]], texts: Texts, draft: Draft) -> None:
    """A field that the organisation made: its label and its value, of a table line by line."""
    label, columns = called
    rows = [each for each in _child(value, "GridData")[3] if each[0] == "Row"]
    if rows:
        draft.map(label, AS_TEXT)
    for row in rows:
        cells = [_plain(_flat(each)) for each in row[3] if each[0] == "Column"]
        named = [f"{columns[at]}: {cell}" if at < len(columns) else cell for at, cell in enumerate(cells) if cell]
        texts.add("; ".join(named), label)
    if not rows and _flat(value):
        draft.map(label, AS_TEXT)
        texts.add(_plain(_flat(value)), label)


def _plain(text: str) -> str:
    return (
        re.sub(r"^(?:Simple|Range):", "", text).replace(",", " – ") if text.startswith(("Simple:", "Range:")) else text
    )
