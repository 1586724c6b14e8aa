"""What a shift told the next one must not come out in a text of ours: see `waystation.confidential`."""

from django.utils.translation import gettext_lazy as _

from waystation.confidential import use_words
from waystation.duty.models import HandOverRow


def make_known() -> None:
    """Called at start-up."""
    use_words(HandOverRow, _("Hand-overs"))
