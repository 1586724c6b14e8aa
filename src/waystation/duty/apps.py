from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "waystation.duty"
    label = "duty"

    def ready(self) -> None:
        from waystation.duty import confidential

        confidential.make_known()
