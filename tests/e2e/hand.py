"""Everybody who takes part in a thread held by hand: the installation, two mail providers, a browser, mutt, GnuPG."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.harness import Program, mail
from tests.e2e.mutt import Mutt
from tests.e2e.post import Post
from tests.e2e.screens import Screens, fill, open_screens, press
from tests.mail.dovecot import PASSWORD, USER
from tests.mail.gpg import Gpg

FORM = "form[action$='/answer']"
SEND = f"{FORM} button >> nth=0"

_SETTINGS = """
[mail.smtp]
host = "localhost"
port = {smtp}
security = "starttls"
ca_file = "{road}"

[[mail.imap]]
host = "localhost"
port = {imaps}
username = "{user}"
password = "{password}"
ca_file = "{ours}"
"""


@dataclass
class Thread:
    """Who takes part. What is seen is kept if WAYSTATION_TRANSCRIPT names a file."""

    program: Program
    post: Post
    screens: Screens
    gpg: Gpg
    mutts: list[Mutt] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"{self.screens.address}{path}"

    def staff(self, name: str) -> Page:
        """The one window of a member of staff."""
        if name not in self.pages:
            self.pages[name] = self.screens.staff(name, self.program.passphrase(name))
        return self.pages[name]

    def mutt(self, key: str, address: str, name: str, more: str = "") -> Mutt:
        """A mail program at the callers' provider."""
        self.post.known.add(address)
        trusted = self.post.theirs.certificate.certificate
        whose = {"gpg": self.gpg, "key": key, "post": self.post.theirs}
        self.mutts.append(Mutt(address, name, smtp=self.post.smtp, trusted=trusted, more=more, **whose))  # type: ignore[arg-type]
        return self.mutts[-1]

    def fingerprints(self, address: str) -> list[str]:
        """Of the keys for an address, in capitals, not of their subkeys."""
        said = self.gpg.run("--with-colons", "--list-keys", address).decode()
        return re.findall(r"^pub:.*\n(?:.*\n)*?fpr:+([0-9A-F]{40}):", said, re.MULTILINE)

    def opened_by(self, raw: bytes) -> str:
        """The fingerprint of the key that a letter of ours is encrypted to; empty for a readable one."""
        parts = [
            part for part in message_from_bytes(raw).walk() if part.get_content_type() == "application/octet-stream"
        ]
        if not parts:
            return ""
        line = ["gpg", "--homedir", str(self.gpg.home), "--batch", "--status-fd", "1", "--decrypt"]
        done = subprocess.run(line, input=parts[0].get_payload(decode=True), capture_output=True, check=True)
        found = re.search(rb"DECRYPTION_KEY [0-9A-F]+ ([0-9A-F]{40})", done.stdout)
        assert found, done.stdout
        return found[1].decode()

    def newest(self, operator: Page, text: str, seconds: float = 30) -> str:
        """Waits for a message with this text, whichever thread it came to, and leaves it open; the page's words."""
        until = time.monotonic() + seconds
        while True:
            operator.goto(self.url("/staff/requests/?show=all"))
            links = operator.locator("main tbody a").evaluate_all("all => all.map(each => each.href)")
            for link in links:
                operator.goto(link)
                if text in (said := operator.inner_text("main")):
                    return self.note(f"The console: {text}", said)
            assert time.monotonic() < until, f"{text!r} did not come"
            time.sleep(0.5)

    def answer(self, operator: Page, text: str, **chosen: str) -> bytes:
        """Answers in the thread that is open; the letter as it left."""
        before = len(self.post.carried)
        fill(operator, FORM, text=text, **chosen)
        press(operator, SEND)
        assert "The answer is written." in operator.inner_text("main"), operator.inner_text("main")
        until = time.monotonic() + 30
        while len(self.post.carried) == before:
            assert time.monotonic() < until, "the answer did not leave"
            time.sleep(0.1)
        return self.note("The answer as it left", self.post.carried[before][2].decode()).encode()

    def seen(self, title: str, page: Page) -> str:
        """The words of a page."""
        return self.note(title, page.inner_text("main"))

    def note(self, title: str, text: str) -> str:
        if path := os.environ.get("WAYSTATION_TRANSCRIPT"):
            with Path(path).open("a") as file:
                file.write(f"\n== {title}\n{text.rstrip()}\n")
        return text


@contextmanager
def thread_of(base: Path) -> Iterator[Thread]:
    """Everything running, with our mailbox at one provider and the callers' at the other."""
    program = Program(base / "p", ("run", "--port", "0", "--mail-port", "0"))
    program.found()
    with ExitStack() as ending:
        post = Post(base)
        ending.callback(post.close)
        gpg = Gpg(base / "g")
        ending.callback(gpg.stop)
        settings = program.data / "waystation.toml"
        reached = _SETTINGS.format(
            smtp=post.smtp,
            road=post.theirs.certificate.certificate,
            imaps=post.ours.imaps,
            ours=post.ours.certificate.certificate,
            user=USER,
            password=PASSWORD,
        )
        settings.write_text(settings.read_text().replace('"required"', '"offered"') + reached)
        ending.callback(program.kill)
        program.start()
        thread = Thread(program, post, ending.enter_context(open_screens(program.facts["public"])), gpg)
        ending.callback(lambda: [each.close() for each in thread.mutts])
        yield thread


def letter(sender: str, text: str, message_id: str, **headers: str) -> bytes:
    """A letter to us that no mail program of ours wrote."""
    return mail(text, subject="Hello", sender=sender, Message_ID=f"<{message_id}>", **headers)
