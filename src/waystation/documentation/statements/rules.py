"""What may be taken down, drawn out and reviewed. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from waystation.documentation import dates
from waystation.documentation.assertions import (
    BY_AN_AUTHORITY,
    CONDITION,
    CREDIBILITY,
    DATE,
    ENDED,
    HAPPENED,
    INJURY,
    METHOD,
    NUMBER,
    PERPETRATOR,
    PLACE,
    RELIABILITY,
    STATUS,
    Assertion,
    faults,
)
from waystation.documentation.corroboration import LADDER, Status
from waystation.documentation.reviews import CONFIRMS, REFUTES, SETS_ASIDE, TIES, Independence
from waystation.documentation.rules import NONE_OWN, Fault, Own, codes
from waystation.documentation.statements import wording
from waystation.documentation.statements.records import GROUNDS, Asserted, Statement, Words

VOCABULARY: Final[Mapping[str, str]] = {
    HAPPENED: "acts",
    METHOD: "torture_methods",
    CONDITION: "deprivation_conditions",
    STATUS: "victim_status",
}
"""Properties whose value is a code, and of which vocabulary."""
IN_WORDS: Final = (DATE, ENDED, PLACE, NUMBER, INJURY, PERPETRATOR)
"""Properties whose value is written."""
OF_AN_EVENT: Final = frozenset({DATE, ENDED, PLACE, NUMBER})
"""What can be said of an event as a whole; all else is said of an act."""
EARLIEST: Final = date(1900, 1, 1)

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(\d{1,7})\s*(?:(\+)|[-–]\s*(\d{1,7}))?")
_SENTENCES: Mapping[str, tuple[str, wording.Words]] = {
    "property": ("what", wording.CHOOSE_WHAT),
    "value": ("value", wording.IN_WORDS),
    "passage": ("span", wording.CHOOSE_LINES),
    "hand": ("hand", wording.CHOOSE),
    "connection": ("connection", wording.CHOOSE),
    "hand_too_near": ("hand", wording.TOO_NEAR),
    "own_source": ("heard_from", wording.OWN_SOURCE),
    "reliability": ("reliability", wording.CHOOSE),
    "credibility": ("credibility", wording.CHOOSE),
    "finding": ("finding", wording.NO_FINDING),
}


def statement_faults(statement: Statement, today: date) -> Iterator[Fault]:
    """What is wrong with what is said of a statement."""
    if statement.kind not in codes("source_types"):
        yield "kind", wording.CHOOSE
    if statement.language and statement.language not in codes("languages"):
        yield "language", wording.CHOOSE
    if not statement.told:
        yield "told", wording.WHEN_TOLD
    elif any(each.day > today for each in statement.told):
        yield "told", wording.NOT_YET
    elif any(each.day < EARLIEST for each in statement.told):
        yield "told", wording.TOO_EARLY


def words_faults(words: Words) -> Iterator[Fault]:
    """What is wrong with the words."""
    if not words.text.strip():
        yield "text", wording.WRITE_WORDS


def value_of(property_: str, text: str) -> str:
    """What is kept of a value that was written. Raises ValueError for one that there is not."""
    said = " ".join(text.split())
    if property_ in (DATE, ENDED):
        return str(dates.read_known(said))
    if property_ == NUMBER:
        found = _NUMBER.fullmatch(said)
        least, most = (int(found[1]), int(found[3] or found[1])) if found else (0, 0)
        if not found or not 1 <= least <= most:
            raise ValueError("no number")
        return f"{least}+" if found[2] else str(least) if least == most else f"{least}-{most}"
    if not said:
        raise ValueError("nothing")
    return said


def value_faults(property_: str, text: str) -> Iterator[Fault]:
    """What is wrong with a value that was written."""
    try:
        value_of(property_, text)
    except ValueError:
        dated = property_ in (DATE, ENDED)
        yield "value", wording.NO_DATE_SAID if dated else wording.NO_NUMBER if property_ == NUMBER else wording.IN_WORDS


def assertion_faults(one: Assertion, statement: Statement, words: Words, own: Own = NONE_OWN) -> Iterator[Fault]:
    """What is wrong with an assertion that is drawn from these words. `own`: the codes that the organisation added."""
    yield from (_SENTENCES[code] for code in faults(one))
    if (
        one.property not in wording.PROPERTIES
        or one.property in VOCABULARY
        and one.value not in codes(VOCABULARY[one.property], own)
    ):
        yield "what", wording.CHOOSE_WHAT
    elif wrong := list(value_faults(one.property, one.value)):
        yield from wrong
    elif one.property in (DATE, ENDED) and dates.read_known(one.value).day > _last_telling(one, statement):
        yield "value", wording.BEFORE_IT
    if one.passage is None or one.passage.end > len(words.text):
        yield "span", wording.CHOOSE_LINES
    if statement.retraction is not None:
        yield "", wording.IS_WITHDRAWN


def read_from(one: Assertion, statement: Statement) -> Assertion:
    """An assertion as it is read from a statement by which it was drawn: of an exhibit, or told by somebody."""
    material = statement.kind if statement.exhibit else ""
    finding = one.finding and material in BY_AN_AUTHORITY
    return msgspec.structs.replace(
        one, material=material, exhibit=statement.exhibit, finding=finding, asked_by=statement.asked_by
    )


def asked_by(interviewer: str, personas: Mapping[UUID, str], before: Iterable[UUID] = ()) -> tuple[UUID, ...]:
    """The accounts of those who asked: everybody whose persona stands among the words, and who stood there `before`."""
    said = _words(interviewer)
    return tuple(sorted({*before, *(one for one, called in personas.items() if _words(called) in said)}))


def _words(text: str) -> str:
    """A text as words alone, each between spaces."""
    return " ".join(["", *_WORD.findall(text.casefold()), ""])


def _last_telling(one: Assertion, statement: Statement) -> date:
    """The last day on which it can have been told."""
    return one.told or max((each.last for each in statement.told), default=date.max)


def grade_faults(reliability: str, credibility: str) -> Iterator[Fault]:
    """What is wrong with a grade of the Admiralty."""
    if reliability not in RELIABILITY:
        yield "reliability", wording.CHOOSE
    if credibility not in CREDIBILITY:
        yield "credibility", wording.CHOOSE


def why_faults(why: str) -> Iterator[Fault]:
    """That nobody says why."""
    if not why.strip():
        yield "reason", wording.SAY_WHY


def retraction_faults(entry: Asserted | Statement, ground: str, why: str) -> Iterator[Fault]:
    """What stands against withdrawing it."""
    if entry.retraction is not None:
        yield "", wording.WITHDRAWN_ALREADY
    if ground not in GROUNDS:
        yield "ground", wording.CHOOSE
    yield from why_faults(why)


def independence_faults(said: Independence, collectors: Collection[UUID | None]) -> Iterator[Fault]:
    """What stands against a judgement of two sources. `collectors`: who took down or drew out what these told."""
    if said.first == said.second:
        yield "second", wording.TWO_SOURCES
    if not set(said.ties) <= set(TIES):
        yield "ties", wording.CHOOSE
    if said.by in collectors:
        yield "", wording.YOU_COLLECTED
    yield from why_faults(said.reason)


def review_faults(
    finding: str, reason: str, status: Status, denials: Sequence[UUID], by: UUID, collectors: Collection[UUID | None]
) -> Iterator[Fault]:
    """What stands against a reviewer's word on a claim with this status."""
    if finding not in (CONFIRMS, SETS_ASIDE, REFUTES):
        yield "finding", wording.CHOOSE
    if by in collectors:
        yield "", wording.YOU_COLLECTED_FACT
    if finding == CONFIRMS and status.code not in LADDER[1:]:
        yield "finding", wording.NOTHING_TO_AGREE
    if finding == SETS_ASIDE and not denials:
        yield "finding", wording.NO_DENIAL
    yield from why_faults(reason)


def collectors_of(entries: Iterable[Asserted], by: Callable[[UUID], bool]) -> set[UUID | None]:
    """Who took down or drew out what these sources told; `by` says of which sources it is asked."""
    told = [each for each in entries if by(each.said.source)]
    return {one for each in told for one in (*each.said.collectors, each.by)}
