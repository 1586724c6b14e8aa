"""What a page of a ring holds: groups of keys, each the holder's 16 bytes, a count, and so many entries.

Compact, since a team that coordinates 100,000 cases holds 600,000 keys, and quick to take apart without making an
object of each.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from waystation.vault.errors import Tampered
from waystation.vault.keyring import ENTRY

HOLDER: Final = 16
_MOST: Final = 255  # entries in one group

Group = tuple[bytes, bytes]  # a holder's 16 bytes, its entries


def pack(groups: Iterable[Group]) -> bytes:
    """The content of a page."""
    return b"".join(_packed(holder, part) for holder, entries in groups for part in _parts(entries))


def _packed(holder: bytes, entries: bytes) -> bytes:
    return holder + bytes([len(entries) // ENTRY]) + entries


def _parts(entries: bytes) -> Iterator[bytes]:
    for at in range(0, len(entries), _MOST * ENTRY):
        yield entries[at : at + _MOST * ENTRY]


def unpack(content: bytes) -> list[Group]:
    """The groups of a page. Raises Tampered where it is no such page."""
    groups, at, size = [], 0, len(content)
    while at < size:
        start = at + HOLDER + 1
        end = start + content[start - 1] * ENTRY if start <= size else size + 1
        if end > size or end == start:
            raise Tampered
        groups.append((content[at : at + HOLDER], content[start:end]))
        at = end
    if not groups:
        raise Tampered
    return groups


def pages(groups: Iterable[Group], largest: int) -> Iterator[list[Group]]:
    """The groups in lots of at most `largest` bytes of content each; a larger group stands alone in parts."""
    lot: list[Group] = []
    size = 0
    for holder, entries in groups:
        for part in _parts(entries):
            more = HOLDER + 1 + len(part)
            if lot and size + more > largest:
                yield lot
                lot, size = [], 0
            lot.append((holder, part))
            size += more
    if lot:
        yield lot
