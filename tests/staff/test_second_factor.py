from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from tests.staff.door import ACCOUNT, PAGE, SECOND, actor_of, code, is_in, knock, with_app
from tests.stage import CAST, Organisation
from waystation.audit.log import entries
from waystation.staff import actions, entry, factors, own, second_factor, second_step, teams
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, NotFresh, Unsound
from waystation.staff.models import OwnRow, ProfileRow
from waystation.staff.records import Alert, Device, OpenSession, Passkey, Tries
from waystation.vault import models, recovery, sessions
from waystation.vault.records import create


def sign_in(who: str = "dina", **options: Any) -> str:
    return actions.sign_in(CAST[who].name, CAST[who].passphrase, now=utc_now(), **options)


def test_it_works(client: Client, dina: Actor) -> None:
    secret, codes = with_app(dina)
    assert len(codes) == 10
    assert knock(client)["Location"] == SECOND
    assert not is_in(client)
    answer = client.post(SECOND, {"code": code(secret)})
    assert answer["Location"] == "/staff/"
    assert is_in(client)


def test_without_a_factor_the_passphrase_is_enough(client: Client, organisation: Organisation) -> None:
    knock(client)
    assert is_in(client)


def test_between_the_steps_nothing_is_open(client: Client, dina: Actor) -> None:
    with_app(dina)
    knock(client)
    for path in ("/staff/", ACCOUNT, "/staff/requests/"):
        assert client.get(path)["Location"] == PAGE


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(dina: Actor, steps: int) -> None:
    secret = second_factor.proposed_app(dina)
    assert second_factor.confirm_app(dina, code(secret, steps=steps))


@pytest.mark.parametrize("steps", [-2, 2, 20])
def test_but_not_more(dina: Actor, steps: int) -> None:
    secret = second_factor.proposed_app(dina)
    with pytest.raises(second_step.Refused):
        second_factor.confirm_app(dina, code(secret, steps=steps))


def test_a_code_is_accepted_once(dina: Actor) -> None:
    secret, _ = with_app(dina)
    now = utc_now()
    right = code(secret, now, 1)
    second_step.give_code(sign_in(), right, now=now)
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), right, now=now)
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), code(secret, now), now=now)


def test_the_code_that_set_the_app_up_does_not_sign_in(dina: Actor) -> None:
    secret = second_factor.proposed_app(dina)
    shown = code(secret)
    second_factor.confirm_app(dina, shown)
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), shown, now=utc_now())


def test_a_recovery_code_works_once_and_is_told_of(dina: Actor) -> None:
    _, codes = with_app(dina)
    second_step.give_code(sign_in(), codes[3].replace(" ", "-"), now=utc_now())
    mine = own.of(dina)
    assert len(mine.codes) == 9
    assert [alert.kind for alert in mine.alerts] == ["code"]
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), codes[3], now=utc_now())


def test_new_recovery_codes_replace_the_old(dina: Actor) -> None:
    _, old = with_app(dina)
    new = second_factor.new_codes(dina)
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), old[0], now=utc_now())
    assert second_step.give_code(sign_in(), new[0], now=utc_now())


def test_five_tries_for_one_passphrase(dina: Actor) -> None:
    _, codes = with_app(dina)
    halfway = sign_in()
    for _ in range(second_step.TRIES):
        with pytest.raises(second_step.Refused):
            second_step.give_code(halfway, "000000", now=utc_now())
    with pytest.raises(second_step.Ended):
        second_step.give_code(halfway, codes[0], now=utc_now())
    assert entry.halfway(halfway, now=utc_now()) is None


def test_who_has_come_in_stands_between_the_two_steps_no_more(dina: Actor) -> None:
    _, codes = with_app(dina)
    halfway = sign_in()
    second_step.give_code(halfway, codes[0], now=utc_now())
    with pytest.raises(second_step.Ended):
        second_step.give_code(halfway, codes[1], now=utc_now())


def test_who_has_no_app_is_refused_a_code_of_one(dina: Actor) -> None:
    own.change_of(dina, lambda mine: replace(mine, passkeys=[a_passkey()]))
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), "123456", now=utc_now())


def test_five_minutes_for_the_second_step(client: Client, dina: Actor) -> None:
    secret, _ = with_app(dina)
    now = utc_now()
    halfway = sign_in()
    assert entry.halfway(halfway, now=now + timedelta(minutes=4))
    with pytest.raises(second_step.Ended):
        second_step.give_code(halfway, code(secret), now=now + timedelta(minutes=5, seconds=5))
    client.cookies["staff"] = halfway
    sessions.end(halfway)
    assert client.get(SECOND)["Location"].startswith(PAGE)


