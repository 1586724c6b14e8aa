"""Work as the database sees it: sealed rows. Whose they are, what for and by when stands in none of them."""

from waystation.casework.work import records
from waystation.vault.models import Sealed


class TaskRow(Sealed):
    """Belongs to the contact part of its case; one that is about no case, to the duty team."""

    record_type = records.Task


class FlagRow(Sealed):
    """Belongs to the contact part of its case."""

    record_type = records.Flag


class ApprovalRow(Sealed):
    """Belongs to the contact part of its case. Its version is what lets one of two answers stand."""

    record_type = records.Approval


class TemplateRow(Sealed):
    """Belongs to the duty team; one to a stage."""

    record_type = records.Template
