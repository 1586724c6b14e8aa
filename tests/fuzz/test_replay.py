"""What the fuzzers found once is read again at each run of the tests: without a failure, and in time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.fuzz import targets
from tests.fuzz.targets import SECONDS, TARGETS
from waystation.mail.openpgp import layers

CORPUS = Path(__file__).parent / "corpus"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_is_read(target: str) -> None:
    seeds = sorted((CORPUS / target).iterdir())
    assert len(seeds) >= 5
    for seed in seeds:
        before = time.thread_time()
        TARGETS[target](seed.read_bytes())
        assert time.thread_time() - before < SECONDS, seed.name


def test_no_corpus_is_forgotten() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)


def test_the_seeds_of_openpgp_open() -> None:
    for name in ("encrypted", "uncompressed", "inline", "own", "protected"):
        raw = (CORPUS / "mail_openpgp" / name).read_bytes()
        _, report = layers.unsealed(raw, [targets._openpgp_key()], [], [])
        assert report["encryption"] == "opened"
