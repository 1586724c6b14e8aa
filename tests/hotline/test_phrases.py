"""Code phrases: forgiving to people, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.hotline import once, phrases
from waystation.hotline.errors import NotAPhrase

ENTROPIES = st.binary(min_size=16, max_size=16)
LANGUAGES = st.sampled_from(["ru", "ce", "en"])


@given(ENTROPIES, LANGUAGES)
def test_it_works(entropy: bytes, language: str) -> None:
    words = phrases.spell(entropy, language)
    assert len(words) == 12
    assert phrases.understand(" ".join(words)) == entropy


def _without_breve(word: str) -> str:
    return word if word == "стойка" else word.replace("й", "и")  # "стоить" begins like "стоика"


def _mistyped(word: str, style: int) -> str:
    forms = [word, word.upper(), word.title(), word[:4], word.replace("е", "ё"), _without_breve(word), f" {word}\n"]
    return forms[style % len(forms)]


@given(ENTROPIES, LANGUAGES, st.lists(st.integers(0, 6), min_size=12, max_size=12), st.sampled_from(" ,;-\n\t/"))
def test_however_people_type_it(entropy: bytes, language: str, styles: list[int], between: str) -> None:
    words = phrases.spell(entropy, language)
    numbered = [
        f"{number}. {_mistyped(word, style)}" for number, (word, style) in enumerate(zip(words, styles, strict=True), 1)
    ]
    assert phrases.understand(between.join(numbered)) == entropy


@given(st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_anything_else_is_refused_and_nothing_worse(text: str) -> None:
    with pytest.raises(NotAPhrase):
        phrases.understand(text)


@given(ENTROPIES, st.integers(0, 11))
def test_the_wrong_word_is_named(entropy: bytes, position: int) -> None:
    words = phrases.spell(entropy, "ru")
    words[position] = "ъъъъ"
    with pytest.raises(NotAPhrase) as refusal:
        phrases.understand(" ".join(words))
    assert refusal.value.position == position + 1


@given(ENTROPIES)
def test_two_words_swapped_are_mostly_noticed_and_never_the_same(entropy: bytes) -> None:
    words = phrases.spell(entropy, "en")
    if words[0] == words[1]:
        return
    words[0], words[1] = words[1], words[0]
    with contextlib.suppress(NotAPhrase):
        assert phrases.understand(" ".join(words)) != entropy


# SHA-256 of each list, a word a line: what was handed out on paper must open for ever.
LISTS = {
    "english": "187db04a869dd9bc7be80d21a86497d692c0db6abd3aa8cb6be5d618ff757fae",
    "russian": "2439333f64847a2c60c7d0cdcdcad20ca3cb546ac108f0fe8b0b8bcaa0947443",
}


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_never_change(name: str) -> None:
    words = [unicodedata.normalize("NFC", word) for word in phrases._book(name).wordlist]
    assert hashlib.sha256("\n".join(words).encode()).hexdigest() == LISTS[name]


@pytest.mark.parametrize("name", LISTS)
def test_every_word_can_be_typed(name: str) -> None:
    words = [unicodedata.normalize("NFC", word) for word in phrases._book(name).wordlist]
    assert all(re.fullmatch("[a-z]+|[а-я]+", word) for word in words)


@pytest.mark.parametrize("name", LISTS)
def test_four_letters_tell_every_word(name: str) -> None:
    words = phrases._book(name).wordlist
    assert len({phrases._fold(word)[: phrases.UNIQUE] for word in words}) == 2048


def test_the_key_needs_the_vault_half(tmp_path: Path, settings: object) -> None:
    from waystation.vault import half

    first = phrases.key(bytes(16))
    half.create(tmp_path / "other.half")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "other.half")  # type: ignore[attr-defined]
    other = phrases.key(bytes(16))
    assert first.locator != other.locator
    assert first.secret != other.secret


def test_a_token_is_ours_or_nothing() -> None:
    token = once.token()
    seed = once.seed(token)
    assert seed is not None
    assert once.row_id(seed, "text") == once.row_id(seed, "text") != once.row_id(seed, "more text")
    assert once.entropy(seed) != once.entropy(once.seed(once.token()) or b"")
    for other in ("", "x", token[:-4] + "AAAA", "A" * 44, "ё", "=" * 44):
        assert once.seed(other) is None
