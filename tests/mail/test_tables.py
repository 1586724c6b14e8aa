"""Tables of settings: what cannot be used is said by the setting's name, and never by what stands in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from waystation.mail import tables
from waystation.mail.imap import ImapSettings
from waystation.mail.oauth import OAuthSettings
from waystation.mail.transport import SmtpSettings

SMTP = {"host": "localhost", "domain": "a.example"}
IMAP = {"host": "localhost", "username": "a", "password": "b"}
OAUTH = {"token_url": "https://a.example/token", "client_id": "a", "refresh_token": "b"}


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (SmtpSettings, SMTP | {"port": 25, "timeout": 3, "ca_file": None}),
        (SmtpSettings, SMTP | {"timeout": 2.5, "ca_file": "/a"}),
        (ImapSettings, IMAP | {"tls": False, "poll_seconds": 5}),
        (OAuthSettings, OAUTH | {"kept_in": Path("/a")}),
    ],
)
def test_what_is_right_is_taken(kind: Any, table: dict[str, Any]) -> None:
    made = tables.made(kind, table)
    assert all(getattr(made, name) == value for name, value in table.items())


@pytest.mark.parametrize(
    ("kind", "table", "says"),
    [
        (SmtpSettings, SMTP | {"port": "canary"}, "'port' is a whole number"),
        (SmtpSettings, SMTP | {"port": True}, "'port' is a whole number"),
        (SmtpSettings, SMTP | {"port": 0}, "'port' is a number from 1 to 65535"),
        (SmtpSettings, SMTP | {"timeout": "canary"}, "'timeout' is a number"),
        (SmtpSettings, SMTP | {"username": 5}, "'username' is words in quotes"),
        (SmtpSettings, SMTP | {"passwort": "canary"}, "there is no setting 'passwort'; 'password' may be meant"),
        (SmtpSettings, SMTP | {"xyzzy": "canary"}, "there is no setting 'xyzzy'"),
        (SmtpSettings, {"domain": "a.example"}, "'host' is missing"),
        (ImapSettings, IMAP | {"tls": "canary"}, "'tls' is true or false"),
        (OAuthSettings, OAUTH | {"client_secret": 5}, "'client_secret' is words in quotes"),
    ],
)
def test_what_is_wrong_is_named(kind: Any, table: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        tables.made(kind, table)
