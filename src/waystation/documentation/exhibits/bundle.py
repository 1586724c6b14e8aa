"""An exhibit as one file that anybody can check without this program: a ZIP that is not compressed.

`original.bin` as it came, `custody.jsonl`, `entry-2.tst` with the timestamp of entry 2 as openssl reads it (one for
each), `verify_bundle.py`, and `manifest.json` with the hashes of all these; `manifest.sig` is a signed note over the
manifest. The ZIP's comment is the SHA-256 of all bytes before it, so that a change of the container is found too.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from uuid import UUID

from waystation.audit import notes
from waystation.documentation.exhibits import custody, verify_bundle
from waystation.documentation.exhibits.records import Entry, Exhibit
from waystation.files.source import Source

_PLACEHOLDER = b"0" * 64
_LIMIT = 1 << 32


class _Sink:
    """What a ZIP is written to: gives what has come since it was asked last. It cannot be gone back in."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        found = bytes(self._waiting)
        self._waiting.clear()
        self._digest.update(found)
        return found

    def end(self) -> bytes:
        """The rest, with the hash in place of the comment that stood for it."""
        found = bytes(self._waiting[: -len(_PLACEHOLDER)])
        self._digest.update(found)
        return found + self._digest.hexdigest().encode()


def pieces(exhibit_id: UUID, found: Exhibit, entries: Sequence[Entry], original: Source | None) -> Iterator[bytes]:
    """The bundle in pieces, in constant memory. Raises Tampered on the way where the original is not what came in."""
    log = b"".join(custody.line(exhibit_id, entry) + b"\n" for entry in entries)
    small = {"custody.jsonl": log, "verify_bundle.py": Path(verify_bundle.__file__ or "").read_bytes()}
    small |= {f"entry-{entry.number}.tst": entry.token for entry in entries if entry.token}
    files = {name: {"sha256": hashlib.sha256(data).hexdigest()} for name, data in small.items()}
    hashes = {"sha256": found.sha256.hex(), "sha512": found.sha512.hex()}
    if original is not None:
        files["original.bin"] = hashes
    said = {
        "exhibit": str(exhibit_id),
        "number": found.number,
        "size": found.size,
        "taken_in": found.at.astimezone(UTC).isoformat(),
        "original": hashes,
        "files": files,
        "custody": custody.head(exhibit_id, entries),
    }
    manifest = json.dumps(said, sort_keys=True, indent=1).encode()
    small |= {"manifest.json": manifest, "manifest.sig": notes.exhibit(manifest)}
    return _zipped(small, original)


def _zipped(small: dict[str, bytes], original: Source | None) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[arg-type]
        archive.comment = _PLACEHOLDER
        for name, data in small.items():
            archive.writestr(zipfile.ZipInfo(name), data)
        yield sink.take()
        if original is not None:
            with archive.open(zipfile.ZipInfo("original.bin"), "w", force_zip64=original.size >= _LIMIT) as target:
                for piece in original.read():
                    target.write(piece)
                    yield sink.take()
    yield sink.end()
