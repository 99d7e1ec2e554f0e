"""How the rows that are read most are told in a client's file: calls, attempts, decisions, clocks, roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from oncall_tui.desk.handover.wording import CAPACITY_WORDS, STATE_WORDS
from oncall_tui.desk.naming import CATEGORY_WORDS, INTEREST_WORDS, OUTCOME_WORDS
from oncall_tui.desk.reports.compliance import title_of
from oncall_tui.desk.reports.paper import Tone
from oncall_tui.rules.outcomes import Ending, outcome
from oncall_tui.text import span_words
from storage import reads
from storage.vocabulary import (
    CareRole,
    Category,
    ClockState,
    HandoverCapacity,
    HandoverState,
    Interest,
    ItemState,
    Outcome,
)

if TYPE_CHECKING:
    from oncall_tui.desk.export.timeline import Teller
    from storage.folder import Row


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a client's file."""

    at: datetime
    what: str
    facts: tuple[str, ...]
    """What there is to know about it, a line each."""
    tone: Tone = Tone.PLAIN


def _item(tell: Teller, row: Row) -> Iterator[Happening]:
    category = Category(row["category"])
    what = f"item {row['id']}: {CATEGORY_WORDS[category]}"
    if category.asked:
        what += " (asked by the console)"
    elif row["caller"] or row["phone"]:
        who = " ".join(
            part for part in (row["caller"], _plain(row["caller_type"].value), row["phone"]) if part
        )
        what += f", {_plain(row['direction'].value)}: {who}"
    state = ItemState(row["state"])
    taken_back = state is ItemState.WITHDRAWN
    facts = tuple(_item_facts(tell, row))
    tone = Tone.DIM if taken_back else Tone.STRONG
    yield Happening(reads.instant(row["received_at"]), what, facts, tone)
    if row["ended_at"] is not None:
        because = (f"because {row['ended_because']}",) if row["ended_because"] else ()
        ended = f"item {row['id']}: {_plain(state.value)}"
        yield Happening(
            reads.instant(row["ended_at"]), ended, because, Tone.DIM if taken_back else Tone.PLAIN
        )


def _item_facts(tell: Teller, row: Row) -> Iterator[str]:
    yield from _told("said", row["said"])
    yield from _told("advice and action", row["advice"])
    yield from _told("agreed, next step", row["next_step"])
    if row["urgency"].value != "normal":
        yield f"urgency: {row['urgency'].value}"
    for column, words in (("risk", "risk"), ("dissatisfied", "dissatisfied"), ("emergency", "an emergency")):
        if row[column]:
            yield f"marked: {words}"
    if row["interest"]:
        yield f"interest put: {INTEREST_WORDS[Interest(row['interest'])]}"
    if row["repeat_of"]:
        yield f"a repeat of item {row['repeat_of']}"
    if row["duplicate_of"]:
        yield f"the same matter as item {row['duplicate_of']}"
    if row["assigned_id"]:
        yield f"handed to: {tell.person(row['assigned_id'])}"
    if row["shift_at"] is not None:
        yield f"shift from {tell.at(row['shift_at'])}; replacement: {row['replacement'] or 'none yet'}"
    if row["event_at"] is not None:
        yield f"by {tell.at(row['event_at'])}"
    yield f"taken by {tell.person(row['answered_by'] or row['entered_by'])}"


def _attempt(tell: Teller, row: Row) -> Iterator[Happening]:
    came = OUTCOME_WORDS[Outcome(row["outcome"])]
    party = "" if row["party"].value == "client" else f" to the {_plain(row['party'].value)}"
    what = f"attempt{party} by {_plain(row['channel'].value)}: {came} (item {row['item_id']})"
    facts = [*_told("note", row["note"]), *_told("agreed, next step", row["next_step"])]
    if row["message_left"]:
        facts.append(f"message: {_plain(row['message_left'].value)}")
    if row["topics"]:
        facts.append(f"spoken about: {', '.join(_plain(each) for each in row['topics'])}")
    if row["next_try_at"] is not None:
        facts.append(f"next try: {tell.at(row['next_try_at'])}")
    facts += _told("allowed past the limit", row["override_reason"])
    facts.append(f"by {tell.person(row['made_by'])}")
    yield _kept(row, reads.instant(row["made_at"]), what, facts)


def _triage(tell: Teller, row: Row) -> Iterator[Happening]:
    what = f"decided on item {row['item_id']}: {_plain(row['result'].value)}"
    facts = list(_told("because", row["reason"]))
    if row["disturbed_id"]:
        why = _plain(row["disturb_reason"].value) if row["disturb_reason"] else ""
        facts.append(f"rung although off: {tell.person(row['disturbed_id'])} ({why})")
    facts.append(f"by {tell.person(row['decided_by'])}")
    yield _kept(row, reads.instant(row["decided_at"]), what, facts)


