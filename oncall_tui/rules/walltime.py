"""Wall times as typed: which instant one names, never guessed where it names none or two (R-064)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from oncall_tui.rules.hours import say_time
from oncall_tui.rules.wording import say_day

_PATTERN = re.compile(
    r"(?:(?P<h>\d{1,2})[:.](?P<m>\d{2})(?::(?P<s>\d{2})(?:[.](?P<f>\d{1,6})\d*)?)?"
    r"|(?P<compact>\d{3,4})|(?P<hour>\d{1,2})(?= ?[ap]m))(?: ?(?P<half>[ap]m))?"
    r"(?: ?(?P<hint>z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?|[a-z]{2,5}))?",
    re.ASCII,
)


class WhenError(ValueError):
    """A time that cannot be understood, or that could mean two instants; `words` says what to type."""

    def __init__(self, words: str, choices: tuple[datetime, ...] = ()) -> None:
        super().__init__(words)
        self.words = words
        """What to tell the person."""
        self.choices = choices
        """The instants that it could mean, in UTC, where it could mean two."""


@dataclass(frozen=True, slots=True)
class WallTime:
    """A time of day as typed, with the offset or the letters of a zone where they were typed after it."""

    at: time = time(0, 0)
    hint: str = ""
    """Such as `+11:00`, `z` or `aedt`; empty for none."""
    compact: bool = False
    """Whether it was typed as mere digits."""

    def readings(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return what it may mean on a day, in UTC; the two are equal for all but a few hours a year."""
        offset = _offset(self.hint)
        try:
            if offset is not None:
                at = datetime.combine(day, self.at, offset).astimezone(UTC)
                return at, at
            wall = datetime.combine(day, self.at, zone)
            return wall.replace(fold=0).astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
        except OverflowError:
            raise beyond() from None

    def on(self, day: date, zone: tzinfo) -> datetime:
        """Return the one instant, in UTC, that it means on a day.

        Raises:
            WhenError: the clocks change, so that it does not exist or happens twice; both instants are shown.
        """
        first, second = self.readings(day, zone)
        if self.hint and _offset(self.hint) is None:
            return self._by_letters(day, zone)
        if first == second:
            return first
        choices = (min(first, second), max(first, second))
        why = (
            "happens twice, because the clocks go back then"
            if first < second
            else "does not exist, because the clocks go forward then"
        )
        shown = " or ".join(
            f"{typable(each.astimezone(zone))} ({instant_words(each, zone)})" for each in choices
        )
        raise WhenError(
            f"{say_day(day, year=True)} {say_time(self.at)} {why}. Which is meant? Type {shown}.", choices
        )

    def _by_letters(self, day: date, zone: tzinfo) -> datetime:
        """Return the reading during which the zone goes by the letters that were typed."""
        for at in self.readings(day, zone):
            local = at.astimezone(zone)
            if (local.tzname() or "").casefold() == self.hint and local.time() == self.at:
                return at
        raise WhenError(
            f"“{self.hint}” is not in use here then. Leave it off, or type an offset such as +11:00."
        )


def parse_time(text: str) -> WallTime | None:
    """Read a time of day in small letters: `14:30`, `1430`, `5pm`, `14:30+11:00`; None if it is none.

    Raises:
        WhenError: it reads like a time of day, and there is no such time.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        return None
    compact = found["compact"] or ""
    hour = int(found["h"] or found["hour"] or compact[:-2])
    minute = int(found["m"] or compact[-2:] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0) if 1 <= hour <= 12 else 99
    try:
        at = time(hour, minute, int(found["s"] or 0), int((found["f"] or "0").ljust(6, "0")))
    except ValueError:
        raise WhenError(f"“{text}” is not a time of day. Use 00:00 to 23:59.") from None
    return WallTime(at, found["hint"] or "", bool(compact))


def instant_words(at: datetime, zone: tzinfo) -> str:
    """Return an instant in full, as in "Fri 13 Nov 2026 17:00 AEDT"."""
    local = at.astimezone(zone)
    return f"{say_day(local.date(), year=True)} {say_time(local.time())} {local.tzname() or ''}".rstrip()


def typable(at: datetime) -> str:
    """Return an aware instant in the shortest ISO 8601 form that says all of it."""
    return at.isoformat(timespec="auto" if at.second or at.microsecond else "minutes")


def beyond() -> WhenError:
    """Return the refusal of a date that no calendar here can hold."""
    return WhenError("That lies outside the years 1 to 9999. Use a nearer time.")


def _offset(hint: str) -> tzinfo | None:
    """Return a typed offset from UTC as a zone; None where none was typed."""
    if hint in ("z", "utc", "gmt"):
        return UTC
    if not hint or hint[0] not in "+-":
        return None
    digits = hint[1:].replace(":", "").ljust(6, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:]))
    if size >= timedelta(hours=24):
        raise WhenError(f"“{hint}” is not an offset from UTC. Use -12:00 to +14:00.")
    return timezone(-size if hint[0] == "-" else size)
