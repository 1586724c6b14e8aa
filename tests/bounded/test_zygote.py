"""Zygotes: each message has a process of its own that inherits nothing, and none outlives what it was for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.bounded import made
from waystation.bounded import parent, process
from waystation.bounded.process import Program
from waystation.files import viewing
from waystation.hotline import chats
from waystation.mail import parse
from waystation.mail.openpgp import calling, opening, writing

WHO = "print(os.getpid(), os.getppid())"
MAIL = b"From: zarema@example.org\r\nSubject: help\r\n\r\nThey came to my house.\r\n"
Make = Callable[..., Program]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """`make(code)`: a program whose zygotes end with the test."""
    programs = []

    def program(code: str, **more: Any) -> Program:
        programs.append(made.program(tmp_path, code, **more))
        return programs[-1]

    yield program
    for each in programs:
        end(each)


def end(program: Program) -> None:
    while program.waiting:
        program.waiting.pop().end()


def run(program: Program, given: bytes = b"") -> bytes | None:
    return process.run(program, ["first", "second"], [given], 1000)


def numbers(program: Program) -> tuple[int, ...]:
    return tuple(map(int, (run(program) or b"").split()))


def is_gone(pid: int, seconds: float = 10.0) -> bool:
    """Whether a process has ended, or does within this time. One that only waits to be counted has."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


# one process for each


def test_it_works(make: Make) -> None:
    echo = make("print(arguments, sys.stdin.buffer.read())")
    assert [run(echo, b"a"), run(echo, b"b")] == [b"['first', 'second'] b'a'\n", b"['first', 'second'] b'b'\n"]


def test_each_has_a_process_of_its_own_from_one_zygote(make: Make) -> None:
    who = make(WHO)
    (first, its_zygote), (second, the_same) = numbers(who), numbers(who)
    assert len({first, second, its_zygote, os.getpid()}) == 4
    assert the_same == its_zygote


def test_what_one_leaves_in_its_memory_no_other_finds(make: Make) -> None:
    code = "left.append(sys.stdin.buffer.read()); print(left, os.getcwd(), 'LEFT' in os.environ); "
    leaves = make(f"{code}os.environ['LEFT'] = 'x'; os.chdir('/tmp')", loaded="left = []")
    assert [run(leaves, b"one"), run(leaves, b"two")] == [b"[b'one'] / False\n", b"[b'two'] / False\n"]


def test_each_gets_its_own_answer_however_many_ask(make: Make) -> None:
    echo = make("sys.stdout.buffer.write(sys.stdin.buffer.read()); sys.stdout.flush()")
    texts = [b"%d" % number for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: run(echo, text), texts)) == texts
    assert len(echo.waiting) <= max(2, os.cpu_count() or 1)


OPEN = """
found = []
for number in range(99):
    try:
        os.fstat(number)
        found.append(number)
    except OSError:
        pass
"""


def test_it_has_its_pipes_and_no_other_descriptor(make: Make) -> None:
    has = make(f"{OPEN}\nprint(found)")
    with ThreadPoolExecutor(2) as pool:  # while another has pipes too
        slow = pool.submit(run, make("time.sleep(1)"))
        assert [run(has), run(has)] == [b"[0, 1, 2]\n"] * 2
        slow.result()


def test_the_zygote_has_no_environment_and_nothing_of_ours(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "canary")
    ours = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(ours, True)
    try:
        told = run(make("print(found, env)", loaded=f"{OPEN}\nenv = dict(os.environ)")) or b""
    finally:
        os.close(ours)
    assert told.startswith(b"[0, 1, 2] ")
    assert b"canary" not in told


def test_nothing_reads_the_memory_of_a_zygote(make: Make) -> None:
    assert run(make("print(leaves)", loaded="leaves = confine.may_leave_memory()")) == b"False\n"


FORKED = {"mail": parse._READER, "chats": chats._READER, "openpgp": calling.program(alone=False)}
LOADED = """
import os, sys; sys.path += sys.argv[2:]; __import__(sys.argv[1])
print(len(os.listdir("/proc/self/task")), *(name for name in sys.modules if name.startswith(sys.argv[1].split(".")[0])))
print(*(name for name in sys.modules if name.split(".")[0] in ("django", "cryptography", "sqlite3", "msgspec")))
"""


@pytest.mark.parametrize("name", FORKED)
def test_a_zygote_loads_readers_alone_and_has_one_thread(name: str) -> None:
    line = [sys.executable, "-I", "-S", "-c", LOADED, FORKED[name].module, parent._SOURCES, FORKED[name].packages]
    ours, others = subprocess.run(line, capture_output=True, check=True, env={}).stdout.decode().split("\n")[:2]
    threads, *modules = ours.split()
    assert (threads, others) == ("1", "")
    assert {module.split(".")[1] for module in modules if "." in module} <= {"bounded", "mail", "hotline"}
    assert not {module for module in modules if module.endswith((".models", ".settings", ".actions", ".access"))}


def test_a_forked_server_asks_no_zygote_of_its_parent(make: Make) -> None:
    who = make(WHO)
    run(who)
    child = os.fork()
    if child == 0:
        os._exit(len(who.waiting))
    assert os.waitpid(child, 0)[1] == 0
    assert len(who.waiting) == 1


# one by itself


