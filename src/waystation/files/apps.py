from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files that people send: taken in sealed, shown as pictures drawn elsewhere."""

    name = "waystation.files"
    label = "files"
