"""Checks an audit log, or a proof from it, against signed checkpoints. One file, nothing but Python's standard library.

    python3 verifier.py FILE CHECKPOINTS KEY [--earlier OLDER_LOG] [--cosigner KEY]...

FILE is what `waystation audit export` or `prove` wrote, or a receipt; CHECKPOINTS holds one or more C2SP checkpoints
(tlog-checkpoint.md, signed-note.md): the witness file, one that came by mail, or FILE itself where it is a proof that a
line is there; KEY is the log's key as `waystation audit key` prints it, or a file with it. With cosigners, only
checkpoints count that each of them signed too. Exit code 0: everything agrees. 1: something was changed, with its
position. 2: cannot be checked.

Hashes are those of RFC 6962, section 2.1, over leaves SHA-256(0x00 | salt | sealed). Signatures are Ed25519 (RFC 8032).
Proofs of a line are C2SP tlog-proofs, proofs of growth the requests of tlog-witness.md, cosignatures those of
tlog-cosignature.md.
"""

import argparse
import base64
import binascii
import email
import hashlib
import itertools
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HEADER = b"waystation audit log 1\n"
HASH_SIZE = 32
ED25519, COSIGNATURE = b"\x01", b"\x04"  # signed-note.md, signature types
SET_ASIDE = "set aside"
RECEIPT = "waystation receipt 1"
PROOF, GROWTH = b"c2sp.org/tlog-proof@v1\n", b"old "
_NOTE = re.compile(rb"(?m)^([^\n]+)\n([^\n]+)\n([^\n]+)\n\n((?:\xe2\x80\x94 [^\n]+\n)+)")


# The tree (RFC 6962, section 2.1)


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(peaks: Sequence[bytes]) -> bytes:
    """The root over the complete subtrees of a tree, largest first."""
    if not peaks:
        return hashlib.sha256(b"").digest()
    found = peaks[-1]
    for left in reversed(peaks[:-1]):
        found = node_hash(left, found)
    return found


class Tree:
    """A growing tree, held as its complete subtrees: at most one hash for each bit of its size."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size, self.peaks = size, list(peaks)

    def append(self, leaf: bytes) -> list[bytes]:
        """Adds a leaf's hash. Returns the nodes that it completes, itself first."""
        self.size += 1
        nodes = [leaf]
        for _ in range((self.size & -self.size).bit_length() - 1):
            nodes.append(node_hash(self.peaks.pop(), nodes[-1]))
        self.peaks.append(nodes[-1])
        return nodes

    def root(self) -> bytes:
        return root_of(self.peaks)


# Proofs over the tree, checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say


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


# Notes (C2SP signed-note.md, tlog-checkpoint.md)


@dataclass(frozen=True)
class Key:
    """A verifier key. As text: name+key id in hex+base64 of the signature type and the public key."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.kind + self.public).decode()}"

    @classmethod
    def parse(cls, text: str, kind: bytes = ED25519) -> "Key":
        """Raises ValueError for anything but an Ed25519 verifier key of this kind."""
        name, _, rest = text.strip().partition("+")
        said_id, _, encoded = rest.partition("+")
        raw = base64.b64decode(encoded, validate=True)
        key = cls(name, raw[1:], kind)
        if raw[:1] != kind or len(key.public) != HASH_SIZE or key.id.hex() != said_id or not name.split() == [name]:
            raise ValueError("not a verifier key")
        return key


@dataclass(frozen=True)
class Note:
    """A signed text of three lines; the third is base64. Nothing in it counts before its signature is checked."""

    text: bytes
    signature: bytes
    start: int
    lines: bytes = b""

    def by(self, key: Key) -> list[bytes]:
        """What stands in its signature lines under this key's name and id: to be checked."""
        wanted = f"— {key.name} ".encode()
        found = [_decoded(line.removeprefix(wanted)) for line in self.lines.splitlines() if line.startswith(wanted)]
        return [raw[4:] for raw in found if raw[:4] == key.id]

    @property
    def second(self) -> str:
        return self.text.split(b"\n")[1].decode("utf-8", "replace")

    @property
    def size(self) -> int | None:
        """The tree size of a checkpoint; None for any other note."""
        return int(self.second) if re.fullmatch(r"0|[1-9][0-9]{0,17}", self.second) else None

    @property
    def hash(self) -> bytes:
        try:
            return base64.b64decode(self.text.split(b"\n")[2], validate=True)
        except binascii.Error:
            return b""


