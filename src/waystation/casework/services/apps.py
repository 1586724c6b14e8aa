from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "waystation.casework.services"
    label = "services"

    def ready(self) -> None:
        from waystation.casework.services import history

        history.make_known()
