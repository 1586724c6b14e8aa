"""Forms: every control has its label, its help and its error, for eyes and for screen readers."""

from __future__ import annotations

from django import forms
from django.template import loader
from django.test import RequestFactory

from waystation.web import badges
from waystation.web.gallery import Sample


def field(form: forms.Form, name: str) -> str:
    return loader.render_to_string("web/field.html", {"field": form[name]})


def test_it_works_for_a_line_of_text() -> None:
    html = field(Sample(), "name")
    assert '<label for="id_name">' in html
    assert 'id="id_name_helptext"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert "(необязательно)" in html or "(optional)" in html


def test_a_wrong_answer_names_its_error() -> None:
    html = field(Sample({}), "text")
    assert 'aria-invalid="true"' in html
    assert 'id="id_text_error"' in html
    assert 'aria-describedby="id_text_error"' in html


def test_choices_stand_in_a_fieldset() -> None:
    html = field(Sample({"free": "never"}), "free")
    assert html.count("<fieldset") == html.count("</fieldset>") == 1
    assert "<legend>" in html
    assert 'aria-describedby="id_free_error"' in html


def test_a_single_box_has_its_label_behind_it() -> None:
    html = field(Sample(), "sure")
    assert html.index("<input") < html.index('<label for="id_sure">')


def test_the_summary_links_to_each_mistake() -> None:
    html = loader.render_to_string("web/form.html", {"form": Sample({})})
    assert 'role="alert"' in html
    assert 'href="#id_text"' in html
    assert "role=" not in loader.render_to_string("web/form.html", {"form": Sample()})


def test_what_people_typed_is_escaped() -> None:
    hostile = "<script>alert(1)</script>\"'"
    html = loader.render_to_string("web/form.html", {"form": Sample({"name": hostile, "free": hostile})})
    for template in ("notice", "empty", "message", "datum", "figure"):
        context = {"text": hostile, "title": hostile, "who": hostile, "label": hostile, "value": hostile}
        html += loader.render_to_string(f"web/{template}.html", context)
    html += loader.render_to_string("web/phrase.html", {"words": [hostile]})
    html += badges.badge(hostile, hostile, hostile) + badges.icon(hostile)
    assert "<script" not in html
    assert "tone-&lt;script" in html


def test_pages_keep_the_filter_they_were_asked_for() -> None:
    from django.core.paginator import Paginator

    request = RequestFactory().get("/staff/requests/?state=new&page=2")
    html = loader.render_to_string("web/pager.html", {"page": Paginator(range(60), 20).page(2)}, request)
    assert 'href="?state=new&amp;page=1"' in html
    assert 'href="?state=new&amp;page=3"' in html
    assert "<nav" not in loader.render_to_string("web/pager.html", {"page": Paginator([1], 20).page(1)}, request)
