"""The whole model in the Events Standard Formats of HURIDOCS: XML as OpenEvSys writes and reads it. Pure.

Terms of ours become the nearest code of a micro-thesaurus; what a code does not say stands as text in the remarks, so
that nothing is lost for a human reader. Dates get the type of list 48.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID
from xml.etree import ElementTree  # written with, never read with

from waystation.documentation.dates import MONTH, YEAR, PartialDate
from waystation.documentation.formats import huridocs
from waystation.documentation.formats.outside import Statement
from waystation.documentation.formats.whole import OwnTerm
from waystation.documentation.records import (
    NAMED,
    Act,
    BiographicDetail,
    Event,
    Information,
    Intervention,
    Involvement,
    Person,
)
from waystation.vocabulary.vocabularies import term

NAMESPACE = "http://www.huridocs.org/"
_Own = Mapping[tuple[str, str], OwnTerm]
_LIFE = {
    "employment": "employment",
    "affiliation": "affiliation",
    "position_in_organisation": "position",
    "rank": "rank",
}


class _Entity:
    """One element of an entity, with remarks that are written last."""

    def __init__(self, above: ElementTree.Element, tag: str, own: _Own) -> None:
        self.element = ElementTree.SubElement(above, tag)
        self._own = own
        self._remarks: list[str] = []

    def put(self, tag: str, value: object) -> None:
        """An element with some text; none where there is no text."""
        if value is not None and str(value).strip():
            ElementTree.SubElement(self.element, tag).text = fitting(str(value))

    def code(self, tag: str, vocabulary: str, code: str) -> None:
        """An element with the code for a term of ours, and the term itself in the remarks where the code is not it."""
        if not code:
            return
        found = self._coded(vocabulary, code)
        self.put(tag, found.code)
        if not found.exact:
            self.remark(f"{tag}: {self.said(vocabulary, code)} [{code}]")

    def _coded(self, vocabulary: str, code: str) -> huridocs.Coded:
        own = self._own.get((vocabulary, code))
        if own is None:
            return huridocs.outside(vocabulary, code)
        return huridocs.Coded(huridocs.outside(vocabulary, own.nearest).code, False)

    def said(self, vocabulary: str, code: str) -> str:
        """A term in English."""
        if own := self._own.get((vocabulary, code)):
            return own.en
        try:
            return term(vocabulary, code).en
        except KeyError:
            return code

    def date(self, tag: str, value: PartialDate | None) -> None:
        """A date with its type; one that list 48 cannot say whole stands in the remarks as well."""
        if value is None:
            return
        self.put(tag, value.day.isoformat())
        kind = {MONTH: huridocs.NO_DAY, YEAR: huridocs.NO_MONTH}.get(value.precision, "")
        self.put(f"{tag}_type", huridocs.ESTIMATE if value.about else kind)
        if value.about and kind:
            self.remark(f"{tag}: {value}")

    def plain_date(self, tag: str, value: PartialDate | None) -> None:
        """A date of which OpenEvSys keeps no type; what it cannot say stands in the remarks."""
        if value is not None:
            self.put(tag, value.day.isoformat())
            self.remark("" if str(value) == value.day.isoformat() else f"{tag}: {value}")

    def remark(self, text: str) -> None:
        """A line of the remarks."""
        if text.strip():
            self._remarks.append(text)

    def end(self, tag: str = "remarks") -> ElementTree.Element:
        """Writes the remarks."""
        self.put(tag, "\n".join(self._remarks))
        return self.element


def fitting(text: str) -> str:
    """A text as XML can hold it: what it cannot stands as a mark, `[U+0001]`."""
    return "".join(each if _may_stand(ord(each)) else f"[U+{ord(each):04X}]" for each in text)


def _may_stand(point: int) -> bool:
    return point in (0x9, 0xA) or 0x20 <= point < 0xD800 or 0xE000 <= point < 0xFFFE or point > 0xFFFF


def written(records: Mapping[str, Mapping[UUID, Any]], terms: Iterable[OwnTerm] = ()) -> bytes:
    """The bytes of an XML file with everything that there is."""
    return _Writer(records, terms).file()


class _Writer:
    """Writes records, each where OpenEvSys looks for it: acts in their event, who did them in the act."""

    def __init__(self, records: Mapping[str, Mapping[UUID, Any]], terms: Iterable[OwnTerm]) -> None:
        self._records = records
        self._own = {(each.vocabulary, each.code): each for each in terms}
        self._acts = self._by("acts", "event")
        self._involvements = self._by("involvements", "act")
        self._lives = self._by("biographic_details", "person")
        self._told = self._by("information", "source")
        self._drawn = self._by("assertions", "statement")
        self._chains = _chains(records.get("events", {}))

    def _by(self, kind: str, field: str) -> Mapping[UUID, list[tuple[UUID, Any]]]:
        found: defaultdict[UUID, list[tuple[UUID, Any]]] = defaultdict(list)
        for one, record in self._records.get(kind, {}).items():
            found[getattr(record, field)].append((one, record))
        return found

    def _entity(self, above: ElementTree.Element, tag: str, one: object) -> _Entity:
        made = _Entity(above, tag, self._own)
        made.put(f"{tag}_record_number", one)
        return made

    def file(self) -> bytes:
        root = ElementTree.Element("events", {"xmlns": NAMESPACE})
        meta = ElementTree.SubElement(root, "meta_data")
        for name in ("instance", "date", "time"):  # OpenEvSys refuses a file without; when it was written is not told
            ElementTree.SubElement(meta, name).text = {"instance": "waystation"}.get(name, "")
        for kind, write in (
            ("events", self._event),
            ("persons", self._person),
            ("interventions", self._intervention),
            ("information", self._information),
            ("statements", self._statement),
        ):
            for one, record in self._records.get(kind, {}).items():
                write(root, one, record)
        ElementTree.indent(root, "\t")
        return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"

    def _event(self, root: ElementTree.Element, one: UUID, event: Event) -> None:
        made = self._entity(root, "event", one)
        made.put("event_title", event.title)
        made.date("initial_date", event.began)
        made.date("final_date", event.ended)
        made.put("event_description", event.description)
        made.remark(f"place: {event.place}" if str(event.place) else "")
        made.remark(event.remarks)
        for link in event.chain:
            if link.kind not in huridocs.LINKS:
                made.remark(f"{link.kind}: {link.event}")
        above = made.end()
        for act_id, act in self._acts.get(one, ()):
            self._act(above, act_id, act)
        for number, (other, code) in enumerate(self._chains.get(one, ()), 1):
            link_ = self._entity(above, "chain_of_events", f"{one}-{number}")
            link_.put("related_event", other)
            link_.put("type_of_chain_of_events", code)

    def _act(self, above: ElementTree.Element, one: UUID, act: Act) -> None:
        made = self._entity(above, "act", one)
        made.put("victim", act.victim)
        made.code("type_of_act", "acts", act.kind)
        made.date("initial_date", act.began)
        made.put("exact_location", act.place)
        for method in act.methods:
            made.code("method_of_violence", "torture_methods", method)
        made.date("final_date", act.ended)
        made.code("status_at_end_of_act", "victim_status", act.status)
        made.remark(act.note)
        if act.killing and act.killing.body:
            made.remark(f"body: {act.killing.body}")
        element = made.end()
        for involvement_id, each in self._involvements.get(one, ()):
            self._involvement(element, involvement_id, each)
        self._details(element, one, act)

    def _details(self, above: ElementTree.Element, one: UUID, act: Act) -> None:
        """Details of an act in words: what HURIDOCS has codes for, we keep as people say it."""
        if act.arrest:
            made = self._entity(above, "arrest", one)
            made.put("case_description", act.arrest.charge)
            conditions = [made.said("deprivation_conditions", code) for code in act.arrest.conditions]
            said = (*conditions, act.arrest.whereabouts, act.arrest.lawyer)
            made.put("detention_conditions", "\n".join(each for each in said if each))
            for code in act.arrest.conditions:
                made.put("whereabouts", huridocs.whereabouts(code))
        if act.torture:
            made = self._entity(above, "torture", one)
            for name in ("statements_signed", "medical_attention", "intent"):
                made.put(name, getattr(act.torture, name))
        if act.killing:
            made = self._entity(above, "killing", one)
            made.put("autopsy_results", act.killing.autopsy)
            made.put("death_certificate", act.killing.death_certificate)
        if act.property:
            made = self._entity(above, "destruction", one)
            made.put("type_of_property_loss", act.property.what)
            made.put("value_of_destroyed_property", act.property.value)
            made.put("compensation", act.property.compensation)

    def _involvement(self, above: ElementTree.Element, one: UUID, said: Involvement) -> None:
        made = self._entity(above, "involvement", one)
        made.put("perpetrator", said.perpetrator)
        made.code("degree_of_involvement", "involvement_degrees", said.degree)
        made.code("type_of_perpetrator", "perpetrator_types", said.kind)
        made.remark(said.note)
        made.end()

    def _person(self, root: ElementTree.Element, one: UUID, person: Person) -> None:
        made = self._entity(root, "person", one)
        made.put("counting_unit", huridocs.INDIVIDUAL if person.kind == NAMED else huridocs.ORGANISATION)
        made.put("person_name", person.called)
        if person.kind != NAMED:
            made.put("number_of_persons_in_group", person.minimum)
            most = "?" if person.maximum is None else person.maximum
            made.put("group_description", f"{person.minimum}–{most}")
        made.remark(person.note)
        grades = {each.reliability for _id, each in self._told.get(one, ())}
        if len(grades) == 1:
            made.code("reliability_as_source", "reliability", grades.pop())
        above = made.end()
        for detail_id, detail in self._lives.get(one, ()):
            self._life(above, detail_id, detail)

    def _life(self, above: ElementTree.Element, one: UUID, said: BiographicDetail) -> None:
        made = self._entity(above, "biographic_details", one)
        made.put("related_person", said.related)
        made.code("type_of_relationship", "relationships", said.relationship)
        made.date("initial_date", said.began)
        made.date("final_date", said.ended)
        for tag, name in _LIFE.items():
            made.put(tag, getattr(said, name))
        if said.education:  # HURIDOCS has a list of schools here
            made.remark(f"education: {said.education}")
        made.remark(said.note)
        made.end()

    def _intervention(self, root: ElementTree.Element, one: UUID, said: Intervention) -> None:
        made = self._entity(root, "intervention", one)
        made.put("intervening_party", said.party)
        made.put("event", said.event)
        made.put("victim", said.victim)
        for kind in said.kinds:
            made.code("type_of_intervention", "submission_kinds", kind)
        made.plain_date("date_of_intervention", said.made)
        made.put("parties_requested", said.requested)
        made.code("response", "reply_kinds", said.response)
        made.code("impact_on_the_situation", "intervention_impacts", said.impact)
        made.remark(said.note)
        made.end()

    def _information(self, root: ElementTree.Element, one: UUID, said: Information) -> None:
        made = self._entity(root, "information", one)
        made.put("source", said.source)
        made.put("event", said.event)
        made.code("source_connection_to_information", "source_connections", said.connection)
        made.code("reliability_of_information", "credibility", said.credibility)
        made.remark(f"Admiralty: {said.reliability}{said.credibility}")
        made.plain_date("date_of_source_material", said.told)
        made.remark(said.note)
        made.end()

    def _statement(self, root: ElementTree.Element, one: UUID, told: Statement) -> None:
        """A statement is information on each event of which it speaks; its words stand in the remarks."""
        for number, event in enumerate(told.events, 1):
            made = self._entity(root, "information", f"{one}-{number}")
            made.put("source", told.teller)
            made.put("event", event)
            drawn = [each for _id, each in self._drawn.get(one, ()) if each.event == event]
            connections = {each.connection for each in drawn}
            if len(connections) == 1:
                made.code("source_connection_to_information", "source_connections", connections.pop())
            made.plain_date("date_of_source_material", told.told[0] if told.told else None)
            made.code("type_of_source_material", "source_types", told.kind)
            made.remark(made.said("source_types", told.kind))
            made.remark(f"language: {made.said('languages', told.language)}" if told.language else "")
            made.remark(f"told: {', '.join(map(str, told.told))}" if len(told.told) > 1 else "")
            grades = sorted({f"{each.reliability}{each.credibility}" for each in drawn})
            made.remark(f"Admiralty: {', '.join(grades)}" if grades else "")
            made.remark(f"SHA-256: {told.exhibit}" if told.exhibit else "")
            made.remark(f"{told.withdrawn.ground}: {told.withdrawn.why}" if told.withdrawn else "")
            for text in (told.note, told.text, told.translation):
                made.remark(text)
            made.end()


def _chains(events: Mapping[UUID, Event]) -> dict[UUID, list[tuple[UUID, str]]]:
    """What each event says of which other one, in codes of list 22; a link may be said by the other event."""
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for one, event in events.items():
        for link in event.chain:
            if link.kind in huridocs.LINKS:
                code, turned = huridocs.LINKS[link.kind]
                first, other = (link.event, one) if turned else (one, link.event)
                found.setdefault(first, []).append((other, code))
    return found
