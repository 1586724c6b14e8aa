"""A submission leaves: as a file, and by mail through the outbox."""

from __future__ import annotations

import dataclasses
import email
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from tests.advocacy.conftest import COMMITTEE, RAPPORTEUR
from tests.advocacy.test_actions import drafted, reasons
from tests.casework.conftest import accepted as accepted
from tests.hotline.conftest import mailbox as mailbox
from tests.hotline.test_outbox import Post
from tests.hotline.test_outbox import post as post
from tests.mail.dovecot import free_port
from waystation.advocacy import access, approving, bodies, drafting, following, sending, wording
from waystation.advocacy.models import SubmissionRow
from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.casework import consent_shown, releases
from waystation.casework.consent_rules import Wanted
from waystation.documentation.errors import Refused
from waystation.hotline import due, outbox
from waystation.hotline.models import MessageCode, Outgoing
from waystation.mail.errors import Refused as NotTaken
from waystation.mail.errors import TryAgain, Unclear
from waystation.staff.access import refresh
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import ADVOCACY

Accepted = Callable[..., UUID]
Posting = Callable[..., Post]
TO = "desk@experts.example"
pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def approved(lev: Actor, rapporteur: UUID) -> UUID:
    """A submission that one person let go, which is enough."""
    refresh(lev)
    made = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter", language="en", text="We ask. Ӏела.")
    approving.let_go(lev, made, nobody=True)
    return made


def said(actor: Actor, one: UUID) -> Any:
    refresh(actor)
    return access.submission(actor, one)[1]


def test_it_counts_as_sent_once_the_mail_server_took_it(lev: Actor, approved: UUID, mailbox: Path) -> None:
    sending.send_by_mail(lev, approved, to=TO)
    sending.take_in(lev)
    assert said(lev, approved).sent is None
    assert access.standings(lev)[approved].state == "leaving"
    due.run(utc_now())
    sending.take_in(lev)
    found = said(lev, approved)
    assert (found.sent, found.channel, found.proof) == (lev.today, "mail", found.mail.message_id)
    assert access.standings(lev)[approved].state == "waiting"
    (file,) = (mailbox / "new").iterdir()
    mail = email.message_from_bytes(file.read_bytes(), policy=default)
    assert mail["To"] == TO
    assert mail["Message-ID"] == found.proof
    assert "Mira" in str(mail["From"]) or lev.persona in str(mail["From"])
    body, attached = mail.iter_parts()
    assert "Please find our submission attached." in body.get_content()
    content = attached.get_content()
    assert attached.get_content_type() == "application/pdf"
    assert hashlib.sha256(content).hexdigest() == found.mail.sha256
    assert "We ask." in pypdfium2.PdfDocument(io.BytesIO(content))[0].get_textpage().get_text_range()
    assert sending.make_file(lev, approved, "pdf") == content


def test_from_an_innocent_view_nothing_leaves_and_its_page_says_that_it_did(
    lev: Actor, approved: UUID, post: Posting
) -> None:
    made = post()
    forced = dataclasses.replace(lev, apart={ADVOCACY: lev.team(ADVOCACY)})
    codes = MessageCode.objects.count()
    sending.send_by_mail(forced, approved, to=TO)
    assert outbox.send_due(utc_now()) == 0
    assert not Outgoing.objects.exists()
    assert MessageCode.objects.count() == codes
    assert made.sent == []
    found = said(lev, approved)
    assert (found.sent, found.mail.to, found.proof) == (lev.today, TO, found.mail.message_id)


