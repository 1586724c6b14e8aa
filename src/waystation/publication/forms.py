"""What somebody wants to have checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.advocacy.forms import LetGoForm
from waystation.casework.forms import OnceForm, QuietForm, _line, _text
from waystation.files.forms import FilesField
from waystation.publication import rules, wording
from waystation.publication.aloud import speaking
from waystation.publication.records import LANGUAGES, PUBLICATION_KINDS, TABLE, Publication
from waystation.publication.statistics import making, tables
from waystation.publication.wording import HOW_SPEAKERS, HOW_TEXT, IN_LANGUAGE, ONE_OF_BOTH, PUBLICATIONS, SAY_SOMETHING

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


class PublicationForm(OnceForm):
    """A statement or a transcript, in up to three languages side by side."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(each, PUBLICATIONS[each]) for each in PUBLICATION_KINDS],
        widget=forms.RadioSelect,
        initial=PUBLICATION_KINDS[0],
    )

    aloud = forms.BooleanField(label=wording.TO_BE_HEARD, required=False, help_text=wording.HOW_HEARD)

    def __init__(self, *args: Any, is_table: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_table:
            self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, initial=TABLE)
            del self.fields["aloud"]
        for language in LANGUAGES:
            title, speakers, text = IN_LANGUAGE[language]
            self.fields[f"title_{language}"] = _line(label=title)
            self.fields[f"speakers_{language}"] = _text(3, label=speakers, strip=False, help_text=HOW_SPEAKERS)
            self.fields[f"text_{language}"] = _text(
                14, label=text, strip=False, max_length=rules.LONGEST_TEXT, help_text=HOW_TEXT
            )
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean_aloud(self) -> bool:
        """Only where something here can speak."""
        wanted: bool = self.cleaned_data["aloud"]
        if wanted and not speaking.is_possible():
            raise forms.ValidationError(wording.CANNOT_SPEAK)
        return wanted

    @property
    def columns(self) -> list[list[Any]]:
        """The fields of each language."""
        return [[self[f"{name}_{language}"] for name in ("title", "speakers", "text")] for language in LANGUAGES]

    @property
    def publication(self) -> Publication:
        """What was written."""
        said = self.cleaned_data
        by_language = {
            name: {each: text for each in LANGUAGES if (text := said[f"{name}_{each}"].replace("\r\n", "\n")).strip()}
            for name in ("title", "speakers", "text")
        }
        return Publication(
            kind=said["kind"],
            titles=by_language["title"],
            speakers=by_language["speakers"],
            texts=by_language["text"],
            aloud=said.get("aloud", False),
        )

    @staticmethod
    def initial_of(found: Publication) -> dict[str, Any]:
        """What stands in it before it is changed."""
        told = (("title", found.titles), ("speakers", found.speakers), ("text", found.texts))
        return {"kind": found.kind, "aloud": found.aloud} | {
            f"{name}_{language}": text for name, texts in told for language, text in texts.items()
        }


class CopyForm(QuietForm):
    """The list of hashes of a copy of the public site."""

    sums = forms.CharField(
        label=_("SHA256SUMS of a mirror"),
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "Open the mirror in a browser, with /SHA256SUMS at the end of its address, and paste all that it shows."
        ),
    )


class ReasonForm(QuietForm):
    """Why."""

    reason = _text(3, label=_("Why"), required=True, max_length=2_000)


class ApproveForm(LetGoForm):
    """Whose cases it tells of, for the gate of consent."""

    named = forms.BooleanField(label=_("Name, face or voice of these people are in it, as they wish"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["called"].help_text = _(
            "What we call each in the list of cases, one on a line. Each must have said yes to being published, and "
            "when it is released that is written down in the case."
        )


class TableForm(QuietForm):
    """What is counted, along what, and for whom."""

    along = forms.ChoiceField(label=_("What is counted, and along what"))
    audience = forms.ChoiceField(
        label=_("For whom"), choices=list(wording.AUDIENCES.items()), widget=forms.RadioSelect, initial=tables.PUBLIC
    )
    least = forms.IntegerField(
        label=_("The least number that is shown"), initial=tables.LEAST[tables.PUBLIC], min_value=1, max_value=1_000,
        help_text=_("At least 10 for everybody, at least 5 for partners."),
    )  # fmt: skip

    def __init__(self, *args: Any, sources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["along"].choices = [  # type: ignore[attr-defined]
            (
                wording.SOURCES[source],
                [
                    (f"{source}:{rows}:{columns}", wording.along(rows, columns))
                    for rows, columns in making.ALONG[source]
                ],
            )
            for source in sources
        ]
        for language in LANGUAGES:
            self.fields[f"title_{language}"] = _line(label=IN_LANGUAGE[language][0])

    @property
    def wanted(self) -> dict[str, Any]:
        """What the table is to be. Only for a form that is valid."""
        source, rows, columns = self.cleaned_data["along"].split(":")
        told = {name: self.cleaned_data[name] for name in ("audience", "least")}
        return {"source": source, "rows": rows, "columns": columns, **told}

    @property
    def titles(self) -> dict[str, str]:
        """What it is to be called. Only for a form that is valid."""
        return {each: said for each in LANGUAGES if (said := self.cleaned_data[f"title_{each}"]).strip()}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not any(said.get(f"title_{each}", "").strip() for each in LANGUAGES):
            self.add_error(f"title_{LANGUAGES[0]}", str(wording.NO_TITLE))
        return said


class KeepForm(OnceForm):
    """The table that was made is kept."""
