"""Attack 33: an insider who can write to the database covers tracks in the log, or puts a whole old database back.

The stand-alone verifier is run as anybody would run it: one file, no package, no database. The attacker here is as able
as can be without the vault half: after each change all hashes are made anew, where the attack does not say otherwise.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from tests.stage import Organisation
from waystation.audit import check, export, notes, tree, verifier, witness
from waystation.audit.log import entries, log
from waystation.audit.models import Line
from waystation.audit.verifier import Tree, leaf_hash
from waystation.staff import actions
from waystation.staff.actor import Actor, utc_now
from waystation.staff.teams import AUDIT, locator

LINES = 60
State = list[Line]


def write(count: int) -> None:
    for _ in range(count):
        with transaction.atomic():
            log(None, "casework.opened")


def restore(state: State) -> None:
    Line.objects.all().delete()
    Line.objects.bulk_create(state)


def make_anew(lines: State) -> State:
    """Counts anew and makes all hashes anew."""
    grown = Tree()
    for line in lines:
        line.nodes = b"".join(grown.append(leaf_hash(bytes(line.salt) + bytes(line.sealed))))
        line.number = grown.size
    return lines


def change(line: Line) -> None:
    line.sealed = bytes(line.sealed)[:-1] + bytes([bytes(line.sealed)[-1] ^ 1])


class Outside:
    """What stands outside the server: the verifier, the log's key, heads, an older export."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, folder / "key"
        self.verifier = shutil.copy(verifier.__file__, folder / "verifier.py")
        self.key.write_text(str(notes.key()))
        self.heads = folder / "heads"
        self.heads.write_bytes(b"")

    def keep_head(self) -> int:
        size, note = notes.checkpoint()
        with self.heads.open("ab") as file:
            file.write(note)
        return size

    def export(self, name: str = "log") -> Path:
        file = BytesIO()
        export.write(file)
        (self.folder / name).write_bytes(file.getvalue())
        return self.folder / name

    def verify(self, *more: str | Path) -> tuple[int, str]:
        """Exit code and sentence, from a process that has nothing but Python."""
        line = [sys.executable, "-I", "-S", self.verifier, self.export(), self.heads, self.key, *more]
        done = subprocess.run(line, capture_output=True, text=True, cwd=self.folder, env={}, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout


@pytest.fixture
def outside(lev: Actor, tmp_path: Path) -> Outside:
    """A log of LINES lines whose head was kept in the middle and at the end."""
    kept = Outside(tmp_path)
    write(LINES // 2 - tree.size())
    assert kept.keep_head() == LINES // 2
    write(LINES // 2)
    assert kept.keep_head() == LINES
    return kept


def test_it_works_on_an_honest_log(outside: Outside) -> None:
    assert outside.verify() == (0, f"All agrees: lines 1 to {LINES} are those of the signed checkpoint.\n")
    write(5)
    code, said = outside.verify()
    assert (code, "The 5 lines after it are in order" in said) == (0, True)


def test_a_mail_with_a_head_is_taken_as_it_was_saved(outside: Outside) -> None:
    """Packed as this program sends it, and quoted in an answer: its trustee has no other."""
    head = outside.heads.read_bytes()
    sent = EmailMessage()
    sent["From"], sent["To"] = "help@waystation.example", "trustee@example.org"
    sent.set_content(head.decode(), cte="base64")
    for saved in (sent.as_bytes(), b"\r\n".join(b"> " + line for line in head.splitlines()) + b"\r\n"):
        outside.heads.write_bytes(saved)
        assert outside.verify() == (0, f"All agrees: lines 1 to {LINES} are those of the signed checkpoint.\n")
    Line.objects.filter(number=LINES).delete()
    assert outside.verify() == (1, f"Line {LINES} is missing: a signed checkpoint counts it.\n")


def test_dropping_the_last_ten_is_named(outside: Outside) -> None:
    Line.objects.filter(number__gt=LINES - 10).delete()
    assert check.first_break() is None  # the log alone does not know
    assert outside.verify() == (1, f"Lines {LINES - 9} to {LINES} are missing: a signed checkpoint counts them.\n")


@pytest.mark.parametrize("number", [1, 17, LINES])
def test_editing_one_line_is_named(outside: Outside, number: int) -> None:
    line = Line.objects.get(number=number)
    change(line)
    line.save()
    code, said = outside.verify()
    assert (code, said.startswith(f"Line {number} was changed")) == (1, True)


@pytest.mark.parametrize(("number", "first", "last"), [(17, 1, 30), (45, 31, 60)])
def test_editing_one_line_and_every_hash_is_narrowed_down(outside: Outside, number: int, first: int, last: int) -> None:
    earlier = outside.export("earlier")
    lines = list(Line.objects.order_by("number"))
    change(lines[number - 1])
    restore(make_anew(lines))
    assert check.first_break() is None
    code, said = outside.verify()
    assert (code, f"between line {first} and line {last}" in said) == (1, True)
    code, said = outside.verify("--earlier", earlier)
    assert (code, said.startswith(f"Line {number} is not what it was")) == (1, True)


def test_auditors_see_the_very_line_that_was_edited(outside: Outside, lev: Actor) -> None:
    """With the auditors' key no older copy is needed: the line itself and the one after it no longer open."""
    lines = list(Line.objects.order_by("number"))
    change(lines[16])
    restore(make_anew(lines))
    found = entries(lev.keys, locator(AUDIT), newest=LINES)
    assert sorted(number for number, entry in found if entry is None)[0] == 17


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [(1, "between line 1 and line 30"), (17, "between line 1 and line 30"), (45, "Line 60 is missing")],
)
def test_taking_one_line_out_is_noticed(outside: Outside, lev: Actor, taken: int, sentence: str) -> None:
    lines = list(Line.objects.order_by("number"))
    del lines[taken - 1]
    restore(make_anew(lines))
    code, said = outside.verify()
    assert (code, sentence in said) == (1, True)
    found = entries(lev.keys, locator(AUDIT), newest=LINES)
    assert sorted(number for number, entry in found if entry is None)[0] == taken


def test_a_fork_is_named(outside: Outside) -> None:
    """Two logs from one beginning, both signed by the server: shown side by side they contradict each other."""
    shared = list(Line.objects.filter(number__lte=LINES // 2).order_by("number"))
    Line.objects.all().delete()
    restore(shared)
    write(LINES // 2)
    code, said = outside.verify()
    assert (code, f"between line {LINES // 2 + 1} and line {LINES}" in said) == (1, True)
    outside.keep_head()
    code, said = outside.verify()
    assert code == 1
    assert "contradict" in said or f"between line {LINES // 2 + 1} and line {LINES}" in said


def test_moving_a_line_is_named(outside: Outside) -> None:
    lines = list(Line.objects.order_by("number"))
    lines[10].number, lines[11].number = lines[11].number, lines[10].number
    restore(sorted(lines, key=lambda line: line.number))
    code, said = outside.verify()
    assert (code, said.startswith("Line 11 was changed")) == (1, True)


def forged_head(outside: Outside) -> None:
    """A right head of the shortened log, under the log's name, but signed by somebody without its key."""
    _, note = notes.checkpoint()
    text, key = note.split(b"\n\n")[0] + b"\n", notes.key()
    signature = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).sign(text)
    line = f"\n— {key.name} {b64encode(key.id + signature).decode()}\n".encode()
    outside.heads.write_bytes(text + line)


def no_heads(outside: Outside) -> None:
    outside.heads.write_bytes(b"")


@pytest.mark.parametrize("spoil", [forged_head, no_heads])
def test_without_a_head_that_is_signed_nothing_is_called_whole(
    outside: Outside, spoil: Callable[[Outside], None]
) -> None:
    Line.objects.filter(number__gt=LINES // 2 - 10).delete()
    spoil(outside)
    assert outside.verify()[0] == 1


def test_another_log_s_head_does_not_vouch(outside: Outside) -> None:
    outside.key.write_text(str(verifier.Key("waystation.invalid/other", bytes(range(32)))))
    code, said = outside.verify()
    assert (code, "No checkpoint in that file is signed with this key" in said) == (1, True)


def test_a_whole_database_put_back_is_noticed_at_the_next_sign_in(
    organisation: Organisation, lev: Actor, settings: Any, tmp_path: Path
) -> None:
    """Yesterday's database is whole in itself: every row opens, every hash agrees. Only the witness knows more."""
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    yesterday = transaction.savepoint()
    write(20)
    assert witness.due(utc_now())
    size = tree.size()
    transaction.savepoint_rollback(yesterday)
    assert check.first_break() is None
    cookie = organisation.cookie("dina")
    found = witness.standing()
    assert found is not None
    assert (found.size, found.ours < size) == (size, True)
    actor = actions.resume(cookie, now=utc_now())
    assert actor is not None
    newest = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=1) if entry]
    assert newest == ["audit.disagreed"]
