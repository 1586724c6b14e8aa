from django.apps import AppConfig
from django.conf import settings


class VaultConfig(AppConfig):
    name = "waystation.vault"
    label = "vault"

    def ready(self) -> None:
        from waystation.vault import suite

        suite.write_with(settings.WAYSTATION_CIPHER or suite.USUAL)
