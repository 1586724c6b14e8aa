"""What goes to a partner: a case with what must be known of it, as JSON, sealed in the age format. Pure but for age.

age does not say who sealed: anybody can seal to a public key. That a partner did is known by asking them.
"""

import io

import msgspec

from waystation.casework.exchange import form
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.form import CaseFile
from waystation.vault import age
from waystation.vault.errors import Tampered

FORMAT, VERSION = "waystation-bundle", 1


class Bundle(msgspec.Struct, frozen=True):
    """`sender` and `note` are words to the partner, `limits` those that the person set, `code` answers are made of.

    `proof`: an answer made of the code of an earlier bundle of this case, which only the two organisations know.
    `signed`: what shows that a laptop of the same organisation wrote it (`home`).
    """

    sender: str
    kind: str
    note: str
    limits: str
    code: bytes
    case: msgspec.Raw
    format: str = FORMAT
    version: int = VERSION
    proof: str = ""
    signed: bytes = b""

    def __repr__(self) -> str:
        return "Bundle()"


def sealed(bundle: Bundle, recipient: str) -> bytes:
    """The bundle sealed to one partner's key alone. Raises NotReady for a key that is none."""
    target = io.BytesIO()
    age.to_recipients([recipient])(io.BytesIO(msgspec.json.encode(bundle)), target)
    return target.getvalue()


def opened(data: bytes, identities: list[str]) -> tuple[Bundle, CaseFile]:
    """The inverse, with any of our keys. Raises NotOurs for what is not sealed to us, or is none."""
    if len(data) > form.MOST_BYTES:
        raise NotOurs("size")
    target = io.BytesIO()
    try:
        age.from_identities("\n".join(identities))(io.BytesIO(data), target)
    except Tampered:
        raise NotOurs("sealed") from None
    try:
        found = msgspec.json.decode(target.getvalue(), type=Bundle)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotOurs("form") from None
    if (found.format, found.version) != (FORMAT, VERSION):
        raise NotOurs("version")
    return found, form.unpacked(bytes(found.case))
