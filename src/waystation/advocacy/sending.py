"""How a submission leaves: as a file, or by mail through the hotline's outbox.

A letter is stored with the submission in one transaction and leaves once. The submission counts as sent when the mail
server has taken it, which is written down by the next session whose keys open it: the worker that sends has none. A
session that finds a case in a waiting letter that does not consent any more stops the letter. Nothing leaves from an
innocent view.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localtime
from msgspec.structs import replace

from waystation.advocacy import access, approving, letters, papers, rules, wording
from waystation.advocacy.approving import used
from waystation.advocacy.drafting import held
from waystation.advocacy.letters import Letter
from waystation.advocacy.models import SubmissionRow
from waystation.advocacy.records import MAIL, Authority, Mailed, Submission
from waystation.audit.log import log
from waystation.casework.gate import never_left
from waystation.documentation.errors import Refused, refuse
from waystation.hotline import boxes, channels, codes, outbox
from waystation.hotline import letters as mails
from waystation.hotline.boxes import Box
from waystation.hotline.errors import NoAddress
from waystation.hotline.models import Outgoing
from waystation.mail.compose import Attachment
from waystation.staff.access import open_row, personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require
from waystation.vault.errors import Stale
from waystation.vault.records import rewrite

_KEPT_HERE = (outbox.WAITING, outbox.FAILED)
"""States of a letter that has not left: of one whose end nobody saw that is not known."""


def letter_of(actor: Actor, submission_id: UUID, said: Submission, authority: Authority, answer_to: str = "") -> Letter:
    """What its file says. `answer_to` is another address of ours than the first, or than the one that it went from."""
    return letters.letter(
        submission_id,
        said,
        to=authority.name,
        persona=personas(actor)[said.by] if said.by else actor.persona,
        answer_to=answer_to or (said.mail.sender if said.mail else boxes.first().address),
        approved=rules.is_approved(said, authority) or said.parent is not None,
    )


@transaction.atomic
def make_file(actor: Actor, submission_id: UUID, form: str) -> bytes:
    """The submission as a file of one of `papers.KINDS`; a draft says that it is one. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    _row, found = access.submission(actor, submission_id)
    _row, authority = access.authority(actor, found.authority)
    refuse([] if form in papers.KINDS else [("form", wording.NO_SUCH_FORM)])
    made = papers.file(letter_of(actor, submission_id, found, authority), form)
    log(actor.account, "advocacy.file_made", subject=submission_id)
    return made


@transaction.atomic
def send_by_mail(
    actor: Actor, submission_id: UUID, *, to: str, form: str = papers.PDF, sender: str = "", seen: int | None = None
) -> None:
    """Lets it leave by mail, as a file of one of `papers.KINDS`, once all who are in it still consent.

    Raises Absent, Refused, Stale.
    """
    require(actor, "advocacy.write")
    row, before = held(actor, submission_id, seen)
    _row, authority = access.authority(actor, before.authority)
    refuse([("", wording.SENT_ALREADY)] if before.sent is not None else [])
    refuse([("", wording.LEAVING)] if before.mail is not None else [])
    refuse([] if rules.is_approved(before, authority) else [("", wording.NOT_APPROVED)])
    refuse([] if form in papers.KINDS else [("form", wording.NO_SUCH_FORM)])
    box = _box(sender)
    _never_left(actor, before.uses)  # of a letter that was stopped
    uses = used(actor, before, authority)
    mail = _mailed(actor, submission_id, before, authority, to.strip(), form, box)
    leaving = replace(before, mail=mail, uses=uses)
    if actor.apart:  # from an innocent view nothing leaves, and its pages say that it did
        leaving = replace(leaving, sent=actor.today, channel=MAIL, proof=mail.message_id)
    rewrite(row, leaving, actor.keys)
    log(actor.account, "advocacy.mailed", subject=submission_id)


def _box(sender: str) -> Box:
    box = boxes.of(sender) if sender else next(iter(channels.usable()), None)
    if box is None or box not in channels.usable():
        raise Refused([("sender", wording.NO_SUCH_SENDER)])
    return box


def _mailed(
    actor: Actor, submission_id: UUID, said: Submission, authority: Authority, to: str, form: str, box: Box
) -> Mailed:
    found = letter_of(actor, submission_id, said, authority, box.address)
    content = papers.file(found, form)
    number, language = letters.reference(submission_id), "ru" if said.language == "ru" else "en"
    try:
        message_id, letter = mails.enclosing(
            box,
            to=to,
            persona=found.signed,
            subject=f"{found.title} · {number}",
            text=letters.words(said.language)["mail"],
            code="" if actor.apart else codes.issue(now=actor.now()),
            language=language,
            date=actor.now(),
            attachments=[Attachment(f"{number}.{form}", "/".join(papers.TYPES[form]), content)],
        )
    except NoAddress:
        raise Refused([("to", wording.NO_SUCH_ADDRESS)]) from None
    queued = uuid4() if actor.apart else outbox.queue(letter, access.key(actor), now=actor.now()).pk
    return Mailed(
        letter=queued,
        to=to,
        sender=box.address,
        form=form,
        sha256=hashlib.sha256(content).hexdigest(),
        message_id=message_id,
        at=actor.now(),
        by=actor.account,
    )


