"""What can be asked for, and how each is called."""

from typing import Final

NAMES: Final = {
    "auto": "all methods",
    "lcm": "latent classes",
    "dga": "decomposable graphs",
    "loglinear": "log-linear",
    "stepwise": "log-linear, stepwise",
    "chao": "Chao's lower bound",
    "chapman": "Chapman",
}
METHODS: Final = tuple(NAMES)
SEED: Final = 19481210
"""The day of the Universal Declaration of Human Rights, as HRDAG uses it."""
SECONDS: Final = 60.0
REPETITIONS: Final = 1000
