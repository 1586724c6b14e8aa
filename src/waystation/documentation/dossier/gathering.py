"""What a dossier says of an event, read as this person may read it.

Whoever told us stands under a code of the dossier alone, never the one that the same person has as somebody harmed: so
it does not tell who spoke. What everybody who said it took back does not go.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as changed
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.documentation import access, shown
from waystation.documentation.actions import replace
from waystation.documentation.assertions import HAPPENED, PERPETRATOR, Claim
from waystation.documentation.corroboration import LADDER, RETRACTED, Status
from waystation.documentation.dossier import wording
from waystation.documentation.dossier.facts import EPOCH, Coder, Dossier, Section, codes
from waystation.documentation.dossier.wording import CALLED, CONTENTS
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import custody
from waystation.documentation.exhibits.wording import BROKEN_CHAIN, STANDINGS
from waystation.documentation.pictures.shown import timeline
from waystation.documentation.records import Act, Information, Involvement, Person
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


def gather(actor: Actor, event_id: UUID, contents: Collection[str], names: str, language: str) -> Dossier:
    """What is chosen of an event. Raises Absent."""
    with translation.override(language):
        return _Event(actor, event_id, names == CALLED).dossier(contents, language)


def exhibits_of(actor: Actor, event_id: UUID) -> list[UUID]:
    """The exhibits that statements on an event were read from, in their order."""
    found = dict.fromkeys(each.exhibit for _id, each in told.statements_on(actor, event_id) if each.exhibit)
    numbers = dict(exhibits.exhibits(actor))
    return sorted((one for one in found if one in numbers), key=lambda one: numbers[one].number)


class _Coded(statements.Names):
    """Names as pages look them up, with codes in their place."""

    def __init__(self, actor: Actor, entries: Iterable[Entry], acts: Iterable[Act], masks: "_Masks") -> None:
        super().__init__(actor, entries, acts)
        self._masks = masks

    def person(self, person_id: UUID | None) -> Person | None:
        found = super().person(person_id)
        return self._masks.person(person_id, found) if person_id and found else None

    def value(self, property_: str, value: str) -> str:
        return self._masks.text(super().value(property_, value))


class _Masks:
    """What everybody is called in a dossier. `open_` are those who stand there as we call them."""

    def __init__(self, people: Mapping[UUID, Person], those: Sequence[UUID], tellers: Sequence[UUID]) -> None:
        self._codes = codes(those, "P")
        self._sources = codes(tellers, "S")
        self._open: set[UUID] = set()
        self._people = people

    def open_(self, those: Collection[UUID]) -> None:
        """Lets these stand as we call them."""
        self._open = set(those)

    def called(self, one: UUID) -> str:
        """What somebody of whom the event tells is called here."""
        known = self._people.get(one)
        return clean(known.called)[0] if one in self._open and known else self._codes.get(one, "—")

    def source(self, one: UUID) -> str:
        """What somebody who told us is called here."""
        return self._sources.get(one, "—")

    def person(self, one: UUID, person: Person) -> Person:
        """The same person, with as many people as they stand for, called so."""
        return replace(person, called=self.called(one))

    def text(self, text: str) -> str:
        """What somebody wrote, with codes where it names those who stand under one."""
        return self._coder.text(text)

    @cached_property
    def _coder(self) -> Coder:
        named = {self._people[one].called for one in self._open if one in self._people}
        codes_of = {one: self._codes.get(one) or self._sources.get(one, "—") for one in self._people}
        return Coder({each.called: codes_of[one] for one, each in self._people.items() if each.called not in named})


class _Event:
    """All that belongs to one event, and the sections that are made of it."""

    def __init__(self, actor: Actor, event_id: UUID, by_name: bool) -> None:
        self._actor, self._id = actor, event_id
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
        self._masks = self._masked(by_name)

    def _is_taken_back(self, act_id: UUID, act: Act) -> bool:
        status = self._weighed.statuses.get(Claim(act_id, HAPPENED, act.kind))
        return status is not None and status.code == RETRACTED

    def _masked(self, by_name: bool) -> _Masks:
        said = [each.said for each in self._entries]
        of_claims = [UUID(each.value) for each in said if each.property == PERPETRATOR]
        perpetrators = [*(one.perpetrator for one in self._involved), *of_claims]
        those = [*(act.victim for _row, act in self._acts), *perpetrators]
        heard = [each.heard_from for each in said if each.heard_from]
        steps = [one for each in self._interventions for one in (each.said.party, each.said.victim) if one]
        tellers = [*self._tellers(), *heard]
        people = access.known(self._actor, [*those, *tellers, *steps])
        masks = _Masks(people, [*those, *steps], tellers)
        if by_name:
            victims = {act.victim for _row, act in self._acts}
            named = {one for one in perpetrators if self._may_be_named(one)}
            parties = {each.said.party for each in self._interventions} - set(perpetrators)
            masks.open_(victims - set(perpetrators) | named | parties)
        return masks

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

    def dossier(self, contents: Collection[str], language: str) -> Dossier:
        make: dict[str, Callable[[], Section]] = {
            wording.DESCRIPTION: self._description,
            wording.PEOPLE: self._people,
            wording.ACTS: self._what_was_done,
            wording.SURE: self._sure,
            wording.SOURCES: self._sources,
            wording.TIMELINE: self._timeline,
            wording.EXHIBITS: self._exhibits,
            wording.INTERVENTIONS: self._interventions_of,
        }
        made = self._made(contents)
        sections = [self._head(made), *(make[each]() for each in CONTENTS if each in contents)]
        return Dossier(_("Dossier of an event"), language, made, [each for each in sections if each.pairs])

    def _made(self, contents: Collection[str]) -> datetime:
        """When something of it was written last."""
        found: list[datetime | None] = [self._event.at, *(act.at for _row, act in self._acts)]
        found += [one.at for one in (*self._involved, *self._information)]
        found += [each.said.at for each in self._interventions]
        found += [each.at for _id, each in self._statements]
        for each in self._weighed.entries:
            found += [each.asserted.at, each.retraction.at if each.retraction else None]
            found += [graded.at for graded in each.asserted.graded]
        found += [each.said.at for each in told.reviews(self._actor, self._id)]
        if wording.EXHIBITS in contents:
            for one in exhibits_of(self._actor, self._id):
                found += [entry.at for entry in exhibits.custody(self._actor, one)]
        return max((each for each in found if each), default=EPOCH).astimezone(UTC)

    def _text(self, text: str) -> str:
        return self._masks.text(clean(text)[0])

    def _head(self, made: datetime) -> Section:
        event = self._event
        said = [
            (_("Short title"), self._text(event.title)),
            (_("Began"), str(event.began or "")),
            (_("Ended"), str(event.ended or "")),
            (_("Where"), self._text(str(event.place))),
            (_("Event"), str(self._id)),
            (_("As of"), f"{made:%Y-%m-%d %H:%M} UTC"),
        ]
        return Section(_("The event"), _said(said))

    def _description(self) -> Section:
        return Section(_("What happened"), _said([("", self._text(self._event.description))]))

    def _lines(self) -> list[ActLine]:
        """The acts, with everybody as they are called here."""
        found = shown.lines(self._actor, self._id, self._acts)
        return [
            changed(
                line,
                victim=self._shown(line.act.victim, line.victim),
                by=[changed(one, who=self._shown(one.said.perpetrator, one.who)) for one in line.by],
            )
            for line in found
        ]

    def _shown(self, one: UUID, who: PersonShown) -> PersonShown:
        return PersonShown(self._masks.person(one, who.person)) if who.person else who

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
            pairs.append((self._masks.called(one), "\n".join(lines)))
        return Section(_("People"), pairs)

    def _what_was_done(self) -> Section:
        pairs: Pairs = []
        for number, line in enumerate(self._lines(), 1):
            act = line.act
            by = "; ".join(", ".join(filter(None, (str(one.who), one.degree, one.kind))) for one in line.by)
            said = [
                (_("To whom"), str(line.victim)),
                (_("By whom"), by or _("Nobody knows who")),
                (_("How"), ", ".join(line.methods)),
                (_("When"), " – ".join(str(each) for each in (act.began, act.ended) if each)),
                (_("Where"), self._text(str(act.place))),
                (_("What became of them"), line.status),
            ]
            pairs.append((f"{number}. {line.label}", "\n".join(f"{label}: {text}" for label, text in _said(said))))
        if self._left:
            pairs.append(("", str(wording.LEFT_OUT % {"number": self._left})))
        return Section(_("What was done to whom"), pairs)

    def _sure(self) -> Section:
        acts = [(row.pk, act) for row, act in self._acts]
        names = _Coded(self._actor, self._weighed.entries, [act for _id, act in acts], self._masks)
        numbers = {one: number for number, (one, _act) in enumerate(acts, 1)}
        pairs: Pairs = []
        found = statements.subjects(self._weighed, names, acts, self._id, _("The event as a whole"))
        for subject in found:
            label = f"{numbers[subject.id]}. {subject.label}" if subject.id in numbers else subject.label
            facts = [fact for fact in subject.facts if fact.status.code != RETRACTED]
            pairs += [(label, "\n".join(_fact(fact))) for fact in facts]
        labels = {each.id: each.label for each in found}
        for each in statements.differing(self._weighed, names, labels, set(labels)):
            sides = "\n".join(f"{self._masks.source(side.said.source)}: {side.value}" for side in each.sides)
            pairs.append((f"{_('Told differently')}: {each.aspect} · {each.about}", sides))
        return Section(_("How sure it is"), pairs)

    def _sources(self) -> Section:
        by_teller: defaultdict[UUID, list[str]] = defaultdict(list)
        for _one, statement in self._statements:
            by_teller[statement.teller].append(_telling(statement))
        for one in self._information:
            line = f"{label_of('source_connections', one.connection)} · {one.reliability}{one.credibility}"
            by_teller[one.source].append(f"{line} · {one.told}" if one.told else line)
        for source, entries in _by_source(self._entries):
            by_teller[source] += sorted({_how(each) for each in entries})
        pairs = [(self._masks.source(one), "\n".join(by_teller[one])) for one in dict.fromkeys(self._tellers())]
        return Section(_("Who told us"), pairs)

    def _timeline(self) -> Section:
        tellings = [
            (self._masks.source(each.teller), day)
            for _one, each in sorted(self._statements, key=lambda pair: pair[0].int)
            for day in each.told
        ]
        tellings += [(self._masks.source(one.source), one.told) for one in self._information if one.told]
        found = timeline(self._id, self._event, self._lines(), list(dict.fromkeys(tellings)))
        lines = [
            (line.when or _("not known"), ": ".join(filter(None, (line.group, line.what)))) for line in found.lines
        ]
        return Section(_("From day to day"), lines, found.picture)

    def _exhibits(self) -> Section:
        pairs: Pairs = []
        for one in exhibits_of(self._actor, self._id):
            found = exhibits.exhibit(self._actor, one)
            entries = exhibits.custody(self._actor, one)
            fault = custody.first_fault(one, entries)
            said = [
                ("SHA-256", found.sha256.hex()),
                ("SHA-512", found.sha512.hex()),
                (_("Bytes"), str(found.size)),
                (_("Taken in"), f"{found.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"),
                (_("Original"), str(STANDINGS[exhibits.standing(self._actor, one)])),
                (_("Last line of the custody log"), custody.head(one, entries)),
                ("", str(BROKEN_CHAIN % {"number": fault}) if fault else ""),
            ]
            text = "\n".join(f"{label}: {text}" if label else text for label, text in _said(said))
            pairs.append((_("Exhibit %(number)s") % {"number": found.number}, text))
        return Section(_("Exhibits"), pairs)

    def _interventions_of(self) -> Section:
        pairs: Pairs = []
        for each in self._interventions:
            said = [
                (_("For whom"), self._masks.called(each.said.victim) if each.said.victim else ""),
                (_("Of whom something was asked"), self._text(each.said.requested)),
                (_("When"), str(each.said.made or "")),
                (_("What was answered"), each.response),
                (_("What it changed"), each.impact),
            ]
            label = f"{self._masks.called(each.said.party)}: {', '.join(each.kinds)}"
            pairs.append((label, "\n".join(f"{name}: {text}" for name, text in _said(said)) or "—"))
        return Section(_("Interventions"), pairs)


def _said(pairs: Iterable[tuple[str, str]]) -> Pairs:
    return [(label, text) for label, text in pairs if text]


def _fact(fact: statements.Fact) -> Iterator[str]:
    """One claim: how sure, why, who agreed, and what may be said."""
    yield f"{fact.aspect}: {fact.what} — {fact.badge}"
    yield from (f"· {reason}" for reason in fact.reasons)
    if fact.status.needed:
        yield _agreed(fact.status)
    yield f"{_('What may be said in public')}: {fact.sentence.text if fact.sentence else wording.NOTHING}"


def _agreed(status: Status) -> str:
    number = {"number": len(status.reviewers), "needed": status.needed}
    return _("Reviewers who agree: %(number)d of %(needed)d") % number


def _telling(statement: Statement) -> str:
    """A statement without its words: what it is, when it was told, in which language, by an interpreter or not."""
    days = ", ".join(str(each) for each in statement.told)
    language = label_of("languages", statement.language) if statement.language else ""
    interpreted = _("with an interpreter") if statement.interpreter else ""
    return " · ".join(filter(None, (label_of("source_types", statement.kind), days, language, interpreted)))


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
