"""Settings: everything an installation can choose comes from its data directory or the environment."""

import os
import re
import secrets
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from waystation.audit.verifier import Key
from waystation.site import folder, onion
from waystation.vault import suite
from waystation.web import languages
from waystation.web.catalogues import adding

PACKAGE = Path(__file__).resolve().parent.parent
WAYSTATION_DATA = Path(os.environ.get("WAYSTATION_DATA", "data")).absolute()


def _table(name: str) -> dict[str, Any]:
    """A table of the settings file. Raises ValueError, as `_whole` does, with what `run` says of it."""
    found = WAYSTATION.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"'{name}' is a table")
    return found


def _whole(table: dict[str, Any], name: str, usual: int) -> int:
    found = table.get(name, usual)
    if not isinstance(found, int):
        raise ValueError(f"'{name}' is a whole number")
    return found


def _one_of(table: dict[str, Any], name: str, known: list[str]) -> str:
    """One of some words, or nothing where none is said."""
    found: str = table.get(name, "")
    if name in table and found not in known:
        raise ValueError(f"'{name}' is one of: {', '.join(known)}")
    return found


def _amounts(table: dict[str, Any]) -> dict[str, Decimal]:
    """Amounts by currency, such as `EUR = "200"`."""
    found = {currency: Decimal(str(value)) for currency, value in table.items() if _is_amount(value)}
    if len(found) < len(table):
        raise ValueError("'limits' of 'money' are amounts by currency, such as EUR = \"200\"")
    return found


def _field(table: dict[str, Any]) -> tuple[str, str, list[str]]:
    home, documentation, laptops = table.get("home", ""), table.get("documentation", ""), table.get("laptops", [])
    if not isinstance(home, str) or not isinstance(documentation, str) or not isinstance(laptops, list):
        raise ValueError("'field' has 'home' and 'documentation', texts, and 'laptops', a list of texts")
    try:
        return home, documentation, [str(Key.parse(text)) for text in laptops]
    except (ValueError, AttributeError):
        raise ValueError("'laptops' of 'field' are keys of logs, as `audit key` prints them") from None


_BUCKET = ("endpoint", "bucket", "access_key", "secret_key")
_BUCKET_TOO = ("prefix", "region", "addressing", "authority")


def _bucket(said: Any) -> dict[str, str]:
    """`[files.s3]`: where sealed files lie other than in the folder; empty where nothing is said."""
    if not said:
        return {}
    if not isinstance(said, dict):
        raise ValueError("'s3' of 'files' is a table")
    found = {"secret_key": os.environ.get("WAYSTATION_S3_SECRET_KEY", ""), **said}
    if not all(isinstance(value, str) for value in found.values()) or set(found) - {*_BUCKET, *_BUCKET_TOO}:
        raise ValueError(f"'s3' of 'files' has texts alone, of {', '.join(_BUCKET + _BUCKET_TOO)}")
    if missing := [name for name in _BUCKET if not found.get(name)]:
        raise ValueError(f"'s3' of 'files' lacks {', '.join(missing)}")
    if urlsplit(found["endpoint"]).scheme not in ("http", "https"):
        raise ValueError("'endpoint' of 's3' is an address, such as https://s3.example.org")
    if found.get("addressing", "path") not in ("path", "virtual"):
        raise ValueError("'addressing' of 's3' is one of: path, virtual")
    return found


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | str) and re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,3})?", str(value)) is not None


