"""How the fields of forms are written: to the byte as the framework's own templates write them, without these.

Those go through three templates for each option of a list: a fifth of the time in which all pages were written.
What has no short way here goes the framework's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template import Context
from django.template.base import render_value_in_context

Widget = Mapping[str, Any]  # what a widget says of itself; see Django's `Widget.get_context`

_FOLDER = "django/forms/widgets/"
_INPUTS = ("checkbox", "color", "date", "datetime", "email", "file", "hidden", "input", "number", "password")
_INPUTS += ("search", "tel", "text", "time", "url")
_PLAIN = Context()


class Renderer(DjangoTemplates):
    """Writes each field to the byte as its superclass does."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = _WRITE.get(template_name)
        widget = context.get("widget")
        if write and widget and _is_known(widget):
            return write(widget).strip()
        written: str = super().render(template_name, context, request)
        return written


def _is_known(widget: Widget) -> bool:
    return all(option["template_name"] in _WRITE for _, options, _ in widget.get("optgroups", ()) for option in options)


def _said(value: object) -> str:
    """As `{{ value }}`."""
    return str(render_value_in_context(value, _PLAIN))


def _plainly(value: object) -> str:
    """As `{{ value|stringformat:"s" }}`, which is of no language."""
    return str(value) if hasattr(value, "__html__") else escape(str(value))


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_said(name)}" if value is True else f' {_said(name)}="{_plainly(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_plainly(widget["value"])}"'
    return f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"{value}{_attributes(widget)}>\n'


def _choice(widget: Widget) -> str:
    """One of those that are ticked."""
    if not widget.get("wrap_label"):
        return f"{_input(widget)}\n\n"
    named = widget["attrs"].get("id")
    before = f'<label for="{_said(named)}">' if named else "<label>"
    return f"{before}{_input(widget)} {_said(widget['label'])}</label>\n\n"


def _choices(widget: Widget) -> str:
    marks = "".join(f' {name}="{_said(said)}"' for name in ("id", "class") if (said := widget["attrs"].get(name)))

    def group(name: object, options: Iterable[Widget]) -> str:
        inside = "".join(f"<div>\n    {_WRITE[option['template_name']](option)}</div>" for option in options)
        return f"\n  <div><label>{_said(name)}</label>{inside}\n  </div>" if name else inside

    return f"<div{marks}>{''.join(group(name, options) for name, options, _ in widget['optgroups'])}\n</div>"


def _option(widget: Widget) -> str:
    return f'<option value="{_plainly(widget["value"])}"{_attributes(widget)}>{_said(widget["label"])}</option>\n'


def _select(widget: Widget) -> str:
    def group(name: object, options: Iterable[Widget]) -> str:
        inside = "".join(f"\n  {_WRITE[option['template_name']](option)}" for option in options)
        return f'\n  <optgroup label="{_said(name)}">{inside}\n  </optgroup>' if name else inside

    inside = "".join(group(name, options) for name, options, _ in widget["optgroups"])
    return f'<select name="{_said(widget["name"])}"{_attributes(widget)}>{inside}\n</select>'


def _textarea(widget: Widget) -> str:
    value = _said(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_said(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


_WRITE: dict[str, Callable[[Widget], str]] = {f"{_FOLDER}{name}.html": _input for name in _INPUTS} | {
    f"{_FOLDER}checkbox_option.html": _choice,
    f"{_FOLDER}checkbox_select.html": _choices,
    f"{_FOLDER}radio.html": _choices,
    f"{_FOLDER}radio_option.html": _choice,
    f"{_FOLDER}select.html": _select,
    f"{_FOLDER}select_option.html": _option,
    f"{_FOLDER}textarea.html": _textarea,
}
