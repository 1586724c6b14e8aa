"""How much it says when two records agree or differ: the comparisons that Splink is given, and what it learned.

The settings are Splink's own and name no person; the same go to Spark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from waystation.linkage.columns import Role

if TYPE_CHECKING:
    from splink.internals.comparison_creator import ComparisonCreator
    from splink.internals.comparison_level_creator import ComparisonLevelCreator

LEAST, MOST = -6.0, 12.0
"""Bits that one comparison may say against and for. What was seen too rarely would say anything: Splink's own estimate
for a telephone one digit off was 25 bits, for a sex that differs -28."""
_SINGLE_OFF: Final = "damerau_levenshtein({0}_l, {0}_r) <= 1 and least(length({0}_l), length({0}_r)) >= {1}"

FAMILY, MOVED = "family", "moved"
"""What several comparisons say together (`together`) is called so beside them."""
OTHER: Final = "All other comparisons"
"""What Splink calls the level that is left when no condition holds."""
_SMOOTHED: Final = 0.1
"""How much of what was thought before is kept: a level that training pairs never had may still occur."""

Level = tuple[str, str, float]
"""The condition, what it is called, and how often it is so of two records of one person (to begin with)."""


def _exact(column: str, often: float, called: str = "the same") -> Level:
    return f"{column}_l = {column}_r", called, often


def _name(column: str) -> list[Level]:
    return [
        _exact(column, 0.75),
        (f"list_has_any({column}_alt_l, {column}_alt_r)", "may be read the same", 0.05),
        (_SINGLE_OFF.format(column, 3), "one letter off", 0.08),
        (f"jaro_winkler_similarity({column}_l, {column}_r) >= 0.88", "much alike", 0.04),
    ]


def _days(column: str, near: int, far: int) -> tuple[str, list[Level], str | None]:
    """Of two days that are both known for certain."""
    gap = f"abs({column}_first_l - {column}_first_r)"
    return (
        f"{column}_l is null or {column}_r is null",
        [
            _exact(column, 0.8, "the same day"),
            (
                f"damerau_levenshtein({column}_l, {column}_r) <= 1 or (left({column}_l, 4) = left({column}_r, 4) and "
                f"substr({column}_l, 6, 2) = right({column}_r, 2) and right({column}_l, 2) = substr({column}_r, 6, 2))",
                "the same day but for a slip",
                0.08,
            ),
            (f"{gap} <= {near}", "nearly", 0.05),
            (f"{gap} <= {far}", "not far off", 0.04),
        ],
        column,
    )


def _spans(column: str, near: int, far: int) -> tuple[str, list[Level], str | None]:
    """Of two days of which one at least is known only from its month, year or age. How precisely a source tells is no
    evidence, so these are apart from `_days`."""
    first, last = f"{column}_first", f"{column}_last"
    gap = f"greatest({first}_l, {first}_r) - least({last}_l, {last}_r)"
    wide = f"greatest({last}_l - {first}_l, {last}_r - {first}_r)"
    return (
        f"{first}_l is null or {first}_r is null or ({column}_l is not null and {column}_r is not null)",
        [
            (f"{gap} <= 0 and {wide} <= {near}", "may be the same, closely", 0.4),
            (f"{gap} <= 0", "may be the same", 0.4),
            (f"{gap} <= {near}", "nearly", 0.1),
            (f"{gap} <= {far}", "not far off", 0.05),
        ],
        None,
    )


def comparisons(roles: Mapping[str, Role]) -> dict[str, tuple[str, list[Level], str | None]]:
    """By name: what says that nothing is known, the levels from the best on, the column whose rare values say more."""
    has = {*roles.values()}
    found: dict[str, tuple[str, list[Level], str | None]] = {}
    if has & {Role.NAME, Role.GIVEN}:
        found["given"] = (
            "given_l is null or given_r is null",
            [
                *_name("given"),
                ("list_has_any(given_parts_l, given_parts_r)", "a part of it", 0.03),
            ],
            "given",
        )
        found["initial"] = (
            "length(given_initial_l) = 0 or length(given_initial_r) = 0 "
            "or (given_l is not null and given_r is not null)",
            [("list_has_any(given_initial_l, given_initial_r)", "the same first letter", 0.95)],
            None,
        )
    if has & {Role.NAME, Role.SURNAME}:
        found["surname"] = (
            "surname_l is null or surname_r is null",
            [
                _exact("surname", 0.75),
                (
                    "list_has_any(surname_alt_l, surname_alt_r) or surname_root_l = surname_root_r",
                    "may be read the same, or made of the same name",
                    0.07,
                ),
                (_SINGLE_OFF.format("surname", 4), "one letter off", 0.08),
                ("jaro_winkler_similarity(surname_l, surname_r) >= 0.88", "much alike", 0.04),
            ],
            "surname",
        )
    if has & {Role.NAME, Role.PATRONYMIC}:
        found["father"] = ("father_l is null or father_r is null", _name("father"), "father")
    if Role.NAME in has and has & {Role.GIVEN, Role.SURNAME}:
        found["further"] = (
            "length(further_l) = 0 or length(further_r) = 0",
            [
                ("length(list_intersect(further_l, further_r)) >= 2", "two further words", 0.4),
                ("list_has_any(further_l, further_r)", "one further word", 0.3),
            ],
            None,
        )
    if has & {Role.NAME, Role.NICKNAME}:
        found["nickname"] = ("nickname_l is null or nickname_r is null", [_exact("nickname", 0.7)], "nickname")
    if Role.SEX in has:
        found["sex"] = ("sex_l is null or sex_r is null", [_exact("sex", 0.97)], None)
    if has & {Role.BIRTH, Role.AGE}:
        found["birth_day"] = _days("birth", 366, 4 * 366)
        found["birth_span"] = _spans("birth", 366, 4 * 366)
    if has & {Role.PLACE, Role.DISTRICT}:
        found["place"] = (
            "(place_l is null or place_r is null) and (district_l is null or district_r is null)",
            [
                _exact("place", 0.6),
                (
                    f"list_has_any(place_alt_l, place_alt_r) or ({_SINGLE_OFF.format('place', 4)})",
                    "may be read the same",
                    0.1,
                ),
                ("district_l = district_r", "the same district", 0.15),
                ("jaro_winkler_similarity(place_l, place_r) >= 0.88", "much alike", 0.05),
            ],
            "place",
        )
    if Role.CLAN in has:
        found["clan"] = (
            "clan_l is null or clan_r is null",
            [_exact("clan", 0.85), ("jaro_winkler_similarity(clan_l, clan_r) >= 0.85", "much alike", 0.07)],
            "clan",
        )
    if Role.PHONE in has:
        found["phone"] = ("phone_l is null or phone_r is null", _code("phone"), "phone")
    if Role.EMAIL in has:
        found["email"] = ("email_l is null or email_r is null", _text("email"), "email")
    if Role.EVENT in has:
        found["event_day"] = _days("event", 7, 31)
        found["event_span"] = _spans("event", 31, 92)
    plain = [role for role in roles.values() if role in (Role.NUMBER, Role.TEXT, Role.KIND)]
    for place, role in enumerate(plain):
        column = f"other_{place}"
        levels = _code(column) if role is Role.NUMBER else _text(column) if role is Role.TEXT else [_exact(column, 0.9)]
        found[column] = (f"{column}_l is null or {column}_r is null", levels, column)
    return found


def _code(column: str) -> list[Level]:
    return [_exact(column, 0.8), (_SINGLE_OFF.format(column, 3), "one sign off", 0.1)]


def _text(column: str) -> list[Level]:
    return [
        _exact(column, 0.7),
        (f"jaro_winkler_similarity({column}_l, {column}_r) >= 0.92", "much alike", 0.1),
        (f"jaro_winkler_similarity({column}_l, {column}_r) >= 0.8", "alike", 0.07),
    ]


def splink_comparisons(roles: Mapping[str, Role]) -> list[ComparisonCreator | dict[str, Any]]:
    """The same as Splink takes them."""
    from splink import comparison_level_library as levels
    from splink import comparison_library as library

    found: list[ComparisonCreator | dict[str, Any]] = []
    for name, (unknown, known, rare) in comparisons(roles).items():
        made: list[Any] = [levels.CustomLevel(unknown, "unknown").configure(is_null_level=True)]
        for place, (condition, called, often) in enumerate(known):
            level: ComparisonLevelCreator = levels.CustomLevel(condition, called)
            if place == 0 and rare:
                level = level.configure(m_probability=often, tf_adjustment_column=rare, tf_adjustment_weight=1.0)
            else:
                level = level.configure(m_probability=often)
            made.append(level)
        rest = max(0.02, 1 - sum(often for _, _, often in known))
        made.append(levels.ElseLevel().configure(m_probability=rest))
        found.append(library.CustomComparison(output_column_name=name, comparison_levels=made))
    return found


def within_reason(model: dict[str, Any], roles: Mapping[str, Role]) -> dict[str, Any]:
    """What Splink learned, smoothed by what was thought before, each level under the better one, weights within bounds.

    Neighbours that are out of order were seen too rarely to be told apart: they are taken together (pool adjacent
    violators), so that one odd estimate does not drag down the others.
    """
    before = {name: [often for _, _, often in levels] for name, (_, levels, _) in comparisons(roles).items()}
    for comparison in model["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        thought = before[comparison["output_column_name"]]
        thought = [*thought, max(0.02, 1 - sum(thought))]
        m = [_number(level, "m_probability", prior) for level, prior in zip(levels, thought, strict=True)]
        u = [_number(level, "u_probability", 1e-6) for level in levels]
        m = [
            (1 - _SMOOTHED) * each / sum(m) + _SMOOTHED * prior / sum(thought)
            for each, prior in zip(m, thought, strict=True)
        ]
        u = [max(each / sum(u), 1e-7) for each in u]
        for level, pooled_m, pooled_u in zip(levels, *_ordered(m, u), strict=True):
            weight = min(MOST, max(LEAST, math.log2(pooled_m / pooled_u)))
            level["u_probability"] = min(pooled_u, 2.0**-weight)
            level["m_probability"] = level["u_probability"] * 2.0**weight
    return model


def _number(level: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = level.get(name)
    return value if isinstance(value, float) else otherwise


def _ordered(m: Sequence[float], u: Sequence[float]) -> tuple[list[float], list[float]]:
    """Levels from the best on, with m / u falling: those out of order share what they have, by their u."""
    pools: list[tuple[float, float, list[float]]] = []
    for one_m, one_u in zip(m, u, strict=True):
        pools.append((one_m, one_u, [one_u]))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] < pools[-1][0] / pools[-1][1]:
            later, earlier = pools.pop(), pools.pop()
            pools.append((earlier[0] + later[0], earlier[1] + later[1], earlier[2] + later[2]))
    return (
        [total_m * each / total_u for total_m, total_u, of in pools for each in of],
        [each for _, _, of in pools for each in of],
    )


def weights(model: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[tuple[str, float]]]]:
    """Of each comparison its levels from the best on, by name with their bits."""
    for comparison in model["comparisons"]:
        known = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        yield (
            comparison["output_column_name"],
            [
                (level.get("label_for_charts", ""), math.log2(level["m_probability"] / level["u_probability"]))
                for level in known
            ],
        )
