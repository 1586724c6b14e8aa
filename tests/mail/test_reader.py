"""Whatever the bytes, the reader answers, and nothing it shows can mislead a terminal or a browser."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.mail import reader
from waystation.mail.parse import NOTES

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

FRAGMENTS = [
    b"\r\n", b"\n", b"\r\n\r\n", b" ", b"\0", b"\xff", b"\xd0\xbf", b"=", b";", b'"', b"<", b">", b"--b", b"--b--",
    b"\r\n--b\r\n", b"\r\n--b--\r\n", b"From: ", b"Subject: ", b"Date: ", b"=?utf-8?b?0L8=?=", b"=?utf-8?q?=E2=80=AE?=",
    b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: multipart/alternative; boundary=b\r\n",
    b"Content-Type: text/html; charset=koi8-r\r\n", b"Content-Type: message/rfc822\r\n",
    b"Content-Type: text/plain\r\n",
    b"Content-Type: text/calendar\r\n", b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-16",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Disposition: attachment; filename*=utf-8''%E2%80%AE\r\n",
    b"<p>", b"<a href='http://x.example'>", b"&#8238;", b"SUMMARY:x", "\u202e".encode(), b"\x1b[2J",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(b"".join))
def test_any_message_is_read(raw: bytes) -> None:
    shown = reader.read(raw)
    assert set(shown["notes"]) <= set(NOTES)
    names = [part["name"] for part in shown["attachments"]]
    for text in (shown["text"], shown["subject"], shown["sender_name"], shown["sender_address"], *shown["to"], *names):
        assert not UNSEEN.search(text)
    for text in (shown["subject"], shown["sender_name"], shown["sender_address"], *shown["to"], *names):
        assert "\n" not in text
    for part in shown["attachments"]:
        reader.attachment(raw, part["index"])


@given(st.binary(max_size=200))
def test_any_bytes_are_read(raw: bytes) -> None:
    reader.read(raw)
    reader.unread(raw)
