from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "waystation.evacuation.network"
    label = "network"

    def ready(self) -> None:
        from waystation.evacuation import in_use
        from waystation.evacuation.network import access

        in_use.use("used_by_connections", access.is_at)
