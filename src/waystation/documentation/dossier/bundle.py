"""A dossier with the files of its exhibits: a ZIP that is not compressed, the same bytes for the same files.

`dossier.pdf`, `exhibit-1.bin` and so on by the numbers of the exhibits, and `SHA256SUMS`, by which anybody checks them
(`sha256sum -c SHA256SUMS`).
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping

from waystation.files.source import Source


def packed(dossier: bytes, exhibits: Mapping[int, Source]) -> bytes:
    """The bundle. Raises Tampered where a file is not any more what it was when it was taken in."""
    files = {"dossier.pdf": dossier}
    files |= {f"exhibit-{number}.bin": b"".join(each.read()) for number, each in sorted(exhibits.items())}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {**files, "SHA256SUMS": sums.encode()}.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()
