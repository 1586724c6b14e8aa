"""Are these the same person? Plain Python, no framework, usable from a notebook. Nothing here remembers a name.

    from waystation import linkage
    found = linkage.link([{"id": "1", "name": "Хамзат Исаев", "birth": "1990~"}, ...])
    found.clusters, found.summary(), found.to_dict()

    with linkage.File("records.csv") as file: linkage.link(file, threshold=0.9)
    linkage.clusters(count, pairs, different=[(0, 3)]); linkage.Index(...)

Splink, DuckDB and numpy are loaded when records are first linked (`requirements/link.txt`); names are compared without.
"""

from importlib import import_module
from typing import Any, Final

_LATER: Final = {
    "link": "linking", "Linked": "linking", "Decision": "linking", "File": "reading", "Unreadable": "reading",
    "clusters": "clusters", "Role": "columns", "Unmapped": "columns", "Index": "index",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
