"""Briefs and packs of the duty: complete, and at one with the queue and the resolver, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from markdown_it import MarkdownIt

from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.briefs.documents import end_documents, start_document
from oncall_tui.desk.briefs.end import end_brief
from oncall_tui.desk.briefs.gaps import gaps_within
from oncall_tui.desk.briefs.packs import due_packs, packs
from oncall_tui.desk.briefs.printing import html_page, markdown
from oncall_tui.desk.briefs.start import start_brief
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import withdraw
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from oncall_tui.rules.cover import cover_gaps
from storage.models import Client
from storage.vocabulary import AbsenceReason, Category, Channel, ClientStatus, Outcome
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, MAI, PER, RAE, SAM, desk_of

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""Sat 21 Nov 2026 12:00 in Sydney."""
CLOSE, OPENING = datetime(2026, 11, 20, 6, 0, tzinfo=UTC), datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def call(desk: Desk, client: int | None, key: str, category: Category = Category.CALL_BACK) -> int:
    new = NewCall(key, category, client_id=client, caller="Ada", said=f"About {key}.", next_step="Ring her")
    return log_call(desk, new).item_id


def unsettle(desk: Desk, *clients: int) -> None:
    with desk.store.writing("system", "test.unsettled", "client") as unit:
        for client in clients:
            unit.session.get_one(Client, client).status = ClientStatus.UNSTABLE
            unit.session.get_one(Client, client).concerns = ["wound"]


def test_the_start_brief_holds_every_open_item_as_the_queue_has_it(desk: Desk, clock: FixedClock) -> None:
    clock.jump(CLOSE - 80 * HOUR)
    call(desk, BEN, "lapsed", Category.HIGH_RISK_EVENT)
    clock.jump(NOW)
    back, risk = call(desk, HANA, "back"), call(desk, PER, "risk", Category.HIGH_RISK_EVENT)
    call(desk, None, "nobody", Category.INFORMATION)
    brief = start_brief(desk)
    assert brief.items == load_queue(desk).rows
    assert (brief.heading.start, brief.heading.end, brief.heading.kind) == (NOW, OPENING, "weekend")
    assert brief.holder.id == KIM
    lapsed = [each for each in brief.lapsing if each.clock.lapsed]
    assert {each.row.client_id for each in lapsed} == {BEN}
    assert all(each.clock.due_at < OPENING for each in brief.lapsing)
    assert brief.first_after is not None
    assert brief.first_after.row.id in (back, risk)
    dues = [clock.due_at for row in brief.items for clock in row.clocks]
    assert brief.first_after.clock.due_at == min(due for due in dues if due >= OPENING)
    assert len(brief.lapsing) == sum(1 for due in dues if due < OPENING)


def test_it_agrees_with_the_resolver_at_every_instant(desk: Desk, clock: FixedClock) -> None:
    unsettle(desk, HANA, BEN, PER)
    clock.jump(CLOSE - DAY)
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK))
    record_absence(desk, NewAbsence(SAM, AbsenceReason.PERSONAL, CLOSE, OPENING + DAY))
    call(desk, HANA, "one")
    for hours in range(0, 7 * 24, 9):
        at = CLOSE - DAY + hours * HOUR
        brief = start_brief(desk, at)
        assert {each.client_id for each in brief.unstable} == {HANA, BEN, PER}
        for each in brief.unstable:
            now, later = who(desk, each.client_id, at), who(desk, each.client_id, brief.heading.end)
            assert (each.role_holder.id, each.answering.id) == (now.role_holder.id, now.answering_now.id)
            assert (each.gap, each.afterwards.id) == (now.gap, later.role_holder.id)
        assert [row.acting for row in brief.items] == [row.acting for row in load_queue(desk, at).rows]
        assert brief.holder.id == who(desk, HANA, at).line.person_id
        with desk.store.reading() as connection:
            roster = load_roster(desk, None, connection=connection)
            for until in (brief.heading.end, at + timedelta(weeks=4)):
                found = gaps_within(desk, connection, at, until)
                assert [(gap.client_id, gap.start, gap.end, gap.why) for gap in found] == [
                    (gap.client_id, gap.start, gap.end, gap.why) for gap in cover_gaps(roster, at, until)
                ]


