"""Sentences about files: why one was not taken, why one is not shown."""

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.files import uploads, viewer, viewing

CHOOSE_AGAIN = _("Your text is still here, the files are not: please choose them again.")

WHY_NOT: dict[str, str | Promise] = {
    viewer.OTHER: _(
        "Files of this kind are not shown here: they can hold programs that harm the computer which opens them."
    ),
    viewer.BROKEN: _("The file is damaged, locked with a password, or not what it begins like. It cannot be shown."),
    viewer.LARGE: _("The file is too large to be shown here."),
    viewer.UNSAFE: _("This server cannot show files safely, so it shows none. Tell the administrator."),
    viewing.STOPPED: _("Showing this file was stopped for safety: it took too much time or memory."),
    "damaged": _("The stored file is missing, or was changed outside this program. Tell the administrator now."),
}


def why_not(kind: str) -> str | Promise:
    """Why nothing is shown; empty where something is."""
    return WHY_NOT.get(kind, "")


def refusal(reason: str, limits: uploads.Limits) -> str:
    """Why a file was left out of a form."""
    if reason == uploads.TOO_MANY:
        return gettext("At most %(count)d files fit into one message. Please choose again.") % {"count": limits.files}
    if reason == uploads.NO_ROOM:
        return gettext("We cannot take files at this moment. You can send the text alone.")
    return gettext("The files are too large: at most %(size)s fit together. Please choose again.") % {
        "size": filesizeformat(limits.bytes)
    }
