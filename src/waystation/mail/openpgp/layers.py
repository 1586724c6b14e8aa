"""A message opened layer by layer: what is inside, and what is said of it. Runs in the bounded process."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

from waystation.mail import mailboxes
from waystation.mail.charsets import decode
from waystation.mail.headers import Block, block
from waystation.mail.openpgp import autocrypt, engine, places
from waystation.mail.openpgp.engine import Certificate, Closed, Key, Opened, Verdict
from waystation.mail.structure import Part, Tree, entity, walk
from waystation.mail.transfer import undo

LAYERS = 4
OFFERED = 10

_WORST = ("bad", "revoked", "expired", "unknown", "unread", "none", "ours", "good")


class _State:
    """What has been found so far, and with what to look on."""

    def __init__(self, keys: list[Key], own: list[Certificate], known: list[Certificate]) -> None:
        ours = [*own, *(key.certificate for key in keys)]
        self.keys, self.own, self.known = keys, {one.fingerprint for one in ours}, [*ours, *known]
        self.offered: list[Certificate] = []
        self.offer: tuple[autocrypt.Offer, Certificate] | None = None
        self.encryption, self.key, self.digest = "none", "", ""
        self.recipients: tuple[str, ...] = ()
        self.verdicts: list[Verdict] = []
        self.partial = self.own_subject = False
        self.notes: list[str] = []

    def take(self, found: list[Certificate]) -> None:
        """Keys that the message itself brings: they tell whose signature it is, not that it can be believed."""
        self.offered = (self.offered + found)[:OFFERED]

    def judge(self, contents: list[bytes], signatures: list[bytes] | None) -> Verdict:
        return engine.judged(contents, signatures, [*self.known, *self.offered], self.own)

    def closed(self, error: Closed) -> None:
        if self.encryption == "none":
            self.encryption, self.recipients = error.why, error.recipients
        else:
            self.notes.append("part-not-opened")

    def opened(self, opened: Opened) -> None:
        if opened.key:
            if self.encryption not in ("none", "opened"):
                self.notes.append("part-not-opened")
            self.encryption, self.key, self.recipients = "opened", opened.key, ()

    def sign(self, data: bytes) -> None:
        """Remembers what the first, outermost protected bytes are."""
        self.digest = self.digest or hashlib.sha256(data).hexdigest()


def unsealed(
    raw: bytes, keys: list[Key], own: list[Certificate], known: list[Certificate]
) -> tuple[bytes, dict[str, Any]]:
    """The message without its protection (the very same object if there is none), and the report as JSON types."""
    state, inside, outer = _State(keys, own, known), raw, block(raw)
    _take_offer(outer, state)
    for _ in range(LAYERS):
        deeper = _rfc3156(inside, outer, state) or _within_text(inside, outer, state)
        if deeper is None:
            return inside, _report(state)
        inside = deeper
    if places.sealed_part(inside) is not None:
        state.encryption, inside = "too-much", raw
    return inside, _report(state)


def _take_offer(outer: Block, state: _State) -> None:
    offered = autocrypt.offer(outer)
    found = engine.certificates_in(offered.key) if offered else []
    if offered and len(found) == 1:
        state.offer = (offered, found[0])
        state.take(found)


def _rfc3156(raw: bytes, outer: Block, state: _State) -> bytes | None:
    sealed = places.sealed_part(raw)
    if sealed is None:
        return None
    state.partial |= not sealed.root
    state.sign(sealed.payload)
    if not sealed.is_encrypted:
        _take_keys(sealed.signed, walk(sealed.signed), state)
        contents = [sealed.signed, re.sub(rb"\r?\n", b"\r\n", sealed.signed)]
        state.verdicts.append(state.judge(contents, engine.signatures_in(sealed.payload)))
        return _entity(sealed.signed, outer, sealed.root, state)
    try:
        opened = engine.opened(sealed.payload, state.keys)
    except Closed as error:
        state.closed(error)
        return None
    state.opened(opened)
    _take_keys(opened.content, walk(opened.content), state)
    state.verdicts.append(state.judge([opened.content], opened.signatures))
    return _entity(opened.content, outer, sealed.root, state)


def _entity(content: bytes, outer: Block, root: bool, state: _State) -> bytes:
    """What was protected as a message; protected header fields count where they protect the whole of it."""
    found = entity(content, 0, len(content))
    protects = root and bool(found.parameter("protected-headers") or found.parameter("hp"))
    if protects:
        state.own_subject |= found.header.first("subject") is not None
        _compare(found.header, outer, state)
    return places.message(outer, [content], own_subject=protects and found.header.first("subject") is not None)


def _compare(inner: Block, outer: Block, state: _State) -> None:
    """A signed message can be sent on, as it is, by and to somebody else."""
    if inner.first("from") is not None and _addresses(inner, "from") != _addresses(outer, "from"):
        state.notes.append("from-differs")
    inside, outside = _addresses(inner, "to", "cc"), _addresses(outer, "to", "cc")
    if inside and outside and not inside & outside:
        state.notes.append("to-differs")


def _addresses(header: Block, *names: str) -> set[str]:
    values = [decode(value, None)[0] for name in names for value in header.every(name)]
    return {address.casefold() for value in values for _, address in mailboxes.read(value) if address}


def _take_keys(raw: bytes, tree: Tree, state: _State) -> None:
    for part in tree.attachments[: places.BLOCKS]:
        if part.type == "application/pgp-keys" or part.name.lower().endswith(".asc"):
            data = undo(memoryview(raw)[part.start : part.end], part.encoding)[0]
            if len(data) <= engine.CERTIFICATE_BYTES and b"PRIVATE KEY" not in data[:200]:
                state.take(engine.certificates_in(data))


class _Text(NamedTuple):
    part: Part
    text: bytes
    armors: list[places.Armor]


def _within_text(raw: bytes, outer: Block, state: _State) -> bytes | None:
    """Inline armor and encrypted attachments: what opens, together."""
    tree = walk(raw)
    _take_keys(raw, tree, state)
    found, attached = _texts(raw, tree, state), list(places.encrypted_attachments(raw, tree))
    parts: list[bytes] = []
    verdicts: list[Verdict] = []
    for text in found:
        for armor in text.armors:
            content = _piece(text.text[armor.start : armor.end], armor.kind, state, verdicts)
            parts += [] if content is None else [places.as_text(content, text.part.charset)]
    for part, data in attached:
        content = _piece(data, places.MESSAGE, state, verdicts)
        parts += [] if content is None else [places.as_file(content, part.name)]
    if not parts:
        return None
    state.verdicts.append(_weakest(verdicts, state))
    state.partial |= _has_more(tree, found, [part for part, _ in attached])
    return places.message(outer, parts)


def _texts(raw: bytes, tree: Tree, state: _State) -> list[_Text]:
    """The texts with armor in them; of an alternative the first that has any."""
    found: list[_Text] = []
    seen: set[int] = set()
    for part in tree.parts:
        if part.is_attachment or not part.type.startswith("text/") or part.choice in seen:
            continue
        text = places.text_of(raw, part)
        armors = places.blocks(text)
        state.take([key for one in armors if one.kind == places.PUBLIC for key in _keys(text, one)])
        protected = [one for one in armors if one.kind != places.PUBLIC]
        if protected:
            found.append(_Text(part, text, protected))
            seen |= {part.choice} if part.choice is not None else set()
    return found


def _keys(text: bytes, armor: places.Armor) -> list[Certificate]:
    return engine.certificates_in(text[armor.start : armor.end])


def _piece(data: bytes, kind: bytes, state: _State, verdicts: list[Verdict]) -> bytes | None:
    state.sign(data)
    try:
        opened = (
            engine.clear_signed(data)
            if kind == places.CLEAR
            else engine.opened(places.dearmored(data.lstrip()), state.keys)
        )
    except Closed as error:
        state.closed(error)
        return None
    state.opened(opened)
    verdicts.append(state.judge([opened.content], opened.signatures))
    return opened.content


def _weakest(verdicts: list[Verdict], state: _State) -> Verdict:
    """One verdict for pieces that anybody could have put together."""
    if len({(verdict.state, verdict.signer) for verdict in verdicts}) > 1:
        state.notes.append("signatures-differ")
    return min(verdicts, key=lambda verdict: _WORST.index(verdict.state), default=Verdict())


def _has_more(tree: Tree, texts: list[_Text], attached: list[Part]) -> bool:
    """Whether the message says anything that is in no protected piece."""
    used = {id(text.part) for text in texts} | {id(part) for part in attached}
    choices = {text.part.choice for text in texts if text.part.choice is not None}
    if any(places.between(text.text, text.armors) for text in texts):
        return True
    return any(id(part) not in used and part.choice not in choices and part.end > part.start for part in tree.parts)


def _report(state: _State) -> dict[str, Any]:
    signed = [verdict for verdict in state.verdicts if verdict.state != "none"]
    verdict = min(signed, key=lambda each: _WORST.index(each.state), default=Verdict())
    return {
        "encryption": state.encryption,
        "key": state.key,
        "recipients": list(state.recipients)[:20],
        "signature": verdict.state,
        "signer": verdict.signer,
        "made": verdict.made.timestamp() if verdict.made else None,
        "partial": state.partial,
        "own_subject": state.own_subject,
        "digest": state.digest,
        "notes": list(dict.fromkeys(state.notes)),
        "certificates": _certificates(state),
    }


def _certificates(state: _State) -> list[dict[str, Any]]:
    """The keys that the message brought, the one of the Autocrypt header first."""
    offered, found = state.offer, {one.fingerprint: one for one in state.offered}
    listed = []
    for certificate in found.values():
        said = described(certificate)
        if offered and certificate.fingerprint == offered[1].fingerprint:
            said |= {"address": offered[0].address, "mutual": offered[0].mutual}
        listed.append(said)
    return listed


def described(certificate: Certificate) -> dict[str, Any]:
    """A certificate as `report.Certificate` has it."""
    return {
        "fingerprint": certificate.fingerprint,
        "data": base64.b64encode(certificate.data).decode("ascii"),
        "addresses": certificate.addresses,
        "key_ids": certificate.key_ids,
        "created": certificate.created.timestamp() if certificate.created else None,
        "expires": certificate.expires.timestamp() if certificate.expires else None,
        "unusable": certificate.why_not_usable(datetime.now(UTC)),
    }
