"""The page by which those in an open letter are shown its words, before everybody reads them."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from waystation.advocacy import access, approving, papers, rules, sending
from waystation.advocacy.framing import trail
from waystation.casework.records import WordsSeen
from waystation.casework.these_words_page import words_page
from waystation.documentation.errors import to_casework
from waystation.mail.words import clean
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.vocabulary.vocabularies import label_of


def words(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The letter as plain text, what those in it said of it, and a form for what they say."""
    actor = acting(request, "advocacy.read")
    _row, found = access.submission(actor, submission_id)
    _row, authority = access.authority(actor, found.authority)
    those = approving.words_seen(actor, found, authority)
    if not those:
        raise Absent
    letter = papers.as_text(sending.letter_of(actor, submission_id, found, authority)).decode().replace("\r\n", "\n")
    above = reverse("advocacy:submission", args=[submission_id])
    title = clean(found.title)[0]
    context = {
        "below": title,
        "above": above,
        "breadcrumbs": trail((above, title)),
        "may_note": found.sent is None and found.mail is None,
    }

    def act(said: WordsSeen) -> None:
        with to_casework():
            approving.note_seen(actor, submission_id, said)

    texts = [(found.language, label_of("submission_kinds", found.kind), letter)]
    return words_page(request, texts, those, rules.digest(found), act, context)
