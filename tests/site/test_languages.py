"""Languages that an installation adds: from the file in its folder to the pages that a caller gets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.site.conftest import Installation
from tests.site.test_commands import run
from tests.web.added import po

SERVED = """
import sys
import django
django.setup()
from django.test import Client
from waystation.site.wsgi import application
from waystation.hotline import canned, contact_rules
from waystation.casework import consent_texts
from waystation.casework.consent_forms import TextForm
from waystation.hotline.canned_views import CannedForm
html = Client(headers={"host": "localhost"}).get("/uk/help").content.decode()
print("babel" in sys.modules, 'lang="uk"' in html, "Швидко вийти" in html, "evil" in html)
print(contact_rules.TONGUES["uk"], canned.LANGUAGES[-1], consent_texts.LANGUAGES[-1])
print(*("uk" in form().fields for form in (TextForm, CannedForm)))
"""
SAID = {"Leave quickly": "Швидко вийти", "Help and safety": "<a href=//evil.example>x</a>"}


def served(data: Path) -> list[str]:
    env = {**os.environ, "WAYSTATION_DATA": str(data), "DJANGO_SETTINGS_MODULE": "waystation.site.settings"}
    env["WAYSTATION_VAULT_HALF"] = str(data / "half" / "vault.half")
    done = subprocess.run([sys.executable, "-c", SERVED], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_file_in_the_folder_is_a_language_of_all_rooms_and_the_second_start_reads_none(
    installation: Installation,
) -> None:
    folder = installation.data / "languages"
    folder.mkdir()
    (folder / "uk.po").write_bytes(po(SAID))
    rooms = ["Українська uk uk", "True True"]
    assert served(installation.data) == ["True True True False", *rooms]
    assert served(installation.data) == ["False True True False", *rooms]


def test_a_file_that_the_settings_name(installation: Installation) -> None:
    (installation.base / "brought.po").write_bytes(po(SAID))
    settings = installation.data / "waystation.toml"
    named = f'\n[languages.uk]\ncatalogue = "{installation.base}/brought.po"\nname = "Мова"\n'
    settings.write_text(settings.read_text() + named)
    assert served(installation.data)[1].startswith("Мова uk")
    told = json.loads(installation.run("languages", "--data", str(installation.data), "--json")[1])
    assert {name: told[3][name] for name in ("code", "name", "texts", "left_out")} == {
        "code": "uk",
        "name": "Мова",
        "texts": 1,
        "left_out": 1,
    }
    assert told[0]["texts"] == told[1]["texts"] == told[1]["of_texts"] > told[2]["texts"] > 0
    code, said, _errors = installation.run("languages", "--data", str(installation.data))
    assert code == 0
    assert "Мова" in said
    findings = json.loads(installation.run("doctor", "--data", str(installation.data), "--json")[1])
    (found,) = [each for each in findings if each["check"] == "languages"]
    assert found["state"] == "warning"
    assert "uk: 1 translations are left out" in found["said"]


def test_what_cannot_be_offered_is_told_and_stops_no_server(installation: Installation) -> None:
    folder = installation.data / "languages"
    folder.mkdir()
    (folder / "uk.po").write_bytes(po(SAID))
    (folder / "de.mo").write_bytes(b"no catalogue")
    assert len(served(installation.data)) == 3
    code, said, errors = installation.run("languages", "--data", str(installation.data))
    assert (code, errors) == (1, "")
    assert "de " in said
    assert "not offered: " in said


def test_a_translator_begins_checks_and_is_told_what_is_left_out(tmp_path: Path) -> None:
    code, begun, errors = run(tmp_path, "languages", "template", "uk")
    assert (code, errors) == (0, "")
    file = tmp_path / "uk.po"
    file.write_text(begun.replace('msgid "Leave quickly"\nmsgstr ""', 'msgid "Leave quickly"\nmsgstr "Швидко вийти"'))
    code, said, _errors = run(tmp_path, "languages", "check", str(file))
    assert code == 0
    assert "0 left out" in said
    file.write_bytes(po(SAID))
    code, said, _errors = run(tmp_path, "languages", "check", str(file))
    assert code == 1
    assert said.startswith("left out: 'Help and safety': ")
    file.write_bytes(b"\xff")
    assert run(tmp_path, "languages", "check", str(file))[0] == 65
    assert run(tmp_path, "languages", "check", str(tmp_path / "absent.po"))[0] == 66
    assert run(tmp_path, "languages", "template", "../x")[0] == 64
    assert run(tmp_path, "languages", "pseudo", "ar-xb", str(tmp_path / "ar-xb.mo"))[0] == 0
    assert run(tmp_path, "languages", "check", str(tmp_path / "ar-xb.mo"))[0] == 0
