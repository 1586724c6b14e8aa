"""What plain rules see in a text, in Russian and English; and what they leave alone."""

from __future__ import annotations

import pytest

from tests.effort import assert_linear
from waystation.trust import signs

ASKS = [
    "А сколько у вас человек сейчас?",
    "Кто ещё у вас из Аргуна?",
    "Скажите, куда вы увезли остальных",
    "Нужны имена сотрудников, чтобы доверять",
    "как зовут вашего координатора",
    "How many people are in the house with you?",
    "Who else came out?",
    "I want the names of the volunteers",
    "Where are the others now?",
]
PUSHES = [
    "Дайте мне адрес, я сам приеду",
    "где у вас убежище?",
    "Пришлите пожалуйста геолокацию",
    "в каком городе квартира",
    "Just send me the address",
    "Where exactly is your shelter?",
    "what is the location of the safe house",
    "Which city is the flat in?",
]
PLAIN = [
    "Меня держали три дня и отпустили, забрали телефон. Там вся переписка.",
    "Дядя узнал обо мне. Он сказал отцу, что если семья сама не решит, решит он.",
    "Вы правда помогаете? Как мне понять, что это вы?",
    "Скажите, что делать. Денег хватит на билет.",
    "Сколько стоит билет и сколько времени это займёт?",
    "У меня есть адрес тёти, там меня найдут.",
    "Is it really you? How can I know?",
    "They asked me who else I know. I said nobody.",
    "My brother is in the police. I cannot go home.",
    "How long will it take? How much money do I need?",
]
ADDRESSES = [
    "Приезжайте: ул. Садовая, 15",
    "это на улице Мира дом 7, второй подъезд",
    "проспект Кирова 120",
    "кв. 34, код 12",
    "Come to 12 Garden Street",
    "It is flat 7, ring twice",
    "43.3180, 45.6986",
    "https://maps.google.com/?q=x",
    "вот тут https://yandex.ru/maps/213/",
]
NO_ADDRESSES = [
    "Мы получили ваше письмо. Никому не говорите, что пишете нам.",
    "Есть ли при вас паспорт? Ответьте до 5 числа.",
    "Не выходите на улицу. Позвоним в 15 часов.",
    "We read you. Write again at 10 in the morning, or on the 12th.",
    "Go to another room and lock the door. 3 people of ours read this.",
    "Дома лучше не оставаться, 2 дня можно подождать.",
]


@pytest.mark.parametrize("text", ASKS)
def test_a_question_about_others_is_seen(text: str) -> None:
    assert "asks_others" in dict(signs.in_text(text))


@pytest.mark.parametrize("text", PUSHES)
def test_a_push_for_an_address_is_seen(text: str) -> None:
    assert "pushes_address" in dict(signs.in_text(text))


@pytest.mark.parametrize("text", [text for text in PLAIN if "who else" not in text])
def test_what_frightened_people_write_is_no_sign(text: str) -> None:
    assert not list(signs.in_text(text))


def test_a_rule_is_a_rule_and_shows_its_words() -> None:
    """It cannot tell who is asked: that is why a person decides."""
    assert dict(signs.in_text(PLAIN[7])) == {"asks_others": "who else I know"}


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_seen(text: str) -> None:
    assert signs.names_an_address(text)


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_an_ordinary_answer_is_none(text: str) -> None:
    assert not signs.names_an_address(text)


@pytest.mark.parametrize("piece", ["1 ", "ул ", "a ", "сколько у вас ", "1a " * 3 + "x", "дайте мне ", "12.345, "])
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert_linear(lambda size: (list(signs.in_text(text[:size])), signs.names_an_address(text[:size])), 20_000)
