from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    name = "waystation.hotline.briefings"
    label = "briefings"
