"""Why a fact has its status, in words for staff: a sentence for each of `corroboration.REASONS`, and for each tie."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: Mapping[str, str | Promise] = {
    "hearsay": _("Told by somebody who was told, or whose knowledge has no known origin."),
    "first_hand": _("Told by somebody who was there."),
    "independent": _("A reviewer found these sources independent of each other."),
    "not_judged_independent": _("There are several sources, but no reviewer found two of them independent."),
    "same_origin": _("Heard from another source of the same fact: no second source."),
    "cannot_be_judged": _("The source or the information cannot be judged yet: it corroborates nobody until then."),
    "does_not_count": _("The source is unreliable or deceives, or the information is improbable: it raises nothing."),
    "evidence": _("There is material evidence in unbroken custody."),
    "custody_broken": _("There is material, but its custody is not without gaps: it supports nothing."),
    "finding": _("A court or an authority found so."),
    "death_on_hearsay": _("A death that nobody saw stays reported, however many tell of it."),
    "death_on_one_account": _("A death that one person saw stays reported until somebody or something supports them."),
    "denied": _("Somebody denies it, and no reviewer has weighed that yet."),
    "denial_set_aside": _("Somebody denies it; reviewers set that aside with a reason."),
    "refuted": _("Reviewers found that it did not happen."),
    "withdrawn": _("Somebody withdrew what they had said."),
    "prompted": _("Said when asked for just this, not told freely."),
}

TIES: Mapping[str, str | Promise] = {
    "family": pgettext_lazy("sources", "Of one family"),
    "cell": pgettext_lazy("sources", "Held in one cell"),
    "chat": pgettext_lazy("sources", "In one chat"),
    "referrer": pgettext_lazy("sources", "Sent to us by the same person"),
    "quotes": pgettext_lazy("sources", "One repeats the other"),
    "contact": pgettext_lazy("sources", "In contact before they told us"),
}
"""What may join two sources, who are then not independent unless a reviewer says why they are."""
