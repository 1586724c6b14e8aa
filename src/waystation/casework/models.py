"""A case as the database sees it: sealed rows under one random id, and nothing that says what of."""

from django.db import models

from waystation.casework import records
from waystation.vault.models import Sealed


class Case(Sealed):
    """The stub of a case, in LIST. Its id is the locator of all that belongs to it."""

    record_type = records.CaseStub


class PersonRow(Sealed):
    """Who it is, in IDENTITY; one to a case."""

    record_type = records.Person


class NeedRow(Sealed):
    record_type = records.Need


class RiskRow(Sealed):
    record_type = records.Risk


class ConsentRow(Sealed):
    record_type = records.Consent


class ConsentTextRow(Sealed):
    """One version of a text; stands under the duty team."""

    record_type = records.ConsentText


class UseRow(Sealed):
    record_type = records.Use


class ReleaseRow(Sealed):
    record_type = records.Release


class NoteRow(Sealed):
    record_type = records.Note


class FileRow(Sealed):
    """One file, in any compartment; `file` is its name in the store, so that a file that no row names can go."""

    record_type = records.File
    names_files = "file"
    file = models.UUIDField(db_index=True)


class MoveRow(Sealed):
    record_type = records.Move
