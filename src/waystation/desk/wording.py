"""The words of the desk: what each figure rests on, and the verbs of the log."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

PARTS: dict[str, tuple[Words, str]] = {
    "cases": (_("became cases"), "good"),
    "open": (_("requests that we answer, no decision yet"), "info"),
    "suspect": (_("requests that we suspect"), "danger"),
    "ended": (_("requests closed or declined without a case"), ""),
    "preparing": (_("still there, before the way"), ""),
    "moving": (_("on the way now"), "warn"),
    "sheltered": (_("in shelter inside the country now"), "info"),
    "abroad": (_("abroad and in our care now"), "good"),
    "lost": (_("contact lost"), "danger"),
    "taken_or_returned": (_("seized, forced back or gone back"), "danger"),
    "closed_safe": (_("closed: safe"), "good"),
    "closed_other": (_("closed for other reasons"), ""),
    "deceased": (_("dead"), "danger"),
}

BASIS: dict[str, Words] = {
    "contacted": _("Ever. Cases, and requests that led to no case; a request that became a case counts once."),
    "helped": _("Ever. Cases accepted for support, whatever became of them. One case is one person."),
    "evacuated": _("Ever. Cases that reached a safe house outside the region, or any later stage of the way."),
    "sheltered": _("Now. Cases in a safe house, with papers under way or waiting for a visa, inside the country."),
    "abroad": _("Ever. Cases that arrived in the country of safety; they are among those evacuated."),
    "lost": _("Now. Cases in which nobody knows where the person is. Never closed by themselves."),
    "closed_safe": _("Now. Cases closed because the person is safe."),
}

VERBS: dict[str, Words] = {
    "organisation.founded": _("made the organisation"),
    "staff.added": _("added a member of staff"),
    "staff.recovered": _("gave a member of staff a new passphrase, with the trustees"),
    "recovery.rehearsed": _("rehearsed the recovery with the trustees"),
    "backup.created": _("made a backup"),
    "backup.restored": _("started from a restored backup"),
    "erasure.kept": _("decided to keep something longer"),
    "erasure.proposed": _("proposed to erase something"),
    "erasure.withdrawn": _("took back a proposal to erase"),
    "erasure.person": _("erased a person; the entry in the list stays"),
    "erasure.case": _("erased a case"),
    "erasure.request": _("erased a request"),
    "erasure.repeated": _("erased again what an older copy had brought back"),
    "erasure.receipt_taken": _("took a receipt of an erasure"),
    "audit.read": _("read the log"),
    "audit.exported": _("wrote the log, or a proof from it, to a file"),
    "audit.cosigned": _("signed the head of another organisation's log"),
    "audit.cosignature_kept": _("kept another organisation's signature on our log"),
    "audit.disagreed": _("noticed that the log disagrees with its witness"),
    "audit.set_aside": _("acknowledged that the log disagrees with its witness"),
    "staff.refused": _("asked for a page and was refused"),
    "staff.signed_in": _("signed in"),
    "staff.signed_out": _("signed out"),
    "hotline.received": _("received a message"),
    "hotline.opened": _("opened a thread"),
    "hotline.answered": _("answered"),
    "hotline.noted": _("wrote a note in a thread"),
    "hotline.note_taken": _("wrote down a call or a meeting"),
    "hotline.assigned": _("changed who looks after a request"),
    "hotline.urgency": _("changed how urgent a request is"),
    "hotline.next": _("set the next step of a request"),
    "hotline.decided": _("decided on a request"),
    "hotline.joined": _("joined two threads"),
    "hotline.handed_over": _("handed a request over to a case"),
    "hotline.duty_told": _("told the duty team to look"),
    "hotline.sent_again": _("sent a letter again"),
    "hotline.attachment_taken": _("took an attachment out"),
    "hotline.settled": _("took a letter off the list"),
    "hotline.thread_read": _("opened a thread to read it"),
    "casework.searched": _("searched the cases"),
    "casework.opened": _("opened a case"),
    "casework.identity_opened": _("opened a case, with who the person is"),
    "casework.accepted": _("accepted a request as a case"),
    "casework.advanced": _("moved a case to another stage"),
    "casework.taken_back": _("took a move back"),
    "casework.assigned": _("changed who is responsible"),
    "casework.next_set": _("set what is done next"),
    "casework.described": _("changed name or origin of a case"),
    "casework.need_added": _("added a need"),
    "casework.need_met": _("met a need"),
    "casework.risk_assessed": _("assessed the risk"),
    "casework.consent_recorded": _("recorded an answer on consent"),
    "casework.noted": _("wrote a note"),
    "casework.person_described": _("wrote down who a person is"),
    "evacuation.place_opened": _("opened a place"),
    "evacuation.helper_opened": _("opened what we know of a helper"),
    "evacuation.check_in_opened": _("opened a check-in"),
    "evacuation.place_added": _("added a place"),
    "evacuation.place_changed": _("changed a place"),
    "evacuation.place_compromised": _("marked a place as compromised"),
    "evacuation.helper_added": _("added a helper"),
    "evacuation.helper_changed": _("changed a helper"),
    "evacuation.journey_drafted": _("drafted a journey"),
    "evacuation.journey_approved": _("approved a journey"),
    "evacuation.journey_arrived": _("ended a journey: arrived"),
    "evacuation.journey_aborted": _("aborted a journey"),
    "evacuation.consent_noted": _("noted consent to a journey"),
    "evacuation.leg_added": _("added a leg"),
    "evacuation.leg_changed": _("changed a leg"),
    "evacuation.leg_removed": _("removed a leg"),
    "evacuation.leg_departed": _("noted a departure"),
    "evacuation.leg_arrived": _("noted an arrival"),
    "evacuation.bed_booked": _("booked a bed"),
    "evacuation.bed_cancelled": _("cancelled a bed"),
    "evacuation.check_in_scheduled": _("scheduled a check-in"),
    "evacuation.check_in_received": _("noted a sign of life"),
    "evacuation.check_in_without_word": _("noted a sign of life without the agreed word"),
    "evacuation.check_in_cancelled": _("cancelled a check-in"),
    "evacuation.check_in_missed": _("raised the alarm: a check-in was missed"),
    "evacuation.alarm_acknowledged": _("took on an alarm"),
}

# Why something is erased: the code stands in the receipt.
REASONS: dict[str, Words] = {
    "retention": _("The time for keeping it is over"),
    "asked": _("The person asked for it"),
    "mistake": _("It was opened by mistake, or twice"),
    "hostile": _("It came from somebody who meant harm"),
    "danger": _("Keeping it puts somebody in danger"),
}
EXTENTS: dict[str, Words] = {
    "person": _("All that tells who it is or what happened. The entry in the list stays, for the counts."),
    "case": _("Everything. The counts keep one number more, and nothing else."),
    "request": _("The request with all its messages. The counts keep one number more, and nothing else."),
}
ANOTHER_PERSON = _("You proposed this yourself. Another coordinator must agree to it.")
NO_WITNESS = _(
    "The witness file cannot be written: what is erased now could come back with an older backup. Nothing was erased. "
    "Ask the administrator."
)
NOT_SO = _("This cannot be erased that way.")
