from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "waystation.casework.work"
    label = "work"

    def ready(self) -> None:
        from waystation.casework.work import history

        history.make_known()
