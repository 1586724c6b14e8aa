"""{% way origin destination %} and {% onward %}: see web/ways.py. What is said is escaped, as any variable."""

from django import template

from waystation.web import ways

register = template.Library()
register.simple_tag(ways.onward)
register.simple_tag(ways.from_to, name="way")
