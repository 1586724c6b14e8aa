"""The start-up self-test: an installation that cannot keep its promises does not start."""

import hashlib
from base64 import b64decode
from collections.abc import Callable

from waystation.vault import suite
from waystation.vault.errors import NotReady, Tampered

_SEED = bytes(range(32))
# SHA-256 of the X-Wing public key of that seed, the same from pyca/cryptography and from @noble/post-quantum 0.7.1.
_PUBLIC_DIGEST = "c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b"
# Key derivation of those 32 bytes, the use "self-test" and no context, by libsodium's
# crypto_generichash_blake2b_salt_personal (PyNaCl 1.6.2).
_EXPANDED = "3e8598e1cf407572d31720b4f85f4de56484ea368eddfaa21a1c31cd88b1733f"
# "plain", sealed to that key for the context "self-test" by @hpke/core 1.9.0 with @hpke/hybridkem-x-wing 0.7.0.
_SEALED_ELSEWHERE = b64decode(
    "9Sh0E4zaPxuck08NGx8E8M47qziGrUUVbpiCa1A27KDcnuqQsFdORwy342i3ae20LXKlasddvQbtOfkvxDUUtizE3r7mQAmHKTt5"
    "w/9ypfirfk9k/b9AXavisbMqffdZ3/7oFJn7wmt9ievjRlrir40KuSHzw6QdXxR2c6v61OP7cANCEJocuX6CXhGQG3o+X95ZZ9k7"
    "TGfFyptvC8hX2fLuGPVgQmryej2xOP6S/aLDJ+/IMwwTPW6eMmbRCwALhxjPELS5njyFtlSjyg5JtJUtDBj6mSwbflb3C/b8cIPy"
    "GAV3b3K33utg7Q8gLLoANHpz8agzwwMMf/KTLYZz8ed1eXHMLy5Qs9cyiMi4u7tPXBWMgWIWLc41MuwVY44g7O2evHNFQNpR4IKc"
    "pxo/PlQ4iuD8fQSNuZOUnCpgUFYlAfdgllsMcw8r/f2UZfJAOo8Qb/YOIn9hwiZFzg88hq2Docnr1z0nK/IXHWpTAVwkNw/zQOxG"
    "J4p5NnnqoU4299pk2+1t+u6nVflWbtrugKrc39MNtTjCC3YncVoWvBy59ALpJ9WF9cv2lpqHm+P5iuisKji02G+ultgM8R513A5I"
    "RQUPy0WIBahPtuo7wYrNNKMos+W0GiOfiKDiYQHUSBjWoWsJRw9HRhmdVDyONxwpkPpk4mraecXuiYvQGoTwHztavC2OfMYbDeHw"
    "B+WGmiPL6saASYBlVN0rq4f+dW3IBtVTyMWQxGvaCRhxZG5y762wsCqumReRky98hPvD8Mf5pI0cy09DM4KHAyieAjo5gDbFIdhM"
    "LxLgXj2/lTvIjIHn9q/lQr5RDGiUYUDcQLcq3ccw97QDLRH/bUSux9gpbhW4bZEIQZy6zCFWV9NcBuaoeDFgsEnT/MLgU53HZ4Gt"
    "5u4Tn1C0PJEb3lgGWpz+ENYp5y2mO2/Ewk1Ox9A1Z+wNl9GhVCTpwVRL7uitRDvidIgwrQNHSxqo2nL5sUAtMWrq1zzs4d8xhWNG"
    "d9qHdhYHE5b2PktnSj11d3tr+3qjPFybvGbYU2LUQbKyPrA46BlCFn95gCwDVFtfXDRry+0JM/lFHRXUS3Z7lCK+opT4SukJlUtD"
    "NMW+8d+NWC+IBTWZL36+G2+tb0631uX3wr/v1KmgyKycve7rnzepD51+XLWD4HUw/uKNeGiqgGlMXW9JHpGGS3nQ7IVk1YhrPiOO"
    "yOGrgSADRNht0WtMOq+7jFTfmU0MA5JPchmiZgXmHCNpbh5SRESU4vSVwcSm6MluJdtQBMp9eUje1uiAYbqRtiD5IWEoP355DfZl"
    "bHhf4vmJADCs/yiUwnpEcl/HdH5ZKsDsZPfQ8juKj8H0Ev28jWrwA5sYeB3446ICWXSKqpFXwcOFANOV5YT56m87y+1/Lp+qsbaW"
    "4f8U9SLA+YiWnEQhDZaNKM7gupNt3H/n6cqyV9OD27hX/Sl0E31spQH1hx3tSwh+BStfmKsOVDh4GCsJOUBakYz6dfCcJIQgui/3"
    "jjfhLZ9ymAuv+fexOfkyCA=="
)


def run() -> None:
    """Seals and opens with every construction in use. Raises NotReady."""
    try:
        _check_sealing()
        _check_expanding()
        _check_stretching()
    except NotReady:
        raise
    except Exception:
        raise NotReady("the cryptographic self-test failed: install cryptography 50 or newer") from None


def _check_sealing() -> None:
    key = suite.private_key(_SEED)
    public = suite.public_bytes(_SEED)
    if hashlib.sha256(public).hexdigest() != _PUBLIC_DIGEST:
        raise NotReady("a hybrid public key differs from what other programs derive")
    if suite.open_from(key, b"self-test", b"\x01" + _SEALED_ELSEWHERE) != b"plain":
        raise NotReady("what another program sealed does not open")
    sealed = suite.seal_to(public, b"self-test", b"plain")
    if suite.open_from(key, b"self-test", sealed) != b"plain":
        raise NotReady("hybrid sealing gave a wrong result")
    _must_refuse(lambda: suite.open_from(key, b"another place", sealed))
    record = suite.encrypt(_SEED, b"self-test", b"plain")
    if suite.decrypt(_SEED, b"self-test", record) != b"plain":
        raise NotReady("record encryption gave a wrong result")
    _must_refuse(lambda: suite.decrypt(_SEED, b"another place", record))


def _check_expanding() -> None:
    if suite.expand(_SEED, b"self-test").hex() != _EXPANDED:
        raise NotReady("a derived key differs from what other programs derive")


def _check_stretching() -> None:
    suite.stretch("self-test", bytes(16), _SEED, iterations=1, memory_kib=64)


def _must_refuse(attempt: Callable[[], bytes]) -> None:
    try:
        attempt()
    except Tampered:
        return
    raise NotReady("authenticated encryption accepted a change")
