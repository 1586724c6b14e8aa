"""Addresses that are made to be taken for others, and honest ones that are not suspected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effort import assert_linear
from waystation.confusable import skeleton
from waystation.mail.lookalike import SUSPICIONS, has_false_link, suspicions

OURS = ("help@waystation.example",)
THEIRS = "zarema.k@post.example"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Зарема", "zarema.k@post.example"),
        ("Зарема Zarema", "zarema@другой.example"),
        ("", "зарема@почта.рф"),
        ("Сара", "xn--80a1acn3a@post.example"),
        ("José Müller", "jose@other.example"),
        ("", ""),
        ("@", "x@y"),
    ],
)
def test_honest_addresses_are_not_suspected(name: str, address: str) -> None:
    assert suspicions(name, address, ours=OURS, theirs=THEIRS) == ()


@pytest.mark.parametrize("address", ["help@waystation.example", "HELP@Waystation.Example", "hilfe@почта.рф"])
def test_our_own_address_is_the_most_suspect_of_all(address: str) -> None:
    """Nobody writes to us from it but ourselves: it is forged, or a letter of ours that came back."""
    ours = (*OURS, "hilfe@xn--80a1acny.xn--p1ai")
    assert suspicions("Dina", address, ours=ours, theirs=THEIRS) == ("is-ours",)


@pytest.mark.parametrize(
    "address",
    [
        "hеlp@waystation.example",  # Cyrillic е
        "help@wаystation.example",  # Cyrillic а
        "help@ωaystation.example",  # Greek omega
        "help@xn--wystation-x2i.example",
        "zarema@mail.exаmple",
    ],
)
def test_mixed_alphabets_are_named(address: str) -> None:
    assert "mixed-alphabets" in suspicions("", address, ours=OURS, theirs=THEIRS)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("hеlp@waystation.example", "looks-like-ours"),
        ("he1p@waystation.example", "looks-like-ours"),
        ("heIp@waystation.example", "looks-like-ours"),
        ("help@way-station.example", "looks-like-ours"),
        ("help@vvaystation.example", "looks-like-ours"),
        ("info@waystat1on.example", "looks-like-ours"),
        ("hélp@waystation.example", "looks-like-ours"),
        ("help\u200b@waystation.example", "looks-like-ours"),
        ("zarerna.k@post.example", "looks-like-theirs"),
        ("zaremak@post.example", "looks-like-theirs"),
        ("zarema.k@p0st.example", "looks-like-theirs"),
        ("other@роst.example", "looks-like-theirs"),
    ],
)
def test_what_looks_like_an_address_we_know_is_named(address: str, code: str) -> None:
    assert code in suspicions("", address, ours=OURS, theirs=THEIRS)


def test_a_name_that_is_another_address_is_named() -> None:
    assert suspicions("help@waystation.example", "x@evil.example", ours=OURS) == ("names-another",)
    assert suspicions("X@Evil.example", "x@evil.example", ours=OURS) == ()
    assert suspicions("Zаrema", "x@evil.example", ours=OURS) == ("mixed-alphabets",)


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("see https://waystation.example/ru/ and http://другой.example/x", False),
        ("see https://wаystation.example/", True),
        ("see https://waystat1on.example/", True),
        ("see hxxps://waystat1on[.]example/", True),
        ("see https://waystation.example@evil.example/", True),
        ("see https://xn--wystation-x2i.example:80/", True),
        ("https://", False),
    ],
)
def test_links_to_false_hosts_are_found(text: str, false: bool) -> None:
    assert has_false_link(text, ours=OURS) is false


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_looked_at(name: str, address: str) -> None:
    assert set(suspicions(name, address, ours=OURS, theirs=address)) <= set(SUSPICIONS)
    has_false_link(f"http://{address}", ours=OURS)
    skeleton(name)


def test_it_takes_no_time() -> None:
    links = {size: "https://a@" * size + "http://xn--" * size for size in (5_000, 20_000)}
    assert_linear(lambda size: has_false_link(links[size], ours=OURS), 20_000)
    assert_linear(lambda size: suspicions("a@" * size, "@" * 3 * size, ours=OURS), 100)
