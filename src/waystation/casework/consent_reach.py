"""How far a use of a case goes by its purpose, whoever allows it. Pure; the gate asks it, and every form."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.hotline.consent_words import named
from waystation.mail.words import same
from waystation.vocabulary.vocabularies import term

Sentence = str | Promise

# How far a use for a purpose goes: to the one whom the answer names, to everybody, to anybody but without a thing that
# points to the person, or into our own keeping. For what is not here nothing leaves: it is about what we do with them.
NAMED, PUBLIC, CODES, OURS, NOWHERE = "named", "public", "codes", "ours", "nowhere"
_REACH = {
    "help": OURS,
    "document": OURS,
    "archive": OURS,
    "count": CODES,
    "publish_anonymous": CODES,
    "publish_named": PUBLIC,
}
# What may be made of a case (codes of USES) by how far it goes.
KEPT = "kept"
_WAYS: dict[str, tuple[str, ...]] = {
    NAMED: ("export", "summary", "whole", "transfer", "service", "submission"),
    PUBLIC: ("export", "summary", "publication"),
    CODES: ("export", "publication"),
    OURS: (KEPT,),
    NOWHERE: (),
}
_CODED = frozenset({"list", "where", "contact"})  # the parts that have codes, of which alone go: columns.CODES

NAMES_NOBODY = _(
    "Here the person named nobody who may get it. Choose the purpose that names them, or leave To whom empty."
)
_WRONG_WAY: dict[str, Sentence] = {
    PUBLIC: _("For this purpose a table or a summary can be given out, not the whole case."),
    CODES: _("For this purpose nothing is given out but a table of codes: no summary, no whole case, no bundle."),
    OURS: _(
        "This purpose is for ourselves alone: only a summary or the whole case can be made, and it stays with us. "
        "To give something to somebody, choose the purpose that names them."
    ),
    NOWHERE: _("For this purpose nothing leaves: it is about what we do with the person."),
}
NO_DETAILS = _("For this purpose nothing leaves that points to the person. Leave out: %(parts)s.")
NAME_IT = _("Say who gets it: for this purpose the person answers for each recipient.")


def per_recipient(purpose: str) -> bool:
    """Whether this purpose is answered for each recipient."""
    return bool(term("consent_purposes", purpose).extra.get("per_recipient"))


def reach(purpose: str) -> str:
    """How far a use for a purpose goes: NAMED, PUBLIC, CODES, OURS or NOWHERE."""
    return NAMED if per_recipient(purpose) else _REACH.get(purpose, NOWHERE)


def ways(purpose: str) -> tuple[str, ...]:
    """What may be made of a case for a purpose, as codes of USES."""
    return _WAYS[reach(purpose)]


def faults(purpose: str, recipient: str, parts: Collection[str], what: str) -> list[Sentence]:
    """What is wrong with a wish whoever allows it: it goes further than its purpose. Nobody can lift that."""
    how_far, found = reach(purpose), list[Sentence]()
    if how_far == NAMED and not same(recipient):
        found.append(NAME_IT)
    if how_far != NAMED and same(recipient):
        found.append(NAMES_NOBODY)
    if what not in _WAYS[how_far]:
        found.append(_WRONG_WAY.get(how_far, _WRONG_WAY[NOWHERE]))
    elif how_far == CODES and set(parts) - _CODED:
        found.append(NO_DETAILS % {"parts": named(set(parts) - _CODED)})
    return found
