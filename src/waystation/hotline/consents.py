"""A caller's consent on the public pages: what the caller may see of it, and taking it back.

What a caller sees was sealed to them when it was recorded: their pages open no case. What they take back is a message
to whoever holds their thread, which the gate of consent reads before every use.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from waystation.hotline import access, callers
from waystation.hotline.callers import Caller
from waystation.hotline.models import Request
from waystation.hotline.queue import NEWS_OF_CASES
from waystation.hotline.records import CallerMessageRecord, ConsentShown, TakenBack
from waystation.mail.words import same
from waystation.staff.actor import Actor
from waystation.vault import whole

GIVEN = ("given", "given_with_limits", "given_by_other")


@dataclass
class Shown:
    """What stands for one purpose and recipient, and what was done with it. `state` is empty where nobody answered.

    `earlier` are the answers before it with their days, the first one first.
    """

    purpose: str
    recipient: str = field(repr=False)
    answer: ConsentShown | None = field(default=None, repr=False)
    uses: list[ConsentShown] = field(default_factory=list, repr=False)
    taken_back: datetime | None = None
    earlier: list[tuple[str, date | datetime]] = field(default_factory=list, repr=False)

    @property
    def state(self) -> str:
        return "withdrawn" if self.taken_back else self.answer.state if self.answer else ""

    @property
    def given(self) -> bool:
        return self.state in GIVEN

    def answered(self, said: ConsentShown | None, taken_back: datetime | None = None) -> None:
        """Puts another answer in the place of the one that stands, which becomes an earlier one."""
        if self.answer:
            self.earlier.append((self.state, self.taken_back or self.answer.on))
        self.answer, self.taken_back = said, taken_back


def of(caller: Caller) -> list[Shown]:
    """What stands for each purpose and recipient that the caller was told of, in the order of the first word on it."""
    found: dict[tuple[str, str], Shown] = {}
    for record in callers.everything(caller):
        if record.consent:
            _note(found, record.consent)
        for one in record.taken_back:
            _take_back(found, one, record.at)
    return list(found.values())


def _note(found: dict[tuple[str, str], Shown], said: ConsentShown) -> None:
    shown = found.setdefault((said.purpose, same(said.recipient)), Shown(said.purpose, said.recipient))
    if said.used:
        shown.uses = [each for each in shown.uses if not said.stopped or each.at != said.at]
        shown.uses += [] if said.stopped else [said]
        return
    shown.answered(said)
    if not said.recipient and said.state not in GIVEN:  # a no that names nobody is one to all
        for each in found.values():
            if each.purpose == said.purpose and each is not shown:
                each.answered(said)


def _take_back(found: dict[tuple[str, str], Shown], one: TakenBack, at: datetime) -> None:
    for shown in found.values():
        if shown.purpose == one.purpose and same(one.recipient) in ("", same(shown.recipient)):
            shown.answered(shown.answer, at)


def take_back(caller: Caller, taken: Iterable[TakenBack], text: str, *, now: datetime, token: str) -> None:
    """Takes consents back, at once. `text` says so in the thread. Raises AlreadyStored."""
    callers.write_again(caller, text, now=now, token=token, taken_back=tuple(taken))


def tell(actor: Actor, case_id: UUID, shown: ConsentShown) -> None:
    """Seals it so that the web caller of a case, if it has one, sees it with their code phrase."""
    for row, _stub in access.requests_of_case(actor, case_id):
        secret = access.answers_secret(actor, row.pk)
        if row.caller is not None and secret and whole.compare(row.pk) is None:
            now = actor.now()
            callers.copy_to_caller(
                row.caller, secret, CallerMessageRecord(at=now, text="", direction="out", consent=shown), now
            )


def cases_of_unread(actor: Actor) -> list[UUID]:
    """The cases whose callers took something back in messages that nobody has looked at yet."""
    known: dict[tuple[UUID, int], bool] = actor.memory.setdefault("hotline:taken back", {})
    found: list[UUID] = []
    for line in access.queue(actor).group(NEWS_OF_CASES):
        told = line.id, line.stub.count + line.unread
        if told not in known:
            known[told] = any(record.taken_back for _row, record in access.records(actor, line.id))
        if known[told] and line.stub.case:
            found.append(line.stub.case)
    return found


def taken_back(actor: Actor, case_id: UUID) -> list[tuple[UUID, TakenBack, datetime]]:
    """What the callers of a case took back: the message, what, and when it arrived."""
    threads = Request.objects.filter(locator=case_id).values_list("pk", flat=True)
    return [
        (row.pk, one, record.at)
        for thread in threads
        for row, record in access.records(actor, thread)
        if record.direction == "in"
        for one in record.taken_back
    ]
