from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "waystation.casework.services"
    label = "services"

    def ready(self) -> None:
        from waystation.casework import history_words
        from waystation.casework.services import confidential
        from waystation.casework.services.history import SAYINGS

        history_words.use(SAYINGS)
        confidential.make_known()