def test_it_leaves_once_and_nothing_else_is_done_meanwhile(lev: Actor, approved: UUID, post: Posting) -> None:
    made = post(TryAgain())
    sending.send_by_mail(lev, approved, to=TO)
    assert outbox.send_due(utc_now()) == 0
    for act in (
        lambda: sending.send_by_mail(lev, approved, to=TO),
        lambda: following.note_way(lev, approved, sent=lev.today),
        lambda: approving.take_approvals_back(lev, approved),
        lambda: drafting.discard(lev, approved),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert reasons(refused) == [wording.LEAVING]
    assert outbox.send_due(utc_now() + timedelta(minutes=1)) == 1
    assert outbox.send_due(utc_now() + timedelta(minutes=2)) == 0
    assert len(made.sent) == 2
    assert made.sent[0] == made.sent[1]


def test_after_a_restart_it_leaves_once_somebody_looks(lev: Actor, approved: UUID, post: Posting) -> None:
    made = post()
    sending.send_by_mail(lev, approved, to=TO)
    outbox.forget()
    made = post()
    assert outbox.send_due(utc_now()) == 0
    sending.take_in(lev)
    assert outbox.send_due(utc_now()) == 1
    assert len(made.sent) == 1


def test_consent_that_is_taken_back_while_it_waits_stops_it(
    lev: Actor, dina: Actor, accepted: Accepted, rapporteur: UUID, post: Posting
) -> None:
    made = post(TryAgain())
    case_id = accepted(dina, "Birch")
    refresh(lev)
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="refused")
    consent = {"purpose": "share_un", "recipient": RAPPORTEUR.name}
    cases.record_consent(lev, case_id, **consent, state="given")
    one = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter")
    approving.let_go(lev, one, called=["birch"])
    cases.record_consent(lev, case_id, **consent, state="withdrawn")
    with pytest.raises(Refused) as refused:  # between the approval and the sending
        sending.send_by_mail(lev, one, to=TO)
    assert "Birch: " in str(reasons(refused)[0])
    assert not Outgoing.objects.exists()
    cases.record_consent(lev, case_id, **consent, state="given")
    sending.send_by_mail(lev, one, to=TO)
    assert len(casework.uses(lev, case_id)) == 1
    outbox.send_due(utc_now())
    cases.record_consent(lev, case_id, **consent, state="withdrawn")
    sending.take_in(lev)
    assert outbox.send_due(utc_now() + timedelta(hours=1)) == 0
    assert len(made.sent) == 1  # which the server put off
    found = said(lev, one)
    assert (found.mail, found.sent) == (None, None)
    assert sending.against(lev, found, access.authority(lev, rapporteur)[1])


def test_what_two_agreed_to_is_used_by_the_letter_and_does_not_stop_it(
    lev: Actor, max_: Actor, dina: Actor, accepted: Accepted, committee: UUID, post: Posting
) -> None:
    """To an authority of the home state each use needs two: the outbox may put the letter off all the same."""
    post(TryAgain())
    case_id = accepted(dina, "Birch")
    refresh(lev)
    consent = {"purpose": "share_home_authority", "recipient": COMMITTEE.name}
    cases.record_consent(lev, case_id, **consent, state="given")
    wanted = Wanted("share_home_authority", COMMITTEE.name, approving.PARTS, approving.USE)
    asked = releases.ask_second(lev, case_id, wanted, "She asks us to.")
    refresh(max_)
    releases.decide(max_, case_id, asked, agreed=True)
    refresh(lev)
    one = drafted(lev, committee)
    for actor in (lev, max_):
        refresh(actor)
        approving.let_go(actor, one, called=["Birch"])
    sending.send_by_mail(max_, one, to=TO)
    outbox.send_due(utc_now())
    sending.take_in(lev)
    found = said(lev, one)
    assert found.mail is not None
    assert sending.against(lev, found, COMMITTEE) == []
    cases.record_consent(lev, case_id, **consent, state="withdrawn")
    sending.take_in(lev)
    assert outbox.send_due(utc_now() + timedelta(hours=1)) == 0
    assert said(lev, one).mail is None
    assert casework.release(lev, case_id, asked)[1].used is None


@pytest.mark.parametrize("who", ["lev", "sara"])
def test_of_a_letter_that_was_stopped_nothing_is_to_be_recalled(
    lev: Actor, sara: Actor, dina: Actor, accepted: Accepted, rapporteur: UUID, post: Posting, who: str
) -> None:
    """Whoever is asked to delete what they never got learns of the person by being asked."""
    post(TryAgain())
    case_id = accepted(dina, "Birch")
    refresh(lev)
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="given")
    consent = {"purpose": "share_un", "recipient": RAPPORTEUR.name}
    cases.record_consent(lev, case_id, **consent, state="given")
    one = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter", language="en")
    refresh(lev)
    approving.let_go(lev, one, called=["Birch"])
    sending.send_by_mail(lev, one, to=TO)
    stopping = {"lev": lev, "sara": sara}[who]
    refresh(stopping)
    sending.stop_mail(stopping, one)  # an advocate may not ask a case: it waits for who may
    refresh(lev)
    sending.take_in(lev)
    ((_row, use),) = casework.uses(lev, case_id)
    assert use.stopped is not None
    assert said(lev, one).uses == ()
    cases.record_consent(lev, case_id, **consent, state="withdrawn")
    (stands,) = consent_shown.of(lev, case_id, "share_un", RAPPORTEUR.name)
    assert stands.to_recall == []


