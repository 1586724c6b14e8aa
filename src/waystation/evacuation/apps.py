from django.apps import AppConfig


class EvacuationConfig(AppConfig):
    name = "waystation.evacuation"
    label = "evacuation"

    def ready(self) -> None:
        from waystation.evacuation import confidential

        confidential.make_known()
