"""Instants as a person types them: `fri 17:00`, `+1bd`, `13/11 14:00` or ISO 8601, and their meaning in full.

Days come before months. A day without a time means its beginning. `next fri` is the first Friday after today,
`last fri` the last one before it. What names no year, no week or no day is read as the nearest such time to
come, or as the nearest past one where something has happened already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oncall_tui.rules.calendars import BusinessCalendar, CalendarError, shift
from oncall_tui.rules.clocks import ClockError, Unit, Window, close_of_business, due
from oncall_tui.rules.hours import DAYS
from oncall_tui.rules.walltime import WallTime, WhenError, beyond, instant_words, parse_time

__all__ = ["EXAMPLES", "Meaning", "WhenError", "parse_when"]

EXAMPLES = (
    "fri 17:00, next fri, tomorrow 9:30, 14:30, +3d, +90m, +1bd, eod, 13/11 14:00, 2026-11-13T14:00+11:00"
)
"""What may be typed, for help texts and refusals."""

_LONGEST = 60
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
"""Outside these years a time is taken for a slip of the hand."""
_DAY = "mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ELAPSED = re.compile(r"(?P<sign>[+-]) ?(?P<n>\d{1,7}) ?(?P<unit>m|mins?|minutes?|h|hrs?|hours?)", re.ASCII)
_STEPS = re.compile(r"(?P<sign>[+-]) ?(?P<n>\d{1,6}) ?(?P<unit>d|days?|w|wks?|weeks?|bd)\b", re.ASCII)
_CLOCK_FIRST = re.compile(
    r"(?P<clock>\d{1,2}[:.]\d{2}(?: ?[ap]m)?|\d{1,2} ?[ap]m) (?:on )?(?P<day>[a-z0-9].*)", re.ASCII
)
_NEAR = re.compile(r"(?P<near>today|tomorrow|yesterday)\b")
_WEEKDAY = re.compile(rf"(?:(?P<which>next|last|this) )?(?P<day>{_DAY})\b")
_YEAR = r"(?: (?P<year>(?:19|20|21)\d{2})(?![\d:.]))?"
_DATES = tuple(
    re.compile(rf"(?:(?P<weekday>{_DAY}) )?{form}", re.ASCII)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=t|$| )",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?(?![\d/])",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})(?!\d)",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? ?(?P<month>{_MONTH})\b{_YEAR}",
        rf"(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]){_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a typed time was understood as."""

    at: datetime
    """The instant, aware, in UTC."""
    words: str
    """The same in full in local time, to be said back, such as "Fri 13 Nov 2026 17:00 AEDT"."""


@dataclass(frozen=True, slots=True)
class _Asker:
    """When and where somebody types, and whether it has happened already."""

    now: datetime
    zone: tzinfo
    calendar: BusinessCalendar | None
    past: bool

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def hours(self, what: str) -> BusinessCalendar:
        """Return the business calendar, or refuse what needs one."""
        if self.calendar is None:
            raise WhenError(
                f"“{what}” needs business hours, and none are known here. Type a date and a time."
            )
        return self.calendar


