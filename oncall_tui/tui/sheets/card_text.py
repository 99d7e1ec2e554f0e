"""Everything about one item, the most pressing first: what is owed, what was said, tried and decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.naming import CATEGORY_WORDS, INTEREST_WORDS, MODE_WORDS, OUTCOME_WORDS
from oncall_tui.desk.views import AttemptView, ClockView, Happening, ItemCard
from oncall_tui.rules.continuity import Responsibility
from oncall_tui.rules.states import STATES
from oncall_tui.text import cell_width, due_words, when
from oncall_tui.tui.lines import ACCENT, DIM, LAPSED, LAPSING, STRONG, line, pair, rule, stack, wrapped
from oncall_tui.tui.sheets.breaking import broken
from oncall_tui.tui.sheets.why_text import STYLES, clock_mark, clock_state, clock_words
from oncall_tui.tui.words import STATE
from storage.vocabulary import Direction, ItemState, Urgency

_WAYS = {
    Direction.IN: "call, answered",
    Direction.OUT: "call, made from here",
    Direction.VOICEMAIL: "voicemail",
    Direction.EMAIL: "e-mail",
    Direction.IN_BASKET: "in-basket",
}
_URGENT = {Urgency.EMERGENCY: LAPSED, Urgency.URGENT: LAPSING}
_INDENT = "  "
_TITLES = 5
"""Cells before and after the due time of a clock."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """An item, and why it is with whom it is."""

    card: ItemCard
    responsibility: Responsibility | None
    """None while the client is not known."""
    zone: ZoneInfo
    lapsing: timedelta


def card_text(facts: CardFacts, now: datetime, room: int) -> Content:
    """Return the whole card for a width."""
    card, zone = facts.card, facts.zone
    parts = [
        *_answer(facts, now, room),
        *_part("what was said", _said(card, room), room),
        *_part("caller", _caller(card, room), room),
        *_part("times", _times(card, zone, room), room),
        *_part(_tries(card), _attempts(card.attempts, zone, room), room),
        *_part("clocks", _clocks(card.row.clocks, now, facts, room), room),
        *_part("history", _history(card.history, zone, room), room),
    ]
    return stack(parts)


def _part(title: str, lines: Iterable[Content], room: int) -> list[Content]:
    return [Content(""), rule(title, room), *lines]


def _answer(facts: CardFacts, now: datetime, room: int) -> list[Content]:
    """Return what the card was opened for: what is owed when, by whom, and what comes next."""
    card, row = facts.card, facts.card.row
    urgency = (row.urgency.value, _URGENT.get(row.urgency, DIM))
    what = (f"{CATEGORY_WORDS[row.category]} · ", "")
    lines = [
        *(
            wrapped("client", f"{row.client_name} · {row.client_number}", room, style=STRONG)
            if row.client_name
            else [pair("client", ("not known yet", LAPSING))]
        ),
        pair("about", what, urgency, (" · risk", LAPSED) if row.risk else ""),
        *wrapped("state", f"{STATE[row.state]}: {STATES[row.state].means}", room),
        *_due(facts, now, room),
        *wrapped("acting", f"{row.acting.name} {row.acting.phone}", room, style=f"bold {ACCENT}"),
        *wrapped("because", _because(facts), room),
        *_matter(card, room),
    ]
    if row.state is ItemState.ON_HOLD and row.held_until:
        said = f"on hold until {when(row.held_until, facts.zone)}: {card.held_because}"
        lines += wrapped("held", said, room)
    if card.ended_because:
        lines += wrapped("ended", card.ended_because, room)
    lines += wrapped("next step", row.next_step or "none noted", room, style="" if row.next_step else DIM)
    lines += [
        *(wrapped("repeats", f"item {card.repeat_of}", room) if card.repeat_of else ()),
        *(wrapped("same as", f"item {card.duplicate_of}, which goes on", room) if card.duplicate_of else ()),
        *(wrapped("concerns", " · ".join(card.further_clients), room) if card.further_clients else ()),
    ]
    return lines


def _matter(card: ItemCard, room: int) -> list[Content]:
    """Return whom of our own it is about, whose interest it puts, and what came of a request for help."""
    lines = wrapped("about one of us", card.about, room, width=17, style=STRONG) if card.about else []
    if card.interest:
        lines += wrapped("interest", INTEREST_WORDS[card.interest], room)
    if card.mode:
        accepted = f"accepted by {card.accepted_by}" if card.accepted_by else "nobody has accepted yet"
        lines += wrapped("wanted", f"{MODE_WORDS[card.mode]}; {accepted}", room)
    return lines


def _due(facts: CardFacts, now: datetime, room: int) -> list[Content]:
    row = facts.card.row
    headline = next(
        (each for each in row.clocks if each.rule == row.rule and each.due_at == row.due_at), None
    )
    if row.due_at is None or headline is None:
        return [pair("due", ("nothing is owed by a time", DIM))]
    style = STYLES[clock_state(headline, now, facts.lapsing)]
    said = f"{due_words((row.due_at - now).total_seconds())} · {headline.title} · {headline.requirement}"
    return [
        pair("due", (when(row.due_at, facts.zone), f"bold {style}".replace("bold bold", "bold").rstrip())),
        *wrapped("", said, room, style=style or DIM),
    ]


def _because(facts: CardFacts) -> str:
    card = facts.card
    if card.row.handed:
        return "handed on by name" + (f": {card.handed_because}" if card.handed_because else "")
    usual = facts.responsibility.answering_now.id if facts.responsibility else card.row.acting.id
    if card.about and card.row.acting.id != usual:
        return f"it is about {card.about}, so it goes past them"
    if facts.responsibility is None:
        return "the client is not known yet, so it is with the line"
    return facts.responsibility.why


def _said(card: ItemCard, room: int) -> list[Content]:
    lines = [line(each) for each in broken(card.said, room)] or [line(("nothing noted", DIM))]
    if card.advice:
        lines += wrapped("advice", card.advice, room)
    if card.dissatisfied:
        lines.append(line(("! dissatisfied with the care: it is passed on", LAPSING)))
    return lines


def _caller(card: ItemCard, room: int) -> list[Content]:
    row = card.row
    who = " · ".join(
        part
        for part in (
            row.caller or "no name given",
            row.caller_type.value.replace("-", " "),
            card.relationship,
        )
        if part
    )
    lines = [*wrapped("name", who, room), pair("number", row.phone or ("none given", DIM))]
    if card.dropped_phone:
        lines.append(pair("if it drops", card.dropped_phone, width=13))
    lines.append(pair("came by", _WAYS[card.direction]))
    return lines


def _times(card: ItemCard, zone: ZoneInfo, room: int) -> list[Content]:
    row = card.row
    lines = [
        pair("received", when(row.received_at, zone, year=True)),
        *wrapped("recorded", f"{when(row.recorded_at, zone, year=True)} by {card.entered_by}", room),
        pair("danger", *_danger(card, zone)),
    ]
    if card.shift_at:
        lines.append(pair("shift", f"begins {when(card.shift_at, zone, year=True)}"))
    return lines


def _danger(card: ItemCard, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return what was answered when it was asked whether anybody is in danger (R-055)."""
    if not card.emergency:
        return [("none was told of", DIM)]
    at = f", said {when(card.emergency_at, zone)}" if card.emergency_at else ""
    return [(f"✗ emergency{at}", LAPSED)]


