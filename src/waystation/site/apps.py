from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "waystation.site"
    label = "site"

    def ready(self) -> None:
        from waystation.audit import log, witness
        from waystation.evacuation.plans import solving
        from waystation.hotline import callers, outbox
        from waystation.site import connections
        from waystation.site.innocent.story import tell
        from waystation.staff import innocent, integrity, teams
        from waystation.vault import panic

        connections.keep_by_thread()
        innocent.use(tell)
        rooms = (outbox, callers, innocent, teams, integrity, log, witness)
        panic.also(*(room.forget for room in rooms), solving.forget_all)
