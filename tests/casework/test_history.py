"""Who changed what from what to what: kept with the record, for those who can open it, and erased with it."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.stage import Organisation
from waystation.casework import access, actions, consenting, history, history_shown
from waystation.casework.models import ChangeRow
from waystation.casework.persons import access as access_to_persons
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.records import Birth, Name, Paper, Person
from waystation.casework.records import CaseStub
from waystation.desk import actions as desk
from waystation.desk.models import ReviewRow
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ClientOf = Callable[[str], Client]
Accepted = Callable[..., UUID]


def test_a_change_says_from_what_to_what_and_who(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(dina, next_action="call")
    actions.set_next(dina, case, next_action="write", urgency="now")
    actions.assign(dina, case, lev.account)
    newest, older = history_shown.changes(dina, case)
    assert [(str(line.label), line.before, line.after) for line in older.lines] == [
        ("Urgency", "In turn", "At once"),
        ("What we do next", "call", "write"),
    ]
    assert [(line.before, line.after) for line in newest.lines] == [("Alma", "Tim")]
    assert (newest.by, str(newest.kind)) == ("Alma", "The case")
    assert [change.version for _row, change in history.changes(dina, case)] == [3, 2]


def test_what_stays_as_it_was_is_no_change(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina, next_action="call")
    actions.set_next(dina, case, next_action="call")
    assert history.changes(dina, case) == []
    stub = access.case(dina, case)[1]
    assert dict(history.differences(stub, stub)) == {}
    assert dict(history.differences(CaseStub(pseudonym="a"), CaseStub(pseudonym="b"))) == {"pseudonym": ("a", "b")}


def test_a_change_is_sealed_where_its_record_is(organisation: Organisation, dina: Actor, accepted: Accepted) -> None:
    case, lev = accepted(dina), organisation.actor("lev")
    one = persons.add(lev, case, Person(names=(Name(text="Isa"),)), roles=["applicant"])
    persons.describe(lev, case, one, Person(names=(Name(text="Musa"),)))
    row = ChangeRow.objects.get(of=one)
    assert (row.locator, row.compartment) == (case, Compartment.IDENTITY)
    assert "Musa" in str(history.changes(lev, case))
    assert history.changes(dina, case) == []


def test_changes_of_a_person_are_told_in_the_words_of_the_forms(lev: Actor, accepted: Accepted) -> None:
    case = accepted(lev)
    one = access_to_persons.applicant(lev, case)
    paper = Paper(uuid4(), "ru.internal_passport", number="123456")
    names = (Name(text="Isa"), Name(text="Musa", kind="nickname"))
    told = Person(names=names, birth=Birth("year", 1998), languages=("ru", "ce"))
    persons.describe(lev, case, one, told)
    persons.describe(lev, case, one, msgspec.structs.replace(told, birth=Birth()))
    persons.keep_paper(lev, case, one, paper)
    links.change_roles(lev, case, one, roles=["applicant", "witness"], note="")
    with translation.override("ru"):
        lines = [line for each in history_shown.changes(lev, case) for line in each.lines]
        said = " ".join(f"{line.label} {line.before} {line.after}" for line in lines)
    assert not re.findall(r"[a-z_.]{3,}", said.replace("Isa", "").replace("Musa", ""))
    for words in ("1998", "Isa", "123456"):
        assert words in said


def test_a_change_that_is_refused_leaves_none(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    with pytest.raises(Stale):
        actions.set_next(dina, case, next_action="call", seen=9)
    assert not ChangeRow.objects.exists()


@pytest.mark.parametrize("extent", ["case", "person"])
def test_history_is_erased_with_what_it_tells_of(
    organisation: Organisation, dina: Actor, accepted: Accepted, extent: str
) -> None:
    case, lev = accepted(dina, "Birch"), organisation.actor("lev")
    actions.set_next(lev, case, next_action="hide in the old mill")
    need = actions.add_need(lev, case, code="shelter")
    actions.meet_need(lev, case, need)
    assert ChangeRow.objects.count() == 2
    desk.propose(dina, case, extent=extent, reason="asked")
    desk.erase(lev, ReviewRow.objects.get().pk)
    assert not ChangeRow.objects.exists()


def test_the_page_shows_changes_and_for_auditors_who_opened_it(
    client_of: ClientOf, dina: Actor, accepted: Accepted
) -> None:
    case = accepted(dina, next_action="call")
    actions.set_next(dina, case, next_action="write")
    client_of("dina").get(reverse("casework:case", args=[case]))
    url = reverse("casework:history", args=[case])
    page = client_of("lev").get(url).content.decode()
    assert "Who opened it" in page
    assert page.count("Alma") >= 2  # she changed it, and opened it
    page = client_of("dina").get(url).content.decode()
    assert "Who opened it" not in page
    assert "call</s>" in page
    assert client_of("ira").get(url).status_code == 404


def test_two_who_save_at_once_see_both(client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(dina, next_action="call")
    seen = access.case(dina, case)[0].version
    refresh(lev)
    actions.set_next(lev, case, next_action="theirs", urgency="now")
    url = reverse("casework:next", args=[case])
    answer = client_of("dina").post(url, {"next_action": "mine", "urgency": "soon", "version": seen})
    assert [(str(label), theirs, mine) for label, theirs, mine in answer.context["both"]] == [
        ("What we do next", "theirs", "mine"),
        ("Urgency", "At once", "Soon"),
    ]
    page = answer.content.decode()
    assert "Changed last by Tim" in page
    assert "Saved by somebody else" in page


def told(actor: Actor, case_id: UUID, kind: str) -> list[list[tuple[str, str, str]]]:
    """What the history says of one kind, the newest first."""
    found = [each for each in history_shown.changes(actor, case_id) if str(each.kind) == kind]
    return [[(str(line.label), line.before, line.after) for line in each.lines] for each in found]


def test_an_answer_that_takes_the_place_of_another_says_what_that_was(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    for state in ("refused", "given"):
        consenting.record_consent(dina, case, purpose="document", state=state, how="in a call")
    consenting.record_consent(dina, case, purpose="help", state="given")
    help_, newest, first = told(dina, case, "An answer on consent")
    assert ("The person's answer", "", "Refused") in first
    assert ("The person's answer", "Refused", "Given") in newest
    assert "For what" not in [label for label, _before, _after in newest], "only what is another"
    assert ("The person's answer", "", "Given") in help_


def test_so_do_money_and_risk(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    for there, note in ((True, "the fund"), (False, "the fund")):
        actions.say_funds(dina, case, there=there, note=note)
    assert told(dina, case, "Money for the way") == [
        [("The money is there", "yes", "no")], [("The money is there", "", "yes"), ("Note", "", "the fund")],
    ]  # fmt: skip
    for imminence in ("weeks", "now"):
        actions.assess_risk(dina, case, factors=[], imminence=imminence)
    newest, _first = told(dina, case, "An assessment of risk")
    assert newest[0][0] == "How near is it"
    assert "" not in newest[0]


def test_what_was_said_of_a_move_is_there(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    actions.advance(dina, case, "advice_only", note="wants to stay")
    assert told(dina, case, "A move") == [[("Note", "", "wants to stay")]]
    actions.take_back(dina, case, note="a slip")
    assert [("Taken back", "no", "yes")] in told(dina, case, "A move")


def test_nothing_hides_in_it(lev: Actor, accepted: Accepted) -> None:
    case = accepted(lev)
    one = access_to_persons.applicant(lev, case)
    persons.describe(lev, case, one, Person(names=(Name(text="abc\u202etxt\u200b.exe\x1b"),)))
    said = str(told(lev, case, "Who it is"))
    assert "abc[U+202E]txt.exe" in said
    assert not {"\u202e", "\u200b", "\x1b"} & set(said)
