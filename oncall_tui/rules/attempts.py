"""How often somebody is tried, by what means, and when that is enough (R-084 to R-087)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from oncall_tui.rules.calendars import BusinessCalendar, to_utc
from oncall_tui.rules.consent import Consents, MessageRule, message_rule
from oncall_tui.rules.wording import say_count, say_length
from storage.vocabulary import Answer, Channel, Outcome, Purpose

__all__ = [
    "CLOSE",
    "DOCUMENTED",
    "HASTY",
    "Allowance",
    "Consents",
    "Exhaustion",
    "MessageRule",
    "Tried",
    "Verdict",
    "allowance",
    "exhausted",
    "failed",
    "judge",
    "message_rule",
    "owes_message",
]

DOCUMENTED: Mapping[Purpose, int] = MappingProxyType(
    {Purpose.GENERAL: 2, Purpose.RISK: 2, Purpose.COMPLAINT: 3, Purpose.CHECK_IN: 1}
)
"""The attempts of each purpose as the rulebook ships them; `Rulebook.attempt_counts` knows a site's own."""

CLOSE = timedelta(hours=4)
"""Less than this between two attempts is worth a warning; no document says how much it should be (A-22)."""
HASTY = timedelta(hours=1)
"""Two attempts within this do not read as good faith (A-22)."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many attempts a purpose asks for and allows."""

    minimum: int
    """Attempts that are owed before somebody may be called unreached."""
    cap: int | None
    """Attempts that are foreseen at most; None where the clinical picture decides."""
    needs_phone: bool
    """Whether one attempt must be by telephone (R-086)."""
    exact: bool = False
    """Whether the cap bars a further attempt, rather than only warn of one (R-085)."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was made."""

    at: datetime
    """When."""
    channel: Channel
    """By what means."""
    outcome: Outcome
    """What came of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said about the next attempt before it is made."""

    number: int
    """Which attempt it would be, counted from 1."""
    of: int | None
    """How many are foreseen; None without an upper number."""
    blocked: str | None
    """Why it may not be made, if so."""
    warnings: tuple[str, ...]
    """What to weigh before making it."""
    harassing: str = ""
    """What to answer before a further one is made, for it may feel like harassment (R-086)."""

    @property
    def words(self) -> str:
        """Which attempt it is: `Attempt 2 of 3`."""
        return f"Attempt {self.number}" + (f" of {self.of}" if self.of else ", without an upper number")


@dataclass(frozen=True, slots=True)
class Exhaustion:
    """Whether enough was tried, and why or why not."""

    done: bool
    """Whether the outreach may end without contact."""
    why: str
    """The reason, in words."""


def failed(outcome: Outcome) -> bool:
    """Return whether an attempt did not lead to a talk (R-147)."""
    return outcome is not Outcome.REACHED


def owes_message(outcome: Outcome) -> bool:
    """Return whether a detailed message follows an attempt, consent allowing (R-089)."""
    return failed(outcome) and outcome is not Outcome.REFUSED


def allowance(
    purpose: Purpose,
    *,
    risk: bool = False,
    complaint: bool = False,
    counts: Mapping[Purpose, int] = DOCUMENTED,
) -> Allowance:
    """Return how many attempts a purpose asks for.

    A check-in is one and no more (A-24). Risk lifts the upper number and keeps the larger minimum (A-25).
    """
    purposes = {purpose} | ({Purpose.COMPLAINT} if complaint else set()) | ({Purpose.RISK} if risk else set())
    if purposes == {Purpose.CHECK_IN}:
        return Allowance(counts[Purpose.CHECK_IN], counts[Purpose.CHECK_IN], needs_phone=False, exact=True)
    minimum = max(counts[each] for each in purposes)
    return Allowance(minimum, None if Purpose.RISK in purposes else minimum, needs_phone=True)


def judge(
    tried: Sequence[Tried],
    channel: Channel,
    now: datetime,
    allowed: Allowance,
    consents: Consents,
    *,
    override: str = "",
    calendar: BusinessCalendar | None = None,
) -> Verdict:
    """Return what is to be said about trying somebody now.

    Args:
        tried: the attempts of this outreach so far.
        channel: by what means the next one would be.
        now: when it would be.
        allowed: what its purpose allows.
        consents: what the person said about being contacted.
        override: a director's reason for an attempt that is barred.
        calendar: tells mornings from afternoons; without it only the hours between attempts count.
    """
    number = len(tried) + 1
    blocked = None if override.strip() else _bar(number, channel, allowed, consents)
    warnings = (
        *_about_number(number, allowed),
        *_about_channel(tried, number, channel, allowed, consents),
        *_about_pace(tried, to_utc(now), calendar),
    )
    return Verdict(number, allowed.cap, blocked, warnings, next(_about_number(number, allowed, ask=True), ""))


