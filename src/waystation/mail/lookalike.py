"""Addresses made to be taken for others: several alphabets in one word, or the shape of an address that we know.

Unicode Technical Standard 39 calls two texts with one skeleton confusable. The table is its share for the alphabets in
which people write to us: Latin, Cyrillic, Greek. A name in one alphabet is never suspect by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

SUSPICIONS = ("mixed-alphabets", "looks-like-ours", "looks-like-theirs", "names-another", "false-link")
"""Every code that may be given here; whoever shows addresses has words for each."""

_ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "CHEROKEE", "COPTIC"}
# Each letter with the one that it is taken for.
_LIKE = "аaвbгrеeз3иuкkмmнhоoпnрpсcтtуyхxьbѕsіlјjԁdһhӏlԛqԝwѵvαaβbγyεeηnιlκkνvοoρpτtυuχxωwϲcɡgɑaılłløođdil|l0o1l5s"
_SHAPES = str.maketrans(_LIKE[::2], _LIKE[1::2])
_PAIRS = (("rn", "m"), ("vv", "w"))
_BETWEEN = re.compile(r"[-._]")
_ADDRESS = re.compile(r"[^\s<>\"'(),;:@]{1,64}@[^\s<>\"'(),;:@]{1,253}")
_HOST = re.compile(r"(?:https?|hxxps?)://([^\s/?#<>\"']{1,253})", re.IGNORECASE)
_LINKS = 200


def suspicions(name: str, address: str, *, ours: Iterable[str], theirs: str = "") -> tuple[str, ...]:
    """What is odd about a sender, as codes. `ours` are our addresses, `theirs` the one a thread is with."""
    found = {
        "mixed-alphabets": _is_mixed(_readable(address)) or _is_mixed(name),
        "looks-like-ours": any(_is_like(address, known) for known in ours),
        "looks-like-theirs": _is_like(address, theirs),
        "names-another": any(_readable(said) != _readable(address) for said in _ADDRESS.findall(name)),
    }
    return tuple(code for code, is_so in found.items() if is_so)


def has_false_link(text: str, *, ours: Iterable[str]) -> bool:
    """Whether a text holds a link that is not what it seems; its first 200 are looked at.

    Its host mixes alphabets, or looks like one of ours, or stands behind a user name that is taken for the host.
    """
    found = {match[1].replace("[.]", ".") for match in islice(_HOST.finditer(text), _LINKS)}
    hosts = {_readable(host.partition(":")[0]) for host in found}
    known = [_domain(address) for address in ours]
    return any("@" in host for host in found) or any(
        _is_mixed(host) or any(_is_confusing(host, domain) for domain in known) for host in hosts
    )


def skeleton(text: str) -> str:
    """What a text looks like: texts of one skeleton are taken for each other."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    shape = "".join(letter for letter in plain if unicodedata.category(letter)[0] not in "MC").translate(_SHAPES)
    for pair, one in _PAIRS:
        shape = shape.replace(pair, one)
    return _BETWEEN.sub("", shape)


def _readable(address: str) -> str:
    """Lower case, with the letters that a domain in xn-- stands for (RFC 3492)."""
    return "".join(_decoded(part) for part in re.split(r"([.@])", address.casefold()))


def _decoded(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def _domain(address: str) -> str:
    return _readable(address).rpartition("@")[2]


def _is_like(address: str, known: str) -> bool:
    if not known or _readable(address) == _readable(known):
        return False
    return skeleton(_readable(address)) == skeleton(_readable(known)) or _is_confusing(_domain(address), _domain(known))


def _is_confusing(one: str, other: str) -> bool:
    return one != other and bool(other) and skeleton(one) == skeleton(other)


def _is_mixed(text: str) -> bool:
    return any(len(set(_alphabets(word))) > 1 for word in re.split(r"[\W\d_]+", text))


def _alphabets(word: str) -> Iterator[str]:
    for letter in word:
        alphabet = unicodedata.name(letter, "").partition(" ")[0]
        if alphabet in _ALPHABETS:
            yield alphabet
