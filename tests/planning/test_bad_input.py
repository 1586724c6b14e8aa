"""Whatever somebody gives to `waystation plan`: a clear word with the field, or a plan; no trace, no half of a file."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.planning.world import change, leg, party, problem, ways
from waystation.planning import Problem, check, generate, read_plan, write_plan, write_problem
from waystation.planning.problem import NEVER
from waystation.site.command import plan as command

PLAN = ways(P=[("O-H", 0), ("H-B", 4), ("B-D", 5)])
COMMANDS = ("solve", "check", "draw", "explain", "replan")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {name: tmp_path / name for name in ("problem", "plan", "events", "out")}
    found["events"].write_text('{"now": 2}')
    found["problem"].write_bytes(write_problem(problem()))
    found["plan"].write_bytes(write_plan(PLAN))
    return found


def said(what: str, files: dict[str, Path], *more: str) -> list[str]:
    plan = [] if what == "solve" else [str(files["plan"])]
    out = ["--out", str(files["out"])] if what in ("solve", "draw", "replan") else []
    party = ["P"] if what == "explain" and not more else []
    events = [str(files["events"])] if what == "replan" else []
    return [what, str(files["problem"]), *plan, *events, *party, *out, *more]


def run(*arguments: str, **more: Any) -> "subprocess.Popen[bytes]":
    """The command line as a process of its own."""
    whole = [sys.executable, "-m", "waystation.site", "plan", *arguments]
    return subprocess.Popen(whole, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more)


def leftovers(files: dict[str, Path]) -> set[str]:
    return {each.name for each in files["out"].parent.iterdir()} - {"problem", "plan", "events"}


RAW = {
    "nothing": b"", "half": b"{", "a list": b"[]", "null": b"null", "a number": b"1", "not UTF-8": b'{"P": "\xff"}',
    "UTF-16": '{"P": []}'.encode("utf-16"), "a mark first": b"\xef\xbb\xbf{}", "deep": b"[" * 200_000,
    "deep objects": b'{"P":' * 100_000, "not a number": b'{"days": NaN}', "infinite": b'{"days": -Infinity}',
    "a huge integer": b'{"days": ' + b"9" * 10_000 + b"}", "zeros": b"\0" * 1000, "two": b"{} {}",
    "a lone surrogate": b'{"P": [["\\ud800", 0]]}',
}  # fmt: skip


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.parametrize("which", ["problem", "plan", "events"])
def test_what_is_no_file_of_ours(
    files: dict[str, Path], raw: bytes, what: str, which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if (what, which) == ("solve", "plan") or (which == "events" and what != "replan"):
        return
    files[which].write_bytes(raw)
    assert command.main(said(what, files)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("waystation: ")
    assert told.err.count("\n") == 1
    assert len(told.err) < 300
    assert ("(in the plan)" in told.err, "(in the events)" in told.err) == (which == "plan", which == "events")
    assert leftovers(files) == set()


@pytest.mark.parametrize("what", COMMANDS)
def test_what_is_no_file_at_all(files: dict[str, Path], what: str, capsys: pytest.CaptureFixture[str]) -> None:
    for path, why in (
        (files["problem"].parent, "Is a directory"),
        (Path("/nowhere"), "No such file"),
        (Path("/dev/zero"), "64 MiB"),
    ):
        assert command.main(said(what, files | {"problem": path})) == 2
        assert why in capsys.readouterr().err


@pytest.mark.parametrize(
    ("parties", "why"), [(1_000_000, "larger than 64 MiB"), (300_000, "parties: there are 300,000")]
)
def test_far_too_many_parties(
    files: dict[str, Path], parties: int, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    few = write_problem(replace(problem(), parties=()))
    one = (
        b'{"id":"1","size":1,"origin":"O","cats":[],"urgency":1,"deadline":0,"internal_day":0,"foreign_day":0,"id_risk":0,'
        b'"ck_risk":0,"pursuit":{},"visas":{},"registered":0}'
    )
    files["problem"].write_bytes(few.replace(b'"parties":[', b'"parties":[' + (one + b",") * (parties - 1) + one))
    began = time.monotonic()
    assert command.main(said("solve", files)) == 2
    assert why in capsys.readouterr().err
    assert time.monotonic() - began < 60
    files["problem"].unlink()


DOUBLED = [
    ('"budget":10000', '"budget":10000,"budget":1', "budget"),
    ('"id":"P","size":1', '"id":"P","size":1,"size":2', "parties[0].size"),
    ('"visas":{"V":0}', '"visas":{"V":0,"V":9}', "parties[0].visas.V"),
    ('"drivers":{"drivers":2}', '"drivers":{"drivers":2,"drivers":0}', "drivers.drivers"),
]


@pytest.mark.parametrize(("text", "instead", "path"), DOUBLED)
def test_what_is_said_twice_contradicts_itself(
    files: dict[str, Path], text: str, instead: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = files["problem"].read_text()
    assert text in raw
    files["problem"].write_text(raw.replace(text, instead))
    assert command.main(said("solve", files)) == 2
    assert capsys.readouterr().err == f"waystation: {path}: it is there twice\n"


def test_of_very_many_names_one_that_is_there_twice_is_found_soon(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    many = ",".join(f'"{number}":[]' for number in range(100_000))
    files["plan"].write_text(f'{{{many},"99999":[]}}')
    began = time.monotonic()
    assert command.main(said("check", files)) == 2
    assert capsys.readouterr().err == "waystation: 99999: it is there twice (in the plan)\n"
    assert time.monotonic() - began < 60  # it would take hours


def test_a_party_that_does_two_things(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    files["plan"].write_text('{"P": [["O-H", 0]], "P": []}')
    assert command.main(said("check", files)) == 2
    assert capsys.readouterr().err == "waystation: P: it is there twice (in the plan)\n"


# where it is written


@pytest.mark.parametrize("what", ["solve", "draw"])
def test_what_is_read_is_never_written_over(
    files: dict[str, Path], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files["problem"].read_bytes()
    linked, hard = files["out"].with_name("linked"), files["out"].with_name("hard")
    linked.symlink_to(files["problem"])
    os.link(files["problem"], hard)
    for out in (files["problem"], linked, hard):
        assert command.main(said(what, files | {"out": out})) == 2
        assert "it is what is read" in capsys.readouterr().err
    assert files["problem"].read_bytes() == before


@pytest.mark.parametrize("what", ["solve", "draw"])
def test_where_nothing_can_be_written(files: dict[str, Path], what: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so before it looks for a plan, not after."""
    folder = files["out"].parent
    for out, why in (
        (folder, "Is a directory"), (folder / "none" / "out", "No such file"),
        (files["plan"] / "out", "Not a directory"),
        (Path("/proc/out"), "cannot be written"), (folder / ("x" * 300), "File name too long"),
    ):  # fmt: skip
        began = time.monotonic()
        more = ["--time-limit", "120"] if what == "solve" else []
        assert command.main(said(what, files | {"out": out}, *more)) == 2
        assert why in capsys.readouterr().err
        assert time.monotonic() - began < 60
    assert leftovers(files) == set()


