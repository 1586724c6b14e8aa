from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "waystation.evacuation.money"
    label = "money"
