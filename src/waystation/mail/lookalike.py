"""Addresses made to be taken for others: several alphabets in one word, or the shape of an address that we know.

A name in one alphabet is never suspect by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from waystation.confusable import BETWEEN, skeleton
from waystation.mail.spelling import alphabet

SUSPICIONS = (
    "is-ours",
    "mixed-alphabets",
    "looks-like-ours",
    "looks-like-theirs",
    "looks-like-another",
    "names-another",
    "false-link",
)
"""Every code of what may be odd about a sender; whoever shows addresses has words for each."""

_ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "CHEROKEE", "COPTIC"}
_ADDRESS = re.compile(r"[^\s<>\"'(),;:@]{1,64}@[^\s<>\"'(),;:@]{1,253}")
_HOST = re.compile(r"(?:https?|hxxps?)://([^\s/?#<>\"']{1,253})", re.IGNORECASE)
_LINKS = 200
LEAST = 5  # letters of a name, below which one letter makes another name


def suspicions(name: str, address: str, *, ours: Collection[str], theirs: str = "") -> tuple[str, ...]:
    """What is odd about a sender, as codes. `ours` are our addresses, `theirs` the one a thread is with.

    Nobody writes to us from an address of ours: it is forged, or it is a letter of ours that came back.
    """
    found = {
        "is-ours": bool(address) and readable(address) in {readable(known) for known in ours},
        "mixed-alphabets": _is_mixed(readable(address)) or _is_mixed(name),
        "looks-like-ours": any(_is_like(address, known) or _is_off(address, known) for known in ours),
        "looks-like-theirs": _is_like(address, theirs) or is_near(address, theirs),
        "names-another": any(readable(said) != readable(address) for said in _ADDRESS.findall(name)),
    }
    return tuple(code for code, is_so in found.items() if is_so)


def has_false_link(text: str, *, ours: Iterable[str]) -> bool:
    """Whether a text holds a link that is not what it seems; its first 200 are looked at.

    Its host mixes alphabets, or looks like one of ours, or stands behind a user name that is taken for the host.
    """
    found = {match[1].replace("[.]", ".") for match in islice(_HOST.finditer(text), _LINKS)}
    hosts = {readable(host.partition(":")[0]) for host in found}
    known = [_domain(address) for address in ours]
    return any("@" in host for host in found) or any(
        _is_mixed(host) or any(_is_confusing(host, domain) for domain in known) for host in hosts
    )


def is_near(address: str, known: str) -> bool:
    """Whether one address may be taken for another: of one shape, or one letter apart on one side of the @.

    A letter more, less, another, or two that changed places; before the @ in names of five letters or more. Digits do
    not count as letters: aslan95 and aslan96 are two people.
    """
    if not known or readable(address) == readable(known):
        return False
    (name, domain), (other, elsewhere) = plain(address), plain(known)
    if domain == elsewhere:
        near = min(len(name), len(other)) >= LEAST and _is_one_off(name, other)
    else:
        near = name == other and _is_one_off(domain, elsewhere)
    return near or skeleton(readable(address)) == skeleton(readable(known))


def plain(address: str) -> tuple[str, str]:
    """What stands before the @ and behind it, in lower case and without what parts words."""
    local, _, domain = readable(address).rpartition("@")
    return BETWEEN.sub("", local), BETWEEN.sub("", domain)


def _is_one_off(one: str, other: str) -> bool:
    """Whether one letter makes the difference (Damerau: one more, one less, another, or two changed places)."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if (one + other).isdecimal():
        return False
    return max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1])


def readable(address: str) -> str:
    """Lower case, with the letters that a domain in xn-- stands for (RFC 3492)."""
    plain = address.casefold()
    return "".join(_decoded(part) for part in re.split(r"([.@])", plain)) if "xn--" in plain else plain


def _decoded(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def _domain(address: str) -> str:
    return readable(address).rpartition("@")[2]


def _is_like(address: str, known: str) -> bool:
    if not known or readable(address) == readable(known):
        return False
    return skeleton(readable(address)) == skeleton(readable(known)) or _is_confusing(_domain(address), _domain(known))


def _is_off(address: str, known: str) -> bool:
    return is_near(address, known) or _is_one_off(plain(address)[1], plain(known)[1])


def _is_confusing(one: str, other: str) -> bool:
    return one != other and bool(other) and skeleton(one) == skeleton(other)


def _is_mixed(text: str) -> bool:
    return any(len(set(_alphabets(word))) > 1 for word in re.split(r"[\W\d_]+", text))


def _alphabets(word: str) -> Iterator[str]:
    for letter in word:
        if (found := alphabet(letter)) in _ALPHABETS:
            yield found
