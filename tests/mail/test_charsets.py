"""Which charset it really was."""

from __future__ import annotations

import pytest

from waystation.mail.charsets import codec_name, decode

SENTENCES = [
    "Помогите",
    "ПОМОГИТЕ ПОЖАЛУЙСТА",
    "Моего брата задержали вчера вечером, адрес не говорят.",
    "Аьхна хьан орца оьшу, сан ваша лаьцна селхана",
    "Позвоните мне по номеру 8 928 000 00 00, Грозный, ул. Мира 5",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("codec", ["utf-8", "cp1251", "koi8-r", "cp866", "utf-16"])
def test_unlabelled(codec: str, sentence: str) -> None:
    assert decode(sentence.encode(codec), None) == (sentence, codec != "utf-16")


@pytest.mark.parametrize(
    ("text", "codec"),
    [("Ça va, où êtes-vous ?", "iso-8859-1"), ("Größe und Straße", "cp1252"), ("Zażółć gęślą jaźń", "iso-8859-2")],
)
def test_western_labels_are_believed(text: str, codec: str) -> None:
    assert decode(text.encode(codec), codec) == (text, False)


def test_a_few_damaged_characters_stay_utf8() -> None:
    data = (SENTENCES[2] * 3).encode()[:-2] + b" end"
    text, guessed = decode(data, "utf-8")
    assert guessed
    assert text.startswith(SENTENCES[2])


@pytest.mark.parametrize("label", ["zip", "rot13", "idna", "punycode", "unicode_escape", "undefined", "../x", "", "é"])
def test_what_is_not_a_charset_of_text_is_not_used(label: str) -> None:
    assert codec_name(label) is None


def test_any_byte_is_shown() -> None:
    text, guessed = decode(bytes(range(128, 256)), None)
    assert guessed
    assert len(text) == 128
