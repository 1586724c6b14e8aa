"""Markup from a handful of functions, in which whatever is not markup already is escaped."""

from html import escape
from typing import Final
from unicodedata import category

_UNSEEN: Final = {"Cc", "Cf", "Cs"}
"""Characters that steer a text and do not show: controls, directions, halves of a pair."""


class Markup(str):
    """Text that is markup already. Only this module makes any."""

    __slots__ = ()


Inside = Markup | str | int
Attribute = str | int | float | None

NOTHING: Final = Markup()
_VOID: Final = {"meta", "br"}


def tag(name: str, /, *inside: Inside, **attributes: Attribute) -> Markup:
    """An element. `class_` is class, other underscores are hyphens, None leaves an attribute out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_quoted(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>" + ("" if name in _VOID else f"{join(*inside)}</{name}>"))


def join(*inside: Inside) -> Markup:
    """One after the other."""
    return Markup("".join(each if isinstance(each, Markup) else escape(clean(str(each))) for each in inside))


def style(sheet: str) -> Markup:
    """A style sheet of ours, in which nothing may end the element."""
    if "<" in sheet:
        raise ValueError("a style sheet holds no markup")
    return Markup(f"<style>{sheet}</style>")


def document(head: Markup, body: Markup) -> str:
    """A whole page in English."""
    return Markup("<!doctype html>\n") + tag("html", head, body, lang="en") + "\n"


def clean(text: str) -> str:
    """The text with a mark in place of every character that does not show."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if category(each) in _UNSEEN else each for each in text)


def code(id_: str) -> Markup:
    """An id in a text, whose letters run whichever way they want without turning what stands around."""
    return tag("bdi", id_)


def _quoted(value: str | int | float) -> str:
    return number(value) if isinstance(value, float) else escape(clean(str(value)), quote=True)


def number(value: float) -> str:
    """A coordinate as short as it may be."""
    return f"{value:.1f}".removesuffix(".0")
