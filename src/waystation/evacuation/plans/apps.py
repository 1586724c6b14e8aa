from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "waystation.evacuation.plans"
    label = "plans"
