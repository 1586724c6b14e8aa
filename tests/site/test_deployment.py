"""What a server needs around an installation: files that systemd, Caddy, nginx and tor themselves take."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.site.test_commands import run
from tests.site.test_onion import need_tor
from waystation.site import deployment, onion
from waystation.site.commands import CHECKOUT
from waystation.site.deployment import NoName, Server

HTTPS = {"origin": "https://help.example.org"}
PROGRAM = CHECKOUT / "waystation"


def server(data: Path = Path("/srv/waystation/data"), **more: object) -> Server:
    known = {"program": PROGRAM, "data": data, "user": "waystation", "settings": HTTPS}
    return Server(**known | more)


def need(program: str) -> str:
    """Skips where a program is not installed; in CI that is a failure."""
    found = shutil.which(program, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"there is no {program}")
        pytest.skip(f"there is no {program}")
    return found


def said(*line: str | Path) -> tuple[int, str]:
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    return done.returncode, done.stdout


def written(folder: Path, made: Server) -> Path:
    for name, text in deployment.files(made).items():
        (folder / name).write_text(text)
    return folder


def test_nothing_is_left_to_be_filled_in() -> None:
    for settings in (HTTPS, {}, HTTPS | {"database": "postgresql://w@h/n"}):
        for half in (None, Path("/run/half/vault.half")):
            found = deployment.files(server(settings=settings, half=half))
            assert "{{" not in "".join(found.values())
            assert ("Caddyfile" in found) == ("origin" in settings)
            assert ("WAYSTATION_VAULT_HALF=/run/half/vault.half" in found["waystation.service"]) == (half is not None)
            assert ("After=network-online.target postgresql.service" in found["waystation.service"]) == (
                "database" in settings
            )


def test_a_unit_may_write_where_the_settings_put_things_and_nowhere_else() -> None:
    elsewhere = HTTPS | {"audit": {"witness": "/mnt/far/w.witness", "cosigned": "/srv/waystation/data.cosigned"}}
    found = deployment.files(server(settings=elsewhere, half=Path("/run/half/vault.half")))["waystation.service"]
    assert "\nReadWritePaths=/srv/waystation /mnt/far /run/half\n" in found
    assert "\nProtectHome=yes\n" in found
    at_home = deployment.files(server(Path("/home/anna/waystation/data")))["waystation.service"]
    assert "\nProtectHome=read-only\n" in at_home


def test_the_limits_of_the_web_server_are_above_those_of_the_settings() -> None:
    large = HTTPS | {"mail": {"limit_bytes": 50 * 2**20}, "files": {"limit_bytes": 2**31}}
    found = deployment.files(server(settings=large))["nginx.conf"]
    assert re.findall(r"client_max_body_size (\d+)m", found) == ["57", "2124"]


@pytest.mark.parametrize("name", ["a b", "a%n", 'a"b', "a;b", "$HOME"])
def test_a_place_that_no_unit_can_name_is_refused(name: str) -> None:
    with pytest.raises(NoName, match="choose another place"):
        deployment.files(server(Path("/srv") / name))


@pytest.mark.real
def test_systemd_takes_the_units_and_finds_little_to_blame(tmp_path: Path) -> None:
    analyze = need("systemd-analyze")
    written(tmp_path, server())
    units = [tmp_path / name for name in deployment.UNITS]
    assert said(analyze, "verify", "--man=no", *units) == (0, "")
    for name in ("waystation.service", "waystation-worker.service", "waystation-backup.service"):
        code, judged = said(analyze, "security", "--offline=true", "--threshold=25", "--no-pager", tmp_path / name)
        assert code == 0, judged
    (tmp_path / "waystation.service").write_text((tmp_path / "waystation.service").read_text() + "Restrat=always\n")
    assert "Restrat" in said(analyze, "verify", "--man=no", tmp_path / "waystation.service")[1]


@pytest.mark.real
def test_caddy_takes_its_file_and_logs_nobody_s_address(tmp_path: Path) -> None:
    caddy = need("caddy")
    written(tmp_path, server(port=1))
    code, found = said(caddy, "validate", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile")
    assert (code, "Valid configuration" in found) == (0, True), found
    logging = (tmp_path / "Caddyfile").read_text()
    assert _logged(caddy, tmp_path, logging).count("remote_") == 0
    assert _logged(caddy, tmp_path, re.sub(r"\t\texclude .*\n", "", logging)).count("remote_") > 0


def _logged(caddy: str, folder: Path, text: str) -> str:
    """What Caddy writes while it answers somebody, with nothing behind it, as plain HTTP on a socket of its own."""
    socket = folder / "socket"
    plain = text.replace("help.example.org {", f"http:// {{\n\tbind unix/{socket}")
    (folder / "plain").write_text(plain.replace("{", "{\n\tadmin off", 1))
    line = [caddy, "run", "--adapter", "caddyfile", "--config", folder / "plain"]
    home = {"HOME": str(folder), "PATH": os.defpath}
    with (folder / "log").open("w") as log, subprocess.Popen(line, stdout=log, stderr=log, env=home) as process:
        try:
            until = time.monotonic() + 20
            while not socket.exists() and time.monotonic() < until:
                time.sleep(0.02)
            code, answer = said(
                "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", socket, "http://a/"
            )
        finally:
            process.terminate()
    assert (code, answer) == (0, "502"), (folder / "log").read_text()
    return (folder / "log").read_text()


@pytest.mark.real
def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx = need("nginx")
    key = ("-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem")
    assert (
        said("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *key, "-days", "2", "-subj", "/CN=a")[0] == 0
    )
    site = deployment.files(server())["nginx.conf"]
    assert site.count("access_log off;") == site.count("error_log /dev/null;") == 2
    site = site.replace("/etc/letsencrypt/live/help.example.org", str(tmp_path))
    (tmp_path / "site.conf").write_text(site.replace("/run/waystation-nginx", str(tmp_path / "bodies")))
    around = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(around)
    code, found = said(nginx, "-t", "-q", "-c", tmp_path / "nginx.conf")
    assert (code, [line for line in found.splitlines() if "user" not in line]) == (0, []), found


@pytest.mark.real
def test_tor_takes_its_lines(tmp_path: Path) -> None:
    need_tor()
    found = deployment.files(server(onion_service=tmp_path / "service"))["waystation.torrc"]
    assert onion.verified(found) == ""


def test_the_lines_of_the_steps_are_shell_and_name_files_that_are_there(tmp_path: Path) -> None:
    written(tmp_path, server())
    steps = (tmp_path / "STEPS.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", steps, re.DOTALL)
    assert len(blocks) == 5
    for block in blocks:
        assert said("sh", "-n", "-c", block) == (0, "")
    named = set(re.findall(r"(?<![/\w.])(waystation[\w-]*\.(?:service|timer|torrc)|Caddyfile|nginx\.conf)(?= )", steps))
    assert named
    assert {name for name in named if not (tmp_path / name).exists()} == set()


def test_setup_writes_them_anew_from_the_settings(tmp_path: Path) -> None:
    assert run(tmp_path, "setup", "--data", "nowhere")[0] == 66
    (tmp_path / "data").mkdir()
    settings = tmp_path / "data" / "waystation.toml"
    settings.write_text('origin = "http://127.0.0.1:8000"\n')
    code, out, _ = run(tmp_path, "setup", "--data", "data")
    assert (code, out.splitlines()[0]) == (0, str(tmp_path / "data.server"))
    assert not (tmp_path / "data.server" / "Caddyfile").exists()
    settings.write_text('origin = "https://help.example.org"\n')
    assert run(tmp_path, "setup", "--data", "data", "other")[0] == 0
    assert "help.example.org {" in (tmp_path / "other" / "Caddyfile").read_text()
    assert oct((tmp_path / "other" / "Caddyfile").stat().st_mode & 0o777) == "0o644"
    assert f"ExecStart={PROGRAM} run --data {tmp_path}/data " in (tmp_path / "other" / "waystation.service").read_text()
    settings.write_text("origin = \n")
    assert run(tmp_path, "setup", "--data", "data")[0] == 78


def test_the_program_of_an_installed_package_is_named_by_its_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "bin").mkdir()
    for name in ("python", "waystation"):
        (tmp_path / "venv" / name).write_text("#!/bin/sh\n")
        (tmp_path / "venv" / name).chmod(0o755)
    monkeypatch.setattr(deployment, "IN_CHECKOUT", False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert deployment.program() == tmp_path / "venv" / "waystation"
    (tmp_path / "bin" / "waystation").symlink_to(tmp_path / "venv" / "waystation")
    assert deployment.program() == tmp_path / "bin" / "waystation"
