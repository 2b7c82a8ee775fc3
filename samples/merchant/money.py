"""Exact amounts in minor units, and the dates of the story."""

from datetime import datetime, timedelta, timezone

UTC = timezone.utc
NEW_YORK = timezone(timedelta(hours=-4))  # daylight time all through the story
PACIFIC = timezone(timedelta(hours=-7))


def text(cents):
    """`-5.00` for -500."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def blank_zero(cents):
    return text(cents) if cents else ""


def half_up(numerator, denominator):
    """The quotient rounded half up, as the rate card and the currency rules say."""
    return (2 * numerator + denominator) // (2 * denominator)


def percent(amount, hundredths):
    """`hundredths` is percent times 100: 1500 is 15 %."""
    return half_up(amount * hundredths, 10_000)


def at(month, day, hour=12, minute=0, second=0, zone=UTC):
    return datetime(2026, month, day, hour, minute, second, tzinfo=zone)


def iso(moment, zone=None):
    """ISO 8601: `Z` for UTC, else with the zone's offset."""
    if moment is None:
        return ""
    if zone is None:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.astimezone(zone).isoformat()


def local_date(moment):
    """The day in the entity's zone."""
    return moment.astimezone(NEW_YORK).date()
