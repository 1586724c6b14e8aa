"""Files in forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from waystation.files import uploads, wording


class FilesInput(forms.FileInput):
    """Chooses several files where it may, without scripts."""

    def __init__(self, *, several: bool) -> None:
        super().__init__()
        self._several = several

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["multiple"] = self._several
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[uploads.Received]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """The files that came, already sealed; an empty list where none did."""

    def __init__(self, *, several: bool = True, **options: Any) -> None:
        super().__init__(widget=FilesInput(several=several), **options)


def is_good(request: HttpRequest, form: forms.Form, name: str = "files") -> bool:
    """Whether all of a form was taken. Where not, the form says what became of its files."""
    reason = uploads.refused(request)
    if form.is_valid() and not reason:
        return True
    if reason:
        form.add_error(name, wording.refusal(reason, uploads.limits_of(request)))
    elif request.FILES:
        form.add_error(name, wording.CHOOSE_AGAIN)
    return False
