"""Vetting made ready for the templates. Nothing is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from waystation.staff.above import ask
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.trust import marks, vetted, vouches
from waystation.trust import vetting_rules as rules
from waystation.trust.marks import Marked
from waystation.trust.records import Sighting, Verdict
from waystation.trust.vetted import Known
from waystation.trust.vetting_rules import Standing, Text
from waystation.vocabulary.vocabularies import Term, term


@dataclass(frozen=True)
class Badge:
    text: Text
    tone: str


@dataclass(frozen=True)
class Line:
    """One sign, or one vouch, with what it counts."""

    id: UUID
    label: Text = field(repr=False)
    weight: int
    note: str = field(repr=False)
    by: str
    at: date
    gone: bool
    caution: str = ""
    why: str = field(default="", repr=False)


@dataclass(frozen=True)
class Said:
    """One verdict in words."""

    badge: Badge
    by: str
    at: datetime
    reason: str = field(repr=False)
    again_on: date | None
    agreed_by: str
    agreed_at: datetime | None
    state: str
    mine: bool


@dataclass(frozen=True)
class MarkLine:
    """One marked detail, and who alone was told it."""

    id: UUID
    detail: str = field(repr=False)
    party: str = field(repr=False)
    thread: UUID | None
    at: date
    seen: tuple[Sighting, ...] = field(repr=False)


def badge(state: str) -> Badge:
    return Badge(rules.STATES[state], rules.TONES[state])


def _standing_badge(standing: Standing) -> Badge:
    """What stands; of a verdict that is not to be relied on any more, that alone."""
    return Badge(rules.AGAIN, "warn") if standing.lapsed else badge(standing.state)


def caution(found: Term) -> str:
    """What to think of before a sign is ticked."""
    return str(found.extra.get("caution_en" if found.label == found.en else "caution_ru", ""))


def context(actor: Actor, found: Known) -> dict[str, Any]:
    """All that the page of one person shows."""
    names, record, standing = personas(actor), found.record, found.standing
    in_favour, against = rules.sums(record, found.around.vouchers)
    return {
        "request_id": found.request.pk,
        "case_id": found.stub.case,
        "called": vouches.called(actor, found),
        "badge": _standing_badge(standing),
        "may_be_told": rules.MAY_BE_TOLD[
            "pending" if standing.lapsed and standing.state == "cleared" else standing.state
        ],
        "lapses": [rules.LAPSES[code] for code in standing.lapsed],
        "same_as_hostile": ", ".join(ask("same_as_hostile", actor, found.stub.case) or ()) if found.stub.case else "",
        "verdict": _said(actor, names, verdict) if (verdict := rules.stands(record)) else None,
        "proposal": _said(actor, names, record.proposal) if record.proposal else None,
        "history": _history(actor, names, found),
        "findings": _findings(names, found),
        "vouches": _vouches(actor, names, found),
        "in_favour": in_favour,
        "against": against,
        "suggestions": _suggestions(actor, found),
        "joined": _joined(actor, found),
        "marks": [mark_line(actor, each) for each in marks.marks(actor, [found.request.pk])],
        "sheltered": ask("sheltered", actor),
        "may_vet": allows(actor, "trust.vet"),
        "version": found.version,
    }


def _said(actor: Actor, names: Mapping[UUID, str], verdict: Verdict) -> Said:
    return Said(
        badge(verdict.state),
        names.get(verdict.by, ""),
        verdict.at,
        verdict.reason,
        verdict.again_on,
        names.get(verdict.agreed_by, "") if verdict.agreed_by else "",
        verdict.agreed_at,
        verdict.state,
        verdict.by == actor.account,
    )


def _history(actor: Actor, names: Mapping[UUID, str], found: Known) -> list[tuple[Said, bool]]:
    """Every verdict, newest first; and whether it took effect."""
    taken = [(verdict, True) for verdict in found.record.verdicts]
    others = [(verdict, False) for verdict in found.record.others]
    ordered = sorted([*taken, *others], key=lambda pair: rules.settled_at(pair[0]), reverse=True)
    return [(_said(actor, names, verdict), took) for verdict, took in ordered]


def _findings(names: Mapping[UUID, str], found: Known) -> list[Line]:
    ordered = sorted(found.record.findings, key=lambda each: (each.taken_back, -each.weight))
    return [
        Line(
            each.id,
            (known := term("vetting_indicators", each.code)).label,
            each.weight,
            each.note,
            names.get(each.by, ""),
            each.at.date(),
            each.taken_back,
            caution(known),
        )
        for each in ordered
    ]


def _vouches(actor: Actor, names: Mapping[UUID, str], found: Known) -> list[Line]:
    everybody = {row.pk: record for row, record in vetted.vouchers(actor)}
    lines = []
    for each in found.record.vouches:
        voucher = everybody.get(each.voucher)
        gone = each.withdrawn is not None or voucher is None or voucher.withdrawn is not None
        label, weight = rules.STRENGTHS[each.strength]
        who = vouches.name_of(actor, voucher) or "…"
        why = each.why or (voucher.why if voucher else "")
        note = ". ".join(part for part in (str(label), each.note) if part)
        lines.append(Line(each.id, who, weight, note, names.get(each.by, ""), each.at.date(), gone, why=why))
    return lines


def _suggestions(actor: Actor, found: Known) -> list[dict[str, Any]]:
    return [
        {"code": each.code, "label": (known := term("vetting_indicators", each.code)).label,
         "weight": rules.weight(each.code), "because": each.because, "caution": caution(known)}
        for each in vetted.suggestions(actor, found)
    ]  # fmt: skip


def _joined(actor: Actor, found: Known) -> list[Badge]:
    """What had been held of the threads that were joined into this one."""
    states = [rules.state(vetted.known(actor, one).record) for one in found.around.joined]
    return [badge(state) for state in states if state != "pending"]


def mark_line(actor: Actor, marked: Marked) -> MarkLine:
    record = marked.record
    party = record.name if record.thread is None else _party(actor, record.thread)
    return MarkLine(marked.id, record.detail, party, record.thread, record.at.date(), record.seen)


def _party(actor: Actor, thread: UUID) -> str:
    try:
        return vouches.called(actor, vetted.known(actor, thread))
    except Absent:
        return ""


def listed(actor: Actor, found: Known) -> dict[str, Any]:
    """One line of a list of people who are vetted."""
    standing: Standing = found.standing
    proposal = found.record.proposal
    return {
        "id": found.request.pk,
        "called": vouches.called(actor, found),
        "badge": badge(proposal.state) if proposal else _standing_badge(standing),
        "by": personas(actor).get(proposal.by, "") if proposal else "",
        "lapses": [rules.LAPSES[code] for code in standing.lapsed],
    }
