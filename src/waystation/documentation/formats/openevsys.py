"""What an XML export of OpenEvSys says, as records of ours. Pure.

The file: `events` with `event` (in it `act`, in that `involvement` and details; and `chain_of_events`), `person` (in it
`biographic_details` and `address`), `intervention` and `information`, each with the fields of the HURIDOCS Events
Standard Formats by their names, and codes of the micro-thesauri. Labels are not in the file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from waystation.documentation import rules
from waystation.documentation.dates import MONTH, YEAR, PartialDate
from waystation.documentation.formats import huridocs
from waystation.documentation.formats.drafting import (
    AS_TEXT,
    NAME_CHARACTERS,
    TITLE_CHARACTERS,
    Draft,
    Ids,
    Texts,
    cut,
    day,
    line,
    replace,
)
from waystation.documentation.records import (
    NAMED,
    UNNAMED,
    Act,
    Arrest,
    BiographicDetail,
    ChainLink,
    Event,
    Information,
    Intervention,
    Involvement,
    Killing,
    Person,
    PlaceName,
    Property,
    Torture,
)
from waystation.vocabulary.vocabularies import term

ROOT = "events"
_WITHIN = {
    "act",
    "address",
    "arrest",
    "biographic_details",
    "chain_of_events",
    "destruction",
    "involvement",
    "killing",
    "management_data",
    "torture",
}
"""Entities that stand in another one."""
_BOOKKEEPING = ("date_of_entry", "entered_by", "date_updated", "updated_by")
_FILES = ("supporting_documents", "files")
_PLACED = {"event_location", "act_location", "person_location", "intervention_location"}
_OF_POINTS = frozenset(
    ["SRID", "POINT", "LAT", "LATITUDE", "LON", "LONG", "LNG", "LONGITUDE", *"NSEWZMСЮЗВШД", "ШИРОТА", "ДОЛГОТА"]
)
"""Words that stand beside the numbers of a point on a map."""
_COORDINATE = re.compile(r"[-+]?\d{1,3}[.,]\d{3,}°?")
ONE, SEVERAL = "one", "several"
"""What a counting unit that no list has may stand for."""


@dataclass
class _Fields:
    """The fields of one element of an entity. What nobody asks for goes into the remarks in the end."""

    entity: str
    said: dict[str, list[str]]
    within: list[tuple[str, list[Any]]]
    draft: Draft
    taken: set[str] = field(default_factory=set)

    def all(self, name: str, ours: str = "") -> list[str]:
        """Every value of a field; `ours` is what it becomes."""
        self.taken.add(name)
        found = [each for each in self.said.get(name, ()) if each.strip()]
        for _each in found if ours else ():
            self.draft.map(f"{self.entity}.{name}", ours)
        return found

    def one(self, name: str, ours: str = "") -> str:
        """The value of a field, "" where it has none; several are joined."""
        return "\n".join(self.all(name, ours))

    def code(self, name: str, vocabulary: str, ours: str, texts: Texts) -> list[str]:
        """The terms of ours that the codes of a field mean. What they do not say whole stands in the texts as well."""
        found = []
        for code in self.all(name):
            coded = huridocs.inside(vocabulary, code)
            if coded.code:
                found.append(coded.code)
            if coded.exact:
                self.draft.map(f"{self.entity}.{name} {code}", f"{vocabulary}:{coded.code}")
            else:
                shown = f"HURIDOCS {huridocs.LISTS[vocabulary]}: {code}"
                self.draft.miss(shown, f"{vocabulary}:{coded.code}" if coded.code else AS_TEXT)
                texts.add(shown, name)
        return list(dict.fromkeys(found))

    def date(self, name: str, ours: str, texts: Texts) -> PartialDate | None:
        """A date with its type, None where there is none; one that cannot be read stands in the texts."""
        text, kind = self.one(name), self.one(f"{name}_type")[:12]
        try:
            found = day(text)
        except ValueError:
            self.draft.map(f"{self.entity}.{name}", AS_TEXT)
            texts.add(text, name)
            return None
        if found is None:
            return None
        self.draft.map(f"{self.entity}.{name}", ours)
        precision = {huridocs.NO_DAY: MONTH, huridocs.NO_MONTH: YEAR}.get(kind, found.precision)
        first = found.day.replace(day=1, month=1 if precision == YEAR else found.day.month)
        return PartialDate(
            day=found.day if precision == found.precision else first,
            precision=precision,
            about=found.about or kind == huridocs.ESTIMATE,
        )

    def _in_words(self, name: str) -> str:
        """What a field says of a place without any point on a map, which is told as left out."""
        found = []
        for said in self.said.get(name, ()):
            text = _COORDINATE.sub(" ", said)
            words = re.findall(r"[^\W\d_]+", text)
            if words and not (re.search(r"\d", said) and _OF_POINTS.issuperset(word.upper() for word in words)):
                if text != said:
                    self.draft.leave(f"{self.entity}.{name}", "point")
                found.append(text.strip(" ,;()"))
        return "\n".join(found)

    def place(self, *names: str, ours: str) -> PlaceName:
        """Where something was: the first of these fields that says it in words."""
        for name in names:
            if said := self._in_words(name) if name in _PLACED else self.one(name):
                self.taken.add(name)
                self.draft.map(f"{self.entity}.{name}", ours)
                return PlaceName(site=line(said, 400))
        return PlaceName()

    def rest(self, texts: Texts) -> str:
        """The remarks: what was put there, and every field that has no place of its own."""
        for name in self.said:
            if name in self.taken:
                continue
            if name in (*_BOOKKEEPING, f"{self.entity}_record_number"):
                self.draft.leave(f"{self.entity}.{name}", "bookkeeping")
            elif name in _FILES:
                self.draft.leave(f"{self.entity}.{name}", "files")
            elif name == "person_location":
                self.draft.leave(f"{self.entity}.{name}", "address")
            elif name in _PLACED:
                if said := self._in_words(name):
                    self.draft.map(f"{self.entity}.{name}", AS_TEXT)
                    texts.add(said, name)
                else:
                    self.draft.leave(f"{self.entity}.{name}", "point")
            else:
                texts.add(self.one(name, AS_TEXT), name)
        return str(texts)


def instance(tree: list[Any]) -> str:
    """Which installation wrote the file: its record numbers are its own."""
    meta = next((each for each in tree[3] if each[0] == "meta_data"), ["", {}, "", []])
    return next((str(each[2]).strip() for each in meta[3] if each[0] == "instance"), "")


def drafted(tree: list[Any], ids: Ids, units: Mapping[str, str] | None = None) -> Draft:
    """What the file would become. `units` says of counting units that no list has whether each is ONE or SEVERAL."""
    return _Reader(tree, Draft(ids), units or {}).read()


class _Reader:
    def __init__(self, tree: list[Any], draft: Draft, units: Mapping[str, str]) -> None:
        self._tree, self.draft, self._units = tree, draft, units
        self._persons: dict[str, UUID] = {}
        self._events: dict[str, UUID] = {}
        self._told = 0

    def read(self) -> Draft:
        top = [(element[0], element) for element in self._tree[3]]
        persons = [self._fields(element) for tag, element in top if tag == "person"]
        events = [self._fields(element) for tag, element in top if tag == "event"]
        people = [(self._person(each), each) for each in persons]
        found = [(self._event(each), each) for each in events]
        for one, each in found:
            self._chain(one, each)
        for one, each in people:
            self._lives(one, each)
        readers: dict[str, Callable[[_Fields], None]] = {
            "intervention": self._intervention,
            "information": self._information,
        }
        for tag, element in top:
            if tag in readers:
                readers[tag](self._fields(element))
            elif tag not in ("person", "event", "meta_data"):
                self.draft.leave(tag, "unheard_of")
        return self.draft

    def _fields(self, element: list[Any], entity: str = "") -> _Fields:
        said: dict[str, list[str]] = {}
        within = []
        for child in element[3]:
            if child[0] == "management_data":
                for each in child[3]:
                    said.setdefault(each[0], []).append(each[2])
            elif child[0] in _WITHIN and child[3]:
                within.append((child[0], child))
            elif child[2].strip():
                said.setdefault(child[0], []).append(child[2])
        return _Fields(entity or element[0], said, within, self.draft)

    def _mark(self, found: _Fields, above: str = "") -> str:
        """By which number the file knows a record; one without is known by where it stands."""
        self._told += 1
        number = found.one(f"{found.entity}_record_number")
        return number or f"{above}#{self._told}"

    def _who(self, number: str) -> UUID | None:
        return self._persons.get(number.strip())

    def _person(self, found: _Fields) -> UUID:
        texts = Texts()
        mark = self._mark(found)
        counted, number = found.one("counting_unit")[:12], found.one("number_of_persons_in_group").strip()
        named = counted in ("", huridocs.INDIVIDUAL) and number in ("", "0", "1")
        name = line(found.one("person_name", "persons.called") or f"? {mark}", NAME_CHARACTERS)
        if name != found.one("person_name").strip():
            texts.add(found.one("person_name"), "person_name")
        many = int(number[:7]) if number.isascii() and number.isdigit() else 0
        if counted in huridocs.UNITS:
            self.draft.map(f"person.counting_unit {counted}", "persons.minimum")
        elif counted:  # of how many people it is one nobody here knows: it is asked, unless a number says it
            self.draft.miss(f"HURIDOCS 7: {counted}", AS_TEXT)
            texts.add(f"HURIDOCS 7: {counted}", "counting_unit")
            if not many:
                self.draft.units[counted] += 1
                named = self._units.get(counted) == ONE
        if many:
            self.draft.map("person.number_of_persons_in_group", "persons.minimum")
        elif number:
            texts.add(number, "number_of_persons_in_group")
        most: int | None = many or None
        ours = re.fullmatch(rf"{many}–(\d{{1,7}}|\?)", found.one("group_description").strip()) if many else None
        if ours:  # as we write it where nobody knows it exactly
            most = int(ours[1]) if ours[1] != "?" else None
        size = {"kind": NAMED} if named else {"kind": UNNAMED, "minimum": many or 1, "maximum": most}
        one = self.draft.keep("persons", mark, Person(called=name, note=found.rest(texts), **size))  # type: ignore[arg-type]
        self._persons.setdefault(mark, one)  # who is named by the number is the first
        return one

    def _event(self, found: _Fields) -> UUID:
        texts = Texts()
        mark = self._mark(found)
        title = line(found.one("event_title", "events.title") or f"? {mark}", TITLE_CHARACTERS)
        if title != found.one("event_title").strip():
            texts.add(found.one("event_title"), "event_title")
        for code in found.all("violation_status"):
            self._violation_status(code, texts)
        record = Event(
            title=title,
            began=found.date("initial_date", "events.began", texts),
            ended=found.date("final_date", "events.ended", texts),
            place=found.place("event_location", ours="events.place"),
            description=cut(found.one("event_description", "events.description")),
            remarks=found.rest(texts),
        )
        one = self.draft.keep("events", mark, record)
        self._events.setdefault(mark, one)
        for tag, element in found.within:
            if tag == "act":
                self._act(one, mark, self._fields(element))
        return one

    def _violation_status(self, code: str, texts: Texts) -> None:
        """As text: our own status is computed, never taken over. The words are those of the code in both languages."""
        coded = huridocs.inside("violation_status", code)
        known = term("violation_status", coded.code) if coded.exact else None
        said = f"{known.en} · {known.ru}" if known else code
        self.draft.map(f"event.violation_status {code}", AS_TEXT)
        texts.add(f"{said} (HURIDOCS 41: {code})", "violation_status")

    def _act(self, event: UUID, above: str, found: _Fields) -> None:
        texts = Texts()
        mark, number = self._mark(found, above), found.one("victim", "acts.victim")
        victim = self._who(number)
        if victim is None:
            victim = self._nobody(number or mark)
        found.taken.add("event")
        kinds = found.code("type_of_act", "acts", "acts.kind", texts)
        status = found.code("status_at_end_of_act", "victim_status", "acts.status", texts)
        place = found.place("exact_location", "act_location", ours="acts.place")
        record = Act(
            event=event,
            victim=victim,
            kind=kinds[0] if kinds else "unknown" if not found.said.get("type_of_act") else "other",
            methods=tuple(found.code("method_of_violence", "torture_methods", "acts.methods", texts)),
            began=found.date("initial_date", "acts.began", texts),
            ended=found.date("final_date", "acts.ended", texts),
            place=place,
            status=status[0] if status else "",
        )
        for extra in kinds[1:]:
            texts.add(extra, "type_of_act")
        details = self._details(record.kind, found, texts)
        act = self.draft.keep("acts", mark, replace(record, note=found.rest(texts), **details))
        for tag, element in found.within:
            if tag == "involvement":
                self._involvement(event, act, mark, self._fields(element))

    def _nobody(self, number: str) -> UUID:
        """Somebody whom the file names by a number and does not describe."""
        mark = f"missing {number}"
        if mark not in self._persons:
            name = line(f"? {number}", NAME_CHARACTERS)
            self.draft.miss(number, "nobody")
            self._persons[mark] = self.draft.add("persons", mark, Person(called=name, kind=UNNAMED, maximum=None))
        return self._persons[mark]

    def _details(self, kind: str, found: _Fields, texts: Texts) -> dict[str, Any]:
        """Details that belong to the kind of act; of another kind they are text."""
        read: dict[str, Any] = {}
        makers: dict[str, tuple[str, Callable[[_Fields, Texts], Any]]] = {
            "arrest": ("arrest", _arrest),
            "torture": ("torture", _torture),
            "killing": ("killing", _killing),
            "destruction": ("property", _property),
        }
        for tag, element in found.within:
            if tag not in makers:
                continue
            name, make = makers[tag]
            said = self._fields(element)
            said.taken |= {f"{tag}_record_number", "act_record_number"}
            if name not in read and rules.group_of(kind) in rules.DETAILS[name]:
                read[name] = make(said, texts)
            texts.add(said.rest(Texts()).replace("\n", "; "), tag)
        return read

    def _involvement(self, event: UUID, act: UUID, above: str, found: _Fields) -> None:
        texts = Texts()
        mark, number = self._mark(found, above), found.one("perpetrator", "involvements.perpetrator")
        found.taken |= {"event", "act"}
        who = self._who(number) or self._nobody(number or mark)
        degrees = found.code("degree_of_involvement", "involvement_degrees", "involvements.degree", texts)
        kinds = found.code("type_of_perpetrator", "perpetrator_types", "involvements.kind", texts)
        for extra in kinds[1:]:
            texts.add(extra, "type_of_perpetrator")
        record = Involvement(
            event=event,
            act=act,
            perpetrator=who,
            degree=degrees[0] if degrees else "unknown",
            kind=kinds[0] if kinds else "",
        )
        self.draft.keep("involvements", mark, replace(record, note=found.rest(texts)))

    def _chain(self, here: UUID, found: _Fields) -> None:
        for tag, element in found.within:
            if tag != "chain_of_events":
                continue
            said = self._fields(element)
            other = self._events.get(said.one("related_event").strip())
            code = said.one("type_of_chain_of_events")[:12]
            kind = {huridocs.LINKS[name][0]: name for name in ("precedes", "causes")}.get(code, "")
            whole = code == huridocs.LINKS["part_of"][0]
            if other is None or not (kind or whole):
                self.draft.leave("chain_of_events", "link" if other is None else "link_kind")
                continue
            self.draft.map(f"chain_of_events {code}", "events.chain")
            # The file says it of the whole, we say it of the part.
            self._link(other if whole else here, ChainLink(kind=kind or "part_of", event=here if whole else other))

    def _link(self, one: UUID, link: ChainLink) -> None:
        event = self.draft.records["events"][one]
        if link not in event.chain:
            self.draft.records["events"][one] = replace(event, chain=(*event.chain, link))

    def _lives(self, who: UUID, found: _Fields) -> None:
        mark = found.one("person_record_number")
        for tag, element in found.within:
            if tag == "address":
                self.draft.leave("address", "address")
            elif tag == "biographic_details":
                self._life(who, mark, self._fields(element))

    def _life(self, who: UUID, above: str, found: _Fields) -> None:
        texts = Texts()
        mark, number = self._mark(found, above), found.one("related_person", "biographic_details.related")
        related = self._who(number) if number else None
        if number and related is None:
            texts.add(number, "related_person")
        found.taken.add("person")
        relationship = found.code("type_of_relationship", "relationships", "biographic_details.relationship", texts)
        record = BiographicDetail(
            person=who,
            related=related,
            relationship=relationship[0] if relationship else "",
            began=found.date("initial_date", "biographic_details.began", texts),
            ended=found.date("final_date", "biographic_details.ended", texts),
            employment=cut(found.one("employment", "biographic_details.employment")),
            affiliation=cut(found.one("affiliation", "biographic_details.affiliation")),
            position=cut(found.one("position_in_organisation", "biographic_details.position")),
            rank=cut(found.one("rank", "biographic_details.rank")),
        )
        self.draft.keep("biographic_details", mark, replace(record, note=found.rest(texts)))

    def _intervention(self, found: _Fields) -> None:
        texts = Texts()
        mark = self._mark(found)
        event = self._events.get(found.one("event").strip())
        if event is None:
            self.draft.leave("intervention", "no_event")
            return
        number = found.one("intervening_party", "interventions.party")
        response = found.code("response", "reply_kinds", "interventions.response", texts)
        impact = found.code("impact_on_the_situation", "intervention_impacts", "interventions.impact", texts)
        record = Intervention(
            event=event,
            party=self._who(number) or self._nobody(number or mark),
            victim=self._who(found.one("victim", "interventions.victim")),
            kinds=tuple(found.code("type_of_intervention", "submission_kinds", "interventions.kinds", texts)),
            made=found.date("date_of_intervention", "interventions.made", texts),
            requested=cut(found.one("parties_requested", "interventions.requested")),
            response=response[0] if response else "",
            impact=impact[0] if impact else "",
        )
        self.draft.keep("interventions", mark, replace(record, note=found.rest(texts)))

    def _information(self, found: _Fields) -> None:
        texts = Texts()
        mark = self._mark(found)
        event = self._events.get(found.one("event").strip())
        if event is None:
            self.draft.leave("information", "no_event")
            return
        number = found.one("source", "information.source")
        connection = found.code(
            "source_connection_to_information", "source_connections", "information.connection", texts
        )
        told = found.date("date_of_source_material", "information.told", texts)
        code = found.one("reliability_of_information")[:12]
        credibility = {theirs: ours for ours, theirs in huridocs.CREDIBILITY.items()}.get(code, "6")
        if code:
            self.draft.map(f"information.reliability_of_information {code}", f"credibility:{credibility}")
        record = Information(
            event=event,
            source=self._who(number) or self._nobody(number or mark),
            connection=connection[0] if connection else "unknown",
            credibility=credibility,
            told=told or found.date("date_received", "information.told", texts),
        )
        self.draft.keep("information", mark, replace(record, note=found.rest(texts)))


def _arrest(found: _Fields, texts: Texts) -> Arrest:
    conditions = []
    for code in found.all("whereabouts"):
        coded = huridocs.condition(code)
        if coded:
            conditions.append(coded)
            found.draft.map(f"arrest.whereabouts {code}", f"deprivation_conditions:{coded}")
        else:
            found.draft.miss(f"HURIDOCS 30: {code}", AS_TEXT)
            texts.add(f"HURIDOCS 30: {code}", "whereabouts")
    return Arrest(
        conditions=tuple(dict.fromkeys(conditions)),
        whereabouts=cut(found.one("detention_conditions", "acts.arrest.whereabouts")),
        lawyer=_coded(found, "legal_counsel", 31),
        charge=cut(found.one("case_description", "acts.arrest.charge")),
    )


def _torture(found: _Fields, _texts: Texts) -> Torture:
    return Torture(
        intent=_coded(found, "intent", 38),
        statements_signed=_coded(found, "statements_signed", 36),
        medical_attention=_coded(found, "medical_attention", 37),
    )


def _killing(found: _Fields, _texts: Texts) -> Killing:
    return Killing(
        autopsy=_coded(found, "autopsy_results", 34), death_certificate=_coded(found, "death_certificate", 35)
    )


def _property(found: _Fields, _texts: Texts) -> Property:
    return Property(
        what=cut(found.one("type_of_property_loss", "acts.property.what")),
        value=cut(found.one("value_of_destroyed_property", "acts.property.value")),
        compensation=_coded(found, "compensation", 47),
    )


def _coded(found: _Fields, name: str, number: int) -> str:
    """What a field says that is text with us: a code stays a code, with the list that it is of."""
    said = found.all(name, "acts.details")
    return cut("; ".join(f"HURIDOCS {number}: {each}" if each.isdigit() else each for each in said))
