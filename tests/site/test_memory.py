"""What a server that runs for long keeps of the memory that its threads asked for."""

import platform
import subprocess
import sys

import pytest

ASKED = """
import ctypes, sys, tempfile, threading
from waystation.site import server
if sys.argv[1] == "as served":
    server._give_memory_back()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
together = threading.Barrier(24)

def work():
    together.wait()  # all of them run: none is given what another has left behind
    block = libc.malloc(50_000)
    together.wait()
    libc.free(block)

threads = [threading.Thread(target=work) for _ in range(24)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as told:
    stream = ctypes.c_void_p(libc.fopen(told.name.encode(), b"w"))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    print(told.read().count(b"<heap nr="))
"""


def arenas(how: str) -> int:
    env = {"PYTHONPATH": ":".join(sys.path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    line = [sys.executable, "-c", f"import django; django.setup()\n{ASKED}", how]
    done = subprocess.run(line, env=env, capture_output=True, text=True, timeout=120, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no arenas")
def test_what_one_thread_frees_serves_the_others() -> None:
    """As glibc comes, each thread gets a heap of its own, up to eight for each core."""
    assert arenas("as it comes") > 2
    assert arenas("as served") == 2
