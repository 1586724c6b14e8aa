"""Files: sealed and opened in constant memory, beside a plain copy and raw AES-256-GCM.

    PYTHONPATH=src python -m benchmarks.files [MiB] [--rounds 3]

Each row is a process of its own, which reads the file in pieces of 64 KiB and writes the result to the same folder
without waiting for the disk. Shown: the best of the rounds in MiB a second of processor time, and the most memory that
the work added to what the process had before it, as the kernel counts it (VmHWM).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 64 * 1024
Work = Callable[[Path, Path], None]


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def copy(source: Path, target: Path) -> None:
    with target.open("wb") as file:
        for piece in pieces(source):
            file.write(piece)


def copy_and_hash(source: Path, target: Path) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for piece in pieces(source):
            digest.update(piece)
            file.write(piece)


def raw_gcm(source: Path, target: Path) -> None:
    """The floor of any sealing: AES-GCM of pyca/cryptography over each piece, a counter for a nonce, no framing."""
    cipher, sealed = AESGCM(bytes(32)), bytearray(PIECE + 16)
    with target.open("wb") as file:
        for number, piece in enumerate(pieces(source)):
            written = cipher.encrypt_into(number.to_bytes(12), piece, None, memoryview(sealed)[: len(piece) + 16])
            file.write(memoryview(sealed)[:written])


def gcm_and_hash(source: Path, target: Path) -> None:
    """The floor of ours, which also takes the SHA-256 of what came."""
    cipher, sealed, digest = AESGCM(bytes(32)), bytearray(PIECE + 16), hashlib.sha256()
    with target.open("wb") as file:
        for number, piece in enumerate(pieces(source)):
            digest.update(piece)
            written = cipher.encrypt_into(number.to_bytes(12), piece, None, memoryview(sealed)[: len(piece) + 16])
            file.write(memoryview(sealed)[:written])


def seal(source: Path, target: Path) -> None:
    from waystation.vault.streams import seal_all

    with target.open("wb") as file:
        content = seal_all(pieces(source), file, b"benchmark")
    target.with_suffix(".content").write_bytes(content.key + content.sha256 + content.size.to_bytes(8))


def unseal(source: Path, target: Path) -> None:
    from waystation.vault.streams import Content, opened

    said = source.with_suffix(".content").read_bytes()
    content = Content(said[:32], int.from_bytes(said[64:]), said[32:64])
    with source.open("rb") as file, target.open("wb") as out:
        for piece in opened(file, content, b"benchmark"):
            out.write(piece)


WORKS: dict[str, Work] = {work.__name__: work for work in (copy, copy_and_hash, raw_gcm, gcm_and_hash, seal, unseal)}


def peak() -> int:
    """KiB."""
    return int(next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line).split()[1])


def one(name: str, source: Path, target: Path) -> None:
    """One row of the table: seconds of the processor, and KiB more than a small file took."""
    small = source.with_name("small.sealed" if name == "unseal" else "small")
    WORKS[name](small, target)
    before, begun = peak(), time.process_time()
    WORKS[name](source, target)
    print(time.process_time() - begun, peak() - before)


def measured(name: str, folder: Path) -> tuple[float, int]:
    source, target = folder / ("large.sealed" if name == "unseal" else "large"), folder / f"{name}.out"
    line = [sys.executable, "-m", "benchmarks.files", "--one", name, str(source), str(target)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    target.unlink()
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("mib", type=int, nargs="?", default=1024)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        return one(chosen.one[0], Path(chosen.one[1]), Path(chosen.one[2]))
    with tempfile.TemporaryDirectory(prefix="waystation-benchmark-") as base:
        folder = Path(base)
        for name, size in (("small", 1), ("large", chosen.mib)):
            with (folder / name).open("wb") as file:
                for _ in range(size):
                    file.write(os.urandom(1024 * 1024))
            seal(folder / name, folder / f"{name}.sealed")
        print(f"{chosen.mib} MiB, best of {chosen.rounds} rounds")
        print(f"{'':16}{'MiB/s':>8}{'of floor':>10}{'spread':>8}{'KiB':>8}")
        rounds: dict[str, list[tuple[float, int]]] = {name: [] for name in WORKS}
        for _ in range(chosen.rounds):
            for name in WORKS:
                rounds[name].append(measured(name, folder))
        floor = min(seconds for seconds, _ in rounds["gcm_and_hash"])
        for name, found in rounds.items():
            best, worst = min(seconds for seconds, _ in found), max(seconds for seconds, _ in found)
            most = max(memory for _, memory in found)
            print(f"{name:16}{chosen.mib / best:8.0f}{best / floor:10.2f}{worst / best:8.2f}{most:8}")
    return None


if __name__ == "__main__":
    main()
