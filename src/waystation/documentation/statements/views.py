"""The pages of statements: a door, a form, an action, a page."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from waystation.casework.forms import say_beside
from waystation.documentation import access as documentation
from waystation.documentation import actions as events
from waystation.documentation import choosing, public_wording
from waystation.documentation.corroboration import LADDER
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.forms import as_typed
from waystation.documentation.records import Event, Person
from waystation.documentation.shown import PersonShown, lives, said_of_others
from waystation.documentation.shown import lines as act_lines
from waystation.documentation.statements import access, actions, drawing, passages, shown, weighing, wording
from waystation.documentation.statements.forms import (
    NEW,
    CompareForm,
    DrawForm,
    EraseForm,
    EventChoiceForm,
    GradeForm,
    ReviewForm,
    StatementForm,
    WithdrawForm,
)
from waystation.documentation.statements.records import Statement, Words
from waystation.documentation.views import SUGGESTED
from waystation.documentation.wording import FASTER
from waystation.mail.words import clean
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.vocabulary.vocabularies import label_of
from waystation.web import notices
from waystation.web.pages import back, page

ON_A_PAGE = 50
MOST_ON_A_PAGE = 100  # lines of a testimony and what is drawn from them
notices.register(
    {
        "statement-taken-down": gettext_lazy("Taken down. Now mark what each line says."),
        "statement-changed": gettext_lazy("Saved."),
        "statement-withdrawn": gettext_lazy("Withdrawn. What stood on it is computed anew."),
        "statement-erased": gettext_lazy("Erased, with all that was drawn from it."),
        "assertion-drawn": gettext_lazy("Saved. The next one below."),
        "assertion-graded": gettext_lazy("Saved. What stands on it is computed anew."),
        "sources-compared": gettext_lazy("Saved. What stands on these sources is computed anew."),
        "fact-reviewed": gettext_lazy("Your judgement is kept."),
    }
)
Crumbs = list[tuple[str, Any]]


@require_safe
def statements(request: StaffRequest) -> HttpResponse:
    """Every statement, what was told last first."""
    actor = acting(request, "documentation.read")
    part = Paginator(access.statements(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    part.object_list = shown.lines(actor, [(held.id, held.record) for held in part.object_list])
    return page(request, "statements/statements.html", {"page": part})


def new(request: StaffRequest, event_id: UUID | None = None) -> HttpResponse:
    """Takes down what somebody told us; of an event, where one is named."""
    actor = acting(request, "documentation.record")
    trail = _of_event(actor, event_id) if event_id else _trail()
    initial = {"interviewer": actor.persona, "teller": _known(actor, request.GET.get("teller", ""))}
    form = StatementForm(choosing.sent(request), initial=initial)

    def act() -> UUID:
        events_ = (event_id,) if event_id else ()
        return actions.take_down(actor, _typed(actor, form, events_), form.words(), once=form.cleaned_data["once"])

    if (made := _done(request, form, act)) is not None:
        if event_id:
            return back("statements:draw", "statement-taken-down", statement_id=made, event_id=event_id)
        return back("statements:statement", "statement-taken-down", statement_id=made)
    stop = reverse("documentation:event", args=[event_id]) if event_id else reverse("statements:statements")
    return _taking_down(request, actor, form, {"breadcrumbs": trail, "stop": stop})


def _known(actor: Actor, person_id: str) -> str:
    """What somebody is called whose id stands in the address; nothing where nobody is meant."""
    try:
        return documentation.called(actor, [UUID(person_id)]).get(UUID(person_id), "")
    except ValueError:
        return ""


def change(request: StaffRequest, statement_id: UUID) -> HttpResponse:
    """Says anew who told it, when and how."""
    actor = request.actor
    row, found = access.statement(actor, statement_id)
    _row, words = access.words(actor, statement_id)
    acting(request, "documentation.record")
    form = StatementForm(choosing.sent(request), initial=_initial(actor, found, words) | {"version": row.version})

    def act() -> None:
        said = _typed(actor, form, found.events)
        actions.change(actor, statement_id, said, form.words(), seen=form.cleaned_data["version"])

    if _done(request, form, act, lambda: form.now_at(access.statement(actor, statement_id)[0].version)) is not None:
        return back("statements:statement", "statement-changed", statement_id=statement_id)
    stop = reverse("statements:statement", args=[statement_id])
    context = {"breadcrumbs": _trail(actor, statement_id, found), "stop": stop, "change": True}
    return _taking_down(request, actor, form, context)


def _taking_down(request: StaffRequest, actor: Actor, form: StatementForm, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "people": documentation.names(actor)}
    return page(request, "statements/take-down.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _typed(actor: Actor, form: StatementForm, of: tuple[UUID, ...]) -> Statement:
    """The statement with who told it, found or made. Raises Refused."""
    said = form.cleaned_data
    exhibit = _exhibit(actor, said["exhibit"]) if said["exhibit"] else None
    try:
        teller = events.find_or_add_person(actor, Person(called=said["teller"]))
    except Refused as refused:
        raise Refused([("teller", why) for _field, why in refused.reasons]) from None
    return form.statement(teller, exhibit, of)


def _exhibit(actor: Actor, number: int) -> UUID:
    there = exhibits.exhibits(actor) if allows(actor, "exhibits.read") else []
    found = next((one for one, each in there if each.number == number), None)
    if found is None:
        raise Refused([("exhibit", wording.NO_EXHIBIT)])
    return found


def _initial(actor: Actor, found: Statement, words: Words) -> dict[str, Any]:
    said = {name: getattr(found, name) for name in ("kind", "language", "told", "interviewer", "interpreter", "note")}
    said |= {"text": words.text, "translation": words.translation}
    said["teller"] = documentation.called(actor, [found.teller]).get(found.teller, "")
    said["exhibit"] = exhibits.exhibit(actor, found.exhibit).number if found.exhibit else None
    return said


def statement(request: StaffRequest, statement_id: UUID) -> HttpResponse:
    """What somebody told us, line by line: what is asserted, how sure that is, and what may be said of it."""
    actor = request.actor
    _row, found = access.statement(actor, statement_id)
    _words_row, words = access.words(actor, statement_id)
    titles = documentation.titles(actor)
    form = EventChoiceForm(request.POST or None, titles=titles.items())

    def act() -> UUID:
        chosen: UUID = form.cleaned_data["event"]
        actions.use_for(actor, statement_id, chosen)
        return chosen

    if (chosen := _done(request, form, act)) is not None:
        return back("statements:draw", statement_id=statement_id, event_id=chosen)
    part, rows = _rows(request, words, access.drawn_from(actor, statement_id), by_first=True)
    context = {
        "line": shown.line(actor, statement_id, found),
        "found": found,
        "words": words,
        "page": part,
        "rows": _judged(actor, words, rows),
        "withdrawn": shown.withdrawn(found.retraction),
        "exhibit": exhibits.exhibit(actor, found.exhibit) if found.exhibit else None,
        "events": [(one, clean(titles[one])[0]) for one in found.events if one in titles],
        "form": form,
        "titles": list(titles.values())[:SUGGESTED],
        "statement_id": statement_id,
        "breadcrumbs": _trail(),
    }
    return page(request, "statements/statement.html", context, status=422 if form.errors else 200)


Rows = list[tuple[passages.Line, list[access.Entry]]]
"""Lines, each with the assertions that stand at it."""


def _rows(request: StaffRequest, words: Words, entries: list[access.Entry], *, by_first: bool) -> tuple[Any, Rows]:
    """The lines of one page of a testimony: at each what is drawn from it, or `by_first` what begins in it."""
    numbered = passages.lines(words.text)
    at: dict[int, list[access.Entry]] = {}
    for each in entries:
        lines = passages.marked(numbered, each.asserted.said.passage)
        for number in lines[:1] if by_first else lines:
            at.setdefault(number, []).append(each)
    parts = passages.parts(numbered, {number: len(said) for number, said in at.items()}, MOST_ON_A_PAGE)
    part = Paginator(parts, 1).get_page(request.GET.get("page"))
    return part, [(line, at.get(line.number, [])) for line in part.object_list[0]]


def _judged(actor: Actor, words: Words, rows: Rows) -> list[dict[str, Any]]:
    """Each line with its assertions, and how sure each is."""
    about: dict[UUID, set[UUID]] = {}
    entries = [each for _line, some in rows for each in some]
    for each in entries:
        about.setdefault(each.asserted.event, set()).add(each.asserted.said.subject)
    facts = {(one, fact.status.claim): fact for one in about for fact in _facts(actor, one, about[one])}
    names = shown.Names(actor, entries)
    return [
        {
            "line": line,
            "told": [(each, facts.get((each.event, each.said.claim))) for each in shown.told(names, some, words)],
        }
        for line, some in rows
    ]


def _facts(actor: Actor, event_id: UUID, about: set[UUID]) -> list[shown.Fact]:
    """Everything that is asserted of these acts of an event, and of the event as a whole, as it stands."""
    acts = [(row.pk, act) for row, act in documentation.acts(actor, event_id) if row.pk in about]
    made, _differing = shown.facts_of_event(actor, event_id, acts, "")
    return [fact for each in made for fact in each.facts]


def draw(request: StaffRequest, statement_id: UUID, event_id: UUID) -> HttpResponse:
    """The testimony with a form beside it: which lines say what of this event."""
    actor = request.actor
    _row, found = access.statement(actor, statement_id)
    _words_row, words = access.words(actor, statement_id)
    _event_row, event = documentation.event(actor, event_id)
    acting(request, "documentation.record")
    entries = access.drawn_from(actor, statement_id)
    part, rows = _rows(request, words, [each for each in entries if each.said.stands], by_first=False)
    acts = [(row.pk, act) for row, act in documentation.acts(actor, event_id)]
    names = shown.Names(actor, [each for _line, some in rows for each in some], [act for _id, act in acts])
    data = choosing.sent(request)
    looks = data is not None and data.get("do") == "find"
    form = DrawForm(
        None if looks else data,
        initial=as_typed(data, DrawForm) if looks else _last(actor, found, entries, event_id),
        statement=found,
        lines=passages.lines(words.text),
        acts=[(one, names.act(act)) for one, act in acts],
        event_id=event_id,
        terms=names.terms,
    )
    if data is not None and looks:
        choosing.look(actor, [form], data)
    if _done(request, form, lambda: drawing.draw(actor, event_id, statement_id, form.drawing())) is not None:
        here = reverse("statements:draw", args=[statement_id, event_id])
        return back(f"{here}?page={part.number}" if part.number > 1 else here, "assertion-drawn")
    chosen = set(form["lines"].value() or ())
    context = {
        "form": form,
        "page": part,
        "rows": [
            {"line": line, "told": shown.told(names, some), "chosen": str(line.number) in chosen} for line, some in rows
        ],
        "found": found,
        "line": shown.line(actor, statement_id, found),
        "withdrawn": shown.withdrawn(found.retraction),
        "people": documentation.names(actor, event_id),
        "statement_id": statement_id,
        "event_id": event_id,
        "event": event,
        "breadcrumbs": [*_of_event(actor, event_id, event), *_trail(actor, statement_id, found)[1:]],
    }
    return page(request, "statements/draw.html", context, status=422 if form.errors else 200)


def _last(actor: Actor, found: Statement, entries: list[access.Entry], event_id: UUID) -> dict[str, Any]:
    """What stands in the form before anything is typed: who said the last thing, of what, and how they know."""
    if not entries:
        return {"source": documentation.called(actor, [found.teller]).get(found.teller, ""), "subject": NEW}
    last = entries[-1]
    said = last.asserted.said
    kept = {name: getattr(said, name) for name in ("connection", "reliability", "credibility")}
    kept["source"] = documentation.called(actor, [said.source]).get(said.source, "")
    return kept | {"subject": str(said.subject) if last.asserted.event == event_id else NEW}


def withdraw(request: StaffRequest, statement_id: UUID) -> HttpResponse:
    """Withdraws a statement, after a look at what stands on it."""
    actor = request.actor
    _row, found = access.statement(actor, statement_id)
    acting(request, "documentation.record")
    form = WithdrawForm(request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        actions.retract_statement(actor, statement_id, ground=said["ground"], why=said["reason"])

    if _done(request, form, act) is not None:
        return back("statements:statement", "statement-withdrawn", statement_id=statement_id)
    context = {
        "form": form,
        "falls": _falls(actor, access.drawn_from(actor, statement_id)),
        "line": shown.line(actor, statement_id, found),
        "stop": reverse("statements:statement", args=[statement_id]),
        "breadcrumbs": _trail(actor, statement_id, found),
    }
    return page(request, "statements/withdraw.html", context, status=422 if form.errors else 200)


def _falls(actor: Actor, entries: Iterable[access.Entry]) -> list[tuple[str, shown.Fact, shown.Fact]]:
    """What stands on some assertions: what it is about, the fact as it is, and as it would be without them."""
    by_event: dict[UUID, list[access.Entry]] = {}
    for each in entries:
        by_event.setdefault(each.asserted.event, []).append(each)
    found = []
    for event_id, of_one in by_event.items():
        changes = weighing.without(actor, event_id, [each.said.id for each in of_one], actor.now())
        acts = {row.pk: act for row, act in documentation.acts(actor, event_id)}
        names = shown.Names(actor, of_one, acts.values())
        for claim, statuses in changes.items():
            act = acts.get(claim.subject)
            about = names.act(act) if act else _("The event as a whole")
            many = weighing.people(names.person(act.victim) if act else None)
            what = names.value(claim.property, claim.value)
            before, after = (shown.Fact(of_one[0].said.id, event_id, each, what, many) for each in statuses)
            found.append((about, before, after))
    return found


def erase(request: StaffRequest, statement_id: UUID) -> HttpResponse:
    """Erases a statement, after one more look."""
    actor = request.actor
    _row, found = access.statement(actor, statement_id)
    acting(request, "documentation.erase")
    form = EraseForm(request.POST or None)
    if _done(request, form, lambda: actions.erase(actor, statement_id)) is not None:
        return back("statements:statements", "statement-erased")
    context = {
        "form": form,
        "line": shown.line(actor, statement_id, found),
        "falls": _falls(actor, access.drawn_from(actor, statement_id)),
        "stop": reverse("statements:statement", args=[statement_id]),
        "breadcrumbs": _trail(actor, statement_id, found),
    }
    return page(request, "statements/erase.html", context, status=422 if form.errors else 200)


@require_safe
def fact(request: StaffRequest, event_id: UUID, assertion_id: UUID) -> HttpResponse:
    """One claim: how sure it is and why, everything that is said for and against it, and what reviewers say."""
    actor = request.actor
    return page(request, "statements/fact.html", _of_fact(actor, event_id, assertion_id))


def _of_fact(actor: Actor, event_id: UUID, assertion_id: UUID) -> dict[str, Any]:
    """What the page of a claim shows, and the form to review it."""
    entry = access.assertion(actor, event_id, assertion_id)
    claim = entry.said.claim
    found = weighing.weigh(actor, event_id)
    acts = {row.pk: act for row, act in documentation.acts(actor, event_id)}
    names = shown.Names(actor, found.entries, acts.values())
    act = acts.get(claim.subject)
    about = names.act(act) if act else _("The event as a whole")
    status = found.statuses.get(claim)
    what = names.value(claim.property, claim.value)
    many = weighing.people(names.person(act.victim) if act else None)
    return {
        "fact": shown.Fact(assertion_id, event_id, status, what, many) if status else None,
        "what": what,
        "property": wording.PROPERTIES[claim.property],
        "about": about,
        "stand": weighing.stand(status, many) if status else "",
        "can_be_agreed": status is not None and status.code in LADDER[1:],
        "told": _quoted(actor, names, [each for each in found.entries if each.said.claim == claim]),
        "differing": shown.differing(found, names, {claim.subject: about}, {claim.subject}),
        "reviewers": shown.reviewers(actor, event_id, claim),
        "event_id": event_id,
        "assertion_id": assertion_id,
        "breadcrumbs": _of_event(actor, event_id),
    }


def _quoted(actor: Actor, names: shown.Names, entries: list[access.Entry]) -> list[shown.Told]:
    """Assertions with the words that say them."""
    words = {each.row.statement: access.words(actor, each.row.statement)[1] for each in entries if each.statement}
    return [each for entry in entries for each in shown.told(names, [entry], words.get(entry.row.statement))]


def grade(request: StaffRequest, event_id: UUID, assertion_id: UUID) -> HttpResponse:
    """Judges anew how reliable a source is and how credible what it says."""
    actor = request.actor
    entry = access.assertion(actor, event_id, assertion_id)
    acting(request, "documentation.record")
    initial = {name: getattr(entry.said, name) for name in ("reliability", "credibility")}
    form = GradeForm(request.POST or None, initial=initial | {"version": entry.row.version})

    def act() -> None:
        said = form.cleaned_data
        grades = {name: said[name] for name in ("reliability", "credibility")}
        actions.grade(actor, event_id, assertion_id, **grades, seen=said["version"])

    def overtaken() -> None:
        form.now_at(access.assertion(actor, event_id, assertion_id).row.version)

    if _done(request, form, act, overtaken) is not None:
        return back("statements:fact", "assertion-graded", event_id=event_id, assertion_id=assertion_id)
    context = {
        "form": form,
        "told": _quoted(actor, shown.Names(actor, [entry]), [entry]),
        "stop": reverse("statements:fact", args=[event_id, assertion_id]),
        "breadcrumbs": _of_event(actor, event_id),
    }
    return page(request, "statements/grade.html", context, status=422 if form.errors else 200)


def withdraw_assertion(request: StaffRequest, event_id: UUID, assertion_id: UUID) -> HttpResponse:
    """Withdraws one assertion, after a look at what stands on it."""
    actor = request.actor
    entry = access.assertion(actor, event_id, assertion_id)
    acting(request, "documentation.record")
    form = WithdrawForm(request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        actions.retract(actor, event_id, assertion_id, ground=said["ground"], why=said["reason"])

    if _done(request, form, act) is not None:
        return back("statements:fact", "statement-withdrawn", event_id=event_id, assertion_id=assertion_id)
    names = shown.Names(actor, [entry])
    context = {
        "form": form,
        "falls": _falls(actor, [entry]),
        "told": _quoted(actor, names, [entry]),
        "event_id": event_id,
        "stop": reverse("statements:fact", args=[event_id, assertion_id]),
        "breadcrumbs": _of_event(actor, event_id),
    }
    return page(request, "statements/withdraw.html", context, status=422 if form.errors else 200)


def review(request: StaffRequest, event_id: UUID, assertion_id: UUID) -> HttpResponse:
    """A reviewer says whether a status is right."""
    actor = request.actor
    context = _of_fact(actor, event_id, assertion_id)
    acting(request, "documentation.review")
    form = ReviewForm(request.POST or None, initial={"seen": context["stand"]})

    def act() -> UUID:
        said = form.cleaned_data
        return actions.review(
            actor,
            event_id,
            assertion_id,
            finding=said["finding"],
            reason=said["reason"],
            seen=said["seen"],
            once=said["once"],
        )

    def overtaken() -> None:
        data = form.data.copy()  # type: ignore[attr-defined]
        data["seen"] = _of_fact(actor, event_id, assertion_id)["stand"]
        form.data = data

    if _done(request, form, act, overtaken, wording.CHANGED_MEANWHILE) is not None:
        return back("statements:fact", "fact-reviewed", event_id=event_id, assertion_id=assertion_id)
    return page(request, "statements/review.html", context | {"form": form}, status=422 if form.errors else 200)


def sources(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """The sources of an event, and whether reviewers hold them to be independent of each other."""
    actor = request.actor
    documentation.event(actor, event_id)
    acting(request, "documentation.review")
    entries = access.assertions(actor, event_id)
    told = {each.said.source for each in entries}
    called = {one: clean(name)[0] for one, name in documentation.called(actor, told).items()}
    form = CompareForm(
        request.POST or None,
        initial={"seen": weighing.words_on(access.compared(actor, told))},
        sources=sorted(called.items(), key=lambda pair: pair[1].casefold()),
    )

    def act() -> UUID:
        said = form.cleaned_data
        return actions.compare(
            actor,
            event_id,
            said["first"],
            said["second"],
            independent=said["independent"],
            ties=tuple(said["ties"]),
            reason=said["reason"],
            seen=said["seen"],
            once=said["once"],
        )

    def overtaken() -> None:
        data = form.data.copy()  # type: ignore[attr-defined]
        data["seen"] = weighing.words_on(access.compared(actor, told))
        form.data = data

    if _done(request, form, act, overtaken, wording.JUDGED_MEANWHILE) is not None:
        return back("statements:sources", "sources-compared", event_id=event_id)
    context = {
        "form": form if len(called) > 1 else None,
        "comparisons": shown.comparisons(actor, told),
        "event_id": event_id,
        "breadcrumbs": _of_event(actor, event_id),
    }
    return page(request, "statements/sources.html", context, status=422 if form.errors else 200)


@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Everybody of whom events tell, or who told us, by name."""
    actor = acting(request, "documentation.read")
    part = Paginator(documentation.everybody(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    part.object_list = [(held.id, PersonShown(held.record)) for held in part.object_list]
    return page(request, "statements/people.html", {"page": part})


@require_safe
def public_words(request: StaffRequest) -> HttpResponse:
    """All words that are said in public, and which of them a speaker of their language confirmed."""
    acting(request, "documentation.read")
    found = list(public_wording.phrases())
    names = {each: label_of("languages", each) for each in public_wording.LANGUAGES}
    context = {
        "all": len(found),
        "counts": [
            (name, sum(each in one.words for one in found), sum(each in one.confirmed for one in found))
            for each, name in names.items()
        ],
        "tables": [
            (wording.TABLES[table], [_in_each(one, names) for one in some])
            for table, some in groupby(found, key=lambda one: one.key.partition(".")[0])
        ],
        "breadcrumbs": _trail(),
    }
    return page(request, "statements/wording.html", context)


def _in_each(one: public_wording.Phrase, names: Mapping[str, str]) -> tuple[str, list[tuple[str, str, str, bool]]]:
    said = [(name, each, one.words.get(each, ""), each in one.confirmed) for each, name in names.items()]
    return one.key.partition(".")[2], said


@require_safe
def person(request: StaffRequest, documented_id: UUID) -> HttpResponse:
    """What is known of somebody and how sure it is: what was done to them, what they had a part in, what they told."""
    actor = request.actor
    _row, found = documentation.person(actor, documented_id)
    context = {
        "who": PersonShown(found),
        "found": found,
        "victim_of": _by_event(actor, [(one, act.event) for one, act in documentation.acts_upon(actor, documented_id)]),
        "part_in": _by_event(actor, [(each.act, each.event) for each in documentation.acts_by(actor, documented_id)]),
        "told": shown.lines(actor, access.statements_by(actor, documented_id)),
        "lives": lives(actor, documented_id),
        "said_of_others": said_of_others(actor, documented_id),
        "documented_id": documented_id,
        "breadcrumbs": [(reverse("statements:people"), _("People"))],
    }
    return page(request, "statements/person.html", context)


def _by_event(actor: Actor, acts: list[tuple[UUID, UUID]]) -> list[dict[str, Any]]:
    """Some acts with what is known of each, event by event."""
    by_event: dict[UUID, list[UUID]] = {}
    for act_id, event_id in acts:
        by_event.setdefault(event_id, []).append(act_id)
    found = []
    for event_id, wanted in by_event.items():
        every = {row.pk: (row, act) for row, act in documentation.acts(actor, event_id)}
        rows = [every[one] for one in dict.fromkeys(wanted) if one in every]
        made, differing = shown.facts_of_event(actor, event_id, [(row.pk, act) for row, act in rows], "")
        mine = [each for each in made if each.id != event_id]
        sure = {each.id for each in mine}
        _event_row, event = documentation.event(actor, event_id)
        found.append(
            {
                "event_id": event_id,
                "title": clean(event.title)[0],
                "subjects": mine,
                "differing": [each for each in differing if each.about],
                "bare": [each for each in act_lines(actor, event_id, rows) if each.id not in sure],
            }
        )
    return found


def _done(
    request: StaffRequest,
    form: Any,
    act: Callable[[], Any],
    overtaken: Callable[[], None] = lambda: None,
    faster: Any = FASTER,
) -> Any:
    """What the action gave for a valid form, True where it gave nothing; None where the form says why not."""
    if not form.is_valid() or choosing.asked(request.actor, form, request.POST):
        return None
    try:
        given = act()
        return True if given is None else given
    except Refused as refused:
        say_beside(form, refused.reasons)
    except Stale:
        refresh(request.actor)  # perhaps it was the keys that changed
        form.add_error(None, faster)
        overtaken()
    return None


def _trail(actor: Actor | None = None, statement_id: UUID | None = None, found: Statement | None = None) -> Crumbs:
    above: Crumbs = [(reverse("statements:statements"), _("Statements"))]
    if actor is None or statement_id is None or found is None:
        return above
    line = shown.line(actor, statement_id, found)
    return [*above, (reverse("statements:statement", args=[statement_id]), f"{line.teller}, {line.told}")]


def _of_event(actor: Actor, event_id: UUID, event: Event | None = None) -> Crumbs:
    found = event or documentation.event(actor, event_id)[1]
    title = clean(found.title)[0]
    return [(reverse("documentation:events"), _("Events")), (reverse("documentation:event", args=[event_id]), title)]
