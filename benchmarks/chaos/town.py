"""One installation and its neighbours, each a process that is killed and started anew, on a small disk of their own."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.e2e.harness import ROOT, NotStarted, Program
from tests.mail.dovecot import PASSWORD, USER, Dovecot, free_port
from tests.postgresql import cluster

DISK = 400  # MiB
_SETTINGS = """
[mail.smtp]
host = "127.0.0.1"
port = {carrier}
security = "none"

[[mail.imap]]
host = "127.0.0.1"
port = {imap}
tls = false
poll_seconds = 5
username = "{user}"
password = "{password}"
"""


@dataclass
class Part:
    """One process, or one with its children. `down` says when it was not there: (from, to), by the monotonic clock."""

    name: str
    begin: Callable[[], None]
    kill: Callable[[], None]
    alive: Callable[[], bool]
    down: list[list[float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, patience: float = 120) -> None:
        """Tries until it runs, as whoever supervises it does."""
        until = time.monotonic() + patience
        while True:
            try:
                self.begin()
            except (NotStarted, OSError, subprocess.SubprocessError):
                if time.monotonic() > until:
                    raise
                time.sleep(1)
            else:
                break
        if self.down and len(self.down[-1]) == 1:
            self.down[-1].append(time.monotonic())

    def gone(self) -> None:
        """From now on it is not there."""
        if not self.down or len(self.down[-1]) == 2:
            self.down.append([time.monotonic()])

    def up_for(self) -> float:
        """Seconds for which it has run; 0 where it does not."""
        if not self.down:
            return float("inf")
        return time.monotonic() - self.down[-1][1] if len(self.down[-1]) == 2 else 0.0

    def was_up(self, since: float, until: float) -> bool:
        """Whether it was there all the time between."""
        return all(each[0] > until or (len(each) == 2 and each[1] < since) for each in self.down)


class Town:
    """`engine` is "sqlite" or "postgresql". Ports stay the same, since whoever writes knows them."""

    def __init__(self, base: Path, engine: str, *, small_disk: bool = True) -> None:
        self.base, self.engine = base, engine
        self.disk = Path(tempfile.mkdtemp(prefix="waystation-disk-"))  # the database's user has to reach it
        self.disk.chmod(0o755)
        base.mkdir(parents=True, exist_ok=True)
        self.small = small_disk and _mounted(self.disk)
        self.clock, self.moved = _clock(base)
        self.ports = {name: free_port() for name in ("web", "worker", "carrier", "database")}
        self.carried = base / "carried"
        self.carried.touch()
        self.mailbox = Path(tempfile.mkdtemp(prefix="waystation-mailbox-"))  # the names of sockets have to be short
        self.dovecot = Dovecot(self.mailbox)
        self.database = (
            Database(self.disk / "postgresql", self.ports["database"], base / "postgresql.log")
            if engine == "postgresql"
            else None
        )
        environment = self._environment()
        self.web = Program(base / "web", ("serve", "--port", str(self.ports["web"])), **environment)
        self.worker = Program(base / "worker", ("worker", "--mail-port", str(self.ports["worker"])), **environment)
        for program in (self.web, self.worker):
            program.data = self.disk / "data"
            program.facts |= {
                "public": f"http://127.0.0.1:{self.ports['web']}/",
                "mail": {"port": self.ports["worker"]},
            }
        self._carrier: subprocess.Popen[bytes] | None = None
        self.parts = {part.name: part for part in self._all_parts()}
        self._found()

    def _environment(self) -> dict[str, str]:
        found = {"DATABASE_URL": self.database.url} if self.database else {}
        if self.moved:
            found |= {"LD_PRELOAD": str(self.moved), "WAYSTATION_CLOCK": str(self.clock)}
        return found

    def _all_parts(self) -> list[Part]:
        def alive(process: subprocess.Popen[bytes] | None) -> bool:
            return process is not None and process.poll() is None

        found = [
            Part("carrier", self._begin_carrier, self._kill_carrier, lambda: alive(self._carrier)),
            Part("mailbox", self._begin_mailbox, self._kill_mailbox, lambda: alive(self.dovecot._process)),
            Part("web", self.web.start, self.web.kill, lambda: alive(self.web.process)),
            Part("worker", self.worker.start, self.worker.kill, lambda: alive(self.worker.process)),
        ]
        if self.database:
            found.insert(0, Part("database", self.database.start, self.database.kill, self.database.alive))
        return found

    def _found(self) -> None:
        if self.database:
            self.database.start()
        self.web.found()
        self.worker.facts |= {"sign_ins": self.web.facts["sign_ins"]}
        settings = self.web.data / "waystation.toml"
        said = _SETTINGS.format(carrier=self.ports["carrier"], imap=self.dovecot.imap, user=USER, password=PASSWORD)
        settings.write_text(settings.read_text().replace('"required"', '"offered"') + said)
        for part in self.parts.values():
            if not part.alive():
                part.start()

    # what happens to it

    def kill(self, name: str, pause: float) -> float:
        """kill -9, and so many seconds later a start. Returns after how many seconds it runs again."""
        part = self.parts[name]
        with part.lock:
            part.gone()
            part.kill()
            time.sleep(pause)
            part.start()
            return part.down[-1][1] - part.down[-1][0]

    def mend(self) -> list[str]:
        """Starts what ended by itself, as whoever supervises it does. Says which."""
        ended = []
        for part in self.parts.values():
            if part.lock.acquire(blocking=False):
                try:
                    if not part.alive():
                        ended.append(part.name)
                        part.gone()
                        part.kill()
                        time.sleep(1)
                        part.start()
                finally:
                    part.lock.release()
        return ended

    def fill(self, seconds: float) -> None:
        """The disk of data folder and database is full to the last byte for so long."""
        ballast = self.disk / "ballast"
        until = time.monotonic() + seconds
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while time.monotonic() < until:
                try:
                    file.write(bytes(2**16))
                except OSError:
                    time.sleep(0.05)  # what others delete is taken too
        ballast.unlink(missing_ok=True)

    def jump(self, seconds: int) -> None:
        """The clock of web and worker is so many seconds off from now on."""
        with self.clock.open("r+b", buffering=0) as file:
            file.write(struct.pack("@l", seconds))

    def apart(self, module: str, said: bytes, patience: float = 600) -> subprocess.CompletedProcess[bytes]:
        """A program of the tests on the data folder, by the same clock."""
        environment = self.web.environment() | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "WAYSTATION_DATA": str(self.web.data),
        }
        line = [sys.executable, "-m", module]
        return subprocess.run(
            line, input=said, capture_output=True, check=False, env=environment, cwd=ROOT, timeout=patience
        )

    def letters_waiting(self) -> int:
        """How many letters have not left, or not been told of."""
        return self._asked("SELECT count(*) FROM hotline_outgoing WHERE state IN ('waiting', 'sending')")

    def wait_for_mailbox(self, seconds: float = 600) -> None:
        """Until the worker has taken all that the mailbox holds."""
        until = time.monotonic() + seconds
        while self.dovecot.count() and time.monotonic() < until:
            time.sleep(1)

    def wait_for_timers(self, seconds: float = 180) -> None:
        """Until each timer went off and was told of; longer than `seconds` it need not take."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if not self._asked("SELECT count(*) FROM evacuation_checkin WHERE steps = 0 OR NOT told"):
                return
            time.sleep(1)

    def _asked(self, query: str) -> int:
        """A number from the database, past the program."""
        if self.database is None:
            with sqlite3.connect(self.web.data / "waystation.sqlite3", timeout=60) as file:
                return int(file.execute(query).fetchone()[0])
        with psycopg.connect(self.database.url) as server:
            found = server.execute(query).fetchone()  # type: ignore[call-overload]
            return int(found[0])

    def close(self) -> None:
        for part in reversed(self.parts.values()):
            with contextlib.suppress(OSError, subprocess.SubprocessError):
                part.kill()
        self.dovecot.close()
        if self.small:
            subprocess.run(["umount", "-l", self.disk], check=False)  # noqa: S607  # as the machine has it
        for folder in (self.disk, self.mailbox):
            shutil.rmtree(folder, ignore_errors=True)

    # its neighbours

    def _begin_carrier(self) -> None:
        line = [sys.executable, "-m", "benchmarks.chaos.carrier", str(self.ports["carrier"]), str(self.carried)]
        with (self.base / "carrier.log").open("ab") as log:
            self._carrier = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, cwd=ROOT)
        assert self._carrier.stdout is not None
        if not self._carrier.stdout.readline():
            raise NotStarted("carrier")

    def _kill_carrier(self) -> None:
        if self._carrier is not None:
            self._carrier.kill()
            self._carrier.wait(60)

    def _begin_mailbox(self) -> None:
        if self.dovecot._process is None:
            self.dovecot.start()

    def _kill_mailbox(self) -> None:
        process = self.dovecot._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(60)
            self.dovecot._process = None


