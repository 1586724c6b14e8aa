from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "waystation.casework.exchange"
    label = "exchange"

    def ready(self) -> None:
        from waystation.casework.exchange import confidential

        confidential.make_known()