@dataclass(frozen=True)
class Post:
    """How a letter stands in the outbox; `state` is empty where it is not there any more."""

    mail: Mailed = field(repr=False)
    state: str

    @property
    def is_stuck(self) -> bool:
        return self.state in (outbox.UNCLEAR, outbox.FAILED, "")


def post(said: Submission) -> Post | None:
    """How the letter of a submission that is on its way out stands."""
    if said.mail is None or said.sent is not None:
        return None
    state = Outgoing.objects.filter(pk=said.mail.letter).values_list("state", flat=True).first()
    return Post(said.mail, state or "")


@transaction.atomic
def stop_mail(actor: Actor, submission_id: UUID) -> None:
    """Takes back a letter that has not left, or whose end nobody saw. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    row, before = held(actor, submission_id)
    waiting = post(before)
    if waiting is None:
        raise Refused([("", wording.NOT_LEAVING)])
    if waiting.state and not outbox.take_off(waiting.mail.letter):
        raise Refused([("", wording.LEAVES_NOW if waiting.state == outbox.SENDING else wording.NOT_LEAVING)])
    uses = _never_left(actor, before.uses) if waiting.state in _KEPT_HERE else ()
    _written(actor, row, replace(before, mail=None, uses=uses), "advocacy.mail_stopped")


def _never_left(actor: Actor, uses: Iterable[UUID]) -> tuple[UUID, ...]:
    """Notes in the cases of a letter that it never left. Those that this person may not ask wait for others."""
    waiting = []
    for each in uses:
        try:
            never_left(actor, each)
        except Absent:
            waiting.append(each)
    return tuple(waiting)


@transaction.atomic
def send_again(actor: Actor, submission_id: UUID) -> None:
    """Lets a letter leave once more that the mail server refused or whose end nobody saw. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    _row, before = held(actor, submission_id)
    if (waiting := post(before)) is None:
        raise Refused([("", wording.NOT_LEAVING)])
    _row, authority = access.authority(actor, before.authority)
    if reasons := against(actor, before, authority):
        raise Refused([("", each) for each in reasons])
    row, letter = open_row(actor, Outgoing.objects.all(), waiting.mail.letter)
    if not outbox.send_again(row, letter, now=actor.now()):
        raise Refused([("", wording.NOT_LEAVING)])
    log(actor.account, "advocacy.mailed", subject=submission_id)


def against(actor: Actor, said: Submission, authority: Authority) -> list[str]:
    """Which cases that are in it do not consent any more, and why; nothing where this person may not ask."""
    return approving.withdrawn_since(actor, said, authority) if allows(actor, "consent.use") else []


def take_in(actor: Actor) -> None:
    """Writes down what the mail server has taken since somebody looked last, and stops what may not leave any more."""
    if not allows(actor, "advocacy.write"):
        return
    unsent = {one: said for one, said in access.submissions(actor).items() if said.sent is None}
    leaving = {one: said for one, said in unsent.items() if said.mail}
    if leaving:
        outbox.refill(actor)
    for one, said in leaving.items():
        with suppress(Stale):  # a colleague's session was faster
            _taken_in(actor, one, said)
    may_ask = allows(actor, "consent.use")
    for one in [one for one, said in unsent.items() if said.uses and not said.mail and may_ask]:
        with suppress(Stale):
            _stopped_before(actor, one)


@transaction.atomic
def _stopped_before(actor: Actor, submission_id: UUID) -> None:
    """Somebody stopped it who may not ask the cases that were in it."""
    row, said = held(actor, submission_id)
    if said.mail is None and said.sent is None and (uses := _never_left(actor, said.uses)) != said.uses:
        rewrite(row, replace(said, uses=uses), actor.keys)


@transaction.atomic
def _taken_in(actor: Actor, submission_id: UUID, said: Submission) -> None:
    assert said.mail is not None  # for the reader and the types
    letter = Outgoing.objects.filter(pk=said.mail.letter).only("state", "next_try").first()
    if letter is None or letter.state in (outbox.SENDING, outbox.UNCLEAR):
        return
    row, before = held(actor, submission_id)
    if before.mail != said.mail or before.sent is not None:
        return
    if letter.state == outbox.SENT:
        # The outbox keeps the day in UTC: where that is the day before, it went no sooner than somebody let it go.
        day = max(letter.next_try.date(), localtime(said.mail.at).date())
        gone = replace(before, sent=day, channel=MAIL, proof=before.proof or said.mail.message_id)
        _written(actor, row, gone, "advocacy.sent")
    elif letter.state == outbox.SETTLED:  # of one whose end nobody saw somebody said that it came to its end
        _written(actor, row, replace(before, mail=None, uses=()), "advocacy.mail_stopped")
    elif _stopped(actor, before, letter.pk):
        uses = _never_left(actor, before.uses)
        _written(actor, row, replace(before, mail=None, uses=uses), "advocacy.mail_stopped")


def _stopped(actor: Actor, said: Submission, letter: UUID) -> bool:
    """Takes a letter that has not left off the list where a case in it does not consent any more. Whether it did."""
    _row, authority = access.authority(actor, said.authority)
    return bool(against(actor, said, authority)) and outbox.take_off(letter)


def _written(actor: Actor, row: SubmissionRow, said: Submission, verb: str) -> None:
    rewrite(row, said, actor.keys)
    log(actor.account, verb, subject=row.pk)
