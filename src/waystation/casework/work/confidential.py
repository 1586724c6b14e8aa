"""What was asked for and answered about a case must not come out in a text of ours: see `waystation.confidential`."""

from django.utils.translation import gettext_lazy as _

from waystation.casework.work.models import ApprovalRow
from waystation.confidential import use_words


def make_known() -> None:
    """Called at start-up."""
    use_words(ApprovalRow, _("Approvals"), of_case=True)
