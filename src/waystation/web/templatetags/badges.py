"""{% badge text "warn" "clock" %} and {% icon "clock" %}, {% due day is_late %}: see waystation.web.badges."""

from django import template

from waystation.web import badges

register = template.Library()
register.simple_tag(badges.badge)
register.simple_tag(badges.icon)
register.simple_tag(badges.due)
