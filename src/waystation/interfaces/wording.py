"""What scopes are called, and what pages say of tokens."""

from django.utils.translation import gettext_lazy as _

from waystation.interfaces import BUNDLES, INTAKE, STATISTICS

SCOPE_WORDS = {
    INTAKE: _("Bring first messages from a form of theirs"),
    STATISTICS: _("Fetch statistics that were released"),
    BUNDLES: _("Bring sealed bundles of cases, and learn what became of them"),
}
NOTICES = {"token-revoked": _("Revoked. From now on this token opens nothing.")}
