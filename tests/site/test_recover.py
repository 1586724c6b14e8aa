"""`recover` as the trustees and the administrator see it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from tests.canary import scan
from tests.e2e.harness import Program
from tests.site.conftest import Installation


def signs_in(installation: Installation, name: str, passphrase: str) -> bool:
    """Whether this person's passphrase opens the installation, tried by a program of its own."""
    program = Program(installation.base)
    program.facts["sign_ins"] = [{"name": name, "passphrase": passphrase}]
    try:
        program.opened(name)
    except subprocess.CalledProcessError as failed:
        if b"Locked" not in failed.stderr:
            raise
        return False
    return True


def recover(installation: Installation, *arguments: str, said: str) -> tuple[int, str, str]:
    return installation.run("recover", *arguments, "--data", str(installation.data), said=said)


def test_init_prints_the_shares_once_and_what_to_do_with_them(installation: Installation) -> None:
    code, said, _ = installation.run("init", "--unattended", "--trustees", "2-of-3", "--data", "two")
    assert code == 0
    assert re.findall(r"Share (\d) of 3", said) == ["1", "2", "3"]
    assert "to one trustee" in said
    assert "Any 2 of the 3 together" in said
    assert "recover rehearse" in said


@pytest.mark.parametrize("scheme", ["1-of-5", "5", "6-of-5", "3-of-17", "three"])
def test_init_refuses_a_scheme_in_which_one_could_act_alone(installation: Installation, scheme: str) -> None:
    code, _, errors = installation.run("init", "--unattended", "--trustees", scheme, "--data", "other")
    assert code == 64
    assert "at least 2" in errors
    assert not (installation.base / "other").exists()


def test_the_folder_holds_no_share(installation: Installation) -> None:
    assert not scan(installation.data, installation.shares(1, 2, 3, 4, 5).split("\n")[:-1])


def test_a_rehearsal_says_that_it_would_work(installation: Installation) -> None:
    code, said, errors = recover(installation, "rehearse", said=installation.shares(5, 1, 3))
    assert code == 0
    assert "would restore 6 of 6 accounts" in said
    assert [f"Share {number} is right" in errors for number in (5, 1, 3)] == [True, True, True]
    assert signs_in(installation, "operator", installation.passphrase("operator"))


def test_a_share_may_be_on_several_lines(installation: Installation) -> None:
    broken = installation.shares(1, 2, 3).replace(" ", "\n", 40)
    assert recover(installation, "rehearse", said=broken)[0] == 0


@pytest.mark.parametrize("numbers", [(), (1,), (1, 4), (2, 2, 2)])
def test_too_few_shares_do_nothing(installation: Installation, numbers: tuple[int, ...]) -> None:
    code, said, errors = recover(installation, "person", "operator", said=installation.shares(*numbers))
    assert (code, said) == (65, "")
    assert "too few shares" in errors
    assert signs_in(installation, "operator", installation.passphrase("operator"))


def test_a_mistyped_share_is_pointed_at(installation: Installation) -> None:
    typed = installation.shares(1, 4) + "waystation " + installation.shares(2).split(" ", 1)[1]
    code, said, errors = recover(installation, "rehearse", said=typed)
    assert (code, said) == (65, "")
    assert "Share number 3 that you gave is mistyped: word 1 is in no share" in errors


def at_a_terminal(installation: Installation, *typed: str) -> subprocess.CompletedProcess[str]:
    """A rehearsal in which somebody types these lines."""
    ours, theirs = os.openpty()
    os.write(ours, "".join(f"{line}\n" for line in typed).encode())
    line = [sys.executable, "-m", "waystation.site", "recover", "rehearse", "--data", str(installation.data)]
    environment = Program(installation.base).environment()
    done = subprocess.run(line, stdin=theirs, capture_output=True, text=True, env=environment, timeout=60)
    os.close(ours)
    os.close(theirs)
    return done


def test_at_a_terminal_a_mistyped_share_can_be_typed_again(installation: Installation) -> None:
    first, second, third = installation.shares(2, 4, 5).splitlines()
    done = at_a_terminal(installation, first, "waystation " + second.split(" ", 1)[1], second, first, third)
    assert done.returncode == 0, done.stderr
    assert "Share 2 of 3, word 1: " in done.stderr
    assert "mistyped: word 1 is in no share" in done.stderr
    assert "Share 2 was there already" in done.stderr
    assert "would restore 6 of 6" in done.stdout


@pytest.mark.parametrize("number", [2, 4])
def test_at_a_terminal_one_of_another_installation_is_named_and_asked_for_again(
    installation: Installation, another: Installation, number: int
) -> None:
    """Also one whose number was given before, which is not taken for the same one twice."""
    first, second, third = installation.shares(2, 4, 5).splitlines()
    done = at_a_terminal(installation, first, another.shares(number).strip(), second, third)
    assert done.returncode == 0, done.stderr
    assert f"Share {number} is wrong: " in done.stderr
    assert "It is of another installation. Right so far: 2. Nothing was changed." in done.stderr
    assert "would restore 6 of 6" in done.stdout


