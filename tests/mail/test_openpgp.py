"""Mail that GnuPG encrypts and signs for us, and what is said of it."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.gpg import OURS, Gpg, encrypted, entity, knowing, outer, read, signed
from waystation.mail.openpgp import calling
from waystation.mail.openpgp.opening import concerns, describe, open_message
from waystation.mail.openpgp.writing import Made, generate
from waystation.mail.parse import extract, parse

ANNA, BORIS = "anna@example.net", "boris@example.net"
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def gpg(tmp_path_factory: pytest.TempPathFactory, ours: Made) -> Iterator[Gpg]:
    with knowing(ours, tmp_path_factory.mktemp("g"), ANNA, BORIS) as person:
        yield person


def fingerprint(certificate: bytes) -> str:
    return describe(certificate)[0].fingerprint


@pytest.mark.parametrize("options", [(), ("-z", "0"), ("--textmode",), ("--compress-algo", "zip")])
def test_encrypted_and_signed(gpg: Gpg, ours: Made, options: tuple[str, ...]) -> None:
    opened = read(encrypted(gpg.seal(entity("Помогите."), ANNA, *options)), ours, gpg.public(ANNA))
    report = opened.report
    assert (report.encryption, report.signature) == ("opened", "good")
    assert (report.key, report.signer) == (ours.described.fingerprint, fingerprint(gpg.public(ANNA)))
    assert report.made is not None
    assert not report.partial
    said = parse(opened.inside or b"")
    assert (said.text, said.sender_address, said.message_id) == ("Помогите.", ANNA, "<1@example.net>")


def test_encrypted_only(gpg: Gpg, ours: Made) -> None:
    report = read(encrypted(gpg.seal(entity("Hello"))), ours, gpg.public(ANNA)).report
    assert (report.encryption, report.signature, report.signer) == ("opened", "none", "")


def test_to_a_hidden_receiver(gpg: Gpg, ours: Made) -> None:
    armored = gpg.run("-e", "-a", "-R", OURS, given=entity("Hello"))
    assert read(encrypted(armored), ours).report.encryption == "opened"


def test_an_older_key_still_opens(gpg: Gpg, ours: Made) -> None:
    newer = generate(OURS)
    opened = open_message(encrypted(gpg.seal(entity("Hello"))), [newer.secret, ours.secret])
    assert (opened.report.encryption, opened.report.key) == ("opened", ours.described.fingerprint)


def test_a_key_that_we_do_not_have(gpg: Gpg, ours: Made) -> None:
    opened = open_message(encrypted(gpg.seal(entity("Hello"))), [generate(OURS).secret])
    assert (opened.report.encryption, opened.inside) == ("no-key", None)
    assert set(opened.report.recipients) < set(ours.described.key_ids)


def test_a_password_and_no_key(gpg: Gpg, ours: Made) -> None:
    armored = gpg.run("--passphrase", "secret", "-c", "-a", given=entity("Hello"))
    assert read(encrypted(armored), ours).report.encryption == "password"


def test_signed_only(gpg: Gpg, ours: Made) -> None:
    content = entity("Hello").rstrip(b"\r\n")
    signature = gpg.run("-b", "-a", "-u", ANNA, given=content)
    raw = signed(content, signature)
    for ending in (raw, raw.replace(b"\r\n", b"\n")):  # a pipe brings bare line feeds
        opened = read(ending, ours, gpg.public(ANNA))
        assert (opened.report.encryption, opened.report.signature) == ("none", "good")
        assert parse(opened.inside or b"").text == "Hello"


def test_signed_and_then_encrypted(gpg: Gpg, ours: Made) -> None:
    content = entity("Hello").rstrip(b"\r\n")
    inner = signed(content, gpg.run("-b", "-a", "-u", ANNA, given=content))
    inner = inner[inner.index(b"Content-Type: multipart/signed") :]
    opened = read(encrypted(gpg.seal(inner)), ours, gpg.public(ANNA))
    assert (opened.report.encryption, opened.report.signature) == ("opened", "good")
    assert parse(opened.inside or b"").text == "Hello"


def test_signature_by_a_key_that_nobody_showed_us(gpg: Gpg, ours: Made) -> None:
    report = read(encrypted(gpg.seal(entity("Hello"), BORIS)), ours, gpg.public(ANNA)).report
    assert (report.signature, report.signer) == ("unknown", fingerprint(gpg.public(BORIS)))


def test_signature_over_another_text(gpg: Gpg, ours: Made) -> None:
    signature = gpg.run("-b", "-a", "-u", ANNA, given=entity("Hello").rstrip(b"\r\n"))
    raw = signed(entity("Goodbye").rstrip(b"\r\n"), signature)
    assert read(raw, ours, gpg.public(ANNA)).report.signature == "bad"


def test_expired_key(gpg: Gpg, ours: Made, tmp_path: Path) -> None:
    old = Gpg(tmp_path / "h")
    certificate = old.make(ANNA, at="20200101", lasts="1y")
    content = entity("Hello").rstrip(b"\r\n")
    raw = signed(content, old.run("-b", "-a", "-u", ANNA, given=content, at="20200601"))
    old.stop()
    assert read(raw, ours, certificate).report.signature == "expired"
    assert describe(certificate)[0].unusable == "expired"


def test_revoked_key(ours: Made, tmp_path: Path) -> None:
    person = Gpg(tmp_path / "h")
    person.make(ANNA)
    content = entity("Hello").rstrip(b"\r\n")
    raw = signed(content, person.run("-b", "-a", "-u", ANNA, given=content))
    certificate = person.revoked(ANNA)
    person.stop()
    assert read(raw, ours, certificate).report.signature == "revoked"
    assert describe(certificate)[0].unusable == "revoked"


def test_inline(gpg: Gpg, ours: Made) -> None:
    armored = gpg.seal("Помогите.".encode(), ANNA)
    opened = read(outer(b"Content-Type: text/plain\r\n\r\n" + armored), ours, gpg.public(ANNA))
    assert (opened.report.encryption, opened.report.signature) == ("opened", "good")
    assert not opened.report.partial
    assert parse(opened.inside or b"").text == "Помогите."


def test_inline_with_words_around_it_says_that_there_is_more(gpg: Gpg, ours: Made) -> None:
    raw = outer(b"\r\nUnprotected words.\r\n\r\n" + gpg.seal(b"Hello", ANNA))
    opened = read(raw, ours, gpg.public(ANNA))
    assert opened.report.partial
    assert parse(opened.inside or b"").text == "Hello"


def test_cleartext_signature(gpg: Gpg, ours: Made) -> None:
    clear = gpg.run("--clearsign", "-u", ANNA, given=b"Hello\n- a line\n")
    opened = read(outer(b"\r\n" + clear), ours, gpg.public(ANNA))
    assert (opened.report.encryption, opened.report.signature) == ("none", "good")
    assert parse(opened.inside or b"").text == "Hello\n- a line"
    changed = outer(b"\r\n" + clear.replace(b"Hello", b"Hallo"))
    assert read(changed, ours, gpg.public(ANNA)).report.signature == "bad"


def test_encrypted_attachment(gpg: Gpg, ours: Made) -> None:
    part = (
        b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; "
        b"filename*=UTF-8''%D0%BF%D0%B0%D1%81%D0%BF%D0%BE%D1%80%D1%82.jpg.gpg\r\n\r\n"
    )
    binary = gpg.run("-e", "-r", OURS, given=b"\xff\xd8\xff picture\r\n")
    mixed = b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nSee the picture.\r\n--m\r\n"
    opened = read(outer(mixed + part + binary + b"\r\n--m--\r\n"), ours)
    assert (opened.report.encryption, opened.report.partial) == ("opened", True)
    said = parse(opened.inside or b"")
    assert [attachment.name for attachment in said.attachments] == ["паспорт.jpg"]
    assert extract(opened.inside or b"", 0) == b"\xff\xd8\xff picture\r\n"


def test_what_exchange_makes_of_it(gpg: Gpg, ours: Made) -> None:
    mixed = (
        b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\n\r\n"
        b"--m\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        b"--m\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n"
    )
    opened = read(outer(mixed + gpg.seal(entity("Hello"), ANNA) + b"\r\n--m--\r\n"), ours, gpg.public(ANNA))
    assert (opened.report.signature, opened.report.partial) == ("good", False)
    assert parse(opened.inside or b"").text == "Hello"


def test_protected_subject(gpg: Gpg, ours: Made) -> None:
    inner = entity("Hello", Subject="Мой брат").replace(b'charset="utf-8"', b'charset="utf-8"; protected-headers="v1"')
    opened = read(encrypted(gpg.seal(inner, ANNA)), ours)
    assert opened.report.own_subject
    assert parse(opened.inside or b"").subject == "Мой брат"
    unprotected = entity("Hello", Subject="Мой брат")
    assert parse(read(encrypted(gpg.seal(unprotected, ANNA)), ours).inside or b"").subject == "..."


def test_keys_that_come_with_a_message(gpg: Gpg, ours: Made) -> None:
    key = gpg.run("--export", "-a", BORIS)
    attached = b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nMy key.\r\n--m\r\n"
    attached += b"Content-Type: application/pgp-keys\r\n\r\n" + key + b"\r\n--m--\r\n"
    for body in (attached, b"\r\nMy key:\r\n" + key):
        report = read(outer(body), ours).report
        assert [one.fingerprint for one in report.certificates] == [fingerprint(gpg.public(BORIS))]
        assert report.offered is None  # nobody says whose it is but the key itself


def test_most_mail_is_not_even_asked() -> None:
    assert not concerns(outer(b"\r\nHello, please help me.\r\n"))
    assert concerns(outer(b"\r\n-----BEGIN PGP MESSAGE-----\r\n"))


def test_25_megabytes(gpg: Gpg, ours: Made) -> None:
    big = b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 19 + b"\r\n"
    big += (b"QUJD" * 19 + b"\r\n") * 230_000
    armored = gpg.seal(big, ANNA, "-z", "0")
    assert len(armored) > 24_000_000
    assert read(encrypted(armored), ours, gpg.public(ANNA)).report.encryption == "opened"


def test_secret_keys_are_in_no_file_argument_or_environment(
    gpg: Gpg, ours: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[object, ...]] = []
    real = subprocess.Popen

    def watched(*arguments: object, **settings: object) -> object:
        started.append((arguments, sorted(settings.items(), key=str)))
        return real(*arguments, **settings)

    raw = encrypted(gpg.seal(entity("Hello")))
    monkeypatch.setattr(subprocess, "Popen", watched)
    monkeypatch.setattr(calling, "_RANDOM", ("open",))  # by a zygote that is started now
    assert read(raw, ours).report.encryption == "opened"
    assert len(started) == 1
    assert base64.b64encode(ours.secret).decode()[:60] not in repr(started)
    assert "'env', {}" in repr(started)
