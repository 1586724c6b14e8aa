from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "waystation.trust"
    label = "trust"
