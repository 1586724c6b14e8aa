"""What is known of who writes to us that must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.hotline.models import ContactRow, DraftRow, Request

_A_NUMBER = 7  # digits


def of_request(held: Any) -> Iterator[Fact]:
    """Who writes, and what about."""
    stub = held.record
    about = (stub.case or held.id).bytes
    if stub.who:
        yield Fact(about, _kind(stub.who), stub.who)
    if stub.name:
        yield Fact(about, Kind.NAME, stub.name)
    if stub.subject:
        yield Fact(about, Kind.WORDS, stub.subject)


def _kind(address: str) -> Kind:
    """What an address of somebody is: of a messenger it may be a number; of a web caller it is what they are called."""
    if "@" in address.strip("@"):
        return Kind.EMAIL
    if sum(map(str.isdecimal, address)) >= _A_NUMBER:
        return Kind.PHONE
    return Kind.HANDLE if address.startswith("@") or any(each in address for each in "_0123456789") else Kind.NAME


def of_contact(held: Any) -> Iterator[Fact]:
    """Whom they trust, how else they are reached, and the word by which they know us."""
    for contact in (held.record.contact, *held.record.beside):
        for said in (contact.second_channel, contact.trusted, contact.our_word, *contact.avoid):
            if said:
                yield Fact(held.id.bytes, Kind.WORDS, said)


def make_known() -> None:
    """Called at start-up."""
    use(Request, _("Requests"), of_request)
    use(ContactRow, _("How somebody may be reached"), of_contact)
    use_words(DraftRow, _("Answers that are being written"))
