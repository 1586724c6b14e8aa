"""Words of consent for the pages of staff and of callers: the parts of a case, and what was done with them."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

# What an export or a bundle may hold, and a person may keep back; `list` is what the list of cases shows.
PARTS: dict[str, Words] = {
    "list": _("What we call the person, the stage, the next step"),
    "where": _("Where the person is now"),
    "who": _("Name, birth, papers, phone"),
    "contact": _("Needs, risk, notes, what was done"),
    "story": _("What happened to them"),
    "health": _("Health and other things that only they may tell"),
    "files": pgettext_lazy("part of a case", "Files"),
}
USES: dict[str, Words] = {
    "export": pgettext_lazy("use of a consent", "given on as a file"),
    "summary": pgettext_lazy("use of a consent", "given on as a summary"),
    "whole": pgettext_lazy("use of a consent", "given on as a file of the whole case"),
    "kept": pgettext_lazy("use of a consent", "written into a file that we keep ourselves"),
    "transfer": pgettext_lazy("use of a consent", "handed to another organisation"),
    "service": pgettext_lazy("use of a consent", "passed on to somebody who helps"),
    "submission": pgettext_lazy("use of a consent", "sent in a letter or complaint"),
}


def named(parts: Collection[str]) -> str:
    """Parts in words, in their order."""
    return "; ".join(str(label) for code, label in PARTS.items() if code in parts)
