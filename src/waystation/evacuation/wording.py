"""The words of the room: what a page says for each refusal, and for each code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.staff.wording import NOT_CONFIRMED

SENTENCES: dict[str, str | Promise] = {
    "apart_in_house": _("Somebody else has a bed there who must be kept apart from this person. Choose another house."),
    "apart_on_ride": _(
        "Somebody who must be kept apart from this person goes on the same ride. Change one of the two."
    ),
    "again_out_of_range": _("The next in line is called after 1 to 60 minutes."),
    "not_confirmed": NOT_CONFIRMED,
    "cancel_needs_another": _("You asked for this yourself. Somebody else has to agree."),
    "duress_word_alone": _("Choose an agreed word as well: else the word for being forced is the only one there is."),
    "duress_word_short": _(
        "The word for being forced needs five letters at least: of a short one, many words are a typo."
    ),
    "not_yet_unreachable": _("This opens only after the last step of the escalation, or the word for being forced."),
    "owner_unknown": _("Each step needs somebody who is called. Choose who is on duty, everybody, or a colleague."),
    "protocol_empty": _("Write what to do at the door or which lawyer goes, and for which place or country."),
    "reason_missing": _("Write why."),
    "series_all_unsafe": _("At all of these times nothing may reach the person. Choose other times."),
    "series_empty": _("No check-in falls into this time. Choose a later end, or other times."),
    "series_ends_before_it_starts": _("The series ends before it starts. Check both times."),
    "series_too_long": _("A series lasts a year at most."),
    "series_too_many": _("These are more than 200 check-ins. Choose fewer, or an earlier end."),
    "series_without_rhythm": _("Say either every how many hours, or at which times of day."),
    "silence_out_of_range": _("Silence can be agreed until a time after the answer was due, for three days at most."),
    "steps_out_of_order": _("Each step must come later than the one before, within a week."),
    "steps_without_end": _("The last step, the emergency protocol, cannot be left out."),
    "way_unknown": _("Choose how the answer is to come."),
    "word_too_long": _("An agreed word has five words at most."),
    "word_without_letters": _("The agreed word needs letters."),
    "words_too_near": _(
        "The two words can be taken for each other, also with a typo. Choose two that are quite different."
    ),
    "approved_by_you": _("You have approved this version already. Somebody else has to approve it too."),
    "back_without_reason": _("A leg goes back to a place already passed. Write in that leg why it must."),
    "bed_taken": _("There is no free bed left on one of these nights. Choose other nights or another house."),
    "beds_are_taken": _("More beds than that are taken on a night to come. Move people first."),
    "changed_meanwhile": _("Somebody else has just changed this. Look at it again and repeat."),
    "changed_on_the_way": _(
        "There are no two who may approve this journey and have approved it as it is now. Let two approve it, or write "
        "why who is on the way cannot wait."
    ),
    "changed_since_seen": _(
        "This journey is not as it was when you opened the page. Read it as it is now, and approve it then."
    ),
    "consent_to_another_way": _(
        "The person has not agreed to this journey as it is now. Read them the text of today, and note what they say."
    ),
    "cost_is_no_amount": _("The cost must be a number that is not negative, with a currency such as RUB."),
    "drives_and_escorts": _("Nobody drives and goes along at once. Choose two, or leave one of the two open."),
    "escort_busy": _("This escort is on another leg at that time. Choose another escort or another time."),
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
    "place_is_used": _("This place is still named, so it cannot be removed. Close it instead."),
    "used_around": _("Other places lie in it."),
    "used_by_stays": _("There are or were beds held in it."),
    "used_by_journeys": _("Journeys begin, end or pass there."),
    "used_by_connections": _("Connections begin, end or pass there."),
    "used_by_pursuers": _("Something that is known of pursuers, or was allowed in spite of it, names it."),
    "used_by_plans": _("Plans reckon with it."),
    "used_by_check_ins": _("A check-in says that somebody is there."),
    "used_by_protocols": _("A protocol says what to do at its door."),
    "place_without_name": _("Write what we call the place."),
    "relatives_town": _(
        "The house takes nobody whose relatives or pursuers are there. Choose another one, or write why all the same."
    ),
    "helper_not_available": _("This helper is not available at present."),
    "helper_lost": _(
        "Who drives or goes along on a leg to come is not available any more. Take the leg out, and add it with "
        "somebody else."
    ),
    "house_not_open": _("This house takes nobody at present. Choose another one."),
    "leg_ends_before_it_starts": _("The leg arrives before it departs. Check both times."),
    "leg_goes_nowhere": _("It ends where it starts. Choose two different places."),
    "legs_overlap": _("Two legs of this journey are at the same time."),
    "needs_two": _("Nobody sets out before two of us have approved the journey as it is now."),
    "check_in_too_early": _(
        "This sign of life is due more than three hours from now. What they said is none for then: until then nobody "
        "would notice that they are silent. Note it with the check-in that is due next."
    ),
    "no_bed": _("A safe house on this way has no bed booked for a night that is spent there. Book it first."),
    "no_bed_for_all": _(
        "More people go along than beds are booked for a night in a safe house on this way. Book the others first."
    ),
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
    "too_far_away": _("This is years away. Look at the year again."),
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
HELPER_STATES: Words = {
    "available": _("Available"),
    "paused": _("Pausing"),
    "compromised": _("Compromised"),
    "gone": _("No longer with us"),
}
VETTING: Words = {
    "not_verified": _("Not verified"),
    "recommended": _("Recommended by somebody whom we trust"),
    "verified": _("Verified"),
}
PHASES: Words = {"internal": _("Out of the region, inside the country"), "abroad": _("Out of the country")}
JOURNEY_STATES: Words = {
    "draft": _("Draft"),
    "approved": _("Approved"),
    "under_way": _("Under way"),
    "arrived": _("Arrived"),
    "aborted": _("Given up"),
}
MATTERS: Words = {
    "destination": _("It leads to another region or country."),
    "day": _("It begins on another day."),
    "modes": _("They travel in another way."),
    "travellers": _("Others go along."),
}
CHANGES: Words = {
    "leg": _("A leg was added or removed."),
    "bed": _("A bed was booked, moved or given back."),
    "time": _("It goes at another time."),
    "house": _("It leads to another house."),
    "cancelled": _("A departure was cancelled."),
    "consent": _("The person took their yes back."),
    "travellers": _("Others go along than those with whom it was approved."),
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
CHECK_IN_EXPECTED, CHECK_IN_LATE_ANSWER = _("Expected"), _("Received late")
CHECK_IN_STATES: Words = {
    "late_1": pgettext_lazy("check-in", "Late"),
    "late_2": _("Late: second channel"),
    "late_3": _("Late: call them"),
    "overdue": _("Overdue"),
    "duress": _("Forced"),
    "ok_no_word": _("Without the word"),
    "silent_ok": _("Agreed silence"),
    "ok": pgettext_lazy("check-in", "Received"),
    "cancelled": _("Cancelled"),
}
WAYS: Words = {
    "web": _("On our pages, with their code words"),
    "email": _("By e-mail"),
    "call": _("By telephone"),
    "messenger": _("By messenger"),
    "meeting": _("Face to face"),
}
ANSWERS: Words = {
    "ok": _("The agreed word"),
    "ok_no_word": _("An answer without the agreed word"),
    "other_way": _("The agreed word, another way than agreed"),
    "duress": _("The word for being forced"),
}
WHAT_TO_DO: Words = {
    "late_1": _("Remind them in harmless words, as below. Do not write that we wait for anything."),
    "late_2": _("Try the second channel. Ask for the agreed word, and never say it yourself."),
    "late_3": _("Tell whoever leads on call. Call the driver or the host."),
    "overdue": _(
        "Emergency protocol: the lawyer goes now. Follow what stands here for the door and if they cannot be reached."
    ),
    "duress": _(
        "They are not free, and somebody may read along. Keep answering as usual: no warning, no question, no change "
        "of tone. Run the protocol for a seizure, and move whoever is in a place that they know."
    ),
}
HARMLESS: dict[str, str] = {
    "ru": "Добрый день! Напоминаем о вашей записи. Если планы изменились, напишите нам, пожалуйста.",
    "en": "Good day! A reminder of your appointment. If your plans have changed, please let us know.",
}
OWNERS: Words = {"duty": _("Who is on duty"), "everybody": _("Everybody")}
TONES = {
    "active": "good",
    "resting": "warn",
    "compromised": "danger",
    "closed": "neutral",
    "available": "good",
    "paused": "warn",
    "gone": "neutral",
    "recommended": "info",
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
CHECK_IN_TONES = {
    "expected": "info",
    "due": "warn",
    "ok": "good",
    "ok_late": "warn",
    "ok_no_word": "warn",
    "late_1": "warn",
    "late_2": "warn",
    "late_3": "danger",
    "overdue": "danger",
    "duress": "danger",
    "silent_ok": "info",
    "cancelled": "neutral",
}
REPORTED: Words = {
    "journey-drafted": _("The journey is drafted. Add its legs."),
    "leg-added": _("The leg is added."),
    "leg-removed": _("The leg is removed."),
    "leg-reported": _("Noted."),
    "departure-taken-back": _("Taken back: they have not set out. Look at where the case stands, and at the beds."),
    "arrival-taken-back": _("Taken back: they are on the way. Beds and money that were given back are not held again."),
    "journey-approved": _("The journey is approved by two: it may go."),
    "journey-approved-once": _("You have approved this version. Somebody else has to approve it too before it goes."),
    "journey-aborted": _("The journey is given up. Its beds to come are free again; its check-ins stay."),
    "consent-noted": _("What the person said is noted."),
    "departed": _("Departure noted."),
    "arrived": _("Arrival noted."),
    "bed-booked": _("The beds are held."),
    "bed-cancelled": _("The beds are free again."),
    "check-in-scheduled": _("The check-in is set. Silence will raise an alarm by itself."),
    "series-scheduled": _("The check-ins are set. Silence at any of them will raise an alarm by itself."),
    "check-in-cancelled": _("It is cancelled. No sign of life is expected any more."),
    "cancel-asked": _("Somebody else has to agree. Until then everything goes on."),
    "check-in-kept": _("It stays as it was: a sign of life is expected."),
    "silence-agreed": _("Agreed. The sign of life is due when the silence is over."),
    "other-way-accepted": _("Noted. It counts as the sign of life."),
    "escalation-kept": _("Kept. Check-ins that run take it from their next step on."),
    "protocol-kept": _("Kept. Whoever may open the case sees it in an alarm."),
    "protocol-removed": _("Removed."),
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
    "word-other-way": _("Noted, but it came another way than agreed. Ask them by the agreed one before it counts."),
}
BUTTONS: Words = {
    "depart": _("Departed"),
    "arrive": _("Arrived"),
    "booked": _("Ticket booked"),
    "planned": _("Not booked"),
    "late": _("Late"),
    "missed": _("Missed"),
    "not_departed": _("Not departed: noted by mistake"),
    "remove": _("Remove"),
}

ADDRESS_TOLD = _("This looks like an address or a point on a map, and the person is not cleared. It was not sent.")
PLACE_TOLD = _("This names a place or a helper of ours, and the person is not cleared. It was not sent.")
