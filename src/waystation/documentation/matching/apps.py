from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Whether two persons of whom events tell are one: compared, decided by people, never merged."""

    name = "waystation.documentation.matching"
    label = "matching"
