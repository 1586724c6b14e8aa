from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "waystation.evacuation.money"
    label = "money"

    def ready(self) -> None:
        from waystation.casework import history_words
        from waystation.evacuation.money import confidential as telling
        from waystation.evacuation.money.history import SAYINGS

        history_words.use(SAYINGS)
        telling.make_known()
