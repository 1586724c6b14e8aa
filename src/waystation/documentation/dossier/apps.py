from django.apps import AppConfig


class DossierConfig(AppConfig):
    """An event on paper, for somebody outside. Keeps nothing of its own: what was given out stands with the formats."""

    name = "waystation.documentation.dossier"
    label = "dossier"
