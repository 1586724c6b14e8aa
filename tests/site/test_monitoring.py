"""What a monitor is told: whether it is well, and counters that tell of nobody."""

from __future__ import annotations

import http.client
import json
import logging
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.site.conftest import Installation
from waystation import __version__
from waystation.site import monitoring, upkeep, worker
from waystation.site.monitoring import Counted, CountErrors, Metric, Monitor, counting, exposition, metrics

NOW = datetime(2027, 3, 9, 12, tzinfo=UTC)
PYTHON = Path("/usr/bin/python3")
READ = """
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
print(json.dumps([[one.name, one.type, one.unit, [[each.name, each.labels, each.value] for each in one.samples]]
                  for one in read(sys.stdin.read())]))
"""


def read(text: str) -> list[Any]:
    """What the Prometheus project's own reader of OpenMetrics makes of it, strictly."""
    done = subprocess.run([PYTHON, "-c", READ], input=text, capture_output=True, text=True, env={"PATH": os.defpath})
    if "No module named" in done.stderr or not PYTHON.exists():
        if os.environ.get("CI"):
            pytest.fail("there is no python3-prometheus-client")
        pytest.skip("there is no python3-prometheus-client")
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    monkeypatch.setattr(monitoring, "_log_disagrees", lambda: 0)
    return Counted()


@pytest.mark.real
def test_another_reader_understands_it(counted: Counted, tmp_path: Path) -> None:
    upkeep.note(tmp_path, upkeep.BACKUP, date(2027, 3, 7))
    counted.answers["2xx"], counted.errors = 12_345, 3
    found = {name: samples for name, _, _, samples in read(exposition(metrics(counted, 16, tmp_path, NOW)))}
    assert found["waystation_build"] == [["waystation_build_info", {"version": __version__}, 1]]
    assert ["waystation_answers_total", {"kind": "2xx"}, 12_300] in found["waystation_answers"]
    assert found["waystation_errors"][0][2] == 3
    assert found["waystation_upkeep_age_days"] == [["waystation_upkeep_age_days", {"what": "backup"}, 2]]
    assert found["process_resident_memory_bytes"][0][2] > 0


def test_one_message_does_not_show(counted: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two moments between which one person wrote: everything but the clock's own numbers is the same."""
    monkeypatch.setattr(worker, "since_turn", lambda: 0.5)
    monkeypatch.setattr(monitoring, "_resident", lambda: 90_000_000 + counted.answers["2xx"] * 20_000)
    room = SimpleNamespace(free=10**12)
    monkeypatch.setattr(
        "shutil.disk_usage", lambda _: SimpleNamespace(free=room.free - counted.answers["2xx"] * 23_000)
    )
    before = exposition(metrics(counted, 16, tmp_path, NOW))
    for status in ("200 OK", "303 See Other", "200 OK"):
        counted.answer(status)
    after = exposition(metrics(counted, 16, tmp_path, NOW))
    assert [line for line in after.splitlines() if "cpu" not in line] == [
        line for line in before.splitlines() if "cpu" not in line
    ]


def test_labels_are_of_a_short_list(counted: Counted, tmp_path: Path) -> None:
    """No path, no name, no address: what a stranger sends becomes no label."""
    application = counting(lambda environ, start: start("404 Канарейка /staff/anna", []) or [], counted)
    list(application({"PATH_INFO": "/Канарейка", "HTTP_HOST": "canary.example"}, lambda *_: None))
    logging.Logger("x").addHandler(CountErrors(counted))
    text = exposition(metrics(counted, 16, tmp_path, NOW))
    assert "анарейка" not in text
    assert "canary" not in text
    assert set(counted.answers) == {"2xx", "3xx", "4xx", "5xx"}
    assert counted.answers["4xx"] == 1


def test_errors_are_counted_beside_being_told(counted: Counted) -> None:
    logger = logging.Logger("of-this-test")
    logger.addHandler(CountErrors(counted))
    logger.error("one")
    logger.warning("none")
    assert counted.errors == 1


def test_the_text_ends_as_it_must() -> None:
    text = exposition([Metric("a_b", "counter", "What.", {"x": 1, "y": 2}, "of")])
    assert text == '# TYPE a_b counter\n# HELP a_b What.\na_b_total{of="x"} 1\na_b_total{of="y"} 2\n# EOF\n'


@pytest.fixture
def monitor(counted: Counted, tmp_path: Path) -> Iterator[Monitor]:
    made = Monitor(0, tmp_path, counted, lambda: 16)
    made.start()
    yield made
    made.shutdown()
    made.server_close()


def ask(monitor: Monitor, path: str, method: str = "GET", **fields: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", monitor.server_address[1], timeout=20)
    connection.request(method, path, headers=fields)
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type", ""), answer.read().decode()
    connection.close()
    return found


def test_it_listens_on_this_machine_and_answers_two_questions(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert monitor.server_address[0] == "127.0.0.1"
    status, kind, text = ask(monitor, "/metrics")
    assert (status, kind, text[-6:]) == (200, monitoring.OPENMETRICS, "# EOF\n")
    parts = {"database": "pass", "vault half": "pass", "timers": "pass", "disk": "pass"}
    monkeypatch.setattr(monitoring, "health", lambda _: (True, parts))
    status, kind, text = ask(monitor, "/health")
    assert (status, kind, json.loads(text)["status"]) == (200, "application/health+json", "pass")
    monkeypatch.setattr(monitoring, "health", lambda _: (False, parts | {"timers": "fail"}))
    status, _, text = ask(monitor, "/health")
    assert (status, json.loads(text)["checks"]["timers"]) == (503, [{"status": "fail"}])
    assert ask(monitor, "/staff/")[0] == 404
    assert ask(monitor, "/metrics", Host="evil.example:80")[0] == 403
    assert ask(monitor, "/metrics", Host="127.0.0.1.evil.example:80")[0] == 403
    assert ask(monitor, "/metrics", method="POST")[0] == 501
    assert capfd.readouterr() == ("", "")


@pytest.mark.django_db(transaction=True)
def test_each_part_that_fails_is_named(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "vault.half")
    monkeypatch.setattr(monitoring, "_database_answers", lambda: True)
    monkeypatch.setattr(worker, "since_turn", lambda: 1.0)
    well, parts = monitoring.health(tmp_path)
    assert (well, parts["vault half"], parts["timers"]) == (False, "fail", "pass")
    (tmp_path / "vault.half").write_bytes(bytes(32))
    assert monitoring.health(tmp_path)[0]
    monkeypatch.setattr(worker, "since_turn", lambda: 61.0)
    assert monitoring.health(tmp_path)[1]["timers"] == "fail"
    monkeypatch.setattr(worker, "since_turn", lambda: 1.0)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=2**20))
    assert monitoring.health(tmp_path)[1]["disk"] == "fail"


@pytest.mark.long
def test_a_server_tells_how_it_goes(installation: Installation) -> None:
    from tests.e2e.harness import Program

    program = Program(installation.base, ("run", "--port", "0", "--mail-port", "-1", "--monitor-port", "0"))
    program.facts |= installation.facts
    program.start()
    try:
        [port] = [line.split(":")[2].split("/")[0] for line in program.logs().splitlines() if "/metrics" in line]
        server = SimpleNamespace(server_address=("127.0.0.1", int(port)))
        status, _, text = ask(server, "/health")
        assert (status, json.loads(text)["status"]) == (200, "pass"), text
        assert program.browser().get("/metrics").status == 404
        assert "waystation_timers_age_seconds" in ask(server, "/metrics")[2]
    finally:
        program.kill()
