"""The tree and its proofs: against published vectors, and against a tree made the naive way.

Vectors: transparency-dev/merkle (Apache-2.0), proof/verify_test.go at 02194e9a, which carries on those of the
certificate-transparency reference implementation: eight leaves, their roots, inclusion and consistency proofs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.audit import proofs, verifier
from waystation.audit.verifier import HASH_SIZE, Tree, leaf_hash, node_hash, root_of

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIBLING = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
SECOND_PAIR = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
RIGHT_HALF = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LAST_PAIR = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
THIRD_PAIR = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
SEVENTH = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
# number of the leaf from 1, size, path
INCLUSION = [
    (1, 1, []),
    (1, 8, [SIBLING, SECOND_PAIR, RIGHT_HALF]),
    (6, 8, [FIFTH, LAST_PAIR, ROOTS[3]]),
    (3, 3, [ROOTS[1]]),
    (2, 5, [ROOTS[0], SECOND_PAIR, FIFTH]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [SIBLING, SECOND_PAIR, RIGHT_HALF]),
    (6, 8, [THIRD_PAIR, LAST_PAIR, ROOTS[3]]),
    (2, 5, [SECOND_PAIR, FIFTH]),
    (6, 7, [THIRD_PAIR, SEVENTH, ROOTS[3]]),
]
SOME = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


def raw(hashes: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in hashes]


def naive(data: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\0" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    return hashlib.sha256(b"\1" + naive(data[:split]) + naive(data[split:])).digest()


def naive_path(index: int, data: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(data) == 1:
        return []
    split = 1
    while split * 2 < len(data):
        split *= 2
    if index < split:
        return [*naive_path(index, data[:split]), naive(data[split:])]
    return [*naive_path(index - split, data[split:]), naive(data[:split])]


def naive_proof(smaller: int, data: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if smaller == len(data):
        return [] if whole else [naive(data)]
    split = 1
    while split * 2 < len(data):
        split *= 2
    if smaller <= split:
        return [*naive_proof(smaller, data[:split], whole), naive(data[split:])]
    return [*naive_proof(smaller - split, data[split:], False), naive(data[:split])]


def grown(data: list[bytes]) -> tuple[Tree, Callable[[int, int], bytes]]:
    """The tree of these leaves, and its nodes as the log stores them: with the line that completes each."""
    tree = Tree()
    stored = {number: tree.append(leaf_hash(each)) for number, each in enumerate(data, 1)}
    return tree, lambda height, index: stored[(index + 1) << height][height]


def published() -> list[bytes]:
    return raw(LEAVES)


def test_it_works_on_the_published_roots() -> None:
    assert root_of([]).hex() == EMPTY
    for size, root in enumerate(ROOTS, 1):
        assert grown(published()[:size])[0].root().hex() == root


@pytest.mark.parametrize(("number", "size", "path"), INCLUSION)
def test_published_inclusion_proofs(number: int, size: int, path: list[str]) -> None:
    _, node = grown(published()[:size])
    assert proofs.inclusion(number - 1, size, node) == raw(path)
    leaf, root = leaf_hash(published()[number - 1]), bytes.fromhex(ROOTS[size - 1])
    assert verifier.includes(number - 1, size, leaf, raw(path), root)


@pytest.mark.parametrize(("smaller", "larger", "proof"), CONSISTENCY)
def test_published_consistency_proofs(smaller: int, larger: int, proof: list[str]) -> None:
    _, node = grown(published()[:larger])
    assert proofs.consistency(smaller, larger, node) == raw(proof)
    before, after = (bytes.fromhex(ROOTS[size - 1]) for size in (smaller, larger))
    assert verifier.continues(smaller, larger, before, after, raw(proof))


def spoiled(proof: list[bytes], root: bytes) -> list[list[bytes]]:
    """The changes that the reference implementation's tests make to a proof."""
    flipped = [
        [*proof[:place], bytes([step[0] ^ 8]) + step[1:], *proof[place + 1 :]] for place, step in enumerate(proof)
    ]
    return [*flipped, [*proof, b""], [*proof, root], [b"", *proof], [root, *proof], proof[:-1], [SOME, *proof[1:]]]


