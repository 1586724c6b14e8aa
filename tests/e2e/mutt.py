"""mutt on a screen of its own (tmux), with GnuPG: what somebody types, and what they see."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Protocol

import pytest

from tests.mail.dovecot import PASSWORD, USER, Dovecot

WIDTH, HEIGHT = 110, 48
LIST, OPEN = "(threads", "i:Exit"  # what stands on the screen while it shows the list, or a message

_SETTINGS = """
set from="{address}" realname="{name}" use_from=yes envelope_from=yes hostname="{domain}"
set spoolfile="imaps://{user}@localhost:{imaps}/INBOX" folder="imaps://{user}@localhost:{imaps}/"
set imap_user="{user}" imap_pass="{password}" smtp_url="smtp://localhost:{smtp}/"
set ssl_force_tls=yes ssl_starttls=yes certificate_file="{trusted}"
set crypt_use_gpgme=yes crypt_autosign=yes crypt_autoencrypt=yes crypt_verify_sig=yes crypt_protected_headers_write=yes
set pgp_default_key="{key}" pgp_sign_as="{key}"
set editor="cp '{body}'" include=no fast_reply=yes abort_nosubject=no abort_unmodified=no confirmappend=no
set record="+INBOX" copy=yes pgp_self_encrypt=yes crypt_opportunistic_encrypt=no
set postpone=no mark_old=no sort=threads wait_key=no quit=yes delete=no beep=no
set header_cache="" message_cachedir="" tmpdir="{home}" timeout=1 mail_check=1 sleep_time=0 attribution=""
ignore *
unignore from to subject
{more}
"""


def need_mutt() -> None:
    """Skips where mutt or tmux is not installed; in CI that is a failure."""
    for program in ("mutt", "tmux"):
        if shutil.which(program) is None:
            reason = f"{program} is not installed (Debian: mutt tmux)"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


class Keys(Protocol):
    """A GnuPG home."""

    home: Path


class Mutt:
    """One mail program. `key` is the fingerprint that it signs with; `more` are further lines of its settings."""

    def __init__(
        self, address: str, name: str, *, gpg: Keys, key: str, post: Dovecot, smtp: int, trusted: Path, more: str = ""
    ) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mutt-"))
        self.body = self.home / "body"
        settings = _SETTINGS.format(
            address=address,
            name=name,
            domain=address.rpartition("@")[2],
            user=USER,
            password=PASSWORD,
            imaps=post.imaps,
            smtp=smtp,
            trusted=trusted,
            key=key,
            body=self.body,
            home=self.home,
            more=more,
        )
        (self.home / "muttrc").write_text(settings)
        environment = {"GNUPGHOME": str(gpg.home), "HOME": str(self.home), "LANG": "C.UTF-8", "PATH": os.defpath}
        size = ("-x", str(WIDTH), "-y", str(HEIGHT))
        self._tmux("new-session", "-d", *size, f"mutt -F {self.home}/muttrc", environment=environment)
        self.see(LIST)

    def _tmux(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        line = ["tmux", "-f", "/dev/null", "-S", str(self.home / "screen"), *arguments]
        done = subprocess.run(line, capture_output=True, text=True, check=True, env=environment)
        return done.stdout

    @property
    def screen(self) -> str:
        """What stands on the screen now."""
        return self._tmux("capture-pane", "-p").rstrip()

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: `Enter`, `C-g`, `M-k`."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Text into a line that mutt asks for, over what stands there."""
        self._tmux("send-keys", "C-a")
        self._tmux("send-keys", "C-k")
        self._tmux("send-keys", "-l", text)
        self._tmux("send-keys", "Enter")

    def see(self, text: str, seconds: float = 30) -> str:
        """Waits until this text is on the screen; the whole screen."""
        until = time.monotonic() + seconds
        while text not in (screen := self.screen):
            assert time.monotonic() < until, f"{text!r} is not on the screen:\n{screen}"
            time.sleep(0.1)
        return screen

    def write(self, to: str, subject: str, body: str, attached: str = "") -> str:
        """A new message, with the key `attached` if one is named; the screen on which it was sent off."""
        self.body.write_text(body)
        self.press("m")
        self.see("To:")
        self.type(to)
        self.see("Subject:")
        self.type(subject)
        return self._send(attached)

    def reply(self, body: str, attached: str = "") -> str:
        """An answer to the message that is open."""
        self.body.write_text(body)
        self.press("r")
        return self._send(attached)

    def _send(self, attached: str) -> str:
        self.see("y:Send")
        if attached:
            self.press("M-k")
            self.see("key ID")
            self.type(attached)
            self.see("keys matching")
            self.press("Enter")
            self.see("pgp-keys")
        screen = self.screen
        self.press("y")
        while not any(place in self.screen for place in (LIST, OPEN)):
            time.sleep(0.1)
        return screen

    def refresh(self, messages: int) -> str:
        """Asks the server until the list holds so many messages; the screen with the list."""
        if OPEN in self.screen:
            self.press("q")
            self.see(LIST)
        until = time.monotonic() + 30
        while f"Msgs:{messages} " not in self.screen and f"Msgs:{messages}]" not in self.screen:
            assert time.monotonic() < until, self.screen
            self.press("$")
            time.sleep(0.3)
        return self.screen

    def open(self, number: int, text: str) -> str:
        """The message with this number in the list, once this text of it is on the screen."""
        if OPEN in self.screen:
            self.press("q")
            self.see(LIST)
        self.press(str(number))
        self.see("Jump to message")
        self.press("Enter")
        self.press("Enter")
        return self.see(text)

    def close(self) -> None:
        subprocess.run(["tmux", "-S", str(self.home / "screen"), "kill-server"], capture_output=True, check=False)
        shutil.rmtree(self.home, ignore_errors=True)
