"""Seizure: words that were typed into every field and sent by every way are searched for on the whole disk.

The mailbox beside the data folder is the outside world, the mail provider of whoever was answered: there, only what was
meant to be sent may be found.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.canary import encodings
from tests.e2e.harness import HOTLINE, Program, mail
from tests.e2e.seizure import found
from tests.e2e.walker import Walker
from tests.e2e.web import Page

pytestmark = pytest.mark.long

# Lower case and without spaces, so that it stays itself however it is normalised.
MARKER = f"зимородок{secrets.token_hex(4)}"
SENDER = "canary-sender@mail.example"
# The forms that must have been filled in and taken for the test to mean anything.
ACKNOWLEDGED = "post /staff/check-ins/ID acknowledge"
TAKEN = {
    "post /en/write",
    "post /en/thread",
    "post /en/thread/contact",
    "post /en/thread/contact/words",
    "post /en/thread/consent",
    "post /staff/requests/ID/contact",
    "post /staff/requests/ID/answer",
    "post /staff/requests/ID/note",
    "post /staff/requests/ID/triage",
    "post /staff/requests/note",
    "post /staff/requests/ID/accept",
    "post /staff/requests/ID/vetting/finding",
    "post /staff/requests/ID/vetting/vouch",
    "post /staff/requests/ID/vetting/mark",
    "post /staff/cases/ID/need",
    "post /staff/cases/ID/needs/ID",
    "post /staff/cases/ID/needs/ID/service",
    "post /staff/cases/ID/services/new",
    "post /staff/cases/ID/services/ID",
    "post /staff/cases/ID/services/ID/end",
    "post /staff/services/providers/new",
    "post /staff/cases/ID/money",
    "post /staff/cases/ID/second",
    "post /staff/cases/ID/task",
    "post /staff/cases/ID/flag",
    "post /staff/cases/ID/approval",
    "post /staff/flags/ID",
    "post /staff/tasks/add",
    "post /staff/cases/views",
    "post /staff/consent/texts/ID",
    "post /staff/exchange/import",
    "post /staff/requests/rules/new",
    "post /staff/requests/texts/new",
    "post /staff/away",
    "post /staff/cases/ID/risk",
    "post /staff/cases/ID/consent",
    "post /staff/cases/ID/note",
    "post /staff/cases/ID/next",
    "post /staff/cases/ID/about",
    "post /staff/cases/ID/people/new",
    "post /staff/cases/ID/people/ID/describe",
    "post /staff/cases/ID/people/ID/papers",
    "post /staff/cases/ID/people/ID/health",
    "post /staff/cases/ID/people/ID/sogiesc",
    "post /staff/cases/ID/people/ID/ties",
    "post /staff/cases/ID/people/ID/roles",
    "post /staff/cases/ID/together",
    "post /staff/cases/ID/stage",
    "post /staff/cases/ID/files/add",
    "post /staff/cases/ID/files/ID/take",
    "post /staff/places/new",
    "post /staff/helpers/new",
    "post /staff/cases/ID/journey/new",
    "post /staff/cases/ID/journey/ID/leg",
    "post /staff/cases/ID/journey/check-in",
    "post /staff/cases/ID/journey/ID/bed",
    "post /staff/cases/ID/journey/bed",
    "post /staff/cases/ID/journey/ID/move consent",
    "post /staff/cases/ID/journey/ID/move abort",
    "post /staff/cases/ID/take-back",
    ACKNOWLEDGED,
    "post /staff/check-ins/ID word",
    "post /staff/cases/ID/journey/leg/ID/times",
    "post /staff/cases/ID/pursuers/ID",
    "post /staff/cases/ID/pursuers/ID/reach",
    "post /staff/cases/ID/pursuers/ID/sighting",
    "post /staff/cases/ID/pursuers/ID/zone",
    "post /staff/cases/ID/pursuers/allow",
    "post /staff/cases/ID/pursuers/new",
    "post /staff/cases/ID/pursuers/noted/ID/withdraw",
    "post /staff/money/funds/new",
    "post /staff/money/places/new",
    "post /staff/connections/new",
    "post /staff/money/report show",
    "post /staff/relocation/pathways/ID",
    "post /staff/relocation/terms/ID",
    "post /staff/relocation/terms/new",
}


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path).start(fresh=True)  # what making it leaves on the disk is looked through as well
    yield program
    program.kill()


def test_nothing_that_anybody_wrote_is_readable_on_the_disk(program: Program) -> None:
    web, phrase = the_caller_writes(program)
    mails_arrive(program)
    staff = [the_mail_is_answered(program)]
    staff += [first := the_staff_work(program, "lev"), the_staff_work(program, "dina")]
    two_clear_everybody(program)
    staff += [second := the_staff_work(program, "lev", before=first), the_staff_work(program, "adam")]
    the_legs_are_told(second)
    staff.append(the_staff_work(program, "lev", last=True, before=second))
    staff.append(the_caller_is_asked(program, web))
    if not any(ACKNOWLEDGED in walker.taken for walker in staff):  # whether a walk meets an alarm is chance
        staff.append(an_alarm_is_taken_on(program))
    callers = [web, the_caller_takes_it_back(program, phrase)]
    taken = {name for walker in [*callers, *staff] for name in walker.taken}
    assert taken >= TAKEN, (sorted(TAKEN - taken), [walker.refused for walker in staff])
    assert [leak for walker in [*callers, *staff] for leak in walker.leaks] == []
    the_environment_is_clean(program)
    passphrases = [person["passphrase"] for person in program.facts["sign_ins"]]
    errors_and_sudden_ends(program)
    assert found(program, [MARKER, SENDER, phrase, *passphrases]) == []
    the_outside_world_has_only_answers(program, staff)


# what is written


def the_caller_writes(program: Program) -> tuple[Walker, str]:
    """Every public form; the walker and the caller's phrase."""
    walker = Walker(program.browser(), MARKER)
    page = walker.browser.submit(form := walker.browser.get("/en/write").form("text"), **walker.filled(form))
    assert page.status == 200
    walker.taken["post /en/write"] += 1
    phrase = _phrase(page)
    page = walker.browser.submit(walker.browser.get("/en/return").form("phrase"), phrase=phrase)
    assert page.url.startswith("/en/thread")
    walker.walk("/en/thread", "/en/", "/ru/", "/ce/")
    return walker, phrase


