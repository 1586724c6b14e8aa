"""Who hunts whom must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.evacuation.pursuers.models import Override, Pursuer, Reach, Sighting, StatedZone


def of_pursuer(held: Any) -> Iterator[Fact]:
    """Who it is: by them, whom they hunt is known."""
    about, pursuer = held.locator.bytes, held.record
    yield Fact(about, Kind.NAME, pursuer.called)
    if pursuer.note:
        yield Fact(about, Kind.WORDS, pursuer.note)


def make_known() -> None:
    """Called at start-up."""
    use(Pursuer, _("Pursuers"), of_pursuer)
    for model in (Sighting, Reach, StatedZone, Override):
        use_words(model, _("What is known of pursuers"), of_case=True)
