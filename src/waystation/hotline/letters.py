"""Answers as e-mail: who they are from, what they are called, how they thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from waystation.hotline import boxes, channels
from waystation.hotline.boxes import Box
from waystation.hotline.contact import Known
from waystation.hotline.errors import NoAddress
from waystation.hotline.records import Letter
from waystation.mail.compose import Attachment, Unsafe, answering, compose, new_message_id
from waystation.mail.identifiers import Identifiers
from waystation.mail.parse import Parsed


def subject(language: str, *, answers: bool = False) -> str:
    """Words that tell nothing to whoever looks over a shoulder; never the counterpart's own subject.

    What `answers` a letter says so (RFC 5322, 3.6.5): then mail programs that go by the subject keep all of ours, and
    the answers to them, in one thread.
    """
    chosen: str | None = settings.WAYSTATION_MAIL.get("subjects", {}).get(language)
    with override(language):
        words = chosen or _("Your question")
    return f"Re: {words}" if answers else words


@dataclass(frozen=True)
class Manner:
    """How a letter is to look: its language, the receiver's own word on top, a cover, a word at its end.

    With a cover neither our subject nor our name nor our address on the web stands in it; the address that it comes
    from stays ours.
    """

    language: str
    word: str = ""
    subject: str = ""
    sender: str = ""
    delete: bool = False

    @property
    def is_covered(self) -> bool:
        return bool(self.subject or self.sender)


def manner(found: Known) -> Manner:
    """As this person asked."""
    said = found.contact
    return Manner(found.language, said.our_word, said.subject, said.sender, said.delete == "yes")


def answer(
    *,
    text: str,
    persona: str,
    to: str,
    how: Manner,
    parent: Parsed | None,
    thread: UUID,
    now: datetime,
    code: str,
    box: Box,
    instead_of: str = "",
) -> tuple[str, Letter]:
    """The Message-ID and the letter of an answer from a mailbox of ours, and `instead_of` which that was until now.

    Raises NoAddress where `to` cannot be written to or is an address of ours: it would come in as somebody's.
    """
    if boxes.is_ours(to):
        raise NoAddress
    found = Identifiers(parent.message_id, parent.references, parent.automatic) if parent else None
    in_reply_to, references = answering(found) if found else (None, ())
    sender = how.sender or persona
    # A cover does not speak of us: the new address itself has to do.
    warned = f"{moved(instead_of, how.language)}\n\n" if instead_of and not how.is_covered else ""
    return _letter(
        box,
        to=to,
        sender_name=how.sender or box.name or persona,
        subject=how.subject or subject(how.language, answers=bool(in_reply_to)),
        text=_body(f"{warned}{text}", sender, how, code),
        date=now,
        thread=thread,
        in_reply_to=in_reply_to,
        references=references,
    )


def enclosing(
    box: Box,
    *,
    to: str,
    persona: str,
    subject: str,
    text: str,
    code: str,
    language: str,
    date: datetime,
    attachments: Sequence[Attachment],
) -> tuple[str, Letter]:
    """The Message-ID and the letter of a mail with files to somebody who wrote to us never: an authority.

    Raises NoAddress where `to` cannot be written to or is an address of ours.
    """
    if boxes.is_ours(to):
        raise NoAddress
    return _letter(
        box,
        to=to,
        sender_name=box.name or persona,
        subject=subject,
        text="\n".join([text.rstrip(), "", "-- ", persona, "", proof(code, language), ""]),
        date=date,
        attachments=attachments,
    )


def moved(address: str, language: str) -> str:
    """What a caller is told first whose way to us fell into other hands."""
    with override(language):
        return _(
            "%(address)s is in other hands. Do not write there any more. Write to the address of this message."
        ) % {"address": address}


def _body(text: str, sender: str, how: Manner, code: str) -> str:
    """The word first: whoever gets it looks for that before reading on."""
    word = [how.word, ""] if how.word else []
    delete = ["", delete_it(how.language)] if how.delete and not how.is_covered else []
    under = code if how.is_covered else proof(code, how.language)
    return "\n".join([*word, text.rstrip(), *delete, "", "-- ", sender, "", under, ""])


def delete_it(language: str) -> str:
    """What somebody who asked to be reminded is told under each letter."""
    with override(language):
        return _("Please delete this message, and your answer too.")


def proof(code: str, language: str) -> str:
    """The line by which whoever got a message can ask whether it is ours."""
    with override(language):
        where = f"{settings.WAYSTATION_ORIGIN.rstrip('/')}/{language}/check"
        return _("Is this from us? Ask here: %(address)s") % {"address": where} + f"\n{code}"


def nudge(to: str, language: str, now: datetime) -> Letter:
    """A letter without content to the duty team's own address: somebody should look."""
    with override(language):
        text = _("Something needs a look. Please sign in.")
    box = next(iter(channels.usable()), None) or boxes.first()
    return _letter(box, to=to, sender_name="", subject=subject(language), text=text, date=now, automatic=True)[1]


def _letter(box: Box, *, to: str, date: datetime, thread: UUID | None = None, **fields: object) -> tuple[str, Letter]:
    sender, domain = box.address, box.domain
    message_id = new_message_id(domain)
    try:
        message = compose(sender=sender, to=to, date=date, domain=domain, message_id=message_id, **fields)  # type: ignore[arg-type]
    except Unsafe:
        raise NoAddress from None
    return message_id, Letter(sender=sender, recipients=(to,), message=message, at=date, thread=thread)