def _clock(tell: Teller, row: Row) -> Iterator[Happening]:
    """Tell how a clock ended (R-077), or that it has lapsed; one that runs is told where it is owed."""
    state, due = ClockState(row["state"]), reads.instant(row["due_at"])
    now, ended = tell.desk.now(), reads.maybe_instant(row["ended_at"])
    how = outcome(state, due, ended, row["ended_by"], now, tell.desk.house.calendar)
    title = f"{title_of(tell.desk, row['rule'])} (item {row['item_id']})"
    facts = (f"started {tell.at(row['started_at'])}, due {tell.at(due)}",)
    if how.ending is Ending.MET and ended and how.early is not None:
        yield Happening(ended, f"{title}: met, {_early(how.early)}", facts)
    elif how.ending is Ending.MET_LATE and ended and how.late is not None:
        yield Happening(
            ended, f"{title}: met late, by {_late(how.late, how.late_business)}", facts, Tone.ALARM
        )
    elif how.ending is Ending.LAPSED:
        yield Happening(due, f"{title}: lapsed and open", facts, Tone.ALARM)
    elif how.ending is Ending.CANCELLED and ended:
        yield Happening(ended, f"{title}: cancelled, {how.why}", facts, Tone.DIM)


def _early(early: timedelta) -> str:
    return f"{span_words(early)} before it was due" if early else "to the second"


def _late(late: timedelta, business: timedelta | None) -> str:
    worked = span_words(business or timedelta())
    return f"{span_words(late)} ({worked} of business time)"


def _consent(tell: Teller, row: Row) -> Iterator[Happening]:
    what = f"asked about {_plain(row['kind'].value)}: {_plain(row['answer'].value)}"
    facts = [*_told("from", row["source"]), *_told("noted by", row["noted_by"])]
    if row["expires_at"] is not None:
        facts.append(f"holds until {tell.at(row['expires_at'])}")
    yield Happening(reads.instant(row["noted_at"]), what, tuple(facts))


def _holding(tell: Teller, row: Row) -> Iterator[Happening]:
    role = "primary" if CareRole(row["role"]) is CareRole.PCM else "secondary"
    name = tell.person(row["person_id"])
    yield Happening(reads.instant(row["starts_at"]), f"{name} is the {role} care manager from now on", ())
    if row["ends_at"] is not None:
        yield Happening(reads.instant(row["ends_at"]), f"{name} is no longer the {role} care manager", ())


def _decision(tell: Teller, row: Row) -> Iterator[Happening]:
    until = f"until {tell.at(row['ends_at'])}" if row["ends_at"] is not None else "until it is changed"
    what = f"a director's decision: {tell.person(row['person_id'])} acts, {until}"
    facts = (*_told("because", row["reason"]), f"by {tell.person(row['decided_by'])}")
    yield Happening(reads.instant(row["starts_at"]), what, facts)


def _handover(tell: Teller, row: Row) -> Iterator[Happening]:
    pair = f"{tell.person(row['from_id'])} to {tell.person(row['to_id'])}"
    state = STATE_WORDS[HandoverState(row["state"])]
    capacity = CAPACITY_WORDS[HandoverCapacity(row["capacity"])]
    facts = (
        f"state: {state}; {capacity}",
        *_told("the receiver's synthesis", row["synthesis"]),
        *_told("questions", row["questions"]),
        *_told("client told", _plain(row["told"].value) if row["told"] else ""),
        *_told("passed on", row["passed_on"]),
        *(
            fact
            for part, text in sorted((row["parts"] or {}).items())
            for fact in _told(_plain(part), _part(text))
        ),
    )
    yield Happening(reads.instant(row["starts_at"]), f"handover from {pair}", facts)


def _part(text: object) -> str:
    return str(text.get("text", "")) if isinstance(text, Mapping) else str(text or "")


def _item_client(_tell: Teller, _row: Row) -> Iterator[Happening]:
    return iter(())


def _kept(row: Row, at: datetime, what: str, facts: list[str]) -> Happening:
    if row["withdrawn_at"] is not None:
        return Happening(at, f"{what} (taken back)", tuple(facts), Tone.DIM)
    return Happening(at, what, tuple(facts))


def _told(label: str, words: str | None) -> Iterator[str]:
    if words and words.strip():
        yield f"{label}: {words.strip()}"


def _plain(word: str) -> str:
    return word.replace("-", " ")


Told = Callable[["Teller", "Row"], Iterator[Happening]]
TOLD: Mapping[str, Told] = MappingProxyType(
    {
        "item": _item,
        "item_client": _item_client,
        "attempt": _attempt,
        "triage": _triage,
        "clock": _clock,
        "consent": _consent,
        "holding": _holding,
        "decision": _decision,
        "handover": _handover,
    }
)
"""By table; every other one is told by its columns."""
