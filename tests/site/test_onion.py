"""The onion service: lines that a real tor takes, an address that is checked, and where pages tell of it."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.site.test_doctor import ONION
from waystation.site import onion
from waystation.site.command import onion as command

TOR = shutil.which("tor", path="/usr/sbin:/usr/bin")


def need_tor() -> None:
    """Skips where there is no tor; in CI that is a failure."""
    if TOR is None:
        if os.environ.get("CI"):
            pytest.fail("there is no tor")
        pytest.skip("there is no tor")


def test_the_lines_are_those_of_a_hidden_service_and_never_of_a_single_hop() -> None:
    said = dict(line.split(" ", 1) for line in onion.lines(Path("/var/lib/tor/w"), 8000).splitlines())
    assert said["HiddenServicePort"] == "80 127.0.0.1:8000"
    assert said["HiddenServicePoWDefensesEnabled"] == "1"
    assert (said["HiddenServiceSingleHopMode"], said["HiddenServiceNonAnonymousMode"]) == ("0", "0")
    assert next(iter(said)) == "HiddenServiceDir"  # what follows belongs to it


@pytest.mark.real
def test_a_real_tor_takes_them_and_refuses_what_is_none(tmp_path: Path) -> None:
    need_tor()
    assert onion.verified(onion.lines(tmp_path / "service", 8000)) == ""
    assert "port" in (onion.verified(onion.lines(tmp_path / "service", 80_000)) or "").lower()


@pytest.mark.real
def test_a_real_tor_takes_no_folder_that_others_may_look_into(tmp_path: Path) -> None:
    need_tor()
    (tmp_path / "service").mkdir(mode=0o755)
    (tmp_path / "service").chmod(0o755)
    assert "permissions" in (onion.verified(onion.lines(tmp_path / "service", 8000)) or "").lower()


def test_the_command_writes_them_and_says_what_comes_next(tmp_path: Path, capsys: Any) -> None:
    service = tmp_path / "service"
    assert command.main(["--service", str(service), "--write", str(tmp_path / "torrc")]) == 0
    assert (tmp_path / "torrc").read_text() == onion.lines(service, 8000)
    assert f"{service}/hostname" in capsys.readouterr().err
    service.mkdir(mode=0o700)
    (service / "hostname").write_text(f"{ONION}\n")
    assert command.main(["--service", str(service)]) == 0
    assert f'onion = "http://{ONION}"' in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--port", "0"], ["--service", "here"], ["--service", "/a\nHiddenServicePort 22"]])
def test_what_would_become_other_lines_is_refused(wrong: list[str]) -> None:
    assert command.main(wrong) == 64


def test_an_address_carries_its_checksum() -> None:
    assert onion.is_address(ONION)
    key = bytes(range(32))
    checksum = hashlib.sha3_256(b".onion checksum" + key + b"\x03").digest()[:2]
    made = base64.b32encode(key + checksum + b"\x03").decode().lower()
    assert onion.is_address(f"{made}.onion")
    assert onion.is_address(f"www.{made}.onion")
    for wrong in ("", "onion", made, f"{made[1:]}.onion", f"b{made[1:]}.onion", "expyuzz4wqqyqhjn.onion", "я.onion"):
        assert not onion.is_address(wrong), wrong


@pytest.mark.parametrize("said", [ONION, f"http://{ONION}", f"http://{ONION}/", f"https://{ONION.upper()}:443/ru/"])
def test_the_settings_may_say_it_in_any_way(said: str) -> None:
    assert onion.host(said) == ONION
    assert onion.host("") == ""


def test_pages_behind_tls_tell_tor_browser_of_it_and_staff_pages_do_not(db: None, settings: Any) -> None:
    client = Client()
    assert "Onion-Location" not in client.get("/en/", secure=True)
    settings.WAYSTATION_ONION = ONION
    assert client.get("/en/help", secure=True)["Onion-Location"] == f"http://{ONION}/en/help"
    assert "Onion-Location" not in client.get("/en/")
    assert "Onion-Location" not in client.get("/staff/sign-in", secure=True)
