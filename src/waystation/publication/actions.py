"""The verbs of publication, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import these_words
from waystation.casework.records import WordsSeen
from waystation.documentation.errors import Refused, refuse
from waystation.publication import access, checks, people, public, rules, trace, wording
from waystation.publication.gathering import HOLDERS, missing
from waystation.publication.layers.found import TEXT, Layer, Read
from waystation.publication.models import PublicationRow
from waystation.publication.noise import actions as noise
from waystation.publication.noise import wording as noise_wording
from waystation.publication.records import Approval, Override, Publication
from waystation.publication.statistics import making
from waystation.publication.statistics.tables import PUBLIC
from waystation.staff import second
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite

replace = msgspec.structs.replace
KIND = "publication"


@transaction.atomic
def write(actor: Actor, said: Publication, *, once: UUID | None = None) -> UUID:
    """Begins a statement or a transcript. Returns its id. Raises Absent, Refused."""
    require(actor, "publication.write")
    in_order()
    made = once or uuid.uuid4()
    if PublicationRow.objects.filter(pk=made).exists():
        return made
    refuse(rules.faults(said))
    refuse([("", noise_wording.NOT_PAID)] if said.table and said.table.noise else [])  # `noise.actions.keep` pays
    create(PublicationRow, replace(_words(said), at=actor.now(), by=actor.account), access.key(actor), id=made)
    log(actor.account, "publication.written", subject=made)
    return made


def _words(said: Publication) -> Publication:
    words = Publication(kind=said.kind, titles=said.titles, texts=said.texts, speakers=said.speakers)
    return replace(words, table=said.table, aloud=said.aloud and not said.table)


@transaction.atomic
def change(actor: Actor, publication_id: UUID, said: Publication, *, seen: int | None = None) -> None:
    """Says it anew. Who had approved it has to approve it again. Raises Absent, Refused, Stale."""
    row, before = open_to_write(actor, publication_id, seen)
    refuse([("", wording.OUT_ALREADY)] if before.released_at is not None else [])
    said = replace(said, kind=before.kind, table=before.table) if before.table else said
    refuse(rules.faults(said))
    grounds = trace.left(before.grounds, said)
    kept = {"overrides": before.overrides, "grounds": grounds, "seen": before.seen}
    rewrite(row, replace(_words(said), **kept, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "publication.changed", subject=publication_id)


def open_to_write(actor: Actor, publication_id: UUID, seen: int | None = None) -> tuple[PublicationRow, Publication]:
    """One that the caller changes in its transaction. Raises Absent, Stale where `seen` is another version."""
    require(actor, "publication.write")
    in_order()
    row, found = access.publication(actor, publication_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, found


def begin_check(actor: Actor, publication_id: UUID) -> checks.Check:
    """Begins to hold it against everything confidential that this person may open. Raises Absent."""
    _row, found = access.publication(actor, publication_id)
    layers = tuple(Layer(TEXT, text, language) for language, text in rules.parts(found))
    tried = found.table is not None and found.table.noise is None
    beside = checks.Beside(found.table, making.out(actor, but=publication_id)) if found.table and tried else None
    return checks.begin(actor, Read(KIND, layers), of=(publication_id, rules.digest(found)), beside=beside)


def _checked(actor: Actor, publication_id: UUID, found: Publication) -> checks.Check:
    """The check of this person of these very words. Raises Refused where there is none that is whole and of now."""
    last = checks.last(actor)
    if last is None or last.of != (publication_id, rules.digest(found)) or not rules.is_fresh(last.ended, actor.now()):
        raise Refused([("", wording.CHECK_FIRST)])
    return last


@transaction.atomic
def ask_override(actor: Actor, publication_id: UUID, number: int, reason: str) -> None:
    """Asks that a finding of one's last check may stand; a second one has to agree. Raises Absent, Refused."""
    row, before = open_to_write(actor, publication_id)
    refuse([("", wording.OUT_ALREADY)] if before.released_at is not None else [])
    last = _checked(actor, publication_id, before)
    if not 0 <= number < len(last.findings):
        raise Refused([("", wording.CHECK_FIRST)])
    refuse([] if reason.strip() else [("reason", wording.SAY_WHY)])
    finding = last.findings[number]
    others = tuple(each for each in before.overrides if each.key != finding.key)
    asked = Override(finding.key, finding.written, reason.strip(), actor.account, actor.now())
    rewrite(row, replace(before, overrides=(*others, asked)), actor.keys)
    log(actor.account, "publication.override_asked", subject=publication_id)


@transaction.atomic
def agree(actor: Actor, publication_id: UUID, key: str) -> None:
    """Agrees that a finding may stand, as another person than who asked. Raises Absent, Refused."""
    row, before = open_to_write(actor, publication_id)
    asked = next((each for each in before.overrides if each.key == key and each.agreed_by is None), None)
    if asked is None:
        raise Refused([("", wording.NOT_ASKED)])
    refuse([("", wording.NOT_BY_YOU)] if asked.by == actor.account else [])
    if new := second.against(actor, asked.by):
        raise Refused([("", new)])
    agreed = replace(asked, agreed_by=actor.account, agreed_at=actor.now())
    others = (agreed if each.key == key else each for each in before.overrides)
    rewrite(row, replace(before, overrides=tuple(others)), actor.keys)
    log(actor.account, "publication.override_agreed", subject=publication_id)