def _phrase(page: Page) -> str:
    import re

    words = re.findall(r"<li[^>]*>\s*(?:<[^>]+>)?([a-z]+)(?:</[^>]+>)?\s*</li>", page.text)
    assert len(words) == 12, len(words)
    return " ".join(words)


def mails_arrive(program: Program) -> None:
    """By SMTP, LMTP and the pipe, with words in every part of a message."""
    assert program.smtp(_letter(), SENDER) == 250
    assert program.lmtp(_letter(), SENDER) == 250
    assert program.pipe(_letter(), "--sender", SENDER, "--recipient", HOTLINE) == (0, "")
    assert program.pipe(b"\xff\xfe" + MARKER.encode("utf-16-le"), "--sender", SENDER) == (0, "")
    assert program.pipe(_letter(), "--recipient", f"{MARKER}@elsewhere.example")[0] == 67


def _letter() -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"{MARKER} <{SENDER}>"
    letter["To"], letter["Subject"] = HOTLINE, f"{MARKER} тема"
    letter["Message-ID"] = f"<{secrets.token_hex(8)}@mail.example>"
    letter["X-Note"] = MARKER
    letter.set_content(f"Письмо. {MARKER}\n", cte="base64")
    letter.add_alternative(f"<p>{MARKER}</p>", subtype="html", cte="quoted-printable")
    letter.add_attachment(MARKER.encode() * 50, maintype="image", subtype="jpeg", filename=f"{MARKER}_паспорт.jpg")
    return letter.as_bytes()


def the_mail_is_answered(program: Program) -> Walker:
    """One answer that leaves for the outside world."""
    walker = Walker(program.signed_in("dina"), MARKER)
    pages = (walker.browser.get(path) for path in walker.browser.get("/staff/requests/").links if "requests/" in path)
    thread = next(
        page for page in pages if SENDER in page.text and any("/answer" in form.action for form in page.forms)
    )
    form = thread.form("text", action="/answer")
    assert walker.browser.submit(form, **walker.filled(form)).status == 200
    assert program.sent_to(SENDER)
    # Of the threads that are walked none need be one that came by mail.
    originals = [link for link in walker.browser.get(thread.url).links if link.endswith("/original")]
    assert [walker.look(walker.browser.get(link)).status for link in originals] == [200] * len(originals) != []
    return walker


