"""What is said of whether somebody vouches for a sender, and of letters that were not delivered, in plain sentences."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from waystation.hotline import access
from waystation.hotline.models import Message
from waystation.hotline.records import MessageRecord
from waystation.mail.evidence import DENIED, VOUCHED, Evidence
from waystation.mail.parse import Delivery
from waystation.staff.actor import Actor

Text = str | Promise
REPORTS = 20  # of the newest messages by machines in a thread that are looked through


def sentence(found: Evidence | None) -> Text:
    """Evidence, never proof; empty where no mail server is named that could give any."""
    if found is None:
        return ""
    domain = {"domain": found.domain}
    if found.said == VOUCHED:
        return (
            _("The mail server of %(domain)s vouches for this sender. It does not know who sits at the keys.") % domain
        )
    if found.said == DENIED:
        return (
            _("The mail server of %(domain)s says that this is not from it: forged, or sent on by another server.")
            % domain
        )
    return _("Nobody vouches for this sender: anybody can write this address into a mail.")


def undelivered(actor: Actor, records: Iterable[tuple[Message, MessageRecord]]) -> Mapping[str, Delivery]:
    """What mail servers say of letters of ours in this thread, by Message-ID, the newest word last.

    Only who got a letter, or carried it, knows its Message-ID: a stranger's report is about none of ours.
    """
    known = list(records)
    ours = {record.message_id for _, record in known if record.message_id}
    machines = [pair for pair in known if pair[1].automatic and pair[1].direction == "in"]
    found: dict[str, Delivery] = {}
    for message, record in machines[-REPORTS:] if ours else ():
        said = access.readable(actor, message, record)
        if (
            said
            and said.delivery
            and said.delivery.message_id in ours
            and said.delivery.action in ("failed", "delayed")
        ):
            found[said.delivery.message_id] = said.delivery
    return found


def delivery(found: Delivery) -> Text:
    """What became of a letter of ours."""
    why = {"why": " ".join(filter(None, (found.recipient, found.status, found.why)))}
    if found.action == "delayed":
        return _("Not delivered yet; the mail server goes on trying: %(why)s") % why
    return _("Could not be delivered: %(why)s") % why
