"""What must not wait, in the order in which it must not: each line says why it stands there."""

from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.advocacy import shown as advocacy
from waystation.advocacy.rules import DRAFTED, IGNORED
from waystation.casework import access as casework
from waystation.casework import consent_shown as consents
from waystation.casework import consent_texts
from waystation.casework.exchange import arrivals, sending
from waystation.casework.exchange import shown as exchange
from waystation.casework.exchange.wording import ON_ITS_WAY
from waystation.casework.instead import looks_after
from waystation.casework.persons import shown as persons
from waystation.casework.records import ConsentText
from waystation.casework.register import NOBODYS, WITHOUT_NEXT, Register, register
from waystation.casework.work import access as work
from waystation.casework.work import asking_again, deadlines, shown, unassessed
from waystation.casework.work.deadlines import Dated, Kind
from waystation.casework.work.records import ASKED, OPEN
from waystation.casework.work.wording import KINDS
from waystation.desk import papers
from waystation.evacuation import access as evacuation
from waystation.evacuation import approval_rules, approval_shown
from waystation.evacuation.money import access as payments
from waystation.evacuation.money.shown import payments as money
from waystation.evacuation.relocation import shown as relocation
from waystation.hotline import access as hotline
from waystation.hotline import rules as hotline_rules
from waystation.hotline.queue import OURS, ours_of
from waystation.hotline.shown import title
from waystation.publication import shaken
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import allows
from waystation.staff.ranked import Group
from waystation.vocabulary.vocabularies import label_of
from waystation.web.days import near
from waystation.web.pages import each

Text = str | Promise
SHOWN = 8
# How many days before its day something stands on the page.
RUNS_OUT = {deadlines.CONSENTS: 14, deadlines.RISKS: 2}
BED_ENDS = 7
FILING_ENDS = 30


@dataclass(frozen=True)
class Entry:
    """One line: whom it is about, what is to be done, why it stands here, and who is responsible."""

    url: str
    who: Text = field(repr=False)
    what: Text = field(repr=False)
    why: Text = field(repr=False)
    tone: str = "neutral"
    whose: Text = field(default="", repr=False)


@dataclass(frozen=True)
class Part:
    """Lines of one kind, in order, for a pager: only those that are asked for are put into words.

    The first of them stand on the page of today, all of them on a page of their own.
    """

    code: str
    title: Text
    total: int
    lines: Callable[[slice], list[Entry]] = field(repr=False)

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, places: slice) -> list[Entry]:
        return self.lines(places)

    @cached_property
    def entries(self) -> list[Entry]:
        return self[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, self.total - SHOWN)


Due = tuple[date | None, Any, Callable[[Any], Entry]]  # the day, what is due, and how that is put into words


