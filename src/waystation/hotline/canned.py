"""Texts to answer with: built-in ones, over which coordinators put their own. Placeholders stand in braces.

{persona}     the name that the answer is signed with      {hours}    within how many hours we answer
{name}        what the other side wants to be called       {check}    the page that confirms a code
{name_after}  the same after a comma, or nothing           {address}  the page that shows our channels
{code}        the message's own code, known only once it is sent
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import own_rules
from waystation.hotline.models import CannedRow
from waystation.hotline.records import CannedRecord, RequestStub
from waystation.hotline.wording import CANNED_TITLES
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.records import create, rewrite
from waystation.vocabulary.written import instead_of
from waystation.web import languages

NAMES = ("persona", "hours", "name", "name_after", "code", "check", "address")
LANGUAGES = tuple(code for code, _name in languages.available())
LATER = ("code",)  # filled when the answer is sent

_FILE = Path(__file__).with_name("canned.toml")
_NAMESPACE = UUID("0d1b8a52-92f7-4a0e-8b5e-5a3f4f1c7e20")
_PLACEHOLDER = re.compile(r"\{([a-z_]{1,20})\}")


@dataclass(frozen=True)
class Canned:
    """One text to answer with. `own`: the organisation wrote it, or changed the built-in one."""

    code: str
    texts: Mapping[str, str] = field(repr=False)
    named: str = ""
    own: bool = False

    @property
    def title(self) -> str:
        return self.named or str(CANNED_TITLES[self.code])

    @property
    def id(self) -> UUID:
        """What it is called in an address: no word of the organisation's stands there."""
        return uuid5(_NAMESPACE, self.code)

    def spoken(self, language: str) -> tuple[str, str]:
        """The text for somebody of this language, and the language that it is in."""
        for each in (language, instead_of(language), "ru", *LANGUAGES):
            if text := self.texts.get(each, "").strip():
                return text, each
        return "", language


@dataclass(frozen=True)
class Put:
    """A text as it goes into the box: what stayed without a value, and the language where it is another one."""

    text: str = field(repr=False)
    unfilled: tuple[str, ...] = ()
    instead: str = ""


@cache
def built_in() -> tuple[Canned, ...]:
    """The texts that come with the program."""
    read: list[dict[str, Any]] = tomllib.loads(_FILE.read_text("utf-8"))["text"]
    return tuple(Canned(each["code"], each["texts"]) for each in read)


def listed(actor: Actor) -> list[Canned]:
    """Every text that can be chosen, the organisation's own over the built-in ones."""
    require(actor, "hotline.answer")
    own = {record.code: record for _, record in _rows(actor)}
    named = [one for one in built_in() if one.code not in own]
    mine = [Canned(one.code, one.texts, one.title, own=True) for one in own.values() if not one.withdrawn]
    return sorted((*named, *mine), key=lambda one: one.title.casefold())


def chosen(actor: Actor, canned_id: UUID) -> Canned:
    """One of them. Raises Absent."""
    for each in listed(actor):
        if each.id == canned_id:
            return each
    raise Absent


def is_built_in(code: str) -> bool:
    return any(one.code == code for one in built_in())


def put(actor: Actor, stub: RequestStub, text: Canned) -> Put:
    """The text for this counterpart."""
    said, language = text.spoken(stub.language)
    filled = fill(said, values(actor, stub, language))
    return Put(filled, unfilled(filled), language if language != stub.language else "")


def values(actor: Actor, stub: RequestStub, language: str) -> dict[str, str]:
    """What stands for the placeholders here; what is not known has none."""
    home = f"{settings.WAYSTATION_ORIGIN.rstrip('/')}/{language}"
    name = stub.name if stub.channel == "web" else ""
    known = {
        "persona": actor.persona,
        "hours": str(own_rules.current(actor).first_reply_hours),
        "name": name,
        "check": f"{home}/check",
        "address": f"{home}/ours",
    }
    return {key: value for key, value in known.items() if value} | {"name_after": f", {name}" if name else ""}


def fill(text: str, known: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), text)


def with_code(text: str, code: str) -> str:
    """The text with the code of its message."""
    return fill(text, {"code": code})


def unfilled(text: str, *, but: Iterable[str] = LATER) -> tuple[str, ...]:
    """The placeholders of ours that nobody filled, each once, in order."""
    found = (name for name in _PLACEHOLDER.findall(text) if name in NAMES and name not in but)
    return tuple(dict.fromkeys(found))


def unknown(text: str) -> tuple[str, ...]:
    """What looks like a placeholder and is none of ours."""
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name not in NAMES))


@transaction.atomic
def keep(actor: Actor, code: str, title: str, texts: Mapping[str, str], *, withdrawn: bool = False) -> None:
    """Puts a text in the place of the one with its code, or adds it. Raises Stale."""
    require(actor, "hotline.canned")
    kept = CannedRecord(
        code=code, title=title, texts=dict(texts), withdrawn=withdrawn, by=actor.account, at=actor.now()
    )
    row = next((row for row, record in _rows(actor) if record.code == code), None)
    row = rewrite(row, kept, actor.keys) if row else create(CannedRow, kept, actor.keys.key(actor.team(DUTY)))
    log(actor.account, "hotline.canned_changed", subject=row.pk)


def withdraw(actor: Actor, canned_id: UUID) -> None:
    """Offers a text no more. Raises Absent, Stale."""
    gone = chosen(actor, canned_id)
    keep(actor, gone.code, gone.title, gone.texts, withdrawn=True)


def _rows(actor: Actor) -> list[tuple[CannedRow, CannedRecord]]:
    """The organisation's own texts; of two of one code, which only force can have made, the newer."""
    found = stubs(actor, CannedRow.objects.filter(locator=actor.team(DUTY)))
    newest = {record.code: (row, record) for row, record in sorted(found, key=lambda pair: pair[1].at)}
    return list(newest.values())
