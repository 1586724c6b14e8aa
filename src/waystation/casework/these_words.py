"""What people in a text said of its very words, before everybody reads them: noted with the text, by its digest.

A yes to being published is no yes to these words: the vocabulary calls such a purpose `per_text`, and the gate asks
(`consent_rules.of_words`). Any change of the words makes what was said of them void.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from waystation.casework import access
from waystation.casework.consent_rules import Sentence
from waystation.casework.errors import Refused
from waystation.casework.records import WordsSeen
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require

Noted = tuple[WordsSeen, ...]
HOW: dict[str, Sentence] = {
    "thread": _("In their messages with us"),
    "read_out": _("Read out to them"),
    "met": _("Face to face"),
    "through": _("Through somebody whom they trust, or who answers for them"),
}
CHANGED = _("The words were changed since you opened this page. Show them the new ones.")
_SAID: dict[bool, tuple[Sentence, str]] = {
    True: (_("saw these words and said yes"), "good"),
    False: (_("saw these words and said no"), "danger"),
}
_OTHERS: tuple[Sentence, str] = _("saw other words, not these"), "warn"
_NONE: tuple[Sentence, str] = _("has not seen these words"), "warn"


def said(seen: Iterable[WordsSeen], case_id: UUID, digest: bytes) -> bool | None:
    """What the one of a case said of the words of this digest; None where they have not seen them."""
    return next((each.agreed for each in seen if each.case == case_id and each.digest == digest), None)


def noted(seen: Iterable[WordsSeen], new: WordsSeen) -> Noted:
    """What was said, with something new in the place of what the same one said before."""
    return (*(each for each in seen if each.case != new.case), new)


@dataclass(frozen=True)
class Line:
    """One who is in a text: what they are called, what they said of its words, when, how, who noted it."""

    case: UUID
    called: str
    badge: tuple[Sentence, str]
    seen: WordsSeen | None = None
    how: Sentence = ""
    by: str = ""


def lines(actor: Actor, cases: Iterable[UUID], seen: Iterable[WordsSeen], digest: bytes) -> list[Line]:
    """What those in a text said of its words: of the cases that this person may ask for consent."""
    last, names, found = {each.case: each for each in seen}, personas(actor), []
    for case_id in dict.fromkeys(cases) if allows(actor, "consent.use") else ():
        try:
            access.case(actor, case_id)
        except Absent:
            continue
        called, one = access.called(actor, case_id), last.get(case_id)
        if one is None:
            found.append(Line(case_id, called, _NONE))
        else:
            badge = _SAID[one.agreed] if one.digest == digest else _OTHERS
            found.append(Line(case_id, called, badge, one, HOW.get(one.how, ""), names.get(one.by, "")))
    return found


def note(actor: Actor, cases: Collection[UUID], seen: Iterable[WordsSeen], digest: bytes, new: WordsSeen) -> Noted:
    """What was said of a text of these `cases` and this digest, with something `new`.

    Raises Absent for a case that is not in it or not this person's, Refused where the words are others by now.
    """
    require(actor, "consent.use")
    if new.case not in cases:
        raise Absent
    access.case(actor, new.case)
    if new.digest != digest:
        raise Refused([CHANGED])
    return noted(seen, new)
