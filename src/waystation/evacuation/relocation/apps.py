from django.apps import AppConfig


class RelocationConfig(AppConfig):
    name = "waystation.evacuation.relocation"
    label = "relocation"

    def ready(self) -> None:
        from waystation.casework import history_words
        from waystation.evacuation.relocation import confidential as telling
        from waystation.evacuation.relocation.history import SAYINGS

        history_words.use(SAYINGS)
        telling.make_known()
