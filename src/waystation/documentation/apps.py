from django.apps import AppConfig


class DocumentationConfig(AppConfig):
    name = "waystation.documentation"
    label = "documentation"

    def ready(self) -> None:
        from waystation.documentation import confidential

        confidential.make_known()
