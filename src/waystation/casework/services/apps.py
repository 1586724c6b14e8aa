from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "waystation.casework.services"
    label = "services"