def test_what_may_have_left_stays_to_be_recalled(
    lev: Actor, dina: Actor, accepted: Accepted, rapporteur: UUID, post: Posting
) -> None:
    post(Unclear())
    case_id = accepted(dina, "Birch")
    refresh(lev)
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="given")
    cases.record_consent(lev, case_id, purpose="share_un", recipient=RAPPORTEUR.name, state="given")
    one = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter", language="en")
    refresh(lev)
    approving.let_go(lev, one, called=["Birch"])
    sending.send_by_mail(lev, one, to=TO)
    outbox.send_due(utc_now())
    refresh(lev)
    sending.stop_mail(lev, one)
    sending.take_in(lev)
    assert [use.stopped for _row, use in casework.uses(lev, case_id)] == [None]


def test_what_was_refused_is_not_sent_again_from_the_outbox_against_consent(
    lev: Actor, dina: Actor, accepted: Accepted, rapporteur: UUID, post: Posting
) -> None:
    from waystation.hotline import actions as hotline

    made = post(NotTaken(550, "No."))
    case_id = accepted(dina, "Birch")
    refresh(lev)
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="refused")
    consent = {"purpose": "share_un", "recipient": RAPPORTEUR.name}
    cases.record_consent(lev, case_id, **consent, state="given")
    one = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter")
    approving.let_go(lev, one, called=["Birch"])
    sending.send_by_mail(lev, one, to=TO)
    outbox.send_due(utc_now())
    cases.record_consent(lev, case_id, **consent, state="withdrawn")
    with pytest.raises(Refused):
        sending.send_again(lev, one)
    sending.take_in(lev)
    hotline.send_again(lev, Outgoing.objects.get().pk)
    assert outbox.send_due(utc_now() + timedelta(hours=1)) == 0
    assert len(made.sent) == 1


def test_an_advocate_sends_what_holds_no_case_and_is_told_of_what_does(
    lev: Actor, sara: Actor, dina: Actor, accepted: Accepted, approved: UUID, rapporteur: UUID
) -> None:
    refresh(sara)
    sending.send_by_mail(sara, approved, to=TO)
    case_id = accepted(dina, "Birch")
    refresh(lev)
    cases.record_consent(lev, case_id, purpose="share_un", recipient=RAPPORTEUR.name, state="given")
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="refused")
    one = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter")
    approving.let_go(lev, one, called=["Birch"])
    refresh(sara)
    for act in (
        lambda: sending.send_by_mail(sara, one, to=TO),
        lambda: following.note_way(sara, one, sent=sara.today, channel="post"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert reasons(refused) == [wording.BY_CONSENT]


def test_what_the_server_refuses_is_said_and_can_be_sent_again(lev: Actor, approved: UUID, post: Posting) -> None:
    made = post(NotTaken(550, "No."))
    sending.send_by_mail(lev, approved, to=TO)
    outbox.send_due(utc_now())
    sending.take_in(lev)
    waiting = sending.post(said(lev, approved))
    assert waiting is not None
    assert (waiting.state, waiting.is_stuck) == ("failed", True)
    sending.send_again(lev, approved)
    with pytest.raises(Refused):
        sending.send_again(lev, approved)
    assert outbox.send_due(utc_now() + timedelta(minutes=1)) == 1
    sending.take_in(lev)
    assert said(lev, approved).sent is not None
    assert len(made.sent) == 2
    with pytest.raises(Refused) as refused:
        sending.stop_mail(lev, approved)
    assert reasons(refused) == [wording.NOT_LEAVING]


def test_it_is_stopped_and_can_be_changed_and_sent_anew(lev: Actor, approved: UUID, post: Posting) -> None:
    made = post()
    sending.send_by_mail(lev, approved, to=TO)
    sending.stop_mail(lev, approved)
    assert outbox.send_due(utc_now()) == 0
    approving.take_approvals_back(lev, approved)
    approving.let_go(lev, approved, nobody=True)
    sending.send_by_mail(lev, approved, to=TO, form="docx")
    assert outbox.send_due(utc_now()) == 1
    assert len(made.sent) == 1


def test_one_that_a_colleague_put_aside_in_the_outbox_is_no_letter_any_more(
    lev: Actor, approved: UUID, post: Posting
) -> None:
    from waystation.hotline import actions as hotline

    post(NotTaken(550, "No."))
    sending.send_by_mail(lev, approved, to=TO)
    outbox.send_due(utc_now())
    hotline.settle(lev, Outgoing.objects.get().pk)
    sending.take_in(lev)
    assert said(lev, approved).mail is None


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"to": "no address"}, "to", wording.NO_SUCH_ADDRESS),
        ({"to": "a@b.example\r\nBcc: x@y.example"}, "to", wording.NO_SUCH_ADDRESS),
        ({"form": "exe"}, "form", wording.NO_SUCH_FORM),
        ({"sender": "somebody@else.example"}, "sender", wording.NO_SUCH_SENDER),
    ],
)
def test_what_is_wrong_is_said_and_nothing_leaves(
    lev: Actor, approved: UUID, more: dict[str, str], field: str, why: object
) -> None:
    with pytest.raises(Refused) as refused:
        sending.send_by_mail(lev, approved, **({"to": TO} | more))  # type: ignore[arg-type]
    assert list(refused.value.reasons) == [(field, why)]
    assert not Outgoing.objects.exists()
    assert said(lev, approved).mail is None


