"""Our own style sheets and scripts with their hashes, so that a browser runs them as they were when we started.

Subresource Integrity (W3C): a file that was changed on the way, in a cache or on the disk of a running server does not
run. The hash stands in the address too, so that no browser takes an older file for the new one.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.templatetags.static import static

_KINDS = (".css", ".js", ".mjs")


class Asset(NamedTuple):
    """`integrity` is what stands in the attribute of that name."""

    url: str
    integrity: str


def pin() -> None:
    """Hashes every style sheet and script, once, before the first page is served."""
    for finder in finders.get_finders():
        for path, _storage in finder.list(None):
            if path.endswith(_KINDS):
                asset(path)


@cache
def asset(path: str) -> Asset:
    """A file of ours as it was at the start. Raises FileNotFoundError."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    digest = base64.b64encode(hashlib.sha384(Path(found).read_bytes()).digest()).decode()
    return Asset(f"{static(path)}?{digest[:8].translate(str.maketrans('+/', '-_'))}", f"sha384-{digest}")
