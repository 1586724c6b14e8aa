from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "waystation.staff"
    label = "staff"

    def ready(self) -> None:
        from waystation.staff import drafts
        from waystation.web import away

        away.keep(drafts.KEPT)
