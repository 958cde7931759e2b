"""Days as readers read them. Knows nothing about clocks or the system's locale."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_day(day: date) -> str:
    """Return a day as `1 March 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_month(day: date) -> str:
    """Return the month of a day as `Mar 2026`."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"
