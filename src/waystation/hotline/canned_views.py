"""The pages on which coordinators edit the texts to answer with."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.hotline import canned, wording
from waystation.hotline.canned import LANGUAGES, Canned
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import languages, notices
from waystation.web.pages import back, page

notices.register(wording.CANNED_NOTICES)

LONGEST = 4000


def _text(label: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 7, "dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST, required=False, widget=area)


class CannedForm(forms.Form):
    """One text in every language of the pages."""

    title = forms.CharField(label=_("What it is called here"), max_length=80)
    ru = _text(_("Russian"))
    ce = _text(_("Chechen"))
    en = _text(_("English"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= {code: _text(name) for code, name in languages.added()}

    def clean(self) -> dict[str, Any]:
        for language in LANGUAGES:
            if names := canned.unknown(self.cleaned_data.get(language, "")):
                self.add_error(language, wording.NO_SUCH_PLACEHOLDER % {"names": ", ".join(names)})
        if not any(self.cleaned_data.get(language, "").strip() for language in LANGUAGES):
            self.add_error("ru", wording.NO_TEXT)
        return self.cleaned_data

    def texts(self) -> dict[str, str]:
        return {each: self.cleaned_data[each].strip() for each in LANGUAGES if self.cleaned_data[each].strip()}


@require_safe
def texts(request: StaffRequest) -> HttpResponse:
    """All texts, with the languages that each has."""
    rows = [(one, _languages(one)) for one in canned.listed(acting(request, "hotline.canned"))]
    return page(request, "hotline/canned.html", {"rows": rows})


def _languages(one: Canned) -> list[Any]:
    return [wording.TEXT_LANGUAGES[each] for each in LANGUAGES if one.texts.get(each)]


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: StaffRequest, canned_id: UUID) -> HttpResponse:
    """One text to edit; a built-in one becomes ours when it is saved."""
    actor = acting(request, "hotline.canned")
    return _edit(request, actor, canned.chosen(actor, canned_id))


@require_http_methods(["GET", "HEAD", "POST"])
def new_text(request: StaffRequest) -> HttpResponse:
    return _edit(request, acting(request, "hotline.canned"), None)


def _edit(request: StaffRequest, actor: Actor, old: Canned | None) -> HttpResponse:
    form = CannedForm(request.POST or None, initial={"title": old.title, **old.texts} if old else {})
    if form.is_bound and form.is_valid():
        try:
            canned.keep(actor, old.code if old else uuid4().hex, form.cleaned_data["title"], form.texts())
            return back("hotline:canned", "text-kept")
        except Stale:
            form.add_error(None, wording.RULES_STALE)
    context = {"form": form, "old": old, "placeholders": wording.PLACEHOLDERS.items()}
    return page(request, "hotline/canned-text.html", context, status=422 if form.is_bound else 200)


@require_POST
def withdraw(request: StaffRequest, canned_id: UUID) -> HttpResponse:
    canned.withdraw(acting(request, "hotline.canned"), canned_id)
    return back("hotline:canned", "text-withdrawn")
