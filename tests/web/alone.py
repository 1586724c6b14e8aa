"""The frame alone: no other room, no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings as project


def frame_alone() -> dict[str, Any]:
    """Settings under which the map of tests/web/urls.py is served and nothing else."""
    processors = ["django.template.context_processors.request", "waystation.web.context.frame"]
    engine: dict[str, Any] = project.TEMPLATES[0]
    return {
        "ROOT_URLCONF": "tests.web.urls",
        "MIDDLEWARE": [
            "waystation.web.middleware.SecurityHeaders",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        "TEMPLATES": [engine | {"OPTIONS": engine["OPTIONS"] | {"context_processors": processors}}],
        "STATIC_ROOT": str(Path(__file__).parent),
        "WAYSTATION_FRAME": {"exit": "exit"},
        "WAYSTATION_SITE_TITLE": "",
        "WAYSTATION_GALLERY": True,
    }
