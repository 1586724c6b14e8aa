from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "waystation.site"
    label = "site"
