"""Large messages at once: all are stored, and the server gives back what they took."""

import threading
from pathlib import Path

from tests.e2e.harness import Program, mail

SIZE, AT_ONCE, TIMES = 24_000_000, 4, 2
MOST = 300  # MB; more than twice as much stayed for good where the C library kept what was freed


def megabytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def test_what_large_messages_took_is_given_back(tmp_path: Path) -> None:
    program, answers = Program(tmp_path, ("demo", "--empty", "--json", "--port", "0", "--mail-port", "0")), []
    program.start()

    def send(number: int) -> None:
        text = ("x" * 70 + "\r\n") * (SIZE // 72)
        answers.append(program.smtp(mail(text, subject=f"large {number}")))

    try:
        for time in range(TIMES):
            threads = [threading.Thread(target=send, args=[AT_ONCE * time + one]) for one in range(AT_ONCE)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert answers == [250] * (AT_ONCE * TIMES)
        assert megabytes(program.pid) < MOST
    finally:
        program.kill()
