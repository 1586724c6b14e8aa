"""Opens an installation with one person's passphrase and prints every message that their keys open, as JSON.

Rows that nobody's keys open are there for innocent views: they are passed over.

Run as a program of its own (`python -m tests.e2e.opened`) on a data folder named by WAYSTATION_DATA.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from waystation.site.commands import open_installation


def main() -> None:
    """Reads {"name", "passphrase"} from standard input."""
    import os
    from pathlib import Path

    facts = json.load(sys.stdin)
    open_installation(Path(os.environ["WAYSTATION_DATA"]))
    from waystation.audit import check as audit
    from waystation.site import installation
    from waystation.staff import actions

    installation.open_existing()
    now = datetime.now(UTC)
    actor = actions.resume(actions.sign_in(facts["name"], facts["passphrase"], now=now), now=now)
    assert actor is not None
    json.dump({"messages": _messages(actor), "first_break": audit.first_break()}, sys.stdout)


def _messages(actor: Any) -> list[dict[str, str]]:
    from waystation.hotline.models import Message
    from waystation.vault.content import open_content
    from waystation.vault.errors import Locked
    from waystation.vault.records import read

    found = []
    for row in Message.objects.all():
        try:
            record = read(row, actor.keys)
        except Locked:
            continue
        content = open_content(record.key, bytes(row.body), row.pk.bytes)
        found.append({"id": str(row.pk), "thread": str(row.thread), "content": content.decode("latin-1")})
    return found


if __name__ == "__main__":
    main()
