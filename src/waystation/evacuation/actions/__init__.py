"""The verbs of the room, and its only writers."""

from waystation.evacuation.actions.beds import book_bed, cancel_booking
from waystation.evacuation.actions.check_ins import (
    accept_other_way,
    acknowledge,
    agree_silence,
    agree_to_cancel,
    ask_to_cancel,
    check_in,
    keep_expecting,
    schedule_check_in,
    schedule_series,
    take_message,
)
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
from waystation.evacuation.actions.travel import arrive, depart, report_leg, take_back_arrival, take_back_departure
from waystation.evacuation.check_ins.emergency import open_unreachable

__all__ = [
    "abort",
    "accept_other_way",
    "acknowledge",
    "add_helper",
    "add_known",
    "add_leg",
    "add_place",
    "agree_silence",
    "agree_to_cancel",
    "approve",
    "arrive",
    "ask_to_cancel",
    "book_bed",
    "cancel_booking",
    "change_place",
    "check_in",
    "depart",
    "draft_journey",
    "keep_expecting",
    "note_consent",
    "open_unreachable",
    "remove_leg",
    "remove_place",
    "report_leg",
    "schedule_check_in",
    "schedule_series",
    "set_helper_state",
    "set_place_state",
    "take_back_arrival",
    "take_back_departure",
    "take_message",
]
