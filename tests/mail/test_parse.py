"""The bounded process, and what an ordinary message looks like after it."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.bounded import made
from waystation.bounded import process
from waystation.bounded.process import Program
from waystation.mail import parse as parsing
from waystation.mail import reader
from waystation.mail.errors import Unreadable
from waystation.mail.parse import NOTES, extract, parse

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


LIMITS = f"confine.limits(seconds={reader.CPU_SECONDS}, memory={reader.MEMORY_BYTES})\n"
Programmed = Callable[[str], Program]


@pytest.fixture
def programmed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Programmed:
    """`programmed("print(1)")`: what reads messages from now on, within the reader's limits."""

    def make(code: str) -> Program:
        program = made.program(tmp_path, LIMITS + code, seconds=parsing._READER.seconds, alone=True)
        monkeypatch.setattr(parsing, "_READER", program)
        return program

    return make


def _says(program: Program) -> bytes | None:
    return process.run(program, ["read"], [], MB)


def test_memory_is_bounded(programmed: Programmed) -> None:
    assert _says(programmed("print(len(bytearray(100_000_000)))")) == b"100000000\n"
    assert _says(programmed("print(len(bytearray(200_000_000)))")) is None


@pytest.mark.parametrize("code", ["while True: pass", "time.sleep(60)"])
def test_time_is_bounded_and_the_message_shown_raw(programmed: Programmed, code: str) -> None:
    programmed(code)
    begun = time.monotonic()
    parsed = parse("Subject: x\r\n\r\nпомощь\x00\x1b[2J".encode())
    assert time.monotonic() - begun < 55
    assert parsed.notes == ("parser-stopped",)
    assert parsed.text == "Subject: x\n\nпомощь␀␛[2J"


def test_a_killed_reader_shows_at_most_the_first_100_kilobytes(programmed: Programmed) -> None:
    programmed("os.kill(os.getpid(), 11)")
    assert len(parse(b"a" * MB).text) == 100_000


def test_the_reader_writes_no_file_and_sees_no_environment(
    programmed: Programmed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET", "canary")
    answer = _says(programmed("print(dict(os.environ)); print(os.getcwd())")) or b""
    assert b"canary" not in answer
    assert answer.endswith(b"/\n")
    assert _says(programmed(f"open('{tmp_path}/x', 'w').write('x' * 9999)")) is None


@pytest.mark.parametrize("does", ["len(bytearray(200_000_000))", "any(iter(int, 1))", "open('/etc/passwd').read()"])
def test_the_reader_binds_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, does: str) -> None:
    """Should a message take it over: no more memory, no more time, no file."""
    loaded = f"from waystation.mail import reader\nreader.read = lambda raw: {{'text': str({does})}}"
    taken_over = made.program(tmp_path, "reader.main(arguments)", loaded=loaded, alone=True)
    monkeypatch.setattr(parsing, "_READER", taken_over)
    begun = time.monotonic()
    assert parse(b"Subject: x\r\n\r\nhelp").notes == ("parser-stopped",)
    assert time.monotonic() - begun < 60


def test_output_is_bounded(programmed: Programmed) -> None:
    assert _says(programmed("print('x' * 20_000_000)")) is None


@pytest.mark.parametrize("answer", ["[]", "{", '{"text": 1}', '{"text": "x", "notes": "abc"}'])
def test_an_answer_of_another_shape_is_not_believed(programmed: Programmed, answer: str) -> None:
    programmed(f"print({answer!r})")
    assert parse(b"raw").notes == ("parser-stopped",)


def sender_of(head: str) -> parsing.Parsed:
    return parse(f"{head}Subject: x\r\n\r\nHello\r\n".encode())


@pytest.mark.parametrize(
    "head",
    [
        "From: Anna <anna@x.example>\r\nFrom: dina@y.example\r\n",
        "From: Anna <anna@x.example>, Dina <dina@y.example>\r\n",
        "From: Anna <anna@x.example>, dina@y.example, ANNA@x.example\r\nFrom: anna@x.example\r\n",
    ],
)
def test_every_sender_is_told(head: str) -> None:
    said = sender_of(head)
    assert (said.sender_address, said.more_senders) == ("anna@x.example", ("dina@y.example",))


def test_one_sender_is_one() -> None:
    assert sender_of("From: Anna, Dina <anna@x.example>\r\n").more_senders == ()
    assert sender_of("From: anna@x.example\r\nFrom: Anna <anna@x.example>\r\n").more_senders == ()
    assert sender_of("").more_senders == ()


def test_very_many_senders_are_not_all_told() -> None:
    said = sender_of("".join(f"From: a{number}@x.example, b{number}@x.example\r\n" for number in range(400)))
    assert (said.sender_address, len(said.more_senders)) == ("a0@x.example", 10)


def test_where_answers_are_asked_for() -> None:
    said = sender_of("From: anna@x.example\r\nReply-To: Anna <ANNA@x.example>, dina@y.example\r\n")
    assert said.answers_to == ("dina@y.example",)
    assert sender_of("From: anna@x.example\r\n").answers_to == ()
