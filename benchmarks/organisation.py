"""An organisation with very many cases, made in bulk: the same rows as the actions make, sealed by the same functions.

What is left out is what the actions cost, not what they leave: the checks, one transaction and one line of the log for
each case, and one granted page for each case and team (here a page grants 250 cases, as an import would).
"""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

STAFF = {"dina": "operator", "lev": "coordinator", "oleg": "operator", "ira": "documenter", "mark": "coordinator"}
PASSPHRASE = "seven quiet herons"
FIRST_DAY = date(2021, 1, 1)
TODAY = datetime.now(UTC).date()
AT_ONCE = 250
UNREAD = 1000

_NAMES = ("Берёза", "Цапля", "Ольха", "Сокол", "Рябина", "Стриж", "Тополь", "Чайка", "Ясень", "Журавль", "Клён", "Лунь")
_GIVEN = (
    "Магомед",
    "Хамзат",
    "Ахмед",
    "Зелимхан",
    "Руслан",
    "Юсуп",
    "Иса",
    "Ibragim",
    "Khasan",
    "Aslan",
    "Хьусайн",
    "Апти",
)
_BEGINNINGS = ("Маго", "Ах", "Ису", "Дуда", "Эльму", "Цур", "Байса", "Хати", "Гака", "Мунай")
_FAMILIES = tuple(one + other for one in _BEGINNINGS for other in ("мед", "мад", "рзай", "хан", "сул", "пай", "бек"))
_ENDINGS = ("ов", "ова")
_PLACES = ("Тверь", "Казань", "Пермь", "Псков", "Омск", "Рязань", "")
_STEPS = ("позвонить вечером", "купить билет", "узнать о визе", "спросить о здоровье", "")
_STAGES = {"closed_safe": 45, "closed_referred": 20, "aftercare": 8, "shelter_domestic": 6, "planning_exit": 6,
           "asylum_pending": 6, "documents": 4, "in_transit": 2, "lost_contact": 1, "accepted": 2}  # fmt: skip


def publics(secrets: list[bytes]) -> list[bytes]:
    """The public keys of secrets: most of the work, so it is shared by both processors."""
    from waystation.vault import suite

    return [suite.public_bytes(suite.expand(secret, b"x-wing")) for secret in secrets]


