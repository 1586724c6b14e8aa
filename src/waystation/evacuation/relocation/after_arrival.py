"""The year after an arrival: its stages, and the days on which somebody asks. Pure."""

from datetime import date, timedelta

# The days after an arrival on which somebody asks: close together at first, every month to the end of the year.
ASKED_AFTER = (1, 3, 7, 14, 30, *(round(30.44 * month) for month in range(2, 12)), 365)
_ENDS = {"first_days": 7, "first_month": 30, "settling": 182, "to_the_year": 365}  # days after the arrival


def days(arrived_on: date) -> list[date]:
    """Every day on which somebody asks how they are, the last one a year after they arrived."""
    return [arrived_on + timedelta(days=number) for number in ASKED_AFTER]


def stage(arrived_on: date, today: date) -> str:
    """Where in that year they are, as a code of wording.STAGES."""
    since = (today - arrived_on).days
    return next((code for code, last in _ENDS.items() if since <= last), "year_over")
