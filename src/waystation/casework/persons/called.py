"""What we call somebody: nobody else is called so, it hides nothing, and it is no name of theirs."""

import re
from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.persons import access
from waystation.staff.actor import Actor

HIDDEN = _("This holds characters that nobody sees. Type it instead of copying it.")
TAKEN = _("Somebody else is called so already, and the two would be taken for each other. Choose another word.")
A_NAME = _("This is a name that the person really has. Choose a word that has nothing to do with them.")

_WORD = re.compile(r"[^\W_]{3,}")


def look(actor: Actor, form: forms.Form, names: Iterable[str], *, case: UUID | None, person: UUID | None) -> None:
    """Says on a form that is sent what is wrong with a pseudonym that it changes.

    `person` of `case`, or everybody of it, may be called so already; `names` are real ones.
    """
    if not form.is_bound or not form.is_valid() or "pseudonym" not in form.changed_data:
        return
    said, made = form.cleaned_data["pseudonym"], form.cleaned_data.get("once")  # the same form, sent twice
    found = [each for each in access.named(actor, said) if each.id != made]
    others = [each for each in found if not (each.home == case and person in (None, each.id))]
    if "[U+" in said:
        form.add_error("pseudonym", HIDDEN)
    elif others:
        form.add_error("pseudonym", TAKEN)
    elif _words([said]) & _words(names):
        form.add_error("pseudonym", A_NAME)


def names_in(actor: Actor, case_id: UUID) -> list[str]:
    """The real names of everybody in a case, as far as this person may know them."""
    members = access.members(actor, case_id)
    return [name.text for each in members if each.record for name in each.record.names]


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold().replace("ё", "е"))}
