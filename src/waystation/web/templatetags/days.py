"""{{ day|near }}: a day, with its year where that is another than this one."""

from django import template

from waystation.web import days

register = template.Library()
register.filter("near", days.near)
