"""Fields are written as the framework writes them, whatever is in them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.web import widgets

FRAMEWORK, OURS = DjangoTemplates(), widgets.Renderer()
HOSTILE = "<b a='1' c=\"2\">&amp;</b>\n\t{{ x }}{% y %}"
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", " ", HOSTILE, SafeString("<i>&amp;</i>"), gettext_lazy("Save"), 12345678, 1234.5]),
)
VALUES = TEXTS | st.sampled_from(
    [None, True, False, date(2026, 3, 4), Decimal("1234567.80"), datetime(2026, 3, 4, 5, 6)]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "class", "data-x", "required", "aria-describedby", HOSTILE]), VALUES, max_size=4
)
CHOICE = st.tuples(VALUES, VALUES)
CHOICES = st.lists(CHOICE | st.tuples(TEXTS, st.lists(CHOICE, max_size=3)), max_size=4)
FIELDS = [
    forms.CheckboxInput,
    forms.ClearableFileInput,
    forms.DateInput,
    forms.DateTimeInput,
    forms.EmailInput,
    forms.FileInput,
    forms.HiddenInput,
    forms.MultipleHiddenInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.SplitDateTimeWidget,
    forms.Textarea,
    forms.TextInput,
    forms.TimeInput,
    forms.URLInput,
]
LISTS = [forms.CheckboxSelectMultiple, forms.NullBooleanSelect, forms.RadioSelect, forms.Select, forms.SelectMultiple]


def both(widget: forms.Widget, name: str, value: Any, attributes: dict[str, Any]) -> tuple[str, str]:
    """What the framework and we write, whichever error it is."""
    said = []
    for renderer in (FRAMEWORK, OURS):
        try:
            said.append(widget.render(name, value, attributes, renderer))
        except (AttributeError, TypeError, ValueError) as error:
            said.append(repr(error))
    return said[0], said[1]


@pytest.mark.parametrize("language", ["en", "ru"])
@given(st.sampled_from(FIELDS), st.sampled_from(["name", HOSTILE]), VALUES | st.just(time(7, 8)), ATTRIBUTES)
@settings(max_examples=400)
def test_a_field(language: str, kind: Any, name: str, value: Any, attributes: dict[str, Any]) -> None:
    with override(language):
        theirs, ours = both(kind(), name, value, attributes)
    assert ours == theirs


@pytest.mark.parametrize("language", ["en", "ru"])
@given(st.sampled_from(LISTS), VALUES | st.lists(TEXTS, max_size=2), ATTRIBUTES, CHOICES)
@settings(max_examples=400)
def test_a_list_to_choose_from(language: str, kind: Any, value: Any, attributes: dict[str, Any], choices: Any) -> None:
    widget = kind() if kind is forms.NullBooleanSelect else kind(choices=choices)
    with override(language):
        theirs, ours = both(widget, "name", value, attributes)
    assert ours == theirs


def test_what_has_a_template_of_its_own_is_written_with_it() -> None:
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/splitdatetime.html"

        def create_option(self, *args: Any, **kwargs: Any) -> Any:
            return super().create_option(*args, **kwargs) | {"subwidgets": []}

    theirs, ours = both(Own(choices=[("a", "A")]), "name", "a", {})
    assert ours == theirs
    assert "<option" not in ours


def test_the_pages_are_written_so() -> None:
    assert isinstance(forms.Form().renderer, widgets.Renderer)


def test_no_template_is_read_for_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OURS, "get_template", lambda name: pytest.fail(name))
    written = forms.Select(choices=[("a", "A"), ("b", "B")]).render("name", "a", {"id": "x"}, OURS)
    assert written.count("<option") == 2