def exhausted(
    tried: Sequence[Tried], allowed: Allowance, consents: Consents, *, stop_reason: str = ""
) -> Exhaustion:
    """Return whether an outreach may end without contact.

    Args:
        tried: its attempts.
        allowed: what its purpose allows.
        consents: what the person said about being contacted.
        stop_reason: why no further attempt is made, where there is no upper number (R-087).
    """
    if any(not failed(each.outcome) for each in tried):
        return Exhaustion(False, "They were reached. Close it with what was agreed.")
    left = allowed.minimum - len(tried)
    if left > 0:
        made = f"{len(tried)} of {allowed.minimum} attempts made"
        return Exhaustion(False, f"{made}: {say_count(left, 'more attempt')} first.")
    if _phone_is_missing(tried, allowed, consents):
        return Exhaustion(False, "None was by telephone. Ring once, or record that there is no number.")
    if allowed.cap is None and not stop_reason.strip():
        return Exhaustion(False, "There is risk. Plan the next attempt, or write down why to stop.")
    why = f": {stop_reason.strip()}" if allowed.cap is None else ""
    silent = allowed.needs_phone and all(each.channel is not Channel.PHONE for each in tried)
    excuse = f", and none was by telephone, for {_excuse(consents)}" if silent else ""
    return Exhaustion(True, f"{say_count(len(tried), 'attempt')} made, nobody reached{excuse}{why}.")


def _bar(number: int, channel: Channel, allowed: Allowance, consents: Consents) -> str | None:
    """Return what bars an attempt."""
    if not allowed.exact:
        return None
    if allowed.cap is not None and number > allowed.cap:
        return "A check-in is tried once and no more. A director may allow another, with a reason."
    if channel is Channel.EMAIL and consents.email_check_in is not Answer.YES:
        return "A check-in goes by e-mail only with consent on record. Ring instead."
    if channel is Channel.IN_PERSON:
        return "A check-in is by telephone, or by e-mail with consent. Ring instead."
    return None


def _about_number(number: int, allowed: Allowance, *, ask: bool = False) -> Iterator[str]:
    """Yield what the number of an attempt calls for; with `ask` only what has to be answered first."""
    if allowed.cap is not None and number > allowed.cap and not (ask and allowed.exact):
        yield (
            f"{say_count(allowed.cap, 'attempt')} already made. Another may feel like harassment: "
            "say what has changed."
        )
    if allowed.cap is None and number > allowed.minimum and not ask:
        yield "Plan the next attempt with it: when, by what means and why. Or write down why to stop."


def _about_channel(
    tried: Sequence[Tried], number: int, channel: Channel, allowed: Allowance, consents: Consents
) -> Iterable[str]:
    """Yield what the means of an attempt calls for."""
    if channel is Channel.PHONE and consents.email_only is Answer.YES:
        yield "They asked that all contact be by e-mail."
    if channel is Channel.PHONE and not consents.has_phone:
        yield "There is no telephone number on record."
    if channel is Channel.EMAIL and consents.email_messages is Answer.NO:
        yield "They do not want messages by e-mail."
    if channel is not Channel.PHONE and allowed.needs_phone and (excuse := _excuse(consents)):
        yield f"None has to be by telephone: {excuse}."
    last = number >= allowed.minimum and channel is not Channel.PHONE
    if last and _phone_is_missing(tried, allowed, consents):
        yield "None was by telephone yet, and at least one must be."


def _about_pace(tried: Sequence[Tried], now: datetime, calendar: BusinessCalendar | None) -> Iterable[str]:
    """Yield what the time since the attempt before calls for (A-22)."""
    if not tried:
        return
    last = max(tried, key=lambda each: each.at)
    gap = now - to_utc(last.at)
    if last.outcome is Outcome.REFUSED:
        yield "They did not want to talk the last time."
    if gap < HASTY:
        yield "The last attempt was less than an hour ago: two in an hour do not read as good faith."
    elif gap < CLOSE:
        yield f"The last attempt was only {say_length(timedelta(minutes=gap // timedelta(minutes=1)))} ago."
    elif calendar is not None and _half_day(now, calendar) == _half_day(last.at, calendar):
        yield "The last attempt was in the same half of the day: another time may find them."


def _half_day(at: datetime, calendar: BusinessCalendar) -> tuple[int, bool]:
    """Return the local date and whether it is past noon."""
    local = calendar.local(at)
    return local.toordinal(), local.hour >= 12


def _phone_is_missing(tried: Sequence[Tried], allowed: Allowance, consents: Consents) -> bool:
    """Return whether an attempt by telephone is still owed; e-mail only and no number excuse it (R-086)."""
    return (
        allowed.needs_phone
        and not _excuse(consents)
        and all(each.channel is not Channel.PHONE for each in tried)
    )


def _excuse(consents: Consents) -> str:
    """Return which of the two exceptions spares the telephone, in words; empty for neither (R-086)."""
    if consents.email_only is Answer.YES:
        return "they asked that all contact be by e-mail"
    return "" if consents.has_phone else "there is no telephone number on record"