def test_it_does_not_go_to_ourselves_nor_unapproved(lev: Actor, approved: UUID, committee: UUID, settings: Any) -> None:
    with pytest.raises(Refused) as refused:
        sending.send_by_mail(lev, approved, to=settings.WAYSTATION_MAIL_ADDRESS)
    assert reasons(refused) == [wording.NO_SUCH_ADDRESS]
    one = drafted(lev, committee)
    approving.let_go(lev, one, nobody=True)
    with pytest.raises(Refused) as refused:
        sending.send_by_mail(lev, one, to=TO)
    assert reasons(refused) == [wording.NOT_APPROVED]


def test_who_signs_is_not_who_it_is_about(lev: Actor, dina: Actor, accepted: Accepted, rapporteur: UUID) -> None:
    case_id = accepted(dina, lev.persona.upper())
    refresh(lev)
    cases.record_consent(lev, case_id, purpose="share_un", recipient=RAPPORTEUR.name, state="given")
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="refused")
    one = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter")
    with pytest.raises(Refused) as refused:
        approving.let_go(lev, one, called=[lev.persona])
    assert reasons(refused) == [wording.SIGNER_IS_IN_IT]


def test_it_is_erased_with_its_letter(lev: Actor, approved: UUID, post: Posting) -> None:
    made = post()
    sending.send_by_mail(lev, approved, to=TO)
    refresh(lev)
    following.erase(lev, approved)
    assert not SubmissionRow.objects.exists()
    assert not Outgoing.objects.exists()
    assert outbox.send_due(utc_now()) == 0
    assert made.sent == []


def test_nobody_else_makes_a_file_or_sends(dina: Actor, ira: Actor, out: Actor, approved: UUID) -> None:
    for who in (dina, ira, out):
        with pytest.raises(Absent):
            sending.make_file(who, approved, "pdf")
        with pytest.raises(Absent):
            sending.send_by_mail(who, approved, to=TO)


def test_nothing_of_it_is_readable_in_the_database(lev: Actor, rapporteur: UUID) -> None:
    refresh(lev)
    one = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter", text="Canarycanary")
    approving.let_go(lev, one, nobody=True)
    sending.send_by_mail(lev, one, to="canary@experts.example")
    rows = repr([*SubmissionRow.objects.values_list(), *Outgoing.objects.values_list()])
    assert "anary" not in rows
    assert "Q2FuYXJ5" not in rows