class Database:
    """A PostgreSQL cluster that keeps what it said it kept. Killed with all that serve somebody."""

    def __init__(self, folder: Path, port: int, log: Path, also: str = "") -> None:
        """`also` is one more address of this machine where other hosts, in the same network of thirty bits, find it."""
        programs = cluster.programs()
        if programs is None:
            raise SystemExit("PostgreSQL is not installed here: name --engine sqlite, or install it.")
        self.folder, self.port, self._log, self._programs = folder, port, log, programs
        self.url = f"postgresql://{cluster.USER}@127.0.0.1:{port}/postgres"
        self._user = cluster._as_server_user()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(mode=0o700)
        if self._user:
            shutil.chown(folder, "postgres", "postgres")
        made = [*self._user, programs / "initdb", "-D", folder / "data", "-U", cluster.USER, "-A", "trust", "-N"]
        subprocess.run([*made, "--wal-segsize=1"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        self._listens = ",".join(filter(None, ["127.0.0.1", also]))
        if also:
            with (folder / "data" / "pg_hba.conf").open("a") as doors:
                doors.write(f"host all all {also}/30 trust\n")

    def start(self) -> None:
        """Returns when it answers. What it flushes lies in memory: fsync would tell nothing more of a kill."""
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        options = [
            "-p",
            str(self.port),
            "-c",
            f"listen_addresses={self._listens}",
            "-c",
            f"unix_socket_directories={self.folder}",
        ]
        sizes = ["-c", "max_wal_size=64MB", "-c", "min_wal_size=2MB", "-c", "shared_buffers=64MB", "-c", "fsync=off"]
        line = [*self._user, self._programs / "postgres", "-D", self.folder / "data", *options, *sizes]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(line, stderr=log, cwd=self.folder, start_new_session=True)
        asked = [*self._user, self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until = time.monotonic() + 60
        while subprocess.run(asked, check=False, cwd=self.folder).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise NotStarted("postgresql")
            time.sleep(0.1)

    def kill(self) -> None:
        if self._process is None:
            return
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self._process.pid)],  # noqa: S607  # as the machine has it
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split()
        for process in (self._process.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait(60)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None


def _mounted(folder: Path) -> bool:
    """Whether a small disk of memory could be put there."""
    line = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m,mode=755", "waystation-chaos", folder]
    return os.geteuid() == 0 and subprocess.run(line, check=False, capture_output=True).returncode == 0


def _clock(base: Path) -> tuple[Path, Path | None]:
    """The file with the clock's offset, and what moves a clock by it; None where no C compiler is."""
    offset, library = base / "clock", base / "clock.so"
    offset.write_bytes(bytes(ctypes.sizeof(ctypes.c_long)))
    compiler = shutil.which("cc")
    if compiler is None:
        return offset, None
    source = Path(__file__).with_name("clock.c")
    made = subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=False)
    return offset, library if made.returncode == 0 else None
