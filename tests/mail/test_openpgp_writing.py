"""What we encrypt, GnuPG opens; and what everybody sees of it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.mail.gpg import OURS, Gpg, knowing
from waystation.mail.compose import compose
from waystation.mail.headers import block
from waystation.mail.openpgp import wkd
from waystation.mail.openpgp.opening import describe, open_message
from waystation.mail.openpgp.writing import CannotEncrypt, Made, generate, is_encrypted, protect, revoke
from waystation.mail.parse import parse

ANNA = "anna@example.net"
NOW = datetime(2026, 11, 22, 10, 11, 12, tzinfo=UTC)
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def gpg(tmp_path_factory: pytest.TempPathFactory, ours: Made) -> Iterator[Gpg]:
    with knowing(ours, tmp_path_factory.mktemp("g"), ANNA) as person:
        yield person


def written(ours: Made, to: bytes) -> bytes:
    plain = compose(
        sender=OURS,
        sender_name="Мария",
        to=ANNA,
        subject="О вашем брате",
        text="Завтра в девять.",
        date=NOW,
        domain="example.org",
        references=("<1@example.net>",),
        in_reply_to="<1@example.net>",
    )
    return protect(plain, secret=ours.secret, to=to, address=OURS, certificate=ours.certificate)


def test_gnupg_opens_it(gpg: Gpg, ours: Made) -> None:
    message = written(ours, gpg.public(ANNA))
    said = gpg.run("-d", "--status-fd", "1", given=message[message.index(b"-----BEGIN PGP") :])
    assert b"GOODSIG" in said
    assert b"DECRYPTION_OKAY" in said
    inner = said[said.index(b"From: ") :]
    assert parse(inner).text.startswith("Завтра в девять.")
    assert parse(inner).subject == "О вашем брате"


def test_what_everybody_sees(gpg: Gpg, ours: Made) -> None:
    message = written(ours, gpg.public(ANNA))
    names = [name for name, _ in block(message).fields]
    assert names == [
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "autocrypt", "mime-version",
        "content-type",
    ]  # fmt: skip
    assert block(message).first("subject") == b"[...]"
    assert block(message).first("date") == b"Sun, 22 Nov 2026 10:11:00 +0000"
    assert is_encrypted(message)
    text = message.decode("ascii")
    assert all(len(line) <= 80 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    for word in ("Version: Seq", "Comment", "Hash:", "equoia", "Завтра"):
        assert word not in text


def test_our_key_in_the_header_is_the_one_that_signed(gpg: Gpg, ours: Made) -> None:
    other = generate(ANNA)
    report = open_message(written(ours, other.certificate), [other.secret]).report
    assert report.offered is not None
    assert (report.offered.address, report.offered.mutual) == (OURS, True)
    assert report.signer == report.offered.fingerprint == ours.described.fingerprint
    assert (report.encryption, report.signature, report.own_subject) == ("opened", "good", True)


def test_a_key_has_one_address_an_end_and_nothing_secret(gpg: Gpg, ours: Made) -> None:
    described = ours.described
    assert described.addresses == (OURS,)
    assert 700 < ((described.expires or 0) - (described.created or 0)) / 86_400 < 740
    assert len(described.key_ids) == 3  # one that certifies, one that signs, one that decrypts
    listed = gpg.run("--list-packets", given=ours.certificate).decode()
    assert "secret" not in listed
    assert len(ours.certificate) < 2000
    assert b":secret key packet" in gpg.run("--list-packets", given=ours.secret)


def test_a_revoked_key_is_not_written_to(gpg: Gpg, ours: Made) -> None:
    gone = generate(ANNA)
    revoked = revoke(gone.certificate, gone.revocation)
    assert describe(revoked)[0].unusable == "revoked"
    with pytest.raises(CannotEncrypt, match="revoked"):
        written(ours, revoked)


def test_an_expired_key_is_not_written_to(ours: Made, tmp_path: Path) -> None:
    old = Gpg(tmp_path / "h")
    expired = old.make(ANNA, at="20200101", lasts="1y")
    old.stop()
    with pytest.raises(CannotEncrypt, match="expired"):
        written(ours, expired)


def test_a_key_without_encryption_is_not_written_to(ours: Made, tmp_path: Path) -> None:
    person = Gpg(tmp_path / "h")
    person.run("--quick-gen-key", ANNA, "ed25519", "sign", "never")
    signing = person.public(ANNA)
    person.stop()
    for key in (signing, b"", b"no key"):
        with pytest.raises(CannotEncrypt, match="no-encryption"):
            written(ours, key)


def test_a_subkey_that_has_ended_is_not_written_to(ours: Made, tmp_path: Path) -> None:
    person = Gpg(tmp_path / "h")
    person.run("--quick-gen-key", ANNA, "ed25519", "cert", "never", at="20200101")
    fingerprint = describe(person.public(ANNA))[0].fingerprint.upper()
    person.run("--quick-add-key", fingerprint, "cv25519", "encr", "1y", at="20200101")
    ended = person.public(ANNA)
    person.stop()
    with pytest.raises(CannotEncrypt, match="expired"):
        written(ours, ended)


def test_gnupg_finds_the_key_in_the_directory(gpg: Gpg, ours: Made) -> None:
    """The draft's own example, and where GnuPG looks for an address."""
    assert wkd.hashed("Joe.Doe") == "iy9q119eutrkn8s1mk4r39qejnbu3n5q"
    asked = gpg.run("--with-wkd-hash", "--with-colons", "--list-keys", OURS).decode()
    assert wkd.hashed("help") in gpg.run("--with-wkd-hash", "--list-keys", OURS).decode(), asked
    made = wkd.files({OURS: ours.certificate})
    assert made[f".well-known/openpgpkey/hu/{wkd.hashed('help')}"] == ours.certificate
    assert made[f".well-known/openpgpkey/example.org/hu/{wkd.hashed('help')}"] == ours.certificate
    assert made[".well-known/openpgpkey/policy"] == made[".well-known/openpgpkey/example.org/policy"] == b""
