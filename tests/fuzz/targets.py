"""Everything that reads bytes of strangers, or of somebody who can write to the database, one function each.

Each takes any bytes. What it may refuse with, it catches here; whatever else it raises is a finding, as is anything
that takes longer than SECONDS.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from tests.planning import world
from tests.vault.rows.models import Diary, Postcard
from waystation.audit import verifier
from waystation.confidential import Fact, Kind
from waystation.documentation.formats import file_program, martus, openevsys, whole
from waystation.documentation.formats.drafting import known_codes, settle
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.kinds import KINDS
from waystation.documentation.formats.sorting import FAULTS, sort
from waystation.evacuation.network import reading
from waystation.evacuation.records import PlaceRecord
from waystation.hotline import callers, once, phrases, rules
from waystation.hotline.chat import reader as chat_reader
from waystation.hotline.chat.lines import Refused
from waystation.hotline.errors import NotAPhrase
from waystation.hotline.models import Message, Request
from waystation.hotline.triage import Rule, RuleList, Triage, faults, propose
from waystation.hotline.wording import CHAT_NOTES, CHATS
from waystation.mail import charsets, evidence, headers, identifiers, markup, reader, structure, words
from waystation.mail.openpgp import autocrypt, engine, layers
from waystation.mail.openpgp.report import ENCRYPTIONS, SIGNATURES
from waystation.mail.openpgp.report import NOTES as OPENPGP_NOTES
from waystation.mail.parse import NOTES
from waystation.planning import Unreadable, check, drawing, read_plan, read_problem
from waystation.publication import markdown
from waystation.publication.layers import program
from waystation.publication.layers.found import Unreadable as NotAFile
from waystation.publication.protection import check as protection
from waystation.staff import actions as staff
from waystation.staff.actor import utc_now
from waystation.vault import batches, grants, records, recovery, slots, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, NotAShare, Tampered
from waystation.vault.keyring import Chain, Key, Keyring
from waystation.vault.models import RingPage
from waystation.vault.padding import pad
from waystation.web.catalogues import checking, texts

SECONDS = 2
os.environ["RUST_BACKTRACE"] = "0"  # one for each refusal would take longer than the parsing

LABELS = [None, "utf-8", "us-ascii", "cp1251", "koi8-r", "utf-7", "utf-16", "iso-2022-jp", "hz", "gb18030", "zip", "x"]
BATCH = UUID(int=7)
KEY = Key(UUID(int=5), Compartment.SELF, 0, bytes(range(32)))


def mail(data: bytes) -> None:
    shown = reader.read(data)
    json.dumps(shown).encode()
    assert set(shown["notes"]) <= set(NOTES)
    for part in shown["attachments"][:5]:
        reader.attachment(data, part["index"])
    reader.unread(data)


def mail_evidence(data: bytes) -> None:
    """The field that our own mail server writes, as somebody writes it who knows that server's name."""
    found = evidence.read(
        b"Authentication-Results: mx.example; " + data + b"\r\nFrom: a@mail.example\r\n\r\nx", "mx.example"
    )
    assert found is not None
    assert found.said in (evidence.VOUCHED, evidence.NOBODY, evidence.DENIED)
    identifiers.identifiers(data, "")


def hotline_chats(data: bytes) -> None:
    for first in (0, 100):
        with suppress(Refused):
            shown = chat_reader.read(data, first)
            json.dumps(shown).encode()
            assert shown["kind"] in CHATS
            assert set(shown["notes"]) <= set(CHAT_NOTES)
            assert len(shown["lines"]) <= chat_reader.PAGE


def mail_structure(data: bytes) -> None:
    tree = structure.walk(data)
    assert len(tree.parts) <= 2 * structure.PARTS
    for part in tree.parts:
        assert 0 <= part.start <= part.end <= len(data)
        _ = part.name, part.encoding, part.charset, part.is_attachment


def mail_headers(data: bytes) -> None:
    block = headers.block(data)
    assert 0 <= block.body <= len(data)
    identifiers.identifiers(data)