@pytest.mark.parametrize("what", ["solve", "draw"])
def test_a_full_disk_leaves_what_was_there(files: dict[str, Path], what: str) -> None:
    files["out"].write_text("from yesterday")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    ended = run(*said(what, files), preexec_fn=small, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    _, told = ended.communicate(timeout=120)
    assert (ended.returncode, told) == (2, f"waystation: {files['out']} cannot be written: File too large\n".encode())
    assert files["out"].read_text() == "from yesterday"
    assert leftovers(files) == {"out"}


def test_a_pipe_and_a_device_are_written_to(files: dict[str, Path]) -> None:
    out = files["out"].with_name("pipe")
    os.mkfifo(out)
    reading = subprocess.Popen(["cat", str(out)], stdout=subprocess.PIPE)
    assert command.main(said("draw", files | {"out": out})) == 0
    assert reading.communicate(timeout=60)[0].startswith(b"<!doctype html>")
    assert command.main(said("draw", files | {"out": Path("/dev/null")})) == 0
    assert Path("/dev/null").is_char_device()


def test_whoever_reads_no_further_gets_no_trace(files: dict[str, Path]) -> None:
    with open("/dev/full", "wb") as full:
        ended = run("check", str(files["problem"]), str(files["plan"]), stdout=full)
        assert b"No space left" in ended.communicate(timeout=60)[1]
        assert ended.returncode == 2
    reader, writer = os.pipe()
    os.close(reader)
    ended = run("generate", "--parties", "50", stdout=writer)
    assert ended.communicate(timeout=60)[1] == b"waystation: standard output: Broken pipe\n"


# how long it may take


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "-inf", "1e999", "", "soon", "86401", "0x10"])
def test_a_time_that_is_none(files: dict[str, Path], limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(said("solve", files, f"--time-limit={limit}"))
    assert ended.value.code == 2
    assert "--time-limit: a number of seconds" in capsys.readouterr().err
    assert leftovers(files) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["prove"], ["solve"], ["draw"], ["generate"], ["generate", "--parties", "0"],
        ["generate", "--parties", "1000000"], ["generate", "--parties", "-1"],
        ["generate", "--parties", "1", "--days", "0"],
        ["generate", "--parties", "1", "--seed", "9" * 5000],
    ],
)  # fmt: skip
def test_arguments_that_mean_nothing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_problem_from_the_middle_is_not_planned_as_if_nobody_had_left(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files["problem"].write_bytes(write_problem(problem(now=3)))
    assert command.main(said("solve", files)) == 2
    assert capsys.readouterr().err.startswith("waystation: now: who has left already is not in a problem: replan")
    assert leftovers(files) == set()


def test_a_party_that_there_is_none_of(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(said("draw", files, "--party", "Q")) == 2
    assert capsys.readouterr().err == "waystation: party: the problem has no party Q\n"
    assert leftovers(files) == set()


@pytest.mark.parametrize(
    ("more", "path"),
    [
        (["Q"], "party"), ([""], "party"), (["P", "--through", "X"], "through"),
        (["P", "--not-through", "\x1b[2J"], "not-through"), (["--fairness", "--through", "H"], "PARTY"),
    ],
)  # fmt: skip
def test_what_cannot_be_explained(
    files: dict[str, Path], more: list[str], path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(said("explain", files, *more)) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"waystation: {path}")
    assert "\x1b" not in told


# who interrupts


def listening(process: "subprocess.Popen[bytes]") -> None:
    """Waits until it catches SIGTERM: Python has started, however slow the machine is."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        caught = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE)
        if caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.05)
    raise AssertionError("it does not listen")


def ended(process: "subprocess.Popen[bytes]", number: int) -> bytes:
    """Presses again where nothing happens: Python may lose an interrupt that comes while it is itself starting."""
    for seconds in (30, 60):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=seconds)[1]
    raise AssertionError("it goes on")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0.15, 0.4, 0.8, 1.5, 3.0])
def test_it_can_be_ended_at_any_moment(files: dict[str, Path], number: int, after: float) -> None:
    given_ = generate(60, 30, 1)
    files["problem"].write_bytes(write_problem(given_))
    process = run(*said("solve", files, "--time-limit", "300"))
    time.sleep(after)
    told = ended(process, number)
    assert b"Traceback" not in told or b"commands.py" not in told  # Python that is still starting is not ours
    assert process.returncode in (0, -number, 128 + number)
    assert leftovers(files) == ({"out"} if process.returncode == 0 else set())
    if process.returncode == 0:
        assert check(given_, read_plan(files["out"].read_bytes(), given_)) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_interrupts_a_question_gets_what_is_known(files: dict[str, Path], number: int) -> None:
    given_ = generate(20, 20, 1)
    files["problem"].write_bytes(write_problem(given_))
    files["plan"].write_bytes(write_plan({each.id: () for each in given_.parties}))
    process = run(*said("explain", files, "--changes", "--time-limit", "300"))
    listening(process)
    time.sleep(2)
    process.send_signal(number)
    _, told = process.communicate(timeout=100)
    assert b"Traceback" not in told
    assert process.returncode in (0, 128 + number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_interrupts_twice_does_not_wait(files: dict[str, Path], number: int) -> None:
    files["problem"].write_bytes(write_problem(generate(400, 30, 1)))
    process = run(*said("solve", files, "--time-limit", "300"))
    listening(process)
    time.sleep(1)
    for _ in range(2):
        process.send_signal(number)
        time.sleep(0.1)
    _, told = process.communicate(timeout=100)
    assert b"Traceback" not in told
    # Two that come while C is at work are one to Python: then the plan so far is written.
    assert process.returncode in (0, -number, 128 + number)
    assert leftovers(files) == ({"out"} if process.returncode == 0 else set())


def test_signals_are_what_they_were_afterwards(files: dict[str, Path]) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    assert command.main(said("solve", files)) == 0
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


# problems of which little is left, or of which everything is too much

LITTLE: dict[str, Callable[[], Problem]] = {
    "no party": lambda: replace(problem(), parties=()),
    "no leg": lambda: replace(problem(), legs=()),
    "no place but the origin": lambda: replace(
        problem(party("P", visas={})), legs=(), pathways=(), places=problem().places[:1]
    ),
    "no money": lambda: problem(budget=0),
    "nobody drives": lambda: problem(drivers={"drivers": 0}),
    "no way to the destination": lambda: replace(problem(), legs=problem().legs[:-1]),
    "no visa": lambda: problem(party("P", visas={})),
    "no papers": lambda: each_leg(doc="foreign"),
    "one day": lambda: problem(days=1),
    "legs longer than all days": lambda: each_leg(dur=1_000_000),
    "a drive of years, and many pools": lambda: replace(
        change(problem(), "legs", "O-H", dur=1_000_000), drivers={"drivers": 1} | {str(each): 1 for each in range(1000)}
    ),
    "a departure on a day that never comes": lambda: change(problem(days=2), "legs", "O-H", departs=((6, 0),)),
    "all at once": lambda: problem(party("P", size=1_000_000)),
    "as urgent as can be": lambda: problem(party("P", urgency=1_000_000, size=1000, deadline=NEVER)),
    "as dear as can be": lambda: replace(each_leg(cost=10**9, exposure=10**9, capacity=10**6), budget=10**9),
    "checks without end": lambda: change(each_leg(id_checks=10**9, checkpoints=10**9), "parties", "P", id_risk=10**9),
    "beds without end": lambda: change(problem(), "places", "H", beds=10**9, max_stay=10**9, base_exposure=10**9),
    "hunted everywhere": lambda: problem(party("P", pursuit={"H": 1.0, "I": 1.0, "B": 1.0, "D": 1.0})),
    "a loop": lambda: replace(problem(), legs=(leg("O", "H"), leg("H", "I"), leg("I", "H"))),
    "everybody apart": lambda: problem(
        *(party(each) for each in "PQRS"), conflicts=tuple(combinations("PQRS", 2)) + (("Q", "P"),)
    ),
}  # fmt: skip


def each_leg(**fields: Any) -> Problem:
    return replace(problem(), legs=tuple(replace(each, **fields) for each in problem().legs))


@pytest.mark.parametrize("made", LITTLE.values(), ids=LITTLE)
def test_there_is_always_a_plan(
    files: dict[str, Path], made: Callable[[], Problem], capfd: pytest.CaptureFixture[str]
) -> None:
    files["problem"].write_bytes(write_problem(made()))
    assert command.main(said("solve", files, "--time-limit", "3", "--json")) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["bound"] <= told["objective"] * (1 + 1e-9)
    assert 0 <= told["gap"] <= 1
    files["plan"] = files.pop("out")
    files["out"] = files["plan"].with_name("page")
    assert command.main(said("check", files)) == 0
    assert command.main(said("draw", files)) == 0
    assert command.main(said("explain", files, "--fairness")) == 0
    for each in made().parties:
        assert command.main(said("explain", files, each.id)) == 0
    assert command.main(said("explain", files, "--changes", "--time-limit", "2", "--json")) == 0


def test_a_plan_of_steps_in_a_thousand_years_is_looked_at_soon(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files["plan"].write_text('{"P": [["O-H", 0], ["H-B", 999999999], ["B-D", 1000000000]]}')
    began = time.monotonic()
    assert command.main(said("check", files)) == 1
    assert "horizon: " in capsys.readouterr().out
    assert command.main(said("draw", files)) == 1
    assert time.monotonic() - began < 60  # it would take hours