@transaction.atomic
def drop_override(actor: Actor, publication_id: UUID, key: str) -> None:
    """Takes back that a finding may stand: it stands against the release again. Raises Absent, Refused."""
    row, before = open_to_write(actor, publication_id)
    refuse([("", wording.OUT_ALREADY)] if before.released_at is not None else [])
    left = tuple(each for each in before.overrides if each.key != key)
    rewrite(row, replace(before, overrides=left, approvals=()), actor.keys)
    log(actor.account, "publication.override_dropped", subject=publication_id)


@transaction.atomic
def approve(
    actor: Actor,
    publication_id: UUID,
    *,
    called: Collection[str] = (),
    nobody: bool = False,
    named: bool = False,
    limits_seen: Mapping[UUID, UUID] | None = None,
    seen: int | None = None,
) -> None:
    """Approves the words as they stand, after a check of one's own that leaves nothing open.

    Whoever may ask for consent says of whose cases it tells: `called` is what we call them, `named` that they can be
    known by it as they wish, `nobody` that it tells of nobody's. Consent is asked for again when it is released.
    Raises Absent, Refused with what stands against it, Stale.
    """
    row, before = open_to_write(actor, publication_id, seen)
    refuse([("", wording.OUT_ALREADY)] if before.released_at is not None else [])
    refuse([("", wording.APPROVED_BY_YOU)] if any(each.by == actor.account for each in before.approvals) else [])
    if new := second.against(actor, *(each.by for each in before.approvals)):
        raise Refused([("", new)])
    _nothing_open(actor, publication_id, before)
    without = set(missing(actor))
    teams = tuple(each for each in HOLDERS if each not in without)
    says = people.may_say(actor)
    wanted = people.wanted_of(actor, called, nobody=nobody, named=named) if says else {}
    cases = people.consented(actor, wanted, limits_seen)
    given = Approval(actor.account, actor.now(), rules.digest(before), teams, says, cases)
    rewrite(row, replace(before, approvals=(*before.approvals, given)), actor.keys)
    log(actor.account, "publication.approved", subject=publication_id)


@transaction.atomic
def note_seen(actor: Actor, publication_id: UUID, said: WordsSeen) -> None:
    """Notes what somebody in it said of its words, after they saw them. Raises Absent, Refused."""
    row, before = open_to_write(actor, publication_id)
    refuse([("", wording.OUT_ALREADY)] if before.released_at is not None else [])
    cases = {each.case for each in people.cases(before)}
    seen = these_words.note(actor, cases, before.seen, rules.digest(before), said)
    rewrite(row, replace(before, seen=seen), actor.keys)
    log(actor.account, "publication.words_seen", subject=publication_id)


def _nothing_open(actor: Actor, publication_id: UUID, found: Publication) -> checks.Check:
    last = _checked(actor, publication_id, found)
    if left := rules.still_open(last.findings, found.overrides):
        raise Refused([("", wording.STILL_OPEN % {"number": len(left)})])
    return last


def _beside_others(actor: Actor, publication_id: UUID, last: checks.Check) -> None:
    """A table was tried beside all that are out now, and gives nobody away. Raises Refused."""
    if last.beside is None:
        return
    is_now = last.beside.out.keys() == making.out(actor, but=publication_id).keys()
    refuse([] if is_now else [("", wording.CHECK_BESIDE)])
    refuse([("", wording.MEETS_OTHERS)] if last.gives_away else [])


@transaction.atomic
def release(actor: Actor, publication_id: UUID) -> None:
    """Lets it go: two approved these very words, together they looked at everything, and nothing was found since.

    Everybody of whom it tells is asked for consent once more. From then on it is public. Raises Absent, Refused.
    """
    require(actor, "publication.release")
    if actor.apart:  # from an innocent view nothing becomes public
        raise Absent
    row, before = open_to_write(actor, publication_id)
    refuse([("", wording.OUT_ALREADY)] if before.released_at is not None else [])
    refuse([] if rules.is_approved(before, HOLDERS) else [("", wording.NOT_APPROVED)])
    last = _nothing_open(actor, publication_id, before)
    _beside_others(actor, publication_id, last)
    noise.require_paid(actor, publication_id, before)
    uses = people.used(actor, publication_id, before)
    rewrite(row, replace(before, released_at=actor.now(), released_by=actor.account, uses=uses), actor.keys)
    if before.table is None or before.table.audience == PUBLIC:
        public.publish(actor, publication_id, before)
    log(actor.account, "publication.released", subject=publication_id)


@transaction.atomic
def recall(actor: Actor, publication_id: UUID, why: str) -> None:
    """Takes it back: its words go off the public site. Raises Absent, Refused."""
    require(actor, "publication.release")
    row, before = open_to_write(actor, publication_id)
    refuse([("", wording.NOT_OUT)] if before.released_at is None or before.recalled_at is not None else [])
    refuse([] if why.strip() else [("reason", wording.SAY_WHY)])
    new = replace(before, recalled_at=actor.now(), recalled_by=actor.account, recalled_because=why.strip())
    rewrite(row, new, actor.keys)
    public.empty(actor, publication_id)
    log(actor.account, "publication.recalled", subject=publication_id)


@transaction.atomic
def discard(actor: Actor, publication_id: UUID) -> None:
    """Takes away what was never released. Raises Absent, Refused."""
    row, before = open_to_write(actor, publication_id)
    refuse([("", wording.OUT_ALREADY)] if before.released_at is not None else [])
    delete(row)
    log(actor.account, "publication.discarded", subject=publication_id)
