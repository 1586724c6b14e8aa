"""What stands against writing to somebody, by what is known of how they may be reached. Pure.

`terms` are all statements that count at once: what staff wrote down, and what the caller said since. The stricter of
them wins.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.hotline import avoided, contact_terms, hours, inflection
from waystation.hotline.inflection import WORD, is_same, plain
from waystation.hotline.records import Asked, Contact, Hours, Letter, RequestStub
from waystation.vault import half
from waystation.web.languages import LANGUAGES

Text = str | Promise

STOP, DURESS, AVOID, UNSAID, COVER, HOURS = "stop", "duress", "avoid", "unsaid", "cover", "hours"
DAMAGED, HOSTILE, REJECTED = "damaged", "hostile", "rejected"
WHY: dict[str, Text] = {
    STOP: _("This person asked that we do not write at all."),
    HOSTILE: _("Two of us hold this person to be hostile: nothing may be told."),
    REJECTED: _("This person was turned away: other places to turn to may be named, and nothing about us."),
    DURESS: _("This person said the word that means: I am not free. Whoever reads the answer may be somebody else."),
    AVOID: _("This channel or address is one that is not to be used."),
    UNSAID: _("It holds a word that is not to be used."),
    COVER: _("It has to look like something else, and nobody has said yet which subject and sender that needs."),
    DAMAGED: _(
        "What stood here of how to write to this person was changed by force. Ask the person, and write it anew."
    ),
    HOURS: _("At this hour it is not safe to write."),
}
NOTHING_AGAINST = _("Nothing stands against it: it can be sent as it is.")
NOT_BY_THE_SAME = _("Another person than who asked for it has to agree.")
TOO_LATE = _("Somebody has decided on this already, or its time is over. Ask anew if it is still needed.")
MORE_AGAINST = _("More stands against it now than when it was asked for. Look at it, and ask anew.")
ASK_LASTS = timedelta(hours=6)
FREE_FOR = timedelta(hours=1)  # how long a letter that two people let go may still leave
PHRASE = 5  # words of an agreed word at most
WORDS, SALT = ("word_ok", "word_duress"), 16
LOOKED_THROUGH = 600  # words of a message in which an agreed word is looked for

SEEN: dict[str, Text] = {
    "no": pgettext_lazy("device", "No"),
    "sometimes": pgettext_lazy("device", "Sometimes"),
    "yes": pgettext_lazy("device", "Yes"),
    "unknown": pgettext_lazy("device", "Not known"),
}
SIM: dict[str, Text] = {
    "me": pgettext_lazy("sim", "The caller’s own"),
    "relative": pgettext_lazy("sim", "A relative’s"),
    "other": pgettext_lazy("sim", "Somebody else’s"),
}
VOICE: dict[str, Text] = {
    "text": pgettext_lazy("voice", "Text"),
    "voice": pgettext_lazy("voice", "Voice"),
    "either": pgettext_lazy("voice", "Either"),
}
NOW: dict[str, Text] = {
    "yes": pgettext_lazy("danger", "Yes"),
    "no": pgettext_lazy("danger", "No"),
    "cannot": pgettext_lazy("danger", "I cannot say"),
}
YES_NO: dict[str, Text] = {"yes": pgettext_lazy("answer", "Yes"), "no": pgettext_lazy("answer", "No")}
TONGUES = dict(LANGUAGES) | {"other": pgettext_lazy("language", "Another")}
WRITTEN = frozenset(dict(LANGUAGES))
WAYS: dict[str, Text] = {
    "email": pgettext_lazy("way", "E-mail"),
    "phone": pgettext_lazy("way", "Telephone"),
    "messenger": pgettext_lazy("way", "Messenger"),
}


@dataclass(frozen=True)
class Heard:
    """An agreed word that a message of theirs holds: `word_ok` or `word_duress`."""

    word: str
    at: datetime
    message: UUID


def first(stub: RequestStub) -> Contact:
    """What the form of a first message said of it."""
    return Contact(who_sees=stub.shared_device)


def against(
    terms: Sequence[Contact], stub: RequestStub, text: str, heard: Iterable[Heard], now: datetime
) -> tuple[str, ...]:
    """Codes of WHY: what stands against this answer leaving now. Nothing where nobody is to be asked.

    An answer on our own pages waits there without a sign on any device: neither hours nor a wish not to be written to
    stand against it.
    """
    by_mail = stub.channel == "email"
    found = {
        STOP: by_mail and any(each.stop for each in terms),
        DURESS: is_forced(terms, heard),
        AVOID: by_mail and is_avoided(terms, stub),
        UNSAID: any(says_any(text, each.unsaid) for each in terms),
        COVER: by_mail and lacks_cover(terms),
        HOURS: by_mail and not all(hours.is_open(each.hours, now) for each in terms),
    }
    return tuple(code for code, is_so in found.items() if is_so)


def is_forced(terms: Sequence[Contact], heard: Iterable[Heard]) -> bool:
    """Whether the word for being forced was said and nobody has noted since that they are free."""
    free = max((each.free_since for each in terms if each.free_since), default=None)
    return any(each.word == "word_duress" and (free is None or each.at > free) for each in heard)


def is_avoided(terms: Iterable[Contact], stub: RequestStub) -> bool:
    """Whether this way, or the address that the thread is with, is one that is not to be used."""
    return any(
        way.strip().casefold() == stub.channel or avoided.names(way, stub.who) for each in terms for way in each.avoid
    )


def lacks_cover(terms: Sequence[Contact]) -> bool:
    """Whether a cover was asked for and no words for it stand anywhere."""
    wanted = any(each.cover for each in terms)
    return wanted and not (one_of(terms, "subject") and one_of(terms, "sender"))


def one_of(terms: Sequence[Contact], name: str) -> Any:
    """The newest that was said of one thing; what it is without an answer where nobody said anything."""
    said = [value for each in terms if (value := getattr(each, name))]
    return said[-1] if said else getattr(Contact(), name)


def says_any(text: str, unsaid: Iterable[str]) -> bool:
    """Whether one of these words or phrases stands in a text, in any case of Russian."""
    words = inflection.words(text)
    phrases = [WORD.findall(inflection.seen(phrase)) for phrase in unsaid]
    return any(_stands(words, phrase) or _stands(words, ["".join(phrase)]) for phrase in phrases if phrase)


def _stands(words: list[str], phrase: list[str]) -> bool:
    places = range(len(words) - len(phrase) + 1)
    return any(all(map(is_same, words[place : place + len(phrase)], phrase)) for place in places)


def holds_back(terms: Sequence[Contact], stub: RequestStub, turned_away: str = "") -> tuple[tuple[Hours, ...], str]:
    """What a letter that is on its way is bound to: hours, and a code of why it may not leave at all."""
    stopped = STOP if any(each.stop for each in terms) else AVOID if is_avoided(terms, stub) else turned_away
    return both([each.hours for each in terms]), stopped


def both(every: Sequence[Hours]) -> tuple[Hours, ...]:
    """The hours that bind: those that say anything."""
    return tuple(dict.fromkeys(each for each in every if each.when or each.never))


def may_leave(letter: Letter, now: datetime) -> bool:
    """Whether a letter may be sent at this moment."""
    if letter.free_until is not None and now < letter.free_until:
        return True
    return not letter.stopped and all(hours.is_open(each, now) for each in letter.hours)


def opens(letter: Letter, now: datetime) -> datetime | None:
    """When a letter that is held may leave; None where only two people can let it go."""
    return None if letter.stopped else hours.opens(letter.hours, now)


def is_waiting(asked: Asked, now: datetime) -> bool:
    """Whether somebody may still decide on it."""
    return asked.decided_at is None and now < asked.until


def agreed(word: str, salt: bytes) -> bytes:
    """What is kept of a word that was agreed on: a salt and a keyed digest. Raises NotReady without a vault half."""
    return salt + _digest(salt, _spoken(word))


def _digest(salt: bytes, spoken: str) -> bytes:
    return half.digest(b"agreed word", salt + spoken.encode())


def is_agreed(word: str, kept: bytes) -> bool:
    """Whether this is the word that was agreed on."""
    return bool(kept) and hmac.compare_digest(_digest(kept[:SALT], _spoken(word)), kept[SALT:])


def _spoken(text: str) -> str:
    return " ".join(map(plain, WORD.findall(text)))


def is_one(word: str, other: str) -> bool:
    """Whether two words are the same, however they are typed."""
    return _spoken(word) == _spoken(other)


def is_a_word(text: str) -> bool:
    """Whether it can be agreed on: one to PHRASE words."""
    return 1 <= len(WORD.findall(text)) <= PHRASE


def hears(terms: Iterable[Contact], text: str) -> set[str]:
    """Which agreed words stand in a text: `word_ok`, `word_duress`."""
    wanted = {(name, kept) for each in terms for name in WORDS if (kept := getattr(each, name))}
    words = list(map(plain, WORD.findall(text)[:LOOKED_THROUGH])) if wanted else []
    spans = {" ".join(words[at : at + size]) for at in range(len(words)) for size in range(1, PHRASE + 1)}
    return {name for name, kept in wanted if any(_digest(kept[:SALT], span) == kept[SALT:] for span in spans)}


def shown_to_caller(said: Contact) -> Contact:
    """What a caller's own pages show again: nothing by which whoever took the phone finds others, or the words."""
    return msgspec.structs.replace(said, second_channel="", trusted="", word_ok=b"", word_duress=b"")


def merged(terms: Sequence[Contact]) -> Contact:
    """All that was said in one, for a form: of each thing the newest answer, or the stricter."""
    newest = {field.name: one_of(terms, field.name) for field in msgspec.structs.fields(Contact)}
    newest["who_sees"] = contact_terms.seen_most(terms)
    for name in contact_terms.ADDED_UP:
        newest[name] = tuple(dict.fromkeys(word for each in terms for word in getattr(each, name)))
    asked = [each.hours for each in terms if each.hours.when or each.hours.never]
    newest["hours"] = asked[-1] if asked else terms[-1].hours if terms else Hours()
    return Contact(**newest)
