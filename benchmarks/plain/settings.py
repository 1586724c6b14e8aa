"""The peer: a plain Django site with the same frame around its pages: takes a message, stores it readable, lists it.

What it lacks is what is measured: sealing, code phrases, the audit log, one-time forms. With PLAIN_BARE set it has no
frame either: the least Django that can take a form.
"""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from waystation.web.languages import register_chechen

DATA = Path(os.environ["PLAIN_DATA"])
BARE = bool(os.environ.get("PLAIN_BARE"))

DEBUG = False
SECRET_KEY = "a benchmark keeps no secrets"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
INSTALLED_APPS = ["benchmarks.plain", "django.contrib.staticfiles", "waystation.web"]
FRAME = [
    "waystation.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
]
MIDDLEWARE = [
    *([] if BARE else FRAME),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "benchmarks.plain.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                *([] if BARE else ["waystation.web.context.frame"]),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "waystation.web.templatetags.badges",
            ],
        },
    }
]
# The same durability as Waystation's embedded default: every commit is on the disk before it is answered for.
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; "
    "PRAGMA foreign_keys=ON;"
)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "plain.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = not BARE
register_chechen()
LANGUAGE_CODE = "en"
LANGUAGES = [("ru", _("Russian")), ("ce", _("Chechen")), ("en", _("English"))]
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
LOGGING_CONFIG = None