class Builder:
    """Makes cases a few hundred at a time; `work`: with what has days: needs, consents, risks, tasks, a passport."""

    def __init__(self, founding: Any, accounts: list[uuid.UUID], *, work: bool = False) -> None:
        self.founding, self.accounts, self.chance, self.work = founding, accounts, random.Random(7), work
        self.teams: dict[str, list[Any]] = {}

    def add(self, number: int, pool: ProcessPoolExecutor) -> None:
        from django.db import transaction

        from waystation.vault.compartments import CASE_COMPARTMENTS
        from waystation.vault.keyring import Key

        made = []
        for _ in range(number):
            case = uuid.uuid4()
            made.append((case, {kind: Key.new(case, kind) for kind in CASE_COMPARTMENTS}))
        keys = [key for _, held in made for key in held.values()]
        half = len(keys) // 2
        lots = [[key.secret for key in keys[:half]], [key.secret for key in keys[half:]]]
        public = [each for lot in pool.map(publics, lots) for each in lot]
        with transaction.atomic():
            self._publish(keys, public)
            self._grant([held for _, held in made])
            self._rows(made)

    def _publish(self, keys: list[Any], public: list[bytes]) -> None:
        from waystation.vault import directory
        from waystation.vault.models import Address

        Address.objects.bulk_create(
            Address(
                locator=key.locator,
                compartment=key.compartment,
                epoch=key.epoch,
                public=each,
                mark=directory._mark(key.locator, key.compartment, key.epoch, each),
            )
            for key, each in zip(keys, public, strict=True)
        )

    def _grant(self, cases: list[dict[Any, Any]]) -> None:
        from waystation.staff import teams
        from waystation.staff.policy import COMPARTMENT_TEAMS
        from waystation.vault import grants

        for team in teams.TEAMS:
            keys = [key for held in cases for kind, key in held.items() if team in COMPARTMENT_TEAMS[kind]]
            if keys:
                grants.grant(keys, to=teams.locator(team))

    def _rows(self, made: list[tuple[uuid.UUID, dict[Any, Any]]]) -> None:
        from waystation.casework.models import Case, MoveRow
        from waystation.casework.persons.models import PartRow, PersonRow
        from waystation.hotline.models import Message, Request

        rows: dict[Any, list[Any]] = {Case: [], MoveRow: [], PersonRow: [], PartRow: [], Request: [], Message: []}
        for case, keys in made:
            for row in self._of_case(case, keys):
                rows[type(row)].append(row)
            for row in self._work_on(case, keys) if self.work else ():
                rows.setdefault(type(row), []).append(row)
        for model, some in rows.items():
            model.objects.bulk_create(some)

    def _of_case(self, case: uuid.UUID, keys: dict[Any, Any]) -> Iterator[Any]:
        from waystation.casework.models import Case, MoveRow
        from waystation.casework.persons import near
        from waystation.casework.persons.models import PartRow, PersonRow
        from waystation.casework.persons.records import Part
        from waystation.casework.records import Move
        from waystation.hotline.models import Message, Request
        from waystation.hotline.records import MessageRecord, RequestStub
        from waystation.vault.compartments import Compartment
        from waystation.vault.content import seal_content

        opened = FIRST_DAY + timedelta(days=self.chance.randrange((TODAY - FIRST_DAY).days))
        at = datetime(opened.year, opened.month, opened.day, 12, tzinfo=UTC)
        request, message = uuid.uuid4(), uuid.uuid4()
        stub = self._stub(opened, request)
        yield _sealed(Case, stub, keys[Compartment.LIST], id=case, day=opened)
        contact = keys[Compartment.CONTACT]
        yield _sealed(MoveRow, Move(stage=stub.stage, at=at, by=stub.owner), contact, day=opened)
        person = uuid.uuid4()
        yield _sealed(PersonRow, self._person(at), keys[Compartment.IDENTITY], id=person, day=opened)
        part = Part(person=person, home=case, roles=("applicant",), at=at)
        yield _sealed(PartRow, part, contact, day=opened, **near.of(part))
        said = RequestStub(
            received_at=at, last_in=at, status="accepted", who=f"{request.hex[:8]}@mail.example", case=case
        )
        yield _sealed(Request, said, contact, id=request, day=opened)
        content, body = seal_content(b"They came to my parents and asked where I live now.", message.bytes)
        record = MessageRecord(thread=request, at=at, key=content, mail=True)
        yield _sealed(Message, record, contact, id=message, thread=request, body=body, day=opened)

    def _work_on(self, case: uuid.UUID, keys: dict[Any, Any]) -> Iterator[Any]:
        """A need, two answers on consent, two assessments, and a task, as a case of a few weeks has them."""
        from waystation.casework.models import ConsentRow, NeedRow, RiskRow
        from waystation.casework.records import Consent, Need, Risk
        from waystation.casework.work.models import TaskRow
        from waystation.casework.work.records import Task
        from waystation.vault.compartments import Compartment

        who, at = self.chance.choice(self.accounts), datetime.now(UTC)
        made: list[tuple[Any, Any]] = [
            (NeedRow, Need(code="passport", due=self._day(), at=at, by=who)),
            (TaskRow, Task(what="позвонить", due=self._day(), who=who, at=at, by=who)),
        ]
        for number, purpose in enumerate(("help", "share_immigration")):
            since = at - timedelta(days=number)
            consent = Consent(
                purpose=purpose, state="given", on=since.date(), valid_until=self._day(), at=since, by=who
            )
            made += [(ConsentRow, consent), (RiskRow, Risk(valid_until=self._day(), at=since, by=who))]
        for model, record in made:
            yield _sealed(model, record, keys[Compartment.CONTACT])

    def _day(self) -> date:
        return TODAY + timedelta(days=self.chance.randrange(-10, 60))

    def _papers(self) -> tuple[Any, ...]:
        from waystation.casework.persons.records import Paper

        kinds = ("ru.foreign_passport_bio", "visa") if self.work else ()
        until = (TODAY + timedelta(days=self.chance.randrange(-100, 2000)) for _ in kinds)
        return tuple(Paper(id=uuid.uuid4(), kind=kind, valid_until=day) for kind, day in zip(kinds, until, strict=True))

    def _person(self, at: datetime) -> Any:
        from waystation.casework.persons.records import Birth, Name, Person

        pick = self.chance.choice
        text = f"{pick(_FAMILIES)}{pick(_ENDINGS)} {pick(_GIVEN)}"
        birth = Birth(precision="year", year=self.chance.randrange(1960, 2008))
        return Person(names=(Name(text=text),), birth=birth, papers=self._papers(), at=at)

    def _stub(self, opened: date, request: uuid.UUID) -> Any:
        from waystation.casework import stages
        from waystation.casework.records import CaseStub

        pick = self.chance.choice
        (stage,) = self.chance.choices(list(_STAGES), list(_STAGES.values()))
        marks = {"accepted": opened} | ({stage: opened + timedelta(days=30)} if stages.is_open(stage) else {})
        return CaseStub(
            pseudonym=f"{pick(_NAMES)} {self.chance.randrange(100_000)}",
            stage=stage,
            urgency=pick(("normal", "normal", "normal", "soon", "now")),
            origin=pick(("Грозный", "Аргун", "Гудермес")),
            place=pick(_PLACES),
            owner=pick(self.accounts),
            opened=opened,
            next_action=pick(_STEPS),
            next_due=TODAY + timedelta(days=self.chance.randrange(-30, 60)),
            milestones=marks,
            request=request,
        )


