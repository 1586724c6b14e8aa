"""What may become of a hand-over, and the codes by which a partner's answer is known. Pure."""

import base64
import hashlib
import hmac

from django.utils.translation import gettext_lazy as _

from waystation.casework.consent_rules import Sentence

ASKED, ACCEPTED, REJECTED, REVOKED, DONE = "asked", "accepted", "rejected", "revoked", "done"
UPDATED = "updated"  # not a state: what is made of a code to show whose a later bundle of the same case is
NEXT: dict[str, tuple[str, ...]] = {
    ASKED: (ACCEPTED, REJECTED, REVOKED),
    ACCEPTED: (DONE, REVOKED),
    REJECTED: (ACCEPTED,),  # whoever has the bundle can open it again, and take the case on after all
}
STATES: dict[str, Sentence] = {
    ASKED: _("Asked"),
    ACCEPTED: _("Taken on"),
    REJECTED: _("Not taken on"),
    REVOKED: _("Called back"),
    DONE: _("Done"),
}
TONES = {ASKED: "info", ACCEPTED: "good", REJECTED: "danger", REVOKED: "danger", DONE: "neutral"}
KINDS: dict[str, Sentence] = {
    "referral": _("Referral: the partner does something for the person, the case stays here"),
    "transfer": _("Transfer: the partner takes the case over"),
}
HOME = "home"  # not chosen in a form: see `home`
SHOWN_KINDS: dict[str, Sentence] = {**KINDS, HOME: _("From the field: the case goes home, to ourselves")}
PURPOSES = ("share_ngo", "share_referral", "share_immigration")
CODE_BYTES = 16


def may_become(state: str, wanted: str) -> bool:
    """Whether a hand-over goes from one state to another."""
    return wanted in NEXT.get(state, ())


def answer(code: bytes, state: str) -> str:
    """Eight letters (40 bits) that only who opened the bundle can tell; others for each answer."""
    digest = hmac.digest(code, b"waystation bundle " + state.encode(), hashlib.sha256)
    text = base64.b32encode(digest)[:8].decode()
    return f"{text[:4]}-{text[4:]}"


def is_answer(code: bytes, state: str, said: str) -> bool:
    """Whether these letters give this answer; case and what stands between them does not matter."""
    letters = "".join(letter for letter in said.upper() if letter.isalnum())
    return hmac.compare_digest(letters.encode(), answer(code, state).replace("-", "").encode())


def fingerprint(recipient: str) -> str:
    """A public key in short, to be read out: 128 bits of its SHA-256 in groups of four."""
    digest = hashlib.sha256(recipient.strip().encode()).hexdigest()[:32].upper()
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))
