"""The verbs of the room, and its only writers."""

from waystation.evacuation.actions.beds import book_bed, cancel_booking
from waystation.evacuation.actions.check_ins import acknowledge, cancel_check_in, check_in, schedule_check_in
from waystation.evacuation.actions.journeys import (
    abort,
    add_leg,
    approve,
    draft_journey,
    note_consent,
    remove_leg,
)
from waystation.evacuation.actions.places import (
    add_helper,
    add_known,
    add_place,
    change_place,
    remove_place,
    set_helper_state,
    set_place_state,
)
from waystation.evacuation.actions.travel import arrive, depart, report_leg

__all__ = [
    "abort",
    "acknowledge",
    "add_helper",
    "add_known",
    "add_leg",
    "add_place",
    "approve",
    "arrive",
    "book_bed",
    "cancel_booking",
    "cancel_check_in",
    "change_place",
    "check_in",
    "depart",
    "draft_journey",
    "note_consent",
    "remove_leg",
    "remove_place",
    "report_leg",
    "schedule_check_in",
    "set_helper_state",
    "set_place_state",
]
