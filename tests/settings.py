"""The product's settings, away from any installation on this machine and with cheap stretching."""

import os
import tempfile
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="waystation-tests-")
(Path(_folder.name) / "static").mkdir()
os.environ["WAYSTATION_DATA"] = _folder.name
os.environ.pop("WAYSTATION_VAULT_HALF", None)

from waystation.site.settings import *  # noqa: E402,F403

if DATABASES["default"]["ENGINE"] == "waystation.site.sqlite":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405  # one for each process of pytest-xdist
INSTALLED_APPS = [*INSTALLED_APPS, "tests.vault.rows"]  # noqa: F405
# Argon2's smallest sensible work: what it costs is not what these tests are about.
WAYSTATION_WITNESS = ""  # a test that is about it names its own
WAYSTATION_ARGON2_ITERATIONS = 1
WAYSTATION_ARGON2_KIB = 64
