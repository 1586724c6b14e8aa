"""What our own mail server found out about a sender: its Authentication-Results (RFC 8601). Evidence, never proof.

Anybody can write such a field. One is believed only if it is the topmost of all and bears the name of the server in
front of us (RFC 8601 4.1), which has to take out any that came with its name (RFC 8601 5). Nothing is
looked up: whoever answers questions about a sender's domain would learn who wrote to us.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from authres import AuthenticationResultsHeader, FeatureContext, dmarc  # type: ignore[import-untyped]

from waystation.mail import mailboxes
from waystation.mail.charsets import decode
from waystation.mail.headers import Block, block

VOUCHED, NOBODY, DENIED = "vouched", "nobody", "denied"
FIELD_CHARACTERS = 4000

_DMARC = FeatureContext(dmarc)
_ID = re.compile(r'\s*"?([^\s";()]{1,255})"?\s*[0-9]*\s*;')


class Evidence(NamedTuple):
    """`said`: somebody at `domain` vouches for the sender, says that it is not theirs, or nobody says anything."""

    said: str
    domain: str = ""


class _Result(NamedTuple):
    method: str
    result: str
    properties: dict[str, str]


def read(raw: bytes, authserv_id: str) -> Evidence | None:
    """What the server of that name says about the sender in From; None where no server is named. Never raises."""
    if not authserv_id:
        return None
    header = block(raw)
    domain = _from_domain(header)
    if not domain:
        return Evidence(NOBODY)
    return _weighed(list(_believed(header, authserv_id)), domain)


def _from_domain(header: Block) -> str:
    """The one domain that the message says it is from; empty where it names none or several (RFC 7489 6.6.1)."""
    fields = header.every("from")
    found = mailboxes.read(decode(fields[0][: mailboxes.CHARACTERS], None)[0]) if len(fields) == 1 else []
    return _domain(found[0][1]) if len(found) == 1 and "@" in found[0][1] else ""


def _domain(address: str) -> str:
    name = address.rpartition("@")[2].strip().rstrip(".").casefold()
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _believed(header: Block, authserv_id: str) -> Iterator[_Result]:
    topmost = header.first("authentication-results") or b""
    value = topmost.decode("ascii", "replace")
    named = _ID.match(value)
    if len(value) > FIELD_CHARACTERS or not named or named[1].casefold() != authserv_id.casefold():
        return
    try:
        parsed: AuthenticationResultsHeader = _DMARC.parse(f"Authentication-Results: {value}")
    except Exception:  # whatever is wrong with it, it says nothing
        return
    for each in parsed.results:
        if method := str(getattr(each, "method", "") or ""):
            said = {f"{one.type}.{one.name}": str(one.value) for one in each.properties or ()}
            yield _Result(method.lower(), str(each.result).lower(), said)


def _weighed(results: Iterable[_Result], domain: str) -> Evidence:
    """DMARC (RFC 7489) says it all where it was asked; else a signature, or the server that sent it, of that domain."""
    found = [(each.method, each.result) for each in results if _is_about(each, domain)]
    policy = [result for method, result in found if method == "dmarc" and result in ("pass", "fail")]
    passed = [method for method, result in found if method in ("dkim", "spf") and result == "pass"]
    if policy == ["pass"] or (passed and not policy):
        return Evidence(VOUCHED, domain)
    denied = "fail" in policy or ("spf", "fail") in found
    return Evidence(DENIED, domain) if denied else Evidence(NOBODY)


def _is_about(each: _Result, domain: str) -> bool:
    """Whether it speaks of the domain in From, or of one that stands above it."""
    of = {
        "dmarc": ("header.from",),
        "dkim": ("header.d", "header.i"),
        "spf": ("smtp.mailfrom",),
    }.get(each.method, ())
    about = next((_domain(each.properties[name]) for name in of if each.properties.get(name)), "")
    return bool(about) and "." in about and (about == domain or domain.endswith(f".{about}"))
