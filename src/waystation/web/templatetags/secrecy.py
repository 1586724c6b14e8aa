"""{% csrf_token %} as a hidden password field, in every form.

Chromium writes what was posted for the page that it shows, into its session files on the disk, so that a whole message
lies there in plain text; unless a password is part of the form (content::PageState, RemovePasswordData). The forgery
token is a secret of the form's own, and so it says so. `one-time-code` keeps password managers from asking.
"""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("web/token.html", takes_context=True, name="csrf_token")
def token(context: Any) -> dict[str, Any]:
    return {"token": context.get("csrf_token", "")}
