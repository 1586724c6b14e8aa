from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "waystation.trust"
    label = "trust"

    def ready(self) -> None:
        from waystation.trust import confidential

        confidential.make_known()