def the_staff_work(program: Program, name: str, *, last: bool = False, before: Walker | None = None) -> Walker:
    """Everything that this person finds to fill in."""
    walker = Walker(program.signed_in(name), MARKER, last, before)
    walker.walk("/staff/", "/staff/requests/", "/staff/places/new", "/staff/places/new?again", "/staff/helpers/new")
    # A wrong name and passphrase are words too.
    stranger = Walker(program.browser(), MARKER)
    form = stranger.browser.get("/staff/sign-in").form("passphrase")
    assert stranger.browser.submit(form, **stranger.filled(form)).status == 403
    return walker


def the_legs_are_told(walker: Walker) -> None:
    """Legs are led to from the places that they pass: of the places that are walked none need be one of these."""
    found = {
        link for link in walker.browser.get("/staff/places/").links if re.fullmatch("/staff/places/[0-9a-f-]{36}", link)
    }
    pages = [walker.look(walker.browser.get(f"{place}/on-the-way")) for place in sorted(found)]
    legs = sorted({link for page in pages for link in page.links if link.endswith("/hand-over") and "/leg/" in link})
    assert legs
    walker.walk(*legs, *[leg.removesuffix("hand-over") + "times" for leg in legs], pages=12)


def two_clear_everybody(program: Program) -> None:
    """Nobody is told of a way before; and a marked detail is given and turns up."""
    one, two = program.signed_in("dina"), program.signed_in("lev")
    cases = [link for link in one.get("/staff/cases/").links if re.fullmatch("/staff/cases/[0-9a-f-]{36}", link)]
    assert cases
    for case in cases:
        vetting = next(link for link in one.get(case).links if link.endswith("/vetting"))
        for state in ("provisional", "cleared"):
            form = one.get(vetting).form("reason", action="/verdict")
            assert one.submit(form, state=state, reason=f"{MARKER} why").status == 200
        assert two.submit(two.get(vetting).form("state", action="/verdict")).status == 200
    marks = one.submit(one.get("/staff/trust/marks/").form("name"), name=MARKER, detail=f"{MARKER} umbrella")
    assert one.submit(marks.form("where"), where=f"{MARKER} elsewhere").status == 200
    assert one.submit(one.get("/staff/trust/marks/").form("heard"), heard=f"{MARKER} umbrella").status == 200


def the_caller_is_asked(program: Program, web: Walker) -> Walker:
    """The caller with the phrase has a case, and an answer of theirs, with its limits, is written down in it."""
    walker = Walker(program.signed_in("dina"), MARKER)
    written = next(word for word, where in web.typed.items() if where == "/en/write text")
    found = walker.browser.get("/staff/requests/?show=all").links
    threads = [link for link in found if re.fullmatch("/staff/requests/[0-9a-f-]{36}", link)]
    thread = next(link for link in threads if written in walker.browser.get(link).text)
    page = walker.browser.get(f"{thread}/accept")  # which leads to the case, where there is one already
    if "/accept" in page.url:
        form = page.form("pseudonym")
        page = walker.browser.submit(form, **walker.filled(form))
    form = walker.browser.get(f"{page.url.split('?')[0]}/consent").form("state")
    assert "notice=case-saved" in walker.browser.submit(form, **walker.filled(form)).url
    return walker


def an_alarm_is_taken_on(program: Program) -> Walker:
    """That of a sign of life that was due while everybody worked."""
    walker, until = Walker(program.signed_in("dina"), MARKER), time.monotonic() + 240
    while time.monotonic() < until:
        links = {link.split("?")[0] for link in walker.browser.get("/staff/check-ins/").links}
        for link in sorted(link for link in links if re.fullmatch("/staff/check-ins/[0-9a-f-]{36}", link)):
            forms = walker.look(walker.browser.get(link)).forms
            for form in (form for form in forms if ("do", "acknowledge") in form.buttons):
                walker._offer(form)
                return walker
        time.sleep(2)
    return walker


