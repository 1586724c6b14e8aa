"""What is inside the sealed rows: an exhibit, its bytes, its working copies, and the entries of its custody log."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record
from waystation.vault.streams import Content

TAKEN_IN, COPIED, CHECKED, CHANGED = "taken_in", "copied", "checked", "changed"
GIVEN_OUT, EXPORTED, HANDED_OVER, NOTED = "given_out", "exported", "handed_over", "noted"
TIMESTAMPED, REPORTED, BROUGHT = "timestamped", "reported", "brought"
CARRIED, CAME_HOME = "carried", "came_home"
DESTRUCTION_ASKED, KEPT, DESTROYED = "destruction_asked", "kept", "destroyed"


class Exhibit(Record, frozen=True):
    """What stays when the bytes are destroyed. `size` is in bytes; the hashes are of the bytes as they came.

    `home` tells where the bytes were sealed, to who knows that place already: after a case is erased it names none.
    """

    number: int
    sha256: bytes
    sha512: bytes
    size: int
    at: datetime
    by: UUID
    home: bytes


class Provenance(Record, frozen=True):
    """Where the bytes come from, as the Berkeley Protocol asks. `collected` and `zone` are as the source said them."""

    what: str
    source: str = ""
    collector: str = ""
    tool: str = ""
    collected: str = ""
    zone: str = ""


class Original(Record, frozen=True):
    """TESTIMONY: the bytes as they came. `name` and `type` are what their sender says."""

    file: UUID
    content: Content
    provenance: Provenance
    name: str = ""
    type: str = ""


class Copy(Record, frozen=True):
    """TESTIMONY: what was drawn from one page of the original, without what the file knows of its author."""

    file: UUID
    content: Content
    type: str
    page: int
    at: datetime
    by: UUID


class Entry(Record, frozen=True):
    """One line of a custody log. `who` is the persona at that moment; `to` is who received something.

    `sha256` is that of the bytes that the entry is about, in hex; `previous` that of the line before; `token` a
    timestamp token of RFC 3161 over `previous`.
    """

    number: int
    at: datetime
    by: UUID
    who: str
    deed: str
    previous: str
    why: str = ""
    to: str = ""
    page: int = 0
    sha256: str = ""
    token: bytes = b""
