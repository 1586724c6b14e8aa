"""Who besides the one of a case is in what goes out: asked by the gate, and handed on only where they said yes.

So are the texts that name them: what somebody wrote in their own words about a person who does not go stays here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from waystation.casework.consent_reach import CODES, OURS, reach
from waystation.casework.consent_rules import YES, Sentence, Verdict, Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange.free_texts import HELD_BACK
from waystation.casework.exchange.wording import NAMES_SOMEBODY
from waystation.casework.gate import gate, look
from waystation.casework.persons import access as persons
from waystation.casework.persons import asked, rules
from waystation.casework.persons.access import Member
from waystation.casework.persons.text import plain
from waystation.linkage.mentions import Called, called, is_meant, words_of
from waystation.linkage.names import Form, form
from waystation.staff.actor import Actor

_TELL_OF_OTHERS = frozenset({"who", "contact", "medical", "sogiesc"})


@dataclass(frozen=True)
class Going:
    """Which parts of each person of a case go; of who is not in it, nothing does.

    `names`: by what each of them is called. Those `unasked` may be named in any text: the one of the case, who answers
    for it, and those who hunt. `answers` are those by which it goes: nobody is told to whom else somebody said yes.
    """

    parts: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    names: Mapping[UUID, Called] = field(default_factory=dict, repr=False)
    unasked: frozenset[UUID] = frozenset()
    answers: frozenset[UUID] = frozenset()
    _forms: dict[str, Form] = field(default_factory=dict, repr=False, compare=False)

    def of(self, person: UUID) -> frozenset[str]:
        return self.parts.get(person, frozenset())

    def named(self, text: str, parts: Collection[str] = ()) -> list[UUID]:
        """Whom a text of these parts of a case may name of those who do not go with them.

        A word by which somebody who goes is called too (a family's name) names nobody.
        """
        here = {each: self._goes(each, parts) for each in self.names}
        if all(here.values()) or not text.strip():
            return []
        found = set[UUID]()
        for word in words_of(text):
            said = self._form(word)
            meant = [each for each, name in self.names.items() if is_meant(word, said, name)]
            if not any(here[each] for each in meant):
                found.update(meant)
        return [each for each in self.names if each in found]

    def text(self, text: str, parts: Collection[str]) -> str:
        """The text, or what stands in its place where it names somebody who does not go."""
        return HELD_BACK if self.named(text, parts) else text

    def _goes(self, person: UUID, parts: Collection[str]) -> bool:
        return person in self.unasked or (person in self.parts and self.parts[person] >= set(parts))

    def _form(self, word: str) -> Form:
        if word not in self._forms:
            self._forms[word] = form(word)
        return self._forms[word]


@dataclass(frozen=True)
class Passing:
    """A use as it is asked of the gate, what the gate says, and what of whom goes; `reasons` is all that is against."""

    wanted: Wanted
    found: Verdict
    going: Going
    reasons: list[Sentence]


def with_others(actor: Actor, case_id: UUID, wanted: Wanted) -> Wanted:
    """The same use with those besides the one of the case whose data would go. What stays with us asks nobody.

    Of parts that tell of nobody else nothing of them is left out but the texts that name them.
    """
    if reach(wanted.purpose) == OURS:
        return wanted
    without = wanted.without or not tells_of_others(wanted)
    return replace(wanted, others=asked.others(actor, case_id), without=without)


def tells_of_others(wanted: Wanted) -> bool:
    """Whether there are records of others among the parts that go."""
    return reach(wanted.purpose) != CODES and not _TELL_OF_OTHERS.isdisjoint(wanted.parts)


def ask(
    actor: Actor, case_id: UUID, wanted: Wanted, limits_seen: UUID | None = None, *, words: str | None = None
) -> Passing:
    """What the gate would say, and of whom what goes. Nothing is used by asking. Raises Absent.

    `words` are written for whoever gets it, and go with the limits: they cannot be held back, so they may name nobody
    who does not go. None: neither goes along.
    """
    wanted = with_others(actor, case_id, wanted)
    found = look(actor, case_id, wanted, limits_seen)
    members = persons.members(actor, case_id)
    going = _going(members, case_id, wanted, found)
    named = going.named(f"{words}\n{found.limits}") if words is not None else []
    who = ", ".join(plain(each.called) for each in members if each.id in named)
    return Passing(wanted, found, going, [*found.reasons, *([NAMES_SOMEBODY % {"who": who}] if named else [])])


def passed(
    actor: Actor, case_id: UUID, wanted: Wanted, limits_seen: UUID | None = None, *, words: str | None = None
) -> tuple[Passing, UUID]:
    """The same, and through the gate: with the id of the use. Raises Refused with what stands against it, Absent."""
    passing = ask(actor, case_id, wanted, limits_seen, words=words)
    if passing.reasons:
        raise Refused(passing.reasons)
    return passing, gate(actor, case_id, passing.wanted, limits_seen=limits_seen)


def _going(members: Sequence[Member], case_id: UUID, wanted: Wanted, found: Verdict) -> Going:
    """What of whom goes by a verdict: of the one of the case and of those who hunt, who are not asked, all of it.

    Without details nobody goes, and so no text that names anybody of them, the one of the case among them.
    """
    home = {each.id for each in members if each.home == case_id}
    if reach(wanted.purpose) == OURS:
        return Going(dict.fromkeys(home, wanted.parts))
    unasked = _unasked(members) if reach(wanted.purpose) != CODES else frozenset[UUID]()
    parts = dict.fromkeys(home & unasked, wanted.parts) | {share.other.id: share.parts for share in found.shares}
    yes = [found.answer] if found.answer and found.state in YES else []
    answers = frozenset(each.id for each in [*yes, *(one for share in found.shares for one in share.answers)])
    return Going(parts, names_of(members), unasked, answers)


def nobody_else(members: Sequence[Member]) -> Going:
    """As if none of the others said yes: for those who look at whom texts name."""
    return Going({}, names_of(members), _unasked(members))


def _unasked(members: Sequence[Member]) -> frozenset[UUID]:
    first = members[0].id if members else None
    return frozenset(each.id for each in members if each.id == first or rules.hunts(each.part.roles))


def names_of(members: Sequence[Member]) -> dict[UUID, Called]:
    """By what each of them is called, as far as whoever asks may know it."""
    return {each.id: called([*_names(each), *([each.called] if each is members[0] else [])]) for each in members}


def _names(one: Member) -> list[str]:
    record = one.record
    known = [name.text for name in record.names] + [record.pseudonym] if record else []
    return [*known, one.part.called]
