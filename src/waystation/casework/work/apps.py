from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "waystation.casework.work"
    label = "work"

    def ready(self) -> None:
        from waystation.casework import history_words
        from waystation.casework.work import confidential as telling
        from waystation.casework.work.history import SAYINGS

        history_words.use(SAYINGS)
        telling.make_known()
