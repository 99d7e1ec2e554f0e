"""Outside parties (R-002, R-128) and the register of policies (R-101)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.cases.verbs import NewCase, open_case
from oncall_tui.desk.context import Desk
from oncall_tui.desk.parties import verbs
from oncall_tui.desk.parties.reading import find_party, parties, parties_of_client, party_view
from oncall_tui.desk.policies.days import read_day
from oncall_tui.desk.policies.page import UNCONTROLLED, policy_page
from oncall_tui.desk.policies.reading import overdue_words, policies, policy_view
from oncall_tui.desk.policies.verbs import NewPolicy, NewRevision, add_policy, end_policy, publish_revision
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.vocabulary import CaseKind, Channel, OutsideKind
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO


def test_each_kind_of_party_keeps_how_to_reach_it_and_its_role(desk: Desk) -> None:
    for kind in OutsideKind:
        new = verbs.NewParty(
            kind, f"A {kind}", phones=("02 5550 0160", " "), emails=("a@b.example",), notes="Ring early."
        )
        party = verbs.add_party(desk, new).party_id
        verbs.link_client(desk, party, HANA, f"the {kind}")
    around = parties_of_client(desk, HANA)
    assert {each.row.kind for each in around} == set(OutsideKind)
    assert {each.role for each in around} == {f"the {kind}" for kind in OutsideKind}
    assert {(each.phones, each.emails, each.notes) for each in parties(desk)} == {
        (("02 5550 0160",), ("a@b.example",), "Ring early.")
    }


def test_last_contact_and_shared_clients_of_a_provider(desk: Desk, clock: FixedClock) -> None:
    """R-128: a note is no contact; a client is shared by a link, or by a case."""
    party = verbs.add_party(desk, verbs.NewParty(OutsideKind.PROVIDER, "Ada Quill")).party_id
    open_case(desk, NewCase("k", BEN, CaseKind.COUPLES, 6, provider_id=party))
    verbs.link_client(desk, party, HANA, "counsellor")
    verbs.note_party(desk, verbs.NewPartyNote(party, "Likes e-mail."))
    assert party_view(desk, party).row.last_contact is None
    with pytest.raises(Refused, match="what was agreed"):
        verbs.note_party(desk, verbs.NewPartyNote(party, "Spoke.", Channel.PHONE))
    spoke = clock.now()
    verbs.note_party(desk, verbs.NewPartyNote(party, "Spoke.", Channel.PHONE, "none needed", HANA))
    clock.advance(timedelta(minutes=5))
    view = party_view(desk, party)
    assert (view.row.last_contact, view.row.shared) == (spoke, 2)
    assert [(each.number, each.role) for each in view.clients] == [
        ("C-0412", "counsellor"),
        ("C-0977", "case 1"),
    ]
    undo(desk)
    assert party_view(desk, party).row.last_contact is None


def test_what_cannot_be_a_party_is_refused_at_its_field(lone_desk: Desk) -> None:
    provider = OutsideKind.PROVIDER
    verbs.add_party(lone_desk, verbs.NewParty(provider, "Ada Quill"))
    for new, field in (
        (verbs.NewParty(provider, " "), "name"),
        (verbs.NewParty(provider, "ada  quill"), "name"),
        (verbs.NewParty(provider, "Ben", phones=("none",)), "phones"),
        (verbs.NewParty(provider, "Ben", emails=("nobody",)), "emails"),
        (verbs.NewParty(provider, "Ben", line="x"), "line"),
    ):
        with pytest.raises(Refused) as wrong:
            verbs.add_party(lone_desk, new)
        assert wrong.value.field == field
    with pytest.raises(Refused, match="Near: 1 Ada Quill"):
        find_party(lone_desk, "quill")
    verbs.end_party(lone_desk, 1, "Retired.")
    assert parties(lone_desk) == ()
    with pytest.raises(Refused, match="no longer dealt with"):
        verbs.link_client(lone_desk, 1, HANA, "x")
    with pytest.raises(Refused, match="Add it among the parties"):
        open_case(lone_desk, NewCase("k", HANA, CaseKind.OTHER, 6, provider_id=1))


def test_days_are_dates_or_months_to_their_end() -> None:
    assert read_day("2027-03-09", "x") == date(2027, 3, 9)
    assert read_day("March 2027", "x", ends=True) == date(2027, 3, 31)
    assert read_day("2028-02", "x", ends=True) == date(2028, 2, 29)
    assert read_day("sept 2020", "x") == date(2020, 9, 1)
    for typed in ("2027-13", "2027-02-30", "soon", "12027-01", "1889-01"):
        with pytest.raises(Refused) as wrong:
            read_day(typed, "x")
        assert wrong.value.field == "x"


def test_a_policy_is_asked_to_be_revised_by_its_day_and_a_revision_meets_that(
    desk: Desk, clock: FixedClock
) -> None:
    """R-101."""
    new = NewPolicy("Case management", "2026-11", "Clinical", JO, "Ana Roe", "Al Key", created="2020-09")
    policy = add_policy(desk, new).policy_id
    (row,) = policies(desk)
    assert (row.created_on, row.revision, overdue_words(row)) == (date(2020, 9, 1), 1, "")
    assert _clocks(desk) == [("running", JO)]
    clock.jump(datetime(2026, 11, 30, 13, 1, tzinfo=UTC))  # a minute into December, in Sydney
    Sweeper(desk).sweep()
    assert "lapse" in [row.point for row in load_alerts(desk).rows if row.rule == "policy-review"]
    (row,) = policies(desk)
    assert overdue_words(row) == "policy overdue for review since Mon 30 Nov 2026"
    with pytest.raises(Refused, match="who approved it"):
        publish_revision(desk, NewRevision(policy, "New numbers.", "2027-03"))
    with pytest.raises(Refused, match="comes after"):
        publish_revision(desk, NewRevision(policy, "New numbers.", "2026-11", "Al Key"))
    publish_revision(desk, NewRevision(policy, "New numbers.", "2027-03", "Al Key", ("Mo Sha",)))
    assert _clocks(desk) == [("met-late", JO), ("running", JO)]
    view = policy_view(desk, policy)
    assert [(each.revision, each.words) for each in view.changes] == [
        (2, "New numbers."),
        (1, "Put into the register."),
    ]
    assert policy_page(view).footer == (UNCONTROLLED,)
    undo(desk)
    assert (policies(desk)[0].revision, _clocks(desk)[0]) == (1, ("running", JO))
    publish_revision(desk, NewRevision(policy, "Newer numbers.", "2027-03", "Al Key"))
    end_policy(desk, policy, "Merged into another.")
    assert policies(desk) == ()
    assert "running" not in [state for state, _ in _clocks(desk)]


def _clocks(desk: Desk) -> list[tuple[str, int]]:
    with desk.store.reading() as connection:
        found = connection.execute(
            text(
                "SELECT k.state, i.assigned_id FROM clock k JOIN item i ON i.id = k.item_id "
                "WHERE k.rule = 'policy-review' ORDER BY k.id"
            )
        )
        return [(state, owner) for state, owner in found]
