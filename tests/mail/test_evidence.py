"""Our own mail server's word about a sender is heard; a sender's own word about themselves is not."""

from __future__ import annotations

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.mail.evidence import DENIED, NOBODY, VOUCHED, Evidence, read

US = "mx.waystation.example"
FROM = (
    b"From: Anzor <anzor@mail.example>\r\nTo: help@waystation.example\r\nSubject: x\r\nMessage-ID: <1@mail.example>\r\n"
)
BODY = b"\r\nPlease help.\r\n"
GOOD = "dmarc=pass header.from=mail.example"


def mail(*results: str, by: str = US, head: bytes = FROM) -> bytes:
    fields = b"".join(f"Authentication-Results: {by}; {each}\r\n".encode() for each in results)
    return fields + head + BODY


def said(*results: str, by: str = US) -> str:
    found = read(mail(*results, by=by), US)
    assert found
    return found.said


def test_it_works() -> None:
    assert read(mail(GOOD), US) == Evidence(VOUCHED, "mail.example")


def test_nothing_is_said_where_no_server_is_named() -> None:
    assert read(mail(GOOD), "") is None


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (GOOD, VOUCHED),
        ("dkim=pass header.d=mail.example header.s=a header.b=x; spf=none", VOUCHED),
        ("dkim=pass header.i=@mail.example", VOUCHED),
        ("spf=pass (192.0.2.1 is allowed) smtp.mailfrom=anzor@mail.example", VOUCHED),
        ("dkim=pass header.d=example", NOBODY),  # whoever had a whole top-level domain
        ("dkim=pass header.d=evil.example; dmarc=none header.from=mail.example", NOBODY),
        ("spf=pass smtp.mailfrom=anzor@evil.example", NOBODY),
        ("dmarc=pass header.from=evil.example", NOBODY),
        ("dkim=pass header.d=notmail.example", NOBODY),
        ("dmarc=fail (p=reject) header.from=mail.example", DENIED),
        ("dmarc=fail header.from=mail.example; dkim=pass header.d=evil.example", DENIED),
        ("dmarc=fail header.from=mail.example; dkim=pass header.d=mail.example", DENIED),
        ("spf=fail smtp.mailfrom=mail.example", DENIED),
        ("spf=softfail smtp.mailfrom=mail.example", NOBODY),
        ("spf=fail smtp.mailfrom=mail.example; dkim=pass header.d=mail.example", VOUCHED),  # sent on, and signed
        ("dkim=fail header.d=mail.example", NOBODY),  # a mailing list changes a letter too
        ("none", NOBODY),
        ("", NOBODY),
    ],
)
def test_what_follows_from_what(results: str, expected: str) -> None:
    assert said(results) == expected


def test_only_the_topmost_field_counts() -> None:
    assert said("none", GOOD) == NOBODY
    assert said("dmarc=fail header.from=mail.example", GOOD) == DENIED


@pytest.mark.parametrize("name", ["mx.evil.example", "mx.waystation.example.evil.example", "", f"({US}) evil", "MX"])
def test_a_field_of_another_name_is_not_believed(name: str) -> None:
    assert said(GOOD, by=name) == NOBODY


def test_one_of_ours_under_one_of_another_is_not_believed() -> None:
    forged_below = b"Authentication-Results: mx.other.example; none\r\n" + mail(GOOD)
    assert read(forged_below, US) == Evidence(NOBODY)


