from typing import Any

from django.apps import AppConfig


def _tell(*about: Any) -> None:
    """A command that makes no innocent view loads nothing of what one is told with; what serves does."""
    from waystation.site.innocent.story import tell

    tell(*about)


class SiteConfig(AppConfig):
    name = "waystation.site"
    label = "site"

    def ready(self) -> None:
        from waystation.audit import log, witness
        from waystation.evacuation.plans import solving
        from waystation.hotline import callers, outbox
        from waystation.site import connections
        from waystation.staff import innocent, integrity, teams
        from waystation.vault import panic

        connections.keep_by_thread()
        innocent.use(_tell)
        rooms = (outbox, callers, innocent, teams, integrity, log, witness)
        panic.also(*(room.forget for room in rooms), solving.forget_all)
