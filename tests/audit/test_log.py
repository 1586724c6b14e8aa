import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.threads import at_once
from waystation.audit import log as audit
from waystation.audit.check import first_break
from waystation.audit.log import entries, log, log_each, use_auditors
from waystation.audit.models import Line, Writer
from waystation.audit.verifier import Tree, leaf_hash
from waystation.vault import directory, grants
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked
from waystation.vault.keyring import Key, Keyring

pytestmark = pytest.mark.django_db
ANNA, CASE = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def auditors(db: None) -> Key:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    use_auditors(key.locator)
    return key


def write(*verbs: str) -> None:
    for verb in verbs:
        with transaction.atomic():
            log(ANNA, verb, case=CASE)


def verbs(auditors: Key, newest: int = 100) -> list[str | None]:
    found = entries(Keyring([auditors]), auditors.locator, newest=newest)
    return [entry.verb if entry else None for _, entry in found]


def numbers() -> list[int]:
    return list(Line.objects.order_by("number").values_list("number", flat=True))


def test_it_works(auditors: Key) -> None:
    before = datetime.now(UTC)
    write("one", "two")
    (_, second), (number, first) = entries(Keyring([auditors]), auditors.locator, newest=5)
    assert first
    assert second
    assert (first.verb, first.actor, first.case, first.subject) == ("one", ANNA, CASE, None)
    assert before <= first.at <= second.at <= datetime.now(UTC)
    assert number == numbers()[0]
    assert first_break() is None


def test_the_newest_lines_are_read(auditors: Key) -> None:
    write("one", "two", "three")
    assert verbs(auditors, newest=2) == ["three", "two"]


def test_an_empty_log_is_whole(auditors: Key) -> None:
    assert first_break() is None
    assert verbs(auditors) == []


def test_only_the_auditors_read_it(auditors: Key) -> None:
    write("one")
    with pytest.raises(Locked):
        list(entries(Keyring(), auditors.locator, newest=5))


