from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "waystation.casework.work"
    label = "work"
