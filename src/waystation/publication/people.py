"""Whose cases a text tells of, and whether each still consents: said when it is approved, used when it is released."""

from collections.abc import Collection, Mapping
from uuid import UUID

from waystation.advocacy.wording import AGAINST, NAMED_AND_NOBODY, NO_CASE, NO_CASE_ANY_MORE, SAY_WHOSE
from waystation.casework import access as casework
from waystation.casework import these_words
from waystation.casework.consent_rules import YES, Verdict, Wanted, of_words
from waystation.casework.errors import Refused as NotAllowed
from waystation.casework.gate import gate, look
from waystation.documentation.errors import Refused, refuse
from waystation.mail.words import clean, same
from waystation.publication import rules, wording
from waystation.publication.public import USE
from waystation.publication.records import Consented, Publication
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows

# Without a name nothing may go that points to the person: no part of the case. With it, what happened to them.
_PARTS = {"publish_anonymous": frozenset[str](), "publish_named": frozenset({"story"})}
ANONYMOUS, NAMED = _PARTS


def wanted_of(
    actor: Actor, called: Collection[str], *, nobody: bool = False, named: bool = False
) -> dict[UUID, Wanted]:
    """What is asked of the gate for each case, by what we call them. Raises Refused where a name is none."""
    names = [each for each in called if each.strip()]
    if nobody and names:
        raise Refused([("nobody", NAMED_AND_NOBODY)])
    if not nobody and not names:
        raise Refused([("called", SAY_WHOSE)])
    known = {same(stub.pseudonym): held.id for held, stub in casework.cases(actor)}
    if unknown := next((name for name in names if same(name) not in known), None):
        raise Refused([("called", NO_CASE % {"called": clean(unknown)[0]})])
    return {known[same(name)]: _wanted(NAMED if named else ANONYMOUS) for name in names}


def _wanted(purpose: str, words: bool | None = None) -> Wanted:
    return Wanted(purpose, parts=_PARTS[purpose], what=USE, words=words)


def _of(said: Publication, each: Consented) -> Wanted:
    """The same of a case that it tells of, with what was said of its very words."""
    return _wanted(each.purpose, these_words.said(said.seen, each.case, rules.digest(said)))


def verdicts(actor: Actor, called: Collection[str], *, named: bool) -> dict[UUID, Verdict]:
    """What the gate would say of each case. Nothing is used by looking. Raises Refused."""
    return {case_id: look(actor, case_id, wanted) for case_id, wanted in wanted_of(actor, called, named=named).items()}


def consented(
    actor: Actor, wanted: Mapping[UUID, Wanted], limits_seen: Mapping[UUID, UUID] | None = None
) -> tuple[Consented, ...]:
    """Who of them consents. Raises Refused with what stands against it where one does not."""
    found = []
    for case_id, each in wanted.items():
        limits = (limits_seen or {}).get(case_id)
        verdict = look(actor, case_id, each, limits)
        refuse([] if verdict.allowed else [("called", _against(actor, case_id, reason)) for reason in verdict.reasons])
        found.append(Consented(case_id, each.purpose, limits))
    return tuple(found)


def cases(said: Publication) -> list[Consented]:
    """The cases that it tells of, each once for each purpose."""
    every = (one for approval in said.approvals for one in approval.cases)
    return list({(one.case, one.purpose): one for one in every}.values())


def against(actor: Actor, said: Publication) -> list[str]:
    """What stands against its release now, of the cases that it was approved with and that somebody may ask."""
    found = []
    for each in cases(said) if may_say(actor) else ():
        wanted = _of(said, each)
        try:
            verdict = look(actor, each.case, wanted, each.limits)
        except Absent:
            return [str(NO_CASE_ANY_MORE)]
        reasons = [*([] if verdict.allowed else verdict.reasons), *of_words(wanted)]
        found += [_against(actor, each.case, reason) for reason in reasons]
    return found


def words_seen(actor: Actor, said: Publication) -> list[these_words.Line]:
    """What those of whom it tells said of its very words, as far as this person may ask them."""
    return these_words.lines(actor, (each.case for each in cases(said)), said.seen, rules.digest(said))


def used(actor: Actor, publication_id: UUID, said: Publication) -> tuple[UUID, ...]:
    """Writes down in each case that its consent is used. Raises Refused where one does not consent any more."""
    refuse([] if any(each.said for each in said.approvals) else [("", wording.WHOSE_IS_OPEN)])
    uses = []
    for each in cases(said):
        try:
            uses.append(gate(actor, each.case, _of(said, each), limits_seen=each.limits, of=publication_id))
        except NotAllowed as no:
            raise Refused([("", _against(actor, each.case, reason)) for reason in no.reasons]) from None
        except Absent:
            raise Refused([("", NO_CASE_ANY_MORE)]) from None
    return tuple(uses)


def may_say(actor: Actor) -> bool:
    """Whether somebody may ask cases for their consent, and so has to say whose a text tells of."""
    return allows(actor, "consent.use")


def _against(actor: Actor, case_id: UUID, reason: object) -> str:
    return str(AGAINST % {"called": casework.called(actor, case_id), "reason": reason})


def states(actor: Actor, case_id: UUID) -> dict[str, str]:
    """How somebody's consent to being published stands, by purpose. Raises Absent."""
    return {purpose: _state(look(actor, case_id, _wanted(purpose))) for purpose in _PARTS}


def _state(found: Verdict) -> str:
    return "given" if found.allowed and found.state not in YES else found.state  # two people agreed


def taken_back(actor: Actor, said: Publication) -> bool:
    """Whether one of those whose cases this session opens says no by now. That a yes grew old takes nothing out."""
    for each in cases(said) if may_say(actor) else ():
        try:
            found = look(actor, each.case, _wanted(each.purpose), each.limits)
        except Absent:
            continue
        if found.state in ("withdrawn", "refused") and not found.release:
            return True
    return False
