"""What `waystation init` asks, why, and the settings that come of the answers."""

import getpass
import json
import os
import re
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

_SHORT = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class Answers:
    """The defaults are those of somebody who wants to look at it on this machine alone."""

    origin: str = "http://127.0.0.1:8000"
    address: str = "help@waystation.example"
    duty_address: str = ""
    time_zone: str = "Europe/Moscow"
    smtp_host: str = ""
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    database: str = field(default="", repr=False)
    trustees: str = "3-of-5"
    field_home: str = ""
    field_documentation: str = ""


@dataclass(frozen=True)
class Question:
    """`wrong` says what is not right about an answer. One that `follows` another is asked where that has an answer."""

    name: str
    asks: str
    because: str
    wrong: Callable[[str], str] = lambda answer: ""
    follows: str = ""
    secret: bool = False


def _origin(answer: str) -> str:
    try:
        parts = urlsplit(answer)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and not parts.path.strip("/")
    except ValueError:
        good = False
    return "" if good else "An address is as in https://example.org."


def _address(answer: str) -> str:
    return "" if _SHORT.fullmatch(answer) else "A mail address is as in help@example.org."


def _perhaps(wrong: Callable[[str], str]) -> Callable[[str], str]:
    return lambda answer: wrong(answer) if answer else ""


def _zone(answer: str) -> str:
    return "" if answer in available_timezones() else "A time zone is as in Europe/Berlin."


def _host(answer: str) -> str:
    good = re.fullmatch(r"[A-Za-z0-9.-]+(:(465|587))?", answer)
    return "" if good else "A mail server is as in smtp.example.org, with :465 behind it for TLS from the beginning."


def scheme(answer: str) -> tuple[int, int]:
    """How many of how many. Raises ValueError."""
    found = re.fullmatch(r"([0-9]{1,2})-of-([0-9]{1,2})", answer)
    needed, trustees = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 2 <= needed <= trustees <= 16:
        raise ValueError("Say M-of-N: at least 2, at most 16 trustees, as in 3-of-5.")
    return needed, trustees


def _trustees(answer: str) -> str:
    try:
        scheme(answer)
    except ValueError as error:
        return str(error)
    return ""


def _age(answer: str) -> str:
    return (
        "" if re.fullmatch(r"age1[a-z0-9]{58}", answer) else "A key is as in age1 and 58 letters and digits after it."
    )


def _database(answer: str) -> str:
    good = re.match(r"postgres(ql)?://[^/]+/.+", answer)
    return "" if good else "It is as in postgresql://user:password@host/name."


QUESTIONS = (
    Question(
        "origin",
        "Address of the pages",
        "Where people reach the pages: https:// and the name of this server. A web server with TLS stands in front; "
        "its configuration is written for you. With the address of this machine you can look at everything first.",
        _origin,
    ),
    Question("address", "The hotline's mail address", "Who writes to it comes into the queue.", _address),
    Question(
        "duty_address",
        "Address of whoever is on duty, or nothing",
        "It is written to, without any content, when an alarm needs a person. Without it, alarms show on pages alone.",
        _perhaps(_address),
    ),
    Question("time_zone", "Time zone", "In which the pages show times.", _zone),
    Question(
        "smtp_host",
        "Server that answers leave by, or nothing",
        "Your mail provider's, as in smtp.example.org. Without one, answers stay, readable, in a folder beside the "
        "data. Mailboxes that are to be fetched are named in the settings afterwards.",
        _perhaps(_host),
    ),
    Question("smtp_username", "User name there", "Often the whole mail address.", follows="smtp_host"),
    Question("smtp_password", "Password there", "It is not shown while you type.", follows="smtp_host", secret=True),
    Question(
        "database",
        "PostgreSQL database, or nothing",
        "Nothing is right for most: the database is then one file in the data folder. For an alliance, an empty "
        "database of PostgreSQL. You can move there later.",
        _perhaps(_database),
    ),
    Question(
        "trustees",
        "Trustees",
        "Each gets a share of the recovery key on paper. So many of them together give somebody a new passphrase; "
        "fewer can do nothing. None of them should be you, and they should not all be in one place.",
        _trustees,
    ),
    Question(
        "field_home",
        "Key of the installation at home, or nothing",
        "Only where this is a laptop for the field: what is written on it then goes home as sealed files. At home the "
        "key stands on the page Partners, as age1... Everywhere else, nothing is right.",
        _perhaps(_age),
    ),
    Question(
        "field_documentation",
        "Key of documentation at home, or nothing",
        "For events, testimony and exhibits, which coordinators do not open. It stands on the page From the field, "
        "beside Take in, of whoever documents at home.",
        _perhaps(_age),
        follows="field_home",
    ),
)


def asked(given: dict[str, str]) -> Answers:
    """What was given, and answers from the terminal for all else. Raises EOFError where nobody answers."""
    found = dict(given)
    for question in QUESTIONS:
        if question.name not in found and (not question.follows or found[question.follows]):
            found[question.name] = _answer(question)
    return Answers(**found)


