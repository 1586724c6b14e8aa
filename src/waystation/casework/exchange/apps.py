from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "waystation.casework.exchange"
    label = "exchange"
