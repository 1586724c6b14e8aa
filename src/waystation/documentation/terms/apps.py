from django.apps import AppConfig


class TermsConfig(AppConfig):
    """Terms that the organisation adds, renames and retires."""

    name = "waystation.documentation.terms"
    label = "terms"
