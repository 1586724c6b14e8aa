"""Why a file is not shown. No error carries a datum."""


class Broken(Exception):
    """It is not what it begins like, or it is damaged."""


class TooLarge(Exception):
    """To draw it would take more memory than it may have."""
