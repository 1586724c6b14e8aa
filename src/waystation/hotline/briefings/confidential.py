"""What one person is told of one leg must not come out in a text of ours: see `waystation.confidential`."""

from django.utils.translation import gettext_lazy as _

from waystation.confidential import use_words
from waystation.hotline.briefings.models import ReportRow


def make_known() -> None:
    """Called at start-up."""
    use_words(ReportRow, _("What was reported of legs"))