def test_it_says_who_is_off_until_when_and_who_may_be_rung(desk: Desk, clock: FixedClock) -> None:
    clock.jump(NOW)
    away = NewAbsence(JO, AbsenceReason.SICK, NOW - DAY, contactable="0491 570 999")
    record_absence(desk, away)
    record_absence(desk, NewAbsence(SAM, AbsenceReason.PERSONAL, OPENING, OPENING + DAY))
    brief = start_brief(desk)
    assert [(each.person.id, each.until, each.ring) for each in brief.off] == [
        (JO, None, "0491 570 999"),
        (SAM, OPENING + DAY, ""),
    ]
    assert "return unknown" in brief.off[0].words
    assert [(each.person.id, each.how.split(",")[0].split(":")[0]) for each in brief.callable] == [
        (KIM, "has the line now"),
        (RAE, "director"),
        (MAI, "off duty"),
        (SAM, "off duty"),
    ]
    assert [turn.person.id for turn in brief.rota.turns] == [KIM]


def test_the_end_brief_tells_what_came_in_what_was_done_and_what_is_to_be_done(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(CLOSE - HOUR)
    old = call(desk, BEN, "old")
    clock.jump(NOW)
    back, done = call(desk, HANA, "back"), call(desk, PER, "done", Category.PROVIDER)
    mistake = call(desk, HANA, "mistake")
    withdraw(desk, mistake, "Wrong number.")
    log_attempt(desk, NewAttempt("t", old, Channel.PHONE, Outcome.NO_ANSWER))
    taken_back = call(desk, HANA, "undone")
    undo(desk)
    resolve(desk, done, "Spoke to the provider.", override="done already")
    clock.jump(OPENING - HOUR)
    brief = end_brief(desk)
    assert (brief.heading.start, brief.heading.end, brief.until) == (CLOSE, OPENING, OPENING - HOUR)
    assert [each.row.id for each in brief.came_in] == [back, done]
    assert [each.row.id for each in brief.worked_on] == [old]
    assert taken_back not in {row.id for row in brief.running}
    assert (brief.attempts, brief.resolved) == (1, 1)
    (entry,) = brief.worked_on
    assert any("no answer" in told.words for told in entry.news)
    assert {row.id for row in brief.running} == {row.id for row in load_queue(desk).rows}
    assert {row.id: row.acting.id for row in brief.running} == {back: JO, old: MAI}
    assert {page.person.id: {asked.row.id for asked in page.must} for page in brief.pages} == {
        JO: {back},
        MAI: {old},
        SAM: set(),
    }
    (sams,) = (page for page in brief.pages if page.person.id == SAM)
    assert [entry.asked for entry in sams.entries] == ["Nothing more: it is resolved."]
    (jos,) = (page for page in brief.pages if page.person.id == JO)
    assert "by Mon 23 Nov 17:00 AEDT. Agreed: Ring her." in jos.must[0].words


def test_after_the_opening_the_end_brief_still_tells_of_the_span(desk: Desk, clock: FixedClock) -> None:
    clock.jump(NOW)
    back = call(desk, HANA, "back")
    clock.jump(OPENING + HOUR)
    call(desk, BEN, "monday")
    brief = end_brief(desk)
    assert (brief.until, [each.row.id for each in brief.came_in]) == (OPENING, [back])
    longer = end_brief(desk, since=CLOSE - 5 * DAY)
    assert longer.heading.start == CLOSE - 5 * DAY
    with pytest.raises(Refused, match="passed"):
        end_brief(desk, since=OPENING + 2 * HOUR)


def test_each_manager_gets_a_pack_of_their_own_clients_with_one_key(desk: Desk, clock: FixedClock) -> None:
    clock.jump(CLOSE - HOUR)
    call(desk, PER, "before")
    clock.jump(NOW)
    back = call(desk, HANA, "back")
    both = log_call(
        desk,
        NewCall(
            "both", Category.ROSTER_SICKNESS, client_id=HANA, further_client_ids=(BEN,), shift_at=NOW + DAY
        ),
    ).item_id
    call(desk, None, "nobody", Category.INFORMATION)
    found = {pack.page.person.id: pack for pack in packs(desk)}
    assert {who_: [each.row.id for each in pack.page.entries] for who_, pack in found.items()} == {
        JO: [back, both],
        MAI: [both],
    }
    assert found[JO].key == f"pack:20261120T0600Z:{JO}"
    assert (found[JO].opens_at, found[JO].answer_by) == (OPENING, OPENING + 2 * HOUR)
    assert due_packs(desk) == (), "nothing is due before the day opens"
    clock.jump(OPENING)
    due = due_packs(desk)
    assert {each.key for each in due} == {pack.key for pack in found.values()}
    assert [(each.person_id, each.words[:10]) for each in due] == [(JO, "2 matters "), (MAI, "1 matter a")]
    assert all("Okafor" not in each.words for each in due)
    clock.jump(OPENING + 12 * HOUR)
    assert due_packs(desk) == due, "the same until the next day opens, whenever it is asked for"
    assert [pack.page.person.id for pack in packs(desk, NOW, person_id=MAI)] == [MAI]


def test_the_pack_of_somebody_who_is_away_goes_to_whoever_has_the_role(desk: Desk, clock: FixedClock) -> None:
    clock.jump(NOW)
    call(desk, HANA, "back")
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK))
    clock.jump(OPENING)
    (due,) = due_packs(desk)
    (pack,) = packs(desk)
    assert due.person_id == pack.page.person.id == who(desk, HANA).role_holder.id == MAI
    assert pack.page.stands_in == ("Jo Lee, who is away: sick since Sat 21 Nov 12:00, return unknown",)
    record_return(desk, JO, OPENING)
    assert [each.person_id for each in due_packs(desk)] == [JO]


