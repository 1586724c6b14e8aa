"""The start-up self-test: an installation that cannot keep its promises does not start."""

from collections.abc import Callable

from waystation.vault import suite
from waystation.vault.errors import NotReady, Tampered

_SEED = bytes(range(32))
# SHA-256 of the X-Wing public key of that seed, computed by two independent implementations (see tests/vault).
_PUBLIC_DIGEST = ""


def run() -> None:
    """Seals and opens with every construction in use. Raises NotReady."""
    try:
        _check_sealing()
        _check_stretching()
    except NotReady:
        raise
    except Exception:
        raise NotReady("the cryptographic self-test failed: install cryptography 50 or newer") from None


def _check_sealing() -> None:
    key = suite.private_key(_SEED)
    sealed = suite.seal_to(suite.public_bytes(_SEED), b"self-test", b"plain")
    if suite.open_from(key, b"self-test", sealed) != b"plain":
        raise NotReady("hybrid sealing gave a wrong result")
    _must_refuse(lambda: suite.open_from(key, b"another place", sealed))
    record = suite.encrypt(_SEED, b"self-test", b"plain")
    if suite.decrypt(_SEED, b"self-test", record) != b"plain":
        raise NotReady("record encryption gave a wrong result")
    _must_refuse(lambda: suite.decrypt(_SEED, b"another place", record))


def _check_stretching() -> None:
    suite.stretch("self-test", bytes(16), _SEED, iterations=1, memory_kib=64)


def _must_refuse(attempt: Callable[[], bytes]) -> None:
    try:
        attempt()
    except Tampered:
        return
    raise NotReady("authenticated encryption accepted a change")
