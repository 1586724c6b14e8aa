"""The door to vetting: what is known of somebody, whoever they are, and what stands of them now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from waystation.hotline import access as hotline
from waystation.hotline import vouching
from waystation.hotline.channels import of_thread
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.hotline.shown import is_from_elsewhere
from waystation.mail.evidence import DENIED
from waystation.staff.access import index, stubs, tell_damage
from waystation.staff.access import opened as opened_rows
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing as Place
from waystation.staff.teams import DUTY
from waystation.trust import channels, marks, signs
from waystation.trust import vetting_rules as rules
from waystation.trust.likeness import bare
from waystation.trust.models import VettingRow, VoucherRow
from waystation.trust.records import Vetting, Voucher
from waystation.trust.vetting_rules import Around, Standing

PROPOSED = "proposed"
LISTED = 30  # days for which somebody who is to be vetted again is listed
READ = 50  # messages of a thread, the newest, that are looked through for signs


@dataclass(frozen=True)
class Known:
    """Somebody who wrote, and what is known for and against them. `row` is None before anything was noted.

    `damaged` is a row that somebody changed past the program: what it said counts for nothing.
    """

    request: Request
    stub: RequestStub = field(repr=False)
    row: VettingRow | None
    record: Vetting = field(repr=False)
    around: Around = field(repr=False)
    damaged: VettingRow | None = None

    @property
    def standing(self) -> Standing:
        return rules.standing(self.record, self.around)

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0


def known(actor: Actor, request_id: UUID) -> Known:
    """What is known of whoever wrote this. Raises Absent."""
    require(actor, "trust.read")
    request, stub = hotline.request(actor, request_id)
    row, record, damaged = _stored(actor, request)
    joined = hotline.joined_into(actor, request_id)
    around = Around(
        today=actor.today,
        vouchers=set(trusted(actor)),
        marks=[each.record for each in marks.marks(actor, [request_id, *joined])],
        joined=joined,
        news=_since_verdict(actor, request, stub, record),
        lost=_lost(actor, request, stub),
    )
    return Known(request, stub, row, record, around, damaged)


def _stored(actor: Actor, request: Request) -> tuple[VettingRow | None, Vetting, VettingRow | None]:
    """The row and its record, or the row that is damaged: altered, or an older copy that was put back elsewhere."""
    row, record = hotline.beside(actor, VettingRow, request)
    return (row, record, None) if record else (None, Vetting(), row)


def _since_verdict(actor: Actor, request: Request, stub: RequestStub, record: Vetting) -> set[str]:
    verdict = rules.stands(record)
    if verdict is None or verdict.state not in rules.AGAIN_AFTER:
        return set()
    return news(actor, request, stub, rules.settled_at(verdict))


def news(actor: Actor, request: Request, stub: RequestStub, since: datetime) -> set[str]:
    """What the messages since then say of whether it is still the same person: codes of LAPSES."""
    inward = [pair for pair in hotline.records(actor, request.pk) if pair[1].direction == "in"]
    later = hotline.entries(actor, [pair for pair in inward if pair[1].at > since])
    reported = vouching.undelivered(actor, hotline.records(actor, request.pk)).values()
    theirs = [entry for entry in later if entry.parsed.delivery not in reported]
    moments = [*(said.at for _, said in inward if said.at <= since), *(entry.record.at for entry in theirs)]
    silence = rules.broke_silence(moments, since)
    elsewhere = any(is_from_elsewhere(entry, stub) for entry in theirs)
    return {code for code, is_so in (("silence", silence), ("address", elsewhere)) if is_so}


def _lost(actor: Actor, request: Request, stub: RequestStub) -> set[str]:
    """The channels of ours that this person wrote by and that are in other hands."""
    if not (gone := channels.lost()):
        return set()
    records = [record for _, record in hotline.records(actor, request.pk)]
    return {bare(address) for address in of_thread(stub, records)} & gone


def trusted(actor: Actor) -> dict[UUID, Voucher]:
    """Those who vouch and whom we still trust to."""
    return {row.pk: record for row, record in vouchers(actor) if record.withdrawn is None}


def vouchers(actor: Actor) -> list[tuple[VoucherRow, Voucher]]:
    """Everybody who ever vouched."""
    require(actor, "trust.read")
    found: list[tuple[VoucherRow, Voucher]] = stubs(actor, VoucherRow.objects.filter(locator=actor.team(DUTY)))
    for row, record in found:
        if row.thread != record.thread:  # hung on another thread in the database
            tell_damage(actor, row.pk)
    return [(row, record) for row, record in found if row.thread == record.thread]


def case_of(actor: Actor, request_id: UUID) -> UUID | None:
    """The case that a vetted thread belongs to, without a look into either."""
    held = opened_rows(actor, VettingRow).get(request_id)
    return held.locator if held and held.locator != actor.team(DUTY) else None


def of_case(actor: Actor, case_id: UUID) -> Standing:
    """What stands of the person of a case: the least of what stands of its threads, hostile before all."""
    found = [known(actor, row.pk).standing for row, stub in hotline.requests_of_case(actor, case_id) if not stub.joined]

    def least(each: Standing) -> tuple[bool, bool, date]:
        return not each.is_hostile, each.is_cleared, each.again_on or date.max

    return min(found, key=least, default=Standing("pending"))


class Suggestion(NamedTuple):
    """A sign that the program itself can see, and in which words; a person decides whether it is one."""

    code: str
    because: str


def suggestions(actor: Actor, found: Known) -> list[Suggestion]:
    """The signs that nobody has noted yet."""
    seen = [*_in_messages(actor, found.request.pk), *_in_lists(actor, found)]
    noted = {finding.code for finding in found.record.findings}
    first = {each.code: each for each in reversed(seen)}
    return [each for code, each in first.items() if code not in noted][::-1]


def _in_messages(actor: Actor, thread: UUID) -> Iterable[Suggestion]:
    inward = [pair for pair in hotline.records(actor, thread) if pair[1].direction == "in"]
    for entry in hotline.entries(actor, inward[-READ:]):
        yield from (Suggestion(code, words) for code, words in signs.in_text(entry.text))
        if entry.said.evidence and entry.said.evidence.said == DENIED:
            yield Suggestion("hijacked", str(vouching.sentence(entry.said.evidence)))


def _in_lists(actor: Actor, found: Known) -> Iterable[Suggestion]:
    other = next((line.stub for line in hotline.earlier(actor, found.request, found.stub)), None)
    if other is not None:
        yield Suggestion("contact_reused", other.name or other.who)
    leaked = next((mark for mark in found.around.marks if mark.seen), None)
    if leaked is not None:
        yield Suggestion("mark_leaked", f"{leaked.detail} ({leaked.seen[0].where})")


def _place(held: Held) -> Place:
    record: Vetting = held.record
    verdict = rules.stands(record)
    leans = [("leans", vouch.voucher) for vouch in record.vouches if verdict and vouch.id in verdict.leans_on]
    day = [("day", verdict.again_on.toordinal())] if verdict and verdict.again_on else []
    return b"", [rules.state(record), *leans, *day, *([PROPOSED] if record.proposal else [])]


def leaning_on(actor: Actor, voucher_ids: Iterable[UUID]) -> list[UUID]:
    """Those whose last verdict leans on the word of any of these, as far as this person may open them."""
    require(actor, "trust.read")
    ranked = index(actor, VettingRow, _place)
    return list(dict.fromkeys(held.id for one in voucher_ids for held in ranked.group(("leans", one))))


def turned_away(actor: Actor, threads: Iterable[UUID]) -> dict[UUID, str]:
    """Which of these are with somebody of whom a state of TURNED_AWAY was said last, and which state."""
    require(actor, "trust.read")
    ranked, wanted = index(actor, VettingRow, _place), {one.bytes: one for one in threads}
    return {wanted[id_]: state for state in rules.TURNED_AWAY for id_ in ranked.group(state).ids() if id_ in wanted}


def in_state(actor: Actor, state: str) -> list[Known]:
    """Those of whom this was said last."""
    require(actor, "trust.read")
    return opened(actor, [held.id for held in index(actor, VettingRow, _place).group(state)])


def waiting(actor: Actor) -> list[Known]:
    """Those of whom somebody holds what a second person must hold too, the longest waiting first."""
    require(actor, "trust.read")
    held: list[Held] = list(index(actor, VettingRow, _place).group(PROPOSED))
    return opened(actor, [each.id for each in sorted(held, key=_proposed_at)])


def hostile(actor: Actor) -> list[UUID]:
    """The threads of those whom two people hold to mean harm."""
    require(actor, "trust.read")
    return [held.id for held in index(actor, VettingRow, _place).group("hostile")]


def hostile_cases(actor: Actor) -> set[UUID]:
    """The cases whose person two people hold to mean harm; what was held of a thread that was joined counts no more."""
    known = {one: case for one in hostile(actor) if (case := case_of(actor, one))}
    threads = hotline.requests_of_cases(actor, set(known.values())) if known else []
    return {known[row.pk] for row, stub in threads if row.pk in known and not stub.joined}


def _proposed_at(held: Held) -> datetime:
    moment: datetime = held.record.proposal.at
    return moment


def to_vet_again(actor: Actor) -> list[UUID]:
    """The threads of those whose day has come within the last month, or of whom something else says so.

    What only their messages tell is on their own page. Some may turn out to stand all the same.
    """
    require(actor, "trust.read")
    due = to_vet_between(actor, actor.today - timedelta(days=LISTED), actor.today)
    gone = [row.pk for row, record in vouchers(actor) if record.withdrawn]
    told = [each.record.thread for each in marks.marks(actor) if each.record.thread and each.record.seen]
    return list(dict.fromkeys([*told, *leaning_on(actor, gone), *due]))


def to_vet_between(actor: Actor, first: date, last: date) -> list[UUID]:
    """The threads of those whose day comes from one day to another."""
    require(actor, "trust.read")
    ranked, days = index(actor, VettingRow, _place), range(first.toordinal(), last.toordinal() + 1)
    return [held.id for day in days for held in ranked.group(("day", day))]


def opened(actor: Actor, ids: Iterable[UUID]) -> list[Known]:
    """Those of them who are for this person."""
    found = []
    for one in ids:
        try:
            found.append(known(actor, one))
        except Absent:
            continue
    return found
