from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """What is released, and whether it gives anybody away."""

    name = "waystation.publication"
    label = "publication"
