"""Attack 18: what is sealed is told by its size."""

import base64
import io
import uuid

import pytest

from tests.hotline.script import SEAL, in_node
from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.vault import grants, records, suite
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.keyring import Key
from waystation.vault.models import RingPage
from waystation.vault.padding import pad
from waystation.vault.streams import seal_all, sealed_size

pytestmark = pytest.mark.django_db
SEED = bytes(32)


def test_lengths_1_to_511_give_one_size() -> None:
    public = suite.public_bytes(SEED)
    assert len({len(suite.encrypt(SEED, b"", pad(b"x" * size))) for size in range(1, 512)}) == 1
    assert len({len(suite.seal_to(public, b"", pad(b"x" * size))) for size in range(1, 512, 30)}) == 1
    assert len({len(seal_content(b"x" * size, b"")[1]) for size in range(1, 512)}) == 1


def test_short_records_give_one_size() -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    texts = ["", "да", "x" * 200, "Ж" * 200, "x" * 480]
    assert len({len(records.create(Diary, Entry(text=text), key).sealed) for text in texts}) == 1
    place = (key.locator, key.compartment)
    assert len({len(records.post(Postcard, Entry(text=text), place).sealed) for text in texts}) == 1


def test_all_lengths_up_to_64_kib_give_eight_sizes() -> None:
    assert len({len(seal_content(bytes(size), b"")[1]) for size in range(0, 64 * 1024, 97)}) == 8


def test_a_grant_of_one_key_looks_like_one_of_six() -> None:
    (holder,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    keys = [Key.new(uuid.uuid4(), Compartment(number)) for number in range(1, 7)]
    for count in range(1, 7):
        grants.grant(keys[:count], to=holder.locator)
    sizes = [len(page.sealed) for page in RingPage.objects.all()]
    assert (len(sizes), len(set(sizes))) == (6, 1)


def test_files_give_as_few_sizes_as_messages() -> None:
    """The size of a stored file says as little as that of sealed content; above 64 KiB, at most 12 % apart."""

    def stored(size: int) -> int:
        target = io.BytesIO()
        seal_all([bytes(size)], target, b"")
        return len(target.getvalue())

    assert len({stored(size) for size in range(0, 513, 37)}) == 1
    assert len({sealed_size(size) for size in range(64 * 1024 + 1)}) == 8
    assert len({sealed_size(size) for size in range(10**6, 2 * 10**6, 997)}) <= 33
    assert stored(70_001) == sealed_size(70_001) == sealed_size(70_500)


def test_what_a_browser_seals_gives_one_size() -> None:
    """Of words and of what is said beside them; in the form's field, before the server pads it once more."""
    given = {"key": base64.b64encode(suite.public_bytes(SEED)).decode(), "form": "", "file": ""}
    texts = [{"text": "x" * size, "name": "", "in_danger": True} for size in (1, 17, 200, 460)]
    sealed = [in_node(SEAL, given | {"told": told}) for told in texts]
    assert len({len(each["message"]) for each in sealed}) == 1
    assert len({len(each["list"]) for each in sealed}) == 1
