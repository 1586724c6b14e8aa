from django.apps import AppConfig


class WebConfig(AppConfig):
    """The page frame and the design system. Knows no other room."""

    name = "waystation.web"
    label = "web"

    def ready(self) -> None:
        from waystation.web import assets, faults, languages

        faults.use()
        languages.register_chechen()
        languages.know_our_formats()
        assets.pin()
