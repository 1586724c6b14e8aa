"""Proofs over the tree: that a line is in it, and that a larger tree only continues a smaller one.

Made as RFC 6962 sections 2.1.1 and 2.1.2 define them, checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say.
`node(height, index)` gives the hash over the leaves [index << height, (index + 1) << height).
"""

from collections.abc import Callable, Sequence

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


def includes(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from this leaf's hash to this root."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(step, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def continues(smaller: int, larger: int, before: bytes, after: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree with root `after` begins with the one with root `before`."""
    if smaller in (0, larger):
        return not proof and (before == after if smaller == larger else larger > 0)
    if not 0 < smaller < larger or not proof:
        return False
    steps = list(proof) if smaller & (smaller - 1) else [before, *proof]
    number, last = smaller - 1, larger - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, step)
        number, last = number >> 1, last >> 1
    return last == 0 and (old, new) == (before, after)
