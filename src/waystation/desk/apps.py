from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "waystation.desk"
    label = "desk"
