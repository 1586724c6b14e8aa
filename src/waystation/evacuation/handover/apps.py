from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "waystation.evacuation.handover"
    label = "handover"
