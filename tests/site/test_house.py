"""The house as a whole: its settings, its tables, its two maps."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from waystation.site.maps import PUBLIC, STAFF_ONLY


def test_it_works_by_the_framework_s_own_checks() -> None:
    call_command("check", fail_level="WARNING", stdout=StringIO(), stderr=StringIO())


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("urls", "path", "status"),
    [
        (PUBLIC, "/en/", 200),
        (PUBLIC, "/staff/sign-in", 404),
        (STAFF_ONLY, "/staff/sign-in", 200),
        (STAFF_ONLY, "/en/", 404),
    ],
)
def test_each_program_serves_its_own_map(organisation: Any, urls: str, path: str, status: int) -> None:
    assert Client(**{"waystation.urls": urls}).get(path).status_code == status