WAYSTATION = folder.settings(WAYSTATION_DATA)
WAYSTATION_VAULT_HALF = str(folder.half(WAYSTATION_DATA, WAYSTATION))
# With which everything is sealed from now on, empty for the usual one; what was sealed before is read all the same.
WAYSTATION_CIPHER = _one_of(_table("vault"), "cipher", suite.names())
WAYSTATION_ORIGIN: str = WAYSTATION.get("origin", "http://127.0.0.1:8000")
WAYSTATION_ONION = onion.host(WAYSTATION.get("onion", ""))
WAYSTATION_MAIL = _table("mail")
WAYSTATION_MAIL_ADDRESS: str = WAYSTATION_MAIL.get("address", "help@waystation.example")
WAYSTATION_MESSAGE_LIMIT = _whole(WAYSTATION_MAIL, "limit_bytes", 25 * 1024 * 1024)
WAYSTATION_MAILBOX = Path(WAYSTATION_MAIL.get("maildir", f"{WAYSTATION_DATA}.mailbox"))
WAYSTATION_AUDIT = _table("audit")
# Where signed heads of the log are kept: anywhere but in the data folder, which is what they vouch for.
WAYSTATION_WITNESS: str = WAYSTATION_AUDIT.get("witness", f"{WAYSTATION_DATA}.witness")
# What was cosigned last of other organisations' logs: outside too, so that an older database forgets none of it.
WAYSTATION_COSIGNED: str = WAYSTATION_AUDIT.get("cosigned", f"{WAYSTATION_DATA}.cosigned")
# `services`: the push services that may be asked, [] for none; `contact`: what they are told of us, "mailto:...".
WAYSTATION_PUSH = _table("push")
# `authority`: the address of a time-stamping authority (RFC 3161), asked on a documenter's wish; none unless named;
# `roots`: the file of the certificates, in PEM, of those that are believed.
WAYSTATION_TIMESTAMPS = _table("timestamps")
# `hosts`: who is called when something changed though they stand at no public address, such as "http://10.0.0.5:8080".
WAYSTATION_HOOK_HOSTS: list[str] = list(_table("interfaces").get("hosts", []))
# So many posts of one public form at once are no crowd yet (hotline/crowd.py).
WAYSTATION_FORMS_AT_ONCE = int(os.environ.get("WAYSTATION_FORMS_AT_ONCE", _whole(_table("forms"), "at_once", 600)))
# Of a laptop: the key of the home's exchange; of the home: keys of the logs of its laptops, as `audit key` prints them.
WAYSTATION_FIELD_HOME, WAYSTATION_FIELD_DOCUMENTATION, WAYSTATION_FIELD_LAPTOPS = _field(_table("field"))
WAYSTATION_FILES = WAYSTATION_DATA / "files"  # sealed attachments, each under a random name
WAYSTATION_BUCKET = _bucket(_table("files").get("s3"))  # where they lie instead, for several hosts: see vault/stores.py
WAYSTATION_FILE_LIMIT = _whole(_table("files"), "limit_bytes", 1024**3)  # of one that staff add
# Up to so much one person may pay by themselves, by currency; above it, and where nothing is said, a second approves.
WAYSTATION_MONEY_LIMITS = _amounts(_table("money").get("limits", {}))
# Where else people can turn while the hotline pauses, by language; said on the public pages.
WAYSTATION_ELSEWHERE: dict[str, str] = WAYSTATION.get("elsewhere", {})
WAYSTATION_STAFF = _table("staff")
# Whatever else stands there than "offered" is taken for the stricter one.
WAYSTATION_SECOND_FACTOR_REQUIRED = WAYSTATION_STAFF.get("second_factor", "offered") != "offered"
WAYSTATION_DEMO = bool(WAYSTATION.get("demo", False))
# RFC 9106 section 4's second recommended choice is t=3, 64 MiB; one lane since one stretching runs at a time.
WAYSTATION_ARGON2_ITERATIONS = 3
WAYSTATION_ARGON2_KIB = 64 * 1024
WAYSTATION_GALLERY = False
WAYSTATION_SITE_TITLE: str = WAYSTATION.get("site_title", "")
WAYSTATION_FRAME = {
    "exit": "public:exit",
    "help": "public:help",
    "home": "public:start",
    "proof": "proof:ours",
    "staff": "desk:today",
    "sign_out": "staff:sign-out",
}
# What rooms above tell those below: see staff/above.py.
WAYSTATION_ABOVE = {
    "about": "waystation.desk.about.case_of",
    "called": "waystation.casework.access.called",
    "sheltered": "waystation.casework.register.sheltered",
    "channel_state": "waystation.trust.channels.state",
    "channels_of_calls": "waystation.trust.channels.of_calls",
    "channels_lost": "waystation.trust.channels.warned_against",
    "on_duty": "waystation.duty.shown.on_duty",
    "before_answering": "waystation.trust.telling.before_answering",
    "consent_taken_back": "waystation.casework.consenting.keep_taken_back",
    "consent_withdrawn": "waystation.publication.public.take_out",
    "turned_away": "waystation.trust.telling.turned_away",
    "looked_through": "waystation.evacuation.check_ins.answers.take_in_sometimes",
    "legs_dropped": "waystation.evacuation.handover.actions.drop",
    "legs_elsewhere": "waystation.evacuation.handover.actions.elsewhere",
    "helper_lost": "waystation.evacuation.handover.actions.helper_lost",
    "place_lost": "waystation.evacuation.handover.actions.place_lost",
    "answer_refused": "waystation.evacuation.telling.refusal",
    "hostile_along": "waystation.casework.persons.along.hostile",
    "same_as_hostile": "waystation.casework.persons.along.same_as_hostile",
    "money_covered": "waystation.evacuation.money.gate.covered",
    "bundle_came": "waystation.casework.exchange.arrivals.take_in",
    "bundles_came": "waystation.casework.exchange.arrivals.of_token",
    "released_tables": "waystation.publication.public.tables",
}

