from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Numbers that keep what they count: own counts, frozen, beside those that others published."""

    name = "waystation.documentation.figures"
    label = "figures"
