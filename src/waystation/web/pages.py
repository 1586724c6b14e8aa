"""The two ways a view ends: show a page, or go back to one after a post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.functional import Promise

from waystation.web import notices

_ANY = UUID(int=0)


@dataclass(frozen=True)
class Link:
    """One entry of the navigation or of tabs."""

    url: str
    label: str | Promise
    active: bool = False
    count: int = 0


@dataclass(frozen=True)
class Word:
    """What the frame of every staff page says above its content, with a link where there is something to do."""

    text: str | Promise
    tone: str = "info"
    url: str = ""
    action: str | Promise = ""


@dataclass(frozen=True)
class Step:
    """One entry of web/steps.html. `state` is done, now, next or missed."""

    label: str | Promise
    state: str = "next"
    note: str | Promise = ""
    url: str = ""


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page in its frame."""
    return render(request, template, context, status=status)


def each(name: str) -> Callable[[UUID], str]:
    """The addresses of the pages of one name that differ by an id alone, for a list of many."""
    pattern = reverse(name, args=[_ANY])
    return lambda id_: pattern.replace(str(_ANY), str(id_))


def back(to: Any, notice: str = "", **kwargs: Any) -> HttpResponseRedirect:
    """Redirect after a post (303, so that the browser asks anew) to a URL, a URL name or a model.

    `notice` is a code made known with `notices.register`; raises KeyError for any other.
    """
    url = resolve_url(to, **kwargs)
    if notice:
        if notices.get(notice) is None:
            raise KeyError("notice code not registered")
        url += ("&" if "?" in url else "?") + "notice=" + notice
    return SeeOther(url)


class SeeOther(HttpResponseRedirect):
    status_code = 303
