"""What duty refuses. No error carries a datum."""


class TooMany(Exception):
    """Nobody needs that many devices, or that long a shift."""
