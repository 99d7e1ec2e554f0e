"""A request beyond the core services waits for the supervisor (R-124)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from oncall_tui.desk import handling
from oncall_tui.desk.asks.due import ask_due
from oncall_tui.desk.attempts import NewAttempt, log_attempt, sheet
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import close, resolve
from oncall_tui.desk.scope import NewDiscussion, discussions, mark_beyond, record_discussion, supervisors
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from storage.models import PersonRoleRow
from storage.vocabulary import Category, Channel, ClockState, Outcome, PersonRole, TriageResult
from tests.clock import FixedClock
from tests.house import BEN, JO, KIM, LEN, RAE

CALL = NewCall("k1", Category.PROVIDER, client_id=BEN, caller="Dr Aster", said="Please prescribe.")
LOCKED = "more than the core services"
ACTS: dict[str, Callable[[Desk, int], object]] = {
    "attempt": lambda desk, item: log_attempt(desk, NewAttempt("a", item, Channel.PHONE, Outcome.NO_ANSWER)),
    "sheet": sheet,
    "hand on": lambda desk, item: handling.hand_on(desk, item, JO, ""),
    "hold": lambda desk, item: handling.hold(desk, item, desk.now() + timedelta(hours=1), "later"),
    "triage": lambda desk, item: handling.triage(desk, handling.NewTriage(item, TriageResult.HANDLE_NOW)),
    "tick": lambda desk, item: handling.acknowledge(desk, item, Event.RESPONSE),
    "the very tick": lambda desk, item: handling.acknowledge(desk, item, Event.SUPERVISOR_DISCUSSED),
    "resolve": lambda desk, item: resolve(desk, item, "Done."),
    "close": close,
    "withdraw": lambda desk, item: handling.withdraw(desk, item, "no"),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_before_the_supervisor_was_asked(lone_desk: Desk, act: str) -> None:
    item = log_call(
        lone_desk, NewCall("k1", Category.PROVIDER, client_id=BEN, said="x", beyond_scope=True)
    ).item_id
    with pytest.raises(Refused, match=LOCKED):
        ACTS[act](lone_desk, item)
    record_discussion(lone_desk, NewDiscussion(item, KIM, "Decline, and say who can help."))
    if act not in ("tick", "the very tick", "close"):
        ACTS[act](lone_desk, item)


def test_who_when_and_what_was_decided_is_kept_and_stops_the_clock(desk: Desk, clock: FixedClock) -> None:
    item = log_call(desk, CALL).item_id
    mark_beyond(desk, item, "A prescription.")
    (row,) = load_queue(desk).rows
    assert "beyond-scope" in {each.rule for each in row.clocks}
    clock.advance(timedelta(hours=2))
    at = clock.now() - timedelta(hours=1)
    saved = record_discussion(desk, NewDiscussion(item, RAE, "We decline.", at))
    assert "Rae Novak" in saved.words
    assert [(each.supervisor, each.at, each.decision) for each in discussions(desk, item)] == [
        ("Rae Novak", at, "We decline.")
    ]
    (row,) = load_queue(desk).rows
    (scope,) = [each for each in row.clocks if each.rule == "beyond-scope"]
    assert (scope.state, scope.met_at) == (ClockState.MET, at)
    undo(desk)
    with pytest.raises(Refused, match=LOCKED):
        resolve(desk, item, "Done.")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (NewDiscussion(1, KIM, " "), "what was decided"),
        (NewDiscussion(1, JO, "No."), "no supervisor"),
        (NewDiscussion(1, LEN, "No."), "no longer works here"),
        (NewDiscussion(2, KIM, "No."), "not marked"),
    ],
)
def test_a_talk_needs_a_supervisor_and_a_decision(lone_desk: Desk, new: NewDiscussion, words: str) -> None:
    mark_beyond(lone_desk, log_call(lone_desk, CALL).item_id, "A prescription.")
    with pytest.raises(Refused, match=words):
        record_discussion(lone_desk, new)
    with pytest.raises(Refused, match=LOCKED):
        mark_beyond(lone_desk, 1, "Again.")


def test_what_the_console_asks_is_no_request(lone_desk: Desk, clock: FixedClock) -> None:
    log_call(lone_desk, NewCall("m1", Category.EMAIL, client_id=BEN, said="Please."))
    clock.advance(timedelta(hours=24))
    ask_due(lone_desk)
    (asked,) = [row.id for row in load_queue(lone_desk).rows if row.category is Category.INFORM_BODY]
    with pytest.raises(Refused, match="Only a request"):
        mark_beyond(lone_desk, asked, "More.")


def test_supervisors_decide_where_there_are_any(lone_desk: Desk) -> None:
    assert [each.id for each in supervisors(lone_desk)] == [KIM, RAE]
    with lone_desk.store.writing("system", "test", "person") as unit:
        unit.session.add(PersonRoleRow(person_id=JO, role=PersonRole.SUPERVISOR))
    assert [each.id for each in supervisors(lone_desk)] == [JO]
