"""The words of the room: what a page says for each refusal, and for each code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES: dict[str, str | Promise] = {
    "apart_in_house": _("Somebody else has a bed there who must be kept apart from this person. Choose another house."),
    "apart_on_ride": _(
        "Somebody who must be kept apart from this person goes on the same ride. Change one of the two."
    ),
    "back_without_reason": _("A leg goes back to a place already passed. Write in that leg why it must."),
    "bed_taken": _("There is no free bed left on one of these nights. Choose other nights or another house."),
    "beds_are_taken": _("More beds than that are taken on a night to come. Move people first."),
    "changed_meanwhile": _("Somebody else has just changed this. Look at it again and repeat."),
    "cost_is_no_amount": _("The cost must be a number that is not negative, with a currency such as RUB."),
    "driver_busy": _("This driver is on another leg at that time. Choose another driver or another time."),
    "earlier_leg_open": _("An earlier leg of this journey has not arrived yet. Close that one first."),
    "grace_out_of_range": _("The grace must be between 0 minutes and 24 hours."),
    "guests_not_accepted": _(
        "The house does not take everybody who would come. Choose another one, or write why all the same."
    ),
    "guests_not_said": _("This house asks who comes. Say it, so that its rules can be looked at."),
    "half_a_coordinate": _("Write latitude and longitude, or neither."),
    "half_a_rotation": _("Write after how many nights in use the house rests, and for how many; or 0 for both."),
    "house_must_rest": _(
        "The house would be in use for too many nights without a rest. Choose other nights or another house, or write "
        "why all the same."
    ),
    "house_on_the_map": _(
        "A safe house has no coordinates of its own: on the map it is counted at its city. Leave them empty."
    ),
    "household_apart": _(
        "Others belong to the same household and have no bed there on these nights. Book them together, or write why "
        "not."
    ),
    "lies_in_itself": _("A place cannot lie in itself. Choose another one around it."),
    "lies_in_no_wider_place": _(
        "A place lies in a wider one: a city in a region or a country, a region in a country, all others in one of "
        "these three."
    ),
    "no_coordinate": _("The latitude is between -90 and 90 degrees, the longitude between -180 and 180."),
    "no_host": _("A host must be in the list of helpers as a host."),
    "no_medical": _(
        "Somebody who comes needs care that cannot be given there. Choose another house, or write why all the same."
    ),
    "no_pets": _("An animal comes along, and the house takes none. Choose another house, or write why all the same."),
    "no_wheelchair": _(
        "Somebody who comes could not get in or about. Choose another house, or write why all the same."
    ),
    "place_is_used": _(
        "Journeys, stays, connections or other places still name this place, so it cannot be removed. Close it instead."
    ),
    "place_without_name": _("Write what we call the place."),
    "relatives_town": _(
        "The house takes nobody whose relatives or pursuers are there. Choose another one, or write why all the same."
    ),
    "helper_not_available": _("This helper is not available at present."),
    "house_not_open": _("This house takes nobody at present. Choose another one."),
    "leg_ends_before_it_starts": _("The leg arrives before it departs. Check both times."),
    "leg_goes_nowhere": _("The leg ends where it starts. Choose two different places."),
    "legs_overlap": _("Two legs of this journey are at the same time."),
    "no_bed": _("A safe house on this way has no bed booked for the night of arrival. Book it first."),
    "no_consent": _("The person has not yet agreed to be helped. Note the consent in the case first."),
    "no_consent_to_journey": _("Note what the person said to this journey before you approve it."),
    "no_legs": _("There is no leg yet. Add the first one."),
    "no_safe_house": _("Beds can be booked in a safe house only."),
    "not_abroad": _("A journey abroad must end in another country."),
    "not_cleared": _("Two of us must clear the person first: nobody is told of a way before. See Vetting in the case."),
    "not_connected": _("One leg does not start where the one before it ends. Add the leg between them."),
    "not_enough_beds": _("The house does not have so many beds."),
    "not_out_of_the_region": _("The destination is in the region that the journey must leave."),
    "place_has_people": _(
        "People still have beds here. Move them to another house first, or mark this one as compromised: then all of "
        "them are listed, each with another bed."
    ),
    "place_not_safe": _("A place on this way is compromised or closed. Choose another one."),
    "seen_by_power": _(
        "This way of travelling shows them to a power of the state that a pursuer has. Choose another one."
    ),
    "stage_refused": _("The case is at a stage that does not allow this. Look at the case first."),
    "stay_too_long": _("The house does not take anybody for so many nights."),
    "stay_without_nights": _("The last day must come after the first night, within a year."),
    "within_reach": _(
        "A place lies within reach of who hunts this person. See Pursuers in the case; choose another one."
    ),
    "wrong_end": _("The last leg does not end at the destination."),
    "wrong_moment": _("This cannot be done now: the status has changed. Look at it again."),
    "wrong_start": _("The first leg does not start where the journey starts."),
}

Words = dict[str, str | Promise]

NO_TO_HELP: Words = {
    "refused": _(
        "The person said no to our using what they told us to help them. Speak with them before anything else."
    ),
    "withdrawn": _(
        "The person took back that we may use what they told us to help them. Speak with them before anything else."
    ),
}

PLACE_KINDS: Words = {
    "country": _("Country"),
    "region": _("Region"),
    "city": _("City"),
    "safe_house": _("Safe house"),
    "meeting_point": _("Meeting point"),
    "station": _("Station or airport"),
    "checkpoint": _("Checkpoint"),
    "border_point": _("Border point"),
}
PLACE_STATES: Words = {
    "active": pgettext_lazy("place", "Open"),
    "resting": _("Resting"),
    "compromised": _("Compromised"),
    "closed": _("Closed"),
}
GUESTS: Words = {
    "men": _("Men"),
    "women": _("Women"),
    "trans": _("Trans people"),
    "children": _("Children"),
}
HELPER_KINDS: Words = {"driver": _("Driver"), "host": _("Host"), "escort": _("Escort")}
HELPER_STATES: Words = {"available": _("Available"), "paused": _("Pausing"), "gone": _("No longer with us")}
VETTING: Words = {"not_verified": _("Not verified"), "verified": _("Verified")}
PHASES: Words = {"internal": _("Out of the region, inside the country"), "abroad": _("Out of the country")}
JOURNEY_STATES: Words = {
    "draft": _("Draft"),
    "approved": _("Approved"),
    "under_way": _("Under way"),
    "arrived": _("Arrived"),
    "aborted": _("Given up"),
}
LEG_STATES: Words = {
    "planned": _("Planned"),
    "booked": _("Booked"),
    "departed": _("On the way"),
    "late": _("Late"),
    "missed": _("Missed"),
    "arrived": _("Arrived"),
    "aborted": _("Given up"),
}
CHECK_IN_STATES: dict[int, str | Promise] = {
    0: _("Expected"),
    1: pgettext_lazy("check-in", "Received"),
    2: _("Received late"),
    3: pgettext_lazy("check-in", "Missed"),
    4: _("Missed, somebody is on it"),
    5: _("Cancelled"),
}
TONES = {
    "active": "good",
    "resting": "warn",
    "compromised": "danger",
    "closed": "neutral",
    "available": "good",
    "paused": "warn",
    "gone": "neutral",
    "verified": "good",
    "not_verified": "warn",
    "draft": "neutral",
    "approved": "info",
    "under_way": "info",
    "planned": "neutral",
    "booked": "info",
    "departed": "info",
    "late": "warn",
    "missed": "danger",
    "arrived": "good",
    "aborted": "neutral",
}
CHECK_IN_TONES = {0: "info", 1: "good", 2: "warn", 3: "danger", 4: "danger", 5: "neutral"}
LATE_NOW = _("Late, alarm soon")
REPORTED: Words = {
    "journey-drafted": _("The journey is drafted. Add its legs."),
    "leg-added": _("The leg is added."),
    "leg-removed": _("The leg is removed."),
    "leg-reported": _("Noted."),
    "journey-approved": _("The journey is approved."),
    "journey-aborted": _("The journey is given up. Its beds to come are free again; its check-ins stay."),
    "consent-noted": _("What the person said is noted."),
    "departed": _("Departure noted."),
    "arrived": _("Arrival noted."),
    "bed-booked": _("The beds are held."),
    "bed-cancelled": _("The beds are free again."),
    "check-in-scheduled": _("The check-in is set. Silence will raise an alarm by itself."),
    "check-in-cancelled": _("The check-in is cancelled."),
    "check-in-received": _("Sign of life noted."),
    "alarm-acknowledged": _("The alarm is yours now. The others see that you are on it."),
    "place-added": _("The place is added."),
    "place-changed": _("The state of the place is changed."),
    "place-saved": _("The place is saved."),
    "place-removed": _("The place is removed."),
    "helper-added": _("The helper is added."),
    "helper-changed": _("The helper is changed."),
}
WARNED: Words = {
    "word-wrong": _("That is not the agreed word. The check-in stays open: ask again on a second channel."),
}
BUTTONS: Words = {
    "depart": _("Departed"),
    "arrive": _("Arrived"),
    "booked": _("Ticket booked"),
    "planned": _("Not booked"),
    "late": _("Late"),
    "missed": _("Missed"),
    "remove": _("Remove"),
}

ADDRESS_TOLD = _("This looks like an address or a point on a map, and the person is not cleared. It was not sent.")
PLACE_TOLD = _("This names a place or a helper of ours, and the person is not cleared. It was not sent.")
