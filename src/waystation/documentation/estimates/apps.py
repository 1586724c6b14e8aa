from django.apps import AppConfig


class EstimatesConfig(AppConfig):
    """How many there are whom nobody told us of, from who told us of whom. It keeps no row."""

    name = "waystation.documentation.estimates"
    label = "estimates"
