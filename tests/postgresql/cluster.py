"""A PostgreSQL cluster of the test's own, on 127.0.0.1, gone when the test ends."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "waystation"
# Of what outlives a loss of power nothing is asked here.
_CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"


def programs() -> Path | None:
    """The folder of the newest installed server programs; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _as_server_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    pwd.getpwnam("postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end(bin_folder: Path, kept: Path) -> None:
    """Stops what a run that was killed left running in a folder that is kept."""
    line = [*_as_server_user(), bin_folder / "pg_ctl", "-D", kept / "data", "-w", "-m", "fast", "stop"]
    subprocess.run(line, capture_output=True, cwd=kept, check=False)


@contextmanager
def running(bin_folder: Path, kept: Path | None = None) -> Iterator[str]:
    """Starts a cluster; gives the URL of an empty database in it.

    `kept`: a folder where it stays and is found again, and flushes what is committed, as in use.
    """
    user, port = _as_server_user(), _free_port()
    folder = str(kept) if kept else tempfile.mkdtemp(prefix="waystation-postgresql-")
    Path(folder).mkdir(mode=0o700, exist_ok=True)
    if user:
        shutil.chown(folder, "postgres", "postgres")
    data = f"{folder}/data"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    made = Path(data, "PG_VERSION").exists()
    if not made:
        subprocess.run([*user, bin_folder / "initdb", "-D", data, "-U", USER, "-A", "trust", "-N"], **quiet)  # type: ignore[call-overload]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    options += "" if kept else f" {_CARELESS}"
    control = [*user, bin_folder / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log"]
    if made:
        end(bin_folder, Path(folder))
    try:
        subprocess.run([*control, "-o", options, "start"], **quiet)  # type: ignore[call-overload]
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    finally:
        how = "fast" if kept else "immediate"
        subprocess.run([*control, "-m", how, "stop"], stdout=subprocess.DEVNULL, cwd=folder, check=False)
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
