"""What somebody may do is asked in one place, by what they are and whose the client is (R-174)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.access.keeping import access_list
from oncall_tui.desk.access.permits import Denied
from oncall_tui.desk.accounts import access_log
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.changing import changing
from oncall_tui.desk.context import Desk
from oncall_tui.desk.export.whole import export_data
from oncall_tui.desk.handling import hand_on, hold
from oncall_tui.desk.record import Wanted, entries, wanted_by
from oncall_tui.desk.resolving import resolve
from storage.models import Person, PersonRoleRow
from storage.vocabulary import (
    AbsenceReason,
    AccessRole,
    Category,
    Channel,
    ItemState,
    MessageLeft,
    Outcome,
    PersonRole,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, MAI, PER, SAM, desk_of, give, person

STAFF = 40


@pytest.fixture
def staff(desk: Desk) -> Desk:
    """Sit somebody of a staff team down, who logs calls."""
    with desk.store.writing("system", "test.hired", "person:40") as unit:
        unit.session.add(Person(id=STAFF, name="Ada Birk", email="ada@harbourside.example"))
        unit.session.flush()
        unit.session.add(PersonRoleRow(person_id=STAFF, role=PersonRole.STAFF))
    return at(desk, STAFF, "ada@harbourside.example")


def at(desk: Desk, id_: int, email: str = "") -> Desk:
    """Return the desk with somebody else at it."""
    who = person(id_) if not email else replace(person(KIM), id=id_, name="Ada Birk", email=email)
    return replace(desk, operator=who)


def call(desk: Desk, client: int | None, key: str = "k", **more: object) -> int:
    """Log a call for a client and return its item."""
    return log_call(desk, NewCall(key, Category.WELLBEING, client_id=client, said="Fell.", **more)).item_id  # type: ignore[arg-type]


def denied(desk: Desk) -> list[tuple[str, str]]:
    """Return who was denied, and what to."""
    wanted = Wanted(action="access.denied")
    return [(each.actor, each.object) for each in entries(desk.store, wanted)]


def test_a_staff_team_logs_a_call_and_nothing_else(staff: Desk, desk: Desk) -> None:
    item = call(staff, HANA)
    tried: tuple[Callable[[], object], ...] = (
        lambda: log_attempt(staff, attempt(item)),
        lambda: record_absence(staff, NewAbsence(STAFF, AbsenceReason.SICK)),
        lambda: hand_on(staff, item, SAM, ""),
    )
    for verb in tried:
        with pytest.raises(Denied, match="Only a"):
            verb()
    assert [actor for actor, _ in denied(desk)] == ["ada@harbourside.example"] * 3
    assert desk.store.verify_audit().ok


def attempt(item: int) -> NewAttempt:
    """Return an attempt that found nobody."""
    return NewAttempt(
        f"a{item}", item, Channel.PHONE, outcome=Outcome.NO_ANSWER, message_left=MessageLeft.NOT_POSSIBLE
    )


def test_a_manager_works_on_their_own_clients_and_logs_for_all(desk: Desk) -> None:
    own, others, nobodys = call(desk, HANA, "a"), call(desk, PER, "b"), call(desk, None, "c")
    jo = at(desk, JO)
    hold(jo, own, desk.now() + timedelta(hours=2), "asked for later")
    hold(jo, nobodys, desk.now() + timedelta(hours=2), "asked for later")
    log_attempt(jo, attempt(others))
    with pytest.raises(Denied, match="The client is not yours"):
        hold(jo, others, desk.now() + timedelta(hours=2), "asked for later")
    assert denied(desk) == [("jo@harbourside.example", f"item:{others}")]


def test_what_was_handed_to_somebody_or_logged_by_them_is_theirs_to_work_on(desk: Desk) -> None:
    jo, handed = at(desk, JO), call(desk, PER, "a")
    logged = call(jo, PER, "b")
    hand_on(desk, handed, JO, "knows them")
    for item in (handed, logged):
        hold(jo, item, desk.now() + timedelta(hours=1), "asked for later")
        assert item_card(desk, item).row.state is ItemState.ON_HOLD
    assert denied(desk) == []


def test_a_secondary_and_whoever_covers_work_on_the_client_too(desk: Desk, clock: FixedClock) -> None:
    mai, sam = at(desk, MAI), at(desk, SAM)
    hold(mai, call(desk, HANA, "a"), desk.now() + timedelta(hours=1), "secondary of Hana")
    with pytest.raises(Denied):
        hold(sam, call(desk, HANA, "b"), desk.now() + timedelta(hours=1), "a stranger to Hana")
    hold(sam, call(desk, BEN, "c"), desk.now() + timedelta(hours=1), "secondary of Ben")


def test_own_absence_may_be_recorded_and_nobody_elses(desk: Desk) -> None:
    with pytest.raises(Denied, match="Only a director may record somebody else's absence"):
        record_absence(at(desk, MAI), NewAbsence(JO, AbsenceReason.SICK))
    record_absence(at(desk, JO), NewAbsence(JO, AbsenceReason.SICK))
    record_absence(desk, NewAbsence(MAI, AbsenceReason.SICK))


def test_whoever_no_longer_works_here_may_nothing(desk: Desk) -> None:
    with desk.store.writing("system", "test.left", "person") as unit:
        unit.session.get_one(Person, JO).active = False
    with pytest.raises(Denied):
        call(at(desk, JO), HANA)


def test_an_auditor_changes_nothing(desk: Desk, staff: Desk) -> None:
    with desk.store.writing("system", "test.moved", "person") as unit:
        unit.session.delete(unit.session.get_one(PersonRoleRow, (STAFF, PersonRole.STAFF)))
    give(desk.store, STAFF, AccessRole.AUDITOR)
    with pytest.raises(Denied):
        call(staff, HANA)


def test_what_is_not_for_somebody_to_read_is_denied_and_that_is_on_record(desk: Desk, tmp_path: Path) -> None:
    jo = at(desk, JO)
    tried: tuple[Callable[[], object], ...] = (
        lambda: wanted_by(jo, Wanted()),
        lambda: access_log(jo),
        lambda: access_list(jo),
        lambda: export_data(jo, tmp_path / "out", reason="curious"),
    )
    for read in tried:
        with pytest.raises(Denied, match="Only a"):
            read()
    assert [about for _, about in denied(desk)] == ["audit", "account", "sign-in", "export"]


def test_an_action_of_which_nobody_has_said_who_may_do_it_is_denied_to_everybody(desk: Desk) -> None:
    with pytest.raises(Denied, match="Nobody may do that"), changing(desk, "payroll.paid", "item:1"):
        pass


def test_what_was_made_in_the_transaction_is_asked_about_as_well(desk: Desk) -> None:
    item = call(desk, PER)
    jo = at(desk, JO)
    with pytest.raises(Denied, match="not yours"), changing(jo, "item.held", "item") as unit:
        unit.object = f"item:{item}"


def test_it_is_done_under_ones_own_name_for_somebody_else(desk: Desk) -> None:
    """Acting for a director makes nobody a director (R-173)."""
    jo = replace(at(desk, JO), on_behalf_of="kim@harbourside.example")
    item = call(jo, HANA)
    entry = [each for each in entries(desk.store) if each.object == f"item:{item}"][-1]
    assert (entry.actor, entry.on_behalf_of) == ("jo@harbourside.example", "kim@harbourside.example")
    with pytest.raises(Denied):
        record_absence(jo, NewAbsence(MAI, AbsenceReason.SICK))


def test_a_director_works_on_everything(desk: Desk, clock: FixedClock) -> None:
    item = call(desk, PER)
    resolve(desk_of(desk.store, clock, KIM), item, "They are well.", override="said so")
    assert item_card(desk, item).row.state is ItemState.RESOLVED