def notes(content: bytes, key: Key) -> list[Note]:
    """The notes in a file that claim to be signed by this key; others do not count (signed-note.md)."""
    found = []
    for match in _NOTE.finditer(content) if key.name.encode() in content else ():
        note = Note(b"\n".join(match.groups()[:3]) + b"\n", b"", match.start(), match[4])
        if match[1] == key.name.encode():
            found += [Note(note.text, signature, note.start, note.lines) for signature in note.by(key)]
    return found


def _decoded(encoded: bytes) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return b""


Check = Callable[[Note], bool]
Signed = Callable[[bytes, bytes, bytes], bool]
"""Whether a public key signed a message."""


def cosigned_message(at: int, text: bytes) -> bytes:
    """What a cosigner signs at a POSIX time (tlog-cosignature.md, Ed25519)."""
    return b"cosignature/v1\ntime %d\n" % at + text


def cosigned_at(note: Note, cosigner: Key, signed: Signed) -> int | None:
    """When this cosigner signed a checkpoint last (POSIX time); None where it did not."""
    found = [(int.from_bytes(raw[:8]), raw[8:]) for raw in note.by(cosigner)]
    return max((at for at, raw in found if signed(cosigner.public, cosigned_message(at, note.text), raw)), default=None)


def checker(key: Key, cosigners: Sequence[Key], signed: Signed) -> Check:
    """Which checkpoints count: those that the log signed, and each of the cosigners."""
    return lambda note: (
        signed(key.public, note.text, note.signature)
        and all(cosigned_at(note, each, signed) is not None for each in cosigners)
    )


def heads(content: bytes, key: Key, check: Check) -> tuple[list[Note], int]:
    """The checkpoints that stand, and how many were set aside by a later note that says so and is signed."""
    found, aside = [], 0
    for note in notes(content, key):
        if note.size is not None:
            found.append(note)
        elif _sets_aside(note, content) and check(note):
            aside, found = aside + len(found), []
    return found, aside


def _sets_aside(note: Note, content: bytes) -> bool:
    """Whether it speaks of all that stands before it in this very file: copied elsewhere it says nothing."""
    return note.second == SET_ASIDE and note.hash == hashlib.sha256(content[: note.start]).digest()


# The log file: after its header, a line of number, salt, sealed bytes and the nodes that the line completes


def written(number: int, salt: bytes, sealed: bytes, nodes: bytes) -> bytes:
    return b" ".join([b"%d" % number, *map(base64.b64encode, (salt, sealed, nodes))]) + b"\n"


def _read(line: bytes, number: int) -> tuple[bytes, bytes]:
    """A line's leaf hash and the nodes recorded with it. Raises ValueError."""
    said, *encoded = line.split()
    salt, sealed, nodes = (base64.b64decode(part, validate=True) for part in encoded)
    if int(said) != number:
        raise ValueError("not its turn")
    return leaf_hash(salt + sealed), nodes


@dataclass(frozen=True)
class Verdict:
    """What was found; `first` to `last` are the lines among which something is wrong."""

    sentence: str
    first: int | None = None
    last: int | None = None

    @property
    def whole(self) -> bool:
        return self.first is None


def verify(log: Iterable[bytes], checkpoints: Iterable[Note], check: Check) -> Verdict:
    """Walks the log and compares it with every checkpoint on the way."""
    waiting: dict[int, list[Note]] = {}
    for head in checkpoints:
        waiting.setdefault(head.size or 0, []).append(head)
    tree, agreeing = Tree(), [head for head in waiting.pop(0, []) if head.hash == root_of([])]
    for number, line in enumerate(log, 1):
        if wrong := _line_wrong(tree, number, line):
            return wrong
        for head in waiting.pop(number, ()):
            if head.hash == tree.root():
                agreeing.append(head)
            elif check(head):
                return _contradicted(_last_signed(agreeing, check), number)
    return _ended(tree.size, waiting, _last_signed(agreeing, check), check)


def _line_wrong(tree: Tree, number: int, line: bytes) -> Verdict | None:
    try:
        leaf, recorded = _read(line, number)
    except ValueError:
        return Verdict(f"Line {number} is not where line {number} belongs: it is missing, moved or unreadable.", number)
    if b"".join(tree.append(leaf)) != recorded:
        return Verdict(f"Line {number} was changed: it does not give the hash that was recorded with it.", number)
    return None


