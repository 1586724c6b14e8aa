"""A security key in software, for tests: answers what a page asks, as a browser hands it on."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

PRESENT = AuthenticatorData.FLAG.UP


class SoftKey:
    """One credential at one site. The counter grows with each answer."""

    def __init__(self, origin: str = "https://desk.example", rp_id: str = "desk.example") -> None:
        self.origin, self.rp_id = origin, rp_id
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.counter = os.urandom(32), 0

    def _said(self, kind: Any, asked: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=json.loads(asked)["challenge"], origin=self.origin)

    def _packed(self, **response: bytes) -> str:
        parts = {name: websafe_encode(value) for name, value in response.items()}
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})

    def create(self, asked: str, flags: Any = PRESENT) -> str:
        """The answer to a page that asks for a new key."""
        public = ES256.from_cryptography_key(self.private.public_key())
        data = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        held = AuthenticatorData.create(sha256(self.rp_id.encode()), flags | AuthenticatorData.FLAG.AT, 0, data)
        made = AttestationObject.create("none", held, {})
        said = self._said(CollectedClientData.TYPE.CREATE, asked)
        return self._packed(clientDataJSON=said, attestationObject=made)

    def get(self, asked: str, flags: Any = PRESENT) -> str:
        """The answer to a page that asks whether this key is there."""
        self.counter += 1
        held = AuthenticatorData.create(sha256(self.rp_id.encode()), flags, self.counter)
        said = self._said(CollectedClientData.TYPE.GET, asked)
        signature = self.private.sign(held + said.hash, ec.ECDSA(hashes.SHA256()))
        return self._packed(clientDataJSON=said, authenticatorData=held, signature=signature)
