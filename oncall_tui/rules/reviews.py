"""What a case may still use, what bars its next session and its close, and what each decision needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from oncall_tui.rules.wording import say_count
from storage.vocabulary import CaseKind, CaseOrigin, ReviewDecision

FIRST = 1
"""The session that is allowed before a review."""
ONE = 1
"""How many sessions “one further session” is (R-094)."""

STANDARD = (
    "who was present",
    "what was covered",
    "risk looked at",
    "what was agreed and who does it",
    "signed and dated",
)
"""What a completed note holds until a site says what its own standard asks for (R-100)."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that counts."""

    decision: ReviewDecision
    used: int
    """Sessions that were held by then."""
    sessions: int
    """How many more it authorised."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What is known of a case before its next session."""

    kind: CaseKind
    reviewed: bool
    """Whether its kind is reviewed and the partner policy covers it."""
    available: int
    used: int
    booked: int
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Sessions under the benefit, as R-095 counts them."""

    available: int
    used: int
    booked: int
    authorised: int
    """How many the case may have in all, those that were held included."""

    @property
    def remaining(self) -> int:
        """How many more may be held."""
        return max(0, self.authorised - self.used)

    @property
    def left(self) -> int:
        """How many the benefit still holds, authorised or not."""
        return max(0, self.available - self.used)

    @property
    def over(self) -> int:
        """How many were held beyond what was authorised."""
        return max(0, self.used - self.authorised)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What keeps something from being done, at the field where it is put right."""

    words: str
    field: str = ""


def covered(origin: CaseOrigin, *, attached: bool) -> bool:
    """Say whether the partner policy's rules count for a case: by its origin, or by a director (R-021)."""
    return attached or origin is CaseOrigin.SELF_REFERRAL


def entitlement(stand: Stand) -> Entitlement:
    """Return what a case may use: all of the benefit, or what its review has left of it."""
    return Entitlement(stand.available, stand.used, stand.booked, min(_allowed(stand), stand.available))


def _allowed(stand: Stand) -> int:
    if not stand.reviewed:
        return stand.available
    return FIRST if stand.decided is None else stand.decided.used + stand.decided.sessions


def why_no_session(stand: Stand) -> str:
    """Return what bars one more session, booked or recorded; empty where nothing does (R-093, R-095)."""
    may = entitlement(stand)
    taken = stand.used + stand.booked
    if stand.reviewed and stand.decided is None and taken >= FIRST:
        kind = stand.kind.value.replace("-", " ")
        return f"The first session of a {kind} case is reviewed before a second one is booked or recorded."
    if taken < may.authorised:
        return ""
    if stand.decided is not None and stand.decided.decision is ReviewDecision.DENY:
        return "Further sessions were denied."
    if may.authorised < may.available:
        return f"Only {say_count(may.authorised, 'session')} of {may.available} are authorised."
    held = f"{say_count(stand.used, 'session')} held" + (f", {stand.booked} booked" if stand.booked else "")
    return f"The benefit holds {say_count(may.available, 'session')}: {held}."


def more_by(decision: ReviewDecision, asked: int | None) -> int:
    """Return how many more sessions a decision authorises."""
    match decision:
        case ReviewDecision.AUTHORISE:
            return asked or 0
        case ReviewDecision.ONE_FURTHER:
            return ONE
        case ReviewDecision.DENY:
            return 0


def what_is_wrong(
    decision: ReviewDecision, asked: int | None, reason: str, resources: str, stand: Stand
) -> Wrong | None:
    """Return what a decision still needs, or None when it can be made (R-094)."""
    left = entitlement(stand).left
    if not stand.reviewed:
        return Wrong("Only the five reviewed kinds of case, under the partner policy, are decided upon.")
    if not stand.used:
        return Wrong("There was no session yet. Record the first one, then review it.")
    return _wrong_number(decision, asked, left) or _wrong_words(decision, reason, resources)


def _wrong_number(decision: ReviewDecision, asked: int | None, left: int) -> Wrong | None:
    if decision is not ReviewDecision.DENY and not left:
        return Wrong("No session is left under the benefit: deny further ones, with resources.", "decision")
    if decision is ReviewDecision.AUTHORISE:
        if not asked or asked < 1:
            return Wrong(f"Say how many more are authorised: 1 to {left}.", "sessions")
        if asked > left:
            return Wrong(f"Only {say_count(left, 'session')} remain under the benefit.", "sessions")
    if decision is ReviewDecision.ONE_FURTHER and asked not in (None, ONE):
        return Wrong("That decision is exactly one further session.", "sessions")
    if decision is ReviewDecision.DENY and asked:
        return Wrong("Nothing is authorised when further sessions are denied.", "sessions")
    return None


def _wrong_words(decision: ReviewDecision, reason: str, resources: str) -> Wrong | None:
    if not reason.strip():
        return Wrong("Say why, so that a colleague can follow it.", "reason")
    if decision is ReviewDecision.AUTHORISE or resources.strip():
        return None
    what = (
        "Say which ongoing resources, insurance or private care the one session leads to."
        if decision is ReviewDecision.ONE_FURTHER
        else "Say which additional resources were offered instead."
    )
    return Wrong(what, "resources")


@dataclass(frozen=True, slots=True)
class Closing:
    """What is known of a case that somebody wants to close."""

    ended: bool
    covered: bool
    """Whether the partner policy counts for it."""
    stand: Stand
    notes: int
    unreviewed: int
    notes_missing: str
    """Why there are no notes, if somebody said so."""
    unticked: Sequence[str]
    """The organisation's procedures of which nobody said anything."""


def bars_closing(case: Closing) -> tuple[str, ...]:
    """Return everything that keeps a case from being closed, in the order in which it is put right.

    The end of the intervention, its notes and their reviews (R-098, R-099), a decision where one is owed
    (R-093), sessions that are booked still, and each procedure of the client organisation (R-020).
    """
    found = []
    if not case.ended:
        found.append("The intervention has not ended.")
    if case.stand.booked:
        found.append(f"{say_count(case.stand.booked, 'session')} still booked: record or cancel.")
    if case.stand.reviewed and case.stand.used and case.stand.decided is None:
        found.append("The review after the first session is not decided.")
    if case.covered and not case.notes and not case.notes_missing:
        found.append("No completed notes are on record, and no reason why there are none.")
    if case.covered and case.unreviewed:
        found.append(f"{say_count(case.unreviewed, 'completed note')} not reviewed.")
    found += [f"Procedure not ticked: {_short(words)}" for words in case.unticked]
    return tuple(found)


def missing_parts(standard: Iterable[str], held: Collection[str]) -> tuple[str, ...]:
    """Return which parts of the documentation standard a note lacks (R-100)."""
    return tuple(part for part in standard if part not in held)


def _short(words: str) -> str:
    first = " ".join(words.split())
    return first if len(first) <= 60 else f"{first[:59]}…"
