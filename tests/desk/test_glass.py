"""Broken glass: an hour, one client or the line, a second person told, reviewed by somebody else (R-174)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.access import keeping
from oncall_tui.desk.access.glass import break_glass
from oncall_tui.desk.access.permits import Denied
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import hold, withdraw
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.record import entries
from oncall_tui.desk.resolving import resolve
from oncall_tui.errors import Refused
from oncall_tui.settings import Settings
from storage.vocabulary import AbsenceReason, AccessRole, Category, ItemState
from tests.clock import FixedClock
from tests.desk.test_permits import at, call
from tests.house import HANA, JO, KIM, MAI, PER, RAE, desk_of, give

WHY = "He fell and his own managers do not answer."
HOUR = timedelta(hours=1)


def test_it_opens_one_client_for_an_hour(desk: Desk, clock: FixedClock) -> None:
    jo, item, other = at(desk, JO), call(desk, PER, "a"), call(desk, PER, "b")
    with pytest.raises(Denied, match="In an emergency break the glass"):
        hold(jo, item, desk.now() + 2 * HOUR, "later")
    saved = break_glass(jo, PER, WHY)
    assert "until Sat 21 Nov 13:00" in saved.words
    assert "Kim Webb is told and reviews it" in saved.words
    hold(jo, item, desk.now() + 2 * HOUR, "later")
    with pytest.raises(Denied):
        record_absence(jo, NewAbsence(MAI, AbsenceReason.SICK))
    clock.advance(HOUR)
    with pytest.raises(Denied):
        hold(jo, other, desk.now() + 2 * HOUR, "later")
    assert all(
        each.actor != "kim@harbourside.example" for each in entries(desk.store) if "held" in each.action
    )


def test_it_opens_what_directors_decide(desk: Desk) -> None:
    jo = at(desk, JO)
    break_glass(jo, None, "No director answers, and Mai is sick.")
    record_absence(jo, NewAbsence(MAI, AbsenceReason.SICK))
    for verb in (
        lambda: keeping.grant(jo, JO, AccessRole.DIRECTOR),
        lambda: keeping.access_list(jo),
    ):
        with pytest.raises(Denied):
            verb()


def test_the_review_is_put_to_the_second_person_with_three_days(desk: Desk, clock: FixedClock) -> None:
    saved = break_glass(at(desk, JO), PER, WHY)
    (row,) = [row for row in load_queue(desk).rows if row.category is Category.GLASS_REVIEW]
    assert (row.id, row.acting.id) == (saved.item_id, KIM)
    assert row.due_at == clock.now() + timedelta(hours=72)
    assert WHY in item_card(desk, row.id).said


def test_whoever_broke_it_does_not_review_it_and_nobody_takes_it_out(desk: Desk, clock: FixedClock) -> None:
    mai = at(desk, MAI)
    saved = break_glass(mai, PER, WHY)
    with pytest.raises(Refused):
        resolve(mai, saved.item_id, "All was well.")
    give(desk.store, MAI, AccessRole.DIRECTOR)
    with pytest.raises(Refused, match="reviewed by a director who did not break it"):
        resolve(mai, saved.item_id, "All was well.")
    with pytest.raises(Refused, match="Somebody else has to look at it"):
        withdraw(desk, saved.item_id, "no need")
    resolve(desk_of(desk.store, clock, RAE), saved.item_id, "Rightly done: nobody answered.")
    assert item_card(desk, saved.item_id).row.state is ItemState.RESOLVED


def test_it_is_asked_for_the_secret_again_where_people_sign_in(desk: Desk, clock: FixedClock) -> None:
    keeping.set_secret(desk, "480273")
    code, _ = keeping.invite(desk, JO)
    jo = desk_of(desk.store, clock, JO)
    keeping.set_secret(jo, "a long evening", code=code)
    with pytest.raises(Refused, match="not the PIN of Jo Lee"):
        break_glass(jo, PER, WHY)
    break_glass(jo, PER, WHY, secret="a long evening")


def test_what_is_refused(desk: Desk) -> None:
    jo = at(desk, JO)
    with pytest.raises(Refused, match="Say why it cannot wait"):
        break_glass(jo, PER, "  ")
    with pytest.raises(Refused, match="no such client"):
        break_glass(jo, 999, WHY)
    with pytest.raises(Denied):
        break_glass(desk, PER, WHY)
    break_glass(jo, PER, WHY)
    with pytest.raises(Refused, match="broken already, until Sat 21 Nov 13:00"):
        break_glass(jo, PER, WHY)
    break_glass(jo, HANA, WHY)


def test_the_second_person_is_told_at_once_without_a_name_of_anybody(desk: Desk, clock: FixedClock) -> None:
    channels = MappingProxyType({"mail": "mailtos://line@example.org?to={email}"})
    jo = replace(at(desk, JO), settings=Settings(channels=channels))
    saved = break_glass(jo, PER, WHY)
    with desk.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT person_id, subject, body FROM notice").all()
    assert [row.person_id for row in rows] == [KIM]
    told = f"{rows[0].subject} {rows[0].body}"
    assert f"#{saved.item_id}" in told
    assert "for an hour" in told
    for name in ("Jo", "Lindqvist", "C-0031", WHY):
        assert name not in told