def _last_signed(agreeing: Sequence[Note], check: Check) -> int | None:
    """The size of the largest agreeing checkpoint; only as many signatures are checked as that takes."""
    return next((head.size for head in reversed(agreeing) if check(head)), None)


def _contradicted(agreed: int | None, size: int) -> Verdict:
    first = (agreed or 0) + 1
    if first > size:
        return Verdict(f"Two signed checkpoints of {size} lines contradict each other: there are two logs.", size, size)
    return Verdict(
        f"A signed checkpoint of {size} lines says otherwise: something between line {first} and line {size} was "
        "changed, put in or taken out, and the hashes after it were made anew.",
        first,
        size,
    )


def _ended(size: int, waiting: dict[int, list[Note]], agreed: int | None, check: Check) -> Verdict:
    beyond = next((each for each in sorted(waiting, reverse=True) if any(map(check, waiting[each]))), None)
    if beyond is not None:
        gone = f"Lines {size + 1} to {beyond} are" if beyond > size + 1 else f"Line {beyond} is"
        counts = "counts them" if beyond > size + 1 else "counts it"
        return Verdict(f"{gone} missing: a signed checkpoint {counts}.", size + 1, beyond)
    if agreed is None:
        return Verdict("No checkpoint in that file is signed with this key: nothing was compared.", 0)
    newer = f" The {size - agreed} lines after it are in order, but no checkpoint here covers them." * (size > agreed)
    return Verdict(f"All agrees: lines 1 to {agreed} are those of the signed checkpoint.{newer}")


def compare(log: Iterable[bytes], earlier: Iterable[bytes]) -> Verdict | None:
    """The first line of an earlier export that the log no longer has as it was; None if it has all."""
    for number, (now, then) in enumerate(itertools.zip_longest(log, earlier), 1):
        if then is None:
            return None
        if now != then:
            return Verdict(f"Line {number} is not what it was in the earlier export.", number, number)
    return None


# Proofs as files


def _hashes(lines: Iterable[bytes]) -> list[bytes]:
    return [base64.b64decode(line, validate=True) for line in lines if line]


def growth(content: bytes) -> tuple[int, list[bytes], bytes]:
    """The old size, the consistency proof, and the checkpoint of a request (tlog-witness.md). Raises ValueError."""
    told, _, note = content.partition(b"\n\n")
    first, *lines = told.split(b"\n")
    said = re.fullmatch(rb"old (0|[1-9][0-9]{0,17})", first)
    proof = _hashes(lines)
    if not said or len(proof) > 63 or any(len(step) != HASH_SIZE for step in proof):
        raise ValueError("not a proof that a log grew")
    return int(said[1]), proof, note


def verify_growth(content: bytes, known: Sequence[Note], key: Key, check: Check) -> Verdict:
    """Whether the checkpoint in a request continues one that is known. Raises ValueError."""
    old, proof, rest = growth(content)
    head = next((note for note in notes(rest, key) if note.size is not None and check(note)), None)
    before = next((note for note in known if note.size == old and check(note)), None)
    if head is None or head.size is None or (before is None and old):
        return Verdict("No checkpoint to compare is signed with this key: nothing was compared.", 0)
    if not continues(old, head.size, before.hash if before else root_of([]), head.hash, proof):
        return Verdict(f"The log of {head.size} lines does not begin with the log of {old} lines.", 1, old)
    return Verdict(f"All agrees: the log of {head.size} lines begins with that of {old} lines.")


def verify_line(content: bytes, known: Sequence[Note], key: Key, check: Check) -> Verdict:
    """Whether a line stands in the log, and vouches for the receipt before it, if there is one. Raises ValueError."""
    receipt, _, proof = content.rpartition(PROOF)
    told, _, rest = proof.partition(b"\n\n")
    extra, index, *path = told.split(b"\n")
    leaf, number = base64.b64decode(extra.removeprefix(b"extra "), validate=True), int(index.removeprefix(b"index "))
    head = next((note for note in notes(rest, key) if note.size is not None and check(note)), None)
    if head is None or head.size is None:
        return Verdict("The checkpoint in that file is not signed with this key: nothing was compared.", 0)
    if any(note.size == head.size and note.hash != head.hash and check(note) for note in known):
        return _contradicted(head.size, head.size)
    if not includes(number, head.size, leaf_hash(leaf), _hashes(path), head.hash):
        return Verdict(f"Line {number + 1} does not stand in that log as it stands in that file.", number + 1)
    if receipt and hashlib.sha256(receipt[:-1]).digest()[:16] != leaf[:16]:
        return Verdict(f"The receipt is not what line {number + 1} vouches for.", number + 1)
    said = " It vouches for the receipt." * bool(receipt)
    return Verdict(f"All agrees: line {number + 1} stands in the signed log of {head.size} lines.{said}")


