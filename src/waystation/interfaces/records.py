"""What is inside the sealed rows of the interfaces."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record


class Token(Record, frozen=True, kw_only=True):
    """Whose program may do what, until when. The token itself stands nowhere: the row is found by a digest of it.

    `name` is what we call the partner; `by` is None where it was made by command. `hook` is where they want to be
    called when something changed, "" for nowhere; `hook_secret` signs these calls.
    """

    name: str
    scopes: tuple[str, ...]
    at: datetime
    by: UUID | None = None
    until: datetime
    hook: str = ""
    hook_secret: bytes = b""


class Call(Record, frozen=True, kw_only=True):
    """That a partner is told to come and fetch; `what` is a scope, and nothing says what changed."""

    token: UUID
    what: str
    at: datetime
