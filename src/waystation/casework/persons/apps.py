from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "waystation.casework.persons"
    label = "persons"

    def ready(self) -> None:
        from waystation.casework import history_words, naming
        from waystation.casework.persons import confidential
        from waystation.casework.persons.history import SAYINGS
        from waystation.casework.persons.models import PersonRow
        from waystation.casework.persons.rules import marks_of

        naming.use(PersonRow, marks_of)
        history_words.use(SAYINGS)
        confidential.make_known()
