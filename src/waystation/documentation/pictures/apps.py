from django.apps import AppConfig


class PicturesConfig(AppConfig):
    """What was recorded, drawn: when it was, who did what to whom, and where. Keeps nothing of its own."""

    name = "waystation.documentation.pictures"
    label = "pictures"
