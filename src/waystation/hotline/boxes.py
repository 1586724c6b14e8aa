"""The hotline's mailboxes, as the settings name them: each one address of ours, with what belongs to it.

The first is [mail] itself; each further one is a table [[mail.mailbox]] of the same form.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from waystation.mail import tables
from waystation.mail.imap import ImapSettings
from waystation.mail.lookalike import readable
from waystation.mail.oauth import OAuthSettings
from waystation.mail.transport import SmtpSettings

_OF_A_BOX = ("addresses", "name", "language", "authserv_id", "one_sender", "imap", "smtp")
_OF_ALL = ("address", "mailbox", "limit_bytes", "maildir", "duty_address", "subjects")
TOKENS = "tokens.json"


@dataclass(frozen=True, kw_only=True)
class Box:
    """One address that people write to and are answered from. `addresses` are others that lead to it.

    `mailbox` is empty, or this is one of those others, as `of` gives it, and `mailbox` the address that it leads to.
    `one_sender`: the account may not write as the others; what came to them is answered from the mailbox's own.

    `name` stands before the address in what leaves, in place of the persona; `language` is that of people whose own
    cannot be told; `authserv_id` is the name under which the mail server in front reports on senders (RFC 8601).
    """

    address: str
    addresses: tuple[str, ...] = ()
    name: str = ""
    language: str = ""
    authserv_id: str = ""
    one_sender: bool = False
    mailbox: str = ""
    imap: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    smtp: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def all_addresses(self) -> set[str]:
        """In lower case."""
        return {address.casefold() for address in (self.address, *self.addresses)}

    @property
    def home(self) -> str:
        """The address of the mailbox itself, whose accounts these are."""
        return self.mailbox or self.address

    @property
    def doors(self) -> "list[Box]":
        """Itself, and the same once under each further address."""
        return [self, *(replace(self, address=address, mailbox=self.address) for address in self.addresses)]

    @property
    def senders(self) -> "list[Box]":
        """Those of `doors` that mail may leave from."""
        return [self] if self.one_sender else self.doors

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def submission(self) -> SmtpSettings | None:
        """The account that its mail leaves by; None where no mail server is named. Raises TypeError, ValueError."""
        table = self.smtp or settings.WAYSTATION_MAIL.get("smtp", {})
        return tables.made(SmtpSettings, {"domain": self.domain} | _with_oauth(table)) if table else None

    def accounts(self) -> list[ImapSettings]:
        """The mailboxes at providers that it is fetched from. Raises TypeError, ValueError."""
        common = {"max_bytes": settings.WAYSTATION_MESSAGE_LIMIT}
        own = {"address": self.address}
        return [tables.made(ImapSettings, common | _with_oauth(table) | own) for table in self.imap]


def _with_oauth(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table of the settings with what [….oauth] in it says, made ready."""
    oauth = table.get("oauth")
    if oauth is None:
        return dict(table)
    tables.check("oauth", oauth, Mapping)
    kept = {"kept_in": Path(settings.WAYSTATION_DATA) / TOKENS}
    return dict(table) | {"oauth": tables.made(OAuthSettings, dict(oauth) | kept)}


def every() -> list[Box]:
    """All of them, the first one first. Raises TypeError, ValueError for tables that cannot be used."""
    return list(_every_and_whose()[0])


Made = tuple[list[Box], dict[str, Box]]
_made: tuple[Any, Made] | None = None


def _every_and_whose() -> Made:
    """All mailboxes, and whose each address is. Asked for several times at each message; changed by a restart."""
    global _made
    of = settings.WAYSTATION_MAIL, settings.WAYSTATION_MAIL_ADDRESS
    if _made is None or _made[0] != of:
        found = _boxes(*of)
        _made = copy.deepcopy(of), (found, {readable(door.address): door for box in found for door in box.doors})
    return _made[1]


def _boxes(mail: Mapping[str, Any], address: str) -> list[Box]:
    own = {name: mail[name] for name in _OF_A_BOX if name in mail}
    for name in mail:
        if name not in (*_OF_A_BOX, *_OF_ALL):
            raise ValueError(tables.unknown(name, [*_OF_A_BOX, *_OF_ALL]))
    tables.check("mailbox", mail.get("mailbox", []), tuple[Mapping[str, Any], ...])
    found = [_box(own | {"address": address}), *map(_box, mail.get("mailbox", []))]
    named = [address for box in found for address in box.all_addresses]
    if len(named) != len(set(named)):
        raise ValueError("two mailboxes have the same address")
    return found


def _box(table: Mapping[str, Any]) -> Box:
    tables.check("mailbox", table, Mapping)
    box = tables.made(Box, table)
    for address in (box.address, *box.addresses):
        if not isinstance(address, str) or "@" not in address:
            raise ValueError("'address' and 'addresses' are e-mail addresses")
    for account in box.imap:
        tables.check("imap", account, Mapping)
    return replace(box, addresses=tuple(box.addresses), imap=tuple(box.imap))


def first() -> Box:
    return every()[0]


def of(address: str) -> Box | None:
    """The mailbox of this address, under this address; None for one that is not ours, or is no more."""
    return _every_and_whose()[1].get(readable(address.strip()))


def is_ours(address: str) -> bool:
    """Whether mail to this address is for the hotline."""
    return of(address) is not None or is_postmaster(address)


def is_postmaster(address: str) -> bool:
    """Whether it is the one that every server must take mail for, with one of our domains or none (RFC 5321, 4.5.1)."""
    name, _, domain = address.strip().casefold().partition("@")
    return name == "postmaster" and (not domain or domain in {box.domain.casefold() for box in every()})


def addressed(brought: Iterable[str], written: Callable[[], Iterable[str]] = tuple) -> str:
    """The address of ours that a message was written to; empty where none is named.

    Where it was brought to says whose mailbox it is. Many mail servers name only the mailbox itself there: which of its
    addresses was meant then stands in the header alone, whose addresses `written` gives.
    """
    named = [box for one in brought if (box := of(one))]
    if not named or not named[0].addresses or named[0].mailbox:
        return named[0].address if named else ""
    meant = (box.address for one in written() if (box := of(one)) and box.home == named[0].home)
    return next(meant, named[0].address)


def addresses() -> set[str]:
    """Every address of the hotline, in lower case."""
    return {address for box in every() for address in box.all_addresses}
