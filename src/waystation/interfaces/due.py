"""What happens because time passed: calls to partners' programs. No key is needed."""

from datetime import datetime

from waystation.interfaces import hooks


def run(now: datetime) -> None:
    """One turn; safe in several processes at once."""
    hooks.send_due(now)
