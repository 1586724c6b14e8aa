"""The frame alone: no other room, no database."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _frame_alone(settings: Settings, tmp_path: Path) -> None:
    settings.ROOT_URLCONF = "tests.web.urls"
    settings.MIDDLEWARE = [
        "waystation.web.middleware.SecurityHeaders",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    templates = settings.TEMPLATES[0]
    processors = ["django.template.context_processors.request", "waystation.web.context.frame"]
    settings.TEMPLATES = [templates | {"OPTIONS": templates["OPTIONS"] | {"context_processors": processors}}]
    settings.WAYSTATION_FRAME = {"exit": "exit"}
    settings.WAYSTATION_SITE_TITLE = ""
    settings.STATIC_ROOT = str(tmp_path)
    settings.WAYSTATION_GALLERY = True
