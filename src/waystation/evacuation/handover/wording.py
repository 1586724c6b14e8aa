"""The words of the room: what a page says for each refusal, and for each code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.evacuation import wording

Words = dict[str, str | Promise]

SENTENCES: Words = wording.SENTENCES | {
    "not_approved": _("The journey is not approved. Nobody is told of a leg before."),
    "leg_over": _("This leg is over, or somebody is already on the way. There is nothing left to tell."),
    "already_briefed": _("There are words for this already. Withdraw them first; then give new ones."),
    "names_ours": _(
        "This names a safe house, or somebody by the name that we use. Write a public point, and no name of ours."
    ),
    "no_drop_off": _("Write where the driver or escort shall bring them now: a public point."),
    "not_on_the_way_there": _("Nobody is on the way there any more. Look at it again."),
    "nothing_moves": _("These are the times that the leg has already."),
    "departed_already": _("They have set out: only the arrival can be put off."),
    "no_alarm": _("This is no alarm any more. Look at it again."),
    "not_needed": _("The house is open. Nobody has to go elsewhere."),
}
ROLES: Words = {
    "traveller": _("Traveller"),
    "driver": _("Driver"),
    "host": _("Host"),
    "escort": _("Escort"),
}
OUTCOMES: Words = {
    "done": _("All went well"),
    "late": _("It takes longer"),
    "not_met": _("Nobody came"),
    "trouble": _("Something is wrong"),
}
EARLY = _("before it was to begin")
STANDINGS: Words = {
    "withdrawn": _("Withdrawn"),
    "sealed": _("Not open yet"),
    "open": _("Open, not read yet"),
    "read": _("Read"),
    "said": _("Confirmed"),
    "said_late": _("Confirmed after the alarm"),
    "missed": _("No word: alarm"),
    "attended": _("No word, somebody is on it"),
    "over": _("Over without a word"),
}
STANDING_TONES = {
    "withdrawn": "neutral",
    "sealed": "neutral",
    "open": "warn",
    "read": "info",
    "said": "good",
    "said_late": "good",
    "missed": "danger",
    "attended": "danger",
    "over": "warn",
}
VERDICTS: Words = {
    "all": _("Both sides say that all went well."),
    "alone": _("Everybody who was given words says that all went well."),
    "some": _("One side says that all went well; we wait for the other."),
    "late": _("Somebody says that it takes longer."),
    "nobody": _("Nobody has said anything yet."),
    "trouble": _("Somebody says that it went wrong. Ask them now."),
    "early": _("Somebody says that it is done, before it was to begin. Ask them, and note the departure if it is so."),
    "contradiction": _("What the two sides say does not fit together. Ask both now."),
}
VERDICT_TONES = {
    "all": "good",
    "alone": "good",
    "some": "info",
    "late": "warn",
    "nobody": "neutral",
    "trouble": "danger",
    "early": "warn",
    "contradiction": "danger",
}
REMAINS: Words = SENTENCES | {
    "no_driver": _("No other driver is free at that time. The leg then has none: find one."),
    "no_escort": _("No other escort is free at that time. The leg then has none: find one."),
    "timetable": _("This goes by a timetable: book the departure that fits, and put in its times."),
    "bed_taken": _("The bed cannot be kept for the new night. Book another one."),
}
REPORTED: Words = {
    "withdrawn": _("Those words open nothing any more."),
    "moved": _("Done. Whoever had words sees the new times under the same words; tell those who had read them."),
    "departure-cancelled": _("Done. The words for this departure open nothing any more. Now plan another way."),
    "diverted": _("Done. Tell those on the way where they go now."),
    "attended": _("The alarm is yours now. The others see that you are on it."),
}
