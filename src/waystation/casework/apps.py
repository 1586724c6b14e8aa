from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "waystation.casework"
    label = "casework"
