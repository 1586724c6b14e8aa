"""Days as pages say them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localdate


def near(day: date | None) -> str:
    """A day of this year without the year; any other with it, or it would be taken for one of this year."""
    if day is None:
        return ""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == localdate().year else "DATE_FORMAT")