def objection(answers: Answers) -> str:
    """What is not right about answers that nobody was asked for."""
    usual = {each.name: each.default for each in fields(Answers)}
    for question in QUESTIONS:
        answer = getattr(answers, question.name)
        if answer != usual[question.name] and (wrong := question.wrong(answer)):
            return wrong
    return ""


def _answer(question: Question) -> str:
    usual = str(next(each.default for each in fields(Answers) if each.name == question.name))
    sys.stderr.write(f"\n{textwrap.fill(question.because, 100)}\n")
    asks = f"{question.asks} [{usual}]: " if usual else f"{question.asks}: "
    while True:
        answer = (_secret(asks) if question.secret else _line(asks)) or usual
        if not (wrong := question.wrong(answer)):
            return answer
        sys.stderr.write(f"{wrong}\n")


def _line(asks: str) -> str:
    sys.stderr.write(asks)
    sys.stderr.flush()
    if not (line := sys.stdin.readline()):
        raise EOFError
    return line.strip()


def _secret(asks: str) -> str:
    return getpass.getpass(asks).strip() if sys.stdin.isatty() else _line(asks)


def configuration(answers: Answers) -> str:
    """The text of waystation.toml."""
    https = answers.origin.startswith("https://")
    lines = [
        "# Waystation's settings. Read at start; changes need a restart. All of them: docs/administrators.md.",
        f"origin = {_text(answers.origin)}",
        *(["behind_proxy = true                      # TLS ends in the web server in front"] if https else []),
        f"time_zone = {_text(answers.time_zone)}",
        *([f"database = {_text(answers.database)}"] if answers.database else []),
        '# onion = "http://....onion"               # what stands in the file `hostname` that tor made',
        '# onion_service = "/var/lib/tor/waystation"',
        "",
        "[staff]",
        'second_factor = "required"               # or "offered": a code or passkey besides the passphrase',
        "",
        "# [backup]",
        '# recipients = ["age1..."]                # public keys by which backups are sealed: see `age-keygen`',
        "",
        *_vault(),
        "",
        "[mail]",
        f"address = {_text(answers.address)}",
        f"duty_address = {_text(answers.duty_address)}" if answers.duty_address else _NO_DUTY,
        "",
        *_smtp(answers),
        "",
        _MORE,
        *_field(answers),
        "",
        _MAILBOXES,
    ]
    return "\n".join(lines)


_NO_DUTY = '# duty_address = "duty@example.org"       # is told, without any content, when something needs a person'
_MORE = """\
# Sealed files lie in the folder `files`. For several hosts: in a bucket of any store that speaks S3, which never sees
# more than sealed bytes. Fill this in, then `waystation files check` and `waystation files move`.
# [files.s3]
# endpoint = "https://s3.example.org"
# bucket = "waystation-files"               # private, without versions, for this alone
# access_key = ""
# secret_key = ""                           # or in WAYSTATION_S3_SECRET_KEY
# region = "us-east-1"
"""
_MAILBOXES = """\
# Incoming mailboxes, as many as you like. Mail can also come by the listener or by `waystation receive`.
# [[mail.imap]]
# host = "imap.example.org"
# username = ""
# password = ""

# Further addresses, each with [mail.mailbox.smtp] and [[mail.mailbox.imap]] of its own: see docs/administrators.md.
# [[mail.mailbox]]
# address = "help@example.net"
"""


def _vault() -> list[str]:
    """Where the half lies is written down, so that a command in any shell finds it, the panic above all."""
    if named := os.environ.get("WAYSTATION_VAULT_HALF"):
        return ["[vault]", f"half = {_text(str(Path(named).absolute()))}"]
    return ["# [vault]", '# half = "/media/stick/vault.half"         # better than beside the database']


def _smtp(answers: Answers) -> list[str]:
    host, _, port = answers.smtp_host.partition(":")
    if not host:
        return [
            "# Outgoing mail. Without this table it is kept in the folder <data>.mailbox.",
            "# [mail.smtp]",
            '# host = "smtp.example.org"',
            "# port = 587",
            '# security = "starttls"                   # or "tls"',
            '# username = ""',
            '# password = ""',
        ]
    account = {"username": answers.smtp_username, "password": answers.smtp_password}
    return [
        "[mail.smtp]",
        f"host = {_text(host)}",
        f"port = {port or 587}",
        f"security = {_text('tls' if port == '465' else 'starttls')}",
        *(f"{name} = {_text(value)}" for name, value in account.items() if value),
    ]


def _field(answers: Answers) -> list[str]:
    told = "# A laptop for the field names keys of its home, the home those of its laptops: see docs/administrators.md."
    if not answers.field_home:
        return [told, "# [field]", '# home = "age1..."', '# documentation = "age1..."', "# laptops = []"]
    said = {"home": answers.field_home, "documentation": answers.field_documentation}
    return [told, "[field]", *(f"{name} = {_text(value)}" for name, value in said.items() if value)]


def _text(value: str) -> str:
    """A basic string of TOML: written as in JSON, but for DEL and what JSON would split in two."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
