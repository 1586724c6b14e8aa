"""A case as the database sees it: sealed rows under one random id, and nothing that says what of."""

from django.db import models

from waystation.casework import records
from waystation.vault.models import Sealed


class Case(Sealed):
    """The stub of a case, in LIST. Its id is the locator of all that belongs to it."""

    record_type = records.CaseStub


class NeedRow(Sealed):
    record_type = records.Need


class RiskRow(Sealed):
    record_type = records.Risk


class ConsentRow(Sealed):
    record_type = records.Consent


class NoteRow(Sealed):
    record_type = records.Note


class FileRow(Sealed):
    """One file, in any compartment; `file` is its name in the store, so that a file that no row names can go."""

    record_type = records.File
    names_files = "file"
    file = models.UUIDField(db_index=True)


class MoveRow(Sealed):
    record_type = records.Move


class ViewRow(Sealed):
    """A saved view, under a person's own key or a team's."""

    record_type = records.View


class ChangeRow(Sealed):
    """One change of one row: sealed where that row is, and erased with it. `of` is the row's random id."""

    record_type = records.Change
    kept_open = False
    of = models.UUIDField(db_index=True)


class PairRow(Sealed):
    """Two persons who are likely the same, in IDENTITY of the case in which that was noticed."""

    record_type = records.Pair
