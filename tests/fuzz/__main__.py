"""Runs one fuzzer: `python -m tests.fuzz TARGET [SECONDS]`, or `--minimise TARGET`. Called by scripts/fuzz.

What is new goes to .fuzz/TARGET; what fails is kept in the corpus at once, where the test suite will fail with it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).parent / "corpus"
MODULES = [
    "waystation.mail",
    "waystation.vault",
    "waystation.hotline",
    "waystation.audit",
    "waystation.planning",
    "email",
    "html",
    "mnemonic",
]

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
with atheris.instrument_imports(include=[*MODULES, "quopri", "shamir_mnemonic"], enable_loader_override=False):
    import django

    django.setup()
    from tests.fuzz.targets import SECONDS, TARGETS


def main(arguments: list[str]) -> None:
    target, *options = _understood(arguments)
    _prepare()
    # What the fuzzer starts itself as, to look at one corpus after the other.
    atheris.Setup([f"{sys.executable} -m tests.fuzz {target}", *options], TARGETS[target])
    atheris.Fuzz()


def _understood(arguments: list[str]) -> list[str]:
    """The target, and libFuzzer's own options."""
    if any(argument.startswith("-merge_inner") for argument in arguments):
        return arguments
    minimise = "--minimise" in arguments
    target, *more = [argument for argument in arguments if argument != "--minimise"]
    kept, found = CORPUS / target, ROOT / ".fuzz" / target
    for folder in (kept, found):
        folder.mkdir(parents=True, exist_ok=True)
    limits = [f"-timeout={SECONDS}", "-max_len=6000", "-rss_limit_mb=1500", f"-artifact_prefix={kept}/"]
    if minimise:
        return [target, "-merge=1", *limits, str(kept), str(found)]
    return [target, f"-max_total_time={more[0] if more else 60}", *limits, str(found), str(kept)]


def _prepare() -> None:
    """An empty database in memory, and a vault half of the run's own."""
    from django.conf import settings
    from django.test.utils import setup_databases

    from waystation.vault import half

    settings.WAYSTATION_VAULT_HALF = str(settings.WAYSTATION_DATA / "vault.half")
    half.create(Path(settings.WAYSTATION_VAULT_HALF))
    setup_databases(verbosity=0, interactive=False)


main(sys.argv[1:])
