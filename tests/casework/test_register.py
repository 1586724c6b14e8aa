"""The register of a session says what a look at every case would."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils.timezone import localtime
from msgspec.structs import replace as replaced

from tests.stage import Organisation
from waystation.casework import access, actions, filters, register, stages
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Name, Person
from waystation.casework.records import CaseStub, Filters
from waystation.desk import rules as desk_rules
from waystation.staff.access import personas, refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.records import rewrite
from waystation.vocabulary.vocabularies import term

pytestmark = pytest.mark.django_db

Accepted = Callable[..., UUID]


def names(group: object) -> list[str]:
    return [held.record.pseudonym for held in group]  # type: ignore[attr-defined]


def cases_of(actor: Actor) -> register.Register:
    """As the next page sees them: with the keys that were granted meanwhile."""
    refresh(actor)
    return register.register(actor)


def search(actor: Actor, words: str) -> list[str]:
    return names(cases_of(actor).search(words, personas(actor)))


def by_looking(actor: Actor, words: str) -> list[str]:
    """What a search over everything in the stub finds, as a plain loop."""
    found = []
    for _row, stub in access.cases(actor):
        owner, stage = personas(actor).get(stub.owner, ""), term("case_stages", stub.stage).label  # type: ignore[arg-type]
        told = " ".join((stub.pseudonym, stub.origin, stub.place, stub.country, stub.next_action, owner, stage))
        if all(word in told.casefold() for word in words.casefold().split()):
            found.append(stub.pseudonym)
    return sorted(found)


def test_a_search_finds_what_a_look_at_every_case_would(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    accepted(dina, "Берёза", origin="Грозный", next_action="Позвонить вечером")
    accepted(dina, "Birch", origin="Grozny")
    heron = accepted(lev, "Heron", origin="Argun", next_action="call Birch")
    actions.advance(lev, heron, "lost_contact", note="silent")
    asked = [
        "birch",
        "BIRCH grozny",
        "грозный",
        "берёза вечером",
        "alma",
        "tim",
        "o",
        "",
        "nobody",
        "lost",
        "birch tim",
    ]
    for words in [*asked, term("case_stages", "lost_contact").label]:
        assert set(search(dina, words)) >= set(by_looking(dina, words)), words
    assert search(dina, "nobody") == []
    assert search(dina, "birch")[0] == "Heron"  # in the order of the list


@pytest.mark.parametrize("words", ["грозный", "Grozny", "grosnyj", "GROZNYI", "берёза грозн", "Bereza", "береза"])
def test_a_search_finds_every_spelling(dina: Actor, accepted: Accepted, words: str) -> None:
    accepted(dina, "Берёза", origin="Грозный")
    accepted(dina, "Heron", origin="Аргун")
    assert search(dina, words) == ["Берёза"]


NAME = Person(names=(Name(text="Магомедов Хьамзат Ахьмадан кӏант"), Name(text="Абу-Бакар")))
SPELLINGS = ["Khamzat", "Гамзат Магомедов", "magomedoff chamsat", "Абубакар", "abu bakar", "abubakar", "Хазмат"]


@pytest.mark.parametrize("words", SPELLINGS)
def test_real_names_are_found_by_those_who_may_know_them(
    organisation: Organisation, dina: Actor, accepted: Accepted, words: str
) -> None:
    case, lev = accepted(dina, "Birch"), organisation.actor("lev")
    accepted(dina, "Heron")
    person = persons.add(lev, case, NAME, roles=["applicant"])
    named = register.register(lev, named=True)
    assert names(named.search(words, personas(lev), named=True)) == ["Birch"]
    assert names(named.search(words, personas(lev))) == []  # asked for, or not looked for
    mine = register.register(dina, named=True)
    assert names(mine.search(words, personas(dina), named=True)) == []
    assert not register.may_name(dina)
    persons.describe(lev, case, person, Person(names=(Name(text="Isa"),)))
    named = register.register(lev, named=True)
    assert names(named.search(words, personas(lev), named=True)) == []


def test_filters_and_orders_say_what_a_look_at_every_case_would(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    now = localtime()
    for number, name in enumerate(["Ash", "Birch", "Cedar", "Elm", "Fir", "Gorse"]):
        case = accepted(
            dina, name, origin=["Grozny", "Argun"][number % 2], urgency=["now", "soon", "normal"][number % 3]
        )
        if number % 2:
            actions.set_next(dina, case, next_action="call", next_due=now.date() - timedelta(days=number - 3))
        if number > 3:
            actions.assign(dina, case, lev.account)
    cases, stubs = cases_of(dina), [stub for _row, stub in access.cases(dina)]
    asked = [
        (Filters(urgency="now"), lambda stub: stub.urgency == "now"),
        (Filters(origin="Argun"), lambda stub: stub.origin == "Argun"),
        (Filters(owner=lev.account, origin="Argun"), lambda stub: stub.owner == lev.account and stub.origin == "Argun"),
        (Filters(next_step="overdue"), lambda stub: stub.next_due and stub.next_due < now.date()),
        (Filters(next_step="without_next", urgency="now"), lambda stub: not stub.next_action and stub.urgency == "now"),
        (Filters(stage="accepted", owner=dina.account), lambda stub: stub.owner == dina.account),
        (Filters(stage="arrived"), lambda stub: False),
    ]
    for wanted, holds in asked:
        right = sorted(stub.pseudonym for stub in stubs if holds(stub))
        assert sorted(names(cases.found(wanted))) == right, wanted
        for sort in filters.SORTS:
            assert sorted(names(cases.found(replaced(wanted, sort=sort)))) == right
    everybody = sorted(stub.pseudonym for stub in stubs)
    assert names(cases.found(Filters(sort="name"))) == everybody
    due = [held.record.next_due for held in cases.found(Filters(sort="due"))]
    assert due == sorted(due, key=lambda day: day or date.max)
    assert names(cases.search("ash", personas(dina), Filters(urgency="soon"))) == []
    assert names(cases.search("ash", personas(dina), Filters(urgency="now", sort="name"))) == ["Ash"]


def test_another_order_follows_what_changes(dina: Actor, accepted: Accepted) -> None:
    accepted(dina, "Birch")
    case = accepted(dina, "Ash")
    by_name = Filters(sort="name")
    assert names(cases_of(dina).found(by_name)) == ["Ash", "Birch"]
    actions.describe_case(dina, case, pseudonym="Zelkova", origin="")
    assert names(cases_of(dina).found(by_name)) == ["Birch", "Zelkova"]
    assert names(cases_of(dina).search("zel", personas(dina), by_name)) == ["Zelkova"]


def test_an_address_holds_codes_alone(dina: Actor, accepted: Accepted) -> None:
    accepted(dina, "Birch", origin="Грозный")
    wanted = Filters(
        stage="accepted", owner=dina.account, urgency="now", origin="Грозный", next_step="overdue", sort="name"
    )
    code = filters.codes(wanted)
    assert filters.asked(code, cases_of(dina).origins()) == wanted
    assert not {"Грозный", "Birch"} & set(code.values())
    assert code["origin"].isascii()
    nonsense = dict.fromkeys(["group", "stage", "owner", "urgency", "origin", "next", "sort"], "x")
    assert filters.asked(nonsense, cases_of(dina).origins()) == Filters()


def test_a_search_sees_what_changed_since_the_last(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(lev, "Birch")
    assert search(dina, "visa") == []
    actions.set_next(lev, case, next_action="Ask for the visa")
    assert search(dina, "visa") == ["Birch"]
    accepted(lev, "Visa")
    assert sorted(search(dina, "visa")) == ["Birch", "Visa"]
    actions.set_next(lev, case, next_action="Wait")
    assert search(dina, "visa") == ["Visa"]


def test_groups_follow_the_case(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(lev, "Birch")
    cases = cases_of(dina)
    assert names(cases.group(register.OPEN)) == names(cases.group(register.WITHOUT_NEXT)) == ["Birch"]
    assert names(cases.group(register.OPEN, lev.account)) == ["Birch"]
    actions.set_next(lev, case, next_action="call", next_due=lev.today + timedelta(days=3), urgency="now")
    actions.assign(lev, case, dina.account)
    actions.advance(lev, case, "lost_contact", note="silent")
    cases = cases_of(dina)
    assert names(cases.group(register.SILENT)) == names(cases.group(register.URGENT)) == ["Birch"]
    assert names(cases.group(register.WITHOUT_NEXT)) == names(cases.group(register.OPEN, lev.account)) == []
    assert cases.owners() == {dina.account: 1}


def test_what_is_due_depends_on_the_day(dina: Actor, accepted: Accepted) -> None:
    now = localtime()
    for number, name in enumerate(("later", "soon", "over")):
        case = accepted(dina, name)
        actions.set_next(dina, case, next_action="call", next_due=(now + timedelta(days=3 - 2 * number)).date())
    mine, everybody_s = register.register(dina).due(dina.account)
    assert names(mine) == names(everybody_s) == ["over"]
    in_a_day = replace(dina, now=lambda: now + timedelta(days=1))
    assert names(register.register(in_a_day).due(dina.account)[0]) == ["over", "soon"]
    assert names(register.register(dina).due(UUID(int=0))[0]) == []


def test_every_stage_has_its_group(dina: Actor) -> None:
    for stage in stages.STAGES:
        rank, groups = register._standing(access.CaseStub(pseudonym="x", stage=stage), date(2031, 5, 12))
        assert rank
        assert (register.OPEN in groups) is stages.is_open(stage)


def test_others_have_none(out: Actor) -> None:
    with pytest.raises(Absent):
        register.register(out)


@pytest.fixture
def strange(dina: Actor, accepted: Accepted) -> UUID:
    """A case in a stage that no list has, among others; made past the forms, as an older or newer program might."""
    made = [accepted(dina, name) for name in ("Alder", "Birch", "Cedar")]
    row, stub = access.case(dina, made[1])
    rewrite(row, replaced(stub, stage="zzz"), dina.keys)
    return made[1]


@pytest.mark.usefixtures("in_english")
def test_a_stage_that_no_list_has_is_shown_as_such_and_hides_nobody(
    dina: Actor, strange: UUID, client_of: Callable[[str], Client]
) -> None:
    assert sorted(names(cases_of(dina).group(filters.OPEN))) == ["Alder", "Birch", "Cedar"]
    assert search(dina, "birch") == ["Birch"]
    browser = client_of("lev")
    for page in ("/staff/", "/staff/cases/", "/staff/counts", "/staff/pictures"):
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert "not whole" not in answer.content.decode(), page
    assert "Stage not known: zzz" in browser.get("/staff/cases/").content.decode()
    assert "in a stage that is not known" in browser.get("/staff/counts").content.decode()
    assert "Stage not known: zzz" in browser.get(f"/staff/cases/{strange}").content.decode()
    actions.advance(dina, strange, "accepted", note="looked after it")
    assert access.case(dina, strange)[1].stage == "accepted"


@pytest.mark.usefixtures("in_english")
def test_what_cannot_be_placed_hides_nobody_else_and_every_page_says_so(
    strange: UUID, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = register._standing

    def standing(stub: CaseStub, *args: str) -> object:
        if stub.stage == "zzz":
            raise KeyError("zzz")
        return real(stub, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(register, "_standing", standing)
    browser = client_of("lev")
    page = browser.get("/staff/cases/").content.decode()
    assert "Alder" in page
    assert "Cedar" in page
    for address in ("/staff/cases/", "/staff/", "/staff/exchange/import"):
        assert "The lists and counts are not whole" in browser.get(address).content.decode()


@pytest.mark.usefixtures("in_english")
def test_sums_that_cannot_be_made_are_said_not_to_be_whole(
    strange: UUID, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_rules, "part_of", lambda stage: {"accepted": "preparing"}[stage])
    answer = client_of("lev").get("/staff/counts")
    assert answer.status_code == 200
    assert "The lists and counts are not whole" in answer.content.decode()
