"""Files in forms: sealed while they come in, so that nothing of them is ever readable on the disk.

A view says by `takes_files` how much it takes; all others take none. What a file costs is bounded before the form is
read, which the forgery check does first of all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from waystation.mail.words import one_line
from waystation.vault import files
from waystation.vault.stores import Away
from waystation.vault.streams import SEGMENT, Content
from waystation.web.views import too_large, unavailable

logger = logging.getLogger(__name__)

STILL_READ = 10  # times what is taken
View = TypeVar("View", bound=Callable[..., Any])

NAME_CHARACTERS, TYPE_CHARACTERS = 200, 80
TOO_LARGE, TOO_MANY, NO_ROOM = "too-large", "too-many", "no-room"


@dataclass(frozen=True)
class Limits:
    """How many files a form may bring, and how many bytes they have together."""

    files: int
    bytes: int


def takes_files(limits: Callable[[], Limits]) -> Callable[[View], View]:
    """Marks a view; `limits` is asked at each request."""

    def marked(view: View) -> View:
        view.takes_files = limits  # type: ignore[attr-defined]
        return view

    return marked


class Received(UploadedFile):
    """One file of a form, stored and sealed. Closed with its request, it is forgotten unless a row names it."""

    def __init__(self, stored: files.Stored, name: str, kind: str) -> None:
        super().__init__(None, name, kind, stored.content.size)
        self.claimed_name, self.claimed_type = one_line(name, NAME_CHARACTERS), one_line(kind, TYPE_CHARACTERS)
        self.id: UUID = stored.id
        self.content: Content = stored.content

    def __repr__(self) -> str:
        return "Received()"

    def close(self) -> None:
        files.forget(self.id)


class Sealing(FileUploadHandler):
    """Seals each file of one request. What is too much is left out, and `refused` says why: the words are kept."""

    chunk_size = SEGMENT

    def __init__(self, request: HttpRequest | None = None, limits: Limits | None = None) -> None:
        super().__init__(request)
        self.limits = limits or Limits(0, 0)
        self._left, self._count = self.limits.bytes, 0
        self._draft: files.Draft | None = None
        self.refused = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.abandon()
        self._count += 1
        if self._count > self.limits.files:
            self._refuse(TOO_MANY)
        try:
            self._draft = files.Draft()
        except OSError:
            self._no_room()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._draft is None:
            raise SkipFile
        self._left -= len(raw_data)
        if self._left < 0:
            self._refuse(TOO_LARGE)
        try:
            self._draft.write(raw_data)
        except OSError:
            self._no_room()

    def file_complete(self, file_size: int) -> Received | None:
        draft, self._draft = self._draft, None
        if draft is None:
            return None
        try:
            return Received(draft.finish(), self.file_name or "", self.content_type or "")
        except OSError:
            draft.drop()
            with suppress(SkipFile):
                self._no_room()
            return None

    def upload_interrupted(self) -> None:
        self.abandon()

    def abandon(self) -> None:
        """Drops what is half there."""
        if self._draft is not None:
            self._draft.drop()
            self._draft = None

    def _refuse(self, reason: str) -> None:
        self.refused = self.refused or reason
        self.abandon()
        raise SkipFile

    def _no_room(self) -> None:
        logger.exception("")  # where, for the administrator; the log's formatter leaves out what
        self._refuse(NO_ROOM)


class NoFiles(Sealing):
    """What stands in the settings: takes nothing, wherever a form is read that no view asked for."""


class Bounds:
    """Says before a form is read how much of it is taken, and with 503 that the store of files is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Whatever it says: our forms have one encoding, and of the names of some the framework makes an error.
        request.encoding = settings.DEFAULT_CHARSET
        try:
            return self.get_response(request)
        finally:
            if (handler := sealing(request)) is not None:
                handler.abandon()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The store of files is away: that is no fault of ours, and passes."""
        if not isinstance(exception, Away):
            return None
        logger.error("", exc_info=exception)  # where, for the administrator
        return unavailable(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        asked = getattr(view, "takes_files", None)
        limits = asked() if asked else Limits(0, 0)
        request.upload_handlers = [Sealing(request, limits)]  # type: ignore[assignment]
        # Much more is still read and thrown away, so that somebody who chose too much gets their words back.
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + STILL_READ * limits.bytes
        return too_large(request) if _length(request) > most else None


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdigit() else 0


def sealing(request: HttpRequest) -> Sealing | None:
    """The handler that took this request's files."""
    handlers: Any = request.__dict__.get("_upload_handlers", [])
    return next((handler for handler in handlers if isinstance(handler, Sealing)), None)


def refused(request: HttpRequest) -> str:
    """Why a file was left out: TOO_LARGE, TOO_MANY or NO_ROOM; empty where none was."""
    handler = sealing(request)
    return handler.refused if handler else ""


def limits_of(request: HttpRequest) -> Limits:
    """What this request may bring."""
    handler = sealing(request)
    return handler.limits if handler else Limits(0, 0)