def _tries(card: ItemCard) -> str:
    row = card.row
    if row.attempts_allowed == 0 and not row.attempts:
        return "tried"
    foreseen = "as many as it takes" if row.attempts_allowed is None else str(row.attempts_allowed)
    return f"tried {row.attempts} of {foreseen}"


def _attempts(attempts: Sequence[AttemptView], zone: ZoneInfo, room: int) -> list[Content]:
    if not attempts:
        return [line(("nobody has been tried yet", DIM))]
    lines: list[Content] = []
    for each in attempts:
        style = DIM if each.withdrawn else ""
        message = f", message {each.message_left.replace('-', ' ')}" if each.message_left else ""
        said = f"{each.channel.value.replace('-', ' ')}: {OUTCOME_WORDS[each.outcome]}{message}, {each.by}"
        lines += _dated(each.made_at, said + (" (taken back)" if each.withdrawn else ""), zone, room, style)
        lines += [line(_INDENT, (text, DIM)) for text in broken(each.note, room - len(_INDENT))]
    return lines


def _clocks(clocks: Sequence[ClockView], now: datetime, facts: CardFacts, room: int) -> list[Content]:
    if not clocks:
        return [line(("none was started", DIM))]
    lines: list[Content] = []
    for clock in clocks:
        sign, style = clock_mark(clock, now, facts.lapsing)
        due = when(clock.due_at, facts.zone)
        title, *more = broken(f"{clock.title} · {clock.requirement}", room - _TITLES - cell_width(due))
        lines.append(line((f"{sign} ", style), (due, style or STRONG), "  ", title))
        lines += [line(" " * (_TITLES + cell_width(due)), each) for each in more]
        told = clock_words(clock, now, facts.zone)
        lines += [line("   ", (text, DIM)) for text in broken(told, room - 3)]
    return lines


def _history(history: Sequence[Happening], zone: ZoneInfo, room: int) -> list[Content]:
    lines: list[Content] = []
    for each in history:
        lines += _dated(each.at, f"{each.by}: {each.words}", zone, room, "")
    return lines


def _dated(at: datetime, text: str, zone: ZoneInfo, room: int, style: str) -> list[Content]:
    """Return a text behind its time, hanging under its first word."""
    said = when(at, zone)
    width = cell_width(said) + 2
    first, *more = broken(text, room - width) or [""]
    return [line((said, DIM), "  ", (first, style)), *(line(" " * width, (each, style)) for each in more)]
