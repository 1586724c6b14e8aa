"""A real store that speaks S3, started for some tests: OpenStack Swift (`swift_server`)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.site.swift_server import KEY, SECRET
from waystation.vault import bucket

PYTHON = "/usr/bin/python3"  # the system's, for which Debian packages it
Said = dict[str, str]


def need_swift() -> None:
    asked = [PYTHON, "-c", "import swift.common.middleware.s3api"]
    if not Path(PYTHON).exists() or subprocess.run(asked, capture_output=True).returncode:
        reason = "there is no store that speaks S3 (Debian: apt install python3-swift)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class Swift:
    """The servers of one folder; they can be ended and started again on what is there."""

    def __init__(self, folder: Path, address: str = "127.0.0.1") -> None:
        """`address`: where it listens; 0.0.0.0 for other hosts, too."""
        self.folder, self.address, self.ports = folder, address, _free_ports(4)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> Said:
        """What an installation says of a bucket named `files` there, under `[files.s3]`."""
        endpoint = f"http://127.0.0.1:{self.ports[0]}"
        return {"endpoint": endpoint, "bucket": "files", "access_key": KEY, "secret_key": SECRET}

    def start(self) -> None:
        program = str(Path(__file__).with_name("swift_server.py"))
        line = [PYTHON, program, str(self.folder), *map(str, self.ports), self.address]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(line, stdout=log, stderr=log)
        until = time.monotonic() + 120
        for port in self.ports:
            while not _listens(port):
                if self.process.poll() is not None or time.monotonic() > until:
                    self.stop()
                    pytest.fail((self.folder / "log").read_text()[-2000:])
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()  # those that it made end with it
            self.process.wait()
            while any(map(_listens, self.ports)):
                time.sleep(0.05)

    def make(self, name: str, **more: str) -> Said:
        """A new bucket, and what names it."""
        made = bucket.client(tuple(sorted(self.said.items())))
        made.create_bucket(Bucket=name, **more)
        return self.said | {"bucket": name}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def swift(address: str = "127.0.0.1") -> Iterator[Swift]:
    need_swift()
    folder = tempfile.mkdtemp(prefix="waystation-swift-")
    store = Swift(Path(folder), address)
    try:
        store.start()
        yield store
    finally:
        store.stop()
        shutil.rmtree(folder, ignore_errors=True)
