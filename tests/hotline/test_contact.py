"""Safe contact: what stands against an answer, what holds a letter, and how two people let it go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client

from tests.hotline.helpers import mail, receive, the_request
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import actions as casework
from waystation.hotline import (
    access,
    actions,
    avoided,
    boxes,
    callers,
    contact,
    contact_terms,
    contacting,
    outbox,
    peers,
)
from waystation.hotline import contact_rules as rules
from waystation.hotline.contact_forms import VOCABULARY, StaffContactForm, TimesForm, WordsForm
from waystation.hotline.errors import HeldBack, Unsayable
from waystation.hotline.hours import understand
from waystation.hotline.models import ContactRow, Message, Outgoing, Request
from waystation.hotline.records import Contact, Hours, RequestStub, Window
from waystation.mail.errors import TryAgain
from waystation.mail.parse import Parsed, parse
from waystation.staff import members
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.teams import AUDIT, locator
from waystation.vault import half
from waystation.vault.errors import Stale
from waystation.vault.records import set_columns
from waystation.vocabulary.vocabularies import terms

# A Friday; in Moscow it is 12:30.
NOON = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)
NIGHT = NOON + timedelta(hours=15)
AFTERNOONS = Hours(when=understand("14-17"), zone="Europe/Moscow")
AT_TWO = NOON + timedelta(hours=1, minutes=30)
ENGLISH = {"accept-language": "en"}


def at(actor: Actor, moment: datetime) -> Actor:
    return replace(actor, now=lambda: moment)


@pytest.fixture
def dina(dina: Actor) -> Actor:
    return at(dina, NOON)


@pytest.fixture
def lev(lev: Actor) -> Actor:
    return at(lev, NOON)


@pytest.fixture
def thread(organisation: Organisation) -> UUID:
    receive(now=NOON)
    return the_request()


@pytest.fixture
def web(organisation: Organisation) -> tuple[UUID, callers.Caller]:
    words = callers.begin_web("Help me.", now=NOON)
    return the_request(), callers.caller_of(words)


def sent(mailbox: Path) -> list[Parsed]:
    return [parse(path.read_bytes()) for path in sorted((mailbox / "new").glob("*"))]


def refused(actor: Actor, thread: UUID, text: str = "We are here.") -> tuple[str, ...]:
    with pytest.raises(HeldBack) as held:
        actions.answer(actor, thread, text)
    return held.value.why


# the questions


def test_all_fourteen_questions_are_asked_of_callers_and_of_staff(db: None) -> None:
    codes = [term.code for term in terms(VOCABULARY)]
    assert len(codes) == 14
    fields = TimesForm(before=Contact()).fields | WordsForm(before=Contact()).fields
    asked = {name.removesuffix("_days"): str(field.label) for name, field in fields.items()}
    assert {code: asked[code] for code in codes} == {term.code: term.label for term in terms(VOCABULARY)}
    assert set(codes) <= set(StaffContactForm(before=Contact()).fields)
    assert all(term.ru != term.en for term in terms(VOCABULARY))


def test_none_of_them_needs_an_answer(db: None) -> None:
    for form in (TimesForm({"zone": "Europe/Moscow"}, before=Contact()), WordsForm({"once": ""}, before=Contact())):
        assert form.is_valid(), form.errors
        assert form.contact() == Contact()


def test_what_is_written_down_is_read_again(dina: Actor, thread: UUID) -> None:
    said = Contact(hours=AFTERNOONS, cover="a shop", subject="Your order", sender="Lamp shop", unsaid=("help",))
    contacting.save(dina, thread, said)
    found = contact.of(dina, thread)
    assert found.contact == said
    assert (found.record.by, found.record.at) == (dina.account, NOON)


def test_it_becomes_the_case_s(dina: Actor, lev: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(stop=True))
    case_id = casework.accept(lev, thread, pseudonym="Birch")
    row = ContactRow.objects.get()
    assert row.locator == case_id
    assert contact.of(lev, thread).contact.stop


def test_an_older_copy_that_is_put_back_is_refused(
    dina: Actor, lev: Actor, client_of: Callable[[str], Client], thread: UUID
) -> None:
    """As it stood under the duty team's key, with fewer rules."""
    contacting.save(dina, thread, Contact(our_word="swallow"))
    old = ContactRow.objects.get()
    case_id = casework.accept(lev, thread, pseudonym="Birch")
    contacting.save(at(lev, NOON), thread, Contact(stop=True))
    ContactRow.objects.update(
        locator=old.locator, compartment=old.compartment, epoch=old.epoch, version=old.version, sealed=old.sealed
    )
    assert refused(lev, thread) == (rules.DAMAGED,)
    for path in (f"/staff/requests/{thread}", f"/staff/requests/{thread}/contact", f"/staff/cases/{case_id}"):
        assert client_of("lev").get(path, headers=ENGLISH).status_code == 200
    contacting.save(lev, thread, Contact(unsaid=("secret",)))
    assert refused(lev, thread, "a secret") == (rules.UNSAID,)


