"""Attack 8, and 9 at its basis: sealed cells are moved between rows, tables, cases, compartments, epochs, versions."""

import uuid
from itertools import permutations

import pytest

from tests.attacks.kinds import KINDS, bare
from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.vault import directory, grants, records, recovery, slots, suite
from waystation.vault.compartments import Compartment
from waystation.vault.content import open_content, seal_content
from waystation.vault.errors import Locked, Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import RingPage, Sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["keys of their own", "one secret everywhere"])
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Sealed], Keyring]:
    """Two tables, two cases, two compartments, two epochs, two versions, both forms; and every key.

    With one secret everywhere it is the associated data alone that keeps cells in their places.
    """
    secret = bytes(range(32)) if request.param == "one secret everywhere" else None
    for model in (Diary, Postcard):
        # That older epochs are refused altogether is another defence: here each must open in its own place alone.
        monkeypatch.setattr(model, "newest_key_only", False)
    rows: list[Sealed] = []
    keys: list[Key] = []
    for _ in range(2):
        case = uuid.uuid4()
        for compartment in (Compartment.IDENTITY, Compartment.MEDICAL):
            for epoch in range(2):
                key = Key(case, compartment, epoch, secret or suite.new_secret())
                directory.publish(key)
                keys.append(key)
                rows += [records.create(model, Entry(text="same"), key) for model in (Diary, Postcard)]
                rows.append(records.post(Postcard, Entry(text="same"), (case, compartment)))
                twice = records.create(Diary, Entry(text="same"), key)
                rows.append(records.move(twice, Entry(text="same"), key))
    return rows, Keyring(keys)


def test_it_opens_where_it_stands(world: tuple[list[Sealed], Keyring]) -> None:
    rows, keyring = world
    assert len(rows) == 32
    assert {records.read(row, keyring).text for row in rows} == {"same"}


def test_no_cell_opens_in_the_place_of_another(world: tuple[list[Sealed], Keyring]) -> None:
    rows, keyring = world
    cells = [bytes(row.sealed) for row in rows]
    tried = 0
    for (here, row), (there, cell) in permutations(enumerate(zip(rows, cells, strict=True)), 2):
        del here, there
        target = row[0]
        target.sealed = cell[1]
        with pytest.raises(Tampered):
            records.read(target, keyring)
        target.sealed = row[1]
        tried += 1
    assert tried == 32 * 31


@pytest.mark.parametrize("column", ["id", "locator", "compartment", "epoch", "version"])
def test_no_row_opens_with_one_column_of_another(world: tuple[list[Sealed], Keyring], column: str) -> None:
    rows, keyring = world
    for row, other in permutations(rows, 2):
        mine, theirs = getattr(row, column), getattr(other, column)
        if mine == theirs:
            continue
        setattr(row, column, theirs)
        with pytest.raises((Tampered, Locked)):
            records.read(row, keyring)
        setattr(row, column, mine)


def test_no_row_opens_in_another_table(world: tuple[list[Sealed], Keyring]) -> None:
    rows, keyring = world
    for row in rows:
        other = Postcard if isinstance(row, Diary) else Diary
        names = ("id", "locator", "compartment", "epoch", "version", "sealed")
        with pytest.raises(Tampered):
            records.read(other(**{name: getattr(row, name) for name in names}), keyring)


def test_no_row_opens_as_the_other_form(world: tuple[list[Sealed], Keyring]) -> None:
    rows, keyring = world
    for row in rows:
        form = bytes(row.sealed[:1])
        row.sealed = (records.POSTED if form == records.WRITTEN else records.WRITTEN) + bytes(row.sealed[1:])
        with pytest.raises(Tampered):
            records.read(row, keyring)


@pytest.mark.parametrize("folded", [False, True])
def test_a_page_of_keys_opens_for_its_own_holder_alone(folded: bool) -> None:
    """Even where two holders had one secret: what was granted to a team is no grant to a person."""
    (holder,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    grants.grant([Key.new(uuid.uuid4(), Compartment.MEDICAL)], to=holder.locator)
    if folded:
        grants.fold(holder)
    page = RingPage.objects.get(locator=holder.locator)
    assert len(grants._open_page(page, holder)) == 1
    with pytest.raises(Tampered):
        grants._open_page(page, Key(uuid.uuid4(), Compartment.SELF, 0, holder.secret))


def test_an_older_cell_does_not_open_under_the_newer_version() -> None:
    key = Key.new(uuid.uuid4())
    row = records.create(Diary, Entry(text="old"), key)
    old = bytes(row.sealed)
    records.rewrite(row, Entry(text="new"), Keyring([key]))
    Diary.objects.update(sealed=old)
    with pytest.raises(Tampered):
        records.read(Diary.objects.get(), Keyring([key]))


def test_a_row_rolled_back_whole_does_not_take_a_write_that_knew_better() -> None:
    """Cell and version together are an honest old row: who saw the newer one notices; for the rest see attack 9."""
    key = Key.new(uuid.uuid4())
    row = records.create(Diary, Entry(text="old"), key)
    old = bytes(row.sealed)
    records.rewrite(row, Entry(text="new"), Keyring([key]))
    Diary.objects.update(sealed=old, version=1)
    assert records.read(Diary.objects.get(), Keyring([key])).text == "old"
    with pytest.raises(Stale):
        records.rewrite(row, Entry(text="newest"), Keyring([key]))


@pytest.mark.parametrize("one", KINDS, ids=lambda each: each._meta.label)
def test_no_cell_of_any_kind_opens_as_another_kind(one: type[Sealed]) -> None:
    """The same id, the same place, the same version, and a record that both would take."""
    key, pk = Key.new(uuid.uuid4()), uuid.uuid4()
    here = bare(one, key, id=pk)
    records._write(here, Entry(text="same"), key)
    for other in (kind for kind in KINDS if kind is not one):
        there = bare(other, key, id=pk)
        there.sealed = here.sealed
        with pytest.raises(Tampered):
            records.read(there, Keyring([key]))


def test_no_body_opens_in_another_message() -> None:
    key, sealed = seal_content(b"They came.", bytes(16))
    with pytest.raises(Tampered):
        open_content(key, sealed, bytes(15) + b"x")


def test_no_page_of_keys_opens_for_another_holder() -> None:
    one, other = (grants.create_keys(uuid.uuid4(), [Compartment.SELF])[0] for _ in range(2))
    grants.grant([Key.new(uuid.uuid4())], to=one.locator)
    page = RingPage.objects.get()
    page.locator = other.locator
    with pytest.raises(Tampered):
        grants._open_page(page, Key(one.locator, one.compartment, 1, other.secret))
    assert grants._groups_in(page, [one, other]) is None


def test_no_recovery_copy_opens_as_another_s() -> None:
    key, one, other = Key.new(uuid.uuid4()), uuid.uuid4(), uuid.uuid4()
    sealed = suite.seal_to(key.public, recovery._context(one), b"x")
    with pytest.raises(Tampered):
        suite.open_from(key.private, recovery._context(other), sealed)


def test_no_slot_opens_as_another_s() -> None:
    salt = slots.new_salt()
    stretched = slots.stretch("a phrase", salt.ljust(slots.SIZE, b"\0"))
    stored = slots.make(salt, [(stretched, b"hers")], b"anna")
    assert slots.open_any(stored, stretched, b"anna").startswith(b"hers")
    with pytest.raises(Locked):
        slots.open_any(stored, stretched, b"bert")
