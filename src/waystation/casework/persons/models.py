"""Persons as the database sees them: sealed rows under the random id of a case."""

from waystation.casework.persons import records
from waystation.vault.models import Sealed


class PersonRow(Sealed):
    """Who somebody is, in IDENTITY of their home; many to a case."""

    record_type = records.Person


class ApartRow(Sealed):
    """Health or SOGIESC, each in a row of its own, in MEDICAL."""

    record_type = records.Apart


class PartRow(Sealed):
    """The roles of one person in one case, in CONTACT."""

    record_type = records.Part


class BondRow(Sealed):
    """Who must, may or must not be together, in CONTACT."""

    record_type = records.Bond


class TieRow(Sealed):
    """Who knows whom, in IDENTITY."""

    record_type = records.Tie
