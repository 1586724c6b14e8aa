from django.apps import AppConfig


class InterfacesConfig(AppConfig):
    name = "waystation.interfaces"
    label = "interfaces"
