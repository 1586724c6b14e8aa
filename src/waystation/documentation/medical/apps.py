from django.apps import AppConfig


class MedicalConfig(AppConfig):
    """Medical and psychological evaluations of torture, after the Istanbul Protocol (2022)."""

    name = "waystation.documentation.medical"
    label = "medical"

    def ready(self) -> None:
        from waystation.documentation.medical import confidential

        confidential.make_known()
