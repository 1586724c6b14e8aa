from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "waystation.hotline"
    label = "hotline"

    def ready(self) -> None:
        from waystation.hotline import confidential

        confidential.make_known()
