"""Passkeys: WebAuthn Level 3, checked by the fido2 library. No attestation is asked for: it would tell the model.

The PRF extension could mix a key's own secret into the person's: `begin_*` would ask for it, and what it returns would
go through HKDF into the login slot. Nothing does so yet.
"""

import ipaddress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import msgspec
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from waystation.staff.records import Passkey

LARGEST = 20_000  # characters of an answer; a real one has about a thousand
# What an authenticator's own list shows: nothing of the person, nothing of the hotline.
NOBODY = "-"


class WrongPasskey(Exception):
    """Not an answer of a key that is known here to what was asked."""


@dataclass(frozen=True)
class Site:
    """The address at which the browser is, and the neutral title of the pages."""

    origin: str
    title: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def can_have_keys(self) -> bool:
        """Browsers offer keys over TLS and on localhost only, and never for an address that is a number."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False

    @property
    def server(self) -> Fido2Server:
        party = PublicKeyCredentialRpEntity(name=self.title, id=self.host)
        return Fido2Server(
            party, attestation=AttestationConveyancePreference.NONE, verify_origin=lambda origin: origin == self.origin
        )


def made_for(site: Site, known: list[Passkey]) -> list[Passkey]:
    """Those that a browser at this address can use."""
    return [each for each in known if each.host == site.host and site.can_have_keys]


def begin_registration(site: Site, handle: bytes, known: list[Passkey]) -> tuple[str, Any]:
    """What the browser is to be asked, as JSON, and the state to keep until it answers."""
    asked, state = site.server.register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=NOBODY, display_name=NOBODY),
        [AttestedCredentialData(each.data) for each in known],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _json(asked), state


def registered(site: Site, state: Any, answer: str, on: date) -> Passkey:
    """The new passkey. Raises WrongPasskey."""
    try:
        made = site.server.register_complete(state, _parsed(answer))
    except Exception:  # what the library raises for bytes that it cannot take apart is of many kinds
        raise WrongPasskey from None
    if made.credential_data is None:
        raise WrongPasskey
    return Passkey(data=bytes(made.credential_data), host=site.host, counter=made.counter, on=on)


def begin_authentication(site: Site, known: list[Passkey]) -> tuple[str, Any]:
    """What the browser is to be asked, as JSON, and the state to keep until it answers."""
    asked, state = site.server.authenticate_begin(
        [AttestedCredentialData(each.data) for each in known], user_verification=UserVerificationRequirement.PREFERRED
    )
    return _json(asked), state


def authenticated(site: Site, state: Any, answer: str, known: list[Passkey]) -> tuple[int, int]:
    """Which passkey answered, and its new counter. Raises WrongPasskey, also for a counter that went back.

    A counter that does not grow tells of a copied key (WebAuthn section 6.1.1); keys without one always say 0.
    """
    credentials = [AttestedCredentialData(each.data) for each in known]
    try:
        parsed = AuthenticationResponse.from_dict(_parsed(answer))
        used = site.server.authenticate_complete(state, credentials, parsed)
    except Exception:  # as above
        raise WrongPasskey from None
    place, counter = credentials.index(used), parsed.response.authenticator_data.counter
    if (counter or known[place].counter) and counter <= known[place].counter:
        raise WrongPasskey
    return place, counter


def _parsed(answer: str) -> Any:
    if len(answer) > LARGEST:
        raise WrongPasskey
    return msgspec.json.decode(answer)


def _json(asked: Any) -> str:
    return msgspec.json.encode(_plain(asked["publicKey"])).decode()


def _plain(value: Any) -> Any:
    """Mappings and lists of the library as those of JSON."""
    if hasattr(value, "keys"):
        return {name: _plain(value[name]) for name in value}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