def test_one_that_is_alone_has_a_zygote_of_its_own(make: Make) -> None:
    seeds = make("print(os.getppid(), hash('x'))", alone=True), make("print(os.getppid(), hash('x'))")
    apart, together = ({run(program) for _ in range(2)} for program in seeds)
    assert (len(apart), len(together)) == (2, 1)
    assert seeds[0].waiting == []


def test_files_are_drawn_and_secrets_made_by_processes_that_share_nothing() -> None:
    end(FORKED["openpgp"])
    viewing.describe([b"text"])
    key = writing.generate("help@example.net")
    writing.protect(
        MAIL, secret=key.secret, to=key.certificate, address="help@example.net", certificate=key.certificate
    )
    assert viewing.program().waiting == FORKED["openpgp"].waiting == []
    opening.describe(key.certificate)
    assert len(FORKED["openpgp"].waiting) == 1


# its limits


def test_each_has_all_of_its_time(make: Make) -> None:
    """What the zygote and those before have used of the processor is not taken from it."""
    burns = make(
        "confine.limits(seconds=2, memory=300 << 20)\nwhile time.process_time() < 1.2: pass\nprint('done')", seconds=60
    )
    assert [run(burns) for _ in range(2)] == [b"done\n"] * 2


def test_when_its_time_is_up_it_is_gone(make: Make, tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    sleeps = make(f"open({str(noted)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}'); time.sleep(99)", seconds=0.5)
    begun = time.monotonic()
    assert run(sleeps) is None
    assert time.monotonic() - begun < 20
    assert all(is_gone(int(pid)) for pid in noted.read_text().split())


def test_it_cannot_put_its_end_off(make: Make) -> None:
    """A process that is taken over ignores every signal that it can, stops no clock but its own, and is killed."""
    code = "signal.signal(signal.SIGALRM, signal.SIG_IGN); signal.setitimer(signal.ITIMER_REAL, 0); os.close(1)\n"
    begun = time.monotonic()
    assert run(make(f"{code}time.sleep(99)", seconds=0.5)) is None
    assert time.monotonic() - begun < 20


def test_its_clock_runs_even_where_the_server_ignores_alarms(make: Make) -> None:
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    try:
        begun = time.monotonic()
        assert run(make("time.sleep(99)", seconds=0.5)) is None
    finally:
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - begun < 20


# what is killed


def test_a_killed_zygote_costs_another_try_and_no_message() -> None:
    before = parse.parse(MAIL)
    assert before.sender_address == "zarema@example.org"
    (killed, *_) = parse._READER.waiting[::-1]
    killed.kill()
    assert parse.parse(MAIL) == before
    assert killed not in parse._READER.waiting


def test_all_of_them_killed(make: Make) -> None:
    who = make(WHO)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: run(who), range(20)))
    for each in who.waiting:
        each.kill()
    assert len(numbers(who)) == 2
    assert len(who.waiting) == 1


def test_no_dead_zygote_stays_in_the_list_of_processes(make: Make) -> None:
    who = make(WHO)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: run(who), range(20)))
    first, *_ = who.waiting
    first.kill()
    assert is_gone(first._process.pid)
    run(who)
    run(who)
    assert not Path(f"/proc/{first._process.pid}").exists()


def test_one_killed_while_its_child_reads_takes_the_child_along(make: Make, tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    kills = make(f"open({str(noted)!r}, 'w').write(str(os.getpid())); os.kill(os.getppid(), 9); time.sleep(99)")
    assert run(kills) is None
    assert is_gone(int(noted.read_text()))
    assert kills.waiting == []


def test_a_child_whose_zygote_is_gone_already_ends() -> None:
    line = "from waystation.bounded import confine; confine.die_with(0); print('lives')"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, env={"PYTHONPATH": "src"})
    assert (done.returncode, done.stdout) == (1, b"")


def test_one_that_nobody_needs_ends_and_another_takes_its_place(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "IDLE", 0.3)
    who = make(WHO)
    _, zygote = numbers(who)
    assert is_gone(zygote)
    assert numbers(who)[1] != zygote


def test_a_module_that_cannot_be_loaded_is_no_answer(make: Make) -> None:
    broken = make("print('x')", loaded="raise LookupError")
    assert run(broken) is None
    assert broken.waiting == []


SERVER = """
import sys
from pathlib import Path
from tests.bounded import made
from waystation.bounded import process
code = "print(os.getpid(), os.getppid())\\ntime.sleep(float(arguments[0]))"
program = made.program(Path(sys.argv[1]), code, seconds=3)
if sys.argv[2] == "waits":
    sys.stdout.write((process.run(program, ["0"], [], 99) or b"").decode())
    sys.stdout.flush()
    sys.stdin.read()
else:
    begun = process._begun(program, ["99"])
    sys.stdout.write(begun.out.readline().decode())
    sys.stdout.flush()
    begun.has_ended_well()
"""


@pytest.mark.parametrize("what", ["waits", "reads"])
def test_a_killed_server_leaves_nobody_behind(tmp_path: Path, what: str) -> None:
    """A zygote that waits ends at once; one whose child reads, with the child when its time is up."""
    line = [sys.executable, "-c", SERVER, str(tmp_path), what]
    paths = f"{Path(__file__).parents[2]}:{parent._SOURCES}"
    server = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PYTHONPATH": paths})
    assert server.stdout is not None
    pids = [int(pid) for pid in server.stdout.readline().split()]
    assert len(pids) == 2
    server.send_signal(signal.SIGKILL)
    server.wait()
    assert all(is_gone(pid) for pid in pids)
    with suppress(BrokenPipeError):
        server.communicate()