def test_wrong_codes_bring_pauses_even_for_the_right_one(dina: Actor) -> None:
    secret, _ = with_app(dina)
    now = utc_now()
    for _ in range(factors.FREE_TRIES):
        with pytest.raises(second_step.Refused):
            second_step.give_code(sign_in(), "000000", now=now)
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), code(secret), now=now)
    later = now + timedelta(minutes=1, seconds=1)
    halfway = actions.sign_in(CAST["dina"].name, CAST["dina"].passphrase, now=later)
    assert second_step.give_code(halfway, code(secret, later), now=later)


def test_wrong_codes_while_the_clock_went_ahead_lock_nobody_out(dina: Actor) -> None:
    """No code fits then, and everybody tries. Once the clock is right, the right code is enough."""
    secret, _ = with_app(dina)
    now = utc_now()
    ahead = now + timedelta(days=1)
    for _ in range(factors.FREE_TRIES):
        halfway = actions.sign_in(CAST["dina"].name, CAST["dina"].passphrase, now=ahead)
        with pytest.raises(second_step.Refused):
            second_step.give_code(halfway, "000000", now=ahead)
    assert second_step.give_code(sign_in(), code(secret), now=now)


def test_who_is_overtaken_by_another_try_waits_all_the_same() -> None:
    now = utc_now()
    tries = factors.Tries(count=factors.FREE_TRIES, last=now)
    assert factors.must_wait(tries, now - timedelta(seconds=30))
    assert factors.must_wait(tries, now)


def test_a_clock_that_is_set_back_makes_no_session_fresh(dina: Actor) -> None:
    with_app(dina)
    dina.memory["since"] = utc_now() + timedelta(days=1)
    with pytest.raises(NotFresh):
        second_factor.new_codes(dina)


def test_the_pause_grows_and_ends() -> None:
    pauses = [factors.pause(factors.Tries(count=count)) for count in range(20)]
    assert pauses[:5] == [timedelta()] * 5
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)


def test_a_stranger_s_wrong_codes_do_not_hold_up_a_known_browser(client: Client, dina: Actor) -> None:
    knock(client)
    secret, _ = with_app(dina)
    for _ in range(factors.FREE_TRIES + 3):
        stranger = Client()
        knock(stranger)
        assert stranger.post(SECOND, {"code": "000000"}).status_code == 403
    stranger = Client()
    knock(stranger)
    assert stranger.post(SECOND, {"code": code(secret)}).status_code == 403
    knock(client)
    assert client.post(SECOND, {"code": code(secret)})["Location"] == "/staff/"
    page = client.get("/staff/").content.decode()
    assert "Кто-то" in page or "Somebody who knows your passphrase" in page


def test_wrong_codes_are_told_once_and_hide_no_other_news(client: Client, dina: Actor) -> None:
    knock(client)
    secret, _ = with_app(dina)
    for _ in range(second_step.TELL_FROM + 2):
        stranger = Client()
        knock(stranger)
        stranger.post(SECOND, {"code": "000000"})
    assert [each.kind for each in own.of(dina).alerts] == ["tries"]
    own.change_of(dina, lambda mine: replace(mine, strangers=Tries()))
    elsewhere = Client()
    knock(elsewhere)
    elsewhere.post(SECOND, {"code": code(secret)})
    assert [each.kind for each in own.of(dina).alerts] == ["tries", "device"]