def parse_when(
    text: str,
    now: datetime,
    zone: str | tzinfo,
    calendar: BusinessCalendar | None = None,
    *,
    past: bool = False,
) -> Meaning:
    """Return the instant that `text` means to somebody in `zone` at `now`.

    Args:
        text: what was typed; examples are in `EXAMPLES`.
        now: this instant, aware; what is counted from it is counted from its whole second.
        zone: whose wall times are meant.
        calendar: business hours, for `+1bd` and `eod`.
        past: read a time without its day, or a day without its year, as the nearest past one.

    Raises:
        WhenError: it cannot be understood, is of another age, or is a wall time that does not exist or
            happens twice.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    try:
        where = ZoneInfo(zone) if isinstance(zone, str) else zone
        at = _read(_plain(text), _Asker(now.astimezone(UTC).replace(microsecond=0), where, calendar, past))
        if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
            raise WhenError(f"{instant_words(at, where)} is not of this time. Check the year.")
        return Meaning(at, instant_words(at, where))
    except (CalendarError, ClockError) as fault:
        raise WhenError(str(fault)) from fault
    except ZoneInfoNotFoundError:
        raise WhenError(f"{zone!r} is no known time zone. Mend the organisation's zone first.") from None
    except OverflowError:
        raise beyond() from None


def _plain(text: str) -> str:
    """Return what was typed in one spelling: small letters, single blanks, plain signs."""
    if len(text) > _LONGEST:
        raise WhenError(f"That is too long for a time. Type one of: {EXAMPLES}.")
    plain = re.sub(r"[‐-―−]", "-", text.casefold()).replace(",", " ")
    return " ".join("12:00" if word == "noon" else word for word in plain.split() if word != "at")


def _read(plain: str, asker: _Asker) -> datetime:
    """Return the instant, trying each way of saying one in turn."""
    if plain == "now":
        return asker.now
    if plain == "eod":
        return _close_of_business(asker)
    if found := _ELAPSED.fullmatch(plain):
        minutes = int(found["n"]) * (1 if found["unit"].startswith("m") else 60)
        return asker.now + timedelta(minutes=minutes if found["sign"] == "+" else -minutes)
    days = ((_NEAR, _near), *((each, _dated) for each in _DATES), (_WEEKDAY, _weekday))
    if (found := _CLOCK_FIRST.fullmatch(plain)) and any(day.match(found["day"]) for day, _ in days):
        plain = f"{found['day']} {found['clock']}"
    clock = parse_time(plain)
    if clock is not None and not (clock.compact and clock.hint):
        return _nearest([shift(asker.today, step) for step in range(-1, 3)], clock, asker)
    for pattern, read in ((_STEPS, _stepped), *days):
        if found := pattern.match(plain):
            rest = plain[found.end() :]
            if rest and rest[0] not in "t ":
                continue
            return read(found, rest[1:].strip(), asker)
    raise _unclear(plain)


def _stepped(found: re.Match[str], rest: str, asker: _Asker) -> datetime:
    """Read `+3d`, `-2w 9:00` or `+1bd`: days at the same wall time, business days by R-067."""
    amount, unit, ahead = int(found["n"]), found["unit"], found["sign"] == "+"
    if unit == "bd":
        if not ahead:
            raise WhenError("Business days are counted forwards only. Type a date and a time.")
        at = due(Window(amount, Unit.BUSINESS_DAYS), asker.now, asker.hours(found[0])).at
        return _on_day(at.astimezone(asker.zone).date(), rest, asker) if rest else at
    days = amount * (7 if unit.startswith("w") else 1)
    day = shift(asker.today, days if ahead else -days)
    if rest:
        return _on_day(day, rest, asker)
    local = asker.now.astimezone(asker.zone)
    return WallTime(local.time()).on(day, asker.zone) if days else asker.now


def _near(found: re.Match[str], rest: str, asker: _Asker) -> datetime:
    """Read `tomorrow 9:30`."""
    step = {"today": 0, "tomorrow": 1, "yesterday": -1}[found["near"]]
    return _on_day(shift(asker.today, step), rest, asker)


def _weekday(found: re.Match[str], rest: str, asker: _Asker) -> datetime:
    """Read `fri 17:00`, `next fri` or `last fri eod`."""
    weekday = _index(found["day"])
    days = [each for step in range(-8, 9) if (each := shift(asker.today, step)).weekday() == weekday]
    if found["which"] == "next":
        return _on_day(next(each for each in days if each > asker.today), rest, asker)
    if found["which"] == "last":
        return _on_day([each for each in days if each < asker.today][-1], rest, asker)
    return _nearest(days, _clock(rest), asker, eod=rest == "eod")


def _dated(found: re.Match[str], rest: str, asker: _Asker) -> datetime:
    """Read a date in any of its spellings, with or without its year."""
    typed = found["year"]
    days = _days_of(found, asker)
    if found["weekday"]:
        fits = [each for each in days if each.weekday() == _index(found["weekday"])]
        if not fits:
            raise WhenError(
                f"“{found[0]}”: that day is not a {DAYS[_index(found['weekday'])]}. Mend one of the two."
            )
        days = fits
    if typed is None:
        if not rest:
            return _on_day(_nearest_day(days, asker), rest, asker)
        return _nearest(days, _clock(rest), asker, eod=rest == "eod")
    named = not found["month"].isdigit()
    if named and not rest and abs(int(typed) - asker.today.year) > 1 and typed[2] < "6":
        raise WhenError(
            f"Is {typed} a year or a time? Type {typed[:2]}:{typed[2:]} for the time, "
            f"or add a time of day after the year."
        )
    return _on_day(days[0], rest, asker)


def _days_of(found: re.Match[str], asker: _Asker) -> list[date]:
    """Return the date that was typed; without its year, that of every year near enough for a 29 February."""
    month = int(found["month"]) if found["month"].isdigit() else _MONTHS.index(found["month"][:3]) + 1
    this = asker.today.year
    years = list(range(max(this - 12, 1), min(this + 13, 10000)))
    if found["year"]:
        years = [int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)]
    days = []
    for year in years:
        try:
            days.append(date(year, month, int(found["day"])))
        except ValueError:
            continue
    if not days:
        raise WhenError(f"There is no such date as “{found[0]}”. Write day/month/year or year-month-day.")
    return days


def _nearest_day(days: Sequence[date], asker: _Asker) -> date:
    """Return the nearest of the days, given in order, on the side that is meant; today is on both."""
    sided = [each for each in days if (each <= asker.today if asker.past else each >= asker.today)]
    if not sided:
        raise WhenError("There is no such day near enough. Type the date with its year.")
    return sided[-1] if asker.past else sided[0]


def _nearest(days: Sequence[date], clock: WallTime, asker: _Asker, *, eod: bool = False) -> datetime:
    """Return a wall time, or the close of business, on the nearest of the days on the side that is meant.

    The minute that is running counts as both past and to come.
    """
    minute = asker.now.replace(second=0, microsecond=0)
    for day in reversed(days) if asker.past else days:
        if eod and not asker.hours("eod").is_business_day(day):
            continue
        first, last = (_closing(day, asker),) * 2 if eod else sorted(clock.readings(day, asker.zone))
        if first <= asker.now if asker.past else last >= minute:
            return first if eod else clock.on(day, asker.zone)
    raise WhenError("There is no such time near enough. Type the date with its year.")


def _on_day(day: date, rest: str, asker: _Asker) -> datetime:
    """Return the instant on a known day; without a time, its beginning."""
    return _closing(day, asker) if rest == "eod" else _clock(rest).on(day, asker.zone)


def _clock(rest: str) -> WallTime:
    """Read the time that follows a day; nothing is the day's beginning."""
    if rest in ("", "eod"):
        return WallTime()
    clock = parse_time(rest)
    if clock is None:
        raise _unclear(rest)
    return clock


def _close_of_business(asker: _Asker) -> datetime:
    """Return the close of this business day or of the next one; in the past, the last close there was."""
    calendar = asker.hours("eod")
    if not asker.past:
        return close_of_business(asker.now, calendar).at
    closes = (calendar.close_of(calendar.local(opens).date()) for opens, _ in calendar.backwards(asker.now))
    return next(each for each in closes if each <= asker.now)


def _closing(day: date, asker: _Asker) -> datetime:
    """Return when a day closes for business.

    Raises:
        WhenError: it does not open.
    """
    calendar = asker.hours("eod")
    if not calendar.is_business_day(day):
        raise WhenError(f"{day.isoformat()} is not a business day, so it has no close. Type a time.")
    return calendar.close_of(day)


def _index(name: str) -> int:
    """Return which weekday a name means, 0 for Monday."""
    return DAYS.index(name[:3].capitalize())


def _unclear(text: str) -> WhenError:
    return WhenError(f"“{text}” is not understood as a time. Type one of: {EXAMPLES}.")