def test_whoever_was_overtaken_is_told(dina: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(stop=True), seen=0)
    with pytest.raises(Stale):
        contacting.save(dina, thread, Contact(), seen=0)


def test_others_may_neither_read_nor_write_it(ira: Actor, out: Actor, dina: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(our_word="swallow"))
    for actor in (ira, out):
        for act in (lambda a: contact.of(a, thread), lambda a: contacting.save(a, thread, Contact()),
                    lambda a: contacting.ask_second(a, thread, "x", "y"), contact.waiting):  # fmt: skip
            with pytest.raises(Absent):
                act(actor)


# what stands against an answer


def test_without_answers_nothing_stands_against_it(dina: Actor, thread: UUID, mailbox: Path) -> None:
    actions.answer(dina, thread, "We are here.")
    outbox.send_due(NOON)
    assert "We are here." in sent(mailbox)[0].text


@pytest.mark.parametrize(
    ("said", "text", "why"),
    [
        (Contact(stop=True), "We are here.", (rules.STOP,)),
        (Contact(avoid=("email",)), "We are here.", (rules.AVOID,)),
        (Contact(avoid=("Anzor@mail.example",)), "We are here.", (rules.AVOID,)),
        (Contact(unsaid=("хотлайн", "горячая линия")), "Наша Горячая линия ждёт.", (rules.UNSAID,)),
        (Contact(unsaid=("помощь",)), "Мы ждём вас с помощью.", (rules.UNSAID,)),
        (Contact(unsaid=("полиция",)), "В поли\u00adцию не ходите.", (rules.UNSAID,)),  # as copied from a page
        (Contact(unsaid=("полиция",)), "В поли\u200bцию не ходите.", (rules.UNSAID,)),
        (Contact(unsaid=("полиция",)), "В пол\u3164ицию не ходите.", (rules.UNSAID,)),
        (Contact(unsaid=("полиция",)), "В поли\u0301цию не ходите.", (rules.UNSAID,)),  # a stress mark
        (Contact(unsaid=("полиция",)), "В пoлицию не ходите.", (rules.UNSAID,)),  # a Latin o
        (Contact(unsaid=("поли\u00adция",)), "В полицию не ходите.", (rules.UNSAID,)),
        (Contact(unsaid=("пoлиция",)), "В полицию не ходите.", (rules.UNSAID,)),
        (Contact(unsaid=("полиция",)), "Не ходите в п о л и ц и ю, прошу.", (rules.UNSAID,)),
        (Contact(unsaid=("полиция",)), "П.о.л.и.ц.и.я", (rules.UNSAID,)),
        (Contact(unsaid=("горячая линия",)), "Наша г о р я ч а я л и н и я ждёт.", (rules.UNSAID,)),
        (Contact(unsaid=("горячая линия",)), "Наша горячая\u00a0линия ждёт.", (rules.UNSAID,)),
        (Contact(unsaid=("hotline",)), "This is the hоtline.", (rules.UNSAID,)),  # a Cyrillic o
        (Contact(cover="a shop"), "We are here.", (rules.COVER,)),
        (Contact(cover="a shop", subject="Your order"), "We are here.", (rules.COVER,)),
        (Contact(stop=True, unsaid=("here",)), "We are here.", (rules.STOP, rules.UNSAID)),
    ],
)
def test_it_is_refused(dina: Actor, thread: UUID, said: Contact, text: str, why: tuple[str, ...]) -> None:
    contacting.save(dina, thread, said)
    assert refused(dina, thread, text) == why
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        "Anzor <anzor@mail.example>",
        "ANZOR@Mail.example",
        "mailto:anzor@mail.example",
        "zaur@mail.example, anzor@mail.example; phone",
        "<anzor@mail.example>",
        "anzor@mail.example.",
        "an\u00adzor@mail.example",
        "never anzor@mail.example (his brother reads it)",
    ],
)
def test_an_address_not_to_be_used_is_found_however_it_is_written(dina: Actor, thread: UUID, line: str) -> None:
    contacting.save(dina, thread, Contact(avoid=(line,)))
    assert refused(dina, thread) == (rules.AVOID,)
    assert not Outgoing.objects.exists()


def test_an_address_in_other_letters_is_the_same() -> None:
    assert avoided.names("anzor@почта.рф", "anzor@xn--80a1acny.xn--p1ai")
    assert not avoided.names("anzor@mail.example", "zanzor@mail.example")
    assert not avoided.names("anzor@mail.example", "anzor@mail.example2")
    assert not avoided.names("anzor@mail.example", "")