DEBUG = False
# Nothing that outlives the process is signed with it.
SECRET_KEY = secrets.token_urlsafe(48)
_HERE = ["127.0.0.1", "localhost", "[::1]"]
_OURS = [urlsplit(WAYSTATION_ORIGIN).hostname or "localhost", *filter(None, [WAYSTATION_ONION])]
ALLOWED_HOSTS = WAYSTATION.get("hosts", [*_OURS, *_HERE])
SECURE = WAYSTATION_ORIGIN.startswith("https://")
INTERNAL_IPS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "waystation.web",
    "waystation.vocabulary",
    "waystation.vault",
    "waystation.audit",
    "waystation.staff",
    "waystation.files",
    "waystation.hotline",
    "waystation.hotline.briefings",
    "waystation.interfaces",
    "waystation.duty",
    "waystation.trust",
    "waystation.casework",
    "waystation.casework.persons",
    "waystation.casework.services",
    "waystation.casework.work",
    "waystation.casework.exchange",
    "waystation.documentation.exhibits",
    "waystation.documentation.statements",
    "waystation.documentation.formats",
    "waystation.documentation.medical",
    "waystation.documentation.terms",
    "waystation.evacuation",
    "waystation.evacuation.network",
    "waystation.evacuation.pursuers",
    "waystation.evacuation.money",
    "waystation.evacuation.houses",
    "waystation.evacuation.handover",
    "waystation.evacuation.relocation",
    "waystation.evacuation.plans",
    "waystation.documentation",
    "waystation.documentation.figures",
    "waystation.documentation.pictures",
    "waystation.documentation.dossier",
    "waystation.documentation.matching",
    "waystation.documentation.estimates",
    "waystation.advocacy",
    "waystation.publication",
    "waystation.desk",
    "waystation.site",
]
MIDDLEWARE = [
    "waystation.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "waystation.site.maps.UrlMap",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "waystation.web.middleware.NoReferrer",
    "waystation.files.uploads.Bounds",
    "django.middleware.csrf.CsrfViewMiddleware",
    "waystation.staff.middleware.SignIn",
    "waystation.staff.gate.Gate",
]
ROOT_URLCONF = "waystation.site.urls"
WSGI_APPLICATION = "waystation.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "waystation.web.context.frame",
                "waystation.staff.context.integrity",
                "waystation.staff.gate.shown",
                "waystation.staff.news.news",
                "waystation.desk.context.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.tz",
                "waystation.web.templatetags.badges",
                "waystation.web.templatetags.days",
                "waystation.web.templatetags.secrecy",
                "waystation.web.templatetags.ways",
            ],
        },
    }
]


