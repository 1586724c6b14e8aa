"""Proofs over the tree: that a line is in it, and that a larger tree only continues a smaller one.

Made as RFC 6962 sections 2.1.1 and 2.1.2 define them; verifier.py checks them.
`node(height, index)` gives the hash over the leaves [index << height, (index + 1) << height).
"""

from collections.abc import Callable

from waystation.audit.verifier import node_hash

Node = Callable[[int, int], bytes]


def _split(count: int) -> int:
    """The largest power of two that is smaller than the count."""
    return 1 << (count - 1).bit_length() - 1


def _hash(node: Node, first: int, end: int) -> bytes:
    count = end - first
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return node(height, first >> height)
    middle = first + _split(count)
    return node_hash(_hash(node, first, middle), _hash(node, middle, end))


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The audit path of the leaf at `index` (from 0) in the tree of `size` leaves."""
    if not 0 <= index < size:
        raise IndexError("no such leaf in that tree")
    first, end, path = 0, size, []
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_hash(node, middle, end))
            end = middle
        else:
            path.append(_hash(node, first, middle))
            first = middle
    return path[::-1]


def consistency(smaller: int, larger: int, node: Node) -> list[bytes]:
    """What shows that the tree of `smaller` leaves is the beginning of that of `larger` leaves."""
    if not 0 <= smaller <= larger:
        raise IndexError("not a smaller and a larger tree")
    if smaller in (0, larger):
        return []
    first, end, proof = 0, larger, []
    while smaller < end:
        middle = first + _split(end - first)
        if smaller <= middle:
            proof.append(_hash(node, middle, end))
            end = middle
        else:
            proof.append(_hash(node, first, middle))
            first = middle
    if first:
        proof.append(_hash(node, first, end))
    return proof[::-1]
