"""Is a copy of the public site (a mirror, a stick) the site as it stands now? By its hashes alone. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from waystation.publication.export.pages import KEY, SIGNATURE, SUMS, Files

_HASH = re.compile(r"[0-9a-f]{64}")
_OF_A_TEXT = re.compile(r"(?:ru|en|ce)/(?P<name>[0-9a-z-]+)\.(?:html|mp3)")
_BESIDE = frozenset({SUMS, SIGNATURE, KEY})


@dataclass(frozen=True)
class Compared:
    """`still` are files of a copy where others say “withdrawn”; `others` is how many more differ or lack."""

    still: tuple[str, ...]
    others: int

    @property
    def is_same(self) -> bool:
        return not self.still and not self.others


def listed(text: str) -> dict[str, str] | None:
    """A list of hashes by the names of the files; None where it is none."""
    words = text.split()  # whoever copies it from a page may lose the ends of its lines; no name of ours has a space
    hashes, names = words[::2], [each.removeprefix("*") for each in words[1::2]]
    is_list = bool(names) and len(names) == len(hashes) and all(map(_HASH.fullmatch, hashes))
    return dict(zip(names, hashes, strict=True)) if is_list else None


def hashed(found: Mapping[str, bytes]) -> dict[str, str]:
    """The hashes of files, but for those that stand beside the list."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name not in _BESIDE}


def compared(site: Files, gone: frozenset[str], copy: Mapping[str, str]) -> Compared:
    """A copy beside the site. `gone` are the names of the texts that were withdrawn."""
    ours = hashed(site)
    differing = {name for name in ours.keys() | copy.keys() if ours.get(name) != copy.get(name)}
    still = {
        name for name in differing & copy.keys() if (found := _OF_A_TEXT.fullmatch(name)) and found["name"] in gone
    }
    return Compared(tuple(sorted(still)), len(differing - still))
