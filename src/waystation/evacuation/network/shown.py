"""Connections made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.evacuation import zones
from waystation.evacuation.network import rules, timetable, wording
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.network.wording import Sentence
from waystation.evacuation.records import PlaceRecord
from waystation.vocabulary.vocabularies import label_of

Places = Mapping[UUID, PlaceRecord]


@dataclass(frozen=True)
class ConnectionLine:
    """A connection with names in place of ids."""

    id: UUID
    way: ConnectionRecord = field(repr=False)
    origin: str = field(repr=False)
    destination: str = field(repr=False)
    checkpoints: list[str] = field(repr=False)

    @property
    def mode(self) -> str:
        return label_of("transport_modes", self.way.mode)

    @property
    def takes(self) -> str:
        """How long, in hours and minutes."""
        hours, minutes = divmod(self.way.minutes, 60)
        told = [ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}] if hours else []
        told += [ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}] if minutes else []
        return " ".join(told)

    @property
    def departures(self) -> list[str]:
        """Each as it is typed; nothing where it goes on demand."""
        return timetable.write(self.way.departures, self.way.dates, zones.zone()).splitlines()

    @property
    def changes(self) -> list[str]:
        """What was told of single departures: that they do not leave, or by how much they are late."""
        zone, found = zones.zone(), []
        for change in self.way.changes:
            when = date_format(change.departure.astimezone(zone), "SHORT_DATETIME_FORMAT")
            if change.late is None:
                found.append(_("%s does not leave") % when)
            else:
                minutes = {"when": when, "leaves": change.late[0], "arrives": change.late[1]}
                found.append(_("%(when)s leaves %(leaves)+d and arrives %(arrives)+d minutes") % minutes)
        return found

    @property
    def on_demand(self) -> bool:
        return rules.is_on_demand(self.way)

    @property
    def exposure(self) -> Sentence:
        return wording.EXPOSURES[self.way.exposure]

    @property
    def exposure_tone(self) -> str:
        return wording.TONES[self.way.exposure]

    @property
    def identity_check(self) -> Sentence:
        return wording.IDENTITY_CHECKS[self.way.identity_check]

    @property
    def identity_tone(self) -> str:
        return wording.TONES[self.way.identity_check]

    @property
    def documents(self) -> list[str]:
        return [label_of("document_types", code) for code in self.way.documents]

    @property
    def pathway(self) -> str:
        return label_of("immigration_pathways", self.way.pathway) if self.way.pathway else ""

    @property
    def needs(self) -> list[str]:
        """Whom of ours it needs."""
        told = [(self.way.needs_driver, _("a driver of ours")), (self.way.needs_escort, _("an escort"))]
        return [words for holds, words in told if holds]

    @property
    def state(self) -> Sentence:
        return wording.STATES[self.way.state]

    @property
    def state_tone(self) -> str:
        return wording.TONES[self.way.state]


def line(pk: UUID, way: ConnectionRecord, places: Places) -> ConnectionLine:
    """One connection; a place that is not there any more is a dash."""
    origin, destination, *checkpoints = (
        places[each].name if each in places else "—" for each in (way.from_place, way.to_place, *way.checkpoints)
    )
    return ConnectionLine(pk, way, origin, destination, checkpoints)


def lines(ways: Mapping[UUID, ConnectionRecord], places: Places) -> list[ConnectionLine]:
    """Connections by the names of their ends."""
    found = (line(pk, way, places) for pk, way in ways.items())
    return sorted(found, key=lambda each: (each.origin.casefold(), each.destination.casefold(), each.way.minutes))


def told(each: ConnectionLine) -> Iterable[tuple[Sentence, str]]:
    """All that is known of a connection, with labels."""
    cost = f"{each.way.cost} {each.way.currency}" if each.way.cost else ""
    return [
        (_("By"), each.mode),
        (_("Takes"), each.takes),
        (_("Departures"), "; ".join(each.departures) or _("on demand")),
        (_("Cancelled and late"), "; ".join(each.changes)),
        (_("Cost"), cost),
        (_("How many of ours at once"), str(each.way.capacity)),
        (_("Papers, any one of which is enough"), ", ".join(each.documents)),
        (_("Checkpoints on it"), ", ".join(each.checkpoints)),
        (_("It needs"), ", ".join(each.needs)),
        (_("Into the country by"), each.pathway),
        (_("Note"), each.way.note),
    ]
