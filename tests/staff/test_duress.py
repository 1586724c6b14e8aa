"""A duress passphrase: what it opens, what it closes, and whom it tells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import waiting_request
from tests.founded import on_top
from tests.staff.door import elsewhere
from tests.stage import CAST, Organisation, restarted
from waystation.audit.log import entries
from waystation.audit.models import Line
from waystation.staff import actions, duress, entrance, entry, innocent, members, own, second_factor, second_step
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, Refused
from waystation.staff.middleware import cookie_name
from waystation.staff.models import Account, NoticeRow
from waystation.staff.teams import AUDIT, locator
from waystation.vault import manifest, models, sessions
from waystation.vault.errors import Locked

DURESS = "blue paper kites"
OWN = CAST["dina"].passphrase
PAGE = "/staff/duress"
ClientOf = Callable[[str], Client]


def cookie(passphrase: str, name: str = "dina") -> str:
    return actions.sign_in(name, passphrase, now=utc_now())


def enter(passphrase: str, name: str = "dina") -> Actor:
    actor = actions.resume(cookie(passphrase, name), now=utc_now())
    assert actor is not None
    return actor


@pytest.fixture
def armed(organisation: Organisation) -> Actor:
    """Dina, who has set a duress passphrase."""
    on_top(
        ("armed", organisation.accounts["dina"]),
        lambda: duress.set_passphrase(organisation.actor("dina"), OWN, DURESS),
    )
    restarted()
    return enter(OWN)


def test_it_works(armed: Actor) -> None:
    mine = armed.keys.keys()
    forced = enter(DURESS)
    assert (forced.persona, forced.roles) == (armed.persona, armed.roles)
    assert forced.account != armed.account
    theirs = forced.keys.keys()
    assert not {key.secret for key in mine} & {key.secret for key in theirs}


def test_it_locks_one_s_own_passphrase_for_good(armed: Actor) -> None:
    assert enter(OWN).account == armed.account
    enter(DURESS)
    for _ in range(2):
        with pytest.raises(Locked):
            enter(OWN)
        assert enter(DURESS).account != armed.account


def test_it_ends_the_other_sessions_and_says_so_to_no_row(armed: Actor) -> None:
    mine, lev_s = cookie(OWN), actions.sign_in("lev", CAST["lev"].passphrase, now=utc_now())
    rows = models.Session.objects.count()
    forced = cookie(DURESS)
    assert actions.resume(mine, now=utc_now()) is None
    assert models.Session.objects.count() == rows + 1
    assert actions.resume(forced, now=utc_now()) is not None
    assert actions.resume(lev_s, now=utc_now()) is not None


def test_it_ends_those_on_another_host_too(armed: Actor) -> None:
    mine = cookie(OWN)
    rows = models.Session.objects.count()
    with elsewhere():
        cookie(DURESS)
    assert models.Session.objects.count() == rows + 1
    for _ in range(2):
        assert actions.resume(mine, now=utc_now()) is None
    assert models.Session.objects.count() == rows + 1


def test_an_ordinary_sign_in_ends_nothing(armed: Actor) -> None:
    first = cookie(OWN)
    cookie(OWN)
    assert actions.resume(first, now=utc_now()) is not None


def test_two_at_the_same_moment_cannot_undo_each_other(armed: Actor) -> None:
    """The own passphrase was stretched and found right; before anything is written, the other one is used."""
    account = Account.objects.get(pk=armed.account)
    mine = entrance.attempt(account.pk, OWN)
    mine.open(bytes(account.slots))
    enter(DURESS)
    with pytest.raises(Locked):
        mine.open_to_write()


def test_the_others_are_told_and_the_innocent_view_is_not(armed: Actor, lev: Actor, ira: Actor) -> None:
    assert not duress.alarms(lev)
    forced = enter(DURESS)
    ((notice_id, notice),) = duress.alarms(lev).items()
    assert notice.account == armed.account
    assert not duress.alarms(forced)
    assert not duress.alarms(ira)
    duress.answer(lev, notice_id)
    assert not duress.alarms(lev)
    with pytest.raises(Absent):
        duress.answer(lev, notice_id)
    with pytest.raises(Absent):
        duress.answer(ira, notice_id)


def test_each_is_told_of_once_and_again_if_it_happens_again(armed: Actor, lev: Actor) -> None:
    enter(DURESS)
    enter(DURESS)
    (first,) = duress.alarms(lev)
    duress.answer(lev, first)
    assert not duress.alarms(lev)
    enter(DURESS)
    (second,) = duress.alarms(lev)
    assert second != first


def at(moment: datetime) -> None:
    """Somebody signs in under duress, by a clock that says this."""
    actions.sign_in(CAST["dina"].name, DURESS, now=moment)


def test_an_answer_covers_what_was_and_nothing_that_follows(armed: Actor, lev: Actor) -> None:
    """Whatever the clock says: it went ahead for the first, and was set back before the last."""
    for day in range(8):
        at(utc_now() + timedelta(days=day))
    ((newest, _),) = duress.alarms(lev).items()
    duress.answer(lev, newest)
    assert not duress.alarms(lev)
    at(utc_now())
    assert set(duress.alarms(lev)) - {newest}


def test_no_notice_of_a_time_to_come_silences_one(armed: Actor, lev: Actor) -> None:
    """Anybody who writes to the database can post two of them beforehand."""
    duress._post(duress.Notice(at=utc_now() + timedelta(days=3650), account=armed.account))
    (invented,) = duress.alarms(lev)
    duress._post(duress.Notice(at=utc_now(), answered=invented))
    assert not duress.alarms(lev)
    enter(DURESS)
    assert duress.alarms(lev)


LATER = timedelta(days=400)


def later(name: str, by: timedelta = LATER) -> Actor:
    """Somebody signs in, and looks at a page, by a clock that is so far ahead."""
    moment = utc_now() + by
    actor = actions.resume(actions.sign_in(name, CAST[name].passphrase, now=moment), now=moment)
    assert actor
    ahead = replace(actor, now=lambda: utc_now() + by)
    ahead.memory.pop("forgot old", None)
    duress.forget_old(ahead)
    return ahead


def test_a_clock_that_is_ahead_deletes_no_alarm_that_nobody_took_on(armed: Actor, organisation: Organisation) -> None:
    """Nor what came after it: the only row that stays would say what it is."""
    enter(DURESS)
    alarm = NoticeRow.objects.order_by("pk").count()
    for _ in range(2):
        actions.sign_in("lev", CAST["lev"].passphrase, now=utc_now())
    coordinator = later("lev")
    (notice_id,) = duress.alarms(coordinator)
    assert NoticeRow.objects.count() > alarm
    duress.answer(coordinator, notice_id)
    assert not duress.alarms(coordinator)
    later("lev", 2 * LATER)
    assert not NoticeRow.objects.filter(pk=notice_id).exists()
    assert not duress.alarms(coordinator)


def test_nor_does_the_session_of_the_person_whom_it_is_about(armed: Actor, organisation: Organisation) -> None:
    """Their own alarm is not shown to them, and must not seem to be taken on."""
    duress._post(duress.Notice(at=utc_now(), account=organisation.accounts["lev"]))
    later("lev")
    assert duress.alarms(organisation.actor("dina"))


def test_what_says_nothing_goes_after_its_time(organisation: Organisation, lev: Actor) -> None:
    before = set(NoticeRow.objects.values_list("pk", flat=True))
    assert before
    later("ira")  # who is not on duty, and cannot tell them from alarms
    assert before <= set(NoticeRow.objects.values_list("pk", flat=True))
    later("lev", timedelta(days=29))
    assert before <= set(NoticeRow.objects.values_list("pk", flat=True))
    later("lev", timedelta(days=32))
    assert not before & set(NoticeRow.objects.values_list("pk", flat=True))


def test_an_answer_stays_as_long_as_what_it_answers(armed: Actor, organisation: Organisation, lev: Actor) -> None:
    """The clock was set back before somebody took the alarm on."""
    at(utc_now() + timedelta(days=300))
    (notice_id,) = duress.alarms(lev)
    duress.answer(lev, notice_id)
    coordinator = later("lev", timedelta(days=60))
    assert NoticeRow.objects.filter(pk=notice_id).exists()
    assert not duress.alarms(coordinator)


def test_a_page_deletes_what_is_old(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    client, seen = client_of("lev"), list[Actor]()
    monkeypatch.setattr(duress, "forget_old", seen.append)
    client.get("/staff/")
    assert seen


def test_an_answer_is_as_long_as_any_notice(armed: Actor, lev: Actor) -> None:
    for _ in range(duress.AT_ONCE + 1):
        enter(DURESS)
    (newest,) = duress.alarms(lev)
    duress.answer(lev, newest)
    assert len({len(row.sealed) for row in NoticeRow.objects.all()}) == 1


def test_an_ordinary_sign_in_posts_as_much(armed: Actor) -> None:
    def posted() -> tuple[int, set[int]]:
        sizes = [len(row.sealed) for row in NoticeRow.objects.all()]
        return len(sizes), set(sizes)

    before, _ = posted()
    cookie(OWN)
    assert posted()[0] == before + 1
    cookie(DURESS)
    assert posted()[0] == before + 2
    assert len(posted()[1]) == 1


def test_the_log_says_the_truth_to_the_auditors_alone(armed: Actor, lev: Actor) -> None:
    cookie(OWN)
    cookie(DURESS)
    (_, forced), (_, own) = entries(lev.keys, locator(AUDIT), newest=2)
    assert forced
    assert own
    assert (own.verb, forced.verb) == ("staff.signed_in", "staff.signed_in_under_duress")
    assert own.actor == forced.actor == armed.account
    assert len({len(line.sealed) for line in Line.objects.order_by("-number")[:2]}) == 1


def test_who_has_one_is_not_logged(dina: Actor, lev: Actor) -> None:
    duress.set_passphrase(dina, OWN, DURESS)
    duress.remove(dina, OWN)
    assert {entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=2) if entry} == {
        "staff.sign_in_changed"
    }


def test_a_session_of_one_s_own_does_not_change_what_the_duress_passphrase_opens(armed: Actor) -> None:
    """One that is left from before a sign-in under duress, on another host say."""
    forced = enter(DURESS)
    with pytest.raises(Locked):
        duress.set_passphrase(armed, DURESS, "other paper kites")
    with pytest.raises(Locked):
        duress.remove(armed, DURESS)
    with pytest.raises(Locked):
        enter("other paper kites")
    assert enter(DURESS).account == forced.account


def test_nor_what_one_s_own_opens_nor_becomes_the_same(armed: Actor) -> None:
    with pytest.raises(Refused):
        members.new_passphrase(armed, OWN, DURESS)
    assert enter(OWN).account == armed.account
    forced = enter(DURESS)
    with pytest.raises(Refused):
        members.new_passphrase(armed, DURESS, "other paper kites")
    assert enter(DURESS).account == forced.account


def test_an_answer_is_for_one_person_and_is_logged(armed: Actor, lev: Actor, organisation: Organisation) -> None:
    duress.set_passphrase(organisation.actor("ira"), CAST["ira"].passphrase, "green paper kites")
    enter(DURESS)
    enter("green paper kites", "ira")
    ids = {notice.account: pk for pk, notice in duress.alarms(lev).items()}
    duress.answer(lev, ids[organisation.accounts["ira"]])
    assert [notice.account for notice in duress.alarms(lev).values()] == [armed.account]
    ((_, line),) = entries(lev.keys, locator(AUDIT), newest=1)
    assert line is not None
    assert (line.verb, line.actor) == ("staff.duress_answered", lev.account)


def test_it_can_be_replaced_and_taken_back(armed: Actor) -> None:
    duress.set_passphrase(armed, OWN, "other paper kites")
    with pytest.raises(Locked):
        enter(DURESS)
    assert duress.is_set(enter(OWN))
    duress.remove(armed, OWN)
    for passphrase in (DURESS, "other paper kites"):
        with pytest.raises(Locked):
            enter(passphrase)
    assert not duress.is_set(enter(OWN))


def test_only_one_s_own_passphrase_sets_it(dina: Actor) -> None:
    with pytest.raises(Locked):
        duress.set_passphrase(dina, "wrong", DURESS)
    with pytest.raises(Locked):
        enter(DURESS)
    with pytest.raises(duress.SamePassphrase):
        duress.set_passphrase(dina, OWN, OWN)


def test_within_the_innocent_view_everything_goes_on_the_same(armed: Actor) -> None:
    """Whoever watches may ask to see it set, used, and taken back."""
    forced = enter(DURESS)
    assert not duress.is_set(forced)
    duress.set_passphrase(forced, DURESS, "third paper kites")
    assert duress.is_set(enter(DURESS))
    assert enter("third paper kites").account == forced.account
    with pytest.raises(Locked):
        enter(DURESS)
    with pytest.raises(Locked):
        enter(OWN)


def test_the_key_of_one_s_own_record_is_the_same_in_both(armed: Actor) -> None:
    mine = armed.keys.keys()
    forced = enter(DURESS)
    one, other = entrance.came(armed), entrance.came(forced)
    assert one.own_key == other.own_key
    assert one.account == other.account == armed.account
    assert one.within.factor not in (one.within.secret, other.within.secret)
    held = [key.secret for key in (*mine, *forced.keys.keys())]
    assert one.own_key.secret not in held


def test_the_second_factor_is_asked_and_answered_alike(armed: Actor) -> None:
    """The same app, the same codes, each once: what was used before one sign-in is used up for the other."""
    secret = second_factor.proposed_app(armed)
    codes = second_factor.confirm_app(armed, pyotp.TOTP(secret).now())
    for passphrase, code in ((OWN, codes[0]), (DURESS, codes[1])):
        halfway = cookie(passphrase)
        assert actions.resume(halfway, now=utc_now()) is None
        with pytest.raises(second_step.Refused):
            second_step.give_code(halfway, codes[0] if passphrase == DURESS else "000000", now=utc_now())
        actor = actions.resume(second_step.give_code(halfway, code, now=utc_now()), now=utc_now())
        assert actor
        assert bool(actor.apart) == (passphrase == DURESS)
    assert len(own.of(actor).codes) == len(codes) - 2


def test_who_stands_between_the_two_steps_goes_no_further(armed: Actor) -> None:
    codes = second_factor.confirm_app(armed, pyotp.TOTP(second_factor.proposed_app(armed)).now())
    halfway = cookie(OWN)
    cookie(DURESS)
    with pytest.raises(second_step.Ended):
        second_step.give_code(halfway, codes[0], now=utc_now())


def test_what_one_was_writing_is_not_shown_in_the_innocent_view(client: Client, armed: Actor) -> None:
    said = {"name": "dina", "passphrase": OWN}
    client.post("/staff/sign-in", said)
    thread = waiting_request()
    models.Session.objects.all().delete()
    sessions.sweep(now=utc_now())
    client.post(f"/staff/requests/{thread}/answer", {"text": "Kanareika in a draft, and a little longer than that"})
    shown = client.post("/staff/sign-in", said | {"passphrase": DURESS})["Location"]
    assert b"Kanareika" not in client.get("/staff/draft").content
    sessions.lose()
    assert client.post("/staff/sign-in", said | {"passphrase": DURESS})["Location"] == shown != "/staff/"


def test_it_takes_as_long_as_ordinary_sign_ins(armed: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds a hundred thousand keys waits for them; the innocent view has few."""
    fold, clock, ends = entry.opened_rings, [1.0], []

    def slow(came: Any, keys: Any = None) -> Any:
        memory = fold(came, keys)
        clock[0] += 0.01 if came.within.innocent else 0.8
        return memory

    def pause(seconds: float) -> None:
        clock[0] += seconds

    monkeypatch.setattr(entry, "opened_rings", slow)
    monkeypatch.setattr(entry.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(entry.time, "sleep", pause)
    for passphrase in (OWN, OWN, DURESS):
        clock[0] = 1.0
        cookie(passphrase)
        ends.append(round(clock[0] - 1, 1))
    assert ends == [0.8, 1.0, 1.0]


def test_trustees_bring_one_back(armed: Actor, organisation: Organisation) -> None:
    from waystation.vault import recovery

    enter(DURESS)
    actions.recover(recovery.combine(organisation.founding.shares[1:4]), phrases={"dina": "nine brave otters"})
    assert enter("nine brave otters").account == armed.account
    with pytest.raises(Locked):
        enter(DURESS)


def test_one_s_own_alarm_is_for_the_others(armed: Actor, lev: Actor, organisation: Organisation) -> None:
    """Whoever is back may still have somebody beside them, who must neither read it nor put it away."""
    from waystation.vault import recovery

    enter(DURESS)
    actions.recover(recovery.combine(organisation.founding.shares[1:4]), phrases={"dina": "nine brave otters"})
    mine = enter("nine brave otters")
    (notice_id,) = duress.alarms(lev)
    assert not duress.alarms(mine)
    with pytest.raises(Absent):
        duress.answer(mine, notice_id)
    assert list(duress.alarms(lev)) == [notice_id]


def test_the_view_of_somebody_at_work_is_made_by_itself(dina: Actor) -> None:
    view = innocent.person(dina.keys.key(dina.account).secret)
    assert innocent.diary(view) is None
    assert innocent.make_due(utc_now()) == 0
    assert innocent.make_due(utc_now() + innocent.SETTLED_AFTER) == 1
    first = innocent.diary(view)
    assert first
    cookie(OWN)
    assert innocent.make_due(utc_now() + innocent.SETTLED_AFTER) == 0
    cookie(OWN)
    assert innocent.make_due(utc_now() + innocent.KEPT_FOR + innocent.SETTLED_AFTER) == 1
    second = innocent.diary(view)
    assert second
    assert second.made > first.made


def test_a_view_is_not_made_anew_while_somebody_is_in_it(armed: Actor) -> None:
    cookie(OWN)
    cookie(DURESS)
    assert innocent.make_due(utc_now() + innocent.KEPT_FOR * 2) == 0


# the pages


def posted(client: Client, **given: str) -> Any:
    return client.post(PAGE, {f"set-{name}": value for name, value in given.items()})


def test_the_page_sets_it(client_of: ClientOf) -> None:
    client = client_of("dina")
    assert client.get(PAGE).status_code == 200
    assert posted(client, current=OWN, duress=DURESS, again=DURESS).status_code == 303
    assert enter(DURESS)


@pytest.mark.parametrize(
    "changes",
    [
        {"current": "wrong"},
        {"again": "another paper kites"},
        {"duress": "short", "again": "short"},
        {"duress": OWN, "again": OWN},
        {"duress": ""},
    ],
)
def test_the_page_refuses(client_of: ClientOf, changes: dict[str, str]) -> None:
    given = {"current": OWN, "duress": DURESS, "again": DURESS} | changes
    answer = posted(client_of("dina"), **given)
    assert answer.status_code == 422
    assert not any(value.encode() in answer.content for value in given.values() if len(value) > 5)
    for passphrase in {DURESS, given["duress"]} - {OWN, ""}:
        with pytest.raises(Locked):
            enter(passphrase)


def test_the_page_takes_it_back(client_of: ClientOf, armed: Actor) -> None:
    client = client_of("dina")
    assert client.post(PAGE, {"do": "remove", "remove-current": "wrong"}).status_code == 422
    assert client.post(PAGE, {"do": "remove", "remove-current": OWN}).status_code == 303
    with pytest.raises(Locked):
        enter(DURESS)


def test_every_page_of_the_others_says_so_until_somebody_takes_it_on(
    client_of: ClientOf, armed: Actor, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    lev_s, ira_s = client_of("lev"), client_of("ira")
    said = "Alma signed in under duress"
    assert said not in lev_s.get("/staff/").content.decode()
    forced = Client()
    forced.cookies[cookie_name()] = cookie(DURESS)
    for path in ("/staff/", "/staff/counts", "/staff/requests/"):
        assert said in lev_s.get(path).content.decode()
        assert "under duress" not in forced.get(path).content.decode().replace("Under duress", "")
    assert said not in ira_s.get("/staff/").content.decode()
    page = lev_s.get("/staff/duress/alarms")
    assert "Alma" in page.content.decode()
    (notice,) = (alarm["id"] for alarm in page.context["alarms"])
    assert lev_s.post(reverse("staff:duress-answer", args=[notice])).status_code == 303
    assert said not in lev_s.get("/staff/").content.decode()


@pytest.mark.parametrize("passphrase", [OWN, DURESS])
def test_what_each_sign_in_posts_is_counted_before_the_commit(
    armed: Actor, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever kills the program at that moment leaves a row that its team's manifest does not know."""
    waiting: list[bool] = []
    go_in = entry.enter

    def entered(*arguments: Any, **more: Any) -> str:
        waiting.append(manifest.is_waiting())
        return go_in(*arguments, **more)

    monkeypatch.setattr(entry, "enter", entered)
    cookie(passphrase)
    assert waiting == [False]