def mail_words(data: bytes) -> None:
    shown = words.unstructured(data)
    assert "\n" not in shown
    assert words.clean(shown)[0] == shown


def mail_charsets(data: bytes) -> None:
    for label in (LABELS[data[0] % len(LABELS)], data[:20].decode("latin-1")) if data else ():
        charsets.decode(data[1:], label)[0].encode("utf-8", "surrogatepass")


def mail_markup(data: bytes) -> None:
    markup.to_text(data.decode("utf-8", "replace"))


@cache
def _openpgp_key() -> engine.Key:
    return engine.Key(b64decode((Path(__file__).parent / "openpgp.key").read_text()))


def mail_openpgp(data: bytes) -> None:
    """As a message, as what is encrypted within one, and as a key."""
    key = _openpgp_key()
    sealed = (
        b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\n"
        b"--b\r\n\r\n" + data + b"\r\n--b--"
    )
    for raw in (data, sealed):
        inside, report = layers.unsealed(raw, [key], [key.certificate], [])
        assert report["encryption"] in ENCRYPTIONS
        assert report["signature"] in SIGNATURES
        assert set(report["notes"]) <= set(OPENPGP_NOTES)
        json.dumps(report)
        reader.read(inside)
    for certificate in engine.certificates_in(data):
        layers.described(certificate)


def mail_autocrypt(data: bytes) -> None:
    for raw in (data, b"From: a@b\nAutocrypt: " + data):
        offered = autocrypt.offer(headers.block(raw))
        assert offered is None or (offered.address and offered.key)


def vault_records(data: bytes) -> None:
    """As the sealed bytes of a row, and as what somebody sealed who knows the public key."""
    keyring = Keyring([KEY])
    keyring.chains[(BATCH.bytes, KEY.locator.bytes, int(KEY.compartment), KEY.epoch)] = Chain(bytes(32))
    columns = {"locator": KEY.locator, "compartment": KEY.compartment, "epoch": KEY.epoch}
    for model in (Diary, Postcard):
        with suppress(Tampered):
            records.read(model(**columns, sealed=data), keyring)
    opening, _ = batches._next(bytes(32))
    position = BATCH.bytes + bytes(2)
    for kind in (Request, Message):
        row = kind(**columns)
        row.sealed = records._posted(row, pad(data), (position, opening))
        with suppress(Tampered):
            record = records.read(row, keyring)
            assert isinstance(record, kind.record_type)
            if kind is Request:
                rules.is_first_word(record)
            record.at.timestamp() if kind is Message else record.received_at.timestamp()


def vault_grants(data: bytes) -> None:
    """As a stored page, and as what is inside one that opens."""
    context = grants._context(grants.FOLDED, KEY.locator)
    inside = grants.FOLDED + suite.encrypt(KEY.symmetric, context, pad(data))
    for sealed in (data, inside):
        Keyring().take(grants._groups_in(RingPage(locator=KEY.locator, sealed=sealed), [KEY]) or ())


def vault_slots(data: bytes) -> None:
    with suppress(Locked):
        slots.open_any(data, slots.stretch("passphrase", data), b"context")


def audit_notes(data: bytes) -> None:
    """The verifier's parsers: a file of checkpoints, a verifier key, an exported log."""
    key = verifier.Key("waystation.invalid/x", bytes(range(32)))
    heads, _ = verifier.heads(data, key, lambda note: True)
    verifier.verify(data.splitlines(keepends=True), heads, lambda note: bool(note.hash))
    for note in heads:
        verifier.signed(key.public, note.text, note.signature)
    with suppress(ValueError):
        verifier.Key.parse(data.decode("utf-8", "replace"))


def network_tables(data: bytes) -> None:
    """A table of connections, and the departures in one of its cells."""
    places = {UUID(int=1): PlaceRecord(name="A"), UUID(int=2): PlaceRecord(name="B")}
    for raw in (data, b"from,to,mode,minutes,departures\n" + data):
        table = reading.read(raw, places, ZoneInfo("Europe/Moscow"))
        assert table.fault or all(line.way or line.faults for line in table.lines)


