from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "waystation.advocacy"
    label = "advocacy"
