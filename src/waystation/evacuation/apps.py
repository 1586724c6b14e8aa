from django.apps import AppConfig


class EvacuationConfig(AppConfig):
    name = "waystation.evacuation"
    label = "evacuation"
