"""What the demo's organisation asked of authorities, and what came back: silence, an evasion, an answer."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from waystation.advocacy import approving, bodies, drafting, following, pressing
from waystation.advocacy.clocks import MONTHS, SENT, TRANSMITTED, Clock
from waystation.advocacy.records import (
    ASKED,
    DENIED,
    OTHERS,
    POWER,
    PUBLISHED,
    SPOKE,
    VOTED,
    Authority,
    Pressure,
    Reply,
    Submission,
)
from waystation.documentation.dates import PartialDate
from waystation.site.demo.people import REGION
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

_LETTERS = 24
_REPORT = Clock(code="report", limit=30, extended_to=(60,), basis="Invented code of procedure, art. 12", read=True)
_LETTER = Clock(
    code="letter", limit=30, starts="registered", extended_to=(60,), basis="Invented act on letters, art. 4"
)
_EXPERTS = Clock(code="experts", limit=60, starts=SENT, basis="practice of the experts", read=True)
_COMMITTEE = Clock(code="committee", limit=6, unit=MONTHS, starts=TRANSMITTED, basis="Invented protocol, art. 4")


def make(lev: Actor, nina: Actor) -> None:
    """Six submissions to four bodies, through the actions of two coordinators."""
    above = bodies.add_authority(
        lev, Authority(name="Prosecutor of the republic", kind="ru.prosecutor", clocks=(_LETTER,))
    )
    office = Authority(
        name=f"Investigations office, {REGION}",
        kind="ru.sk",
        jurisdiction=f"Crimes in {REGION}",
        channels="By registered post; the desk gives a ticket number to whoever asks for it.",
        clocks=(_REPORT,),
        above=above,
    )
    committee = bodies.add_authority(lev, office)
    experts = bodies.add_authority(lev, Authority(name="Experts on torture", kind="un.sp", clocks=(_EXPERTS,)))
    treaty = bodies.add_authority(lev, Authority(name="Treaty committee", kind="un.cat", clocks=(_COMMITTEE,)))
    _ask(lev, nina, committee, "crime_report", "The house behind the garage", "report", 75)
    second = _ask(lev, nina, committee, "crime_report", "Three brothers, in March", "report", 140)
    _reply(lev, second, "refusal", 20, "No event of a crime was found.", nina, 0)
    letter = _ask(lev, nina, above, "citizen_appeal", "Why nobody was asked", "letter", 25)
    lev_day = lev.today - timedelta(days=21)
    following.note_reply(lev, Reply(submission=letter, kind="registered", day=lev_day, number="12-417"))
    third = _ask(lev, nina, above, "complaint_prosecutor", "No answer about the garage", "letter", 90)
    _reply(lev, third, "formal", 58, "Your letter was considered.")
    urgent = _ask(lev, nina, experts, "un_allegation_letter", "Detentions of the spring", "experts", 50)
    _reply(lev, urgent, "action_started", 5, "The experts wrote to the government on all four questions.", nina, 3)
    drafting.draft(
        lev,
        Submission(authority=treaty, kind="un_cat", title="Three brothers, after the refusal", language="en"),
        clock="committee",
    )
    _in_public(lev, urgent)


def letters(lev: Actor, nina: Actor) -> None:
    """Many letters of one kind to one body, half of them answered with a form: enough for a table that names nobody."""
    office = bodies.add_authority(lev, Authority(name="Ombudsman", kind="ru.ombudsman", clocks=(_LETTER,)))
    for number in range(_LETTERS):
        is_answered = number % 2 == 0
        made = _ask(lev, nina, office, "citizen_appeal", f"Letter {number + 1}", "letter", 20 if is_answered else 4)
        if is_answered:
            _reply(lev, made, "formal", 6, "Your letter was considered.")


def _ask(lev: Actor, nina: Actor, authority: UUID, kind: str, title: str, clock: str, ago: int) -> UUID:
    said = Submission(authority=authority, kind=kind, title=title, language="en", text=f"We ask about: {title}.")
    made = drafting.draft(lev, said, clock=clock)
    for who in (lev, nina):
        refresh(who)
        approving.let_go(who, made, nobody=True)
    refresh(lev)
    day = lev.today - timedelta(days=ago)
    following.note_way(
        lev, made, sent=day, received=day + timedelta(days=1), channel="registered_post", proof=f"RR-{ago}"
    )
    return made


def _in_public(lev: Actor, submission: UUID) -> None:
    """What the press and a parliament said, and what those in power answered."""
    for ago, side, kind, who, what in (
        (95, OTHERS, PUBLISHED, "A newspaper abroad", "Three people tell of a house behind a garage"),
        (88, POWER, DENIED, "A spokesman of the republic", "There are no such people here"),
        (52, OTHERS, ASKED, "Members of a parliament", "What the government knows of detentions of the spring"),
        (31, POWER, SPOKE, "A minister", "Everything is being looked into"),
        (12, OTHERS, VOTED, "A parliament", "Calls for an inquiry from outside"),
    ):
        day = PartialDate(day=lev.today - timedelta(days=ago))
        said = Pressure(side=side, kind=kind, who=who, what=what, day=day, submission=submission)
        pressing.add_pressure(lev, replace(said, source="An invented source"))


def _reply(
    lev: Actor, submission: UUID, kind: str, ago: int, text: str, nina: Actor | None = None, substance: int = 0
) -> None:
    day = lev.today - timedelta(days=ago)
    back = following.note_reply(lev, Reply(submission=submission, kind=kind, day=day, text=text))
    for who in (lev, nina) if nina else ():
        refresh(who)
        following.grade(who, submission, back, substance)
    refresh(lev)