def _sealed(model: Any, record: Any, key: Any, **columns: Any) -> Any:
    """A row as `records.create` makes it, not yet stored."""
    from waystation.vault import records

    row = model(**columns)
    records._move_to(row, key)
    records._write(row, record, key)
    return row


def unread(number: int) -> None:
    """Mails that nobody has looked at, stored as they are when they arrive."""
    from django.db import transaction

    from waystation.hotline.intake import _store
    from waystation.mail.identifiers import identifiers

    for count in range(number):
        raw = b"From: a@mail.example\r\nMessage-ID: <%d@mail.example>\r\nSubject: Help\r\n\r\nHelp me.\r\n" % count
        with transaction.atomic():
            _store(raw, identifiers(raw, None), datetime.now(UTC))


def build(cases: int, *, work: bool = False) -> None:
    """Fills the installation that is open."""
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.staff import actions
    from waystation.vault import manifest

    started = time.monotonic()
    founding = actions.found()
    accounts = [
        actions.add_account(founding, name=name, passphrase=PASSPHRASE, persona=name.title(), roles=[role])
        for name, role in STAFF.items()
    ]
    builder = Builder(founding, accounts, work=work)
    with ProcessPoolExecutor(2) as pool:
        for done in range(0, cases, AT_ONCE):
            builder.add(min(AT_ONCE, cases - done), pool)
    unread(UNREAD)
    with transaction.atomic():
        manifest.adopt()
        log(None, "benchmark.line")
    print(f"built {cases:,} cases in {time.monotonic() - started:.0f} s")


def installation(data: Path, cases: int, *, work: bool = False, cipher: str = "") -> None:
    """Opens the installation in a folder; makes it first where there is none. `work`: its cases have days, too.

    `cipher`: what it is sealed with, where it is made now and not with the usual one.
    """
    from waystation.site import folder
    from waystation.site.commands import open_installation

    fresh = not folder.exists(data)
    if fresh:
        chosen = f'[vault]\ncipher = "{cipher}"\n' if cipher else ""
        folder.prepare(data, f'origin = "http://127.0.0.1:8000"\n{chosen}')
    open_installation(data)
    from django.conf import settings
    from django.core.management import call_command

    from waystation.site import installation as existing
    from waystation.vault import half

    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    if fresh:
        half.create(Path(settings.WAYSTATION_VAULT_HALF))
        call_command("migrate", verbosity=0, interactive=False)
        build(cases, work=work)
    else:
        existing.open_existing()


def resident() -> float:
    """Resident megabytes (10^6 bytes) of this process."""
    status = Path(f"/proc/{os.getpid()}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) * 1024 / 1e6
