"""Submissions made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format

from waystation.advocacy import access, filling, rules, scoreboard, sending, shipped, wording
from waystation.advocacy.clocks import Clock
from waystation.advocacy.records import Authority, Basis, Reply, Submission
from waystation.advocacy.rules import DRAFTED, EXTENDED, FORMAL, IGNORED, WAITING, Standing
from waystation.advocacy.scoreboard import COLUMNS
from waystation.casework.wording import Words
from waystation.documentation import bands
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of, terms, worded


@dataclass(frozen=True)
class Line:
    """One submission in a list."""

    id: UUID
    submission: Submission = field(repr=False)
    authority: str = field(repr=False)
    stands: Standing = field(repr=False)
    today: date
    file_until: date | None = None
    is_approved: bool = False

    @property
    def kind(self) -> str:
        return label_of("submission_kinds", self.submission.kind)

    @property
    def state(self) -> Words:
        if self.stands.state == DRAFTED and self.is_approved:
            return wording.LET_GO_NOT_SENT
        return wording.STATES[self.stands.state][0]

    @property
    def tone(self) -> str:
        return wording.STATES[self.stands.state][1]

    @property
    def icon(self) -> str:
        return wording.STATES[self.stands.state][2]

    @property
    def day(self) -> date | None:
        """The day by which something must happen: their answer, or our going there."""
        return self.file_until if self.stands.state == DRAFTED else self.stands.due

    @property
    def waits(self) -> bool:
        return self.stands.state in (DRAFTED, WAITING, EXTENDED, IGNORED)

    @property
    def is_late(self) -> bool:
        return self.waits and self.day is not None and self.day < self.today


def lines(actor: Actor, those: Iterable[UUID] | None = None) -> list[Line]:
    """Submissions, what waits longest first: ignored, then by the day that is due, then what is over."""
    bodies, said = access.authorities(actor), access.submissions(actor)
    found = [
        line(one, said[one], bodies, stands, actor.today) for one, stands in access.standings(actor, those).items()
    ]
    return sorted(found, key=_order)


def line(one: UUID, said: Submission, bodies: Mapping[UUID, Authority], stands: Standing, today: date) -> Line:
    """One submission as a list shows it."""
    authority = bodies.get(said.authority, Authority(name="—"))
    until, approved = rules.file_until(said, authority), rules.is_approved(said, authority)
    return Line(one, said, authority.name, stands, today, until, approved)


_ORDER = {IGNORED: 0, FORMAL: 2, WAITING: 1, EXTENDED: 1, DRAFTED: 1}


def _order(found: Line) -> tuple[int, date, str, UUID]:
    return _ORDER.get(found.stands.state, 3), found.day or date.max, found.submission.title.casefold(), found.id


@dataclass(frozen=True)
class BasisLine:
    """A thing on which a part stands, as it was then; `since` is what is otherwise by now."""

    basis: Basis = field(repr=False)
    since: Words | None

    @property
    def status(self) -> str | Words:
        status = self.basis.status
        if self.basis.event is None:
            return wording.STATES[status][0]
        return label_of("corroboration_status", status) if status else ""


def basis(actor: Actor, found: Submission) -> dict[str, list[BasisLine]]:
    """On what a text stands, by its headings."""
    since, lines = filling.changed(actor, found), dict[str, list[BasisLine]]()
    for each in found.basis:
        lines.setdefault(each.heading, []).append(BasisLine(each, since.get(each)))
    return lines


@dataclass(frozen=True)
class PostLine:
    """A letter that is on its way out, in words."""

    post: sending.Post

    @property
    def badge(self) -> tuple[Words, str]:
        return wording.POSTS.get(self.post.state, (wording.NOBODY_KNOWS, "warn"))


def post(found: Submission) -> PostLine | None:
    """The letter of a submission that is on its way out."""
    waiting = sending.post(found)
    return PostLine(waiting) if waiting else None


@dataclass(frozen=True)
class ReplyLine:
    """One reply, with who graded it how; `but` says why an extension is none."""

    id: UUID
    reply: Reply = field(repr=False)
    to: str = field(repr=False)
    graders: tuple[tuple[str, Words], ...]
    may_grade: bool
    but: Words = ""

    @property
    def kind(self) -> str:
        return label_of("reply_kinds", self.reply.kind)

    @property
    def agreed(self) -> Words | None:
        found = rules.agreed(self.reply)
        return None if found is None else wording.SUBSTANCE[found]

    @property
    def can_be_graded(self) -> bool:
        return rules.grade_fault(self.reply, 0) is None


def replies(actor: Actor, submission_id: UUID, said: Submission, authority: Authority) -> list[ReplyLine]:
    """What came back for one submission. The grade of a colleague is hidden from who has not graded yet."""
    called, bodies = personas(actor), access.authorities(actor)
    found, known = [], access.replies(actor, submission_id)
    those = [reply for _row, reply in known]
    for row, reply in known:
        graded = any(each.by == actor.account for each in reply.grades)
        open_ = graded or len(reply.grades) >= rules.GRADERS
        graders = tuple((called[each.by], wording.SUBSTANCE[each.substance]) for each in reply.grades) if open_ else ()
        to = bodies[reply.to].name if reply.to in bodies else ""
        may = rules.grade_fault(reply, 0) is None and not graded
        but = wording.EXTENDS_NOTHING if rules.extends_nothing(reply, said, those, authority) else ""
        found.append(ReplyLine(row.pk, reply, to, graders, may, but))
    return found


@dataclass(frozen=True)
class Moment:
    """One line of the timeline: something we asked, that came back, or that was said and done in public."""

    lane: str
    first: date
    last: date
    said: str
    who: str = field(repr=False)
    what: str = field(repr=False)
    source: str = field(default="", repr=False)
    url: str = ""
    title: str = field(default="", repr=False)

    @property
    def text(self) -> str:
        """As it fits into the picture."""
        return f"{self.who}: {self.what}"


def timeline(actor: Actor) -> tuple[bands.Picture | None, list[tuple[str | Words, Moment]]]:
    """Days in two lanes, pressure and response, and the same as lines in order with whose each is."""
    bodies, said, back = access.authorities(actor), access.submissions(actor), access.every_reply(actor)
    found = []
    for one, each in said.items():
        if each.sent is None:
            continue
        name = bodies[each.authority].name if each.authority in bodies else "—"
        url = reverse("advocacy:submission", args=[one])
        found.append(Moment("asked", each.sent, each.sent, str(each.sent), name, each.title, url=url))
        for reply in back.get(one, []):
            kind = label_of("reply_kinds", reply.kind)
            found.append(Moment("power", reply.day, reply.day, str(reply.day), name, kind, url=url, title=each.title))
    for one, pressure in access.pressures(actor):
        url = reverse("advocacy:pressure", args=[one])
        title = said[pressure.submission].title if pressure.submission in said else ""
        what = f"{wording.PRESSURE_KINDS[pressure.kind]}: {pressure.what}"
        days = pressure.day.day, pressure.day.last, str(pressure.day)
        found.append(Moment(pressure.side, *days, pressure.who, what, pressure.source, url, title))
    found.sort(key=lambda each: (each.first, each.lane, each.who))
    picture = bands.picture(
        (str(name), [_mark(each) for each in found if each.lane in lanes]) for name, lanes in wording.TWO_LANES.items()
    )
    return picture, [(wording.LANES[each.lane], each) for each in found]


def _mark(each: Moment) -> bands.Mark:
    kind = "vague" if each.last > each.first else "exact"
    return bands.Mark(each.first, each.last, each.said, each.text, kind, each.url)


def heed(authority: Authority) -> str:
    """What whoever goes to a body of this kind must know first, in the language of the page; "" where nothing is."""
    found = next((each.extra.get("heed") for each in terms("addressees") if each.code == authority.kind), None)
    return worded("addressees", found["en"], found["ru"]) if found else ""


def closed(authority: Authority, since: date | None) -> str:
    """Why a body of this kind may not look at what happened on a day, in the language of the page; "" where it may."""
    found = next((each.extra.get("closed") for each in terms("addressees") if each.code == authority.kind), None)
    if not found or since is None or since.isoformat() < found["from"]:
        return ""
    return worded("addressees", found["en"], found["ru"])


def _limits(unit: str, *limits: int) -> str:
    """Such as "30, 60 days"."""
    return str(wording.LIMITS[unit] % {"limits": ", ".join(map(str, limits)), "number": limits[-1]})


@dataclass(frozen=True)
class ClockLine:
    """A limit in words."""

    clock: Clock

    @property
    def said(self) -> str:
        clock = self.clock
        lasts = _limits(clock.unit, clock.limit, *clock.extended_to)
        said = f"{wording.USES[clock.use]}: {lasts} · {wording.STARTS[clock.starts]}"
        if clock.strict:
            said += f" · {wording.STRICT}"
        if clock.changed is None:
            return said
        earlier, day = _limits(clock.unit, clock.earlier), date_format(clock.changed, "SHORT_DATE_FORMAT")
        return f"{said} · {wording.WAS_BEFORE % {'limit': earlier, 'day': day}}"

    @property
    def is_confirmed(self) -> bool:
        return self.clock.confirmed_on is not None


@dataclass(frozen=True)
class DifferingLine:
    """A limit of a body as it has it, and as it comes with this version."""

    found: shipped.Differing

    @property
    def ours(self) -> ClockLine | None:
        return ClockLine(self.found.ours) if self.found.ours else None

    @property
    def known(self) -> ClockLine:
        return ClockLine(self.found.known)


def differing(actor: Actor) -> list[tuple[UUID, Authority, list[DifferingLine]]]:
    """The bodies that have other limits than come with this version, with these; what no lawyer confirmed is first."""
    found = [(one, each, shipped.differing(each)) for one, each in access.authorities(actor).items()]
    found.sort(key=lambda body: not any(each.is_open for each in body[2]))
    return [(one, each, [DifferingLine(limit) for limit in limits]) for one, each, limits in found if limits]


def bodies_to_look_at(actor: Actor) -> int:
    """How many bodies have a limit that is another one by now, and that no lawyer confirmed."""
    return sum(any(each.is_open for each in shipped.differing(body)) for body in access.authorities(actor).values())


@dataclass(frozen=True)
class ScoreLine:
    """One body on the scoreboard; a cell that is None is hidden."""

    id: UUID | None
    name: str | Words
    cells: list[Any]
    asked: int | None
    due: Any = None
    late: Any = None
    ignored: Any = None
    days: Any = None

    @property
    def labelled(self) -> list[tuple[Words, Any]]:
        """The cells, each with the name of its column."""
        return list(zip(wording.COLUMNS.values(), self.cells, strict=True))


def board(actor: Actor) -> list[ScoreLine]:
    """How each body that was asked answers, those who ignore most first."""
    bodies, stand = access.authorities(actor), access.standings(actor)
    found = []
    for one, authority in bodies.items():
        sent = [stand[each] for each, said in access.asked_of(actor, one) if said.sent]
        if sent:
            score = scoreboard.score(sent)
            cells = [score.cells[name] for name in COLUMNS]
            more = score.due, score.late, score.ignored, score.days
            found.append(ScoreLine(one, authority.name, cells, score.asked, *more))
    return sorted(found, key=lambda each: (-each.ignored, each.name.casefold()))


def public_board(actor: Actor, least: int) -> list[ScoreLine]:
    """The same with small cells hidden, and a line of totals."""
    from waystation.advocacy.hiding import hidden  # brings the solver, which a server does without

    open_ = sorted(board(actor), key=lambda each: each.name.casefold())  # who is silent more would show in the order
    if not open_:
        return []
    beside = [each for each in (wording.LEAST_FOR_PARTNERS,) if each < least]  # partners see what is for everybody, too
    table = hidden([each.cells for each in open_], least, beside)
    found = [
        ScoreLine(None, each.name, row[:-1], row[-1], *_beside(each, row, least))
        for each, row in zip(open_, table, strict=False)
    ]
    return [*found, ScoreLine(None, wording.TOTAL, table[-1][:-1], table[-1][-1])]


def _beside(line: ScoreLine, shown: Sequence[int | None], least: int) -> tuple[Any, ...]:
    """What is due, late and was ignored of a body, as those outside may see it; None where it could tell a small count.

    Each is a number between others of the same line: so a line with a hidden cell shows none of them, and none is shown
    that leaves fewer than `least` on either side of it.
    """
    if None in shown:
        return None, None, None, None
    answered, silent = sum(line.cells[:3]), line.cells[3]
    told = [
        _far(line.late, answered, least),
        _far(line.ignored - silent, answered, least) and _far(line.late - (line.ignored - silent), answered, least),
    ]
    late, ignored = (value if fine else None for value, fine in zip((line.late, line.ignored), told, strict=True))
    days = None if answered < least or line.days is None else round(line.days)
    return line.due, late, ignored, days


def _far(count: int, of: int, least: int) -> bool:
    """Whether neither a count nor what is left beside it is small without being none."""
    return all(each == 0 or each >= least for each in (count, of - count))
