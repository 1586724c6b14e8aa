"""Run on PostgreSQL, a test that never asks for a database would only say again what it says elsewhere."""

from __future__ import annotations

import pytest

ASKING = {"db", "transactional_db"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    def asks(item: pytest.Item) -> bool:
        return bool(item.get_closest_marker("django_db") or ASKING & set(getattr(item, "fixturenames", ())))

    config.hook.pytest_deselected(items=[item for item in items if not asks(item)])
    items[:] = [item for item in items if asks(item)]
