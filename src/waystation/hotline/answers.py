"""Answers to the questions of safe contact that a caller's browser sealed, as the form itself would have taken them.

The server never saw them, so a mistake cannot be sent back to the caller's page: what is not understood stands in the
message, word for word, for whoever opens it, and everything else counts.
"""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import override

from waystation.hotline import contact_rules, rules
from waystation.hotline.contact_forms import SealedAnswers, TimesForm, WordsForm
from waystation.hotline.records import Contact, MessageRecord, Told
from waystation.mail.words import one_line

QUOTED = 200  # characters of one answer that is not understood


def heard(record: MessageRecord, told: Told) -> tuple[MessageRecord, Told]:
    """The record with what was answered, and the text with what has to be read; both as they were without answers."""
    if not told.answers:
        return record, told
    form = _form(told.answers)(told.answers, before=Contact())
    form.is_valid()
    lines = [told.text, *_danger(form, told.text), *_unclear(form)]
    contact = form.understood(record.form[: contact_rules.SALT])
    return msgspec.structs.replace(record, contact=contact), msgspec.structs.replace(told, text="\n".join(lines))


def _form(answers: dict[str, str]) -> type[SealedAnswers]:
    return TimesForm if "zone" in answers else WordsForm


def _danger(form: SealedAnswers, text: str) -> list[str]:
    """In the words that the rules of triage read in any message."""
    if form.cleaned_data.get("now") != "yes":
        return []
    with override(rules.language_of(text)):
        return [_("I am in danger right now.")]


def _unclear(form: SealedAnswers) -> list[str]:
    """A line for each question whose answer counts for nothing; an agreed word is never shown."""
    return [
        _("Not understood: %(question)s %(answer)s") % {"question": label, "answer": " ".join(filter(None, said))}
        for label, said in _questions(form).items()
    ]


def _questions(form: SealedAnswers) -> dict[str, list[str]]:
    """What was typed, by question: a span of time is one, whichever of its parts is wrong."""
    found: dict[str, list[str]] = {}
    for name in filter(form.fields.__contains__, form.errors):
        span = name.partition("_")[0]
        parts = [f"{span}_{part}" for part in ("days", "from", "to")] if span in ("when", "never") else [name]
        said = [] if name in contact_rules.WORDS else [one_line(form.data.get(part, ""), QUOTED) for part in parts]
        found[str(form.fields[parts[0]].label)] = said
    return found