def words_shares(data: bytes) -> None:
    with suppress(NotAShare):
        recovery.understand(data.decode("utf-8", "replace"))


def words_phrases(data: bytes) -> None:
    with suppress(NotAPhrase):
        assert len(phrases.understand(data.decode("utf-8", "replace"))) == phrases.ENTROPY


def words_triage(data: bytes) -> None:
    """A message, and the organisation's own rules as somebody may type them."""
    text = data.decode("utf-8", "replace")
    assert propose(text).urgency in ("now", "soon", "normal", "unknown", "aside")
    mine = RuleList(rules=(Rule(code="mine", points=10, patterns=tuple(text.splitlines()[:20])),))
    faults(mine)
    Triage(mine).propose(text)


def web_cookies(data: bytes) -> None:
    """As a browser may send it: any characters; and a form's token."""
    for text in (data.decode("latin-1"), data.decode("utf-8", "surrogateescape")):
        assert callers.resume(text, now=utc_now()) is None
        assert staff.resume(text, now=utc_now()) is None
        assert once.seed(text) is None


def web_catalogues(data: bytes) -> None:
    """A translation that somebody sent to an administrator: what is taken of it holds to the rules."""
    with suppress(texts.NotACatalogue):
        found = texts.read(data, "uk")
        for key, said in found.said.items():
            assert not checking.faults(texts.texts()[key].english, said)
        texts.compiled(found, english_for_the_rest=False)


def planning_files(data: bytes) -> None:
    """A problem and, after an empty line, a plan; or a plan alone. What can be read is checked and drawn."""
    first, _, second = data.partition(b"\n\n")
    given = world.problem()
    with suppress(Unreadable):
        given = read_problem(first)
    with suppress(Unreadable):
        plan = read_plan(second or first, given)
        found = check(given, plan)
        drawing.draw(given, plan, None, found).encode()
        for party in given.parties[:3]:
            drawing.draw(given, plan, party.id, found).encode()


def documentation_files(data: bytes) -> None:
    """XML of another program, or JSON of ours: what can be read becomes records that the rules allow."""
    with suppress(NotRead):
        whole.unpacked(data)
    try:
        tree = file_program.xml(data)
    except (file_program.Unreadable, ElementTree.ParseError, ValueError, LookupError):
        return
    for form in (openevsys, martus):
        draft = form.drafted(tree, lambda kind, mark: uuid5(BATCH, f"{kind} {mark}"))
        settle(draft, known_codes({}), {})
        outcome = sort(draft, {kind.name: {} for kind in KINDS}, set(), FAULTS)
        assert not any(list(FAULTS[name](each)) for name, found in outcome.new.items() for each in found.values())


FACTS = (
    *(Fact(b"a" * 16, Kind.NAME, name) for name in ("Аслан Хамзатов", "Абу-Бакар", "Liza Dudaeva")),
    *(
        Fact(b"b" * 16, kind, "43.1,45.2" if kind is Kind.COORDINATES else "ул. Речная, 14, a@b.example 2017-03")
        for kind in Kind
    ),
)


def publication_texts(data: bytes) -> None:
    """Whatever is held against what is confidential: what is found stands in the text."""
    text = data.decode("utf-8", "replace")
    for finding in protection(text, FACTS):
        assert finding.spans
        assert all(0 <= start <= end <= len(text) for start, end in finding.spans)
    json.dumps([str(block) for block in markdown.blocks(text, ("A", "Q"))])


def publication_files(data: bytes) -> None:
    with suppress(NotAFile):
        json.dumps([layer.text for layer in program.read(data).layers]).encode()


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (
        hotline_chats,
        mail,
        mail_structure,
        mail_headers,
        mail_words,
        mail_charsets,
        mail_markup,
        mail_openpgp,
        mail_autocrypt,
        mail_evidence,
        vault_records,
        vault_grants,
        vault_slots,
        audit_notes,
        words_shares,
        words_phrases,
        words_triage,
        web_cookies,
        web_catalogues,
        planning_files,
        network_tables,
        documentation_files,
        publication_texts,
        publication_files,
    )
}
