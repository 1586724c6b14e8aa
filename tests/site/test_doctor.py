"""The doctor: each check judges a made-up machine; the command looks at a real installation and tells no secret."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.canary import search
from tests.site.conftest import Installation
from waystation.site.doctor import checks, facts
from waystation.site.doctor.checks import OK, PROBLEM, WARNING
from waystation.site.doctor.facts import Facts

NOW = datetime(2027, 3, 9, 12, tzinfo=UTC)
MAIL = {"smtp": {"host": "smtp.mail.example", "security": "starttls"}, "duty_address": "duty@mail.example"}
SETTINGS = {"origin": "https://help.example", "behind_proxy": True, "mail": MAIL}
# Two addresses of rend-spec-v3's own kind: the Tor Project's, and one made from a key of zeros.
ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
OTHER = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaam2dqd.onion"
WITH_KEYS = SETTINGS | {"onion": f"http://{ONION}", "onion_service": "/var/lib/tor/waystation"}
SOUND = Facts(
    now=NOW,
    last={"backup": date(2027, 3, 8), "rehearsal": date(2026, 12, 1)},
    settings=SETTINGS,
    hosts=("help.example",),
    pinned={"django": "5.2.19"},
    installed={"django": "5.2.19"},
)


def days(count: int) -> date:
    return NOW.date() - timedelta(days=count)


def test_a_sound_installation_has_nothing_to_be_told() -> None:
    found = checks.judge(SOUND)
    assert {name: one for name, one in found.items() if one.state != OK or one.do} == {}
    assert len(found) == 33


IMAP = {"mail": {"mailbox": [{"imap": [{"host": "imap.example"}]}]}}

CASES: list[tuple[str, Mapping[str, Any], str, str]] = [
    ("swap", {"swaps": ("/dev/sda5",)}, WARNING, "swapoff"),
    ("clock", {"clock_behind": timedelta(hours=24)}, PROBLEM, "remove the file `clock`"),
    ("clock", {"clock_ahead": timedelta(days=40)}, WARNING, "40 days ahead"),
    ("swap", {"swaps": ("/dev/sda5",), "disk_encrypted": False}, PROBLEM, "swapoff"),
    ("swap", {"swaps": ("/dev/sda5",), "disk_encrypted": None}, PROBLEM, "swapoff"),
    ("swap", {"swaps": ("/dev/zram0",)}, OK, ""),
    ("older databases", {"left_over": ("/srv/w/waystation.sqlite3.moved",)}, WARNING, "shred -u"),
    ("swap", {"swaps": None}, WARNING, "Could not tell"),
    ("languages", {"languages": {"uk": "2 translations are left out"}}, WARNING, "languages check FILE"),
    ("core dumps", {"dumpable": True}, PROBLEM, "LimitCORE=0"),
    ("user", {"is_root": True}, WARNING, "root"),
    ("permissions", {"open_to_others": ("/srv/w/half",)}, PROBLEM, "/srv/w/half"),
    ("permissions", {"open_to_others": ("a", "b", "c", "d")}, PROBLEM, "and others"),
    ("vault half", {"half": "missing", "half_fits": None}, PROBLEM, "--new-half"),
    ("vault half", {"half": "damaged", "half_fits": None}, PROBLEM, "Put your copy back"),
    ("vault half", {"half_fits": False}, PROBLEM, "another installation"),
    ("vault half", {"half": "beside"}, WARNING, "`[vault]`"),
    ("onion service", {"settings": SETTINGS | {"onion": ONION}}, OK, ""),
    ("onion service", {"settings": SETTINGS | {"onion": ONION.replace("2gzy", "2gzx")}}, PROBLEM, "has a slip"),
    ("onion service", {"settings": WITH_KEYS, "onion_made": ONION}, OK, ""),
    ("onion service", {"settings": WITH_KEYS, "onion_made": OTHER}, PROBLEM, "not the one that tor's keys make"),
    ("onion service", {"settings": WITH_KEYS, "onion_made": ""}, PROBLEM, "not the one that tor's keys make"),
    ("onion service", {"settings": WITH_KEYS, "onion_made": None}, WARNING, "hostname by hand"),
    ("disk encryption", {"disk_encrypted": False}, WARNING, "LUKS"),
    ("disk encryption", {"disk_encrypted": None}, WARNING, "Could not tell"),
    ("attached files", {"files_missing": 3}, PROBLEM, "3 attached files are missing"),
    ("attached files", {"files_missing": 3, "bucket": "well"}, PROBLEM, "missing from the bucket"),
    ("file store", {"bucket": "well"}, OK, ""),
    ("file store", {"bucket": "well", "left_in_folder": True}, PROBLEM, "files move"),
    ("file store", {"bucket": "no-client"}, PROBLEM, "files check"),
    ("file store", {"bucket": "refused"}, PROBLEM, "abort multipart uploads"),
    ("file store", {"bucket": "keeps"}, PROBLEM, "object lock"),
    ("attached files", {"files_missing": None}, WARNING, "Could not tell"),
    ("viewing files", {"can_view": False}, WARNING, "shows none"),
    ("reading aloud", {"can_speak": False}, WARNING, "libespeak-ng1"),
    ("reading pictures", {"pictures_lack": ("words", "codes")}, WARNING, "tesseract-ocr-rus libzbar0"),
    ("clock", {"clock_synchronized": None}, WARNING, "Could not tell"),
    ("clock", {"clock_synchronized": False}, WARNING, "timedatectl"),
    ("clock", {"now": datetime(1970, 1, 1, tzinfo=UTC)}, PROBLEM, "cannot be"),
    ("clock", {"now": datetime(2095, 1, 1, tzinfo=UTC)}, PROBLEM, "cannot be"),
    ("clock", {"last": {"backup": days(-1)}}, PROBLEM, "cannot be"),
    ("address", {"settings": {}}, WARNING, "this machine itself"),
    ("address", {"settings": {"origin": "http://help.example"}}, PROBLEM, "unencrypted"),
    ("address", {"settings": {"origin": "http://abc.onion"}, "hosts": ("abc.onion",)}, OK, ""),
    ("address", {"hosts": ("127.0.0.1",)}, PROBLEM, 'hosts = ["help.example"]'),
    ("proxy", {"settings": {"origin": "https://help.example"}}, PROBLEM, "behind_proxy = true"),
    ("proxy", {"settings": {"origin": "http://abc.onion", "behind_proxy": True}}, WARNING, "behind_proxy"),
    ("mail encryption", {"settings": {"mail": {"imap": [{"host": "imap.example", "tls": False}]}}}, PROBLEM, "tls"),
    ("mail encryption", {"settings": {"mail": {"smtp": {"host": "smtp.example", "security": "none"}}}}, PROBLEM, "tls"),
    ("mail encryption", {"settings": {"mail": {"smtp": {"host": "localhost", "security": "none"}}}}, OK, ""),
    ("mail encryption", {"settings": {"mail": {"imap": [{"host": "imap.example"}]}}}, OK, ""),
    ("outgoing mail", {"settings": {}}, WARNING, "[mail.smtp]"),
    (
        "mail encryption",
        {"settings": {"mail": {"mailbox": [{"imap": [{"host": "imap.example", "tls": False}]}]}}},
        PROBLEM,
        "tls",
    ),
    (
        "mailboxes",
        {"settings": IMAP, "doors": {"help@a.example in 1": "sign-in-refused"}},
        PROBLEM,
        "help@a.example in 1",
    ),
    ("mailboxes", {"settings": IMAP, "doors": {"help@a.example in 1": "tls-failed"}}, PROBLEM, "certificate"),
    ("mailboxes", {"settings": IMAP, "doors": {"help@a.example out": "unreachable"}}, PROBLEM, "does not answer"),
    ("mailboxes", {"settings": IMAP, "serving": False}, WARNING, "not running"),
    ("mailboxes", {"settings": IMAP, "doors": {"help@a.example in 1": "works"}}, OK, ""),
    ("alarms", {"settings": {}}, WARNING, "duty_address"),
    ("debugging", {"debug": True}, PROBLEM, "Debugging"),
    ("database", {"database": "row 3 missing from index"}, PROBLEM, "restore the last backup"),
    ("log", {"log_break": 7}, PROBLEM, "line 7"),
    ("witness", {"witness": "disagrees"}, PROBLEM, "older database"),
    ("witness", {"witness": "none"}, WARNING, "within ten minutes"),
    ("witness", {"witness": None}, WARNING, "Could not tell"),
    ("records", {"differing": 2}, PROBLEM, "In 2 cases"),
    ("records", {"put_back": True}, PROBLEM, "put back"),
    ("records", {"differing": None}, WARNING, "Could not tell"),
    ("public keys", {"unmarked": 1}, PROBLEM, "put there by somebody else"),
    ("keys", {"keys_waiting": True}, WARNING, "sign in"),
    ("cipher", {"sealed_before": 7}, WARNING, "7 records"),
    ("disk space", {"free_bytes": 2**30}, WARNING, "1024 MiB"),
    ("disk space", {"free_bytes": 2**20}, PROBLEM, "1 MiB"),
    ("backup", {"last": {}}, PROBLEM, "No backup was ever made"),
    ("backup", {"last": {"backup": days(9)}}, WARNING, "9 days old"),
    ("backup", {"last": {"backup": days(40)}}, PROBLEM, "40 days old"),
    ("recovery", {"last": {}}, WARNING, "never tried"),
    ("recovery", {"last": {"rehearsal": days(400)}}, WARNING, "more than a year"),
    ("packages", {"installed": {"django": "5.2.1"}}, WARNING, "django"),
    ("packages", {"installed": {"django": None}}, PROBLEM, "django"),
    ("packages", {"pinned": {}}, WARNING, "Could not tell"),
]


@pytest.mark.parametrize(("name", "changed", "state", "words"), CASES)
def test_each_check(name: str, changed: Mapping[str, Any], state: str, words: str) -> None:
    finding = checks.judge(replace(SOUND, **changed))[name]
    assert finding.state == state
    assert words in f"{finding.said} {finding.do}"
    assert bool(finding.do) == (state != OK)


def test_every_check_has_a_bad_case() -> None:
    assert {name for name, _, state, _ in CASES if state != OK} == set(checks.CHECKS)


def look(installation: Installation, *arguments: str) -> tuple[int, dict[str, dict[str, str]]]:
    code, said, errors = installation.run("doctor", "--json", "--data", str(installation.data), *arguments)
    assert errors == ""
    return code, {one["check"]: one for one in json.loads(said)}


def test_it_works_on_a_new_installation(installation: Installation) -> None:
    code, found = look(installation)
    assert code == 1  # no backup yet
    assert {name for name, one in found.items() if one["state"] == PROBLEM} <= {"backup", "swap"}
    for name in ("core dumps", "permissions", "database", "log", "debugging"):
        assert found[name]["state"] == OK, found[name]
    assert found["vault half"]["state"] == WARNING
    assert found["recovery"]["state"] == WARNING


def test_what_was_done_is_noticed(installation: Installation) -> None:
    data = str(installation.data)
    assert installation.run("backup", "create", "--data", data, "out", said="a few words, and a few more\n")[0] == 0
    assert installation.run("recover", "rehearse", "--data", data, said=installation.shares(1, 2, 3))[0] == 0
    _, found = look(installation)
    assert found["backup"]["state"] == found["recovery"]["state"] == OK
    assert found["permissions"]["state"] == OK


def test_it_says_it_in_words_to_people(installation: Installation) -> None:
    code, said, errors = installation.run("doctor", "--data", str(installation.data))
    assert (code, errors) == (1, "")
    assert "problem  backup: No backup was ever made" in said
    assert "checks: 33." in said
    assert max(map(len, said.splitlines())) <= 100


def test_it_looks_at_the_real_folder(installation: Installation) -> None:
    (installation.data / "waystation.sqlite3").chmod(0o644)
    (installation.data / "half" / "vault.half").unlink()
    _, found = look(installation)
    assert "waystation.sqlite3" in found["permissions"]["said"]
    assert "missing" in found["vault half"]["said"]
    assert found["database"]["state"] == OK


def test_another_s_half_is_noticed(installation: Installation) -> None:
    (installation.data / "half" / "vault.half").write_bytes(bytes(32))
    assert "another installation" in look(installation)[1]["vault half"]["said"]


@pytest.mark.parametrize("damage", ["gone", "noise", "page", "no table"])
def test_a_damaged_database_is_noticed(installation: Installation, damage: str) -> None:
    database = installation.data / "waystation.sqlite3"
    whole = database.read_bytes()
    if damage == "gone":
        database.unlink()
    elif damage == "no table":
        with sqlite3.connect(database) as connection:
            connection.execute("DROP TABLE audit_line")
    else:
        middle = len(whole) // 2 // 4096 * 4096
        database.write_bytes(
            b"noise" * 5000 if damage == "noise" else whole[:middle] + b"\7" * 8192 + whole[middle + 8192 :]
        )
    code, found = look(installation)
    assert (code, found["database"]["state"]) == (1, PROBLEM)
    assert database.exists() == (damage != "gone")


def test_a_changed_log_is_noticed(installation: Installation) -> None:
    with sqlite3.connect(installation.data / "waystation.sqlite3") as connection:
        connection.execute("UPDATE audit_line SET sealed = zeroblob(64) WHERE number = 2")
    assert "line 2" in look(installation)[1]["log"]["said"]


def test_a_log_that_was_cut_disagrees_with_its_witness(installation: Installation) -> None:
    assert look(installation)[1]["witness"]["state"] == WARNING  # it never ran
    kept = installation.run("audit", "checkpoint", "--data", str(installation.data))
    assert kept[0] == 0
    witness = installation.data.with_name(f"{installation.data.name}.witness")
    witness.write_text(kept[1])
    assert look(installation)[1]["witness"]["state"] == OK
    with sqlite3.connect(installation.data / "waystation.sqlite3") as connection:
        connection.execute("DELETE FROM audit_line WHERE number = (SELECT max(number) FROM audit_line)")
    found = look(installation)[1]
    assert (found["log"]["state"], found["witness"]["state"]) == (OK, PROBLEM)


def test_broken_settings_are_told_without_quoting_them(installation: Installation) -> None:
    with (installation.data / "waystation.toml").open("a") as file:
        file.write('\npassword = "canary-of-the-mailbox\n')
    code, said, errors = installation.run("doctor", "--data", str(installation.data))
    assert code == 1
    assert "cannot be read as TOML" in said
    assert "canary-of-the-mailbox" not in said + errors


def test_it_tells_no_secret(installation: Installation) -> None:
    with (installation.data / "waystation.toml").open("a") as file:
        file.write('\n[mail.smtp]\nhost = "smtp.mail.example"\nusername = "canary-user"\npassword = "canary-pass"\n')
    (installation.data / "half" / "vault.half").chmod(0o666)
    said = "".join(installation.run("doctor", "--data", str(installation.data), *more)[1] for more in ((), ("--json",)))
    secret = [
        installation.passphrase("operator"),
        "canary-user",
        "canary-pass",
        *installation.shares(1).split("\n")[:1],
    ]
    half = (installation.data / "half" / "vault.half").read_bytes()
    assert list(search(said.encode(), secret)) == []
    assert half.hex() not in said


def test_it_wants_an_installation(installation: Installation) -> None:
    assert installation.run("doctor", "--data", "nothing")[0] == 66
    assert not (installation.base / "nothing").exists()


def test_a_tool_that_is_missing_or_fails_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert facts._clock_synchronized() is None
    assert facts._disk_encrypted(facts.LOCK) is None
    assert facts._said_by("false") is None


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", True),
        ("python_full_version >= '3.11'", True),
        ("python_full_version < '3.9'", False),
        ("sys_platform == 'win32'", False),
        ("sys_platform == 'win32' or python_full_version >= '3.11'", True),
        ("implementation_name != 'PyPy' and platform_python_implementation != 'PyPy'", True),
        ("implementation_name != 'PyPy' and platform_python_implementation != 'CPython'", False),
    ],
)
def test_packages_of_other_pythons_are_not_asked_for(condition: str, holds: bool) -> None:
    assert facts._holds(condition) is holds


def test_the_lock_file_is_understood() -> None:
    pinned = dict(facts._locked())
    assert {"django", "cryptography", "pyrage", "shamir-mnemonic"} <= set(pinned)
    assert "tzdata" not in pinned or facts._installed("tzdata")
