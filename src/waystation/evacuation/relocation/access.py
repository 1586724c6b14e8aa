"""Who may see the tracks of a case, and what is in them: one door per noun."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q

from waystation.casework import access as casework
from waystation.casework import stages
from waystation.casework.models import Case
from waystation.casework.persons import access as persons
from waystation.casework.persons import asked
from waystation.casework.persons.models import PartRow, PersonRow
from waystation.casework.records import LONG_AGO
from waystation.casework.work.open_cases import open_cases, opened_in
from waystation.evacuation import access as evacuation
from waystation.evacuation.relocation import passports, rules
from waystation.evacuation.relocation.models import (
    ApplicationRow,
    AppointmentRow,
    ArrivalRow,
    CheckUpRow,
    NeededRow,
    StepRow,
    TemplateRow,
    TermsRow,
    TimerRow,
    TrackRow,
)
from waystation.evacuation.relocation.records import Needed, Template, Terms, Timer, Track
from waystation.evacuation.relocation.rules import Whole
from waystation.mail.words import same
from waystation.staff.access import index, open_row, opened
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held, Opened
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
from waystation.staff.teams import COORDINATION
from waystation.vault.models import Sealed
from waystation.vocabulary.vocabularies import label_of

Row = TypeVar("Row", bound=Sealed)

PARTS: tuple[type[Sealed], ...] = (StepRow, NeededRow, AppointmentRow, ApplicationRow, ArrivalRow, CheckUpRow)


def title(track: Track) -> str:
    """What a track is called: where to, and how."""
    return f"{track.country}: {label_of('immigration_pathways', track.pathway)}"


def track(actor: Actor, case_id: UUID, track_id: UUID) -> tuple[TrackRow, Track]:
    """One track of a case. Raises Absent."""
    evacuation.case(actor, case_id)
    return open_row(actor, TrackRow.objects.filter(locator=case_id), track_id)


def part(actor: Actor, case_id: UUID, model: type[Row], part_id: UUID) -> tuple[Row, Any]:
    """A step, a paper, an appointment, an application, an arrival or a check-up of a case. Raises Absent."""
    evacuation.case(actor, case_id)
    return open_row(actor, model._default_manager.filter(locator=case_id), part_id)


def any_part(actor: Actor, case_id: UUID, models: Iterable[type[Sealed]], part_id: UUID) -> tuple[type[Sealed], Any]:
    """The part of a case that an id names, of whichever of these kinds. Raises Absent."""
    evacuation.case(
        actor, case_id
    )  # before looking for it: or what is closed would take less long than what is not there
    for model in models:
        if model._default_manager.filter(pk=part_id, locator=case_id).exists():
            return model, part(actor, case_id, model, part_id)[1]
    raise Absent


def version_of(actor: Actor, model: type[Sealed], part_id: UUID) -> int:
    """Which version of a part a list shows."""
    held = opened(actor, model).get(part_id)
    return held.version if held else 0


def _of_case(held: Held) -> Standing:
    return _since(held), [held.locator]


def _of_track(held: Held) -> Standing:
    return _order(held.record), [held.record.track]


def _since(held: Held) -> bytes:
    return (held.record.at or LONG_AGO).isoformat().encode()


def _order(part: Any) -> bytes:
    """Steps by their number, what happens at a moment by that, check-ups by their day, the rest as it came."""
    moment = getattr(part, "starts", None) or getattr(part, "at", None) or LONG_AGO
    day = getattr(part, "due", None) if not hasattr(part, "what") else None
    return f"{getattr(part, 'number', 0):05}{day or date.min}{moment.isoformat()}".encode()


def whole(actor: Actor, case_id: UUID, track_id: UUID) -> Whole:
    """One track with all that is in it. Raises Absent."""
    _row, found = track(actor, case_id, track_id)
    return _Parts(actor).whole(track_id, case_id, found)


def tracks_of(actor: Actor, case_id: UUID) -> list[Whole]:
    """Every track of a case, as they were begun. Raises Absent."""
    evacuation.case(actor, case_id)
    return _wholes(actor, index(actor, TrackRow, _of_case).group(case_id))


def tracks(actor: Actor) -> list[Whole]:
    """Every track of the open cases whose logistics open to this person."""
    require(actor, "evacuation.read")
    cases = opened(actor, Case)

    def counts(held: Held) -> bool:
        case = cases.get(held.locator)
        return case is not None and stages.is_open(case.record.stage) and not case.record.erased

    return _wholes(actor, (held for held in opened(actor, TrackRow) if counts(held)))


def _wholes(actor: Actor, found: Iterable[Held]) -> list[Whole]:
    parts = _Parts(actor)
    return [parts.whole(held.id, held.locator, held.record) for held in found]


class _Parts:
    """The parts of every track that opens to somebody, looked up once for all that are asked for."""

    def __init__(self, actor: Actor) -> None:
        self._ranked = [index(actor, model, _of_track) for model in PARTS]
        self._terms = all_terms(actor)

    def whole(self, track_id: UUID, case_id: UUID, found: Track) -> Whole:
        steps, papers, appointments, applications, arrivals, check_ups = (
            [(held.id, held.record) for held in ranked.group(track_id) if held.locator == case_id]
            for ranked in self._ranked
        )
        return Whole(
            track_id,
            case_id,
            found,
            steps,
            papers,
            appointments,
            applications,
            arrivals[0] if arrivals else None,
            check_ups,
            self._terms.get(terms_key(found.country, found.pathway)),
        )


def visa_ready(actor: Actor) -> dict[UUID, dict[str, date]]:
    """By case and pathway the first day from which everybody on a track may travel, by what is granted today.

    Of several tracks of one pathway the earliest; none of those that ended or were travelled already.
    """
    found: dict[UUID, dict[str, date]] = {}
    for each in admissions(actor):
        days = found.setdefault(each.case, {})
        days[each.pathway] = min(each.ready, days.get(each.pathway, each.ready))
    return found


@dataclass(frozen=True)
class Admission:
    """That somebody may enter a country by a pathway from a day on, until a day or without an end.

    `people` are the persons for whom it counts, and the case itself where it counts for the one of the case.
    """

    case: UUID
    country: str
    pathway: str
    ready: date
    until: date | None
    people: frozenset[UUID]


def admissions(actor: Actor) -> list[Admission]:
    """What is granted today on every track that is neither ended nor travelled."""
    today, found = actor.today, []
    for each in tracks(actor):
        ready = rules.ready_on(each, today) if rules.is_open(each) else None
        if ready is not None:
            own = {each.case, applicant(actor, each.case)} - {None}
            people = frozenset(one for one in (*own, *each.track.people) if one is not None)
            until = rules.ends_on(each, today)
            found.append(Admission(each.case, each.track.country, each.track.pathway, ready, until, people))
    return found


# Terms and templates


def terms_key(country: str, pathway: str) -> tuple[str, str]:
    """Under what terms are found: a country counts as the same however it is spaced and capitalised."""
    return same(country), pathway


def terms_rows(actor: Actor) -> list[tuple[UUID, int, Terms]]:
    """The terms that the organisation entered, by country: id, version, content."""
    require(actor, "evacuation.read")
    team = actor.team(COORDINATION)
    found = [(held.id, held.version, held.record) for held in opened(actor, TermsRow) if held.locator == team]
    return sorted(found, key=lambda each: (terms_key(each[2].country, each[2].pathway), each[0]))


def all_terms(actor: Actor) -> dict[tuple[str, str], Terms]:
    """The same by country and pathway."""
    return {terms_key(each.country, each.pathway): each for _id, _version, each in terms_rows(actor)}


def terms(actor: Actor, terms_id: UUID) -> tuple[TermsRow, Terms]:
    """The terms of one country and pathway. Raises Absent."""
    require(actor, "evacuation.read")
    return open_row(actor, TermsRow.objects.filter(locator=actor.team(COORDINATION)), terms_id)


def templates(actor: Actor) -> dict[str, tuple[TemplateRow, Template]]:
    """What the organisation wrote for its pathways."""
    require(actor, "evacuation.read")
    ours = TemplateRow.objects.filter(locator=actor.team(COORDINATION))
    ids = [held.id for held in opened(actor, TemplateRow) if held.locator == actor.team(COORDINATION)]
    found = (open_row(actor, ours, id_) for id_ in sorted(ids, reverse=True))
    return {each.pathway: (row, each) for row, each in found}


# What calls the duty team


def _of_timer(held: Held) -> Standing:
    return held.record.day.isoformat().encode(), [held.record.track]


def timer(actor: Actor, case_id: UUID, timer_id: UUID) -> tuple[TimerRow, Timer]:
    """One of them. Raises Absent."""
    evacuation.case(actor, case_id)
    return open_row(actor, TimerRow.objects.filter(locator=case_id), timer_id)


def timers_of(actor: Actor, case_id: UUID, track_id: UUID) -> list[Held]:
    """Those of one track, by their day, also what somebody has seen to."""
    evacuation.case(actor, case_id)
    return [held for held in index(actor, TimerRow, _of_timer).group(track_id) if held.locator == case_id]


def called(actor: Actor, case_id: UUID | None = None) -> list[Held]:
    """Those whose moment has come and that nobody has seen to, in every case or in one, the longest due first."""
    require(actor, "evacuation.read")
    over = TimerRow.objects.filter(Q(alarm_at__lte=actor.now()) | Q(alarm_at__isnull=False, told=True))
    over = over.filter(locator=case_id) if case_id else over
    known = opened(actor, TimerRow)
    found = (known.get(pk) for pk in over.order_by("alarm_at").values_list("pk", flat=True))
    return [held for held in found if held is not None and held.record.seen_at is None]


# Who travels


def _of_part(held: Held) -> Standing:
    part = held.record
    return _since(held) + (b"1" if "applicant" not in part.roles else b"0"), [held.locator]


def applicant(actor: Actor, case_id: UUID) -> UUID | None:
    """The person for whom a case was opened."""
    rows = _rows(actor, case_id, PartRow)
    found = index(actor, PartRow, _of_part, rows).group(case_id)[:1]
    return found[0].record.person if found else None


def _rows(actor: Actor, case_id: UUID, model: type[Sealed]) -> Opened:
    """Opened rows with those of this case: for the tracks of open cases the rows of ended ones stay shut."""
    cases = open_cases(actor)
    return opened_in(actor, cases, model) if case_id.bytes in cases else opened(actor, model)


def may_go_along(actor: Actor, case_id: UUID) -> dict[UUID, str]:
    """Who of a case may be on a track beside the one of the case: they are asked for their own consent there."""
    return {each.id: each.called for each in asked.among(persons.members(actor, case_id), case_id)}


class Passports:
    """How the travel documents of those on tracks stand to their journeys; nobody's for who may not know them."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def of(self, found: Whole) -> dict[UUID | None, passports.Passport]:
        """Of each on one track."""
        if not casework.may_identify(self._actor, found.case):
            return {}
        today = self._actor.today
        travel = max(today, found.track.travel_by or rules.ready_on(found, today) or today)
        months = found.terms.passport_months if found.terms else None
        who = {one: one or applicant(self._actor, found.case) for one in found.travellers}
        known = _rows(self._actor, found.case, PersonRow)
        held = {one: known.get(person) for one, person in who.items() if person}
        return {
            one: passports.passport([*each.record.papers, *_in_hand(found, one)], travel, months)
            for one, each in held.items()
            if each
        }


def _in_hand(found: Whole, one: UUID | None) -> list[Needed]:
    """The papers of somebody on a track that are there, whether or not they stand among the papers of the person."""
    return [paper for _id, paper in found.papers if paper.person == one and rules.is_there(paper)]


def of_person(actor: Actor, case_id: UUID, person: UUID) -> set[UUID]:
    """The rows that are of one person of a case alone: they go with them."""
    if not opens(actor, case_id):  # then nobody here could erase it
        return set()
    found = (pair for each in tracks_of(actor, case_id) for pair in each.papers)
    return {id_ for id_, paper in found if paper.person == person}


def opens(actor: Actor, case_id: UUID) -> bool:
    """Whether the logistics of a case open to this person as it stands now."""
    try:
        evacuation.case(actor, case_id)
    except Absent:
        return False
    return True
