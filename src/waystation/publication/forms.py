"""What somebody wants to have checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import QuietForm
from waystation.files.forms import FilesField
from waystation.publication.wording import ONE_OF_BOTH, SAY_SOMETHING

LONGEST = 400_000
"""Characters of a text: some 150 pages."""


class CheckForm(QuietForm):
    """A text, or a file."""

    text = forms.CharField(
        label=_("The text"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("Plain text or Markdown, as it is to be released."),
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("Or a file"),
        required=False,
        several=False,
        help_text=_(
            "PDF, DOCX, XLSX, ODT, CSV, text, JPEG, PNG: with its properties, comments and what is hidden in it."
        ),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        text, files = said.get("text", "").strip(), said.get("files")
        if not self.errors and bool(text) == bool(files):
            self.add_error("text", ONE_OF_BOTH if text else SAY_SOMETHING)
        return said
