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
    "medical": _("Health, and what must be looked after"),
    "sogiesc": _("Whom they love, gender and body, as only they may tell it"),
    "files": pgettext_lazy("part of a case", "Files"),
}
# One code once stood for both: whoever kept that back keeps both back, whoever was given it was given both.
OLD_PARTS = {"health": frozenset({"medical", "sogiesc"})}
USES: dict[str, Words] = {
    "export": pgettext_lazy("use of a consent", "given on as a file"),
    "summary": pgettext_lazy("use of a consent", "given on as a summary"),
    "whole": pgettext_lazy("use of a consent", "given on as a file of the whole case"),
    "kept": pgettext_lazy("use of a consent", "written into a file that we keep ourselves"),
    "transfer": pgettext_lazy("use of a consent", "handed to another organisation"),
    "service": pgettext_lazy("use of a consent", "passed on to somebody who helps"),
    "submission": pgettext_lazy("use of a consent", "sent in a letter or complaint"),
    "publication": pgettext_lazy("use of a consent", "told in something that we published"),
}


def each_of(parts: Collection[str]) -> frozenset[str]:
    """The codes of PARTS that these stand for, also old ones."""
    return frozenset().union(*(OLD_PARTS.get(code, {code}) for code in parts))


def named(parts: Collection[str]) -> str:
    """Parts in words, in their order."""
    codes = each_of(parts)
    return "; ".join(str(label) for code, label in PARTS.items() if code in codes)
