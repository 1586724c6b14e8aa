"""The OpenPGP libraries, as far as mail needs them. Runs in the bounded process of `program`, and nowhere else.

Sequoia decrypts, encrypts, signs, and judges keys and signatures by its standard policy. It cannot name the signatures
inside a message that was compressed before it was encrypted, which is what GnuPG does: rPGP takes the signature packets
out, and Sequoia judges each over the text that Sequoia itself decrypted. So nothing is ever believed on rPGP's word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pysequoia
from openpgp.composed import CleartextSignedMessage, Message, SignedSecretKey
from pysequoia.packet import PacketPile, SignatureType, Tag

RECIPIENTS = 200
SIGNATURES = 10
CERTIFICATES = 20
CERTIFICATE_BYTES = 128 * 1024
VALID = timedelta(days=730)

_KEYS = (Tag.PublicKey, Tag.PublicSubkey)
_ENCRYPTED = (Tag.PKESK, Tag.SKESK, Tag.SEIP, Tag.SED, Tag.AED)


class Closed(Exception):
    """It cannot be opened. `why` is one of `report.ENCRYPTIONS`; `recipients` are the key ids it is encrypted to."""

    def __init__(self, why: str, recipients: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.why, self.recipients = why, recipients


class NotUsable(Exception):
    """Nobody may encrypt to this certificate; the argument says why."""


class Opened(NamedTuple):
    """`key` is the fingerprint of the certificate that opened it, empty where it was only signed.

    `signatures` is None where there may be some, but they could not be read.
    """

    content: bytes
    key: str
    signatures: list[bytes] | None


class Verdict(NamedTuple):
    """One of `report.SIGNATURES`, whose (a certificate's fingerprint, or the key id that is claimed), made when."""

    state: str = "none"
    signer: str = ""
    made: datetime | None = None


class _Packet(NamedTuple):
    """What counts of one packet of a certificate."""

    tag: Any
    key_id: str | None
    fingerprint: str | None
    created: datetime | None
    address: str | None
    type: Any
    lasts: timedelta | None
    encrypts: bool


def _packets_of(certificate: bytes) -> list[_Packet]:
    """Its packets; without those of a kind that the library has no name for, which counts for nothing."""
    found = []
    for packet in PacketPile.from_bytes(certificate):
        with suppress(Exception):
            flags = packet.key_flags
            encrypts = bool(flags) and (flags.transport_encryption or flags.storage_encryption)
            found.append(
                _Packet(
                    packet.tag,
                    packet.key_id,
                    packet.fingerprint,
                    packet.key_created,
                    packet.user_id_email,
                    packet.signature_type,
                    packet.key_validity_period,
                    encrypts,
                )
            )
    return found


class Certificate:
    """A public key that parsed. Raises ValueError for what is none, or is a secret key."""

    def __init__(self, data: bytes) -> None:
        if len(data) > CERTIFICATE_BYTES:
            raise ValueError("too large")
        try:
            self.cert = pysequoia.Cert.from_bytes(data)
            self.data = bytes(self.cert)
            self.packets = _packets_of(self.data)
            self.is_revoked: bool = self.cert.is_revoked
            self.expires: datetime | None = self.cert.expiration
        except Exception:  # the library says everything with RuntimeError
            raise ValueError("no certificate") from None
        self.fingerprint: str = self.cert.fingerprint
        self.created = next((packet.created for packet in self.packets if packet.tag == Tag.PublicKey), None)

    @property
    def addresses(self) -> list[str]:
        """The e-mail addresses that the key claims, in lower case."""
        return list(dict.fromkeys(packet.address.lower() for packet in self.packets if packet.address))[:10]

    @property
    def key_ids(self) -> list[str]:
        """Of the primary key and all subkeys."""
        return [packet.key_id for packet in self.packets if packet.key_id]

    def has(self, issuer: str) -> bool:
        """Whether one of its keys has this key id or fingerprint."""
        return bool(issuer) and any(issuer in (packet.key_id, packet.fingerprint) for packet in self.packets)

    def life(self, issuer: str, now: datetime) -> str:
        """Whether it, or the subkey of this id, is `revoked`, `expired`, or still `good`. Only words a refusal."""
        if self.is_revoked:
            return "revoked"
        if self.expires is not None and self.expires <= now:
            return "expired"
        return self._subkeys(now).get(issuer, "good")

    def _subkeys(self, now: datetime) -> dict[str, str]:
        """By key id and by fingerprint."""
        found: dict[str, str] = {}
        for key, binding in self._bound():
            if key.tag != Tag.PublicSubkey:
                continue
            state = _binding_says(binding, key, now)
            for name in filter(None, (key.key_id, key.fingerprint)):
                found[name] = "revoked" if "revoked" in (state, found.get(name)) else found.get(name, state)
        return found

    def _bound(self) -> Iterator[tuple[_Packet, _Packet]]:
        """Each signature with the key that it stands behind."""
        key: _Packet | None = None
        for packet in self.packets:
            if packet.tag in _KEYS:
                key = packet
            elif packet.tag == Tag.Signature and key is not None:
                yield key, packet

    def why_not_usable(self, now: datetime) -> str:
        """Why nobody should encrypt to it: `revoked`, `expired`, `no-encryption`; empty where one may."""
        life = self.life("", now)
        if life != "good":
            return life
        try:
            pysequoia.encrypt(b"", [self.cert])
        except Exception:
            return "no-encryption"
        subkeys = self._subkeys(now)
        lives = {subkeys.get(key.key_id or "", "good") for key, binding in self._bound() if binding.encrypts}
        return "" if not lives or "good" in lives else min(lives)


def _binding_says(binding: _Packet, key: _Packet, now: datetime) -> str:
    if binding.type == SignatureType.SubkeyRevocation:
        return "revoked"
    return "expired" if binding.lasts and key.created and key.created + binding.lasts <= now else "good"


class Key:
    """A secret key of ours."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.secret = pysequoia.Tsk.from_bytes(data)
        self.certificate = Certificate(bytes(self.secret.extract_certificate()))


def certificates_in(data: bytes) -> list[Certificate]:
    """Every public key in a file of keys, armored or not; what is none is left out."""
    found: list[Certificate] = []
    if len(data) <= CERTIFICATE_BYTES:
        with suppress(Exception):
            found = [Certificate(bytes(cert)) for cert in pysequoia.Cert.split_bytes(data)[:CERTIFICATES]]
    return found


def opened(data: bytes, keys: list[Key]) -> Opened:
    """What was encrypted to one of our keys, or only signed; `data` is not armored. Raises Closed."""
    recipients, is_encrypted = _recipients(data)
    if not is_encrypted:
        return _only_signed(data)
    for key in keys:
        if not any(not any(name.strip("0")) or key.certificate.has(name) for name in recipients):
            continue
        signatures = _signatures(data, key)  # first, because it takes the most memory
        try:
            decrypted = pysequoia.decrypt(data, key.secret.decryptor())
        except Exception as error:
            if _says(error).startswith("No key"):
                continue
            raise Closed("unprotected" if "not considered secure" in str(error) else "damaged", recipients) from None
        return Opened(decrypted.bytes or b"", key.certificate.fingerprint, signatures)
    raise Closed("no-key" if recipients else "password", recipients)


def _recipients(data: bytes) -> tuple[tuple[str, ...], bool]:
    """The key ids that a message is encrypted to, and whether it is encrypted at all. Raises Closed."""
    try:
        pile = list(PacketPile.from_bytes(data))
    except Exception:
        raise Closed("damaged") from None
    if len(pile) > RECIPIENTS:
        raise Closed("too-much")
    tags = [_tag(packet) for packet in pile]
    found = (_recipient(packet.body) for packet, tag in zip(pile, tags, strict=True) if tag == Tag.PKESK)
    return tuple(dict.fromkeys(found)), any(tag in _ENCRYPTED for tag in tags)


def _tag(packet: Any) -> Any:
    """None for one that the library has no name for."""
    try:
        return packet.tag
    except RuntimeError:
        return None


def _recipient(body: bytes) -> str:
    """RFC 9580 5.1: version 3 names a key id, version 6 a fingerprint, or nobody."""
    if body[:1] == b"\x06":
        return body[3 : 2 + body[1]].hex() if len(body) > 1 and body[1] else "0"
    return body[1:9].hex()


def _says(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _signatures(data: bytes, key: Key) -> list[bytes] | None:
    try:
        return _packets(Message.from_bytes(data).decrypt(None, SignedSecretKey.from_bytes(bytes(key.secret))))
    except Exception:  # a compression that rPGP does not know, among others
        return None


def _packets(message: Any) -> list[bytes]:
    """Its signatures with a packet header (RFC 9580 4.2.1.4), which rPGP leaves out."""
    bodies = [signature.to_bytes() for signature in message.signatures()[:SIGNATURES]]
    return [b"\xc2\xff" + len(body).to_bytes(4, "big") + body for body in bodies]


def _only_signed(data: bytes) -> Opened:
    """Read as if to decrypt it: what verifies tells nothing of a text that it cannot verify."""
    try:
        content = pysequoia.decrypt(data, passwords=["none"]).bytes or b""
        message = Message.from_bytes(data)
        message.as_data_vec()
        return Opened(content, "", _packets(message))
    except Exception:
        raise Closed("damaged") from None


def clear_signed(data: bytes) -> Opened:
    """A text with a cleartext signature (RFC 9580 7). Raises Closed."""
    try:
        message, _ = CleartextSignedMessage.from_armor(data.decode("latin-1"))
        return Opened(message.signed_text().encode("latin-1"), "", _packets(message))
    except Exception:
        raise Closed("damaged") from None


def signatures_in(data: bytes) -> list[bytes]:
    """The packets of a detached signature, armored or not."""
    found: list[bytes] = []
    with suppress(Exception):
        found = [bytes(packet) for packet in PacketPile.from_bytes(data) if _tag(packet) == Tag.Signature]
    return found[:SIGNATURES]


def judged(contents: list[bytes], signatures: list[bytes] | None, known: list[Certificate], own: set[str]) -> Verdict:
    """The best that can be said of several signatures over one content (given in its possible line ends)."""
    if signatures is None:
        return Verdict("unread")
    now = datetime.now(UTC)
    verdicts = [_verdict(contents, signature, known, own, now) for signature in signatures]
    order = ("ours", "good", "expired", "revoked", "bad", "unknown")
    return min(verdicts, key=lambda verdict: order.index(verdict.state), default=Verdict())


def _verdict(
    contents: list[bytes], signature: bytes, known: list[Certificate], own: set[str], now: datetime
) -> Verdict:
    try:
        packet = pysequoia.Sig.from_bytes(signature)
    except Exception:
        return Verdict("bad")
    issuer, made = packet.issuer_fingerprint or packet.issuer_key_id or "", packet.created
    signer = next((certificate for certificate in known if certificate.has(issuer)), None)
    if signer is None:
        return Verdict("unknown", issuer, made)
    life = signer.life(issuer, now)
    if any(_holds(content, packet, signer) for content in contents):
        state = "ours" if signer.fingerprint in own and life == "good" else life
    elif packet.expiration is not None and packet.expiration <= now:
        state = "expired"
    else:
        state = "bad" if life == "good" else life
    return Verdict(state, signer.fingerprint, made)


def _holds(content: bytes, packet: Any, signer: Certificate) -> bool:
    try:
        return bool(pysequoia.verify(bytes=content, store=lambda _: [signer.cert], signature=packet).valid_sigs)
    except Exception:
        return False


def sealed(content: bytes, signer: Key, recipient: Certificate) -> bytes:
    """Signed and encrypted, armored, without version or comment. Raises NotUsable."""
    why = recipient.why_not_usable(datetime.now(UTC))
    if why:
        raise NotUsable(why)
    return bytes(pysequoia.encrypt(content, [recipient.cert], signer.secret.signer()))


def generated(address: str, now: datetime) -> tuple[Key, bytes, bytes]:
    """A new key: itself, its certificate that ends after VALID, and what revokes it.

    The secret key has no end: what was encrypted to it stays readable. Only the certificate that others see has one.
    """
    key = Key(bytes(pysequoia.Tsk.generate(user_id=address)))
    certificate, certifier = key.secret.extract_certificate(), key.secret.certifier()
    ending = certificate.set_expiration(now + VALID, certifier)
    return key, _newest(bytes(ending)), bytes(certificate.revoke(certifier))


def _newest(certificate: bytes) -> bytes:
    """Without the self-signatures that a newer one replaces: it travels with each mail."""
    kept: list[Any] = []
    for packet in PacketPile.from_bytes(certificate):
        is_second = packet.tag == Tag.Signature and bool(kept) and kept[-1].tag == Tag.Signature
        if not is_second:
            kept.append(packet)
        elif packet.signature_created > kept[-1].signature_created:
            kept[-1] = packet
    return b"".join(bytes(packet) for packet in kept)


def revoked(certificate: bytes, revocation: bytes) -> bytes:
    """The certificate that tells everybody not to use this key any more."""
    return Certificate(certificate + revocation).data


def merged(known: bytes, news: bytes) -> bytes:
    """What two copies of one certificate say together."""
    return Certificate(bytes(Certificate(known).cert.merge(Certificate(news).cert))).data
