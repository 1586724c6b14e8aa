"""What a wheel asks for, out of the lock files in requirements: hatchling calls this while it builds one."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*(?:\[[a-z,-]+\])?==[^\s;]+(?: ; [^\\\n]+?)?)(?: \\)?$", re.MULTILINE)
_EXTRAS = ("link", "postgresql", "s3", "privacy")


class LockedRequirements(MetadataHookInterface):
    """The versions of run.txt, and as extras what some commands or installations need besides."""

    def update(self, metadata: dict[str, Any]) -> None:
        run = self._locked("run")
        metadata["dependencies"] = run
        metadata["optional-dependencies"] = {
            name: [each for each in self._locked(name) if each not in run] for name in _EXTRAS
        }

    def _locked(self, name: str) -> list[str]:
        return _PINNED.findall((Path(self.root) / "requirements" / f"{name}.txt").read_text())
