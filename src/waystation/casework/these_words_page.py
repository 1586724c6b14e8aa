"""The page by which those in a text are shown its very words, and what they say of them is noted."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from waystation.casework.consent_rules import Sentence
from waystation.casework.errors import Refused
from waystation.casework.forms import QuietForm
from waystation.casework.near_days import near_day
from waystation.casework.records import WordsSeen
from waystation.casework.these_words import CHANGED, HOW, Line
from waystation.mail.words import clean
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest
from waystation.web import notices
from waystation.web.pages import back, page

notices.register({"words-seen": _("Noted, for these very words. Once they change, it counts no more.")})


class WordsForm(QuietForm):
    """What somebody said of the words of this page; `digest` is theirs, in hex."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    case = forms.ChoiceField(label=_("Who saw these words"), widget=forms.RadioSelect)
    agreed = forms.ChoiceField(
        label=_("What they said of them"),
        choices=(("yes", _("Yes: these words may go out")), ("no", _("No"))),
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(label=_("How they saw them"), choices=list(HOW.items()), widget=forms.RadioSelect)
    on = near_day(label=_("On which day"), required=True)

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        those = [(str(each.case), each.called) for each in lines]
        self.fields["case"].choices = those  # type: ignore[attr-defined]
        if len(those) == 1:  # of several nobody is chosen already: a yes would be noted of the wrong one
            self.initial["case"] = those[0][0]

    def clean_digest(self) -> bytes:
        try:
            return bytes.fromhex(self.cleaned_data["digest"])
        except ValueError:
            raise forms.ValidationError(CHANGED) from None

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > date.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def seen(self, actor: Actor) -> WordsSeen:
        """What is to be noted. Only for a form that is valid."""
        typed = self.cleaned_data
        return WordsSeen(
            case=UUID(typed["case"]),
            digest=typed["digest"],
            agreed=typed["agreed"] == "yes",
            how=typed["how"],
            on=typed["on"],
            at=actor.now(),
            by=actor.account,
        )


def words_page(
    request: StaffRequest,
    texts: Sequence[tuple[str, Sentence, str]],
    those: Sequence[Line],
    digest: bytes,
    act: Callable[[WordsSeen], None],
    context: dict[str, Any],
) -> HttpResponse:
    """The page by which words are shown to those in them: `texts` by code and name of a language, and what they said.

    `context` has `heading`, `above`, `breadcrumbs`; `may_note` is whether something can be noted still.
    """
    actor = request.actor
    initial = {"digest": digest.hex(), "on": actor.today}
    form = WordsForm(request.POST or None, lines=those, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.seen(actor))
            return back(request.path, "words-seen")
        except Refused as refused:
            form.add_error(None, str(refused.reasons[0]))
    shown = [(code, name, clean(words)[0]) for code, name, words in texts]
    more = {"texts": shown, "those": those, "form": form}
    return page(request, "casework/these-words.html", context | more, status=422 if form.errors else 200)
