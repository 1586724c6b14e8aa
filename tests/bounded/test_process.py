"""A bounded process reaches nothing: each thing that it might try is tried."""

from __future__ import annotations

import os
import platform
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.bounded import made
from waystation.bounded import process, seccomp

LIMITS = "confine.limits(seconds=1, memory=150 << 20); confine.no_calls(); "
MB = 1_000_000
Says = Callable[..., bytes | None]


@pytest.fixture
def says(tmp_path: Path) -> Says:
    """`says("print(1)")`: what a bounded process writes that runs this; None if it ended badly."""

    def run(code: str, chunks: Iterable[bytes] = ()) -> bytes | None:
        return process.run(made.program(tmp_path, LIMITS + code, seconds=5.0, alone=True), [], chunks, MB)

    return run


def test_it_works(says: Says) -> None:
    assert says("print(len(sys.stdin.buffer.read()))", [b"a" * 70_000, b"b" * 70_000]) == b"140000\n"


TRIES = {
    "open a file": "open('/etc/hostname')",
    "write a file": "os.open('/tmp/bounded-canary', os.O_CREAT | os.O_WRONLY)",
    "list a folder": "os.listdir('/')",
    "look for a file": "os.stat('/etc')",
    "open a socket": "socket.socket()",
    "open a local socket": "socket.socket(socket.AF_UNIX)",
    "make a pair of sockets": "socket.socketpair()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "start a process": "os.fork()",
    "start a shell": "subprocess.run(['/bin/true'])",
    "start a thread": "threading.Thread(target=print).start()",
    "signal another process": "os.kill(os.getppid(), 0)",
    "look into another process": "os.open(f'/proc/{os.getppid()}/mem', os.O_RDONLY)",
    "delete": "os.unlink('/tmp/x')",
    "rename": "os.rename('/tmp/x', '/tmp/y')",
    "change folder": "os.chdir('/tmp')",
    "map memory to be run": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
    "open a pipe": "os.pipe()",
}


@pytest.mark.parametrize("what", TRIES)
def test_it_cannot(says: Says, what: str) -> None:
    code = f"\ntry:\n    {TRIES[what]}\nexcept (OSError, RuntimeError):\n    print('refused')\nelse:\n    print('done')"
    assert says(code) == b"refused\n"
    assert not os.path.exists("/tmp/bounded-canary")


@pytest.mark.parametrize("name", ["ptrace", "process_vm_readv", "io_uring_setup", "bpf", "keyctl", "open_by_handle_at"])
def test_nor_by_a_bare_system_call(says: Says, name: str) -> None:
    numbers = {"ptrace": 101, "process_vm_readv": 310, "io_uring_setup": 425, "bpf": 321, "keyctl": 250}
    if platform.machine() != "x86_64":
        pytest.skip("numbers of x86-64")
    number = numbers.get(name, 304)
    call = f"libc.syscall({number}, 0, 0, 0, 0, 0, 0), ctypes.get_errno()"
    assert says(f"libc = ctypes.CDLL(None, use_errno=True); print({call})") == b"-1 1\n"


def test_the_kernel_refuses_each_number_that_is_not_on_the_list(says: Says) -> None:
    """All that Linux has and some more: also those that nobody thought of here."""
    column = seccomp.MACHINES[platform.machine()][0]
    listed = {each[column] for each in (*seccomp.ALLOWED.values(), *seccomp.WITHOUT_EXECUTION.values())}
    traps = {335, 336}  # uretprobe and uprobe of x86-64, which the kernel lets through by design: they do nothing here
    tried = [number for number in range(600) if number not in listed | traps]
    call = "libc.syscall(number, -1, 0, 0, 0, 0, 0), ctypes.get_errno()"
    code = f"libc = ctypes.CDLL(None, use_errno=True); print([number for number in {tried} if ({call}) != (-1, 1)])"
    assert says(code) == b"[]\n"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="another calling convention of x86-64 only")