# Ed25519 (RFC 8032, section 5.1), for checking alone: nothing secret passes through here

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
Point = tuple[int, int, int, int]


def _x(y: int, odd: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    return x if x & 1 == odd else _P - x


def _point(raw: bytes) -> Point | None:
    number = int.from_bytes(raw, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    x = _x(y, odd)
    return None if x is None else (x, y, 1, x * y % _P)


def _add(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _add(found, point)
        point, factor = _add(point, point), factor >> 1
    return found


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is this key's over the message."""
    key, first, scalar = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or key is None or first is None or scalar >= _ORDER or _BASE is None:
        return False
    if _times(8, key)[0] % _P == 0:
        return False  # a key of small order, for which anybody can sign
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    left, right = _times(scalar, _BASE), _add(first, _times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P)


# The command


def report(log: Path, checkpoints: Path, key: Key, check: Check, earlier: Path | None = None) -> tuple[int, str]:
    """The exit code and the sentence. Raises OSError and ValueError where there is nothing to check."""
    content = checkpoints.read_bytes().replace(b"\r\n", b"\n")
    if not notes(content, key):
        content = mailed(content)
    standing, aside = heads(content, key, check)
    verdict = _proved(log, standing, key, check)
    with log.open("rb") as lines:
        if earlier and not verdict:
            with earlier.open("rb") as older:
                verdict = compare(_without_header(lines), _without_header(older))
            lines.seek(0)
        verdict = verdict or verify(_without_header(lines), standing, check)
    note = f" {aside} earlier checkpoints were set aside by a signed note: ask who did that, and why." * (aside > 0)
    return 0 if verdict.whole else 1, verdict.sentence + note


def mailed(content: bytes) -> bytes:
    """What a saved mail says in plain text, however it was packed, without the marks before lines that are quoted."""
    parts = (part for part in email.message_from_bytes(content).walk() if part.get_content_type() == "text/plain")
    texts = (part.get_payload(decode=True) for part in parts)
    said = b"\n".join(text for text in texts if isinstance(text, bytes)).replace(b"\r\n", b"\n")
    return re.sub(rb"(?m)^(?:>[ ]?)+", b"", said)


def _proved(file: Path, standing: Sequence[Note], key: Key, check: Check) -> Verdict | None:
    """What a proof shows; None where the file is none."""
    with file.open("rb") as opened:
        begin = opened.read(len(PROOF))
    kinds = {GROWTH: verify_growth, PROOF: verify_line, RECEIPT.encode(): verify_line}
    for mark, look in kinds.items():
        if begin.startswith(mark):
            return look(file.read_bytes().replace(b"\r\n", b"\n"), standing, key, check)
    return None


def _without_header(lines: Iterable[bytes]) -> Iterable[bytes]:
    whole = iter(lines)
    if next(whole, b"") != HEADER:
        raise ValueError("that file is not an exported audit log")
    return whole


def read_key(given: str, kind: bytes = ED25519) -> Key:
    """A key as text, or out of a file. Raises OSError, ValueError."""
    return Key.parse(Path(given).read_text() if Path(given).is_file() else given, kind)


def main() -> int:
    options = argparse.ArgumentParser(
        description="Checks an audit log, or a proof from it, against signed checkpoints."
    )
    options.add_argument("file", type=Path, help="an exported log, a proof, or a receipt")
    options.add_argument("checkpoints", type=Path, help="the witness file, or a saved mail with a head")
    options.add_argument("key", help="the log's key, or a file with it")
    options.add_argument("--earlier", type=Path, help="an older export of the same log: names the very line")
    options.add_argument("--cosigner", action="append", default=[], help="a cosigner's key, or a file with it")
    chosen = options.parse_args()
    try:
        key = read_key(chosen.key)
        check = checker(key, [read_key(each, COSIGNATURE) for each in chosen.cosigner], signed)
        code, sentence = report(chosen.file, chosen.checkpoints, key, check, chosen.earlier)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
