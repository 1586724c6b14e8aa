from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "waystation.casework"
    label = "casework"

    def ready(self) -> None:
        from waystation.casework import confidential, history_words
        from waystation.casework.answers_history import SAYINGS

        history_words.use(SAYINGS)
        confidential.make_known()
