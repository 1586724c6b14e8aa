"""How two who have never met know each other: a sentence that one says and a sentence that the other answers.

Each is harmless to whoever overhears it, and has a number in it that nobody can guess: of the two halves each side
knows both, so that either can walk away. They are said in one language, whatever language the page is read in.
"""

import secrets

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from waystation.hotline.briefings.records import Meeting, Sentence

Words = str | Promise

QUESTIONS: tuple[Words, ...] = (
    _("Excuse me, has bus number %(number)d left already?"),
    _("Excuse me, is house number %(number)d on this street?"),
    _("Do you know where office number %(number)d is?"),
    _("Does minibus number %(number)d still stop here?"),
    _("Is this the queue for window number %(number)d?"),
    _("Do you happen to have change for %(number)d roubles?"),
    _("Is it true that parking here costs %(number)d roubles now?"),
    _("I was told to come to gate number %(number)d. Is it here?"),
)
ANSWERS: tuple[Words, ...] = (
    _("No, but in %(number)d minutes another one comes."),
    _("I am not from here, I came on route %(number)d."),
    _("My sister would know, she lives at number %(number)d."),
    _("Yesterday it was %(number)d, today I do not know."),
    _("Ask in the shop at number %(number)d."),
    _("I have been waiting for %(number)d minutes myself."),
    _("It was closed when I passed number %(number)d."),
    _("I only know that kilometre %(number)d is far from here."),
)
NUMBERS = range(11, 100)

# For whoever travels, and for whoever helps: names for one leg, never anybody's own.
TRAVELLERS: tuple[Words, ...] = (
    pgettext_lazy("pseudonym", "Alder"),
    pgettext_lazy("pseudonym", "Ash"),
    pgettext_lazy("pseudonym", "Aspen"),
    pgettext_lazy("pseudonym", "Birch"),
    pgettext_lazy("pseudonym", "Cedar"),
    pgettext_lazy("pseudonym", "Elm"),
    pgettext_lazy("pseudonym", "Fir"),
    pgettext_lazy("pseudonym", "Hazel"),
    pgettext_lazy("pseudonym", "Larch"),
    pgettext_lazy("pseudonym", "Lime"),
    pgettext_lazy("pseudonym", "Maple"),
    pgettext_lazy("pseudonym", "Oak"),
    pgettext_lazy("pseudonym", "Pine"),
    pgettext_lazy("pseudonym", "Poplar"),
    pgettext_lazy("pseudonym", "Rowan"),
    pgettext_lazy("pseudonym", "Willow"),
)
HELPERS: tuple[Words, ...] = (
    pgettext_lazy("pseudonym", "Bunting"),
    pgettext_lazy("pseudonym", "Crane"),
    pgettext_lazy("pseudonym", "Finch"),
    pgettext_lazy("pseudonym", "Heron"),
    pgettext_lazy("pseudonym", "Jay"),
    pgettext_lazy("pseudonym", "Kestrel"),
    pgettext_lazy("pseudonym", "Lapwing"),
    pgettext_lazy("pseudonym", "Lark"),
    pgettext_lazy("pseudonym", "Magpie"),
    pgettext_lazy("pseudonym", "Nuthatch"),
    pgettext_lazy("pseudonym", "Oriole"),
    pgettext_lazy("pseudonym", "Plover"),
    pgettext_lazy("pseudonym", "Rook"),
    pgettext_lazy("pseudonym", "Siskin"),
    pgettext_lazy("pseudonym", "Starling"),
    pgettext_lazy("pseudonym", "Wagtail"),
)


def new(language: str, traveller: int | None = None) -> Meeting:
    """A new meeting as the helper sees it. `traveller`: how they are called on this leg already."""
    return Meeting(
        role="traveller",
        called=secrets.randbelow(len(TRAVELLERS)) if traveller is None else traveller,
        own=secrets.randbelow(len(HELPERS)),
        language=language,
        question=_sentence(QUESTIONS),
        answer=_sentence(ANSWERS),
    )


def _sentence(among: tuple[Words, ...]) -> Sentence:
    return Sentence(secrets.randbelow(len(among)), secrets.choice(NUMBERS))


def for_traveller(role: str, meeting: Meeting) -> Meeting:
    """The same meeting as the traveller sees it."""
    return Meeting(
        role=role,
        called=meeting.own,
        own=meeting.called,
        language=meeting.language,
        question=meeting.question,
        answer=meeting.answer,
    )


def question(sentence: Sentence, language: str) -> str:
    """What the helper says."""
    return _say(QUESTIONS, sentence, language)


def answer(sentence: Sentence, language: str) -> str:
    """What the traveller answers."""
    return _say(ANSWERS, sentence, language)


def _say(among: tuple[Words, ...], sentence: Sentence, language: str) -> str:
    with override(language):
        return str(among[sentence.which % len(among)]) % {"number": sentence.number}


def name(role: str, which: int, language: str) -> str:
    """How somebody in this role is called on a leg."""
    among = TRAVELLERS if role == "traveller" else HELPERS
    with override(language):
        return str(among[which % len(among)])