def test_a_night_a_public_holiday_and_a_site_of_other_hours_each_end_in_packs(
    lone_desk: Desk, clock: FixedClock
) -> None:
    from storage.models import Organisation

    desk = lone_desk
    christmas = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
    clock.jump(christmas)
    call(desk, HANA, "holiday")
    (pack,) = packs(desk)
    assert pack.opens_at == datetime(2026, 12, 28, 22, 0, tzinfo=UTC), "Tue 29 Dec, after Boxing Day in lieu"
    brief = start_brief(desk)
    assert brief.heading.kind.startswith("weekend and Boxing Day")
    with desk.store.writing("system", "test.moved", "organisation:1") as unit:
        unit.session.get_one(Organisation, 1).hours = "Sun-Thu 08:00-12:00, 13:00-16:00"
    desk.refresh()
    thursday_lunch = datetime(2027, 1, 7, 1, 30, tzinfo=UTC)
    clock.jump(thursday_lunch)
    call(desk, HANA, "lunch")
    assert due_packs(desk) == (), "a break within a day is no closing"
    clock.jump(datetime(2027, 1, 10, 21, 30, tzinfo=UTC))
    assert end_brief(desk).heading.kind == "overnight"
    assert start_brief(desk, datetime(2027, 1, 7, 6, 0, tzinfo=UTC)).heading.kind == "weekend"


def test_a_brief_of_somebody_without_the_line_says_the_same(desk: Desk, clock: FixedClock) -> None:
    call(desk, HANA, "back")
    assert start_brief(desk_of(desk.store, clock, RAE)) == start_brief(desk)


def test_what_was_typed_is_shown_in_print_and_never_obeyed(lone_desk: Desk, clock: FixedClock) -> None:
    desk, hostile = lone_desk, "# a | b *c* <script>x</script> [d](e) `f` \x1b[31m\n- g"
    with desk.store.writing("system", "test.renamed", "client:1") as unit:
        unit.session.get_one(Client, HANA).family_name = hostile
    clock.jump(NOW)
    new = NewCall("h", Category.CALL_BACK, client_id=HANA, caller=hostile, said=hostile, next_step=hostile)
    log_call(desk, new)
    unsettle(desk, HANA)
    pages = [start_document(start_brief(desk)), *end_documents(end_brief(desk))]
    printed, page = markdown(pages), html_page(pages, hostile)
    assert "\\# a \\| b \\*c\\* &lt;script&gt;x&lt;/script&gt; \\[d\\](e) \\`f\\` \ufffd\\[31m - g" in printed
    assert "<script>" not in printed + page
    assert "\x1b" not in printed + page
    assert "1800 975 711" in page
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(printed)
    assert "<script>" not in shown
    assert "<h1>For Jo Lee: weekend</h1>" in shown
    assert shown.count("<h1>") == len(pages)
    assert "<a " not in shown
