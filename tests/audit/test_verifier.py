"""Whatever is done to a log, the verifier names where: logs and attacks made at random.

The checkpoints count as signed here; what is signed and what not is told apart in test_notes.py.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from waystation.audit.verifier import Note, Tree, Verdict, compare, leaf_hash, verify, written

SALT = bytes(16)
Lines = list[bytes]


def made(contents: Sequence[bytes]) -> Lines:
    """An exported log of these lines, all its hashes right."""
    tree, found = Tree(), []
    for number, sealed in enumerate(contents, 1):
        found.append(written(number, SALT, sealed, b"".join(tree.append(leaf_hash(SALT + sealed)))))
    return found


def head(contents: Sequence[bytes], size: int) -> Note:
    tree = Tree()
    for sealed in contents[:size]:
        tree.append(leaf_hash(SALT + sealed))
    return Note(b"name\n%d\n%s\n" % (size, base64.b64encode(tree.root())), b"", 0)


def verdict(lines: Lines, heads: list[Note]) -> Verdict:
    return verify(lines, heads, lambda note: True)


@st.composite
def logs(draw: st.DrawFn) -> tuple[list[bytes], list[int], int]:
    """A log, the sizes of its kept heads with the last among them, and the number of one line."""
    contents = draw(st.lists(st.binary(min_size=1, max_size=8), min_size=1, max_size=40))
    contents = [bytes([number]) + each for number, each in enumerate(contents)]
    sizes = draw(st.sets(st.integers(1, len(contents)), max_size=5)) | {len(contents)}
    return contents, sorted(sizes), draw(st.integers(1, len(contents)))


Log = tuple[list[bytes], list[int], int]


def around(sizes: list[int], number: int) -> tuple[int, int]:
    """The lines between two kept heads among which this one is."""
    last = min(size for size in sizes if size >= number)
    return max([size for size in sizes if size < number], default=0) + 1, last


@given(logs(), st.integers(0, 10))
def test_an_honest_log_is_whole_however_it_grew(log: Log, more: int) -> None:
    contents, sizes, _ = log
    grown = contents + [b"more"] * more
    found = verdict(made(grown), [head(contents, size) for size in sizes])
    assert found.whole
    assert f"lines 1 to {len(contents)} " in found.sentence


@given(logs())
def test_a_changed_line_is_named(log: Log) -> None:
    contents, sizes, number = log
    lines = made(contents)
    changed = made([*contents[: number - 1], b"changed", *contents[number:]])
    parts, other = lines[number - 1].split(), changed[number - 1].split()
    lines[number - 1] = b" ".join([*parts[:2], other[2], parts[3]]) + b"\n"
    assert verdict(lines, [head(contents, size) for size in sizes]).first == number


@given(logs())
def test_a_changed_line_with_all_hashes_made_anew_is_narrowed_down(log: Log) -> None:
    contents, sizes, number = log
    changed = [*contents[: number - 1], b"changed", *contents[number:]]
    found = verdict(made(changed), [head(contents, size) for size in sizes])
    assert (found.first, found.last) == around(sizes, number)


@given(logs())
def test_a_missing_end_is_named(log: Log) -> None:
    contents, sizes, number = log
    found = verdict(made(contents[: number - 1]), [head(contents, size) for size in sizes])
    assert (found.first, found.last) == (number, len(contents))


@given(logs())
def test_a_line_taken_out_is_named_or_narrowed_down(log: Log) -> None:
    contents, sizes, number = log
    heads = [head(contents, size) for size in sizes]
    as_it_stood = made(contents)
    del as_it_stood[number - 1]
    assert verdict(as_it_stood, heads).first == number
    anew = verdict(made([*contents[: number - 1], *contents[number:]]), heads)
    first, last = around(sizes, number)
    # At the very end nothing comes after it: then it is what is missing.
    assert anew.first in (first, len(contents))
    assert anew.last == (last if last < len(contents) else len(contents))


@given(logs(), st.binary(min_size=1, max_size=8))
def test_a_line_put_in_is_narrowed_down(log: Log, content: bytes) -> None:
    contents, sizes, number = log
    put_in = [*contents[: number - 1], b"new" + content, *contents[number - 1 :]]
    found = verdict(made(put_in), [head(contents, size) for size in sizes])
    assert (found.first, found.last) == around(sizes, number)


@given(logs(), st.data())
def test_moved_lines_are_named(log: Log, data: st.DataObject) -> None:
    contents, sizes, number = log
    other = data.draw(st.integers(1, len(contents)))
    lines = made(contents)
    lines[number - 1], lines[other - 1] = lines[other - 1], lines[number - 1]
    found = verdict(lines, [head(contents, size) for size in sizes])
    assert found.first == (min(number, other) if number != other else None)


@given(logs(), st.integers(1, 10))
def test_a_fork_is_named_after_where_it_parts(log: Log, more: int) -> None:
    """Both sides signed: from one beginning the log went on in two ways."""
    contents, sizes, number = log
    fork = contents[:number] + [b"fork"] * more
    found = verdict(made(fork), [head(contents, size) for size in sizes])
    if number == len(contents):
        assert found.whole
        return
    agreed = max([size for size in sizes if size <= number], default=0)
    first = min(size for size in sizes if size > number)
    if first <= len(fork):
        assert (found.first, found.last) == (agreed + 1, first)
    else:
        assert (found.first, found.last) == (len(fork) + 1, len(contents))


@given(logs())
def test_what_no_head_covers_can_be_changed_unseen(log: Log) -> None:
    """The honest limit: this is why heads are written every ten minutes."""
    contents, sizes, _ = log
    unseen = [*contents, b"one", b"two"]
    found = verdict(made([*contents, b"changed", b"two"]), [head(unseen, size) for size in sizes])
    assert found.whole


def test_heads_that_do_not_count_say_nothing() -> None:
    contents = [bytes([number]) for number in range(5)]
    lines, honest, longer = made(contents), head(contents, 3), head([*contents, b"more"], 6)
    other = head([b"other", *contents], 3)
    for unsigned in (longer, other):
        found = verify(lines, [honest, unsigned], lambda note: note is honest)
        assert (found.whole, found.first) == (True, None)
        assert not verify(lines, [honest, unsigned], lambda note: True).whole
    assert not verify(lines, [honest], lambda note: False).whole
    assert not verify(lines, [], lambda note: True).whole


def test_an_earlier_export_names_the_line() -> None:
    lines = made([bytes([number]) for number in range(5)])
    assert compare(lines, lines) is compare(lines, lines[:2]) is None
    changed, shorter = compare([*lines[:2], lines[2] + b"x", *lines[3:]], lines), compare(lines[:3], lines)
    assert changed is not None
    assert shorter is not None
    assert (changed.first, shorter.first) == (3, 4)
