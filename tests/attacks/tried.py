"""Tries every passphrase on a seized folder, named by WAYSTATION_DATA, and prints the names that open.

Run as a program of its own. Reads the sign-ins as JSON from standard input.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from waystation.site.commands import open_installation


def main() -> None:
    sign_ins = json.load(sys.stdin)
    open_installation(Path(os.environ["WAYSTATION_DATA"]))
    from waystation.site import installation
    from waystation.staff import actions
    from waystation.vault.errors import Locked, NotReady

    installation.open_without_half()
    opened = []
    for one in sign_ins:
        try:
            actions.sign_in(one["name"], one["passphrase"], now=datetime.now(UTC))
        except (Locked, NotReady):
            continue
        opened.append(one["name"])
    json.dump(opened, sys.stdout)


if __name__ == "__main__":
    main()
