from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "waystation.hotline"
    label = "hotline"
