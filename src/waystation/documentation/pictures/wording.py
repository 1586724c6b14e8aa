"""The words of pictures."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.documentation.pictures.graph import BOTH, DID, DONE_TO
from waystation.documentation.wording import Words

GROUPS: dict[str, Words] = {
    "property": _("Violation of property"),
    "documents": _("Taking or forging of papers"),
    "justice": _("Denial of justice"),
    "family": _("Violation within the family"),
    "coercion": _("Coercion to harm others"),
}
"""Groups of acts of which the vocabulary holds the members alone."""
COLUMNS: dict[str, Words] = {
    DID: pgettext_lazy("people", "Did it"),
    BOTH: pgettext_lazy("people", "Did it, and had it done to them"),
    DONE_TO: pgettext_lazy("people", "Had it done to them"),
}
