from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "waystation.vocabulary"
    label = "vocabulary"
