"""Sealed files as objects of an S3-compatible store: the same few verbs as `folder`, over the network.

A long file goes up in parts (S3's multipart upload), of which one at a time is in memory; until the last word it is
no object. Reading asks for one range after another, so that whoever reads slowly holds no connection of the store's.
What the store or its client say is never handed on, since it may quote an address or a key: only which kind it was.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self
from uuid import UUID

from waystation.vault.stores import (
    CERTIFICATE,
    CLOCK,
    CREDENTIALS,
    FAILING,
    NO_BUCKET,
    NO_CLIENT,
    REFUSED,
    UNREACHABLE,
    Away,
)
from waystation.vault.streams import Bytes

PART = 8 * 1024 * 1024
"""Bytes of one part and of one range. S3 takes 10,000 parts of at least 5 MiB: files of up to 78 GiB."""
_CONNECT, _READ, _TRIES = 5, 20, 3  # seconds, seconds, times
_FAULTS = {
    "NoSuchBucket": NO_BUCKET,
    "InvalidAccessKeyId": CREDENTIALS,
    "SignatureDoesNotMatch": CREDENTIALS,
    "RequestTimeTooSkewed": CLOCK,
    "AccessDenied": REFUSED,
    "AllAccessDisabled": REFUSED,
}


class Absent(Exception):
    """There is no such object."""


def of(said: dict[str, Any]) -> "Bucket":
    """The bucket that the settings describe (`[files.s3]`). Raises Away where the client is not installed."""
    return Bucket(client(tuple(sorted(said.items()))), said["bucket"], said.get("prefix", ""))


@lru_cache(maxsize=4)
def client(said: tuple[tuple[str, Any], ...], *, anonymous: bool = False) -> Any:
    """One client for all threads; it takes nothing from the environment or another program's files but proxies.

    Raises Away where it is not installed.
    """
    try:
        from botocore import UNSIGNED
        from botocore.config import Config
        from botocore.session import Session
    except ImportError:
        raise Away(NO_CLIENT) from None
    wanted = dict(said)
    style = {"addressing_style": wanted.get("addressing", "path"), "payload_signing_enabled": True}
    config = Config(
        s3=style,
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        retries={"mode": "standard", "total_max_attempts": _TRIES},
        max_pool_connections=32,
        # What was added later than the protocol that all stores speak; the signature covers a hash of what is sent.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        ignore_configured_endpoint_urls=True,
        **({"signature_version": UNSIGNED} if anonymous else {}),
    )
    session = Session()
    session.set_config_variable("config_file", "/dev/null")
    session.set_config_variable("credentials_file", "/dev/null")
    return session.create_client(
        "s3",
        endpoint_url=wanted["endpoint"],
        region_name=wanted.get("region", "us-east-1"),
        aws_access_key_id=wanted["access_key"],
        aws_secret_access_key=wanted["secret_key"],
        verify=wanted.get("authority") or None,
        config=config,
    )


@dataclass(frozen=True)
class Bucket:
    made: Any = field(repr=False)
    name: str
    prefix: str = ""

    def ask(self, verb: str, **said: Any) -> dict[str, Any]:
        """One call. Raises Away, and Absent where there is no such object."""
        from botocore.exceptions import BotoCoreError, ClientError, SSLError

        why = ""
        try:
            found: dict[str, Any] = getattr(self.made, verb)(Bucket=self.name, **said)
            return found
        except ClientError as error:
            code, status = str(error.response["Error"].get("Code", "")), _status(error.response)
            if status == 404 and code in ("NoSuchKey", "404", "NoSuchUpload", "NotFound"):
                raise Absent from None
            why = _FAULTS.get(code) or (REFUSED if status in (401, 403) else FAILING)
        except SSLError:
            why = CERTIFICATE
        except BotoCoreError:
            why = UNREACHABLE
        raise Away(why) from None

    def key(self, name: UUID) -> str:
        return f"{self.prefix}{name.hex}"

    def begin(self, name: UUID) -> "Upload":
        """A file to write into; the store is not asked before there is something for it."""
        return Upload(self, self.key(name))

    def open(self, name: UUID) -> "Ranges | None":
        """The file, or None where it is not there. Raises Away, at once and while it is read."""
        ranges = Ranges(self, self.key(name))
        try:
            ranges.fill()
        except Absent:
            return None
        return ranges

    def size(self, name: UUID) -> int | None:
        """Its bytes; None where it is not there."""
        try:
            return int(self.ask("head_object", Key=self.key(name))["ContentLength"])
        except Absent:
            return None

    def remove(self, name: UUID) -> None:
        with suppress(Absent):
            self.ask("delete_object", Key=self.key(name))

    def names(self, before: float = float("inf")) -> Iterator[UUID]:
        """Every whole file that was written before a moment (seconds since 1970), by the store's clock."""
        for found in self._pages("list_objects_v2", "Contents", "ContinuationToken"):
            if (name := self._ours(found["Key"])) and found["LastModified"].timestamp() < before:
                yield name

    def drop_parts(self, before: float) -> None:
        """Gives up what was begun before a moment and never became an object."""
        for found in list(self._pages("list_multipart_uploads", "Uploads", "KeyMarker")):
            if self._ours(found["Key"]) and found["Initiated"].timestamp() < before:
                with suppress(Absent):
                    self.ask("abort_multipart_upload", Key=found["Key"], UploadId=found["UploadId"])

    def _pages(self, verb: str, what: str, marker: str) -> Iterator[dict[str, Any]]:
        further: dict[str, str] = {}
        while True:
            page = self.ask(verb, Prefix=self.prefix, **further)
            yield from page.get(what, [])
            if not page.get("IsTruncated"):
                return
            further = {marker: page[f"Next{marker}"]}
            if "NextUploadIdMarker" in page:
                further["UploadIdMarker"] = page["NextUploadIdMarker"]

    def _ours(self, key: str) -> UUID | None:
        """The name of a file; None for what somebody else keeps there."""
        name = key.removeprefix(self.prefix)
        return UUID(hex=name) if len(name) == 32 and not set(name) - set("0123456789abcdef") else None


