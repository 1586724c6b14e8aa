"""The program of the bounded process that opens and writes OpenPGP. Started by `opening` and `writing`.

Standard input: four bytes with the length of a JSON head, the head, then a message. The same comes out. The head holds
keys; nothing of it is ever written anywhere else.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from waystation.bounded import confine, seccomp
from waystation.mail.openpgp import engine, layers

MEMORY_BYTES = 200 * 1024 * 1024
CPU_SECONDS = 2

Head = dict[str, Any]
Answer = tuple[Head, bytes]


def main(arguments: list[str]) -> None:
    """`open`, `seal`, `generate`, `revoke`, `merge` or `describe`."""
    confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
    with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
        everything = source.read()
        length = int.from_bytes(everything[:4], "big")
        head = json.loads(everything[4 : 4 + length])
        raw = everything[4 + length :]
        del everything
        try:
            confine.no_calls()
        except seccomp.Unavailable:
            return  # with secret keys in its memory it reads nothing hostile unbound
        said, body = COMMANDS[arguments[0]](head, raw)
        packed = json.dumps(said).encode()
        target.write(len(packed).to_bytes(4, "big") + packed)
        target.write(body)


def _open(head: Head, raw: bytes) -> Answer:
    keys = [engine.Key(_bytes(key)) for key in head["keys"]]
    own = [certificate for data in head["own"] for certificate in engine.certificates_in(_bytes(data))]
    known = [certificate for data in head["known"] for certificate in engine.certificates_in(_bytes(data))]
    inside, report = layers.unsealed(raw, keys, own, known)
    return report, b"" if inside is raw else inside


def _seal(head: Head, content: bytes) -> Answer:
    try:
        return {}, engine.sealed(content, engine.Key(_bytes(head["key"])), engine.Certificate(_bytes(head["to"])))
    except engine.NotUsable as refusal:
        return {"why": str(refusal)}, b""
    except ValueError:
        return {"why": "no-encryption"}, b""


def _generate(head: Head, _: bytes) -> Answer:
    key, certificate, revocation = engine.generated(head["address"], datetime.now(UTC))
    parts = {"secret": key.data, "certificate": certificate, "revocation": revocation}
    said = {name: base64.b64encode(data).decode("ascii") for name, data in parts.items()}
    return said | {"described": layers.described(engine.Certificate(certificate))}, b""


def _revoke(head: Head, _: bytes) -> Answer:
    return {}, engine.revoked(_bytes(head["certificate"]), _bytes(head["revocation"]))


def _merge(head: Head, _: bytes) -> Answer:
    return {}, engine.merged(_bytes(head["known"]), _bytes(head["news"]))


def _describe(head: Head, data: bytes) -> Answer:
    return {"certificates": [layers.described(found) for found in engine.certificates_in(data)]}, b""


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


COMMANDS: dict[str, Callable[[Head, bytes], Answer]] = {
    "open": _open,
    "seal": _seal,
    "generate": _generate,
    "revoke": _revoke,
    "merge": _merge,
    "describe": _describe,
}

if __name__ == "__main__":
    main(sys.argv[1:])
