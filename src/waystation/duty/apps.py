from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "waystation.duty"
    label = "duty"
