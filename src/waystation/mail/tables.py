"""Tables of a settings file made into settings, with what is wrong with one said as an administrator can use it.

What is said names the setting and never its value: that may be a password.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Made = TypeVar("Made")

_PORT = "a number from 1 to 65535"
_KINDS: dict[Any, str] = {
    str: "words in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    tuple: "a list in square brackets",
    Mapping: "a table",
}
_FITS: dict[Any, tuple[type, ...]] = {float: (int, float), tuple: (list, tuple)}


def made(kind: type[Made], table: Mapping[str, Any]) -> Made:
    """One of the settings' dataclasses. Raises ValueError for what cannot be used, with a sentence's end for people."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for name in table:
        if name not in known:
            raise ValueError(unknown(name, known))
    if missing := [name for name, field in known.items() if name not in table and _is_needed(field)]:
        raise ValueError(f"'{missing[0]}' is missing")
    hints = get_type_hints(kind)
    for name, value in table.items():
        check(name, value, hints[name])
    return kind(**table)


def unknown(name: str, known: Mapping[str, Any] | list[str]) -> str:
    """That there is no setting of this name, and which may be meant."""
    near = get_close_matches(name, known, n=1)
    return f"there is no setting '{name}'" + (f"; '{near[0]}' may be meant" if near else "")


def check(name: str, value: Any, hint: Any) -> None:
    """Raises ValueError where a value is not of its kind."""
    if get_origin(hint) is UnionType:
        if value is None:
            return
        hint = next(each for each in get_args(hint) if each is not NoneType)
    hint = get_origin(hint) or hint
    if hint is Literal or hint not in _KINDS:  # whose own class says what it takes
        return
    if not isinstance(value, _FITS.get(hint, hint)) or (isinstance(value, bool) and hint is not bool):
        raise ValueError(f"'{name}' is {_KINDS[hint]}")
    if name == "port" and not 1 <= value <= 65535:
        raise ValueError(f"'{name}' is {_PORT}")
    if hint is tuple and any(not isinstance(each, str | Mapping) for each in value):
        raise ValueError(f"'{name}' holds what is neither words in quotes nor a table")


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING
