"""Houses, helpers and signs must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.evacuation.models import Booking, CheckIn, Helper, Journey, Leg, Place, ProtocolRow
from waystation.evacuation.records import MEETING_POINT, SAFE_HOUSE

_SECRET = (SAFE_HOUSE, MEETING_POINT)


def of_place(held: Any) -> Iterator[Fact]:
    """A house or a meeting point of ours; cities and stations are on every map."""
    about, place = held.id.bytes, held.record
    if place.kind not in _SECRET:
        return
    yield Fact(about, Kind.CODE_NAME, place.name)
    if place.address:
        yield Fact(about, Kind.ADDRESS, place.address)
    if place.latitude is not None and place.longitude is not None:
        yield Fact(about, Kind.COORDINATES, f"{place.latitude},{place.longitude}")
    if place.rules:
        yield Fact(about, Kind.WORDS, place.rules)


def of_helper(held: Any) -> Iterator[Fact]:
    """What we call somebody who drives, houses or accompanies."""
    about, helper = held.id.bytes, held.record
    yield Fact(about, Kind.CODE_NAME, helper.pseudonym)
    if helper.note:
        yield Fact(about, Kind.WORDS, helper.note)


def make_known() -> None:
    """Called at start-up."""
    use(Place, _("Places"), of_place)
    use(Helper, _("Helpers"), of_helper)
    for model, label in ((Leg, _("Legs")), (Journey, _("Journeys")), (Booking, _("Beds"))):
        use_words(model, label, of_case=True)
    use_words(CheckIn, _("Check-ins"))
    use_words(ProtocolRow, _("What an alarm opens"))
