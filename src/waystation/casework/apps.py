from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "waystation.casework"
    label = "casework"

    def ready(self) -> None:
        from waystation.casework import history_words
        from waystation.casework.answers_history import SAYINGS

        history_words.use(SAYINGS)
