from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "waystation.casework.persons"
    label = "persons"
