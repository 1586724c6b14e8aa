"""What a dossier says of some events, read as this person may read them.

Whoever told us stands under a code of the dossier alone, never the one that the same person has as somebody harmed: so
it does not tell who spoke. Somebody has one code in all events of a dossier. What everybody who said it took back does
not go. At the level GENERAL nobody's own words go along, days are months, and places are regions.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace as changed
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from waystation.documentation import access, shown
from waystation.documentation.assertions import HAPPENED, PERPETRATOR, Claim
from waystation.documentation.corroboration import LADDER, RETRACTED, Status
from waystation.documentation.dates import PartialDate
from waystation.documentation.dossier import disclosed, wording
from waystation.documentation.dossier import facts as facts_of
from waystation.documentation.dossier.facts import EPOCH, Dossier, Fact, Section
from waystation.documentation.dossier.masks import Coded, InEvent, Masks, masked
from waystation.documentation.dossier.wording import CALLED, CONTENTS, GENERAL
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import custody
from waystation.documentation.exhibits.records import EXPORTED, GIVEN_OUT
from waystation.documentation.exhibits.wording import BROKEN_CHAIN, STANDINGS
from waystation.documentation.pictures.shown import timeline
from waystation.documentation.public_wording import ONE, sentence
from waystation.documentation.records import Act, Information, Involvement, PlaceName
from waystation.documentation.shown import ActLine, PersonShown
from waystation.documentation.statements import access as told
from waystation.documentation.statements import shown as statements
from waystation.documentation.statements import weighing
from waystation.documentation.statements.access import Entry
from waystation.documentation.statements.records import Statement
from waystation.mail.words import clean
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of

Pairs = list[tuple[str, str]]


def gather(
    actor: Actor,
    events: Sequence[UUID],
    contents: Collection[str],
    level: str,
    language: str,
    chosen: Collection[UUID] | None = None,
) -> Dossier:
    """What is chosen of some events. `chosen` are the exhibits that are in it; else all of them. Raises Absent."""
    with translation.override(language):
        found = _events(actor, events, level)
        annex = _exhibits(actor, exhibits_of(actor, events, chosen), level) if wording.EXHIBITS in contents else None
        made = max([each.made() for each in found] + ([annex.made] if annex else []))
        made = disclosed.moment(made) if level == GENERAL else made
        sections = [] if len(found) == 1 else [_contents(found, _as_of(made, level))]
        for number, each in enumerate(found, 1):
            named = _("Event %(number)s") % {"number": number}  # within an f-string xgettext reads it as something else
            above = "" if len(found) == 1 else f"{named}: "
            said = each.sections(contents, made)
            sections += [changed(section, title=f"{above}{section.title}") for section in said if section.pairs]
        sections += [annex.section] if annex and annex.section.pairs else []
        title = _("Dossier of an event") if len(found) == 1 else _("Dossier of several events")
        return Dossier(title, language, made, sections)


def facts(actor: Actor, events: Sequence[UUID], level: str, language: str) -> list[Fact]:
    """What the record says of some events, one thing at a time, with what each stands on. Raises Absent."""
    with translation.override(language):
        found = [fact for each in _events(actor, events, level) for fact in each.facts()]
        return found + [fact for one in events for fact in _facts_of_exhibits(actor, one)]


def exhibits_of(actor: Actor, events: Iterable[UUID], chosen: Collection[UUID] | None = None) -> list[UUID]:
    """The exhibits that statements on some events were read from, in their order; of these the `chosen` ones."""
    told_of = (pair for one in events for pair in told.statements_on(actor, one))
    found = dict.fromkeys(each.exhibit for _id, each in told_of if each.exhibit)
    numbers = dict(exhibits.exhibits(actor))
    there = (one for one in found if one in numbers and (chosen is None or one in chosen))
    return sorted(there, key=lambda one: numbers[one].number)


class _Event:
    """All that belongs to one event, and the sections that are made of it."""

    masks: Masks

    def __init__(self, actor: Actor, event_id: UUID, level: str) -> None:
        self._actor, self.id, self._level = actor, event_id, level
        self._event = access.event(actor, event_id)[1]
        self._weighed = weighing.weigh(actor, event_id)
        acts = access.acts(actor, event_id)
        self._acts = [pair for pair in acts if not self._is_taken_back(pair[0].pk, pair[1])]
        self._left = len(acts) - len(self._acts)
        there = {row.pk for row, _act in self._acts}
        every = [one for _row, one in access.involvements(actor, event_id)]
        self._involved: list[Involvement] = [one for one in every if one.act in there]
        self._information: list[Information] = [one for _row, one in access.sources(actor, event_id)]
        self._statements = [pair for pair in told.statements_on(actor, event_id) if pair[1].retraction is None]
        self._entries = [each for each in self._weighed.entries if each.said.stands and each.was_said]
        self._interventions = shown.interventions(actor, event_id)

    def _is_taken_back(self, act_id: UUID, act: Act) -> bool:
        status = self._weighed.statuses.get(Claim(act_id, HAPPENED, act.kind))
        return status is not None and status.code == RETRACTED

    def people(self) -> InEvent:
        """Who stands in it, and in which part."""
        said = [each.said for each in self._entries]
        of_claims = [UUID(each.value) for each in said if each.property == PERPETRATOR]
        perpetrators = [*(one.perpetrator for one in self._involved), *of_claims]
        steps = [one for each in self._interventions for one in (each.said.party, each.said.victim) if one]
        return InEvent(
            victims=[act.victim for _row, act in self._acts],
            perpetrators=perpetrators,
            parties=[each.said.party for each in self._interventions],
            steps=steps,
            tellers=[*self._tellers(), *(each.heard_from for each in said if each.heard_from)],
            nameable={one for one in perpetrators if self._may_be_named(one)},
        )

    def _tellers(self) -> list[UUID]:
        """Everybody who told us, in the order in which they did."""
        at = sorted(self._statements, key=lambda pair: (pair[1].told[0].day, pair[0].int))
        return [
            *(each.teller for _id, each in at),
            *(each.said.source for each in self._entries),
            *(each.source for each in self._information),
        ]

    def _may_be_named(self, one: UUID) -> bool:
        """Whether as many reviewers as it takes agreed that somebody did it."""
        found = [
            each
            for claim, each in self._weighed.statuses.items()
            if claim.property == PERPETRATOR and claim.value == str(one)
        ]
        return any(each.code in LADDER[1:] and len(each.reviewers) >= each.needed for each in found)

    def sections(self, contents: Collection[str], made: datetime) -> list[Section]:
        """What is chosen of it, in the order of CONTENTS."""
        make: dict[str, Callable[[], Section]] = {
            wording.DESCRIPTION: self._description,
            wording.PEOPLE: self._people,
            wording.ACTS: self._what_was_done,
            wording.SURE: self._sure,
            wording.SOURCES: self._sources,
            wording.TIMELINE: self._timeline,
            wording.INTERVENTIONS: self._interventions_of,
        }
        return [self._head(made), *(make[each]() for each in CONTENTS if each in contents and each in make)]

    def made(self) -> datetime:
        """When something of it was written last, but for its exhibits."""
        found: list[datetime | None] = [self._event.at, *(act.at for _row, act in self._acts)]
        found += [one.at for one in (*self._involved, *self._information)]
        found += [each.said.at for each in self._interventions]
        found += [each.at for _id, each in self._statements]
        for each in self._weighed.entries:
            found += [each.asserted.at, each.retraction.at if each.retraction else None]
            found += [graded.at for graded in each.asserted.graded]
        found += [each.said.at for each in told.reviews(self._actor, self.id)]
        return max((each for each in found if each), default=EPOCH).astimezone(UTC)

    def line(self) -> str:
        """It in one line of the contents."""
        event = self._event
        return " · ".join(filter(None, (self._text(event.title), self._day(event.began), self._place(event.place))))

    def _day(self, day: PartialDate | None) -> str:
        return str((disclosed.month(day) if self._level == GENERAL else day) or "") if day else ""

    def _place(self, place: PlaceName) -> str:
        return (
            self.masks.text(clean(str(disclosed.region(place)))[0])
            if self._level == GENERAL
            else self._words(str(place))
        )

    def _words(self, text: str) -> str:
        return self.masks.text(clean(text)[0])

    def _text(self, text: str) -> str:
        """What one of us wrote; nothing of it at the level GENERAL."""
        return "" if self._level == GENERAL else self._words(text)

    def _head(self, made: datetime) -> Section:
        event = self._event
        said = [
            (_("Short title"), self._text(event.title)),
            (_("Began"), self._day(event.began)),
            (pgettext("event", "Ended"), self._day(event.ended)),
            (_("Where"), self._place(event.place)),
            (_("Event"), "" if self._level == GENERAL else str(self.id)),
            (_("As of"), _as_of(made, self._level)),
        ]
        return Section(_("The event"), _said(said))

    def _description(self) -> Section:
        return Section(_("What happened"), _said([("", self._text(self._event.description))]))

    def _lines(self) -> list[ActLine]:
        """The acts, with everybody as they are called here."""
        found = shown.lines(self._actor, self.id, self._acts)
        return [
            changed(
                line,
                victim=self._shown(line.act.victim, line.victim),
                by=[changed(one, who=self._shown(one.said.perpetrator, one.who)) for one in line.by],
            )
            for line in found
        ]

    def _shown(self, one: UUID, who: PersonShown) -> PersonShown:
        return PersonShown(self.masks.person(one, who.person)) if who.person else who

    def _people(self) -> Section:
        harmed: defaultdict[UUID, list[str]] = defaultdict(list)
        did: defaultdict[UUID, list[str]] = defaultdict(list)
        numbers = {row.pk: str(number) for number, (row, _act) in enumerate(self._acts, 1)}
        for row, act in self._acts:
            harmed[act.victim].append(numbers[row.pk])
        for one in self._involved:
            did[one.perpetrator].append(numbers[one.act])
        people = access.known(self._actor, [*harmed, *did])
        pairs: Pairs = []
        for one in dict.fromkeys([*harmed, *did]):
            lines = [str(wording.ONE_PERSON)]
            if (person := people.get(one)) and (person.minimum, person.maximum) != (1, 1):
                lines = [str(wording.SEVERAL % {"number": PersonShown(person).number})]
            if harmed[one]:
                lines.append(str(wording.HARMED % {"acts": ", ".join(harmed[one])}))
            if did[one]:
                lines.append(str(wording.DID % {"acts": ", ".join(did[one])}))
            pairs.append((self.masks.called(one), "\n".join(lines)))
        return Section(_("People"), pairs)

    def _what_was_done(self) -> Section:
        pairs = [(f"{number}. {line.label}", self._act(line)) for number, line in enumerate(self._lines(), 1)]
        if self._left:
            pairs.append(("", str(wording.LEFT_OUT % {"number": self._left})))
        return Section(_("What was done to whom"), pairs)

    def _act(self, line: ActLine) -> str:
        act = line.act
        by = "; ".join(", ".join(filter(None, (str(one.who), one.degree, one.kind))) for one in line.by)
        said = [
            (_("To whom"), str(line.victim)),
            (_("By whom"), by or _("Nobody knows who")),
            (_("How"), ", ".join(line.methods)),
            (_("When"), " – ".join(filter(None, (self._day(act.began), self._day(act.ended))))),
            (_("Where"), self._place(act.place)),
            (_("What became of them"), line.status),
        ]
        return "\n".join(f"{label}: {text}" for label, text in _said(said))

    def _sure(self) -> Section:
        if self._level == GENERAL:
            return self._may_be_said()
        acts = [(row.pk, act) for row, act in self._acts]
        names = Coded(self._actor, self._weighed.entries, [act for _id, act in acts], self.masks)
        numbers = {one: number for number, (one, _act) in enumerate(acts, 1)}
        pairs: Pairs = []
        found = statements.subjects(self._weighed, names, acts, self.id, _("The event as a whole"))
        for subject in found:
            label = f"{numbers[subject.id]}. {subject.label}" if subject.id in numbers else subject.label
            facts = [fact for fact in subject.facts if fact.status.code != RETRACTED]
            pairs += [(label, "\n".join(_fact(fact))) for fact in facts]
        labels = {each.id: each.label for each in found}
        for each in statements.differing(self._weighed, names, labels, set(labels)):
            sides = "\n".join(f"{self.masks.source(side.said.source)}: {side.value}" for side in each.sides)
            pairs.append((_("Told differently") + f": {each.aspect} · {each.about}", sides))
        return Section(_("How sure it is"), pairs)

    def _may_be_said(self) -> Section:
        """The sentences that may be said in public, with how sure each may be called: no days, places or names."""
        language = get_language() or "en"
        people = access.known(self._actor, [act.victim for _row, act in self._acts])
        many = {row.pk: weighing.people(people.get(act.victim)) for row, act in self._acts}
        pairs = [
            (label_of("corroboration_status", status.public), said.text)
            for claim, status in self._weighed.statuses.items()
            if status.code != RETRACTED and (said := sentence(status, language, many.get(claim.subject, ONE)))
        ]
        return Section(_("How sure it is"), list(dict.fromkeys(pairs)))

    def _sources(self) -> Section:
        by_teller: defaultdict[UUID, list[str]] = defaultdict(list)
        for _one, statement in self._statements:
            by_teller[statement.teller].append(self._telling(statement))
        for one in self._information:
            line = f"{label_of('source_connections', one.connection)} · {one.reliability}{one.credibility}"
            by_teller[one.source].append(f"{line} · {self._day(one.told)}" if one.told else line)
        for source, entries in _by_source(self._entries):
            by_teller[source] += sorted({_how(each) for each in entries})
        pairs = [(self.masks.source(one), "\n".join(by_teller[one])) for one in dict.fromkeys(self._tellers())]
        return Section(_("Who told us"), pairs)

    def _telling(self, statement: Statement) -> str:
        """A statement without its words: what it is, when it was told, in which language, by an interpreter or not.

        Many readers are not told how somebody speaks.
        """
        days = ", ".join(dict.fromkeys(self._day(each) for each in statement.told))
        if self._level == GENERAL:
            return " · ".join(filter(None, (label_of("source_types", statement.kind), days)))
        language = label_of("languages", statement.language) if statement.language else ""
        interpreted = _("with an interpreter") if statement.interpreter else ""
        return " · ".join(filter(None, (label_of("source_types", statement.kind), days, language, interpreted)))

    def _timeline(self) -> Section:
        if self._level == GENERAL:
            return Section("", [])
        tellings = [
            (self.masks.source(each.teller), day)
            for _one, each in sorted(self._statements, key=lambda pair: pair[0].int)
            for day in each.told
        ]
        tellings += [(self.masks.source(one.source), one.told) for one in self._information if one.told]
        found = timeline(self.id, self._event, self._lines(), list(dict.fromkeys(tellings)))
        lines = [
            (line.when or _("not known"), ": ".join(filter(None, (line.group, line.what)))) for line in found.lines
        ]
        return Section(_("From day to day"), lines, found.picture)

    def _interventions_of(self) -> Section:
        pairs: Pairs = []
        for each in self._interventions:
            said = [
                (_("For whom"), self.masks.called(each.said.victim) if each.said.victim else ""),
                (_("Of whom something was asked"), self._text(each.said.requested)),
                (_("When"), self._day(each.said.made)),
                (_("What was answered"), each.response),
                (_("What it changed"), each.impact),
            ]
            label = f"{self.masks.called(each.said.party)}: {', '.join(each.kinds)}"
            pairs.append((label, "\n".join(f"{name}: {text}" for name, text in _said(said)) or "—"))
        return Section(_("Interventions"), pairs)

    def facts(self) -> Iterator[Fact]:
        """What the record says, one thing at a time."""
        event, people = self._event, self._people()
        where_when = ", ".join(filter(None, (self._day(event.began), self._day(event.ended))))
        yield from self._fact(facts_of.WHEN, self.id, where_when)
        yield from self._fact(facts_of.WHERE, self.id, self._place(event.place))
        yield from self._fact(facts_of.ACCOUNT, self.id, self._text(event.description))
        harmed = {act.victim for _row, act in self._acts}
        those = dict.fromkeys([*harmed, *(one.perpetrator for one in self._involved)])
        said = dict(people.pairs)
        for one in those:
            about = facts_of.VICTIMS if one in harmed else facts_of.ACCUSED
            called = self.masks.called(one)
            yield from self._fact(about, one, ": ".join(filter(None, (called, said.get(called, "").split("\n")[0]))))
        for number, line in enumerate(self._lines(), 1):
            status = self._weighed.statuses.get(Claim(line.id, HAPPENED, line.act.kind))
            text = f"{number}. {line.label}\n{self._act(line)}"
            about = facts_of.LIBERTY if line.act.kind.startswith("liberty") else facts_of.ACCOUNT
            yield Fact(about, text, self.id, line.id, status.code if status else "")
        for step, (label, text) in zip(self._interventions, self._interventions_of().pairs, strict=True):
            yield Fact(facts_of.STEPS, f"{label}\n{text}".removesuffix("\n—"), self.id, step.id)

    def _fact(self, about: str, subject: UUID, text: str) -> Iterator[Fact]:
        if text:
            yield Fact(about, text, self.id, subject)


def _events(actor: Actor, events: Sequence[UUID], level: str) -> list[_Event]:
    found = [_Event(actor, one, level) for one in dict.fromkeys(events)]
    masks = masked(actor, [each.people() for each in found], by_name=level == CALLED)
    for each in found:
        each.masks = masks
    return found


def _as_of(made: datetime, level: str) -> str:
    return f"{made:%Y-%m}" if level == GENERAL else f"{made:%Y-%m-%d %H:%M} UTC"


def _contents(events: Iterable[_Event], as_of: str) -> Section:
    pairs = [(f"{number}.", each.line() or "—") for number, each in enumerate(events, 1)]
    return Section(_("Contents"), [*pairs, (_("As of"), as_of)])


def _facts_of_exhibits(actor: Actor, event_id: UUID) -> Iterator[Fact]:
    """The exhibits of an event, each by its number and hash."""
    for one in exhibits_of(actor, [event_id]):
        found = exhibits.exhibit(actor, one)
        label = _("Exhibit %(number)s") % {"number": found.number}
        yield Fact(facts_of.EXHIBITS, f"{label}, SHA-256 {found.sha256.hex()}", event_id, one)


class _Annex(NamedTuple):
    """The exhibits, and when something of them was written last."""

    section: Section
    made: datetime


def _exhibits(actor: Actor, those: Iterable[UUID], level: str) -> _Annex:
    """Their hashes, and where their custody log stood before they were given out last: that changes nothing in them."""
    pairs: Pairs = []
    made = [EPOCH]
    for one in those:
        found, entries = exhibits.exhibit(actor, one), exhibits.custody(actor, one)
        fault = custody.first_fault(one, entries)
        while entries and entries[-1].deed in (GIVEN_OUT, EXPORTED):
            entries = entries[:-1]
        made += [each.at.astimezone(UTC) for each in entries]
        taken = f"{found.at.astimezone(UTC):{'%Y-%m' if level == GENERAL else '%Y-%m-%d %H:%M UTC'}}"
        said = [
            ("SHA-256", found.sha256.hex()),
            ("SHA-512", found.sha512.hex()),
            (_("Bytes"), str(found.size)),
            (_("Taken in"), taken),
            (_("Original"), str(STANDINGS[exhibits.standing(actor, one)])),
            (_("Last line of the custody log"), custody.head(one, entries)),
            ("", str(BROKEN_CHAIN % {"number": fault}) if fault else ""),
        ]
        text = "\n".join(f"{label}: {text}" if label else text for label, text in _said(said))
        pairs.append((_("Exhibit %(number)s") % {"number": found.number}, text))
    return _Annex(Section(_("Exhibits"), pairs), max(made))


def _said(pairs: Iterable[tuple[str, str]]) -> Pairs:
    return [(label, text) for label, text in pairs if text]


def _fact(fact: statements.Fact) -> Iterator[str]:
    """One claim: how sure, why, who agreed, and what may be said."""
    yield f"{fact.aspect}: {fact.what} — {fact.badge}"
    yield from (f"· {reason}" for reason in fact.reasons)
    if fact.status.needed:
        yield _agreed(fact.status)
    yield _("What may be said in public") + f": {fact.sentence.text if fact.sentence else wording.NOTHING}"


def _agreed(status: Status) -> str:
    number = {"number": len(status.reviewers), "needed": status.needed}
    return _("Reviewers who agree: %(number)d of %(needed)d") % number


def _by_source(entries: Iterable[Entry]) -> Iterator[tuple[UUID, list[Entry]]]:
    found: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for each in entries:
        found[each.said.source].append(each)
    yield from found.items()


def _how(entry: Entry) -> str:
    """How a source knows, and how it was graded."""
    said = entry.said
    words = label_of("reliability", said.reliability), label_of("credibility", said.credibility)
    return (
        f"{label_of('source_connections', said.connection)} · {said.reliability}{said.credibility} ({', '.join(words)})"
    )
