"""Persons as the database sees them: sealed rows under the random id of a case."""

from typing import Any

from django.db import models

from waystation.casework.persons import records
from waystation.vault.models import Sealed


def _drawer() -> Any:
    return models.PositiveSmallIntegerField(null=True, db_index=True, editable=False)


class PersonRow(Sealed):
    """Who somebody is, in IDENTITY of their home; many to a case."""

    record_type = records.Person


class ApartRow(Sealed):
    """Health or SOGIESC, each in a row of its own, in MEDICAL."""

    record_type = records.Apart


class PartRow(Sealed):
    """The roles of one person in one case, in CONTACT; `near` is the drawer of the person, older rows have none."""

    record_type = records.Part
    uncounted = ("near",)  # whoever opens a case compares it with the person whom the record names
    near = _drawer()


class BondRow(Sealed):
    """Who must, may or must not be together, in CONTACT; in the drawers of both."""

    record_type = records.Bond
    uncounted = ("near", "near_other")
    near = _drawer()
    near_other = _drawer()


class TieRow(Sealed):
    """Who knows whom, in IDENTITY; in the drawers of both."""

    record_type = records.Tie
    uncounted = ("near", "near_other")
    near = _drawer()
    near_other = _drawer()
