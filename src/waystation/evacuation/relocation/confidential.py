"""Where somebody went must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.evacuation.relocation.models import (
    ApplicationRow,
    AppointmentRow,
    ArrivalRow,
    CheckUpRow,
    NeededRow,
    StepRow,
    TrackRow,
)


def of_application(held: Any) -> Iterator[Fact]:
    """The number under which an authority has it."""
    if held.record.reference:
        yield Fact(held.locator.bytes, Kind.NUMBER, held.record.reference)


def make_known() -> None:
    """Called at start-up."""
    use(ApplicationRow, _("Applications"), of_application)
    for model in (TrackRow, StepRow, NeededRow, AppointmentRow, ApplicationRow, ArrivalRow, CheckUpRow):
        use_words(model, _("Relocation"), of_case=True)
