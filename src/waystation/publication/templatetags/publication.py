"""Words for codes on the pages of publication."""

from django import template
from django.utils.functional import Promise

from waystation.publication.wording import WHERE

register = template.Library()


@register.filter
def where(code: str) -> str | Promise:
    """Where in a file something lies."""
    return WHERE[code]
