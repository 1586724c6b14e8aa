"""What was found in a body and in a mind must not come out in a text of ours: see `waystation.confidential`."""

from django.utils.translation import gettext_lazy as _

from waystation.confidential import use_words
from waystation.documentation.medical.models import AsItCameRow, EvaluationRow, FindingRow, PictureRow


def make_known() -> None:
    """Called at start-up."""
    for model in (EvaluationRow, FindingRow, PictureRow, AsItCameRow):
        use_words(model, _("Medical evaluations"), of_case=True)
