"""Taking an innocent view out of the database, before it is told anew."""

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.db import transaction

from waystation.hotline.models import CallerMessage, Request
from waystation.staff import innocent
from waystation.staff.models import ProfileRow
from waystation.staff.policy import ROLES
from waystation.vault import grants
from waystation.vault.keyring import Key
from waystation.vault.models import Address, RingPage, Sealed
from waystation.vault.records import delete

_AT_ONCE = 200


@transaction.atomic
def wipe(view: Key) -> None:
    """Deletes all rows of a view but the profiles, so that it can be signed in to at any moment."""
    keyring = innocent.keyring(view, ROLES)
    grants.refresh(keyring)
    held = keyring.keys()
    places = sorted({key.locator for key in held})
    for start in range(0, len(places), _AT_ONCE):
        _wipe(places[start : start + _AT_ONCE])


def _wipe(places: list[UUID]) -> None:
    callers = list(Request.objects.filter(locator__in=places, caller__isnull=False).values_list("caller", flat=True))
    delete(*CallerMessage.objects.filter(locator__in=callers))
    for model in _sealed():
        delete(*model._default_manager.filter(locator__in=places))
    RingPage.objects.filter(locator__in=places).delete()
    Address.objects.filter(locator__in=places).delete()


def _sealed() -> Iterator[type[Sealed]]:
    return (model for model in apps.get_models() if issubclass(model, Sealed) and model is not ProfileRow)
