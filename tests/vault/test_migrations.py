import pytest
from django.core.management import call_command


@pytest.mark.django_db
@pytest.mark.parametrize("room", ["vault", "audit", "staff"])
def test_migrations_say_what_the_models_say(room: str) -> None:
    call_command("makemigrations", room, check=True, dry_run=True, verbosity=0)