def test_the_pages(
    client_of: Callable[[str], Client], browser: Callable[[str], Client], lev: Actor, approved: UUID, mailbox: Path
) -> None:
    tim, sara = client_of("lev"), browser("sara")
    page, mail = reverse("advocacy:submission", args=[approved]), reverse("advocacy:mail", args=[approved])
    shown = sara.get(page).content.decode()
    assert mail in shown
    file = reverse("advocacy:file", args=[approved])
    assert file in shown
    answer = sara.post(file, {"form": "docx"})
    assert answer["Content-Disposition"].endswith('.docx"')
    assert answer.content.startswith(b"PK")
    assert sara.post(file, {"form": "exe"}).status_code == 422
    assert sara.get(file).status_code == 405
    form = {"to": TO, "form": "pdf", "sender": "help@hotline.example"}
    form["sender"] = sara.get(mail).content.decode().split('<option value="')[1].split('"')[0]
    for wrong in ({"to": "nobody"}, {"to": ""}, {"form": "exe"}, {"sender": "x@y.example"}):
        assert tim.post(mail, form | wrong).status_code == 422, wrong
    assert tim.post(mail, form).status_code == 303
    shown = tim.get(page).content.decode()
    assert "waits for the mail server" in shown
    assert "Stop it" in shown
    assert "Take the draft away" not in shown
    due.run(utc_now())
    shown = tim.get(page).content.decode()
    assert "Stop it" not in shown
    assert "By mail to" in shown
    assert TO in shown


class Server:
    """A mail server on this machine that answers as it is told, then takes everything."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.taken = list(answers), list[bytes]()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers and not (answer := self.answers.pop(0)).startswith("250"):
            return answer
        self.taken.append(envelope.original_content)
        return "250 2.0.0 Taken"


@pytest.fixture
def served(settings: Any) -> Iterator[Callable[..., Server]]:
    """A real mail server, by which what is sent leaves."""
    controllers = []

    def serve(*answers: str) -> Server:
        made, port = Server(*answers), free_port()
        controller = Controller(made, hostname="127.0.0.1", port=port)
        controller.start()
        controllers.append(controller)
        settings.WAYSTATION_MAIL = {"smtp": {"host": "127.0.0.1", "port": port, "security": "none"}}
        outbox.forget()
        return made

    yield serve
    for each in controllers:
        each.stop()
    outbox.forget()


def test_a_real_server_that_puts_it_off_and_then_takes_it(
    lev: Actor, approved: UUID, served: Callable[..., Server]
) -> None:
    server = served("451 4.3.0 Later")
    sending.send_by_mail(lev, approved, to=TO, form="docx")
    assert outbox.send_due(utc_now()) == 0
    sending.take_in(lev)
    assert said(lev, approved).sent is None
    assert outbox.send_due(utc_now() + timedelta(minutes=1)) == 1
    sending.take_in(lev)
    found = said(lev, approved)
    assert found.sent == lev.today
    (raw,) = server.taken
    _body, attached = email.message_from_bytes(raw, policy=default).iter_parts()
    assert hashlib.sha256(attached.get_content()).hexdigest() == found.mail.sha256
    assert zipfile.is_zipfile(io.BytesIO(attached.get_content()))


def test_a_real_server_that_refuses_it(lev: Actor, approved: UUID, served: Callable[..., Server]) -> None:
    server = served("550 5.7.1 No")
    sending.send_by_mail(lev, approved, to=TO)
    assert outbox.send_due(utc_now()) == 0
    sending.take_in(lev)
    waiting = sending.post(said(lev, approved))
    assert waiting is not None
    assert waiting.state == "failed"
    assert server.taken == []


def test_the_same_clock_runs_from_the_day_of_the_mail(lev: Actor, max_: Actor, mailbox: Path) -> None:
    refresh(lev)
    body = bodies.add_authority(lev, replace(COMMITTEE, channels="registry@committee.example"))
    one = drafted(lev, body)
    for who in (lev, max_):
        refresh(who)
        approving.let_go(who, one, nobody=True)
    refresh(lev)
    sending.send_by_mail(lev, one, to=TO)
    due.run(utc_now())
    sending.take_in(lev)
    refresh(lev)
    stands = access.standings(lev)[one]
    assert stands.presumed
    assert stands.due is not None
    assert stands.due >= lev.today + timedelta(days=30)
