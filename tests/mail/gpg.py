"""GnuPG as the other side: somebody with a key of their own and a mail program around it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from waystation.mail.openpgp.opening import Opened, open_message
from waystation.mail.openpgp.writing import Made

OURS = "help@example.org"


class Gpg:
    """One person's GnuPG home."""

    def __init__(self, home: Path) -> None:
        home.mkdir(mode=0o700)
        self.home = home

    def run(self, *arguments: str, given: bytes = b"", at: str = "") -> bytes:
        faked = ["--faked-system-time", f"{at}T000000"] if at else []
        options = ["--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", "--trust-model", "always"]
        done = subprocess.run(
            ["gpg", "--homedir", str(self.home), *options, *faked, *arguments],
            input=given,
            capture_output=True,
            check=True,
        )
        return done.stdout

    def make(self, address: str, *, at: str = "", lasts: str = "never", kind: str = "future-default") -> bytes:
        """A key, and its public half."""
        self.run("--quick-gen-key", f"Someone <{address}>", kind, "default", lasts, at=at)
        return self.public(address)

    def public(self, address: str) -> bytes:
        return self.run("--export", address)

    def take(self, certificate: bytes) -> None:
        self.run("--import", given=certificate)

    def revoked(self, address: str) -> bytes:
        """The public half after its owner revoked it."""
        colons = self.run("--with-colons", "--list-keys", address).decode()
        fingerprint = next(line for line in colons.splitlines() if line.startswith("fpr")).split(":")[9]
        kept = (self.home / "openpgp-revocs.d" / f"{fingerprint}.rev").read_text()
        self.take(kept.replace(":-----BEGIN", "-----BEGIN").encode())
        return self.public(address)

    def seal(self, content: bytes, signer: str = "", *options: str, to: str = OURS, at: str = "") -> bytes:
        signing = ["-s", "-u", signer] if signer else []
        return self.run("-e", "-a", "-r", to, *signing, *options, given=content, at=at)

    def stop(self) -> None:
        subprocess.run(["gpgconf", "--homedir", str(self.home), "--kill", "all"], capture_output=True, check=False)


@contextmanager
def knowing(ours: Made, folder: Path, *addresses: str) -> Iterator[Gpg]:
    """Somebody with a key for each address, who has ours."""
    person = Gpg(folder / "h")
    for address in addresses:
        person.make(address)
    person.take(ours.certificate)
    yield person
    person.stop()


def read(raw: bytes, ours: Made, *known: bytes) -> Opened:
    """What we make of a message, knowing these certificates."""
    return open_message(raw, [ours.secret], own=[ours.certificate], known=known)


def entity(text: str, **fields: str) -> bytes:
    """What a mail program encrypts."""
    message = EmailMessage()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\n", b"\r\n")


def outer(body: bytes, sender: str = "anna@example.net", subject: str = "...", more: str = "") -> bytes:
    """The header of a message, and the rest of it."""
    head = f"From: {sender}\r\nTo: {OURS}\r\nSubject: {subject}\r\nDate: Sun, 22 Nov 2026 10:00:00 +0300\r\n"
    return (head + "Message-ID: <1@example.net>\r\nMIME-Version: 1.0\r\n" + more).encode() + body


def encrypted(armored: bytes, **fields: str) -> bytes:
    """PGP/MIME (RFC 3156 4)."""
    return outer(
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n'
        b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
        b"--b\r\nContent-Type: application/octet-stream\r\n\r\n" + armored + b"\r\n--b--\r\n",
        **fields,
    )


def signed(content: bytes, signature: bytes, **fields: str) -> bytes:
    """PGP/MIME (RFC 3156 5)."""
    return outer(
        b'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha512; boundary=s\r\n\r\n'
        b"--s\r\n"
        + content
        + b"\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n"
        + signature
        + b"\r\n--s--\r\n",
        **fields,
    )
