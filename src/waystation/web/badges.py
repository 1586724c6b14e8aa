"""Small markup of our own that stands in every line of a list: badges, icons, the day by which something is due."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from waystation.web.days import near

_CIRCLE = '<circle cx="12" cy="12" r="9"/>'
_GOOD = _CIRCLE + '<path d="m8 12.5 2.7 2.7L16 9.5"/>'
_DANGER = _CIRCLE + '<path d="M12 7.5v5.5M12 16.4v.1"/>'
_INFO = _CIRCLE + '<path d="M12 11v5.5M12 7.5v.1"/>'
_SHAPES = {
    "alarm": _DANGER,
    "check": _GOOD,
    "clock": _CIRCLE + '<path d="M12 7v5.2l3.3 2"/>',
    "danger": _DANGER,
    "good": _GOOD,
    "home": '<path d="m4 11.5 8-7 8 7M6.5 10v9.5h11V10"/>',
    "info": _INFO,
    "leave": '<path d="M14 4h5.5v16H14M4 12h10.5M11 8.5l3.5 3.5-3.5 3.5"/>',
    "lock": '<rect x="5" y="11" width="14" height="9.5" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13" rx="2"/><path d="m4 7.5 8 6 8-6"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "next": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"/>',
    "road": '<path d="M8 20 10.5 4M16 20 13.5 4M12 6v2M12 11.5v2M12 17v2"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "warn": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17.4v.1"/>',
}
_ICONS = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{shape}</svg>')  # noqa: S308  # our own shapes
    for name, shape in _SHAPES.items()
}
NAMES = tuple(_ICONS)


def icon(name: str) -> SafeString:
    """A drawing beside words, hidden from who hears the page. A name that is none of NAMES is that of information."""
    return _ICONS.get(name, _ICONS["info"])


def badge(text: str | Promise, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A few words in a frame. `tone`: neutral, info, good, warn or danger; `icon_name`: one of NAMES, or none."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<span class="badge tone-{}">{}{}</span>', tone or "neutral", drawn, text)


def due(day: date, is_late: bool, is_today: bool = False) -> SafeString:
    """The day on which something is to be done: marked where that is over or today."""
    if is_late:
        return badge(gettext("since %(day)s") % {"day": near(day)}, "warn", "clock")
    if is_today:
        return badge(gettext("today"), "info", "clock")
    return format_html('<span class="soft small">{}</span>', gettext("by %(day)s") % {"day": near(day)})
