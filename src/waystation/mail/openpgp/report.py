"""What is said of a message that OpenPGP protects, or of a key. Plain values: they come out of the bounded process."""

from __future__ import annotations

import msgspec

ENCRYPTIONS = (
    "none",
    "opened",  # with a key of ours, which is named
    "no-key",  # to other keys than those that we hold
    "password",  # with a password, to nobody's key
    "damaged",  # altered on the way, or no OpenPGP message at all
    "unprotected",  # in a way that anybody could alter unnoticed, which is not opened
    "too-much",  # more packets or layers than an honest message has
    "stopped",  # beyond the limits of time or memory
)
SIGNATURES = (
    "none",
    "good",
    "ours",  # made with a key of our own: what we sent ourselves, come back
    "bad",  # does not fit this text
    "unknown",  # by a key that nobody showed us
    "unread",  # there may be one, but it is in a form that cannot be read
    "expired",  # by a key, or of a validity, that has ended
    "revoked",  # by a key that its owner declared invalid
)
NOTES = (
    "part-not-opened",  # another part of it is encrypted and did not open
    "signatures-differ",  # its parts are not signed by one key
    "from-differs",  # the protected From is another than the one outside
    "to-differs",  # what is protected was addressed to other people
)


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A public key. Times are in seconds since 1970 (UTC) or None; `unusable` is why nobody may encrypt to it, if so.

    `address` is whose the sender says it is by an Autocrypt header, empty for a key that came otherwise.
    """

    fingerprint: str
    data: bytes
    addresses: tuple[str, ...] = ()
    key_ids: tuple[str, ...] = ()
    created: float | None = None
    expires: float | None = None
    unusable: str = ""
    address: str = ""
    mutual: bool = False

    def __repr__(self) -> str:
        return "Certificate()"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`encryption` is one of ENCRYPTIONS, `signature` of SIGNATURES, `notes` of NOTES.

    `key`: the fingerprint of our certificate that opened it; `recipients`: the key ids that it is encrypted to, where
    none opened it; `signer`: the fingerprint of the certificate, or what the signature claims where that is unknown;
    `made`: when it says it was signed, in seconds since 1970. `partial`: there is more in the message that is not
    protected, or not in the same way. `digest` tells the same protected bytes again, whatever is outside of them.
    """

    encryption: str = "none"
    key: str = ""
    recipients: tuple[str, ...] = ()
    signature: str = "none"
    signer: str = ""
    made: float | None = None
    partial: bool = False
    own_subject: bool = False
    digest: str = ""
    notes: tuple[str, ...] = ()
    certificates: tuple[Certificate, ...] = ()

    @property
    def is_protected(self) -> bool:
        """Whether OpenPGP has anything to do with the message itself."""
        return (self.encryption, self.signature) != ("none", "none")

    @property
    def offered(self) -> Certificate | None:
        """The key that the sender's Autocrypt header gives, if it gives one by the rules."""
        return next((certificate for certificate in self.certificates if certificate.address), None)

    def __repr__(self) -> str:
        return f"Report(encryption={self.encryption!r}, signature={self.signature!r}, notes={self.notes!r})"
