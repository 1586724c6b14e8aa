"""Which tests begin first or last, and which run while no other does; pytest-xdist spreads the rest over the cores.

A file's tests stay together on one core, for what they share. Those of a few files that take very long share nothing:
each goes to whichever core is free.

What a test says of itself by `record_property("told", ...)` is shown at the end, from whichever process it came.

Between processes the turns are taken by file locks: whoever takes the time holds the room alone, everybody else shares
it; who waits for the room keeps the door, so that nobody slips in before.
"""

from __future__ import annotations

import compileall
import fcntl
import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any

import pytest
from _pytest.assertion import rewrite
from xdist.scheduler import LoadFileScheduling

_APART = ("tests/attacks/test_06_routes.py",)
_WHEN = {"long": -1, "alone": 1, "afterwards": 2}
_FOLDER = "waystation_turns"
_SELDOM = (20_000, 10, 10)  # objects more than before, for the youngest to be looked through; then how many times that
_locks: list[IO[bytes]] = []  # of this process: the door, the room


def pytest_configure(config: pytest.Config) -> None:
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is None and not sys.dont_write_bytecode:
        # A program that a test starts writes no bytecode: each would compile anew what no test has imported.
        compileall.compile_dir(Path(__file__).resolve().parents[1] / "src", quiet=2, workers=0)
        if config.getoption("tx"):
            _compile_tests(config)
    if given:
        _locks[:] = [Path(given[_FOLDER], name).open("wb") for name in ("door", "room")]  # noqa: SIM115  # to the end


def _compile_tests(config: pytest.Config) -> None:
    """Once, on all cores: all processes begin with the same file, and each would rewrite and compile every one anew."""
    given = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    files = sorted({file for path in given for file in ([path] if path.is_file() else path.rglob("test_*.py"))})
    cores, fork = len(os.sched_getaffinity(0)), get_context("fork")
    at_work = [fork.Process(target=_compile, args=(config, files[number::cores])) for number in range(cores)]
    for process in at_work:
        process.start()
    for process in at_work:
        process.join()


def _compile(config: pytest.Config, files: list[Path]) -> None:
    """As pytest does when it first imports a test, and where it looks before it does so again."""
    for file in files:
        kept = rewrite.get_cache_dir(file) / f"{file.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(file, kept) is None and rewrite.try_makedirs(kept.parent):
            source, code = rewrite._rewrite_test(file, config)
            rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, source, kept)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """None besides this process for one file, whose tests stay together anyway; else two more than there are cores.

    A test that drives a browser, a server or a database waits for it half of its time.
    """
    files = {argument.partition("::")[0] for argument in config.args}
    return 0 if len(files) == 1 and files.pop().endswith(".py") else len(os.sched_getaffinity(0)) + 2


class _ByFile(LoadFileScheduling):
    """By file, but for those whose tests are told apart."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(_APART) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile | None:
    return _ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Told by pytest-xdist of each process that it starts."""
    folder = getattr(node.config, _FOLDER, None)
    if folder is None:
        folder = tempfile.TemporaryDirectory(prefix="waystation-turns-")
        setattr(node.config, _FOLDER, folder)
    node.workerinput[_FOLDER] = folder.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what takes long, then all else as it stands, what is alone, and what asks how the others went."""
    items.sort(key=lambda item: sum(when for marker, when in _WHEN.items() if marker in item.keywords))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is loaded meanwhile stays: the collector need not look through all of it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_SELDOM)
        gc.enable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with ExitStack() as leaving:
        if _locks:
            door, room = _locks
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if "alone" in item.keywords else fcntl.LOCK_SH)
            leaving.callback(fcntl.flock, room, fcntl.LOCK_UN)
            fcntl.flock(door, fcntl.LOCK_UN)
        return (yield)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "told":
                terminalreporter.write_line(value)