@pytest.mark.parametrize(("number", "size", "path"), INCLUSION[1:])
def test_a_spoiled_inclusion_proof_is_refused(number: int, size: int, path: list[str]) -> None:
    index, proof, root = number - 1, raw(path), bytes.fromhex(ROOTS[size - 1])
    leaf = leaf_hash(published()[index])
    for wrong in spoiled(proof, root):
        assert not verifier.includes(index, size, leaf, wrong, root)
    for other in (index - 1, index + 1, index ^ 2):
        assert not verifier.includes(other, size, leaf, proof, root)
    assert not verifier.includes(index, size * 2, leaf, proof, root)
    assert not verifier.includes(index, size // 2, leaf, proof, root)
    assert not verifier.includes(index, size, SOME, proof, root)
    assert not verifier.includes(index, size, leaf, proof, SOME)


@pytest.mark.parametrize(("smaller", "larger", "proof"), CONSISTENCY[1:])
def test_a_spoiled_consistency_proof_is_refused(smaller: int, larger: int, proof: list[str]) -> None:
    steps, (before, after) = raw(proof), (bytes.fromhex(ROOTS[size - 1]) for size in (smaller, larger))
    for wrong in [*spoiled(steps, before), [], [steps[0], *steps]]:
        assert not verifier.continues(smaller, larger, before, after, wrong)
    for other in (smaller - 1, smaller + 1, smaller ^ 2):
        assert other == 0 or not verifier.continues(other, larger, before, after, steps)
    assert not verifier.continues(smaller, larger * 2, before, after, steps)
    assert not verifier.continues(smaller, larger // 2, before, after, steps)
    assert not verifier.continues(smaller, larger, after, before, steps)
    assert not verifier.continues(smaller, larger, SOME, after, steps)
    assert not verifier.continues(smaller, larger, before, SOME, steps)


@pytest.mark.parametrize(
    ("smaller", "larger", "one", "other", "proof", "good"),
    [
        (0, 0, SOME, SOME, [], True),
        (0, 1, SOME, b"x", [], True),
        (1, 1, SOME, SOME, [], True),
        (0, 0, SOME, b"x", [], False),
        (1, 1, SOME, b"x", [], False),
        (1, 0, SOME, b"x", [], False),
        (2, 1, SOME, b"x", [], False),
        (1, 2, SOME, b"x", [], False),
        (0, 0, SOME, SOME, [SOME], False),
        (0, 1, SOME, SOME, [SOME], False),
        (1, 1, SOME, SOME, [SOME], False),
    ],
)
def test_the_edges_as_the_reference_has_them(
    smaller: int, larger: int, one: bytes, other: bytes, proof: list[bytes], good: bool
) -> None:
    assert verifier.continues(smaller, larger, one, other, proof) is good


@given(leaves)
def test_a_growing_tree_is_the_naive_tree(data: list[bytes]) -> None:
    tree = Tree()
    for size, each in enumerate(data, 1):
        nodes = tree.append(leaf_hash(each))
        assert tree.root() == naive(data[:size])
        assert len(nodes) == (size & -size).bit_length()
    assert len(tree.peaks) == len(data).bit_count()


@given(leaves, st.data())
def test_proofs_are_those_of_the_naive_tree(data: list[bytes], draw: st.DataObject) -> None:
    tree, node = grown(data)
    index = draw.draw(st.integers(0, len(data) - 1))
    path = proofs.inclusion(index, len(data), node)
    assert path == naive_path(index, data)
    assert verifier.includes(index, len(data), leaf_hash(data[index]), path, tree.root())
    smaller = draw.draw(st.integers(1, len(data)))
    proof = proofs.consistency(smaller, len(data), node)
    assert proof == naive_proof(smaller, data)
    assert verifier.continues(smaller, len(data), naive(data[:smaller]), tree.root(), proof)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=40), st.data())
def test_no_proof_hides_a_change(data: list[bytes], draw: st.DataObject) -> None:
    """Neither the proof of the honest tree nor that of the changed one joins the old root to the new."""
    place = draw.draw(st.integers(0, len(data) - 1))
    smaller = draw.draw(st.integers(place + 1, len(data)))
    forged = [*data[:place], data[place] + b"!", *data[place + 1 :]]
    for proof in (naive_proof(smaller, data), naive_proof(smaller, forged)):
        assert not verifier.continues(smaller, len(data), naive(data[:smaller]), naive(forged), proof)
    path = naive_path(place, forged)
    assert not verifier.includes(place, len(data), leaf_hash(data[place]), path, naive(forged))


def test_a_path_is_as_long_as_the_tree_is_high() -> None:
    """One step more would lead to the root of a larger tree, which nobody signed as being of this size."""
    data = published()
    tree, node = grown(data)
    for size in range(1, len(data) + 1):
        root, before = naive(data[:size]), naive(data[: size - 1])
        for index in range(size):
            leaf, path = leaf_hash(data[index]), proofs.inclusion(index, size, node)
            assert verifier.includes(index, size, leaf, path, root)
            assert not verifier.includes(index, size, leaf, [*path, SOME], node_hash(SOME, root))
            assert not verifier.includes(index, size, leaf, [*path, SOME], node_hash(root, SOME))
        proof = proofs.consistency(size - 1, size, node)
        longer = node_hash(SOME, before), node_hash(SOME, root)
        assert verifier.continues(size - 1, size, before, root, proof)
        assert not verifier.continues(size - 1, size, *longer, [*proof, SOME])
    assert tree.size == len(data)


def test_behind_the_end_of_a_tree_there_is_no_line() -> None:
    one = leaf_hash(b"one")
    assert verifier.includes(0, 1, one, [], one)
    assert not verifier.includes(1, 1, one, [], one)


def test_no_tree_begins_with_a_larger_one() -> None:
    one, other = leaf_hash(b"one"), leaf_hash(b"other")
    assert not verifier.continues(3, 2, one, node_hash(one, other), [one, other])


def test_a_leaf_is_no_node() -> None:
    """The prefixes keep an inner node from passing as a line (RFC 6962, section 2.1)."""
    one, other = leaf_hash(b"one"), leaf_hash(b"other")
    assert leaf_hash(one + other) != node_hash(one, other)
    assert len(one) == HASH_SIZE


def test_proofs_of_what_is_not_there_are_refused() -> None:
    _, node = grown(published())
    with pytest.raises(IndexError):
        proofs.inclusion(8, 8, node)
    with pytest.raises(IndexError):
        proofs.consistency(9, 8, node)
