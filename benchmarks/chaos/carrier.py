"""The mail server that answers leave by, as a process that can be killed: it notes what it took before it says so.

Run as a program (`python -m benchmarks.chaos.carrier PORT FILE`). FILE gets a line for each message: its Message-ID.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Carrier:
    def __init__(self, file: Path) -> None:
        self._file = file.open("a")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(random.uniform(0, 0.3))
        name = " ".join(str(message_from_bytes(envelope.content)["Message-ID"]).split())
        self._file.write(f"{name} {','.join(envelope.rcpt_tos)}\n")
        self._file.flush()  # a process that is killed loses nothing that the system has
        await asyncio.sleep(random.uniform(0, 0.3))  # between having taken it and saying so
        return "250 2.0.0 Taken"


if __name__ == "__main__":
    Controller(Carrier(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1]), ready_timeout=30).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        time.sleep(3600)