def test_nor_by_the_other_numbers_of_the_same_processor(says: Says) -> None:
    """x32: the same processor, other numbers (socket is 41 | 0x40000000)."""
    assert says("libc = ctypes.CDLL(None, use_errno=True); print(libc.syscall(0x40000029, 2, 1, 0))") == b"-1\n"


def test_even_without_a_filter_nothing_is_written(tmp_path: Path) -> None:
    """As where the kernel has none, and mail is read with limits alone."""
    code = f"""
confine.limits(seconds=1, memory=150 << 20)
try:
    os.write(os.open({str(tmp_path / "left")!r}, os.O_CREAT | os.O_WRONLY), b"a")
except OSError:
    print("refused")
"""
    assert process.run(made.program(tmp_path, code, seconds=5.0, alone=True), [], [], MB) == b"refused\n"


def test_it_cannot_be_taken_back(says: Says) -> None:
    """A second filter, or none, would need calls that the first one does not give."""
    assert says("libc = ctypes.CDLL(None); print(libc.prctl(22, 2, 0, 0, 0), libc.prctl(38, 0, 0, 0, 0))") == b"-1 -1\n"


@pytest.mark.parametrize(
    "code", ["\nwhile True: pass", "bytearray(200 << 20)", "print('x' * 2_000_000)", "import time; time.sleep(99)"]
)
def test_time_memory_and_words_are_bounded(says: Says, code: str) -> None:
    assert says(code) is None


DESCRIPTORS = """
found = []
for number in range(3, 99):
    try:
        os.read(number, 0)
        found.append(number)
    except OSError:
        pass
print(dict(os.environ), found)
"""


def test_it_sees_no_environment_and_nothing_of_ours(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "canary")
    with socket.socket() as ours:
        ours.set_inheritable(True)
        found = says("\n" + DESCRIPTORS) or b""
    assert b"canary" not in found
    assert found.endswith(b"[]\n")


def test_an_error_while_reading_stops_it(says: Says) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"x"
        raise LookupError

    with pytest.raises(LookupError):
        says("print(len(sys.stdin.buffer.read()))", breaks())


# the filter itself, as the kernel reads it


def verdict(machine: str, arch: int, number: int, third: int = 0) -> int:
    """Runs the filter as the kernel would: what it returns for one system call."""
    lines = list(struct.iter_unpack("HBBI", seccomp.program(machine)))
    seen = {0: number, 4: arch, 32: third}
    accumulator = at = 0
    while True:
        code, yes, no, value = lines[at]
        at += 1
        if code == 0x20:
            accumulator = seen[value]
        elif code == 0x06:
            return value
        else:
            true = accumulator == value if code == 0x15 else bool(accumulator & value)
            at += yes if true else no


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_the_filter_allows_its_list_and_nothing_else(machine: str) -> None:
    column, arch = seccomp.MACHINES[machine]
    listed = {numbers[column] for numbers in (seccomp.ALLOWED | seccomp.WITHOUT_EXECUTION).values()}
    assert {number for number in range(1000) if verdict(machine, arch, number) == 0x7FFF0000} == listed
    for numbers in seccomp.WITHOUT_EXECUTION.values():
        assert verdict(machine, arch, numbers[column], third=4) == 0x00050001
    for number in range(1000):
        assert verdict(machine, 0x40000003, number) == 0x80000000


@pytest.mark.parametrize(
    ("machine", "socket_is", "openat_is", "execve_is"), [("x86_64", 41, 257, 59), ("aarch64", 198, 56, 221)]
)
def test_the_tables_leave_out_what_matters(machine: str, socket_is: int, openat_is: int, execve_is: int) -> None:
    _column, arch = seccomp.MACHINES[machine]
    assert {verdict(machine, arch, number) for number in (socket_is, openat_is, execve_is)} == {0x00050001}


def test_an_unknown_machine_has_no_filter() -> None:
    with pytest.raises(seccomp.Unavailable):
        seccomp.program("riscv64")
