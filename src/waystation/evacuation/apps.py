from django.apps import AppConfig


class EvacuationConfig(AppConfig):
    name = "waystation.evacuation"
    label = "evacuation"

    def ready(self) -> None:
        from waystation.evacuation import in_use
        from waystation.evacuation.check_ins import emergency

        in_use.use("used_by_check_ins", emergency.names_place)
        in_use.use("used_by_protocols", emergency.has_protocol)
