from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "waystation.evacuation.plans"
    label = "plans"

    def ready(self) -> None:
        from waystation.evacuation import in_use
        from waystation.evacuation.plans import access

        in_use.use("used_by_plans", access.names_place)