def test_at_a_terminal_an_empty_line_gives_up(installation: Installation, another: Installation) -> None:
    done = at_a_terminal(installation, installation.shares(2).strip(), another.shares(4).strip(), "")
    assert (done.returncode, done.stdout) == (65, "")
    assert "too few shares" in done.stderr


def test_a_wrong_share_is_named(installation: Installation, another: Installation) -> None:
    typed = installation.shares(1, 2) + another.shares(4)
    for arguments in (["rehearse"], ["person", "operator"]):
        code, said, errors = recover(installation, *arguments, said=typed)
        assert (code, said) == (65, "")
        assert "Share 4 is wrong" in errors
    assert signs_in(installation, "operator", installation.passphrase("operator"))


def test_a_person_gets_a_new_passphrase(installation: Installation) -> None:
    code, said, _ = recover(installation, "person", "Operator", "--json", said=installation.shares(2, 3, 4))
    assert code == 0
    [given] = json.loads(said)["sign_ins"]
    assert not scan(installation.data, [given["passphrase"]])
    assert signs_in(installation, "operator", given["passphrase"])
    assert not signs_in(installation, "operator", installation.passphrase("operator"))
    assert signs_in(installation, "coordinator", installation.passphrase("coordinator"))


def test_a_lost_second_factor_is_taken_off_on_request(installation: Installation) -> None:
    shares = installation.shares(2, 3, 4)
    code, said, _ = recover(installation, "person", "coordinator", "--factors-off", "--json", said=shares)
    assert code == 0
    [given] = json.loads(said)["sign_ins"]
    assert signs_in(installation, "coordinator", given["passphrase"])


def test_somebody_unknown_is_not_recovered(installation: Installation) -> None:
    code, said, errors = recover(installation, "person", "operator", "eva", said=installation.shares(1, 2, 3))
    assert (code, said) == (67, "")
    assert "Nothing was changed" in errors
    assert signs_in(installation, "operator", installation.passphrase("operator"))


def test_a_lost_half_is_replaced_only_on_request(installation: Installation) -> None:
    shares = installation.shares(1, 3, 5)
    assert recover(installation, "person", "--everybody", "--new-half", said=shares)[0] == 78  # it is not lost
    half = installation.data / "half" / "vault.half"
    half.unlink()
    code, _, errors = recover(installation, "person", "--everybody", said=shares)
    assert code == 78
    assert "--new-half" in errors
    assert recover(installation, "person", "eva", "--new-half", said=shares)[0] == 67
    assert not half.exists()
    assert recover(installation, "rehearse", said=shares)[0] == 0

    code, said, _ = recover(installation, "person", "--everybody", "--new-half", "--json", said=shares)
    assert code == 0
    given = {one["name"]: one["passphrase"] for one in json.loads(said)["sign_ins"]}
    assert set(given) == {"operator", "coordinator", "documenter", "advocate", "administrator", "clinician"}
    assert signs_in(installation, "coordinator", given["coordinator"])
    assert not signs_in(installation, "coordinator", installation.passphrase("coordinator"))


CUT_OFF = """
import os, signal, sys
from waystation.site.command import recover
recover.{where} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sys.exit(recover.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("where", ["_begin_anew", "_print"])
def test_one_that_was_cut_off_is_begun_again(installation: Installation, where: str) -> None:
    """With a new half: nothing that was sealed under the lost one alone stays behind, whenever it was cut off."""
    (installation.data / "half" / "vault.half").unlink()
    line = [sys.executable, "-c", CUT_OFF.format(where=where), "person", "--everybody", "--new-half"]
    process = subprocess.run(
        [*line, "--data", str(installation.data)],
        input=installation.shares(1, 2, 3).encode(),
        env=Program(installation.base).environment(),
        stderr=subprocess.PIPE,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    again = ["person", "--everybody", "--json", *["--new-half"] * (where == "_begin_anew")]
    code, said, errors = recover(installation, *again, said=installation.shares(1, 2, 3))
    assert code == 0, errors
    given = {one["name"]: one["passphrase"] for one in json.loads(said)["sign_ins"]}
    assert signs_in(installation, "coordinator", given["coordinator"])


def test_the_half_of_another_installation_is_not_taken_by_accident(installation: Installation) -> None:
    half = installation.data / "half" / "vault.half"
    half.write_bytes(bytes(32))
    code, _, errors = recover(installation, "person", "operator", said=installation.shares(1, 2, 3))
    assert code == 78
    assert "belongs to another installation" in errors
    half.write_bytes(b"damaged")
    code, _, errors = recover(installation, "person", "operator", "--new-half", said=installation.shares(1, 2, 3))
    assert code == 78
    assert "damaged" in errors


@pytest.mark.parametrize(
    "arguments", [["rehearse", "--factors-off"], ["person"], ["rehearse", "operator"], ["everything"], []]
)
def test_it_says_how_it_is_used(installation: Installation, arguments: list[str]) -> None:
    assert recover(installation, *arguments, said="")[0] == 2


def test_it_wants_an_installation(installation: Installation) -> None:
    code, _, errors = installation.run("recover", "rehearse", "--data", "nothing")
    assert code == 66
    assert "no installation" in errors
