"""The fictional organisation: its staff, and making it on first use."""

from pathlib import Path

from django.conf import settings

from waystation.site import installation
from waystation.site.installation import NewAccount
from waystation.site.phrases import fictional_passphrase
from waystation.staff import policy
from waystation.vault import half

# sign-in name, persona, roles, language of the pages; one documents and may give out of cases, too: dossiers need it
STAFF = (
    ("dina", "Dina", [policy.OPERATOR], "ru"),
    ("oleg", "Oleg", [policy.OPERATOR], "ru"),
    ("lev", "Lev", [policy.COORDINATOR], "ru"),
    ("nina", "Nina", [policy.COORDINATOR, policy.DOCUMENTER], "ru"),
    ("ira", "Ira", [policy.DOCUMENTER], "ru"),
    ("osip", "Osip", [policy.DOCUMENTER], "ru"),
    ("vera", "Vera", [policy.DOCUMENTER], "ru"),
    ("alma", "Alma", [policy.CLINICIAN], "ru"),
    ("sara", "Sara", [policy.ADVOCATE], "en"),
    ("adam", "Adam", [policy.ADMINISTRATOR], "en"),
)


def accounts() -> list[NewAccount]:
    """The staff. Their passphrases follow from the vault half: the same at each start, written down nowhere."""
    path = Path(settings.WAYSTATION_VAULT_HALF)
    if not path.exists():
        half.create(path)
    return [
        NewAccount(name, persona, roles, fictional_passphrase(name), language)
        for name, persona, roles, language in STAFF
    ]


def found() -> list[NewAccount]:
    """Makes the organisation without any people."""
    staff = accounts()
    installation.found(staff)
    return staff
