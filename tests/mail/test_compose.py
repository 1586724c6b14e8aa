"""Outgoing messages: the golden header set, and that what is composed reads back the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import SMTP as POLICY

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.mail import reader
from waystation.mail.compose import Attachment, Unsafe, answering, compose, new_message_id
from waystation.mail.identifiers import Identifiers, identifiers

NOON = datetime(2026, 11, 22, 14, 59, 59, 123, tzinfo=timezone(timedelta(hours=3)))
PLAIN = {"sender": "help@example.net", "to": "zarema@example.org", "domain": "example.net", "date": NOON}


def test_golden_answer() -> None:
    message = compose(
        **PLAIN,
        sender_name="Линия помощи",
        subject="Re: Помогите",
        text="Здравствуйте.\nМы рядом.",
        message_id="<0@example.net>",
        in_reply_to="<1@example.org>",
        references=("<0@example.org>", "<1@example.org>"),
        automatic=True,
    )
    assert message.decode("ascii").split("\r\n") == [
        "From: =?utf-8?b?0JvQuNC90LjRjyDQv9C+0LzQvtGJ0Lg=?=",
        " <help@example.net>",
        "To: zarema@example.org",
        "Subject: =?utf-8?b?UmU6INCf0L7QvNC+0LPQuNGC0LU=?=",
        "Date: Sun, 22 Nov 2026 11:59:00 +0000",
        "Message-ID: <0@example.net>",
        "In-Reply-To: <1@example.org>",
        "References: <0@example.org>",
        " <1@example.org>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "Auto-Submitted: auto-generated",
        "",
        "0JfQtNGA0LDQstGB0YLQstGD0LnRgtC1Lg0K0JzRiyDRgNGP0LTQvtC8Lg0K",
        "",
    ]


def test_golden_names_without_a_parent() -> None:
    message = message_from_bytes(compose(**PLAIN, subject="Hello", text="Hello.\n.\nFrom here"), policy=POLICY)
    assert message.keys() == [
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"
    ]  # fmt: skip
    assert message.get_content().splitlines() == ["Hello.", ".", "From here"]


def test_a_file_goes_along_as_it_is() -> None:
    content = bytes(range(256)) * 40
    files = [Attachment("3F2A-91C0.pdf", "application/pdf", content), Attachment("a.txt", "text/plain", b"")]
    message = compose(**PLAIN, subject="Hello", text="Здравствуйте.", attachments=files)
    assert all(len(line) <= 76 and line.isascii() for line in message.split(b"\r\n"))
    found = message_from_bytes(message, policy=POLICY)
    assert found.keys() == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    body, first, second = found.iter_parts()
    assert body.get_content().splitlines() == ["Здравствуйте."]
    assert (first.get_filename(), first.get_content_type(), first.get_content()) == (
        "3F2A-91C0.pdf",
        "application/pdf",
        content,
    )
    assert second.get_content() == ""
    assert set(first.keys()) == {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a b.pdf", "application/pdf"),
        ('a".pdf', "application/pdf"),
        ("../a", "text/plain"),
        ("a.pdf", "text/plain;x=y"),
    ],
)
def test_a_file_whose_name_would_change_the_header_does_not_go(name: str, kind: str) -> None:
    with pytest.raises(Unsafe):
        compose(**PLAIN, subject="Hello", text="Hello.", attachments=[Attachment(name, kind, b"x")])


def test_every_line_is_short_ascii() -> None:
    message = compose(**PLAIN, sender_name="Я" * 99, subject="ж" * 300, text="word " * 500 + "слово " * 500)
    assert message.isascii()
    assert max(len(line) for line in message.split(b"\r\n")) <= 78
    assert b"\n" not in message.replace(b"\r\n", b"")


@pytest.mark.parametrize("field", ["sender", "to", "subject", "sender_name", "to_name", "message_id", "in_reply_to"])
@pytest.mark.parametrize("evil", ["\r\nBcc: x@y.z", "\nX: y", "\r", "\0", "\x85", "\u2028"])
def test_header_injection_is_refused(field: str, evil: str) -> None:
    fields = PLAIN | {"subject": "x", "text": "x"}
    with pytest.raises(Unsafe):
        compose(**(fields | {field: "<a@example.org" + evil + ">"}))
    with pytest.raises(Unsafe):
        compose(**(fields | {field: str(fields.get(field, "")) + evil}))


@pytest.mark.parametrize("address", ["", "a", "a@", "@b", "a b@c", "a@b@c", "a@b,c@d", "<a@b>", "a@b>", "a@b\u202e.c"])
def test_addresses_that_are_not_one_address_are_refused(address: str) -> None:
    with pytest.raises(Unsafe):
        compose(**(PLAIN | {"to": address}), subject="x", text="x")


def test_references_cannot_inject() -> None:
    with pytest.raises(Unsafe):
        compose(**PLAIN, subject="x", text="x", references=("<a@b>\r\nBcc: x@y.z",))


def test_naive_dates_are_refused() -> None:
    with pytest.raises(Unsafe):
        compose(**(PLAIN | {"date": datetime(2026, 11, 22)}), subject="x", text="x")


def test_international_domain() -> None:
    message = compose(**(PLAIN | {"to": "help@пример.рф"}), subject="x", text="x")
    assert b"To: help@xn--e1afmkfd.xn--p1ai\r\n" in message


def test_message_ids_are_random_and_bare() -> None:
    first, second = new_message_id("example.net"), new_message_id("example.net")
    assert first != second
    assert first.endswith("@example.net>")
    assert len(first) == len("<@example.net>") + 32


def test_long_threads_keep_the_first_and_the_newest() -> None:
    ids = [f"<{n}@x>" for n in range(100)]
    back = identifiers(compose(**PLAIN, subject="x", text="x", references=ids)).references
    assert (back[0], back[-1], len(back)) == ("<0@x>", "<99@x>", 20)


def test_answering() -> None:
    assert answering(Identifiers("<c@x>", ("<a@x>", "<b@x>"), False)) == ("<c@x>", ("<a@x>", "<b@x>", "<c@x>"))
    assert answering(Identifiers(None, ("<a@x>",), False)) == (None, ("<a@x>",))


visible = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"), exclude_characters="\xad")
words = st.text(visible, min_size=1, max_size=60)


@settings(max_examples=200, deadline=None)
@given(text=st.lists(words, max_size=8), subject=st.lists(words, max_size=4), name=words)
def test_what_is_composed_reads_back(text: list[str], subject: list[str], name: str) -> None:
    message = compose(**PLAIN, sender_name=name, subject=" ".join(subject), text="\n".join(text))
    back = reader.read(message)
    said = "\n".join(text).strip("\n")
    assert back["text"] == (said if said.strip() else "")
    assert back["subject"] == " ".join(" ".join(subject).split())
    assert back["sender_name"] == " ".join(name.split())
    assert back["sender_address"] == PLAIN["sender"]
    assert back["date"] == NOON.astimezone(UTC).strftime("%Y-%m-%dT%H:59:00Z")


FIELDS = [
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "Auto-Submitted",
]  # fmt: skip
anything = st.text(max_size=80)


@settings(max_examples=300)
@given(
    to=anything, name=anything, subject=anything, text=anything, parent=anything, more=st.lists(anything, max_size=3)
)
def test_no_text_makes_another_field(to: str, name: str, subject: str, text: str, parent: str, more: list[str]) -> None:
    """Whatever stands in them, the fields are the fixed ones in their order, and the text is the text."""
    wish = PLAIN | {"to_name": name, "subject": subject, "text": text, "automatic": True}
    for field, value in (("to", to), ("in_reply_to", f"<{parent}>"), ("references", [f"<{each}>" for each in more])):
        try:
            raw = compose(**(wish | {field: value}))
        except Unsafe:
            continue
        message = message_from_bytes(raw, policy=POLICY)
        assert message.keys() == [field for field in FIELDS if field in message]
        assert message.defects == []
        normal = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
        assert message.get_content().replace("\r\n", "\n").rstrip("\n") == normal


tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="<>"), min_size=1, max_size=60)


@given(own=tokens, parent=tokens, more=st.lists(tokens, max_size=30, unique=True))
def test_threads_read_back(own: str, parent: str, more: list[str]) -> None:
    references = tuple(f"<{each}>" for each in more)
    raw = compose(
        **PLAIN, subject="x", text="x", message_id=f"<{own}>", in_reply_to=f"<{parent}>", references=references
    )
    back = identifiers(raw)
    assert back.message_id == f"<{own}>"
    assert set(back.references) <= {*references, f"<{parent}>"}
    assert {f"<{parent}>", *references[:1], *references[-1:]} <= set(back.references)
    assert not back.automatic
