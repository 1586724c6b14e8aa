from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "waystation.site"
    label = "site"

    def ready(self) -> None:
        from waystation.audit import log, witness
        from waystation.hotline import callers, outbox
        from waystation.staff import integrity, teams
        from waystation.vault import panic

        panic.also(outbox.forget, callers.forget, teams.forget, integrity.forget, log.forget, witness.forget)