@pytest.mark.parametrize("line", ["Rita", "rita @mail.example", "rita(at)mail.example", "rita@", "her mail"])
def test_a_line_that_would_hold_nothing_back_is_not_kept(
    client_of: Callable[[str], Client], thread: UUID, line: str
) -> None:
    url, given = f"/staff/requests/{thread}/contact", {"seen": "0", "zone": "Europe/Moscow"}
    for kept in ("Rita <rita@mail.example>", "+7 928 000 00 00", "@rita_k"):
        answer = client_of("dina").post(url, given | {"avoid_addresses": f"{kept}\n{line}"}, headers=ENGLISH)
        assert answer.status_code == 422
        assert f"would hold nothing back: {line}" in answer.content.decode()
    assert not ContactRow.objects.exists()
    good = "Rita <rita@mail.example>\n+7 928 000 00 00\n@rita_k"
    assert client_of("dina").post(url, given | {"avoid_addresses": good}, headers=ENGLISH).status_code == 303


@pytest.mark.parametrize(
    "said",
    [Contact(avoid=("phone", "other@mail.example")), Contact(unsaid=("дома",)), Contact(unsaid=("", "\u00ad"))],
)
def test_what_does_not_concern_it_does_not_stand_against_it(dina: Actor, thread: UUID, said: Contact) -> None:
    contacting.save(dina, thread, said)
    actions.answer(dina, thread, "Мы думаем о вас.")


def test_on_our_own_pages_an_answer_may_wait_at_any_hour(dina: Actor, web: tuple[UUID, callers.Caller]) -> None:
    thread, caller = web
    contacting.save(dina, thread, Contact(hours=AFTERNOONS, stop=True, cover="a shop", unsaid=("secret",)))
    actions.answer(dina, thread, "We are here.")
    assert [record.text for record in callers.messages(caller)][-1] == "We are here."
    assert refused(dina, thread, "a secret") == (rules.UNSAID,)


# hours


def test_a_letter_waits_for_the_hours(dina: Actor, thread: UUID, mailbox: Path) -> None:
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.answer(dina, thread, "We are here.")
    assert outbox.send_due(NOON) == 0
    assert outbox.send_due(AT_TWO - timedelta(minutes=1)) == 0
    assert outbox.send_due(AT_TWO) == 1
    assert len(sent(mailbox)) == 1


class Broken:
    """A mail server that is away until it is not."""

    def __init__(self) -> None:
        self.away, self.sent = True, 0

    def send(self, message: bytes, sender: str, recipients: Any) -> None:
        if self.away:
            raise TryAgain
        self.sent += 1


