"""Where sealed files lie, and the only way in and out of there.

A file is sealed while it comes in and stands whole and durable under a random name before any row names it. Its key
stands in that row's sealed record. So whoever is killed between the two leaves sealed bytes that nobody can open, and
the sweep removes them. A model whose rows name a file says in `names_files` which column does.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.apps import apps

from waystation.vault import stores, suite
from waystation.vault.errors import Tampered
from waystation.vault.stores import Away, Opened
from waystation.vault.streams import Bytes, Content, Sealer, opened, sealed_size

GRACE = timedelta(days=1)
"""How long a file may wait for the row that names it: the slowest upload of several files takes less."""
_BATCH = 500


class Stored(NamedTuple):
    """A file in the store. A record that somebody relies on keeps both."""

    id: UUID
    content: Content


def _context(file_id: UUID) -> bytes:
    return suite.bind(b"file", file_id.bytes)


class Draft:
    """A file that is coming in. Only sealed bytes of it are stored, and at most one segment (or part) is in memory."""

    def __init__(self) -> None:
        self.id = uuid4()
        self._part = stores.chosen().begin(self.id)
        self._sealer = Sealer(self._part.file, _context(self.id))

    @property
    def size(self) -> int:
        return self._sealer.size

    def write(self, data: Bytes) -> None:
        """Takes the next bytes. Raises OSError where there is no room."""
        self._sealer.write(data)

    def finish(self) -> Stored:
        """Returns once the whole file is durable. Raises OSError."""
        content = self._sealer.finish()
        self._part.keep()
        return Stored(self.id, content)

    def drop(self) -> None:
        """Forgets it, finished or not."""
        self._part.drop()


def keep(chunks: Iterable[Bytes]) -> Stored:
    """Stores a whole file. Raises OSError, and what the chunks raise: then nothing is left of it."""
    draft = Draft()
    try:
        for chunk in chunks:
            draft.write(chunk)
        return draft.finish()
    except BaseException:
        draft.drop()
        raise


def read(file_id: UUID, content: Content) -> Iterator[bytes]:
    """The pieces of a file. Raises Tampered, at once where it is missing or wrong from the start, else on the way.

    And OSError, likewise: `Away` where the store is.
    """
    pieces = _pieces(stores.chosen().open(file_id), file_id, content)
    first = next(pieces, b"")
    return chain([first] if first else [], pieces)


def _pieces(source: Opened | None, file_id: UUID, content: Content) -> Iterator[bytes]:
    if source is None:
        raise Tampered
    with source:
        yield from opened(source, content, _context(file_id))


def is_whole(file_id: UUID, content: Content) -> bool:
    """Whether the file is there in its full size; what is in it only reading tells."""
    return stores.chosen().size(file_id) == sealed_size(content.size)


def _names() -> Iterator[tuple[Any, str]]:
    """The rows of each model that names files, and the column that does."""
    for model in apps.get_models():
        if column := getattr(model, "names_files", ""):
            yield model._default_manager.all(), column


def _named(ids: Iterable[UUID]) -> set[UUID]:
    wanted = list(ids)
    found = (rows.filter(**{f"{column}__in": wanted}).values_list(column, flat=True) for rows, column in _names())
    return set(chain.from_iterable(found))


def forget(file_id: UUID) -> None:
    """Removes a file unless a row names it. What a store that is away cannot be told, the sweep tells it later."""
    if not _named([file_id]):
        with suppress(Away):
            stores.chosen().remove(file_id)


def sweep(*, now: datetime) -> None:
    """Removes what was begun and not finished, and files that no row names, once they are older than GRACE."""
    store, before = stores.chosen(), (now - GRACE).timestamp()
    store.drop_parts(before)
    names = store.names(before)
    while some := list(islice(names, _BATCH)):
        for gone in set(some) - _named(some):
            store.remove(gone)


def missing() -> int:
    """How many files that a row names are not there."""
    there = set(stores.chosen().names())
    ids = (rows.values_list(column, flat=True).iterator() for rows, column in _names())
    return sum(file_id not in there for file_id in chain.from_iterable(ids))
