"""Attack 9: whoever writes to the database puts an older version of a row back: one row, a manifest with it, a case.

Everything that is put back is honest in itself and opens. Only what was kept beside it knows that there was more.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.attacks.copies import Copy, accepted
from waystation.audit import check
from waystation.audit.log import entries, log
from waystation.casework import actions
from waystation.casework.models import Case
from waystation.staff import integrity
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator
from waystation.vault import records, whole
from waystation.vault.models import Manifest
from waystation.vault.sets import HEAD
from waystation.vault.whole import Difference

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]


@pytest.fixture
def case_id(lev: Actor) -> UUID:
    return accepted(lev)


@pytest.fixture
def other_case(lev: Actor) -> UUID:
    return accepted(lev, "Maple")


def go_on(actor: Actor, case_id: UUID) -> None:
    actions.set_next(actor, case_id, next_action="call the brother back")
    actions.write_note(actor, case_id, "Moved to another flat.", once=uuid4())


def test_an_honest_case_differs_in_nothing(lev: Actor, case_id: UUID) -> None:
    go_on(lev, case_id)
    assert whole.compare(case_id) is None
    assert whole.compare_head() is None
    assert check.knows_the_rows()
    assert list(whole.compare_all()) == []


def test_one_row_put_back_is_noticed(lev: Actor, case_id: UUID) -> None:
    before = Copy(Case.objects.filter(pk=case_id))
    go_on(lev, case_id)
    before.put_back()
    assert Case.objects.get(pk=case_id).version == 1
    assert whole.compare(case_id) == Difference(older=True)
    assert list(whole.compare_all()) == [(case_id, Difference(older=True))]


def test_a_case_put_back_with_its_manifest_disagrees_with_the_head(lev: Actor, case_id: UUID) -> None:
    before = Copy.of_set(case_id)
    go_on(lev, case_id)
    before.put_back()
    assert whole.compare(case_id) is None
    assert whole.compare_head() is not None
    assert not integrity.standing().whole


def test_all_rows_put_back_with_all_manifests_disagree_with_the_log(lev: Actor, case_id: UUID) -> None:
    before = Copy.of_set(case_id, HEAD)
    go_on(lev, case_id)
    before.put_back()
    assert whole.compare(case_id) is None
    assert whole.compare_head() is None
    assert not check.knows_the_rows()
    assert not integrity.standing().whole


@pytest.mark.parametrize("salt", [bytes(16), None])
def test_a_line_that_is_made_to_say_nothing_breaks_the_log(lev: Actor, case_id: UUID, salt: bytes | None) -> None:
    """The salt is part of what the tree is over; moved over into what follows it, the hash alone would not show it."""
    line = check.Line.objects.order_by("-number")[0]
    line.sealed = bytes(line.sealed) if salt else bytes(line.salt)[15:] + bytes(line.sealed)
    line.salt = salt or bytes(line.salt)[:15]
    line.save()
    assert check.first_break() == line.number


def test_a_line_that_was_written_without_the_half_is_no_alarm(lev: Actor, case_id: UUID) -> None:
    """As trustees do who rehearse, or who come together because it is lost."""
    last = check.Line.objects.order_by("-number")[0]
    check.Line.objects.create(number=last.number + 1, salt=bytes(16), sealed=b"", nodes=b"")
    assert check.knows_the_rows()


def test_invented_lines_do_not_hide_what_the_last_true_one_says(lev: Actor, case_id: UUID) -> None:
    before = Copy.of_set(case_id, HEAD)
    go_on(lev, case_id)
    before.put_back()
    last = check.Line.objects.order_by("-number")[0]
    for number in range(1, 4):
        check.Line.objects.create(number=last.number + number, salt=bytes(16), sealed=b"", nodes=b"")
    assert not check.knows_the_rows()


def test_a_forged_manifest_counts_for_nothing(lev: Actor, case_id: UUID) -> None:
    row = Manifest.objects.get(pk=case_id)
    for turn, sealed in [
        (row.turn, bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])),
        (row.turn + 1, bytes(row.sealed)),
    ]:
        Manifest.objects.filter(pk=case_id).update(turn=turn, sealed=sealed)
        assert whole.compare(case_id) is not None


def test_another_case_s_manifest_counts_for_nothing(lev: Actor, case_id: UUID, other_case: UUID) -> None:
    one, other = (Manifest.objects.get(pk=pk) for pk in (case_id, other_case))
    Manifest.objects.filter(pk=case_id).update(turn=other.turn, sealed=other.sealed)
    assert whole.compare(case_id) is not None
    assert whole.compare(other_case) is None
    assert one.sealed != other.sealed


@pytest.mark.parametrize("whose", ["nobody's", "an emptied case's"])
def test_a_case_emptied_under_a_manifest_that_says_so_is_noticed(
    lev: Actor, case_id: UUID, other_case: UUID, whose: str
) -> None:
    """No rows, and a manifest that does not open, or that truly says of another case that it has no rows."""
    with transaction.atomic():
        records.delete(*(row for rows in Copy.of_set(other_case).rows[1:] for row in rows))  # type: ignore[arg-type]
        log(lev.account, "casework.noted", case=other_case)
    assert whole.compare(other_case) is None
    while Manifest.objects.get(pk=case_id).turn < Manifest.objects.get(pk=other_case).turn:
        actions.set_next(lev, case_id, next_action="more")
    for query in Copy.of_set(case_id).queries[1:]:
        query.all().delete()
    theirs = bytes(Manifest.objects.get(pk=other_case).sealed)
    Manifest.objects.filter(pk=case_id).update(sealed=b"" if whose == "nobody's" else theirs)
    assert whole.compare(case_id) is not None


def test_going_on_with_a_row_that_was_put_back_heals_nothing(lev: Actor, case_id: UUID) -> None:
    before = Copy(Case.objects.filter(pk=case_id))
    go_on(lev, case_id)
    before.put_back()
    actions.set_next(lev, case_id, next_action="written on top of it")
    assert whole.compare(case_id) is not None


def test_the_page_says_so_and_the_log_once(client_of: ClientOf, lev: Actor, case_id: UUID) -> None:
    before = Copy(Case.objects.filter(pk=case_id))
    go_on(lev, case_id)
    before.put_back()
    browser = client_of("lev")
    pages = [browser.get(reverse("casework:case", args=[case_id])).content.decode() for _ in range(2)]
    assert all("An older version of a record was put back here" in page for page in pages)
    assert all("In 1 case, thread or team" in page for page in pages)
    verbs = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=9) if entry]
    assert verbs.count("integrity.differs") == 1


def test_all_staff_see_it_until_somebody_answers_for_it(client_of: ClientOf, lev: Actor, case_id: UUID) -> None:
    before = Copy.of_set(case_id)
    go_on(lev, case_id)
    before.put_back()
    today, log = reverse("desk:today"), reverse("desk:log")
    for name in ("dina", "ira", "out", "lev"):
        assert "put back as they were earlier" in client_of(name).get(today).content.decode()
    assert client_of("dina").post(reverse("desk:set-aside")).status_code == 404
    coordinator = client_of("lev")
    assert "I know why: take it for right" in coordinator.get(log).content.decode()
    assert coordinator.post(reverse("desk:set-aside")).status_code == 303
    assert "put back as they were earlier" not in client_of("dina").get(today).content.decode()
    assert whole.compare_head() is None
    verbs = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=9) if entry]
    assert "integrity.answered_for" in verbs