def _status(response: dict[str, Any]) -> int:
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


class Upload:
    """One object that is coming in: what is written waits until it fills a part."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        self._bucket, self._key, self._waits = bucket, key, bytearray()
        self._upload, self._parts = "", list[dict[str, Any]]()
        self._kept = False

    @property
    def file(self) -> Self:
        return self

    def write(self, data: Bytes) -> None:
        """Takes the next bytes. Raises Away."""
        self._waits += data
        while len(self._waits) > PART:
            self._send(PART)

    def _send(self, size: int) -> None:
        if not self._upload:
            self._upload = self._asked("create_multipart_upload")["UploadId"]
        number = len(self._parts) + 1
        body = bytes(memoryview(self._waits)[:size])
        sent = self._asked("upload_part", UploadId=self._upload, PartNumber=number, Body=body)
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        del self._waits[:size]

    def _asked(self, verb: str, **said: Any) -> dict[str, Any]:
        try:
            return self._bucket.ask(verb, Key=self._key, **said)
        except Absent:  # of what is being written: the store lost it
            raise Away(FAILING) from None

    def keep(self) -> None:
        """Returns once the store has answered for the whole object. Raises Away."""
        self._kept = True  # from here on it may be there, whatever we are told
        if not self._upload:
            self._asked("put_object", Body=bytes(self._waits))
            return
        self._send(len(self._waits))
        self._asked("complete_multipart_upload", UploadId=self._upload, MultipartUpload={"Parts": self._parts})

    def drop(self) -> None:
        """Forgets it, wherever it is by now. What the store cannot be told, the sweep does later."""
        self._waits.clear()
        if self._upload:
            with suppress(Away, Absent):
                self._bucket.ask("abort_multipart_upload", Key=self._key, UploadId=self._upload)
        if self._kept:
            with suppress(Away, Absent):
                self._bucket.ask("delete_object", Key=self._key)


class Ranges:
    """An object that is read from its beginning, one range in memory at a time."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        self._bucket, self._key = bucket, key
        self._held, self._at, self._next, self._size = memoryview(b""), 0, 0, PART

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._held = memoryview(b"")

    def fill(self) -> bool:
        """Asks for the next range; False at the end. Raises Away, and Absent where the object is not there."""
        if self._next and self._next >= self._size:
            return False
        from botocore.exceptions import BotoCoreError

        span = f"bytes={self._next}-{self._next + PART - 1}"
        found = self._bucket.ask("get_object", Key=self._key, Range=span)
        try:
            data = found["Body"].read()
        except (BotoCoreError, OSError):  # it was cut off on the way
            raise Away(UNREACHABLE) from None
        self._size = int(str(found.get("ContentRange") or f"/{len(data)}").rsplit("/", 1)[-1])
        self._held, self._at, self._next = memoryview(data), 0, self._next + len(data)
        return bool(data)

    def readinto(self, buffer: memoryview) -> int:
        """Fills the buffer unless the end comes first. Raises Away."""
        filled = 0
        while filled < len(buffer):
            if self._at == len(self._held):
                try:
                    if not self.fill():
                        break
                except Absent:  # erased while it was read
                    raise Away(FAILING) from None
            piece = self._held[self._at : self._at + len(buffer) - filled]
            buffer[filled : filled + len(piece)] = piece
            filled, self._at = filled + len(piece), self._at + len(piece)
        return filled

    def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end."""
        buffer = bytearray(size)
        return bytes(memoryview(buffer)[: self.readinto(memoryview(buffer))])
