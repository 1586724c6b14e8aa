"""Who may see what authorities were asked: one door per noun. The advocacy team holds the key."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from uuid import UUID

from waystation.advocacy import rules
from waystation.advocacy.models import AuthorityRow, PressureRow, ReplyRow, SubmissionRow
from waystation.advocacy.records import Authority, Pressure, Reply, Submission
from waystation.advocacy.rules import Standing
from waystation.staff.access import index, open_row, opened, stubs, team_key, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing as Ranked
from waystation.staff.teams import ADVOCACY
from waystation.vault.keyring import Key


def key(actor: Actor) -> Key:
    """What everything here is sealed with. Raises Absent for whoever does not hold it."""
    require(actor, "advocacy.read")
    return team_key(actor, ADVOCACY)


def authorities(actor: Actor) -> dict[UUID, Authority]:
    """Every body that may be asked, by name."""
    require(actor, "advocacy.read")
    found = {held.id: held.record for held in opened(actor, AuthorityRow)}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].name.casefold(), pair[0])))


def authority(actor: Actor, authority_id: UUID) -> tuple[AuthorityRow, Authority]:
    """One body. Raises Absent."""
    require(actor, "advocacy.read")
    return open_row(actor, AuthorityRow.objects.filter(locator=actor.team(ADVOCACY)), authority_id)


def submissions(actor: Actor) -> dict[UUID, Submission]:
    """Everything that was or is to be asked."""
    require(actor, "advocacy.read")
    return {held.id: held.record for held in opened(actor, SubmissionRow)}


def submission(actor: Actor, submission_id: UUID) -> tuple[SubmissionRow, Submission]:
    """One submission. Raises Absent."""
    require(actor, "advocacy.read")
    return open_row(actor, SubmissionRow.objects.filter(locator=actor.team(ADVOCACY)), submission_id)


def asked_of(actor: Actor, authority_id: UUID) -> list[tuple[UUID, Submission]]:
    """What one body was asked, or is to be."""
    require(actor, "advocacy.read")
    return [(held.id, held.record) for held in index(actor, SubmissionRow, _by_authority).group(authority_id)]


def _by_authority(held: Held) -> Ranked:
    found: Submission = held.record
    above = [("passed on", found.parent)] if found.parent else []
    return (found.sent.isoformat() if found.sent else "").encode(), [found.authority, *above]


def passed_on(actor: Actor, submission_id: UUID) -> list[tuple[UUID, Submission]]:
    """The submissions that one became where it was passed on."""
    require(actor, "advocacy.read")
    group = index(actor, SubmissionRow, _by_authority).group(("passed on", submission_id))
    return [(held.id, held.record) for held in group]


def replies(actor: Actor, submission_id: UUID) -> list[tuple[ReplyRow, Reply]]:
    """What came back for one submission, in order. A row hung elsewhere counts as damaged."""
    require(actor, "advocacy.read")
    found = []
    for row, reply in stubs(actor, ReplyRow.objects.filter(submission=submission_id)):
        if reply.submission == submission_id:
            found.append((row, reply))
        else:
            tell_damage(actor, row.pk)
    return sorted(found, key=lambda pair: (pair[1].day, pair[1].at is None, pair[1].at, pair[0].pk))


def reply(actor: Actor, submission_id: UUID, reply_id: UUID) -> tuple[ReplyRow, Reply]:
    """One reply. Raises Absent."""
    submission(actor, submission_id)
    row, found = open_row(actor, ReplyRow.objects.filter(submission=submission_id), reply_id)
    if found.submission != submission_id:
        tell_damage(actor, reply_id)
        raise Absent
    return row, found


def every_reply(actor: Actor) -> dict[Hashable, list[Reply]]:
    """What came back, by submission."""
    require(actor, "advocacy.read")
    found = defaultdict(list)
    for held in opened(actor, ReplyRow):
        found[held.record.submission].append(held.record)
    return found


def pressures(actor: Actor) -> list[tuple[UUID, Pressure]]:
    """What was said and done in public, by its day."""
    require(actor, "advocacy.read")
    found = [(held.id, held.record) for held in opened(actor, PressureRow)]
    return sorted(found, key=lambda pair: (pair[1].day.day, pair[0]))


def pressure(actor: Actor, pressure_id: UUID) -> tuple[PressureRow, Pressure]:
    """One of them. Raises Absent."""
    require(actor, "advocacy.read")
    return open_row(actor, PressureRow.objects.filter(locator=actor.team(ADVOCACY)), pressure_id)


def standings(actor: Actor, those: Iterable[UUID] | None = None) -> dict[UUID, Standing]:
    """How these submissions stand today, or all."""
    bodies, said, back = authorities(actor), submissions(actor), every_reply(actor)
    chosen = said if those is None else {one: said[one] for one in those}
    return {
        one: rules.standing(each, back.get(one, []), bodies.get(each.authority, Authority(name="")), actor.today)
        for one, each in chosen.items()
    }
