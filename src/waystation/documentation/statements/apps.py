from django.apps import AppConfig


class StatementsConfig(AppConfig):
    """What people told us in their own words, what is asserted by it, and what reviewers say of that."""

    name = "waystation.documentation.statements"
    label = "statements"

    def ready(self) -> None:
        from waystation.documentation.statements import confidential

        confidential.make_known()
