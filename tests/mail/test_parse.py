"""The bounded process, and what an ordinary message looks like after it."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from waystation.bounded import process
from waystation.mail.errors import Unreadable
from waystation.mail.parse import _READER, NOTES, extract, parse

MB = 1_000_000


def ordinary() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Зарема Т. <zarema@example.org>"
    message["To"] = "Help <help@example.net>, second@example.net"
    message["Subject"] = "Помогите, пожалуйста"
    message["Date"] = "Sun, 22 Nov 2026 10:00:00 +0300"
    message["Message-ID"] = "<1@example.org>"
    message["References"] = "<a@x> <b@x>"
    message["In-Reply-To"] = "<c@x>"
    message.set_content("Здравствуйте.\n")
    message.add_alternative("<p>Здравствуйте.</p>", subtype="html")
    return message


def test_it_works() -> None:
    message = ordinary()
    message.add_attachment(b"abc" * 99, maintype="image", subtype="jpeg", filename="Магомед_паспорт.jpg")
    parsed = parse(message.as_bytes())
    assert (parsed.sender_name, parsed.sender_address) == ("Зарема Т.", "zarema@example.org")
    assert parsed.to == ("help@example.net", "second@example.net")
    assert parsed.subject == "Помогите, пожалуйста"
    assert parsed.date == "2026-11-22T07:00:00Z"
    assert parsed.message_id == "<1@example.org>"
    assert parsed.references == ("<a@x>", "<b@x>", "<c@x>")
    assert not parsed.automatic
    assert parsed.text == "Здравствуйте."
    assert parsed.notes == ("attachment-kept",)
    photo = parsed.attachments[0]
    assert (photo.index, photo.name, photo.type, photo.size) == (0, "Магомед_паспорт.jpg", "image/jpeg", 297)
    assert extract(message.as_bytes(), 0) == b"abc" * 99


def test_an_attachment_that_is_not_there() -> None:
    with pytest.raises(Unreadable):
        extract(ordinary().as_bytes(), 7)


def test_encoded_file_name_of_common_mail_programs() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf;\r\n"
        b' name="=?koi8-r?B?8MHT0M/S1C5wZGY=?="\r\n\r\nx\r\n--b--\r\n'
    )
    assert parse(raw).attachments[0].name == "Паспорт.pdf"


def test_a_file_name_is_no_path() -> None:
    raw = b'Content-Type: application/pdf; name="../../etc/\\\\a\\\\evil.pdf"\r\n\r\nx'
    assert parse(raw).attachments[0].name == "evil.pdf"


def test_html_is_shown_when_the_plain_text_says_only_to_get_another_program() -> None:
    message = EmailMessage()
    message.set_content("Your program cannot show this message.")
    message.add_alternative("<p>" + "important words " * 40 + "</p>", subtype="html")
    parsed = parse(message.as_bytes())
    assert "important words" in parsed.text
    assert parsed.notes == ("html-part",)


def test_forwarded_message_is_shown_and_kept() -> None:
    message = EmailMessage()
    message.set_content("See below.")
    message.add_attachment(ordinary())
    parsed = parse(message.as_bytes())
    assert parsed.text == "See below.\n\nЗдравствуйте."
    assert parsed.attachments[0].type == "message/rfc822"


def test_message_from_a_pipe_with_an_mbox_line() -> None:
    parsed = parse(b"From zarema@example.org Sun Nov 22 10:00:00 2026\nSubject: x\n\ntext\n")
    assert (parsed.subject, parsed.text) == ("x", "text")


def test_nothing_is_said_in_representations() -> None:
    parsed = parse(ordinary().as_bytes())
    assert "zarema" not in repr(parsed)


def test_notes_are_listed_once() -> None:
    assert len(NOTES) == len(set(NOTES))


# the bounds of the process


def _programmed(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    limits = "confine.limits(seconds=reader.CPU_SECONDS, memory=reader.MEMORY_BYTES); "
    start = "import sys; sys.path.append(sys.argv[2]); from waystation.bounded import confine; "
    monkeypatch.setattr(process, "_START", f"{start}from waystation.mail import reader; {limits}{program}")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    _programmed(monkeypatch, "print(len(bytearray(100_000_000)))")
    assert process.run(_READER, ["read"], [], MB) == b"100000000\n"
    _programmed(monkeypatch, "print(len(bytearray(200_000_000)))")
    assert process.run(_READER, ["read"], [], MB) is None


@pytest.mark.parametrize("program", ["\nwhile True: pass", "import time; time.sleep(60)"])
def test_time_is_bounded_and_the_message_shown_raw(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    _programmed(monkeypatch, program)
    begun = time.monotonic()
    parsed = parse("Subject: x\r\n\r\nпомощь\x00\x1b[2J".encode())
    assert time.monotonic() - begun < 30
    assert parsed.notes == ("parser-stopped",)
    assert parsed.text == "Subject: x\n\nпомощь␀␛[2J"


def test_a_killed_reader_shows_at_most_the_first_100_kilobytes(monkeypatch: pytest.MonkeyPatch) -> None:
    _programmed(monkeypatch, "import os; os.kill(os.getpid(), 11)")
    assert len(parse(b"a" * MB).text) == 100_000


def test_the_reader_writes_no_file_and_sees_no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("SECRET", "canary")
    _programmed(monkeypatch, "import os; print(dict(os.environ)); print(os.getcwd())")
    answer = process.run(_READER, ["read"], [], MB) or b""
    assert b"canary" not in answer
    assert answer.endswith(b"/\n")
    _programmed(monkeypatch, f"open('{tmp_path}/x', 'w').write('x' * 9999)")
    assert process.run(_READER, ["read"], [], MB) is None


def test_output_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    _programmed(monkeypatch, "print('x' * 20_000_000)")
    assert process.run(_READER, ["read"], [], MB) is None


@pytest.mark.parametrize("answer", ["[]", "{", '{"text": 1}', '{"text": "x", "notes": "abc"}'])
def test_an_answer_of_another_shape_is_not_believed(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    _programmed(monkeypatch, f"print({answer!r})")
    assert parse(b"raw").notes == ("parser-stopped",)
