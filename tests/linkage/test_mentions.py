"""Whether a text names somebody: with endings, in other spellings; and what is no name."""

import pytest

from waystation.linkage.mentions import called, is_meant, words_of
from waystation.linkage.names import form


def is_named(text: str, *names: str) -> bool:
    return any(is_meant(word, form(word), called(names)) for word in words_of(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Хамзат", "Я говорил с Хамзатом вчера."),
        ("Лиза Д.", "сестра (Лизы) знает"),
        ("Лиза", "с Лизой, завтра"),
        ("Мария", "звонили Марии"),
        ("Илья", "Ильёй интересовались"),
        ("Юля", "для Юли"),
        ("Муса", "с Мусой"),
        ("Хьамзат", "Khamzat said so"),
        ("Khamzat", "ХАМЗАТ"),
        ("Абу-Бакар", "Абубакара видели"),
        ("Rowan", "Rowan's aunt"),
        ("Rowan", "паспорт_Rowan.jpg"),
        ("Ӏаьла", "1аьла пришёл"),
        ("Андрей", "Андрей"),  # the last letter in two code points
        ("his brother", "The brother waits."),
    ],
)
def test_somebody_is_found_in_a_text(name: str, text: str) -> None:
    assert is_named(text, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Али", "рассказали, что видели"),
        ("Хамзат", "Магомед ждёт"),
        ("Хамзат", "Хамзатович"),  # his son, or another one's
        ("Тимур Д.", "Д. ждёт"),
        ("his brother", "his aunt"),
        ("Марина", "машина готова"),
        ("Илья", "или поедем"),
        ("Иса", "иск подан"),
        ("", "anything"),
        ("Rowan", "…—!?"),
    ],
)
def test_nobody_is_found_where_nobody_is(name: str, text: str) -> None:
    assert not is_named(text, name)
