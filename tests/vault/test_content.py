import pytest

from waystation.vault.content import open_content, seal_content
from waystation.vault.errors import Tampered


@pytest.mark.parametrize("size", [0, 1, 512, 100_000, 3_000_000])
def test_it_works(size: int) -> None:
    data = b"x" * size
    key, sealed = seal_content(data, b"here")
    assert open_content(key, sealed, b"here") == data
    assert len(sealed) <= max(600, size * 2)


def test_it_opens_where_it_stands_alone() -> None:
    key, sealed = seal_content(b"data", b"here")
    other, _ = seal_content(b"data", b"here")
    for attempt in ((key, sealed, b"there"), (other, sealed, b"here"), (key, sealed[:-1], b"here")):
        with pytest.raises(Tampered):
            open_content(*attempt)


def test_the_same_data_twice_looks_different() -> None:
    assert seal_content(b"data", b"here")[1] != seal_content(b"data", b"here")[1]
