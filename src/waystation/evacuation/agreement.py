"""What a person is read before they say yes to a journey, and whether they said it to the journey as it is now.

The text is one of the texts of consent, with what matters of this journey: where to, when, how, how many. No house is
named: who says no must know of none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework import consent_texts
from waystation.casework.consent_forms import SPOKEN
from waystation.evacuation import access, approval_rules, rules, zones
from waystation.evacuation.records import About, Heard, JourneyRecord, LegRecord, PlaceRecord
from waystation.evacuation.wording import MATTERS
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term


def about(
    journey: JourneyRecord,
    destination: PlaceRecord,
    legs: Iterable[LegRecord],
    travellers: tuple[UUID, ...],
    zone: tzinfo,
) -> About:
    """What of a journey somebody says yes to."""
    way = rules.in_order(legs)
    return About(
        destination=rules.arrival_place(journey.phase, destination) or destination.country,
        day=way[0].departs.astimezone(zone).date() if way else None,
        modes=tuple(dict.fromkeys(leg.mode for leg in way)),
        travellers=travellers,
    )


def differs(heard: Heard | None, now: About) -> list[str]:
    """What is not as it was read to them: codes of MATTERS; all of it where nothing was."""
    if heard is None:
        return list(MATTERS)
    return [name for name in MATTERS if getattr(heard.about, name) != getattr(now, name)]


def now(actor: Actor, way: access.Way) -> About:
    """What somebody would say yes to today."""
    destination = access.place(actor, way.journey.destination)[1]
    return about(way.journey, destination, way.records, access.travellers(actor, way.case), zones.zone())


def read(actor: Actor, way: access.Way, language: str = "", version: int | None = None) -> Heard:
    """What is read to them in a language, or in the nearest that there is. Raises Absent for a version that is none."""
    text = consent_texts.current(actor)[consent_texts.JOURNEY]
    if version not in (None, text.version):
        text = consent_texts.shown(actor, consent_texts.JOURNEY, version or 0)
    words, spoken = text.spoken(language)
    told = now(actor, way)
    with translation.override(spoken):
        lines = [words, *_facts(told)]
    return Heard(text="\n".join(lines), text_version=text.version, language=spoken, by=actor.account, about=told)


def _facts(told: About) -> Iterator[str]:
    yield _("Where to: %(place)s.") % {"place": told.destination}
    if told.day:
        yield _("When: %(day)s.") % {"day": date_format(told.day, "DATE_FORMAT")}
        yield _("How: %(modes)s.") % {"modes": ", ".join(term("transport_modes", mode).label for mode in told.modes)}
    number = max(1, len(told.travellers))
    yield ngettext("%(number)s person goes.", "%(number)s persons go together.", number) % {"number": number}


@dataclass(frozen=True)
class Agreement:
    """What a page shows: what is to be read in each language, what was, and what is another thing since."""

    readings: tuple[tuple[str, str | Promise, str], ...]
    version: int
    seal: str
    heard: Heard | None
    heard_in: str | Promise
    changed: tuple[str | Promise, ...]

    @property
    def languages(self) -> list[tuple[str, str | Promise]]:
        return [(code, label) for code, label, _text in self.readings]


def shown(actor: Actor, way: access.Way) -> Agreement:
    """That of one journey."""
    text, heard, told = consent_texts.current(actor)[consent_texts.JOURNEY], way.journey.heard, now(actor, way)
    spoken = [code for code in consent_texts.LANGUAGES if text.texts.get(code, "").strip()]
    is_open = way.journey.status in approval_rules.OPEN
    changed = differs(heard, told) if is_open and way.journey.consent and heard else []
    return Agreement(
        readings=tuple((code, SPOKEN[code], read(actor, way, code).text) for code in spoken if is_open),
        version=text.version,
        seal=approval_rules.seal(way.journey, told.travellers),
        heard=heard,
        heard_in=SPOKEN.get(heard.language, "") if heard else "",
        changed=tuple(MATTERS[code] for code in changed),
    )
