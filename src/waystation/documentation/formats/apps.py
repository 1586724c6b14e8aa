from django.apps import AppConfig


class FormatsConfig(AppConfig):
    """Documentation in and out: our own JSON and tables, ESF, OpenEvSys, Martus, Uwazi."""

    name = "waystation.documentation.formats"
    label = "formats"
