"""The files of a Web Key Directory (draft-koch-openpgp-webkey-service-19), in both layouts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769"  # z-base-32
ROOT = ".well-known/openpgpkey"


def hashed(local: str) -> str:
    """The name under which a mailbox's key lies: z-base-32 of the SHA-1 of its lower-case local part."""
    digest = hashlib.sha1(_lower(local).encode(), usedforsecurity=False).digest()
    number = int.from_bytes(digest, "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(155, -1, -5))


def _lower(local: str) -> str:
    """Only ASCII letters, as the draft says."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in local)


def files(certificates: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file with its path below the web server's root: the direct and the advanced layout, and their policies.

    The advanced layout is for a host named `openpgpkey.` before the domain; one server may serve both.
    """
    made: dict[str, bytes] = {}
    for address, certificate in certificates.items():
        local, _, domain = address.rpartition("@")
        for folder in (ROOT, f"{ROOT}/{domain.lower()}"):
            made[f"{folder}/hu/{hashed(local)}"] = certificate
            made[f"{folder}/policy"] = b""
    return made
