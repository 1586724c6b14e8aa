"""Whether a bucket does what the store of files needs, tried on a file of zeros that is gone afterwards."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from waystation.vault import bucket
from waystation.vault.stores import Away

WELL, DIFFERS, KEEPS, VERSIONS = "well", "differs", "keeps", "versions"
PUBLIC, PLAIN = "public", "plain"
_PROBE = bytes(1000)
_EVERYBODY = ("AllUsers", "AuthenticatedUsers")
_HERE = ("127.0.0.1", "::1", "localhost")


def probe(said: dict[str, Any]) -> str:
    """WELL, or what is wrong first: one of the words above, or why the store is away (`stores`)."""
    url = urlsplit(said["endpoint"])
    if url.scheme != "https" and url.hostname not in _HERE:
        return PLAIN
    name = uuid4()
    try:
        store = bucket.of(said)
        try:
            return _written_and_read(store, name) or _open_to_all(store, said, name) or _kept(store, name) or WELL
        finally:
            with suppress(Away):
                store.remove(name)
    except Away as away:
        return away.why


def _written_and_read(store: bucket.Bucket, name: Any) -> str:
    part = store.begin(name)
    part.write(_PROBE)
    part.keep()
    found = store.open(name)
    whole = found is not None and found.read(len(_PROBE) + 1) == _PROBE
    store.drop_parts(0)  # by which it shows whether we may ask what was begun
    return "" if whole and store.size(name) == len(_PROBE) and name in store.names() else DIFFERS


def _open_to_all(store: bucket.Bucket, said: dict[str, Any], name: Any) -> str:
    """Whether somebody without a key reads or lists, or may by the bucket's list of who may what, where it has one."""
    stranger = bucket.Bucket(bucket.client(tuple(sorted(said.items())), anonymous=True), store.name, store.prefix)
    for verb, more in (("get_object", {"Key": store.key(name)}), ("list_objects_v2", {"MaxKeys": 1})):
        if _does(stranger, verb, **more) is not None:
            return PUBLIC
    grants = (_does(store, "get_bucket_acl") or {}).get("Grants", [])
    groups = [str(grant.get("Grantee", {}).get("URI", "")) for grant in grants]
    return PUBLIC if any(group.endswith(_EVERYBODY) for group in groups) else ""


def _kept(store: bucket.Bucket, name: Any) -> str:
    """Whether what is deleted stays, as an earlier version or at all."""
    if (_does(store, "get_bucket_versioning") or {}).get("Status") in ("Enabled", "Suspended"):
        return VERSIONS
    store.remove(name)
    return KEEPS if store.size(name) is not None else ""


def _does(store: bucket.Bucket, verb: str, **said: Any) -> dict[str, Any] | None:
    """What a store says that may not know this question; None where it does not."""
    try:
        return store.ask(verb, **said)
    except (Away, bucket.Absent):
        return None
