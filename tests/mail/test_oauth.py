"""Mailboxes that are signed in to with a token: asked for, kept, renewed, and refused in plain words."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mail.dovecot import USER, Dovecot, require_dovecot
from tests.mail.inbox import Inbox
from tests.mail.provider import Provider
from tests.mail.submission import SmtpAuth
from tests.mail.test_imap import MESSAGE, eventually, running
from waystation.mail import imap
from waystation.mail.errors import TryAgain
from waystation.mail.imap import ImapSettings, Mailbox
from waystation.mail.oauth import NoToken, OAuthSettings, Tokens
from waystation.mail.transport import Smtp, SmtpSettings

Settings = Callable[..., OAuthSettings]


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def settings(provider: Provider, tmp_path: Path) -> Settings:
    def make(**changes: Any) -> OAuthSettings:
        usual = {"token_url": f"{provider.url}/token", "client_id": "waystation", "refresh_token": "first-refresh"}
        return OAuthSettings(**(usual | {"kept_in": tmp_path / "tokens.json"} | changes))

    return make


def test_a_token_is_asked_for_once_while_it_is_good(provider: Provider, settings: Settings) -> None:
    tokens = Tokens(settings(client_secret="made-up", scope="mail"))
    assert tokens.access() == tokens.access() == "token-1"
    assert provider.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "first-refresh",
            "client_id": "waystation",
            "client_secret": "made-up",
            "scope": "mail",
        }
    ]


def test_one_that_runs_out_is_replaced_before_it_does(provider: Provider, settings: Settings) -> None:
    provider.lasts = 30  # less than the margin
    tokens = Tokens(settings())
    assert (tokens.access(), tokens.access()) == ("token-1", "token-2")


def test_a_new_refresh_token_is_kept_over_a_restart(provider: Provider, settings: Settings, tmp_path: Path) -> None:
    provider.rotates = True
    Tokens(settings()).access()
    Tokens(settings()).access()
    assert [form["refresh_token"] for form in provider.asked] == ["first-refresh", "refresh-1"]
    assert stat.S_IMODE((tmp_path / "tokens.json").stat().st_mode) == 0o600


def test_on_a_full_disk_the_new_one_is_kept_in_memory(provider: Provider, settings: Settings, tmp_path: Path) -> None:
    provider.rotates, provider.lasts = True, 0
    tokens = Tokens(settings(kept_in=tmp_path / "not there" / "tokens.json"))
    assert (tokens.access(), tokens.access()) == ("token-1", "token-2")


def test_another_one_in_the_settings_counts_instead(provider: Provider, settings: Settings) -> None:
    provider.rotates = True
    Tokens(settings()).access()
    provider.refresh = "allowed-anew"
    assert Tokens(settings(refresh_token="allowed-anew")).access() == "token-2"


def test_a_refusal_is_told_from_a_provider_that_is_gone(provider: Provider, settings: Settings) -> None:
    provider.refresh = "taken-back"
    with pytest.raises(NoToken) as refused:
        Tokens(settings()).access()
    assert refused.value.refused
    provider.close()
    with pytest.raises(NoToken) as gone:
        Tokens(settings()).access()
    assert not gone.value.refused


def test_the_refresh_token_goes_nowhere_unencrypted(settings: Settings) -> None:
    with pytest.raises(ValueError, match="without TLS"):
        settings(token_url="http://login.example.org/token")


def test_no_secret_in_what_is_written_of_it(settings: Settings) -> None:
    assert "first-refresh" not in repr(settings())
    assert "made-up" not in repr(settings(client_secret="made-up"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Provider, Dovecot]]:
    require_dovecot()
    provider = Provider()
    dovecot = Dovecot(tmp_path_factory.mktemp("dovecot"), introspection=f"{provider.url}/introspect")
    yield provider, dovecot
    dovecot.close()
    provider.close()


def mailbox(dovecot: Dovecot, oauth: OAuthSettings, inbox: Inbox) -> Mailbox:
    settings = ImapSettings(
        host="localhost",
        port=dovecot.imaps,
        username=USER,
        oauth=oauth,
        ca_file=str(dovecot.certificate.certificate),
        poll_seconds=0.5,
    )
    return Mailbox(settings, inbox)


@pytest.mark.real
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_real_mailbox_is_emptied_with_a_token(server: tuple[Provider, Dovecot], mechanism: str) -> None:
    provider, dovecot = server
    dovecot.deliver(MESSAGE)
    inbox = Inbox()
    oauth = OAuthSettings(
        token_url=f"{provider.url}/token", client_id="x", refresh_token="first-refresh", mechanism=mechanism
    )
    with running(mailbox(dovecot, oauth, inbox)) as box:
        assert inbox.next()[0].endswith(MESSAGE)
        assert eventually(lambda: box.state == "waiting")


@pytest.mark.real
def test_a_token_that_the_server_refuses_is_asked_for_anew(
    server: tuple[Provider, Dovecot], monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, dovecot = server
    monkeypatch.setattr(imap, "_BACK_OFF_SECONDS", (0.1, 0.1))
    oauth = OAuthSettings(token_url=f"{provider.url}/token", client_id="x", refresh_token="first-refresh")
    box = mailbox(dovecot, oauth, Inbox())
    assert box._tokens
    provider.good.discard(box._tokens.access())
    seen: list[str] = []
    box._tell = seen.append
    with running(box):
        assert eventually(lambda: box.state == "waiting")
    assert "sign-in-refused" in seen


@pytest.mark.real
def test_a_refused_grant_is_said_as_such(server: tuple[Provider, Dovecot]) -> None:
    provider, dovecot = server
    oauth = OAuthSettings(token_url=f"{provider.url}/token", client_id="x", refresh_token="taken-back")
    with running(mailbox(dovecot, oauth, Inbox())) as box:
        assert eventually(lambda: box.state == "token-refused")


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_letters_leave_with_a_token(provider: Provider, settings: Settings, mechanism: str) -> None:
    with SmtpAuth(provider.good, USER) as server:
        oauth = settings(mechanism=mechanism)
        account = SmtpSettings(
            host="127.0.0.1", port=server.port, domain="a.example", security="none", username=USER, oauth=oauth
        )
        Smtp(account).send(b"Subject: x\r\n\r\ny\r\n", "a@a.example", ["b@b.example"])
        assert server.taken == [b"Subject: x\r\n\r\ny\r\n"]
        assert server.mechanisms == [mechanism]


def test_a_refused_token_is_trouble_and_not_a_loss(provider: Provider, settings: Settings) -> None:
    with SmtpAuth(set(), USER) as server:
        account = SmtpSettings(
            host="127.0.0.1", port=server.port, domain="a.example", security="none", username=USER, oauth=settings()
        )
        transport = Smtp(account)
        with pytest.raises(TryAgain) as trouble:
            transport.send(b"Subject: x\r\n\r\ny\r\n", "a@a.example", ["b@b.example"])
        assert trouble.value.why == "sign-in-refused"
        with pytest.raises(TryAgain):
            transport.probe()
        assert (server.taken, len(provider.asked)) == ([], 2)  # after a refusal a new one is asked for
