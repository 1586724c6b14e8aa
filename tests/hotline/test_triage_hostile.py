"""Triage of hostile texts: any characters, in no more time than others."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hotline.triage_data import Message, messages
from waystation.hotline.triage import Proposal, Rule, RuleList, Triage, built_in, propose
from waystation.hotline.triage.words import folded, words

MOST = 20_000  # characters of a message
ORDINARY = " ".join(message.text for message in messages("development"))[:MOST]
TIMES = 4  # what a hostile text may cost of an ordinary one of the same length

RULE_WORDS = sorted({word.rstrip("*~") for group in built_in().groups.values() for word in group})


def _repeated(unit: str) -> str:
    return (unit * MOST)[:MOST]


HOSTILE = {
    "one word of a rule": _repeated("убьют "),
    "words of many rules": _repeated("меня убьют если брат они за дверью ножом паспорт видео деньги "),
    "all words of groups": _repeated(" ".join(RULE_WORDS) + " "),
    "single letters": _repeated("я "),
    "single letters and dots": _repeated("у."),
    "unknown words": " ".join(f"слово{number}ж" for number in range(MOST))[:MOST],
    "unknown words in Latin letters": " ".join(f"slovo{number}zhj" for number in range(MOST))[:MOST],
    "one endless word": _repeated("а"),
    "stars": _repeated("уб*ют "),
    "different stars": " ".join(f"{'абвгд'[n % 5]}*{n}***" for n in range(MOST))[:MOST],
    "accents": "a" + _repeated("\u0301\u0327")[1:],
    "a letter that is eighteen": _repeated("\ufdfa"),
    "nothing but marks": _repeated("'*|-.,"),
    "denials": _repeated("не никто not "),
}


@pytest.mark.alone
@pytest.mark.parametrize("name", HOSTILE)
def test_the_longest_hostile_text_costs_as_little_as_another(name: str) -> None:
    text = HOSTILE[name]
    assert len(text) == MOST
    assert len(ORDINARY) == MOST
    assert min(map(_seconds, [text] * 5)) < TIMES * min(map(_seconds, [ORDINARY] * 5))


def _seconds(text: str) -> float:
    started = time.process_time()
    propose(text)
    return time.process_time() - started


@pytest.mark.alone
def test_twice_the_text_costs_about_twice() -> None:
    half, whole = HOSTILE["words of many rules"][: MOST // 2], HOSTILE["words of many rules"]
    assert min(map(_seconds, [whole] * 5)) < 3 * min(map(_seconds, [half] * 5)) + 0.002


def test_what_is_beyond_the_longest_message_is_not_read() -> None:
    assert propose("а" * MOST + " меня убьют").urgency == "unknown"


@given(st.text(max_size=400))
def test_any_text_gets_a_proposal_that_can_be_sealed(text: str) -> None:
    proposal = propose(text)
    assert msgspec.json.decode(msgspec.json.encode(proposal), type=Proposal) == proposal
    for reason in proposal.reasons:
        assert folded(text)[reason.at :].startswith(reason.found)


@given(st.text(alphabet="убьютменя 1|lIӏ*'-.,!\u0306\u200bUBkil", max_size=300))
def test_words_stand_where_they_say(text: str) -> None:
    shown = folded(text)
    listed = words(shown)
    assert all(0 <= word.start < word.end <= len(shown) for word in listed)
    assert [word.start for word in listed] == sorted(word.start for word in listed)


@given(st.sampled_from(messages("development")), st.text(max_size=60))
@settings(max_examples=300)
def test_whatever_is_written_after_it_danger_is_never_set_aside(message: Message, more: str) -> None:
    if message.urgency in ("now", "soon") and propose(message.text).danger >= 4:
        assert propose(f"{message.text}\n{more}").urgency != "aside"


patterns = st.lists(st.text(alphabet="абв @!|+/*~me", max_size=30), max_size=5).map(tuple)


@given(patterns, st.text(alphabet="абв ", max_size=50))
def test_any_pattern_that_somebody_types_can_be_used(listed: tuple[str, ...], text: str) -> None:
    rules = RuleList(rules=(Rule(code="mine", points=10, patterns=listed),), groups={"me": ("а", "@me")})
    Triage(rules).propose(text)
