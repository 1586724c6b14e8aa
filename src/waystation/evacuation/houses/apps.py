from django.apps import AppConfig


class HousesConfig(AppConfig):
    name = "waystation.evacuation.houses"
    label = "houses"
