"""The page by which those of whom a text tells are shown its words, before everybody reads them."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from waystation.casework.records import WordsSeen
from waystation.casework.these_words_page import words_page
from waystation.documentation.errors import to_casework
from waystation.publication import access, actions, people, rules, wording
from waystation.publication.markdown import plain
from waystation.publication.texts import title, trail
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting


def words(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Its words in each language as plain text, what those in it said of them, and a form for what they say."""
    actor = acting(request, "publication.write")
    _row, found = access.publication(actor, publication_id)
    those = people.words_seen(actor, found)
    if not those:
        raise Absent
    texts = [(code, wording.LANGUAGE_WORDS[code], plain(rules.whole(found, code))) for code in rules.languages(found)]
    above = reverse("publication:publication", args=[publication_id])
    context = {
        "below": title(found),
        "above": above,
        "breadcrumbs": trail((above, title(found))),
        "may_note": found.released_at is None,
    }

    def act(said: WordsSeen) -> None:
        with to_casework():
            actions.note_seen(actor, publication_id, said)

    return words_page(request, texts, those, rules.digest(found), act, context)
