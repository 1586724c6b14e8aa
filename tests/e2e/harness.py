"""Starts the real program in a folder of its own and talks to it from outside."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from tests.e2e.web import Browser

ROOT = Path(__file__).resolve().parents[2]
HOTLINE = "help@waystation.example"
DEMO = ("demo", "--empty", "--json", "--port", "0", "--mail-port", "0")


class NotStarted(AssertionError):
    """The program ended or fell silent before it said that it is ready."""


class Program:
    """One installation and, while it runs, its process. HOME and TMPDIR lie beside the data, so that they can be read.

    base/data, base/data.mailbox (the outside world), base/home, base/tmp, base/logs.
    """

    def __init__(self, base: Path, command: tuple[str, ...] = DEMO, **environment: str) -> None:
        self.base, self.command, self._environment = base, command, environment
        self.data, self.mailbox = base / "data", base / "data.mailbox"
        for name in ("home", "tmp", "logs"):
            (base / name).mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None
        self.facts: dict[str, Any] = {}
        self.starts = 0

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.base / "home"),
            "TMPDIR": str(self.base / "tmp"),
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            **self._environment,
        }

    def start(self, timeout: float = 120, *, fresh: bool = False) -> Program:
        """Returns once the program listens. An empty demo is one that was made before, unless it must be `fresh`."""
        if self.command == DEMO and not (self._environment or self.data.exists() or fresh):
            shutil.copytree(_made_before(), self.base, dirs_exist_ok=True, ignore=shutil.ignore_patterns("logs"))
        self.starts += 1
        with (self.base / "logs" / f"stderr-{self.starts:03d}").open("wb") as errors:
            self.process = subprocess.Popen(
                self._line(*self.command), stdout=subprocess.PIPE, stderr=errors, env=self.environment(), cwd=self.base
            )
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], timeout)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.kill()
            raise NotStarted(self.logs()[-2000:])
        try:
            self.facts |= json.loads(line) if line.startswith(b"{") else _announced(line.decode())
        except BaseException:
            self.kill()
            raise
        return self

    def found(self) -> None:
        """Makes an installation that is no demo, with its first accounts, without starting it."""
        line = self._line("init", "--unattended", "--json")
        done = subprocess.run(line, capture_output=True, check=True, env=self.environment(), cwd=self.base)
        self.facts |= json.loads(done.stdout)

    def _line(self, command: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "waystation.site", command, "--data", str(self.data), *arguments]

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def stop(self) -> int:
        """Ends it politely; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._wait()

    def kill(self) -> None:
        """Ends it at once, in the middle of whatever it does."""
        if self.process is not None:
            self.process.kill()
            self._wait()

    def _wait(self) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()
            self.process.stdout.close()

    def logs(self) -> str:
        """All that the program ever wrote to standard error."""
        return "".join(path.read_text(errors="replace") for path in sorted((self.base / "logs").glob("stderr-*")))

    def passphrase(self, name: str) -> str:
        found: str = next(person["passphrase"] for person in self.facts["sign_ins"] if person["name"] == name)
        return found

    # ways in

    def browser(self) -> Browser:
        return Browser(self.facts["public"])

    def signed_in(self, name: str) -> Browser:
        """The browser of a member of staff."""
        browser = self.browser()
        form = browser.get("/staff/sign-in").form("name", "passphrase")
        page = browser.submit(form, name=name, passphrase=self.passphrase(name))
        assert page.status == 200, (name, page.status)
        assert not page.url.startswith("/staff/sign-in"), page.url
        return browser

    def smtp(self, raw: bytes, sender: str = "caller@mail.example") -> int:
        """Offers a message by SMTP; the reply code, or 0 where the connection broke before one came."""
        try:
            with smtplib.SMTP(
                "127.0.0.1", self.facts["mail"]["port"], local_hostname="mail.example", timeout=60
            ) as smtp:
                smtp.sendmail(sender, [HOTLINE], raw)
                return 250
        except smtplib.SMTPRecipientsRefused as refused:
            return next(iter(refused.recipients.values()))[0]
        except smtplib.SMTPResponseException as refused:
            return 0 if refused.smtp_code == -1 else refused.smtp_code
        except (OSError, smtplib.SMTPException):
            return 0

    def lmtp(self, raw: bytes, sender: str = "caller@mail.example") -> int:
        """The same by LMTP."""
        try:
            with smtplib.LMTP("127.0.0.1", self.facts["mail"]["port"], local_hostname="mail.example") as lmtp:
                lmtp.sock.settimeout(60)
                lmtp.sendmail(sender, [HOTLINE], raw)
                return 250
        except smtplib.SMTPResponseException as refused:
            return 0 if refused.smtp_code == -1 else refused.smtp_code
        except (OSError, smtplib.SMTPException):
            return 0

    def receiving(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`waystation receive` as a mail server would start it."""
        return subprocess.Popen(
            self._line("receive", *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment(),
            cwd=self.base,
        )

    def pipe(self, raw: bytes, *arguments: str) -> tuple[int, str]:
        """One message through the pipe: (exit code, what it said)."""
        process = self.receiving(*arguments)
        _, errors = process.communicate(raw, timeout=60)
        return process.returncode, errors.decode()

    # ways out

    def sent(self) -> list[EmailMessage]:
        """What left for the outside world, oldest first."""
        files = sorted((self.mailbox / "new").glob("*"), key=lambda file: (file.stat().st_mtime_ns, file.name))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]

    def sent_to(self, address: str, number: int = 1, seconds: float = 60) -> list[EmailMessage]:
        """Waits until so many messages to this address have left."""
        deadline = time.monotonic() + seconds
        while True:
            found = [message for message in self.sent() if address in str(message["To"])]
            if len(found) >= number or time.monotonic() > deadline:
                assert len(found) >= number, f"{len(found)} of {number} messages left"
                return found
            time.sleep(0.1)

    def opened(self, name: str = "dina") -> dict[str, Any]:
        """Every message that this person's keys open, read by the vault itself in a process of its own."""
        facts = {"name": name, "passphrase": self.passphrase(name)}
        environment = self.environment() | {"WAYSTATION_DATA": str(self.data)}
        environment["PYTHONPATH"] += f":{ROOT}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.e2e.opened"],
            input=json.dumps(facts).encode(),
            capture_output=True,
            check=False,
            env=environment,
            cwd=self.base,
            timeout=120,
        )
        sys.stderr.write(done.stderr.decode())  # why, for whoever reads of a failure
        done.check_returncode()
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@cache
def _made_before() -> Path:
    """An empty demo that ran once, whose folder every other one begins as a copy of."""
    base = tempfile.TemporaryDirectory(prefix="waystation-demo-")
    _kept.append(base)
    assert Program(Path(base.name)).start(fresh=True).stop() == 0
    return Path(base.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []  # to the end of the process


def _announced(line: str) -> dict[str, Any]:
    """What `run` says, as the facts that `demo --json` gives."""
    found = re.search(r"(?:Pages on (\S+)|No pages) , .*?(?:port (\d+)|off)\.", line)
    assert found, line
    return {"public": found[1], "mail": {"port": int(found[2] or 0)}}


def mail(text: str, *, subject: str = "", sender: str = "caller@mail.example", **headers: str) -> bytes:
    """A plain message as a mail program writes it. Underscores in header names become hyphens."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, HOTLINE, subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()
