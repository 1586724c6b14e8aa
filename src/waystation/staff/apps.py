from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "waystation.staff"
    label = "staff"