@pytest.mark.parametrize(
    "field",
    [
        f"ARC-Authentication-Results: i=1; {US}; {GOOD}",
        f"X-Authentication-Results: {US}; {GOOD}",
        f"Original-Authentication-Results: {US}; {GOOD}",
        f"Received-SPF: pass ({US}) identity=mailfrom; envelope-from=anzor@mail.example",
        f"Subject: x\r\n Authentication-Results: {US}; {GOOD}",  # a line that goes on
        f"Authentication-Results: =?utf-8?q?{US}?=; {GOOD}",
        f"Authentication-Results: {US}.; {GOOD}",
        f"Authentication-Results: {US}\0; {GOOD}",
        f"Authentication-Results: {US}, mx.evil.example; {GOOD}",
        f"Authentication-Results: {US.replace('a', 'а')}; {GOOD}",  # Cyrillic а
        f"Authentication-Results: mx.evil.example; x=({US}; {GOOD})",
        f"Authentication-Results: {US}; dkim=pass (header.d=mail.example) header.d=evil.example",
        f'Authentication-Results: {US}; dkim=fail reason="dmarc=pass header.from=mail.example" header.d=mail.example',
    ],
)
def test_what_looks_like_our_server_s_word_and_is_not(field: str) -> None:
    assert read(f"{field}\r\n".encode() + FROM + BODY, US) == Evidence(NOBODY)


def test_a_name_is_read_in_any_case_and_with_a_version() -> None:
    assert said(GOOD, by=f"{US.upper()} 1") == VOUCHED
    assert said(GOOD, by=f"{US} 7") == NOBODY  # another version says something else


@pytest.mark.parametrize(
    "head",
    [
        FROM + b"From: Other <b@evil.example>\r\n",
        b"From: a@mail.example, b@evil.example\r\n",
        b"From: Anzor\r\n",
        b"Subject: x\r\n",
    ],
)
def test_nobody_vouches_for_a_sender_who_is_not_one(head: bytes) -> None:
    assert read(mail(GOOD, head=head), US) == Evidence(NOBODY)


@given(st.text(alphabet='()";=. \\apmdkspfheaderi@,', max_size=6000))
def test_whatever_stands_there_is_read_or_left(text: str) -> None:
    found = read(f"Authentication-Results: {US}; {text}\r\n".encode() + FROM + BODY, US)
    assert found
    assert found.said in (VOUCHED, NOBODY, DENIED)


# A signature made as the servers of senders make it, and a server in front of us that checks it with a key of its own
# DNS: no name is looked up outside this test.


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    secret = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = secret.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    inside = b"".join(public.splitlines()[1:-1])
    return private, b"v=DKIM1; k=rsa; p=" + inside


def in_front(raw: bytes, record: bytes) -> bytes:
    """A mail server in front of us: takes out what came under its name, checks, and writes what it found."""
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    good = dkim.verify(raw, dnsfunc=dns)
    domain = asked[0].split(b"._domainkey.")[1].rstrip(b".").decode() if asked else "mail.example"
    result = f"dkim={'pass' if good else 'fail'} header.d={domain} header.s=s1"
    kept = b"\r\n".join(line for line in raw.split(b"\r\n") if not line.startswith(b"Authentication-Results: mx."))
    return f"Authentication-Results: {US}; {result}\r\n".encode() + kept


def signed(private: bytes, domain: bytes = b"mail.example") -> bytes:
    raw = FROM + BODY
    return bytes(dkim.sign(raw, b"s1", domain, private, include_headers=[b"from", b"subject"])) + raw


def test_a_letter_that_its_domain_signed(keys: tuple[bytes, bytes]) -> None:
    private, record = keys
    assert read(in_front(signed(private), record), US) == Evidence(VOUCHED, "mail.example")


def test_a_letter_that_was_changed_on_the_way(keys: tuple[bytes, bytes]) -> None:
    private, record = keys
    changed = signed(private).replace(b"Please help.", b"Come to me.")
    assert read(in_front(changed, record), US) == Evidence(NOBODY)


def test_a_letter_that_another_domain_signed(keys: tuple[bytes, bytes]) -> None:
    private, record = keys
    assert read(in_front(signed(private, b"evil.example"), record), US) == Evidence(NOBODY)


def test_a_letter_that_brings_a_verdict_of_its_own(keys: tuple[bytes, bytes]) -> None:
    _, record = keys
    assert read(in_front(mail(GOOD), record), US) == Evidence(NOBODY)
