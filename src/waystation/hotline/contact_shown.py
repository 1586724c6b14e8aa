"""Safe contact made ready for the staff's templates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from waystation.hotline import contact, contact_terms, hours, wording
from waystation.hotline import contact_rules as rules
from waystation.hotline.contact import Known
from waystation.hotline.contact_forms import ZONES, question
from waystation.hotline.contact_rules import Text
from waystation.hotline.records import Asked, Contact
from waystation.hotline.shown import Badge
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.web import languages


@dataclass(frozen=True)
class Line:
    """One answer."""

    label: Text
    value: Text = field(repr=False)


@dataclass(frozen=True)
class AskedLine:
    """What waits for a second person, or was decided."""

    id: UUID
    by: str
    at: datetime
    until: datetime
    reason: str = field(repr=False)
    why: Sequence[Text]
    text: str = field(repr=False)
    is_letter: bool
    is_mine: bool
    waits: bool
    decided: str


def beside(actor: Actor, found: Known) -> dict[str, Any]:
    """What is to be seen at a glance beside a thread, and before somebody answers."""
    now = actor.now()
    against = found.against("", now)
    return {
        "contact": found,
        "contact_state": state(found, against, now),
        "contact_lines": lines(found.contact),
        "contact_also": [lines(each) for each in contact_terms.beside(found.terms, found.contact)],
        "against": [rules.WHY[code] for code in against if code != rules.HOURS],
        "held": rules.HOURS in against,
        "held_until": hours.opens([each.hours for each in found.terms], now),
        "may_ask": bool(against),
        "second": [asked_line(actor, each) for each in found.record.asked if rules.is_waiting(each, now)],
    }


def state(found: Known, against: Sequence[str], now: datetime) -> Badge:
    """Whether one may write now."""
    if rules.DAMAGED in against:
        return Badge(_("Changed by force"), "danger", "alarm")
    if found.turned_away:
        return Badge(*wording.TURNED_AWAY[found.turned_away])
    if rules.DURESS in against:
        return Badge(_("Not free"), "danger", "alarm")
    if rules.STOP in against or any(each.stop for each in found.terms):
        return Badge(_("Do not write"), "danger", "lock")
    if not all(hours.is_open(each.hours, now) for each in found.terms):
        return Badge(_("Not at this hour"), "warn", "lock")
    if set(against) - {rules.HOURS}:
        return Badge(_("Not like this"), "warn", "lock")
    return Badge(_("May be written to now"), "good")


def lines(said: Contact) -> list[Line]:
    """The answers that there are, the most dangerous to overlook first."""
    language = languages.current()
    values: list[tuple[Text, Text]] = [
        (question("now"), rules.NOW.get(said.now, "")),
        (_("Do not write at all"), pgettext("answer", "Yes") if said.stop else ""),
        (question("when"), hours.written(said.hours.when, language)),
        (question("never"), hours.written(said.hours.never, language)),
        (_("Clock there now"), clock(said)),
        (_("Not to be used"), ", ".join(str(rules.WAYS.get(way, way)) for way in said.avoid)),
        (question("who_sees"), rules.SEEN.get(said.who_sees, "")),
        (_("What shall we do if somebody else answers?"), said.someone_else),
        (question("preview"), rules.YES_NO.get(said.preview, "")),
        (question("cover"), said.cover),
        (_("Subject that a mail must have"), said.subject),
        (_("Name that a mail must come from"), said.sender),
        (_("Words not to be used"), ", ".join(said.unsaid)),
        (question("language"), rules.TONGUES.get(said.language, "")),
        (question("voice"), rules.VOICE.get(said.voice, "")),
        (_("Word that our messages show"), said.our_word),
        (_("Agreed words"), _agreed(said)),
        (question("second_channel"), said.second_channel),
        (question("trusted"), said.trusted),
        (question("whose_sim"), rules.SIM.get(said.whose_sim, "")),
        (question("delete"), rules.YES_NO.get(said.delete, "")),
    ]
    return [Line(label, value) for label, value in values if value]


def clock(said: Contact) -> str:
    """Where hours were given, which clock they are by."""
    bound = said.hours.when or said.hours.never
    return str(ZONES.get(said.hours.zone, said.hours.zone)) if bound else ""


def _agreed(said: Contact) -> str:
    names = {"word_ok": _("free"), "word_duress": _("not free")}
    return ", ".join(name for code, name in names.items() if getattr(said, code))


def asked_line(actor: Actor, asked: Asked) -> AskedLine:
    names = personas(actor)
    decided = names.get(asked.decided_by, "") if asked.decided_by else ""
    return AskedLine(
        asked.id,
        names.get(asked.by, asked.persona),
        asked.at,
        asked.until,
        asked.reason,
        [rules.WHY[code] for code in asked.why if code in rules.WHY],
        asked.text,
        asked.letter is not None,
        asked.by == actor.account,
        rules.is_waiting(asked, actor.now()),
        (_("%(who)s agreed") if asked.agreed else _("%(who)s did not agree")) % {"who": decided} if decided else "",
    )


def heard(found: Known, message: UUID) -> list[Badge]:
    """Badges of a message that holds an agreed word."""
    words = {each.word for each in found.heard if each.message == message}
    badges = {
        "word_duress": Badge(_("Says the word: I am not free"), "danger", "alarm"),
        "word_ok": Badge(_("Says the word: I am free"), "good"),
    }
    return [badge for word, badge in badges.items() if word in words]


def waiting(actor: Actor) -> list[dict[str, Any]]:
    """What waits for a second person, for lists."""
    return [{"thread": thread, "asked": asked_line(actor, asked)} for thread, asked in contact.waiting(actor)]


def local_time(said: Contact, now: datetime) -> datetime | None:
    """What the clock says where they are."""
    return now.astimezone(ZoneInfo(said.hours.zone)) if said.hours.zone in hours.zones() else None
