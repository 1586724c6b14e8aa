"""What somebody who reads and writes the database does: keeps rows as they are, and puts them back later."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Model, QuerySet

from tests.casework.conftest import waiting_request
from waystation.casework import actions
from waystation.staff.actor import Actor
from waystation.vault import sets
from waystation.vault.models import Manifest


def accepted(actor: Actor, pseudonym: str = "Birch") -> UUID:
    """A case with a request of its own."""
    return actions.accept(actor, waiting_request(), pseudonym=pseudonym)


class Copy:
    """Rows as they were when it was made. Putting them back deletes what came to those queries since."""

    def __init__(self, *queries: QuerySet[Model]) -> None:
        self.queries = queries
        self.rows = [list(query) for query in queries]

    @classmethod
    def of_set(cls, *set_ids: UUID) -> Copy:
        """All rows of some sets, each with its manifest."""
        rows = [model._default_manager.filter(**{f"{model.set_column}__in": set_ids}).all() for model in sets.kinds()]
        return cls(Manifest.objects.filter(pk__in=set_ids), *rows)

    def put_back(self) -> None:
        for query, rows in zip(self.queries, self.rows, strict=True):
            query.all().delete()
            query.model._default_manager.bulk_create(rows)
