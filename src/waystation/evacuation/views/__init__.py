"""The pages of evacuation. All of them are staff pages."""

from waystation.evacuation import wording
from waystation.evacuation.views.check_ins import check_in, check_in_new, check_in_series, check_ins
from waystation.evacuation.views.escalations import (
    escalation_list,
    escalation_new,
    escalation_one,
    protocol,
    protocol_new,
)
from waystation.evacuation.views.journeys import bed_new, journey, journey_new, journeys, leg_new, move
from waystation.evacuation.views.places import (
    helper,
    helper_new,
    helpers,
    place,
    place_change,
    place_known,
    place_new,
    place_remove,
    places,
    stay_cancel,
)
from waystation.web import notices

notices.register(wording.REPORTED)
notices.register(wording.WARNED, "warn")

__all__ = [
    "bed_new",
    "check_in",
    "check_in_new",
    "check_in_series",
    "check_ins",
    "escalation_list",
    "escalation_new",
    "escalation_one",
    "helper",
    "helper_new",
    "helpers",
    "journey",
    "journey_new",
    "journeys",
    "leg_new",
    "move",
    "place",
    "place_change",
    "place_known",
    "place_new",
    "place_remove",
    "places",
    "protocol",
    "protocol_new",
    "stay_cancel",
]