class Pressing:
    """Everybody's, or what is somebody's own: theirs, of those for whom they stand in, their teams', and nobody's."""

    def __init__(self, actor: Actor, *, mine: bool) -> None:
        self.actor, self.mine, self.now = actor, mine, actor.now()
        self.day, self.names = actor.today, personas(actor)
        self._case_url, self._task_url = each("casework:case"), each("work:task")

    @cached_property
    def cases(self) -> Register:
        return register(self.actor)

    @cached_property
    def called(self) -> casework.Pseudonyms:
        return casework.Pseudonyms(self.actor)

    def parts(self) -> list[Part]:
        """What this person may see, without what is empty."""
        return [part for part in (make() for make in self.makers().values()) if part.total]

    def makers(self) -> dict[str, Callable[[], Part]]:
        """How each part that this person may see is made, by its code."""
        wanted: list[tuple[str, str, Callable[[], Part]]] = [
            ("casework.read", "nobodys", self.nobodys),
            ("casework.read", "deadlines", self.deadlines),
            ("hotline.read", "unanswered", self.unanswered),
            ("casework.read", "work", self.work),
            ("casework.read", "approvals", self.approvals),
            ("consent.agree", "releases", self.releases),
            ("evacuation.approve", "journeys", self.journeys),
            ("money.read", "payments", self.payments),
            ("money.read", "receipts", self.receipts),
            ("advocacy.read", "authorities", self.authorities),
            ("publication.write", "published", self.published),
            ("casework.read", "running-out", self.running_out),
            ("casework.read", "asked-again", self.asked_again),
            ("casework.read", "unassessed", self.unassessed),
            ("evacuation.read", "relocation", self.relocation),
            ("casework.read", "handed-on", self.handed_on),
            ("exchange.transfer", "arrived", self.arrived),
            ("casework.read", "without-next", self.without_next),
        ]
        return {code: make for verb, code, make in wanted if allows(self.actor, verb)}

    def deadlines(self) -> Part:
        """Next steps and needs that are due, the longest due first."""
        steps = [self.cases.due(one)[0] for one in self.whose] if self.mine else [self.cases.due(self.actor.account)[1]]
        needs = self._until(deadlines.NEEDS, self.day)

        def lines(places: slice) -> list[Entry]:
            some = slice(places.stop)
            found: list[Due] = [(held.record.next_due, held, self._step) for group in steps for held in group[some]]
            found += [(held.record.due, held, self._need) for group in needs for held in group[some]]
            return _by_day(found, places)

        return Part("deadlines", _("Deadlines"), _number(steps) + _number(needs), lines)

    def _until(self, kind: Kind, day: date) -> list[Group[Any]]:
        """What of a kind is due by a day: of everybody's cases, or of each of those whose work this is."""
        return [work.until(group, day) for group in deadlines.of_each(self.actor, kind, self.owners)]

    @cached_property
    def whose(self) -> list[UUID]:
        """Whose work is this person's: their own, and that of those for whom they stand in."""
        return looks_after(self.actor)

    @property
    def owners(self) -> list[UUID | None]:
        """Of whose cases it is asked; None is of everybody's."""
        return [*self.whose] if self.mine else [None]

    @cached_property
    def own(self) -> set[UUID]:
        """The open cases that this person is responsible for, or stands in for who is."""
        return {case for one in self.whose for case in self.cases.owned(one)}

    def _owner(self, dated: Dated) -> UUID | None:
        return self.called.owner(dated.locator)

    def _step(self, held: Held) -> Entry:
        stub = held.record
        why, tone = self._due(stub.next_due, _("next step"))
        return self._entry(held, stub.next_action or "—", why, tone)

    def _need(self, held: Held) -> Entry:
        need, label = held.record, label_of("needs", held.record.code)
        why, tone = self._due(need.due, _("need"))
        return self._entry(held, f"{label}: {need.note}" if need.note else label, why, tone)

    def _entry(self, held: Held, what: Text, why: Text, tone: str) -> Entry:
        case, owner = held.locator, self._owner(held)
        whose = self.names.get(owner, "") if owner else ""
        return Entry(self._case_url(case), self.called.get(case, "—"), what, why, tone, whose)

    def _due(self, day: date | None, what: str) -> tuple[str, str]:
        if day is None or day == self.day:
            return _("%(what)s: today") % {"what": what}, "info"
        told = {"what": what, "day": near(day)}
        return (
            (_("%(what)s: due since %(day)s") % told, "warn")
            if day < self.day
            else (
                _("%(what)s: by %(day)s") % told,
                "neutral",
            )
        )

    def unanswered(self) -> Part:
        """Who wrote and has no answer, the most urgent and then the longest waiting first."""
        queue = hotline.queue(self.actor)
        groups = [queue.group(name) for name in self._queues()]

        def lines(places: slice) -> list[Entry]:
            found = [line for group in groups for line in group[: places.stop]]
            found.sort(key=lambda line: hotline_rules.rank(line.stub, line.unread))
            return [self._waiting(line) for line in found[places]]

        return Part("unanswered", _("Unanswered"), _number(groups), lines)

    def _queues(self) -> list[Any]:
        return [*map(ours_of, self.whose), ours_of(None)] if self.mine else [OURS]

    def _waiting(self, line: hotline_rules.Line) -> Entry:
        stub, since = line.stub, line.waits_since or self.now
        return Entry(
            reverse("hotline:request", args=[line.id]),
            self.called.get(stub.case) or title(stub),
            hotline_rules.STATUSES.get(stub.status, ""),
            self._since(_("%(urgency)s; waiting for %(time)s"), since, stub.urgency),
            hotline_rules.URGENCY_TONES.get(stub.urgency, "neutral"),
            self.names.get(stub.owner, "") if stub.owner else "",
        )

    def _since(self, text: str, since: datetime, urgency: str) -> str:
        return text % {"urgency": hotline_rules.URGENCIES.get(urgency, ""), "time": timesince(since, self.now)}

    def work(self) -> Part:
        """Tasks that are due and flags that are up, the longest due first."""
        ranked, open_flags = work.tasks(self.actor), work.until(work.flags(self.actor).group(OPEN), self.day)
        tasks = [work.until(ranked.group(name), self.day) for name in (work.mine(self.actor) if self.mine else [OPEN])]
        flags = [held for held in open_flags if self._flag_is_mine(held)] if self.mine else open_flags

        def lines(places: slice) -> list[Entry]:
            some = slice(places.stop)
            found: list[Due] = [(held.record.due, held, self._task) for group in tasks for held in group[some]]
            found += [(held.record.on, held, self._flag) for held in flags[some]]
            return _by_day(found, places)

        return Part("work", _("Tasks and flags"), _number(tasks) + len(flags), lines)

    def _flag_is_mine(self, held: Held) -> bool:
        return held.locator in self.own or held.record.by == self.actor.account

    def _task(self, held: Held) -> Entry:
        task, case = held.record, work.case_of(self.actor, held)
        why, tone = self._due(task.due, _("task"))
        who = self.called.get(case, "—") if case else "—"
        return Entry(self._task_url(held.pk), who, task.what, why, tone, shown.for_whom(task, self.names))

    def _flag(self, held: Held) -> Entry:
        flag = held.record
        told = {"who": self.names.get(flag.by, "?"), "day": near(flag.on)}
        why = _("flag of %(who)s, up since %(day)s") % told
        url = reverse("work:flag", args=[held.pk])
        return Entry(url, self.called.get(held.locator, "—"), flag.message, why, "warn", self._whose(held))

    def _whose(self, dated: Dated) -> str:
        owner = self._owner(dated)
        return self.names.get(owner, "") if owner else ""

    def approvals(self) -> Part:
        """What waits for this person's answer: never what they asked for themselves."""
        waiting = [held for held in work.approvals(self.actor).group(ASKED) if work.may_answer(self.actor, held.record)]

        def lines(places: slice) -> list[Entry]:
            return [self._approval(held) for held in waiting[places]]

        return Part("approvals", _("Waits for your approval"), len(waiting), lines)

    def _approval(self, held: Held) -> Entry:
        asked = held.record
        told = {"who": self.names.get(asked.by, "?"), "time": timesince(asked.at, self.now)}
        why, url = _("%(who)s asked %(time)s ago") % told, reverse("work:approval", args=[held.pk])
        what = f"{KINDS.get(asked.kind, '')}: {asked.what}"
        return Entry(url, self.called.get(held.locator, "—"), what, why, "info", self._whose(held))

    def releases(self) -> Part:
        """What somebody else asks this person to agree to, against an answer or where a purpose needs two."""
        asked = [held for held in casework.releases_asked(self.actor) if held.record.by != self.actor.account]

        def lines(places: slice) -> list[Entry]:
            return [self._release(held) for held in asked[places]]

        return Part("releases", _("To be given out, if a second person agrees"), len(asked), lines)

    def _release(self, held: Held) -> Entry:
        asked, case = held.record, held.locator
        told = {"who": self.names.get(asked.by, "?"), "time": timesince(asked.at, self.now)}
        what = (
            f"{consents.label(asked.purpose)}: {asked.recipient}" if asked.recipient else consents.label(asked.purpose)
        )
        url = reverse("casework:decide", args=[case, held.pk])
        return Entry(
            url, self.called.get(case, "—"), what, _("%(who)s asked %(time)s ago") % told, "warn", self._whose(held)
        )

    def authorities(self) -> Part:
        """What we may soon not ask any more, by its day; then those who do not answer, the longest silent first."""
        until = self.day + timedelta(days=FILING_ENDS)
        every = [line for line in advocacy.lines(self.actor) if not self.mine or line.submission.by in self.whose]
        ends = [line for line in every if line.stands.state == DRAFTED and line.file_until and line.file_until <= until]
        found = [*ends, *(line for line in every if line.stands.state == IGNORED)]
        return Part(
            "authorities", _("Authorities"), len(found), lambda places: [self._asked(each) for each in found[places]]
        )

    def _asked(self, line: advocacy.Line) -> Entry:
        told = {"day": near(line.day)}
        late = line.stands.state == IGNORED
        why = _("no answer, due since %(day)s") % told if late else _("we may go there until %(day)s") % told
        whose = self.names.get(line.submission.by, "") if line.submission.by else ""
        url = reverse("advocacy:submission", args=[line.id])
        return Entry(url, line.authority, line.submission.title, why, "danger" if late else "warn", whose)

    def published(self) -> Part:
        """Released words that stand on what changed, or that a consent took out, until the site is signed anew.

        They are nobody's own: whoever publishes sees them all.
        """
        found = shaken.lines(self.actor)
        return Part(
            "published", _("Published"), len(found), lambda places: [self._published(each) for each in found[places]]
        )

    def _published(self, line: shaken.Line) -> Entry:
        whose = self.names.get(line.by, "") if line.by else ""
        return Entry(line.url, line.title, line.what, line.why, "danger", whose)

    def journeys(self) -> Part:
        """Journeys that wait until this person approves them: as the second one, or anew because they were changed."""
        waiting = [held for held in evacuation.to_approve(self.actor) if self._may_approve_journey(held)]
        places = evacuation.places(self.actor)

        def lines(some: slice) -> list[Entry]:
            return [self._journey(held, places) for held in waiting[some]]

        return Part("journeys", _("Journeys to approve"), len(waiting), lines)

    def _may_approve_journey(self, held: Held) -> bool:
        """Not what one approved oneself, unless nobody else is there: then it is to be said what to do."""
        travellers = evacuation.travellers(self.actor, held.locator)
        mine = any(one.by == self.actor.account for one in approval_rules.current(held.record, travellers))
        return not mine or self._is_alone

    @cached_property
    def _is_alone(self) -> bool:
        return not self._approvers - {self.actor.account}

    @cached_property
    def _approvers(self) -> frozenset[UUID]:
        return evacuation.approvers(self.actor)

    def _journey(self, held: Held, places: Mapping[UUID, Any]) -> Entry:
        journey, case = held.record, held.locator
        what = " → ".join(places[end].name if end in places else "…" for end in (journey.origin, journey.destination))
        travellers = evacuation.travellers(self.actor, case)
        if lost := approval_shown.lost(journey, travellers, self.names):
            why, tone = f"{lost.what} " + _("Two of us must approve it again."), "warn"
        elif approval_rules.void(journey, travellers, self._approvers):
            why, tone = _("Somebody who approved it may not approve journeys any more; another person has to."), "warn"
        else:
            first = approval_rules.current(journey, travellers)[0]
            told = {"who": self.names.get(first.by, "?"), "time": timesince(first.at, self.now)}
            why, tone = _("%(who)s approved it %(time)s ago; a second person has to") % told, "info"
        return Entry(
            reverse("evacuation:journey", args=[case]), self.called.get(case, "—"), what, why, tone, self._of_case(case)
        )

    def payments(self) -> Part:
        """Payments that wait for this person's approval, the longest waiting first."""
        found, why = money.to_approve(self.actor), _("asked by %(who)s, %(day)s")
        return self._payments("payments", _("Payments to approve"), found, why)

    def receipts(self) -> Part:
        """Payments without a receipt that nobody explained, the oldest first."""
        found, why = list(payments.payments_without_receipt(self.actor)), _("paid, asked by %(who)s: %(day)s")
        return self._payments("receipts", _("Receipts missing"), found, why)

    def _payments(self, code: str, title: str, found: list[Held], why: str) -> Part:
        mine = [held for held in found if not self.mine or held.record.by in self.whose or held.locator in self.own]
        lines = money.PaymentLines(self.actor)
        return Part(
            code, title, len(mine), lambda places: [self._payment(each, why) for each in lines.of(mine[places])]
        )

    def _payment(self, line: money.PaymentLine, why: str) -> Entry:
        payment = line.payment
        day = payment.paid_on or (localtime(payment.at).date() if payment.at else self.day)
        url, what = reverse("money:payment", args=[line.id]), f"{payment.what_for}: {line.paid or line.amount}"
        return Entry(url, line.who, what, why % {"who": line.by, "day": near(day)}, "warn", line.by)

    def running_out(self) -> Part:
        """Consents, assessments, papers and beds that end soon or have ended, the first to end first.

        Papers that ended long ago come last.
        """
        lapsing = [
            group for kind, ahead in RUNS_OUT.items() for group in self._until(kind, self.day + timedelta(days=ahead))
        ]
        due = list(papers.due(self.actor, self.owners, self.day))
        soon, long_over = [pair[0] for pair in due], [pair[1] for pair in due]
        beds = self._beds()

        def lines(places: slice) -> list[Entry]:
            some, last = slice(places.stop), slice(-places.stop, None)
            found: list[Due] = []
            found += [(held.record.valid_until, held, self._lapsing) for each in lapsing for held in each[some]]
            found += [(paper.record.valid_until, paper, self._paper) for each in soon for paper in each[some]]
            found += [(None, paper, self._paper) for each in long_over for paper in reversed(each[last])]
            found += [(stay.until, stay, self._bed) for stay in beds[some]]
            return _by_day(found, places)

        return Part("running-out", _("Runs out"), _number([*lapsing, *soon, *long_over, beds]), lines)

    def asked_again(self) -> Part:
        """Who said yes to a text of consent that was put out of use since, who answered first at first."""
        those = [held for held in asking_again.waiting(self.actor) if not self.mine or held.locator in self.own]
        return Part(
            "asked-again", _("To be asked again"), len(those), lambda places: list(map(self._again, those[places]))
        )

    def _again(self, held: Held) -> Entry:
        record = held.record
        what = label_of("consent_purposes", record.purpose)
        what = f"{what}: {record.recipient}" if record.recipient else what
        why = consents.text_changed(self._anew[record.purpose])
        url = consents.asked_at(held.locator, record.purpose, record.person)
        return replace(self._entry(held, what, why, "warn"), url=url)

    @cached_property
    def _anew(self) -> dict[str, ConsentText]:
        return consent_texts.asked_anew(self.actor)

    def _paper(self, running: papers.Running) -> Entry:
        case = running.locator
        return Entry(
            reverse("persons:person", args=[case, running.person]),
            running.called or self.called.get(case, "—"),
            running.what,
            running.why(self.day),
            persons.tone(running.record, self.day),
            self._whose(running),
        )

    def _lapsing(self, held: Held) -> Entry:
        record = held.record
        purpose = getattr(record, "purpose", "")
        what = label_of("consent_purposes", purpose) if purpose else _("Assess the risk again")
        what = f"{what}: {record.recipient}" if purpose and record.recipient else what
        label = _("consent") if purpose else _("risk assessment")
        told = {"what": label, "day": near(record.valid_until)}
        over = record.valid_until < self.day
        why = _("%(what)s: ended on %(day)s") % told if over else _("%(what)s: ends on %(day)s") % told
        return self._entry(held, what, why, "warn" if over else "info")

    def _beds(self) -> list[Any]:
        if not allows(self.actor, "evacuation.read"):
            return []
        stays = evacuation.ending(self.actor, self.day, self.day + timedelta(days=BED_ENDS))
        return [stay for stay in stays if not self.mine or stay.case in self.own]

    def _bed(self, stay: Any) -> Entry:
        case, until = stay.case, stay.until
        why = _("bed: until %(day)s, nothing after it") % {"day": near(until)}
        owner, url = self.called.owner(case), reverse("evacuation:journey", args=[case])
        whose = self.names.get(owner, "") if owner else ""
        return Entry(url, self.called.get(case, "—"), _("Where does this person sleep next?"), why, "warn", whose)

    def nobodys(self) -> Part:
        """Open cases for which nobody is responsible: everybody's, until somebody takes them."""
        url, group = each("casework:assign"), self.cases.group(NOBODYS)
        return Part(
            "nobodys",
            _("Nobody is responsible"),
            len(group),
            lambda places: [self._unowned(held, url(held.pk)) for held in group[places]],
        )

    def _unowned(self, held: Held, url: str) -> Entry:
        return Entry(url, held.record.pseudonym, _("Take it, or say who does"), _("nobody is responsible"), "warn", "")

    def unassessed(self) -> Part:
        """Open cases whose risk nobody ever assessed."""
        url = each("casework:risk")
        groups = unassessed.of_each(self.actor, self.owners)

        def lines(places: slice) -> list[Entry]:
            return [self._unassessed(held, url(held.pk)) for held in _at(groups, places)]

        return Part("unassessed", _("Risk never assessed"), _number(groups), lines)

    def _unassessed(self, held: Held, url: str) -> Entry:
        stub = held.record
        whose = self.names.get(stub.owner, "") if stub.owner else ""
        why = _("open since %(day)s, and nobody assessed the risk") % {"day": near(stub.opened) or "—"}
        return Entry(url, stub.pseudonym, _("Assess the risk"), why, "warn", whose)

    def relocation(self) -> Part:
        """What of tracks abroad called the duty team and waits, then what of them is due, the longest due first."""
        calls = [each for each in relocation.calls(self.actor) if not self.mine or each.case in self.own]
        due = [pair for pair in relocation.standing(self.actor) if not self.mine or pair[0].case in self.own]

        def lines(places: slice) -> list[Entry]:
            return [self._abroad(each) for each in [*calls, *due][places]]

        return Part("relocation", _("Going abroad"), len(calls) + len(due), lines)

    def _abroad(self, each: Any) -> Entry:
        if isinstance(each, relocation.CallLine):
            url = reverse("relocation:call", args=[each.case, each.id])
            why = _("the duty team was called; say what was done")
            return Entry(url, each.who, each.label, why, "danger", self._of_case(each.case))
        line, due = each
        url = reverse("relocation:track", args=[line.case, line.id])
        why, _tone = self._due(due.dated.day, line.title)
        return Entry(url, line.who, due.label, why, due.tone, self._of_case(line.case))

    def _of_case(self, case_id: UUID) -> str:
        owner = self.called.owner(case_id)
        return self.names.get(owner, "") if owner else ""

    def handed_on(self) -> Part:
        """Partners who do not answer, and cases that a partner took over and that go on here."""
        found = [each for each in exchange.waiting(self.actor, self.day) if not self.mine or each.locator in self.own]

        def lines(places: slice) -> list[Entry]:
            sent = exchange.sent(self.actor)
            return [self._handed_on(held, sent.get(held.id)) for held in found[places]]

        return Part("handed-on", _("With partners"), len(found), lines)

    def _handed_on(self, held: Held, way: sending.Way | None) -> Entry:
        each, over, who = held.record, exchange.is_taken_over(held.record), self.called.get(held.locator, "—")
        if way and not over:
            url = reverse("exchange:transfer", args=[held.locator, held.id])
            return Entry(url, who, ON_ITS_WAY[way.state], each.name, "warn", self._whose(held))
        why = _("taken over, and open here") if over else _("no answer yet")
        return Entry(self._case_url(held.locator), who, exchange.said(each), why, "warn", self._whose(held))

    def arrived(self) -> Part:
        """Bundles that partners' programs brought and nobody has opened."""
        found = arrivals.waiting(self.actor)

        def lines(places: slice) -> list[Entry]:
            url, what = reverse("exchange:incoming"), _("A bundle that nobody has opened")
            return [
                Entry(url, each.sender, what, near(localtime(each.at).date()), "warn") for _row, each in found[places]
            ]

        return Part("arrived", _("From partners"), len(found), lines)

    def without_next(self) -> Part:
        """Open cases for which nothing is planned, or not for any day."""
        url = each("casework:next")
        groups = [self.cases.group(WITHOUT_NEXT, owner) for owner in self.owners]

        def lines(places: slice) -> list[Entry]:
            return [self._idle(held, url(held.pk)) for held in _at(groups, places)]

        return Part("without-next", _("Without a next step or a day"), _number(groups), lines)

    def _idle(self, held: Held, url: str) -> Entry:
        stub = held.record
        whose = self.names.get(stub.owner, "") if stub.owner else ""
        if stub.next_action:
            return Entry(url, stub.pseudonym, stub.next_action, _("no day is said for it"), "neutral", whose)
        return Entry(url, stub.pseudonym, _("Say what comes next"), _("nothing is planned"), "neutral", whose)


def _number(groups: Iterable[Sized]) -> int:
    return sum(map(len, groups))


def _at(groups: Iterable[Group[Held]], places: slice) -> list[Held]:
    """Those at these places of several groups behind each other."""
    return [held for group in groups for held in group[: places.stop]][places]


def _by_day(found: Iterable[Due], places: slice) -> list[Entry]:
    """Those at these places of several lists together, by their days; what has none comes last."""
    return [make(row) for _day, row, make in sorted(found, key=lambda due: due[0] or date.max)[places]]
