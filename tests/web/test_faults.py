"""What forms say of mistakes, wherever they stand: no sentence of the framework that tells nobody what to do."""

from __future__ import annotations

import pytest
from django import forms
from django.forms import formset_factory
from django.utils import translation
from django.utils.functional import Promise

from waystation.web import faults


class Some(forms.Form):
    text = forms.CharField(max_length=3, required=False)
    one = forms.ChoiceField(choices=[("a", "A")], required=False)
    many = forms.MultipleChoiceField(choices=[("a", "A")], required=False)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("text", "abcd", "This is too long: at most 3 characters fit."),
        ("text", "a\0", faults.UNSEEN),
        ("one", "b", faults.NOT_OFFERED),
        ("many", ["b"], faults.NOT_OFFERED),
    ],
)
def test_our_words_are_said(field: str, value: object, says: str | Promise) -> None:
    with translation.override("en"):
        assert Some({field: value}).errors == {field: [str(says)]}


def test_a_list_of_forms_that_did_not_arrive_whole_says_so() -> None:
    assert formset_factory(Some)({}).non_form_errors() == [str(faults.NOT_WHOLE)]