def test_who_tries_many_at_once_learns_nothing(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another attempt was written down meanwhile: also the right code is refused, so that each one is counted."""
    secret, _ = with_app(dina)
    judge = factors.after_code

    def overtaken(mine: own.Own, *args: Any) -> own.Own | None:
        OwnRow.objects.filter(pk=dina.account).update(version=99)
        return judge(mine, *args)

    monkeypatch.setattr(factors, "after_code", overtaken)
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), code(secret), now=utc_now())


def test_a_wrong_code_is_logged(dina: Actor, lev: Actor) -> None:
    with_app(dina)
    with pytest.raises(second_step.Refused):
        second_step.give_code(sign_in(), "000000", now=utc_now())
    (_, line), *_ = entries(lev.keys, teams.locator(teams.AUDIT), newest=1)
    assert line is not None
    assert (line.verb, line.actor) == ("staff.second_refused", dina.account)


# What the database holds.


def a_passkey() -> Passkey:
    return Passkey(data=bytes(range(250)), host="desk.example", counter=3, on=utc_now().date())


def test_so_it_has_with_as_much_as_it_ever_holds(organisation: Organisation, dina: Actor) -> None:
    """Twenty browsers and as much news, as where each sign-in comes from a browser that drops its cookies."""
    own.change_of(dina, lambda record: record)
    before = sizes()
    with_app(dina)
    now, some = utc_now(), range(entry.MOST_DEVICES)
    full = {
        "devices": [Device(digest=bytes([255 - n] * 16), on=now.date(), tries=Tries(count=9, last=now)) for n in some],
        "alerts": [Alert(kind="device", on=now, device=bytes([n] * 16)) for n in some],
        "sessions": [OpenSession(id=bytes([n] * 32), since=now, device=bytes(16)) for n in some][: entry.MOST_SESSIONS],
        "passkeys": [Passkey(data=bytes(150), host="desk.example", counter=70_000, on=now.date()) for _ in range(3)],
        "feed": bytes(16),
    }
    own.change_of(dina, lambda record: replace(record, **full))
    assert sizes() == before


def sizes() -> set[int]:
    return {len(row.sealed) for row in OwnRow.objects.all()}


def test_the_record_shows_nothing_and_has_one_size(organisation: Organisation, dina: Actor) -> None:
    secret, codes = with_app(dina)
    keys = [a_passkey() for _ in range(2)]
    own.change_of(dina, lambda mine: replace(mine, passkeys=keys))
    rows = {row.pk: bytes(row.sealed) for row in OwnRow.objects.all()}
    assert len(rows) == len(CAST)
    assert len({len(sealed) for sealed in rows.values()}) == 1
    everything = b"".join(rows.values())
    assert secret.encode() not in everything
    assert all(factors.code_digest(dina.account, each) not in everything for each in codes)


def test_a_deleted_record_shuts_the_door(client: Client, dina: Actor) -> None:
    with_app(dina)
    OwnRow.objects.filter(pk=dina.account).delete()
    with pytest.raises(Unsound):
        sign_in()
    answer = knock(client)
    assert answer.status_code == 403
    assert not is_in(client)


def test_nobody_else_can_write_it(dina: Actor, lev: Actor) -> None:
    """A colleague with full access to the database puts a record without factors in place of Dina's."""
    with_app(dina)
    OwnRow.objects.filter(pk=dina.account).delete()
    for key in (lev.keys.key(lev.account), lev.keys.key(teams.locator(teams.EVERYONE))):
        create(OwnRow, own.Own(), key, id=dina.account)
        with pytest.raises(Unsound):
            sign_in()
        OwnRow.objects.filter(pk=dina.account).update(locator=dina.account)
        with pytest.raises(Unsound):
            sign_in()
        OwnRow.objects.filter(pk=dina.account).delete()


def test_nor_while_the_person_is_signed_in(dina: Actor, lev: Actor) -> None:
    """Dina holds the key of all staff too; what is sealed under it is not hers."""
    with_app(dina)
    OwnRow.objects.filter(pk=dina.account).delete()
    create(OwnRow, own.Own(), lev.keys.key(teams.locator(teams.EVERYONE)), id=dina.account)
    with pytest.raises(Unsound):
        own.of(dina)


def test_somebody_else_s_record_does_not_pass_for_it(dina: Actor, lev: Actor) -> None:
    with_app(dina)
    theirs = OwnRow.objects.get(pk=lev.account)
    OwnRow.objects.filter(pk=dina.account).update(sealed=theirs.sealed, version=theirs.version)
    with pytest.raises(Unsound):
        sign_in()


def test_an_old_record_put_back_is_noticed_by_a_known_browser(client: Client, dina: Actor, lev: Actor) -> None:
    before = OwnRow.objects.get(pk=dina.account)
    with_app(dina)
    knock(client)
    client.post(SECOND, {"code": code(own.of(dina).app)})
    client.post("/staff/sign-out")
    OwnRow.objects.filter(pk=dina.account).update(sealed=before.sealed, version=before.version)
    knock(Client())  # the attacker, with a stolen passphrase, needs no second factor now
    knock(client)
    assert "older" in [alert.kind for alert in own.of(actor_of(client)).alerts]
    page = client.get("/staff/").content.decode()
    assert 'role="alert"' in page
    assert "staff.record_older" in said(lev)


def test_whose_record_is_younger_is_told_of_no_older_one_in_a_browser_of_another(
    client: Client, dina: Actor, lev: Actor
) -> None:
    for _ in range(5):
        own.change_of(lev, lambda mine: mine)
    knock(client, "lev")
    client.post("/staff/sign-out")
    knock(client)
    assert "older" not in [alert.kind for alert in own.of(dina).alerts]


# Where everybody needs one.


def test_where_it_is_required_one_is_led_to_set_it_up_and_to_nothing_else(
    client: Client, organisation: Organisation, settings: Any
) -> None:
    settings.WAYSTATION_SECOND_FACTOR_REQUIRED = True
    knock(client)
    for path in ("/staff/", "/staff/requests/", "/staff/account/colleague", "/staff/draft", "/staff/nowhere"):
        assert client.get(path)["Location"] == ACCOUNT
        assert client.post(path)["Location"] == ACCOUNT
    for path in (ACCOUNT, "/staff/account/app", PAGE):
        assert client.get(path).status_code == 200
    secret = second_factor.proposed_app(actor_of(client))
    answer = client.post("/staff/account/app", {"code": code(secret)})
    assert answer.status_code == 200
    assert client.get("/staff/").status_code == 200


def test_where_it_is_required_the_last_one_stays(dina: Actor, settings: Any) -> None:
    settings.WAYSTATION_SECOND_FACTOR_REQUIRED = True
    with_app(dina)
    with pytest.raises(second_factor.LastFactor):
        second_factor.remove_app(dina)
    settings.WAYSTATION_SECOND_FACTOR_REQUIRED = False
    second_factor.remove_app(dina)
    assert not own.of(dina).codes


def test_of_two_factors_the_other_one_and_the_codes_stay(dina: Actor, settings: Any) -> None:
    settings.WAYSTATION_SECOND_FACTOR_REQUIRED = True
    with_app(dina)
    own.change_of(dina, lambda mine: replace(mine, passkeys=[a_passkey(), a_passkey()]))
    second_factor.remove_passkey(dina, 1)
    second_factor.remove_app(dina)
    mine = own.of(dina)
    assert (mine.app, len(mine.passkeys), len(mine.codes)) == ("", 1, 10)


def test_a_passkey_that_is_not_there_is_not_taken_off(dina: Actor, lev: Actor) -> None:
    own.change_of(dina, lambda mine: replace(mine, passkeys=[a_passkey()]))
    with pytest.raises(Absent):
        second_factor.remove_passkey(dina, 1)
    assert len(own.of(dina).passkeys) == 1
    assert "staff.factor_removed" not in said(lev)


def test_without_a_factor_there_are_no_recovery_codes(dina: Actor) -> None:
    with pytest.raises(second_step.Refused):
        second_factor.new_codes(dina)
    assert not own.of(dina).codes


def test_the_log_tells_of_each_change(dina: Actor, lev: Actor) -> None:
    with_app(dina)
    second_factor.new_codes(dina)
    second_factor.remove_app(dina)
    assert said(lev)[:3] == ["staff.factor_removed", "staff.codes_made", "staff.factor_added"]


def said(lev: Actor) -> list[str]:
    return [each.verb for _, each in entries(lev.keys, teams.locator(teams.AUDIT), newest=5) if each]


def test_an_old_session_changes_nothing(client: Client, dina: Actor) -> None:
    secret, _ = with_app(dina)
    late = replace_clock(dina, timedelta(minutes=11))
    for attempt in (
        lambda: second_factor.remove_app(late),
        lambda: second_factor.new_codes(late),
        lambda: second_factor.confirm_app(late, code(second_factor.proposed_app(late), late.now())),
    ):
        with pytest.raises(NotFresh):
            attempt()
    assert own.of(dina).app == secret


def replace_clock(actor: Actor, later: timedelta) -> Actor:
    now = utc_now() + later
    return Actor(actor.account, actor.persona, actor.roles, actor.keys, actor.memory, lambda: now)


# The pages.


def test_setting_up_shows_the_secret_and_the_codes_once(client: Client, organisation: Organisation) -> None:
    knock(client)
    page = client.get("/staff/account/app").content.decode()
    secret = second_factor.proposed_app(actor_of(client))
    assert secret[:4] in page
    assert "<path" in page
    assert "style=" not in page
    wrong = client.post("/staff/account/app", {"code": "000000"})
    assert wrong.status_code == 422
    shown = client.post("/staff/account/app", {"code": code(secret)}).content.decode()
    assert shown.count("<li>") >= 10
    kept = own.of(actor_of(client)).codes
    assert len(kept) == 10
    assert secret not in client.get(ACCOUNT).content.decode()


def test_the_app_s_address_names_nobody() -> None:
    address = factors.app_address(factors.new_app(), "Information desk")
    assert address.startswith("otpauth://totp/Information%20desk:Information%20desk?secret=")


# For a colleague.


def test_a_coordinator_takes_it_off_and_the_person_is_told(client: Client, dina: Actor, lev: Actor) -> None:
    with_app(dina)
    second_factor.reset(lev, dina.account)
    knock(client)
    assert is_in(client)
    mine = own.of(actor_of(client))
    assert not mine.has_factor
    assert [(alert.kind, alert.by) for alert in mine.alerts] == [("reset", lev.account)]
    assert "Tim" in client.get("/staff/").content.decode()
    (_, line), *_ = (
        each
        for each in entries(lev.keys, teams.locator(teams.AUDIT), newest=5)
        if each[1] and each[1].verb == "staff.factor_reset"
    )
    assert line is not None
    assert line.subject == dina.account


def test_it_counts_once(dina: Actor, lev: Actor) -> None:
    """An old profile, put back, does not take off what was set up since."""
    with_app(dina)
    second_factor.reset(lev, dina.account)
    once = ProfileRow.objects.get(pk=dina.account)
    fresh = actions.resume(sign_in(), now=utc_now())
    assert fresh is not None
    with_app(fresh)
    ProfileRow.objects.filter(pk=dina.account).update(sealed=once.sealed, version=once.version)
    assert actions.resume(sign_in(), now=utc_now()) is None


@pytest.mark.parametrize("who", ["dina", "ira", "out"])
def test_only_coordinators_may(organisation: Organisation, client_of: Callable[[str], Client], who: str) -> None:
    with pytest.raises(Absent):
        second_factor.reset(organisation.actor(who), organisation.accounts["lev"])
    assert client_of(who).get("/staff/account/colleague").status_code == 404


def test_nobody_takes_off_their_own(lev: Actor, client_of: Callable[[str], Client]) -> None:
    with_app(lev)
    with pytest.raises(Absent):
        second_factor.reset(lev, lev.account)


def test_the_coordinator_s_page(client_of: Callable[[str], Client], dina: Actor) -> None:
    with_app(dina)
    client = client_of("lev")
    assert str(dina.account) in client.get("/staff/account/colleague").content.decode()
    assert client.post("/staff/account/colleague", {"account": dina.account}).status_code == 422
    assert client.post("/staff/account/colleague", {"account": dina.account, "sure": "on"}).status_code == 303
    assert actions.resume(sign_in(), now=utc_now()) is not None


def test_the_trustees_restore_a_record_that_is_gone(dina: Actor) -> None:
    OwnRow.objects.filter(pk=dina.account).delete()
    own.restore(dina.keys.key(dina.account))
    assert actions.resume(sign_in(), now=utc_now()) is not None


def test_a_record_that_stands_is_left_alone(dina: Actor) -> None:
    secret, _ = with_app(dina)
    own.restore(dina.keys.key(dina.account))
    assert own.of(dina).app == secret


def test_where_nobody_is_left_who_could_the_trustees_take_it_off(
    client: Client, organisation: Organisation, in_english: None
) -> None:
    """The only coordinator has lost the phone and the codes: no colleague can help, and a passphrase alone does not."""
    with_app(organisation.actor("lev"))
    trustees = recovery.combine(organisation.founding.shares[:3])
    actions.recover(trustees, phrases={"lev": CAST["lev"].passphrase})
    assert knock(client, "lev")["Location"] == SECOND  # a passphrase that was restored leaves the factor as it was
    assert not is_in(client)
    actions.recover(trustees, phrases={"lev": CAST["lev"].passphrase}, factors_off=True)
    knock(client, "lev")
    assert is_in(client)
    assert "The trustees took off your second factor" in client.get("/staff/").content.decode()
    lev = actor_of(client)
    assert not own.of(lev).codes
    said = [each for _, each in entries(lev.keys, teams.locator(teams.AUDIT), newest=9) if each]
    assert [each.subject for each in said if each.verb == "staff.factor_reset"] == [lev.account]


def test_no_half_way_state_gives_a_session(dina: Actor) -> None:
    with_app(dina)
    halfway = sign_in()
    assert actions.resume(halfway, now=utc_now()) is None
    assert models.Session.objects.count() == 2


def test_a_code_may_be_typed_as_people_do() -> None:
    assert factors.digits("123 456") == factors.digits("１２３-456") == "123456"