# A line that was cut says nothing: by itself the machine here waits for hours, and a page with it; and the server there
# keeps the lock of whoever was cut off while they wrote, so that nobody else writes. Both give up within half a minute.
# Names are libpq's (seconds; the last, milliseconds), in `options` those of the server.
_KEEPALIVES = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
_GIVE_UP = "25000"
_CUT_OFF = {
    **_KEEPALIVES,
    "connect_timeout": "10",
    "tcp_user_timeout": _GIVE_UP,
    "options": " ".join(f"-c tcp_{name}={value}" for name, value in (_KEEPALIVES | {"user_timeout": _GIVE_UP}).items()),
}


def database_of(address: str) -> dict[str, Any] | None:
    """What the framework needs to know of a PostgreSQL database, as in postgresql://user:password@host/name?sslmode=require.

    None where it is the address of none.
    """
    url = urlsplit(address)
    if url.scheme not in ("postgres", "postgresql"):
        return None
    return {
        "ENGINE": "waystation.site.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": url.port or "",
        "CONN_MAX_AGE": None,
        # Each thread has a connection. After the server there was started anew, each would fail once without this.
        "CONN_HEALTH_CHECKS": True,
        # What the address leaves empty is not said at all: some poolers refuse `options`.
        "OPTIONS": _CUT_OFF | dict(parse_qsl(url.query, keep_blank_values=True)),
    }


def _database() -> dict[str, Any]:
    if server := database_of(os.environ.get("DATABASE_URL", WAYSTATION.get("database", ""))):
        return server
    return {
        "ENGINE": "waystation.site.sqlite",
        "NAME": WAYSTATION_DATA / "waystation.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # FULL: a commit that was answered for survives a power cut. secure_delete: what is erased is overwritten.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE: str = WAYSTATION.get("time_zone", "Europe/Moscow")  # of the pages; records keep UTC
USE_I18N = True
languages.register_chechen()
# What an administrator put into the folder `languages`, or named below it in the settings.
WAYSTATION_LANGUAGES = adding.take_in(WAYSTATION_DATA, _table("languages"))
languages.add(each.added for each in WAYSTATION_LANGUAGES if each.added)
LANGUAGE_CODE = "ru"  # what is not yet said in Chechen falls back to Russian; English is the source
_NAMES = {"ru": _("Russian"), "ce": _("Chechen"), "en": _("English")}
LANGUAGES = [(code, _NAMES.get(code, name)) for code, name in languages.available()]
# What the program itself says in a language stands before what was added.
LOCALE_PATHS = [PACKAGE / "locale", adding.compiled_to(WAYSTATION_DATA)]
FORMAT_MODULE_PATH = "waystation.web.formats"
MONTH_DAY_TIME_FORMAT = "j M, H:i"  # of languages that have no formats here
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Strict"

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the package, with no copy to keep in step
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Files are taken by the few views that say so, and sealed while they come in; nothing else takes any.
FILE_UPLOAD_HANDLERS = ["waystation.files.uploads.NoFiles"]
# Who chose more files than are taken gets their words back: what is too many is read and thrown away, up to here.
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form without its files: many times the longest text

CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "waystation.web.views.csrf_failure"
WAYSTATION_SECURE_COOKIES = SECURE
WAYSTATION_NUMBER_COOKIE = "__Host-number" if SECURE else "number"  # of the page that asks for three words
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if WAYSTATION.get("behind_proxy") else None
APPEND_SLASH = False

# Errors are told by reference alone: no request, path, address or local variable is logged.
LOGGING_CONFIG = None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