def test_a_server_that_comes_back_at_night_sends_nothing(
    dina: Actor, thread: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Broken()
    monkeypatch.setattr(outbox, "_made", lambda sender: post)
    outbox.transport.cache_clear()
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.answer(dina, thread, "We are here.")
    outbox.send_due(AT_TWO)
    post.away = False
    assert outbox.send_due(NIGHT) == 0
    assert Outgoing.objects.get().tries == 1
    assert outbox.send_due(AT_TWO + timedelta(days=1)) == 1


def test_after_a_restart_it_still_waits(dina: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.answer(dina, thread, "We are here.")
    outbox.forget()
    outbox.refill(dina)
    assert (outbox.send_due(NIGHT), outbox.send_due(AT_TWO)) == (0, 1)


def test_what_is_learned_later_holds_letters_that_wait(dina: Actor, thread: UUID) -> None:
    actions.answer(dina, thread, "We are here.")
    contacting.save(dina, thread, Contact(stop=True))
    assert outbox.send_due(AT_TWO) == 0
    contacting.save(dina, thread, Contact(avoid=("email",)))
    assert outbox.send_due(AT_TWO) == 0
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    assert outbox.send_due(NIGHT) == 0
    assert outbox.send_due(AT_TWO) == 1


def test_another_process_does_not_send_by_what_it_remembers(dina: Actor, thread: UUID) -> None:
    actions.answer(dina, thread, "We are here.")
    before, versions = dict(outbox._ready), dict(outbox._as_of)
    contacting.save(dina, thread, Contact(stop=True))
    outbox.forget()
    outbox._ready.update(before)
    outbox._as_of.update(versions)
    assert outbox.send_due(AT_TWO) == 0
    assert not outbox._ready


def test_who_forbids_in_the_moment_of_sending_is_heard(dina: Actor, thread: UUID, monkeypatch: Any) -> None:
    actions.answer(dina, thread, "We are here.")

    def meanwhile(*_: object) -> bool:
        contacting.save(dina, thread, Contact(stop=True))
        return True  # as it was a moment ago

    monkeypatch.setattr(outbox, "may_leave", meanwhile)
    assert outbox.send_due(AT_TWO) == 0
    assert Outgoing.objects.get().state == outbox.WAITING


def test_a_failed_letter_is_sent_again_within_the_hours(dina: Actor, thread: UUID) -> None:
    actions.answer(dina, thread, "We are here.")
    set_columns(Outgoing.objects.all(), state=outbox.FAILED)
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.send_again(dina, Outgoing.objects.get().pk)
    assert (outbox.send_due(NIGHT), outbox.send_due(AT_TWO)) == (0, 1)


def test_no_column_tells_the_hours(dina: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.answer(dina, thread, "We are here.")
    outbox.send_due(NOON)
    row = Outgoing.objects.get()
    assert (row.state, row.tries, row.next_try) == (outbox.WAITING, 0, NOON)


def test_a_thread_that_is_joined_brings_its_rules(dina: Actor, thread: UUID) -> None:
    actions.answer(dina, thread, "We are here.")
    receive(mail("Again.", message_id="<2@mail.example>"), now=NOON)
    other = Request.objects.exclude(pk=thread).get().pk
    actions.open_thread(dina, other)
    contacting.save(dina, other, Contact(stop=True))
    actions.join(dina, other, into=thread)
    assert refused(dina, thread) == (rules.STOP,)
    assert outbox.send_due(AT_TWO) == 0
    contacting.save(dina, thread, Contact(subject="Parcel"), settled=False)  # for another reason
    assert refused(dina, thread) == (rules.STOP,)
    assert outbox.send_due(AT_TWO) == 0
    contacting.save(dina, thread, Contact(subject="Parcel"), settled=True)
    assert outbox.send_due(AT_TWO) == 1


# the second person


def asked(dina: Actor, thread: UUID, said: Contact | None = None) -> UUID:
    contacting.save(dina, thread, said or Contact(stop=True))
    return contacting.ask_second(dina, thread, "Leave now.", "They are on the way to him.")


def test_two_people_let_it_go(dina: Actor, lev: Actor, thread: UUID, mailbox: Path) -> None:
    one = asked(dina, thread, Contact(stop=True, hours=AFTERNOONS))
    assert not Message.objects.filter(thread=thread).count() > 1
    assert contact.waiting(lev)[0][1].text == "Leave now."
    contacting.agree(lev, thread, one)
    assert outbox.send_due(NOON) == 1
    assert sent(mailbox)[0].sender_name == "Alma"
    record = access.records(dina, thread)[-1][1]
    assert (record.account, record.persona) == (dina.account, "Alma")
    (done,) = contact.of(dina, thread).record.asked
    assert (done.agreed, done.decided_by, done.text) == (True, lev.account, "")
    assert contact.waiting(lev) == []


def test_it_leaves_from_the_address_that_was_chosen(
    dina: Actor, lev: Actor, thread: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacting.save(dina, thread, Contact(stop=True))
    one = contacting.ask_second(dina, thread, "Leave now.", "Soon.", sender="second@waystation.example")
    given: dict[str, Any] = {}
    monkeypatch.setattr(actions, "answer", lambda *args, **more: given.update(more))
    contacting.agree(lev, thread, one)
    assert given["sender"] == "second@waystation.example"


def test_it_is_never_the_same_person(dina: Actor, thread: UUID) -> None:
    one = asked(dina, thread)
    with pytest.raises(Refused):
        contacting.agree(dina, thread, one)
    assert not Outgoing.objects.exists()
    assert contact.waiting(dina)


def test_others_cannot_agree(dina: Actor, ira: Actor, out: Actor, thread: UUID) -> None:
    one = asked(dina, thread)
    for actor in (ira, out):
        with pytest.raises(Absent):
            contacting.agree(actor, thread, one)
    with pytest.raises(Absent):
        contacting.agree(dina, thread, uuid4())


def test_it_ends(dina: Actor, lev: Actor, thread: UUID) -> None:
    one = asked(dina, thread)
    late = at(lev, NOON + rules.ASK_LASTS)
    with pytest.raises(Refused):
        contacting.agree(late, thread, one)
    assert contact.waiting(late) == []


def test_it_is_agreed_once(dina: Actor, lev: Actor, thread: UUID) -> None:
    one = asked(dina, thread)
    contacting.agree(lev, thread, one)
    for again in (contacting.agree, contacting.refuse):
        with pytest.raises(Refused):
            again(lev, thread, one)
    assert Outgoing.objects.count() == 1


def test_a_no_is_a_no(dina: Actor, lev: Actor, thread: UUID) -> None:
    one = asked(dina, thread)
    contacting.refuse(lev, thread, one)
    with pytest.raises(Refused):
        contacting.agree(lev, thread, one)
    assert not Outgoing.objects.exists()


def test_nothing_else_is_lifted(dina: Actor, lev: Actor, thread: UUID) -> None:
    """They agreed on the hour; since then the person has asked for no mail at all."""
    one = asked(dina, thread, Contact(hours=AFTERNOONS))
    contacting.save(lev, thread, Contact(hours=AFTERNOONS, stop=True))
    with pytest.raises(Refused):
        contacting.agree(lev, thread, one)
    assert not Outgoing.objects.exists()
    assert contact.waiting(lev)


def test_nor_for_the_next_answer(dina: Actor, lev: Actor, thread: UUID) -> None:
    contacting.agree(lev, thread, asked(dina, thread))
    assert refused(dina, thread) == (rules.STOP,)


def test_what_may_not_be_told_is_not_told_by_two(dina: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(stop=True))
    with pytest.raises(Unsayable):
        contacting.ask_second(dina, thread, "Come to ул. Ленина, д. 5, кв. 7", "Soon.")


def test_whoever_is_no_longer_on_the_staff_asks_for_nothing(
    dina: Actor, lev: Actor, organisation: Organisation, thread: UUID
) -> None:
    one = asked(dina, thread)
    members.remove(organisation.actor("lev"), dina.account)
    with pytest.raises(Refused):
        contacting.agree(at(organisation.actor("lev"), NOON), thread, one)
    assert not Outgoing.objects.exists()


def test_with_nothing_against_it_nobody_is_asked(dina: Actor, thread: UUID) -> None:
    with pytest.raises(Refused):
        contacting.ask_second(dina, thread, "We are here.", "Soon.")


def test_a_letter_that_is_held_is_let_go_for_an_hour(dina: Actor, lev: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.answer(dina, thread, "We are here.")
    letter = Outgoing.objects.get().pk
    one = contacting.ask_for_letter(dina, letter, "They are on the way.")
    assert contacting.ask_for_letter(dina, letter, "Once more.") == one
    with pytest.raises(Refused):
        contacting.agree(dina, thread, one)
    assert outbox.send_due(NOON) == 0
    contacting.agree(lev, thread, one)
    held = dict(outbox._ready), dict(outbox._as_of)
    assert not rules.may_leave(held[0][letter], NOON + rules.FREE_FOR)
    assert outbox.send_due(NOON) == 1


def test_it_leaves_as_protected_and_from_where_it_was_asked(
    dina: Actor, lev: Actor, thread: UUID, monkeypatch: Any
) -> None:
    contacting.save(dina, thread, Contact(stop=True))
    chosen, real = [], actions.answer

    def answered(*args: Any, **said: Any) -> UUID:
        chosen.append((said["protection"], said["sender"]))
        return real(*args, **said | {"protection": peers.PLAIN})

    monkeypatch.setattr(actions, "answer", answered)
    ours = boxes.first().address
    one = contacting.ask_second(dina, thread, "Leave now.", "Soon.", protection=peers.ENCRYPT, sender=ours)
    contacting.agree(lev, thread, one)
    assert chosen == [(peers.ENCRYPT, ours)]


def test_new_rules_take_that_back(dina: Actor, lev: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.answer(dina, thread, "We are here.")
    contacting.agree(lev, thread, contacting.ask_for_letter(dina, Outgoing.objects.get().pk, "Soon."))
    contacting.save(lev, thread, Contact(hours=AFTERNOONS, stop=True))
    assert outbox.send_due(NOON) == 0


def test_a_letter_that_more_stands_against_meanwhile_is_not_let_go(dina: Actor, lev: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    actions.answer(dina, thread, "We are here.")
    one = contacting.ask_for_letter(dina, Outgoing.objects.get().pk, "Soon.")
    contacting.save(lev, thread, Contact(hours=AFTERNOONS, stop=True))
    with pytest.raises(Refused):
        contacting.agree(lev, thread, one)
    assert outbox.send_due(NOON) == 0


# what the caller says


def test_the_stricter_counts_until_somebody_keeps_it(dina: Actor, web: tuple[UUID, callers.Caller]) -> None:
    """Whoever holds the twelve words can forbid, and cannot allow."""
    thread, caller = web
    contacting.save(dina, thread, Contact(unsaid=("secret",), hours=AFTERNOONS))
    later = NOON + timedelta(hours=1)
    callers.write_again(caller, "Answers.", contact=Contact(our_word="swallow"), now=later)
    found = contact.of(dina, thread)
    assert (found.news, found.contact.our_word) == (later, "swallow")
    assert refused(dina, thread, "a secret") == (rules.UNSAID,)
    contacting.save(at(dina, later + timedelta(minutes=1)), thread, Contact(our_word="swallow"))
    assert contact.of(dina, thread).news is None
    actions.answer(at(dina, later), thread, "a secret")


def two_answers(caller: callers.Caller) -> None:
    """First strictly, then whoever holds the words says that all is well."""
    strict = Contact(hours=AFTERNOONS, who_sees="yes", **agreed_bytes("тёплый хлеб"))
    for minutes, said in enumerate((strict, Contact(hours=Hours(when=(DAY,)), who_sees="no")), 1):
        callers.write_again(caller, "Answers.", contact=said, now=NOON + timedelta(minutes=minutes))


def agreed_bytes(word: str) -> dict[str, bytes]:
    return {"word_duress": rules.agreed(word, b"s" * rules.SALT)}


DAY = Window(days=(0, 1, 2, 3, 4, 5, 6), start=0, end=23 * 60 + 59)


def test_an_earlier_answer_is_shown_beside_a_later_one(
    client_of: Callable[[str], Client], web: tuple[UUID, callers.Caller]
) -> None:
    thread, caller = web
    two_answers(caller)
    client = client_of("dina")
    for path in (f"/staff/requests/{thread}", f"/staff/requests/{thread}/contact"):
        shown = page(client, path)
        assert "Said otherwise, and counts too" in shown
        assert "14:00" in shown  # the narrow hours
        assert "0:00" in shown  # and the wide ones
        assert "not free" in shown
    assert "Somebody may look through the caller's phone" in page(client, f"/staff/requests/{thread}")


def test_saving_for_another_reason_drops_none_of_them(
    client_of: Callable[[str], Client], dina: Actor, web: tuple[UUID, callers.Caller]
) -> None:
    thread, caller = web
    two_answers(caller)
    client, url = client_of("dina"), f"/staff/requests/{thread}/contact"
    given = {"seen": "0", "zone": "Europe/Moscow", "when": "0:00-23:59", "who_sees": "no", "unsaid": "shop"}
    assert "We have asked this person" in page(client, url)
    assert client.post(url, given, headers=ENGLISH).status_code == 303
    found = contact.of(dina, thread)
    assert AFTERNOONS in [each.hours for each in found.terms]
    assert found.contact.who_sees == "yes"
    assert rules.hears(found.terms, "Купите тёплый хлеб") == {"word_duress"}
    assert "Said otherwise, and counts too" in page(client, url)
    again = given | {"seen": str(found.version), "settled": "on"}
    assert client.post(url, again, headers=ENGLISH).status_code == 303
    found = contact.of(dina, thread)
    assert [each.who_sees for each in found.terms] == ["no"]
    assert "Said otherwise, and counts too" not in page(client, url)
    assert "We have asked this person" not in page(client, url)


def test_what_staff_wrote_down_is_not_dropped_by_what_was_said_since_either(
    client_of: Callable[[str], Client], dina: Actor, web: tuple[UUID, callers.Caller]
) -> None:
    thread, caller = web
    contacting.save(dina, thread, Contact(hours=AFTERNOONS))
    callers.write_again(caller, "Answers.", contact=Contact(hours=Hours(when=(DAY,))), now=NOON + timedelta(hours=1))
    given = {"seen": "1", "zone": "Europe/Moscow", "when": "0:00-23:59"}
    assert client_of("dina").post(f"/staff/requests/{thread}/contact", given, headers=ENGLISH).status_code == 303
    assert AFTERNOONS in [each.hours for each in contact.of(dina, thread).terms]


def test_where_nothing_differs_there_is_nothing_to_settle(
    client_of: Callable[[str], Client], dina: Actor, organisation: Organisation
) -> None:
    words = callers.begin_web("Help me.", shared_device="yes", now=NOON)
    said = Contact(who_sees="yes", hours=AFTERNOONS)
    callers.write_again(callers.caller_of(words), "Answers.", contact=said, now=NOON + timedelta(minutes=1))
    shown = page(client_of("dina"), f"/staff/requests/{the_request()}/contact")
    assert "Said otherwise" not in shown
    assert "We have asked this person" not in shown


def test_what_the_first_form_said_is_an_answer(dina: Actor, organisation: Organisation) -> None:
    callers.begin_web("Help me.", shared_device="yes", now=NOON)
    assert contact.of(dina, the_request()).contact.who_sees == "yes"


# agreed words


def agreed(**words: str) -> Contact:
    return Contact(**{name: rules.agreed(word, b"s" * rules.SALT) for name, word in words.items()})


def test_the_word_for_being_forced_stops_everything(dina: Actor, lev: Actor, web: tuple[UUID, callers.Caller]) -> None:
    thread, caller = web
    contacting.save(dina, thread, agreed(word_ok="зелёная лампа", word_duress="тёплый хлеб"))
    callers.write_again(caller, "Всё хорошо. Купите ТЕПЛЫЙ, хлеб!", now=NOON + timedelta(minutes=1))
    later, second = (at(actor, NOON + timedelta(minutes=2)) for actor in (dina, lev))
    assert refused(later, thread) == (rules.DURESS,)
    one = contacting.ask_second(later, thread, "We are here.", "They must hear from us.")
    contacting.agree(second, thread, one)
    free = msgspec.structs.replace(contact.of(later, thread).contact, free_since=NOON + timedelta(minutes=3))
    contacting.save(later, thread, free)
    actions.answer(at(dina, NOON + timedelta(minutes=4)), thread, "Good.")


def test_each_message_is_looked_through_once_in_a_session(
    dina: Actor, thread: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    hears = rules.hears
    monkeypatch.setattr(rules, "hears", lambda terms, text: looked.append(text) or hears(terms, text))
    contacting.save(dina, thread, agreed(word_ok="lamp"))
    for _ in range(3):
        contact.of(dina, thread)
    assert len(looked) == 1
    contacting.save(dina, thread, agreed(word_ok="please help"))
    assert [each.word for each in contact.of(dina, thread).heard] == ["word_ok"]
    assert len(looked) == 2


def test_the_words_are_kept_as_digests_alone(dina: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, agreed(word_ok="green lamp", word_duress="warm bread"))
    record = msgspec.json.encode(contact.of(dina, thread).record)
    assert b"lamp" not in record
    assert contacting.is_said(dina, thread, "Green  LAMP!") == {"word_ok"}
    assert contacting.is_said(dina, thread, "warm bread") == {"word_duress"}
    assert contacting.is_said(dina, thread, "green") == set()


def test_without_the_vault_half_no_word_can_be_guessed_from_what_is_kept(settings: Any, tmp_path: Path) -> None:
    kept = rules.agreed("green lamp", b"s" * rules.SALT)
    assert rules.is_agreed("green lamp", kept)
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "other.half")
    half.create(tmp_path / "other.half")
    assert not rules.is_agreed("green lamp", kept)


def test_that_words_were_compared_stands_in_the_log_and_no_word_does(dina: Actor, lev: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, agreed(word_ok="green lamp"))
    contacting.is_said(dina, thread, "green lamp")
    ((_, line),) = entries(lev.keys, locator(AUDIT), newest=1)
    assert line
    assert (line.verb, line.actor, line.subject) == ("hotline.word_compared", dina.account, thread)
    assert "lamp" not in repr(line)


# the caller's own word, and a test of us


def test_each_message_of_ours_shows_the_caller_s_word(
    dina: Actor, web: tuple[UUID, callers.Caller], mailbox: Path
) -> None:
    thread, caller = web
    callers.write_again(caller, "Answers.", contact=Contact(our_word="swallow"), now=NOON)
    actions.answer(dina, thread, "We are here.")
    assert callers.messages(caller)[-1].word == "swallow"
    receive(now=NOON)
    by_mail = Request.objects.exclude(pk=thread).get().pk
    contacting.save(dina, by_mail, Contact(our_word="swallow"))
    actions.answer(dina, by_mail, "We are here.")
    outbox.send_due(NOON)
    assert sent(mailbox)[0].text.startswith("swallow\n")


def test_a_question_that_tests_us_stays_until_it_is_answered(dina: Actor, web: tuple[UUID, callers.Caller]) -> None:
    thread, caller = web
    assert not access.wants_proof(dina, thread)
    callers.write_again(caller, "Which day did I write first?", test=True, now=NOON + timedelta(minutes=1))
    actions.note(at(dina, NOON + timedelta(minutes=2)), thread, "Hm.")
    assert access.wants_proof(dina, thread)
    actions.answer(at(dina, NOON + timedelta(minutes=3)), thread, "On a Friday.")
    assert not access.wants_proof(dina, thread)


@pytest.mark.parametrize(
    ("strict", "why"),
    [
        (Contact(stop=True), rules.STOP),
        (Contact(hours=AFTERNOONS), rules.HOURS),
        (Contact(avoid=("email",)), rules.AVOID),
        (Contact(unsaid=("secret",)), rules.UNSAID),
        (Contact(cover="a shop"), rules.COVER),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_one_answer_forbids_another_does_not_allow(strict: Contact, why: str) -> None:
    stub = RequestStub(received_at=NOON, channel="email", who="anzor@mail.example")
    for every in ([strict, Contact()], [Contact(), strict]):
        assert rules.against(every, stub, "a secret", (), NOON) == (why,)


def test_rules_are_pure_about_the_newest_answer() -> None:
    stub = RequestStub(received_at=NOON, channel="email", who="anzor@mail.example")
    every = [Contact(subject="One", avoid=("phone",)), Contact(subject="Two", avoid=("email",))]
    assert rules.merged(every).subject == "Two"
    assert rules.merged(every).avoid == ("phone", "email")
    assert rules.against(every, stub, "x", (), NOON) == (rules.AVOID,)


@pytest.mark.parametrize(
    ("earlier", "later", "differs"),
    [
        (Contact(stop=True), Contact(), {"stop"}),
        (Contact(), Contact(stop=True), set()),
        (Contact(avoid=("phone", "email")), Contact(avoid=("email",)), {"avoid"}),
        (Contact(avoid=("email",)), Contact(avoid=("phone", "email")), set()),
        (Contact(unsaid=("shop",)), Contact(), {"unsaid"}),
        (Contact(who_sees="yes", cover="a shop"), Contact(who_sees="no", cover="a shop"), {"who_sees"}),
        (Contact(who_sees="no"), Contact(who_sees="yes"), set()),
        (Contact(hours=AFTERNOONS), Contact(), {"hours"}),
        (Contact(), Contact(hours=AFTERNOONS), set()),
        (Contact(free_since=NOON), Contact(), set()),
    ],
)
def test_an_answer_differs_by_what_the_other_does_not_say(earlier: Contact, later: Contact, differs: set[str]) -> None:
    found = contact_terms.otherwise(earlier, later)
    assert {name for name in Contact.__struct_fields__ if getattr(found, name) != getattr(Contact(), name)} == differs
    assert bool(contact_terms.beside([earlier, later], later)) == bool(differs)


def test_of_who_sees_the_device_the_most_dangerous_answer_is_shown() -> None:
    assert rules.merged([Contact(who_sees="sometimes"), Contact(who_sees="no")]).who_sees == "sometimes"
    assert rules.merged([Contact(), Contact(who_sees="no")]).who_sees == "no"
    assert rules.merged([Contact()]).who_sees == ""


# pages


def page(client: Client, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def always_shut() -> str:
    """Hours that are over at this moment, whenever the test runs."""
    here = datetime.now(UTC) + timedelta(hours=3)
    return f"{(here.hour + 5) % 24}:00-{(here.hour + 7) % 24}:00"


def test_staff_fill_it_in_and_see_it(client_of: Callable[[str], Client], thread: UUID) -> None:
    client = client_of("dina")
    url = f"/staff/requests/{thread}/contact"
    assert "Nothing was asked yet." in page(client, f"/staff/requests/{thread}")
    given = {
        "seen": "0",
        "zone": "Europe/Moscow",
        "when": always_shut(),
        "someone_else": "Ask for the plumber",
        "unsaid": "hotline\nhelp",
        "avoid_ways": ["phone"],
        "word_ok": "green lamp",
    }
    answer = client.post(url, given, headers=ENGLISH)
    assert answer.status_code == 303, answer.content.decode()
    shown = page(client, f"/staff/requests/{thread}")
    for text in ("Not at this hour", "Ask for the plumber", "hotline, help", "Telephone", "What you send waits until"):
        assert text in shown
    assert "green lamp" not in shown + page(client, url)
    told = client.post(f"{url}/word", {"word": "Green lamp"}, headers=ENGLISH).content.decode()
    assert "it is me and I am free" in told


def test_what_is_not_understood_stands_at_the_field(client_of: Callable[[str], Client], thread: UUID) -> None:
    client = client_of("dina")
    given = {"seen": "0", "zone": "Europe/Moscow", "when": "always", "subject": "a\nb", "word_ok": "a b c d e f"}
    answer = client.post(f"/staff/requests/{thread}/contact", given, headers=ENGLISH)
    assert answer.status_code == 422
    for text in ("A line is not understood", "one line of ordinary letters", "Please agree on one to five words."):
        assert text in answer.content.decode()
    assert not ContactRow.objects.exists()


def test_one_asks_and_another_agrees_on_the_pages(client_of: Callable[[str], Client], thread: UUID) -> None:
    one, two = client_of("dina"), client_of("lev")
    one.post(f"/staff/requests/{thread}/contact", {"seen": "0", "zone": "Europe/Moscow", "stop": "on"})
    form = one.get(f"/staff/requests/{thread}").context["answer_form"]
    given = {"text": "Leave now.", "once": form.initial["once"]}
    answer = one.post(f"/staff/requests/{thread}/answer", given, headers=ENGLISH)
    assert answer.status_code == 422
    assert "asked that we do not write at all" in answer.content.decode()
    asked = one.post(f"/staff/requests/{thread}/answer", given | {"reason": "They come for him."}, headers=ENGLISH)
    assert asked["Location"].endswith("notice=second-asked")
    assert "I agree: let it leave now" not in page(one, f"/staff/requests/{thread}")
    assert "They come for him." in page(two, "/staff/")
    assert "I agree: let it leave now" in page(two, f"/staff/requests/{thread}")
    (pending,) = two.get(f"/staff/requests/{thread}").context["second"]
    answer = two.post(f"/staff/requests/{thread}/second/{pending.id}/agree", headers=ENGLISH)
    assert answer["Location"].endswith("notice=second-agreed")
    again = two.post(f"/staff/requests/{thread}/second/{pending.id}/agree", headers=ENGLISH)
    assert again.status_code == 422
    assert Outgoing.objects.count() == 1


def test_the_outbox_says_what_is_held_and_until_when(client_of: Callable[[str], Client], thread: UUID) -> None:
    one, two = client_of("dina"), client_of("lev")
    hours = {"seen": "0", "zone": "Europe/Moscow", "when": always_shut()}
    one.post(f"/staff/requests/{thread}/contact", hours)
    form = one.get(f"/staff/requests/{thread}").context["answer_form"]
    one.post(f"/staff/requests/{thread}/answer", {"text": "Soon.", "once": form.initial["once"]})
    assert "Held" in page(one, f"/staff/requests/{thread}")
    shown = page(one, "/staff/outbox/")
    assert "At this hour it is not safe to write." in shown
    assert "It leaves by itself from" in shown
    letter = Outgoing.objects.get().pk
    one.post(f"/staff/outbox/{letter}/second", {"reason": "They come for him."})
    assert "They come for him." in page(two, "/staff/outbox/")
    (pending,) = two.get(f"/staff/requests/{thread}").context["second"]
    two.post(f"/staff/requests/{thread}/second/{pending.id}/agree")
    assert outbox.send_due(datetime.now(UTC)) == 1
