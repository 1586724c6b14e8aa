from django.apps import AppConfig


class ExhibitsConfig(AppConfig):
    """Evidence as it came: sealed, hashed, with a custody log that is only ever added to."""

    name = "waystation.documentation.exhibits"
    label = "exhibits"

    def ready(self) -> None:
        from waystation.documentation.exhibits import confidential

        confidential.make_known()
