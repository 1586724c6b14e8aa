"""For a monitor on this machine: is it well (health+json), and how does it go (OpenMetrics 1.0).

Nothing here tells of anybody. There is no path, no name, no address and no time of anything that came; what follows
from each message (answers that were given, room on the disk, work) is told in steps so large that one does not show.
"""

import json
import logging
import resource
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from waystation import __version__
from waystation.site import upkeep, worker

OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
HEALTH = "application/health+json"
ANSWERS_STEP = 100
BYTES_STEP = 16 * 2**20
SECONDS_STEP = 10
LEAST_ROOM = 200 * 2**20  # bytes, below which no message is taken
TURNS_WITHIN = 60.0  # seconds between two turns of the timers, on a busy machine
_KINDS = ("2xx", "3xx", "4xx", "5xx")
_HERE = ("127.0.0.1", "localhost", "[::1]")


@dataclass
class Counted:
    """What one process counts."""

    answers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_KINDS, 0))
    errors: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, status: str) -> None:
        with self._lock:
            self.answers[f"{status[:1]}xx"] = self.answers.get(f"{status[:1]}xx", 0) + 1

    def error(self) -> None:
        with self._lock:
            self.errors += 1


class CountErrors(logging.Handler):
    """Beside the handler that writes them."""

    def __init__(self, counted: Counted) -> None:
        super().__init__(logging.ERROR)
        self._counted = counted

    def emit(self, record: logging.LogRecord) -> None:
        self._counted.error()


def counting(application: Callable[..., Iterable[bytes]], counted: Counted) -> Callable[..., Iterable[bytes]]:
    """The same WSGI application; what it answers is counted by the first digit alone."""

    def counted_application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def started(status: str, *more: Any) -> Any:
            counted.answer(status)
            return start_response(status, *more)

        return application(environ, started)

    return counted_application


@dataclass(frozen=True)
class Metric:
    """One family of OpenMetrics. `values` by the value of the one label, or under "" where there is none."""

    name: str
    kind: str
    help: str
    values: Mapping[str, float]
    label: str = ""
    unit: str = ""


def metrics(counted: Counted, threads: int, data: Path, now: datetime) -> list[Metric]:
    """What there is to tell at this moment. `threads` are those of the web server: more than usual in a crowd alone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    answers = {kind: _down(number, ANSWERS_STEP) for kind, number in counted.answers.items()}
    days = {name: (now.date() - day).days for name, day in upkeep.read(data).items()}
    seconds, free = _down(int(used.ru_utime + used.ru_stime), SECONDS_STEP), shutil.disk_usage(data).free
    disagrees = "Whether the log disagrees with its witness."
    found = [
        Metric("waystation_build", "info", "The version that runs.", {__version__: 1}, "version"),
        Metric("waystation_answers", "counter", f"Answers by kind, in steps of {ANSWERS_STEP}.", answers, "kind"),
        Metric("waystation_errors", "counter", "Errors that were survived and told.", {"": counted.errors}),
        Metric("waystation_timers_age_seconds", "gauge", "Since the last turn of the timers.",
               {"": round(worker.since_turn(), 3)}, unit="seconds"),
        Metric("waystation_threads", "gauge", "Of the web server.", {"": threads}),
        Metric("waystation_disk_free_bytes", "gauge", f"Room on the disk, in steps of {BYTES_STEP}.",
               {"": _down(free, BYTES_STEP)}, unit="bytes"),
        Metric("waystation_upkeep_age_days", "gauge", "Since the last backup and rehearsal.", days, "what", "days"),
        Metric("waystation_log_disagrees", "gauge", disagrees, {"": _log_disagrees()}),
        Metric("process_cpu_seconds", "counter", f"Of the processor, in steps of {SECONDS_STEP}.",
               {"": seconds}, unit="seconds"),
        Metric("process_resident_memory_bytes", "gauge", f"Memory, in steps of {BYTES_STEP}.",
               {"": _down(_resident(), BYTES_STEP)}, unit="bytes"),
    ]  # fmt: skip
    return [metric for metric in found if metric.values]


def _down(number: int, step: int) -> int:
    return number - number % step


def _log_disagrees() -> int:
    from waystation.audit import witness

    return int(witness.standing() is not None)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def exposition(found: Iterable[Metric]) -> str:
    """The text format of OpenMetrics 1.0."""
    lines = []
    for metric in found:
        lines.append(f"# TYPE {metric.name} {metric.kind}")
        if metric.unit:
            lines.append(f"# UNIT {metric.name} {metric.unit}")
        lines.append(f"# HELP {metric.name} {metric.help}")
        suffix = {"counter": "_total", "info": "_info"}.get(metric.kind, "")
        for said, value in metric.values.items():
            labels = f'{{{metric.label}="{said}"}}' if metric.label else ""
            lines.append(f"{metric.name}{suffix}{labels} {value}")
    return "\n".join([*lines, "# EOF"]) + "\n"


def health(data: Path) -> tuple[bool, dict[str, str]]:
    """Whether it can do what it is for, and which part cannot: "pass" or "fail" for each."""
    parts = {
        "database": _database_answers(),
        "vault half": _half_is_there(),
        "timers": worker.since_turn() < TURNS_WITHIN,
        "disk": shutil.disk_usage(data).free >= LEAST_ROOM,
    }
    return all(parts.values()), {name: "pass" if well else "fail" for name, well in parts.items()}


def _database_answers() -> bool:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False
    finally:
        connection.close()


def _half_is_there() -> bool:
    from django.conf import settings

    return Path(settings.WAYSTATION_VAULT_HALF).is_file()


class Monitor(ThreadingHTTPServer):
    """Answers on this machine alone, beside the pages and on a port of its own."""

    daemon_threads = True

    def __init__(self, port: int, data: Path, counted: Counted, threads: Callable[[], int]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.data, self.counted, self.threads = data, counted, threads

    def start(self) -> int:
        """Serves in a thread; returns the port."""
        threading.Thread(target=self.serve_forever, name="monitor", daemon=True).start()
        port: int = self.server_address[1]
        return port


class _Handler(BaseHTTPRequestHandler):
    server: Monitor
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        # A page in somebody's browser must not read it under a name of its own that leads here.
        if self.headers.get("Host", "").rpartition(":")[0] not in _HERE:
            return self._answer(403, "text/plain", "Forbidden.\n")
        if self.path == "/metrics":
            found = metrics(self.server.counted, self.server.threads(), self.server.data, datetime.now(UTC))
            return self._answer(200, OPENMETRICS, exposition(found))
        if self.path == "/health":
            well, parts = health(self.server.data)
            checks = {name: [{"status": state}] for name, state in parts.items()}
            told = {"status": "pass" if well else "fail", "version": __version__, "checks": checks}
            return self._answer(200 if well else 503, HEALTH, json.dumps(told) + "\n")
        return self._answer(404, "text/plain", "Not found.\n")

    def _answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """No log of who asked."""
