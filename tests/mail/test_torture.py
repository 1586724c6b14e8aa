"""Bad input: whatever arrives is shown as text with a note, within its bounds of time and memory."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from waystation.mail import parse as parsing
from waystation.mail.parse import NOTES, extract, parse

MB = 1_000_000
PLEA = "Здравствуйте, меня зовут Зарема. За моим братом пришли, нам нужна помощь."
HEADER = b"From: Zarema <zarema@example.org>\r\nSubject: help\r\n"


@pytest.fixture(autouse=True)
def _in_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The bound is 2 s of processor time; what is checked here is that nothing hangs, however busy the machine."""
    monkeypatch.setattr(parsing, "_READER", replace(parsing._READER, seconds=30.0))
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 30


def test_zero_bytes() -> None:
    parsed = parse(b"")
    assert parsed.text == ""
    assert parsed.notes == ("empty",)


def test_only_line_ends() -> None:
    parsed = parse(b"\r\n" * 1000)
    assert parsed.text == ""
    assert "no-text" in parsed.notes


def test_fifty_megabytes_of_text() -> None:
    parsed = parse(HEADER + b"\r\nFirst line.\r\n" + b"all work and no play\r\n" * (50 * MB // 22))
    assert parsed.sender_name == "Zarema"
    assert parsed.text.startswith("First line.\nall work")
    assert len(parsed.text) <= 200_000
    assert parsed.notes == ("too-large-to-show",)


def test_fifty_megabytes_of_attachment() -> None:
    photo = bytes(range(256)) * (36 * MB // 256)
    raw = (
        HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the photo.\r\n"
        b"--b\r\nContent-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(photo)
        + b"\r\n--b--\r\n"
    )
    parsed = parse(raw)
    assert parsed.text == "See the photo."
    assert parsed.attachments[0].size == len(photo)


def test_attachment_of_a_message_at_the_limit_can_be_taken_out() -> None:
    photo = bytes(range(256)) * (18 * MB // 256)
    message = EmailMessage()
    message.set_content("photo")
    message.add_attachment(photo, maintype="image", subtype="jpeg", filename="a.jpg")
    assert extract(message.as_bytes(), 0) == photo


def test_without_headers() -> None:
    parsed = parse(b"please help us, we are in the cellar\r\nthere are three of us\r\n")
    assert parsed.text == "please help us, we are in the cellar\nthere are three of us"
    assert "no-headers" in parsed.notes


@pytest.mark.parametrize("codec", ["utf-8", "cp1251", "koi8-r", "iso8859-5", "cp866"])
@pytest.mark.parametrize("label", [None, "utf-8", "us-ascii", "iso-8859-1", "x-unknown-charset", "zip", "cp1251"])
def test_wrong_charsets(codec: str, label: str | None) -> None:
    declared = f"Content-Type: text/plain; charset={label}\r\n".encode() if label else b""
    parsed = parse(HEADER + declared + b"\r\n" + PLEA.encode(codec) + b"\r\n")
    assert parsed.text == PLEA
    assert ("charset-guessed" in parsed.notes) == (label != codec)


def test_nested_ten_thousand_deep() -> None:
    parts = [HEADER, b"MIME-Version: 1.0\r\n"]
    for level in range(10_000):
        parts.append(f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n".encode())
    parts.append(b"\r\ninnermost\r\n")
    parsed = parse(b"".join(parts))
    assert "too-deep" in parsed.notes
    assert "boundary=b26" in parsed.text  # from there on it is shown as it came


def test_ten_thousand_forwarded_messages() -> None:
    parsed = parse(HEADER + b"Content-Type: message/rfc822\r\n\r\n" * 10_000 + b"inside")
    assert "too-deep" in parsed.notes


def test_a_hundred_thousand_parts() -> None:
    raw = HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000
    parsed = parse(raw)
    assert "too-many-parts" in parsed.notes
    assert parsed.text.startswith("x\n\nx")


def test_header_of_one_megabyte() -> None:
    parsed = parse(HEADER + b"X-Long: " + b"a" * MB + b"\r\n\r\nThe text.\r\n")
    assert parsed.subject == "help"
    assert parsed.text == "The text."
    assert "header-cut" in parsed.notes


def test_a_million_header_lines() -> None:
    parsed = parse(HEADER + b"X: y\r\n" * MB + b"\r\nThe text.\r\n")
    assert parsed.text == "The text."
    assert "header-cut" in parsed.notes


def test_html_only() -> None:
    html = (
        "<html><head><style>p{color:red}</style><script>alert(1)</script></head><body>"
        f"<p>{PLEA}</p><img src='http://tracker.example/pixel'><a href='https://evil.example/x'>our site</a>"
    )
    parsed = parse(HEADER + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())
    assert parsed.text == f"{PLEA}\n\nour site <hxxps://evil[.]example/x>"
    assert parsed.notes == ("html-only",)


def test_calendar_invite() -> None:
    message = EmailMessage()
    message.set_content("You are invited.")
    message.add_alternative(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Meeting at the\r\n  bridge\r\nDTSTART:20261122T100000Z\r\n"
        "UID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        subtype="calendar",
    )
    parsed = parse(message.as_bytes())
    assert parsed.text == "You are invited.\n\nSUMMARY:Meeting at the bridge\nDTSTART:20261122T100000Z"
    assert "calendar" in parsed.notes
    assert parsed.attachments[0].type == "text/calendar"


def test_winmail_dat() -> None:
    message = EmailMessage()
    message.set_content("See attached.")
    message.add_attachment(
        b"\x78\x9f\x3e\x22" + bytes(200), maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    parsed = parse(message.as_bytes())
    assert parsed.text == "See attached."
    assert parsed.notes == ("attachment-kept", "winmail")


def test_smime_encrypted() -> None:
    parsed = parse(
        HEADER + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(bytes(300))
    )
    assert parsed.text == ""
    assert parsed.notes == ("attachment-kept", "smime", "no-text")
    assert parsed.attachments[0].name == "smime.p7m"


def test_smime_signed() -> None:
    raw = (
        HEADER + b'Content-Type: multipart/signed; boundary=b; protocol="application/pkcs7-signature"\r\n\r\n'
        b"--b\r\n\r\nSigned text.\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--"
    )
    parsed = parse(raw)
    assert parsed.text == "Signed text."
    assert "signed" in parsed.notes


def test_openpgp() -> None:
    raw = (
        HEADER + b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        b"--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
    )
    assert "encrypted-openpgp" in parse(raw).notes
    inline = parse(HEADER + b"\r\n-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n")
    assert "encrypted-openpgp" in inline.notes


@pytest.mark.parametrize("damage", ["foreign letters", "cut short"])
def test_broken_base64(damage: str) -> None:
    encoded = base64.b64encode(f"{PLEA} {PLEA}".encode()).decode()
    bodies = {"foreign letters": "!\0?*" * 40 + encoded, "cut short": encoded[:-3]}
    kind = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    parsed = parse(HEADER + kind + bodies[damage].encode())
    assert "broken-base64" in parsed.notes
    assert PLEA in parsed.text


def test_nul_bytes() -> None:
    parsed = parse(b"From: a\0b <a@example.org>\r\nSubject: x\0y\r\n\r\nbefore\0after\r\n")
    assert parsed.text == "before␀after"
    assert parsed.subject == "x␀y"
    assert "nul-bytes" in parsed.notes


def test_direction_tricks_are_visible() -> None:
    raw = "From: \u202emoc.elgoog <a@example.org>\r\nSubject: x\u2066y\r\n\r\nfile\u202egpj.exe\r\n".encode()
    parsed = parse(raw)
    assert parsed.text == "file[U+202E]gpj.exe"
    assert parsed.sender_name == "[U+202E]moc.elgoog"
    assert "hidden-characters" in parsed.notes


@pytest.mark.parametrize(
    "hostile",
    [
        b"From: " + b"(" * 5000 + b"\r\nSubject: " + b"=?a?q?" * 10_000 + b"\r\n\r\nx",
        b"Content-Type: text/plain; " + b'a="\\' * 5000 + b"\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b" * MB,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\n--bx" * MB,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\n--b" + b"\t" * (25 * MB),
        b"Content-Type: multipart/mixed; boundary=\r\n\r\nx",
        b"Content-Type: text/html\r\n\r\n" + b"<a " * 200_000,
        b"Content-Type: text/html\r\n\r\n" + b"<!--" * 200_000,
        b"Content-Type: text/html\r\n\r\n" + b"<a href='" * 100_000,
        b"Content-Type: text/html\r\n\r\n" + b"<blockquote>" * 50_000 + b"x",
        b"Content-Type: text/html\r\n\r\n" + b"&#" + b"9" * MB + b";x",
        b"Content-Type: text/html\r\n\r\n" + b"<script" * 100_000,
        b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * MB,
        b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+AAA" * MB,
        b"Date: " + b"9" * 5000 + b"\r\nMessage-ID: " + b"<" * 60_000 + b"\r\n\r\nx",
    ],
)
def test_hostile_constructions_are_read_within_the_bounds(hostile: bytes) -> None:
    parsed = parse(hostile)
    assert "parser-stopped" not in parsed.notes
    assert set(parsed.notes) <= set(NOTES)
