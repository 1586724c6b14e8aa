"""Who a message says that it is from, however carelessly or cunningly it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.mail import mailboxes


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("a@x.example", [("", "a@x.example")]),
        ("Zarema <zz@x.example>", [("Zarema", "zz@x.example")]),
        ("Zarema, Grozny <zz@x.example>", [("Zarema, Grozny", "zz@x.example")]),
        ('"Grozny, Zarema" <zz@x.example>', [("Grozny, Zarema", "zz@x.example")]),
        ('"She \\"Z\\" <no@x.example>" <zz@x.example>', [('She "Z" <no@x.example>', "zz@x.example")]),
        ("=?utf-8?Q?Evil:_victim@example.net?= <inj@x.example>", [("Evil: victim@example.net", "inj@x.example")]),
        ("=?utf-8?Q?x@y,_?= <z@x.example>", [("x@y,", "z@x.example")]),
        ("=?utf-8?B?0JfQsNGA0LXQvNCw?= <z@x.example>", [("Зарема", "z@x.example")]),
        ("<z@x.example>", [("", "z@x.example")]),
        ("<@a.example,@b.example:z@x.example>", [("", "z@x.example")]),
        ("z@x.example (Zarema)", [("", "z@x.example")]),
        ("a@x.example, B <b@x.example>, c@x.example", [("", "a@x.example"), ("B", "b@x.example"), ("", "c@x.example")]),
        ("A <a@x.example>; B <b@x.example>", [("A", "a@x.example"), ("B", "b@x.example")]),
        ("other@y.example <a@x.example>", [("other@y.example", "a@x.example")]),
        ("Somebody", [("Somebody", "")]),
        ("Somebody <>", [("Somebody", "")]),
        ("", [("", "")]),
        ('"open <a@x.example>', [('"open', "a@x.example")]),
    ],
)
def test_it_works(said: str, meant: list[tuple[str, str]]) -> None:
    assert mailboxes.read(said) == meant


@given(st.text(alphabet='ab@<>,;:"\\()=?.Q \x00\u202e', max_size=200))
def test_whatever_is_written_it_ends_and_gives_one_line_each(said: str) -> None:
    found = mailboxes.read(said)
    assert found
    assert all("\n" not in part and "\x00" not in part and "\u202e" not in part for pair in found for part in pair)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (r'"we ird\"@x"@mail.example', r'"we ird\"@x"@mail.example'),
        (r'"we ird"@mail.example, b@mail.example', '"we ird"@mail.example'),
        ("anna@mail.example(my comment)", "anna@mail.example"),
        ("anna@mail.example (Anna)", "anna@mail.example"),
        ("(Anna) anna@mail.example", "anna@mail.example"),
    ],
)
def test_a_bare_address_is_shown_as_it_was_written(said: str, address: str) -> None:
    assert mailboxes.read(said)[0] == ("", address)
