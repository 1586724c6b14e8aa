"""A program for a bounded process that says nothing for a minute."""

import time


def main(_arguments: list[str]) -> None:
    """Sleeps."""
    time.sleep(60)
