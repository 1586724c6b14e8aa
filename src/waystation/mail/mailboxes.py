"""Who a message says that it is from and for (RFC 5322 3.4), from headers as careless or hostile programs write them.

The standard library's parser takes an unquoted comma in a name for the end of an address, and an address inside an
encoded word for the address itself: then nobody can be answered, or somebody else is. Here what stands in the last pair
of angle brackets of each entry counts, whatever its name holds.
"""

from __future__ import annotations

import re

from waystation.mail.words import one_line, unstructured

CHARACTERS = 2000
ADDRESS_CHARACTERS, NAME_CHARACTERS = 320, 200

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]*\?=")
_ANGLE = re.compile(r"<([^<>]*)>")
_BARE = re.compile(r"[^\s<>,;:()\"\[\]]+@[^\s<>,;:()\"]+")
_ROUTE = re.compile(r"^@[^:]*:")  # the obsolete <@a,@b:user@host>


def read(text: str) -> list[tuple[str, str]]:
    """Names and addresses in order, each on one line; a pair of empty strings at least. Never raises."""
    text = text[:CHARACTERS]
    # The same text in which nothing within quotes, comments or encoded words can be taken for an address; a comment may
    # stand wherever a space may.
    masked = text
    for hidden, mask in ((_WORD, "\0"), (_QUOTED, "\0"), (_COMMENT, " ")):
        masked = hidden.sub(lambda match, mask=mask: mask * len(match[0]), masked)  # type: ignore[misc]
    found: list[tuple[str, str]] = []
    start = 0
    for angle in _ANGLE.finditer(masked):
        found += _entries(text, masked, start, angle.start(), _in_brackets(text[angle.start(1) : angle.end(1)]))
        start = angle.end()
    found += [("", address) for address in _bare(text[start:], masked[start:])]
    return found or [(_name(text), "")]


def _entries(text: str, masked: str, start: int, end: int, address: str) -> list[tuple[str, str]]:
    """What stands before a pair of brackets: entries that are a bare address each, and then this one's name."""
    before = masked[start:end]
    cut = 0
    bare = []
    for match in _BARE.finditer(before):
        if before[match.end() :].lstrip().startswith((",", ";")):
            bare.append(("", one_line(text[start + match.start() : start + match.end()], ADDRESS_CHARACTERS)))
            cut = match.end()
    return [*bare, (_name(text[start + cut : end]), address)]


def _in_brackets(inside: str) -> str:
    return one_line(_ROUTE.sub("", inside.strip()), ADDRESS_CHARACTERS)


def _name(said: str) -> str:
    plain = said.strip(" \t,;")
    if _QUOTED.fullmatch(plain):
        plain = re.sub(r"\\(.)", r"\1", plain[1:-1])
    return unstructured(plain, NAME_CHARACTERS)


def _bare(text: str, masked: str) -> list[str]:
    return [one_line(text[match.start() : match.end()], ADDRESS_CHARACTERS) for match in _BARE.finditer(masked)]
