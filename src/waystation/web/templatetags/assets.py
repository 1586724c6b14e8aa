"""{% asset "web/waystation.css" as file %}: its address and what its bytes must be."""

from __future__ import annotations

from django import template

from waystation.web import assets

register = template.Library()
register.simple_tag(assets.asset, name="asset")
