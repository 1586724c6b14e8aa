"""Text that somebody typed, as a page may show it."""

from django import template

from waystation.casework.persons import text

register = template.Library()


@register.filter
def plain(value: object) -> str:
    """Direction controls as marks, what cannot be seen taken out; escaped like any other text."""
    return text.plain(str(value))
