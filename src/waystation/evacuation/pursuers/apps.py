from django.apps import AppConfig


class PursuersConfig(AppConfig):
    name = "waystation.evacuation.pursuers"
    label = "pursuers"

    def ready(self) -> None:
        from waystation.casework import history_words
        from waystation.evacuation import in_use
        from waystation.evacuation.pursuers import access, confidential
        from waystation.evacuation.pursuers.history import SAYINGS

        history_words.use(SAYINGS)
        in_use.use("used_by_pursuers", access.names_place)
        confidential.make_known()
