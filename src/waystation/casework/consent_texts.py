"""What people are asked for each purpose, word for word: built-in texts, over which the organisation puts its own.

A version is never changed. The highest is in use; an answer keeps the words that it was an answer to.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.casework.models import ConsentTextRow
from waystation.casework.records import ConsentText
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.records import create
from waystation.vocabulary.vocabularies import terms
from waystation.vocabulary.written import instead_of
from waystation.web import languages

LANGUAGES = tuple(code for code, _name in languages.available())
JOURNEY = "journey"
"""No purpose of the list: what is read before somebody says yes to one journey, with that journey's own answer."""
_NAMESPACE = UUID("a1f0e6cc-4d0e-4f38-9a83-35a6f0c0a2b7")
_FILE = Path(__file__).with_name("consent_texts.toml")


@dataclass(frozen=True)
class Text:
    """One version of the text for one purpose; version 0 comes with the program."""

    purpose: str
    version: int
    texts: Mapping[str, str] = field(repr=False)

    @property
    def id(self) -> UUID:
        """What its purpose is called in an address."""
        return id_of(self.purpose)

    def spoken(self, language: str) -> tuple[str, str]:
        """The text for somebody of this language, and the language that it is in."""
        for each in (language, instead_of(language), "ru", "en"):
            if text := self.texts.get(each, "").strip():
                return text, each
        return "", language


def id_of(purpose: str) -> UUID:
    """What a purpose is called in an address."""
    return uuid5(_NAMESPACE, purpose)


@cache
def built_in() -> Mapping[str, Text]:
    """The texts that come with the program, by purpose."""
    said = tomllib.loads(_FILE.read_text("utf-8"))
    codes = [*(each.code for each in terms("consent_purposes")), JOURNEY]
    return {code: Text(code, 0, said[code]) for code in codes}


def versions(actor: Actor, purpose: str) -> list[tuple[Text, ConsentText | None]]:
    """Every version of one text, the one in use first; None beside the built-in one. Raises Absent."""
    if purpose not in built_in():
        raise Absent
    own = [record for record in _own(actor) if record.purpose == purpose]
    found = [(Text(purpose, each.version, each.texts), each) for each in own]
    return [*sorted(found, key=lambda pair: -pair[0].version), (built_in()[purpose], None)]


def current(actor: Actor) -> dict[str, Text]:
    """The text in use for each purpose."""
    found = dict(built_in())
    for each in sorted(_own(actor), key=lambda record: record.version):
        found[each.purpose] = Text(each.purpose, each.version, each.texts)
    return found


def asked_anew(actor: Actor) -> dict[str, ConsentText]:
    """By purpose the first version whose yes still counts; where nothing is said, each does."""
    return {each.purpose: each for each in sorted(_own(actor), key=lambda record: record.version) if each.anew}


def counts_from(actor: Actor) -> dict[str, int]:
    """The same as numbers."""
    return {purpose: each.version for purpose, each in asked_anew(actor).items()}


def shown(actor: Actor, purpose: str, version: int) -> Text:
    """The version that somebody had before them. Raises Absent."""
    for text, _record in versions(actor, purpose):
        if text.version == version:
            return text
    raise Absent


def purpose_of(text_id: UUID) -> str:
    """The purpose that an address names. Raises Absent."""
    for purpose in built_in():
        if id_of(purpose) == text_id:
            return purpose
    raise Absent


@transaction.atomic
def change(actor: Actor, purpose: str, texts: Mapping[str, str], *, seen: int, anew: bool = False) -> int:
    """Puts a new version into use and returns its number. Raises Absent, Stale where somebody was faster.

    `anew`: the gate lets nothing through any more by a yes to an earlier one.
    """
    require(actor, "consent.texts")
    newest = versions(actor, purpose)[0][0].version
    if newest != seen:
        raise Stale
    record = ConsentText(
        purpose=purpose, version=newest + 1, texts=dict(texts), anew=anew, by=actor.account, at=actor.now()
    )
    team = actor.team(DUTY)
    try:
        with transaction.atomic():
            row = create(ConsentTextRow, record, actor.keys.key(team), id=uuid5(team, f"{purpose} {record.version}"))
    except IntegrityError:
        raise Stale from None
    log(actor.account, "consent.text_changed", subject=row.pk)
    return record.version


def _own(actor: Actor) -> list[ConsentText]:
    return [record for _row, record in stubs(actor, ConsentTextRow.objects.filter(locator=actor.team(DUTY)))]