def the_caller_takes_it_back(program: Program, phrase: str) -> Walker:
    walker = Walker(program.browser(), MARKER)
    walker.browser.submit(walker.browser.get("/en/return").form("phrase"), phrase=phrase)
    assert MARKER in walker.browser.get("/en/thread/consent").text
    walker.walk("/en/thread/consent", pages=1)  # where help is taken back, it is asked once more
    asked = walker.browser.submit(walker.browser.get("/en/thread/consent").form("which"))
    walker.browser.submit(asked.form("sure"))
    assert "You have taken it back" in walker.browser.get("/en/thread/consent").text
    return walker


# what goes wrong


def errors_and_sudden_ends(program: Program) -> None:
    """A broken table under every form, then the process dies in the middle of its work, twice."""
    forms = program.browser()
    form = forms.get("/en/write").form("text")
    staff = program.signed_in("lev")
    # The list is in the session's memory by now; a thread is read anew.
    thread = re.search(r"/staff/requests/[0-9a-f-]{36}", staff.get("/staff/requests/?show=all").text)
    assert thread
    with sqlite3.connect(program.data / "waystation.sqlite3", timeout=20) as connection:
        connection.execute("ALTER TABLE hotline_message RENAME TO elsewhere")
    assert forms.submit(form, text=MARKER).status in (500, 503)
    assert staff.get(f"{thread[0]}?words={MARKER.encode().hex()}").status in (500, 503)
    assert program.smtp(mail(MARKER, subject=MARKER)) == 451
    assert program.pipe(mail(MARKER))[0] == 75
    with sqlite3.connect(program.data / "waystation.sqlite3", timeout=20) as connection:
        connection.execute("ALTER TABLE elsewhere RENAME TO hotline_message")
    for number in (signal.SIGSEGV, signal.SIGKILL):
        _ended_by(program, number)
        program.start()
    program.kill()


def _ended_by(program: Program, number: signal.Signals) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            program.smtp(_letter(), SENDER)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    time.sleep(0.4)
    os.kill(program.pid, number)
    stop.set()
    for writer in writers:
        writer.join(60)
    program.kill()


# what is found


def the_environment_is_clean(program: Program) -> None:
    process = Path(f"/proc/{program.pid}")
    for data in ((process / "environ").read_bytes(), (process / "cmdline").read_bytes()):
        assert not [name for name, needle in encodings(MARKER).items() if needle in data]


def the_outside_world_has_only_answers(program: Program, staff: list[Walker]) -> None:
    """What left is what the answer form was given, to the address that had written, and nothing else."""
    answers = {word for walker in staff for word, where in walker.typed.items() if where.endswith("/answer text")}
    sent = [message.get_content() for message in program.sent()]
    assert any(word in text for text in sent for word in answers), "no answer left"
    for message, text in zip(program.sent(), sent, strict=True):
        assert text.count(MARKER) == sum(word in text for word in answers)
        headers = "".join(f"{name}: {value}\n" for name, value in message.items())
        assert MARKER not in headers.replace(str(message["To"]), "")


@pytest.mark.parametrize("where", ["data", "home", "tmp", "logs"])
@pytest.mark.parametrize(
    "encoded", [*list(encodings(MARKER).values()), b"x" + base64.b64encode(b"\n" + MARKER.encode())], ids=len
)
def test_the_search_finds_what_somebody_left_behind(tmp_path: Path, where: str, encoded: bytes) -> None:
    program = Program(tmp_path)
    folder = tmp_path / where
    folder.mkdir(exist_ok=True)
    (folder / "left.bin").write_bytes(os.urandom(3000) + encoded + os.urandom(3000))
    assert found(program, [MARKER])


def test_the_search_finds_a_word_in_a_database_and_in_its_log(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.data.mkdir()
    connection = sqlite3.connect(program.data / "waystation.sqlite3")
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE plain (text)")
    connection.execute("INSERT INTO plain VALUES (?)", [f"{MARKER} wrote to us"])
    connection.commit()
    assert any("sqlite3-wal" in place for place in found(program, [MARKER]))
    connection.close()  # which moves it from the log into the database
    assert found(program, [MARKER]) == ["data/waystation.sqlite3 (utf-8)"]
