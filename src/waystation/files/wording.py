"""Sentences about files: why one was not taken, why one is not shown."""

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.files import called, uploads, viewer, viewing

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


NAME_AND_TYPE = _(
    "This file is not what it is called. By its name it is “%(name)s”, by what its sender’s program says “%(type)s”, "
    "by its content: “%(found)s”."
)
NAME_ALONE = _("This file is not what it is called. By its name it is “%(name)s”, by its content: “%(found)s”.")
TYPE_ALONE = _(
    "This file is not what it is called. By what its sender’s program says it is “%(type)s”, by its "
    "content: “%(found)s”."
)
GO_BY_CONTENT = _(
    "Only the content counts for what is shown here, and it is safe to look at it here. Saved and opened by its name "
    "it may do something else: if you need it as it came, open it on a separate machine without a network only."
)


def otherwise(found: called.Called) -> list[str]:
    """What to say of a file whose name, declared type and content do not agree."""
    sentence = NAME_AND_TYPE if found.name and found.type else NAME_ALONE if found.name else TYPE_ALONE
    return [str(sentence) % found._asdict(), str(GO_BY_CONTENT)]


def refusal(reason: str, limits: uploads.Limits) -> str:
    """Why a file was left out of a form."""
    if reason == uploads.TOO_MANY:
        return gettext("At most %(count)d files fit into one message. Please choose again.") % {"count": limits.files}
    if reason == uploads.NO_ROOM:
        return gettext("We cannot take files at this moment. You can send the text alone.")
    return gettext("The files are too large: at most %(size)s fit together. Please choose again.") % {
        "size": filesizeformat(limits.bytes)
    }