def test_lines_of_an_earlier_process_stay_readable(auditors: Key) -> None:
    write("before")
    use_auditors(auditors.locator)
    write("after")
    assert verbs(auditors) == ["after", "before"]
    assert Writer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_is_no_longer_an_auditor_reads_nothing_that_a_running_program_writes(
    auditors: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("before")
    newer = Key.new(auditors.locator, auditors.compartment, epoch=1)
    with transaction.atomic():
        directory.publish(newer)
    write("within ten seconds")
    later = audit.time.monotonic() + audit._LOOK_EVERY
    monkeypatch.setattr(audit.time, "monotonic", lambda: later)
    write("after")
    assert verbs(auditors) == [None, "within ten seconds", "before"]
    assert [entry and entry.verb for _, entry in entries(Keyring([newer]), auditors.locator, newest=1)] == ["after"]


@pytest.mark.django_db(transaction=True)
def test_a_line_goes_with_its_transaction(auditors: Key) -> None:
    with transaction.atomic():
        log(ANNA, "undone")
        transaction.set_rollback(True)
    write("done")
    write("done again")
    assert verbs(auditors) == ["done again", "done"]
    assert Writer.objects.count() == 1
    assert first_break() is None


@pytest.mark.django_db(transaction=True)
def test_there_is_no_line_outside_a_transaction(auditors: Key) -> None:
    with pytest.raises(RuntimeError):
        log(ANNA, "alone")


def test_there_is_no_line_without_auditors() -> None:
    audit.forget()
    with pytest.raises(RuntimeError):
        log(ANNA, "early")


def test_lines_have_one_size(auditors: Key) -> None:
    write("a", "a.much.longer.verb.than.any.that.there.is")
    assert len({len(line.sealed) for line in Line.objects.all()}) == 1


def edit(lines: list[Line]) -> int:
    lines[2].sealed = lines[2].sealed[:-1] + bytes([lines[2].sealed[-1] ^ 1])
    lines[2].save()
    return lines[2].number


def edit_salt(lines: list[Line]) -> int:
    lines[2].salt = bytes(16)
    lines[2].save()
    return lines[2].number


def drop(lines: list[Line]) -> int:
    lines[2].delete()
    return lines[3].number


def drop_the_first(lines: list[Line]) -> int:
    lines[0].delete()
    return lines[1].number


def swap(lines: list[Line]) -> int:
    (one, other), numbers = (lines[2], lines[3]), (lines[2].number, lines[3].number)
    Line.objects.filter(number__in=numbers).delete()
    one.number, other.number = numbers[::-1]
    one.save(force_insert=True)
    other.save(force_insert=True)
    return numbers[0]


def insert(lines: list[Line]) -> int:
    last = lines[-1]
    last.number += 1
    last.save(force_insert=True)
    return last.number


CHANGES = [edit, edit_salt, drop, drop_the_first, swap, insert]


@pytest.mark.parametrize("change", CHANGES)
def test_the_first_line_that_does_not_follow_is_named(auditors: Key, change: Callable[[list[Line]], int]) -> None:
    write("one", "two", "three", "four", "five")
    expected = change(list(Line.objects.order_by("number")))
    assert first_break() == expected


def make_anew() -> None:
    """What somebody who can write to the database does next: count anew, and make all hashes anew. It takes no key."""
    tree, lines = Tree(), list(Line.objects.order_by("number"))
    Line.objects.all().delete()
    for line in lines:
        line.nodes = b"".join(tree.append(leaf_hash(bytes(line.salt) + bytes(line.sealed))))
        line.number = tree.size
        line.save(force_insert=True)


@pytest.mark.parametrize("change", CHANGES)
def test_hashes_made_anew_leave_lines_that_do_not_open(auditors: Key, change: Callable[[list[Line]], int]) -> None:
    write("one", "two", "three", "four", "five")
    change(list(Line.objects.order_by("number")))
    make_anew()
    assert first_break() is None
    assert None in verbs(auditors)


def test_the_log_alone_does_not_show_a_missing_end(auditors: Key) -> None:
    """The limit, stated so that nobody relies on more: it takes a head that is kept elsewhere."""
    write("one", "two", "three")
    Line.objects.order_by("number").last().delete()  # type: ignore[union-attr]
    assert first_break() is None
    assert verbs(auditors) == ["two", "one"]


def test_a_line_under_another_writer_does_not_open(auditors: Key) -> None:
    write("one")
    use_auditors(auditors.locator)
    write("two")
    one, two = (bytes(line.sealed) for line in Line.objects.order_by("number"))
    Line.objects.filter(number=1).update(sealed=two[:16] + one[16:])
    assert verbs(auditors) == ["two", None]
    assert first_break() == 1
    Writer.objects.all().delete()
    assert verbs(auditors) == [None, None]


def test_a_missing_row_keeps_nobody_from_working(auditors: Key) -> None:
    """Whoever can delete rows must not be able to stop the hotline with it."""
    write("one", "two", "three")
    Line.objects.filter(number=2).delete()
    write("four", "five")
    found = verbs(auditors)
    assert (found[0], found[-1], None in found) == ("five", "one", True)
    assert first_break() == 3


def test_older_lines_are_read_in_slices(auditors: Key) -> None:
    write("one", "two", "three", "four", "five")
    found = entries(Keyring([auditors]), auditors.locator, newest=2, before=4)
    assert [(number, entry.verb if entry else None) for number, entry in found] == [(3, "three"), (2, "two")]


def test_a_line_of_each_case_is_a_line_like_another_in_few_statements(auditors: Key) -> None:
    write("before")
    cases = [uuid.uuid4() for _ in range(20)]
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        last = log_each(ANNA, "imported", [(case, case) for case in cases])
    assert len(asked) < 10
    write("after")
    found = [entry for _, entry in entries(Keyring([auditors]), auditors.locator, newest=21, before=last + 1)]
    assert [(entry.verb, entry.case, entry.subject) for entry in found[:-1] if entry] == [
        ("imported", case, case) for case in reversed(cases)
    ]
    assert first_break() is None
    assert verbs(auditors, newest=1) == ["after"]


def test_of_no_case_no_line_is_written(auditors: Key) -> None:
    with transaction.atomic():
        log_each(ANNA, "imported", [])
    assert not Line.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_lines_written_at_once_make_one_log(auditors: Key) -> None:
    def many() -> None:
        for _ in range(10):
            write("at once")

    at_once(*[many] * 8)
    assert first_break() is None
    assert verbs(auditors) == ["at once"] * 80
    assert Writer.objects.count() == 1
