"""What the pages of plans say."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = dict[str, str | Promise]

SENTENCES: Words = {
    "no_such_question": _("Choose days, seconds and money within what the form offers."),
    "nobody_to_plan": _(
        "There is nobody to plan for: cases need to be accepted, cleared and assessed, with a yes to help and a place "
        "that is one of ours."
    ),
    "no_such_plan": _("This plan is no longer there. Look at the page again."),
    "not_all_open": _("Some of those who travel together are in cases that are not open to you."),
    "adopted_already": _("Drafts were made of this plan for them already."),
    "no_way_for_them": _("The plan has no way for them that keeps all rules."),
    "nothing_new": _("The plan changes nothing for them: there is nothing to draft."),
    "money_closed": _(
        "The money of one of their cases is not open to you. Somebody to whom it is open must adopt the plan."
    ),
    "wrong_moment": _("That is not possible now. Look at the page again."),
}

NOT_PAID = _("Nothing was drafted, since %(cost)s cannot be reserved for their way.")

SENTENCES["nothing_happened"] = _("Nothing has happened since that waits for a proposal.")
ANEW = _("made anew after what happened")
EVENTS: Words = {
    "house": _("Their house is compromised, or one where they were to sleep."),
    "helper": _("Who drives or goes along with them is compromised, or not available any more."),
    "pursuer": _("A pursuer may be where they are or go."),
    "check_in": _("They did not check in."),
    "leg": _("They did not arrive at the end of a leg."),
    "departure": _("A departure on their way was cancelled."),
    "visa_late": _("Their visa comes after the day on which they were to leave the country."),
    "visa_early": _("Their visa is there, and no way abroad is planned."),
}

PLAN_IS_BEHIND = _("The first departures of this plan have passed. Make it anew first.")
SENTENCES["plan_is_behind"] = PLAN_IS_BEHIND

CHOICES: Words = {
    "safest": _("Safest"),
    "fewest": _("Fewest changes"),
    "cheapest": _("Cheapest"),
}
CHOICES_SAY: Words = {
    "safest": _("The least exposure to being found."),
    "fewest": _("Of those who know their way, the fewest are told another one."),
    "cheapest": _("Nearly as safe, at most two hundredths worse, for the least money."),
}
CONTINGENCY = _("For an emergency")
CONTINGENCY_SAYS = _(
    "Prepared without being asked, since a check-in was missed, and told to nobody: it empties the houses and leaves "
    "the departures that those know of whom nothing is heard."
)

LEFT: Words = {
    "not_cleared": _("not cleared by two of us"),
    "hostile": _("somebody goes along whom two of us hold hostile"),
    "no_consent": _("no yes to help"),
    "far": _("it goes on for more than a year from now, and plans do not look so far"),
    "unassessed": _("no risk assessment that is up to date"),
    "no_place": _("“Is now” and “Comes from” of the case name no place and no region that stands under Places"),
    "apart_within": _(
        "of those who would go together two must not be together: see “Who belongs together” in the case"
    ),
}
LEFT_OUT: Words = {
    "papers": _("connections that ask for papers in a way that the planner has no word for"),
    "currency": _("connections whose cost is in a currency of which no rate is given"),
    "driver": _("connections for which no driver is available"),
    "escort": _("connections on which an escort must come along, and none is available"),
    "night": _(
        "connections with departures after midnight that reach a house before six, or while clocks are changed: plan "
        "these by hand"
    ),
    "nowhere": _("connections that lead from or to a place that is not there, or end where they begin"),
    "wrong": _("connections with a number that cannot be: look at their time, their cost and how many they take"),
    "home": _(
        "connections to a place where somebody who is planned is at home: nobody else is led through it. Where people "
        "change there, make its station a place of its own"
    ),
    "closed": _("connections to a place that takes nobody now"),
    "over": _("connections whose departures are all over before somebody could take them"),
    "house": _("houses with fewer than no beds or nights: correct these"),
    "place": _("persons who are at a place that is no longer there"),
    "way": _("persons who were told of a leg that ends before it starts, or of a place that is no longer there"),
    "apart": _("persons of whom two would go together and must not be together"),
}
KNEW: Words = {
    "persons": _("persons to bring away"),
    "together": _("groups of several cases that must stay together"),
    "apart": _("pairs that must not meet"),
    "near": _("persons of whose pursuers it is known where they may be"),
    "seen": _("connections that would show somebody to a power of the state that hunts them, closed to those"),
    "visa": _("persons whose entry into a country is granted, from the day on which it is"),
    "admission_runs_out": _("persons whose entry is granted for fewer days than are planned: not counted on"),
    "runs_out": _("persons with a paper that runs out within these days: not counted on"),
    "cancelled": _("departures that are cancelled"),
    "late": _("departures that are late"),
    "seats": _("places on departures that others have"),
    "beds": _("nights on which others have beds, by house"),
    "crowded": _("beds by night that nobody booked for those who sleep there: book them"),
    "house_rules": _("houses that do not take everybody who is planned"),
    "rests": _("houses that must rest on some of these nights"),
    "drivers": _("drivers, each with one car at a time"),
    "escorts": _("escorts, each with one group at a time"),
    "busy": _("of these who are on the way with others at some time"),
}

LEVELS: Words = {
    "none": pgettext_lazy("exposure", "none"),
    "low": pgettext_lazy("exposure", "low"),
    "raised": pgettext_lazy("exposure", "raised"),
    "high": pgettext_lazy("exposure", "high"),
}
STOPPED: Words = {
    "proved": _("It is proved that no plan is better."),
    "time": _("The time was up."),
    "work": _("As much was looked for as was asked for."),
    "cancelled": _("It was stopped before its time."),
    "failed": _("No plan was found: the process that plans ended early. Try again, with fewer days."),
}
KINDS: Words = {
    "origin": _("Where they are"),
    "way": _("On the way"),
    "house": _("In houses"),
    "dest": _("Abroad"),
}
FULL: Words = {
    "seat": _("a seat"),
    "driver": _("a driver"),
    "bed": _("a bed"),
    "escort": _("an escort"),
    "quota": _("a place in the programme"),
    "money": _("money"),
    "apart": _("no need to keep them apart from somebody"),
}
FULL_UP: Words = {
    "seat": _("No seat is left"),
    "driver": _("No driver is free"),
    "bed": _("No bed is free"),
    "escort": _("No escort is free"),
    "quota": _("No place is left in the programme"),
    "money": _("Not enough money is left"),
    "apart": _("They would meet somebody from whom they are kept apart"),
}
RULES: Words = {
    "missing": _("The plan does not say what the party does."),
    "continuity": _("A leg begins where they are not, or before they have arrived."),
    "timetable": _("There is no such departure."),
    "closed": _("This departure is cancelled."),
    "horizon": _("A leg arrives after the last day."),
    "return": _("Nobody goes back to where they fled from."),
    "document": _("A paper that is asked for is not in hand on that day."),
    "visa": _("The visa or admission is not in hand on that day."),
    "pursuit_sleep": _("A pursuer is too near to a house where they would sleep."),
    "pursuit_pass": _("A pursuer is too near to where a leg ends."),
    "no_house": _("They would spend a night where there are no beds."),
    "accepts": _("The house does not take such people."),
    "accessible": _("The house is not accessible."),
    "medical": _("The house gives no medical care."),
    "max_stay": _("More nights in a row than the house allows."),
    "end": _("The way ends neither in a safe house nor abroad."),
    "beds": _("More people than beds in a house."),
    "seats": _("More of our people on one departure than is safe."),
    "drivers": _("More cars at once than drivers."),
    "escorts": _("More escorts needed at once than there are."),
    "quota": _("More people than the programme takes."),
    "budget": _("It costs more than may be spent."),
    "apart": _("Two who must be kept apart would meet."),
}
REMEDIES: Words = {
    "missing": _("Plan it anew."),
    "continuity": _(
        "Let each leg begin where the one before ends, and after it has arrived; the first where they are."
    ),
    "timetable": _("Choose a departure of the timetable, or correct the timetable of the connection."),
    "closed": _("Choose another departure."),
    "horizon": _("Look at the times of the last leg."),
    "return": _("Let the way end elsewhere."),
    "document": _("Choose a connection that asks for a paper they have, or note the paper if they have it."),
    "visa": _("Leave when it is there; if it is granted, note that on their track."),
    "pursuit_sleep": _(
        "Choose another house. If what is known of the pursuer does not hold any more, note that first."
    ),
    "pursuit_pass": _("Choose a way around. If what is known of the pursuer does not hold any more, note that first."),
    "no_house": _("Add a stop in a safe house, or a departure by which nobody waits there over midnight."),
    "accepts": _("Choose a house that takes them, or ask its host and correct what is noted of the house."),
    "accessible": _("Choose a house without steps, or ask its host and correct what is noted of the house."),
    "medical": _("Choose a house with medical care, or ask its host and correct what is noted of the house."),
    "max_stay": _("Leave sooner, or change to another house."),
    "end": _("Add a leg to a safe house, or on to another country."),
    "beds": _("Choose another house, or other nights."),
    "seats": _("Choose another departure, or let some take the next: each by a journey of their own."),
    "drivers": _("Take the leg out and add it with somebody who drives."),
    "escorts": _("Choose a time at which an escort is free, or ask somebody else to go along."),
    "quota": _("Choose another programme."),
    "budget": _("Choose a cheaper way, or ask for more money."),
    "apart": _("Choose another departure or house, or other nights."),
}
NAMED: Words = {
    "drivers": _("Nobody is named who drives or goes along, as this connection asks for."),
    "escorts": _("Nobody is named who goes along, and they must not travel alone."),
}
"""What the rules of drivers and escorts say of a leg that somebody planned by hand."""

# What would help most
EURO_MORE = 1_000
HELPS: Words = {
    "bed": _("One more bed in %(what)s"),
    "driver": _("One more driver for %(what)s"),
    "escort": _("One more escort"),
    "companion": _("One more driver, and one more escort beside them, for %(what)s"),
    "along": _("One more escort for %(what)s"),
    "quota": _("One more place to %(what)s"),
    "money": _("%(euro)s euro more"),
    "visa": _("The visa or admission of %(who)s to %(what)s a week earlier"),
    "document": _("The paper of %(who)s a week earlier"),
}
SOMEBODY = _("somebody whose case is not open to you")
SOMEWHERE = _("places of the plan")
NOWHERE = _("No departures within these days lead on from where they are.")
UNKNOWN = _("It was not found out in the time that there was.")

# Groups
GROUPS: Words = {
    "urgency": _("By urgency"),
    "travelling together": _("By how many travel together"),
    "need": _("By what they need on the way"),
}
NAMES: Words = {
    "alone": _("alone"),
    "2 persons": _("two persons"),
    "3 persons": _("three persons"),
    "4 persons or more": _("four persons or more"),
    "accessible": _("without steps"),
    "medical": _("medical care"),
    "escort": _("an escort"),
    "none": _("nothing of that"),
}
URGENCY = _("urgency %s")
