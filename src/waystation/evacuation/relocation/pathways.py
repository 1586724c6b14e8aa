"""The steps that a track of each pathway begins with, until the organisation writes its own. Pure.

They say what we do. What a country asks for is no part of them: that is entered as its terms, with a source.
"""

from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.evacuation.relocation.records import (
    APPOINTMENT,
    AUTHORITY,
    DECIDED,
    EMBASSY,
    FILED,
    PAPERS,
    PARTNER,
    PERSON,
    TERMS,
    US,
    Item,
)
from waystation.vocabulary.vocabularies import terms

_NAMESPACE = UUID("0c8a5d52-2b8f-4b9e-9a0d-3a0b8d1f6c41")
# Nobody decides before the journey: somebody of ours says from which day they can travel.
UNDECIDED = ("asylum_on_arrival", "visa_free_transit", "emergency_travel_support", "other")

Words = str | Promise
Line = tuple[Words, str, int | None] | tuple[Words, str, int | None, str]
"""What, on whose side it lies, after how many days it is due, and what is noted once it is done."""

_ASK: Line = (
    _("Ask everybody who goes whether we may pass their case on: to whom, by name"),
    US,
    3,
    FILED,
)
_TERMS: Line = (_("Find out what the country asks for, and enter its terms with source and date"), US, 7, TERMS)
_PAPERS: Line = (_("Collect the papers; order translations and apostilles"), US, 14, PAPERS)
_APPOINT: Line = (_("Take an appointment"), US, None, APPOINTMENT)
_FILE: Line = (_("Hand the application in, and note its number"), US, None, FILED)
_WAIT: Line = (_("They decide"), EMBASSY, None, DECIDED)
_COLLECT: Line = (_("Fetch the visa; compare name, days and entries with the passport"), PERSON, None)
_ONWARD: Line = (_("Plan the onward journey, and who meets them there"), US, None)

_BEGIN, _END = (_ASK, _TERMS), (_COLLECT, _ONWARD)
_VISA = (*_BEGIN, _PAPERS, _APPOINT, _FILE, _WAIT, *_END)
_SELECTED = (
    *_BEGIN,
    (_("Write the application together with the person"), US, 14),
    (_("Write a security plan for the move"), US, 14),
    _FILE,
    (_("The programme decides"), PARTNER, None),
    _PAPERS,
    (_("Apply for the visa that the programme asks for"), US, None),
    *_END,
)
_RESETTLED = (
    *_BEGIN,
    _PAPERS,
    (_("Refer the case"), US, None, FILED),
    (_("Interview"), PERSON, None),
    (_("Security and medical checks"), AUTHORITY, None),
    (_("They decide"), AUTHORITY, None, DECIDED),
    _ONWARD,
)
_STEPS: dict[str, tuple[Line, ...]] = {
    "humanitarian_visa": (*_BEGIN, (_("Write a letter of support"), US, 7), *_VISA[2:]),
    "gov_resettlement": _RESETTLED,
    "unhcr_referral": (
        *_BEGIN,
        (_("Registration as a refugee in the country where the person is"), PERSON, None),
        *_RESETTLED[2:],
    ),
    "private_sponsorship": (
        *_BEGIN,
        (_("Find the sponsors, and check them"), US, 14),
        (_("The sponsors hand in their undertaking"), PARTNER, None),
        *_RESETTLED[2:],
    ),
    "hrd_stream": (*_BEGIN, (_("A partner who may refer takes the case on"), PARTNER, 14), *_RESETTLED[2:]),
    "temporary_relocation": _SELECTED,
    "artist_writer_residence": _SELECTED,
    "scholar_at_risk": _SELECTED,
    "emergency_travel_support": (
        _TERMS,
        (_("Name a lawyer there, and brief the person on the claim"), US, 7),
        (_("Ask for the money of the journey"), US, 7),
        _ONWARD,
    ),
    "asylum_on_arrival": (
        _TERMS,
        (_("Name a lawyer there, and brief the person on the claim"), US, 7),
        (_("Put together what proves the danger, so that it is there and not on the phone"), US, 7),
        _ONWARD,
    ),
    "visa_free_transit": (
        _TERMS,
        (_("Look who of the pursuers can travel there too"), US, 3),
        (_("Find where they stay, until when they may, and which track goes on from there"), US, 7),
        _ONWARD,
    ),
    "family_reunion": (*_BEGIN, (_("Put together what proves the tie"), US, 14), *_VISA[2:]),
}


def pathways() -> list[str]:
    """The codes of the vocabulary, in its order."""
    return [each.code for each in terms("immigration_pathways")]


def steps(pathway: str) -> tuple[Item, ...]:
    """What a track begins with, in the language of the page."""
    lines = _STEPS.get(pathway, _VISA)
    return tuple(
        Item(what=str(what), whose=whose, days=days, follows="".join(follows)) for what, whose, days, *follows in lines
    )


def id_of(pathway: str) -> UUID:
    """What a pathway is called in an address."""
    return uuid5(_NAMESPACE, pathway)


def by_id(pathway_id: UUID) -> str | None:
    """The pathway that an address names."""
    return next((code for code in pathways() if id_of(code) == pathway_id), None)
