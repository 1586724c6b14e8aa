"""Where evidence came from must not come out in a text of ours: see `waystation.confidential`."""

from django.utils.translation import gettext_lazy as _

from waystation.confidential import use_words
from waystation.documentation.exhibits.models import CustodyRow, ExhibitRow, OriginalRow


def make_known() -> None:
    """Called at start-up."""
    for model in (ExhibitRow, OriginalRow, CustodyRow):
        use_words(model, _("Exhibits"))
