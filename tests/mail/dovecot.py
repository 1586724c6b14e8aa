"""A real Dovecot of one's own: IMAP (plain and TLS) and LMTP on 127.0.0.1, everything under one folder."""

from __future__ import annotations

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.mail.certificate import Certificate, make_certificate

USER, PASSWORD = "hotline", "made-up-passphrase"

_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
ssl = yes
ssl_cert = <{certificate.certificate}
ssl_key = <{certificate.key}
disable_plaintext_auth = no
auth_failure_delay = 0
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
first_valid_uid = 0
first_valid_gid = 0
protocols = imap lmtp
listen = 127.0.0.1
mail_location = maildir:{mail}
mail_fsync = never
{oauth}passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail} allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  user = {user}
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


_OAUTH = """auth_mechanisms = plain xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {home}/oauth2.conf
}}
"""
_OAUTH_ASKS = """introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


def require_dovecot() -> str:
    """Dovecot's path; skips the test where it is not installed, but never in CI."""
    path = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if path is None:
        reason = "dovecot is not installed (Debian: dovecot-imapd dovecot-lmtpd)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Dovecot:
    """Runs until `close`. Every address leads to the one mailbox of `USER`.

    `introspection` is where it asks whether a token is good (RFC 7662), besides the password.
    """

    def __init__(self, home: Path, introspection: str = "") -> None:
        self.home = home
        self.certificate: Certificate = make_certificate(home)
        self.imap, self.imaps, self.lmtp = free_port(), free_port(), free_port()
        user = getpass.getuser()
        root = os.getuid() == 0  # Dovecot's processes refuse to stay root; Debian's package makes these users
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        self._mail = Path(tempfile.mkdtemp(prefix="waystation-dovecot-"))  # the test folder is closed to `nobody`
        os.chown(self._mail, owner.pw_uid, owner.pw_gid)
        (home / "oauth2.conf").write_text(_OAUTH_ASKS.format(url=introspection))
        (home / "dovecot.conf").write_text(
            _CONFIGURATION.format(
                home=home,
                oauth=_OAUTH.format(home=home) if introspection else "",
                mail=self._mail,
                certificate=self.certificate,
                user=user,
                login_user="dovenull" if root else user,
                internal_user="dovecot" if root else user,
                internal_group="dovecot" if root else grp.getgrgid(os.getgid()).gr_name,
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                password=PASSWORD,
                imap=self.imap,
                imaps=self.imaps,
                lmtp=self.lmtp,
            )
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Returns when it answers."""
        self._process = subprocess.Popen(
            [require_dovecot(), "-F", "-c", self.home / "dovecot.conf"], start_new_session=True
        )
        for port in (self.imap, self.imaps, self.lmtp):
            self._wait_for(port)

    def stop(self) -> None:
        """Ends it with its children."""
        if self._process:
            self._process.terminate()
            self._process.wait(60)
            with contextlib.suppress(ProcessLookupError):  # those that serve a client outlive their master
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process = None

    def close(self) -> None:
        """Ends it and removes its mail."""
        self.stop()
        shutil.rmtree(self._mail)

    def deliver(self, message: bytes) -> None:
        """Hands one message to it by LMTP."""
        with smtplib.LMTP("127.0.0.1", self.lmtp, local_hostname="localhost") as client:
            client.sendmail("sender@example.org", [f"{USER}@example.net"], message)

    def count(self, folder: str = "INBOX") -> int:
        """How many messages a folder holds; 0 if there is none of that name."""
        with imaplib.IMAP4("127.0.0.1", self.imap) as client:
            client.login(USER, PASSWORD)
            status, data = client.select(folder, readonly=True)
            return int(data[0] or 0) if status == "OK" else 0

    def _wait_for(self, port: int) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                    connection.settimeout(5)
                    if port == self.imaps or connection.recv(1):
                        return
            except OSError:
                time.sleep(0.05)
        self.close()
        log = self.home / "log"
        pytest.fail("dovecot did not start: " + (log.read_text()[-2000:] if log.exists() else "no log"))
