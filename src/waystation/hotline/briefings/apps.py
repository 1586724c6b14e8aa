from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    name = "waystation.hotline.briefings"
    label = "briefings"

    def ready(self) -> None:
        from waystation.hotline.briefings import confidential

        confidential.make_known()
