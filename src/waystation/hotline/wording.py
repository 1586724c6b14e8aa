"""Sentences for what a mail could not show, for the states of letters, and for notices."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.hotline.rules import URGENCIES
from waystation.web import languages

NOTES: dict[str, str | Promise] = {
    "empty": _("The message is empty."),
    "no-headers": _("The message came without any header: who sent it and when is not known."),
    "no-text": _("The message holds no text that could be shown."),
    "html-only": _("The message was a formatted page only; its text is shown without pictures and links."),
    "html-part": _("The message also has a formatted version, which is not shown."),
    "charset-guessed": _("The message does not say how its letters are coded; this is our best guess."),
    "hidden-characters": _("The message held hidden characters that change how text reads; they are made visible."),
    "nul-bytes": _("The message held zero bytes; they are made visible."),
    "header-cut": _("The header was very long; only its beginning was read."),
    "attachment-kept": _("Files came with the message. They are kept as they came; a click shows them drawn anew."),
    "calendar": _("The message holds an invitation to an appointment; its main lines are shown as text."),
    "winmail": _("The message holds a winmail.dat file, which only some programs of one maker can open."),
    "signed": _("The message carries a signature, which was not checked."),
    "smime": _("The message is encrypted or signed with S/MIME and cannot be opened here."),
    "encrypted-openpgp": _("The message is encrypted with OpenPGP and cannot be opened here yet."),
    "broken-base64": _("A part of the message is damaged; what could be read is shown."),
    "unknown-encoding": _("A part of the message is packed in an unknown way."),
    "broken-structure": _("The message is badly put together; parts may be missing or in the wrong order."),
    "too-deep": _("The message is nested too deep; only the outer parts were read."),
    "too-many-parts": _("The message has too many parts; only the first were read."),
    "too-large-to-show": _("The text is too long to show in full; its beginning is shown."),
    "sealed-in-browser": _("Sealed in the caller's browser before it left."),
    "sealed-unreadable": _(
        "This message came sealed by a browser and cannot be read: it is damaged, was made by another program, or only "
        "a colleague on duty can open it."
    ),
    "parser-stopped": _("Reading this message was stopped for safety; its beginning is shown raw."),
}
UNKNOWN_NOTE = _("Something in this message could not be shown.")

CHATS: dict[str, str | Promise] = {"telegram": "Telegram", "whatsapp": "WhatsApp", "signal": "Signal"}
CHAT_NOTES: dict[str, str | Promise] = {
    "broken-utf-8": _("Some letters of the file are damaged; a sign stands in their place."),
    "date-order-guessed": _(
        "The file does not show which number is the day and which the month; this is our best guess."
    ),
    "hidden-characters": _("It held hidden characters that change how text reads; they are made visible."),
}
CHAT_REFUSALS: dict[str, str | Promise] = {
    "not-a-chat": _(
        "This is no chat that can be read here. Choose result.json of Telegram Desktop, the text file of WhatsApp "
        "(unpack the zip first), or the text that sigtop makes from Signal Desktop."
    ),
    "several-chats": _("This file holds several chats. Export the one chat that is needed, and no other."),
    "broken": _("The file is damaged or not complete. Please have it exported again."),
    "too-large": _("The chat is too large to be read here. Have it exported without media, or for fewer months."),
    "stopped": _("Reading this chat was stopped for safety: it took too much time or memory."),
}

STATES: dict[str, str | Promise] = {
    "waiting": pgettext_lazy("letter", "On its way"),
    "held": pgettext_lazy("letter", "Held"),
    "sending": pgettext_lazy("letter", "Being sent"),
    "sent": pgettext_lazy("letter", "Sent"),
    "unclear": pgettext_lazy("letter", "Unclear whether it was sent"),
    "failed": pgettext_lazy("letter", "Not sent"),
    "settled": pgettext_lazy("letter", "Put aside"),
}
STATE_TONES = {"sent": "good", "held": "warn", "unclear": "warn", "failed": "danger"}

# How it goes with an account at a mail server.
DOORS: dict[str, tuple[str | Promise, str]] = {
    "works": (pgettext_lazy("mail server", "Works"), "good"),
    "stopped": (_("Not watched: the server program was stopped"), "neutral"),
    "sign-in-refused": (
        _("The mail server refuses our name and password: they were changed, or the account is blocked"),
        "danger",
    ),
    "token-refused": (_("The mail provider gives us no pass any more: somebody has to allow it anew"), "danger"),
    "tls-failed": (
        _("The mail server's certificate is not right: it ran out, or somebody stands in between. We sent it nothing"),
        "danger",
    ),
    "unreachable": (_("The mail server does not answer"), "danger"),
}

SUSPICIONS: dict[str, tuple[str | Promise, str]] = {
    "is-ours": (_("Says it is from our own address"), "danger"),
    "mixed-alphabets": (_("The sender mixes alphabets"), "warn"),
    "looks-like-ours": (_("Looks like our own address"), "danger"),
    "looks-like-theirs": (_("Looks like the address of this thread"), "danger"),
    "looks-like-another": (_("Address like that of another thread"), "danger"),
    "names-another": (_("The name is another address"), "warn"),
    "false-link": (_("A link here is not what it seems"), "danger"),
}

SEVERAL_SENDERS = (_("Several senders"), "danger")
FURTHER_SENDERS = _("It names further senders: %(addresses)s. Which of them wrote it cannot be told.")
WANTED_ELSEWHERE = (_("Answers wanted elsewhere"), "warn")
ANSWERS_ASKED_FOR = _(
    "It asks for answers to %(addresses)s. They go to the sender’s address all the same: whoever forges a sender asks "
    "for just that. If somebody cannot be reached there, make sure by another way that the second address is theirs."
)

NOTICES: dict[str, str | Promise] = {
    "answer-sent": _("The answer is written. It leaves now, by e-mail."),
    "answer-held": _("The answer is written. It is held until the hours that are safe for them: see “Safe contact”."),
    "answer-waits": _("The answer is written. It waits on our page, behind their twelve words."),
    "draft-kept": _("The draft is kept. Nothing was sent. Who has this thread sees it and can take it over."),
    "draft-taken": _("The draft is yours now. Nothing was sent."),
    "draft-gone": _("The draft is gone."),
    "answer-already-sent": _("This answer was sent before; it was not sent again."),
    "note-kept": _("The note is kept."),
    "chat-kept": _("The chat is kept."),
    "chat-kept-before": _("This very file was taken in before; it is kept once."),
    "request-changed": _("Changed."),
    "requests-joined": _("Both are one thread now."),
    "letter-queued": _("It will be sent again."),
    "key-made": _("A new key is in use. Put its fingerprint where callers can compare it."),
    "key-revoked": _("The key is revoked. It still opens what was written to it."),
    "keys-published": _("The keys can be found again."),
    "key-trusted": _("This key is used from now on."),
    "letter-settled": _("Taken off the list."),
}
CROWD_NOTICES: dict[str, str | Promise] = {
    "crowd-closed": _("They are closed. Nothing is deleted: whoever writes again comes back to the top."),
    "crowd-reopened": _("What was closed together is open again."),
}
CROWD_PARTS: dict[str, str | Promise] = {
    "calm": _("Only those that rules have looked at and that nobody calls urgent: %(count)d"),
    "every": _("All of them: %(count)d"),
}
RULE_NOTICES: dict[str, str | Promise] = {
    "rule-kept": _("The rule is kept. It holds for what is looked at from now on."),
    "rule-taken-back": _("Our own rule is gone."),
    "clock-set": _("The clock is set."),
}
CANNED_NOTICES: dict[str, str | Promise] = {
    "text-kept": _("The text is kept. It can be chosen in every thread."),
    "text-withdrawn": _("The text is not offered any more."),
}
TEXT_LANGUAGES: dict[str, str | Promise] = dict(languages.available()) | {
    "ru": _("Russian"),
    "ce": _("Chechen"),
    "en": _("English"),
}
PLACEHOLDERS: dict[str, str | Promise] = {
    "{persona}": _("the name that the answer is signed with"),
    "{name}": _("what the other side wants to be called; missing where they did not say"),
    "{name_after}": _("the same with a comma before it, or nothing"),
    "{hours}": _("within how many hours we answer"),
    "{code}": _("the message's own code, put in when it is sent"),
    "{check}": _("the page that confirms a code"),
    "{address}": _("the page that shows our channels"),
}
INSTEAD = _("There is no text in this person's language (%(wanted)s); this one is in another: %(given)s.")
UNFILLED = _("Nobody knows what to put in for: %(names)s. Write it yourself, or take it out.")
NO_SUCH_PLACEHOLDER = _("There is no placeholder of that name: %(names)s")
NO_TEXT = _("Write the text in one language at least.")
CANNED_TITLES: dict[str, str | Promise] = {
    "read": _("We have read it"),
    "now": _("In danger now: the first words"),
    "proof": _("How to check that it is us"),
    "more": _("Questions before we can plan"),
    "wait": _("It takes longer"),
    "silent": _("We have not heard from you"),
}
IN_QUEUE: dict[str, str | Promise] = URGENCIES | {"aside": _("Set aside by rules")}
FAULTS: dict[str, str | Promise] = {
    "empty": _("A line is empty."),
    "no-group": _("There is no group of that name: %(pattern)s"),
    "too-short": _("One letter and a star find too much: %(pattern)s"),
    "only-absent": _("The first word of a line cannot have an exclamation mark: %(pattern)s"),
    "too-common": _("This word stands in almost every message; say what must stand near it: %(pattern)s"),
}
RULE_EXISTS = _("There is a rule of this name already.")
HELD_BACK = _("It was not sent. Say why it must leave all the same, and a second person is asked; or change it.")
RULES_STALE = _("Somebody else changed the rules at the same moment. Look at them, then save again.")
STALE = _("Somebody else changed this thread at the same moment. Look at it, then send again: your text is still here.")
OVERTAKEN = _(
    "Not sent yet: since you opened this page, %(what)s. Read it above, then send again: your text is still here."
)
ELSEWHERE = _(
    "Not sent yet: since you opened this page, something was said in another thread with this address. Read it there, "
    "then send again: your text is still here."
)
TURNED_AWAY: dict[str, tuple[str | Promise, str, str]] = {
    "hostile": (pgettext_lazy("vetting", "Hostile"), "danger", "alarm"),
    "rejected": (pgettext_lazy("vetting", "Rejected"), "warn", ""),
}
THEY_WROTE = _("they have written again")
ONE_ANSWERED = _("%(persona)s has answered")
ONE_NOTED = _("%(persona)s has left a note")
DRAFT_KEPT = _("%(persona)s keeps a draft")
DRAFT_ELSEWHERE = _(
    "You kept another draft of this answer meanwhile, in another window; it stands above. Keep it again, and this one "
    "takes its place: your text is still here."
)
DRAFT_OF_ANOTHER = _(
    "%(persona)s keeps a draft in this thread; it stands above. Take it over, and your text goes behind it; or ask "
    "first. Nothing was replaced: your text is still here."
)
BESIDE = _("%(persona)s opened this thread at %(time)s and may be writing. Ask before you answer.")
FROM_US_TITLE = _("There is nobody to answer")
FROM_US = _(
    "This mail says that it is from our own address. Somebody forged the sender, or sent a letter of ours back. Nobody "
    "of ours writes in this way: believe nothing in it."
)
NO_ADDRESS = _("There is no address to answer to. Keep what you wrote as a note.")
EXPOSED = _(
    "It was not sent: it cannot be encrypted, or what came encrypted would be answered readable. Say how it leaves."
)
NO_KEY = _(
    "It was not sent: we have no key of theirs to encrypt it with. Choose “Readable” if whoever carries the mail may "
    "read it."
)
NOT_ENCRYPTED = _("It was not sent: it could not be encrypted with this key. Choose again how it leaves.")
HOW_IT_LEAVES = _("It was not sent: choose first how it leaves. Whoever carries the mail can read a readable answer.")
SHUT_CHANNEL = _("Nothing is answered from the channel that this came by. Choose an address to answer from.")
NOT_POSSIBLE = _("That cannot be done with this request.")


def notes(codes: tuple[str, ...]) -> list[str | Promise]:
    """A sentence for each note of a parsed message."""
    return [NOTES.get(code, UNKNOWN_NOTE) for code in codes]
