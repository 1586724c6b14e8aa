"""Nothing of what anybody wrote stands readable in any table, on either side of the thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client

from tests.canary import search
from tests.hotline.helpers import mail, receive
from waystation.hotline import actions, callers, own_rules
from waystation.hotline.models import Request
from waystation.hotline.triage import Rule
from waystation.staff.actor import Actor, utc_now

Clients = Callable[[str], Client]

RULE = "kestrel-six"
TEXT, NAME, ANSWER, NOTE, SUBJECT = "kestrel-one", "kestrel-two", "kestrel-three", "kestrel-four", "kestrel-five"


def _cells() -> Iterator[bytes]:
    """Every value of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own table names
            for row in cursor.fetchall():
                yield from (bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row)


def _found(secrets: list[str]) -> set[str]:
    return {secret for secret, _ in search(b"\0".join(_cells()), secrets)}


def test_it_works(dina: Actor) -> None:
    """The search itself finds what is there."""
    assert _found(["hotline"]) or _found(["duty"])


def test_nothing_readable_is_stored(dina: Actor, lev: Actor, client_of: Clients) -> None:
    words = callers.begin_web(TEXT, NAME, now=utc_now())
    web = Request.objects.get().pk
    actions.answer(dina, web, ANSWER)
    receive(mail(TEXT, sender=f"{NAME} <{NAME}@mail.example>", subject=SUBJECT, message_id=f"<{SUBJECT}@mail.example>"))
    mailed = Request.objects.exclude(pk=web).get().pk
    actions.answer(dina, mailed, ANSWER)
    actions.note(dina, mailed, NOTE)
    actions.set_next(dina, mailed, NOTE)
    own_rules.change(lev, Rule(code="kestrel", points=10, patterns=(RULE, TEXT), explanation={"en": RULE}))
    client = client_of("dina")
    for path in ("", web, mailed, "../outbox/"):
        client.get(f"/staff/requests/{path}")
    Client().post("/ru/return", {"phrase": " ".join(words)})
    assert not _found([TEXT, NAME, ANSWER, NOTE, SUBJECT, RULE, *(word for word in words if len(word) > 5)])
