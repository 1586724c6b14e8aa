"""Those who check, and something confidential."""

from __future__ import annotations

from tests.advocacy.conftest import browser, max_, more_staff, sara
from tests.casework.conftest import accepted

__all__ = ["accepted", "browser", "max_", "more_staff", "sara"]
