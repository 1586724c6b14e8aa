"""Is what somebody saw one of our addresses, or made to be taken for one? Pure functions over what strangers type."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from waystation.confusable import skeleton
from waystation.mail.lookalike import LEAST, is_near
from waystation.mail.spelling import in_letters

_BETWEEN = re.compile(r"[\s<>\"'(),;!]+")


def bare(address: str) -> str:
    """An address as it is compared with others."""
    return address.strip().casefold().removeprefix("https://").removeprefix("http://").strip("/")


def is_one_of(said: str, ours: Iterable[str]) -> bool:
    """Whether an address, or one in a text, is ours: as it stands in the list, or a page under a host of ours."""
    known = {bare(address) for address in ours}
    hosts = {host(address) for address in known if "@" not in address} - {""}
    return any(
        each in known or ("@" not in each and any(f".{host(each)}".endswith(f".{one}") for one in hosts))
        for each in (bare(said), *_words(said))
    )


def is_like(said: str, ours: Iterable[str]) -> bool:
    """Whether an address, or one in a text, was made to be taken for one of ours, and is none."""
    return like(said, ours) is not None


def like(said: str, ours: Iterable[str]) -> str | None:
    """Which of our addresses another one, or one in a text, may be taken for; None where it is ours, or like none.

    Of one shape, one letter apart, our host before a foreign one, or our name in it.
    """
    known = {bare(address): address for address in sorted(ours)}
    found = [each for each in dict.fromkeys((bare(said), *_words(said))) if each and not is_one_of(each, known)]
    return next((known[one] for each in found for one in known if _is_like(each, one)), None)


def host(address: str) -> str:
    """The host in an address, in its own letters and without www; of an e-mail address its domain."""
    try:
        named = urlsplit("//" + address.rpartition("://")[2]).hostname or ""
    except ValueError:
        named = re.split(r"[/?#]", address.rpartition("://")[2])[0].rpartition("@")[2]
    return in_letters(named.strip(".").casefold()).removeprefix("www.")


def _words(said: str) -> Iterator[str]:
    for word in _BETWEEN.split(said[:2000].replace("[.]", ".")):
        if word := bare(word.rpartition("://")[2].strip(".:")):
            yield word


def _is_like(said: str, known: str) -> bool:
    if skeleton(said) == skeleton(known) or ("@" in known and is_near(said, known)):
        return True
    there, here = host(said), host(known)
    if f".{there}".endswith(f".{here}"):
        return False
    near = is_near(f"x@{there}", f"x@{here}") or _holds(there, here) or _holds(said.rpartition("@")[0], here)
    return near or ("@" not in known and _has_name(said, here))


def _holds(there: str, here: str) -> bool:
    """Whether our host stands before or inside another one."""
    return bool(here) and "." in here and f".{_shape(here)}." in f".{_shape(there)}."


def _shape(host: str) -> str:
    return ".".join(skeleton(label) for label in host.split("."))


def _has_name(said: str, here: str) -> bool:
    """Whether the name by which our own page is known stands in an address elsewhere."""
    name = skeleton(here.rpartition(".")[0].rpartition(".")[2])
    return len(name) >= LEAST and not name.isdecimal() and name in skeleton(said)
