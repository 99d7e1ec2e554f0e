"""Handing clients over: the brief, its states, and what is told to whom, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handover import lists, returning, verbs
from oncall_tui.desk.handover.brief import build_brief
from oncall_tui.desk.handover.glance import LINES
from oncall_tui.desk.handover.printing import html_page, markdown
from oncall_tui.desk.handover.return_page import return_page
from oncall_tui.desk.handover.sections import page_of
from oncall_tui.desk.handover.terms import Asked
from oncall_tui.desk.handover.views import HandoverView
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.undo import undo
from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from storage.models import Client, Person
from storage.vocabulary import (
    AbsenceReason,
    Category,
    Channel,
    ClientStatus,
    ClientTold,
    HandoverDepth,
    HandoverPart,
    HandoverState,
    Outcome,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, LEN, MAI, PER, RAE, SAM, desk_of

FRIDAY = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
"""Fri 20 Nov 2026 09:00 in Sydney."""
MONDAY = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 09:00 in Sydney."""
DAY = timedelta(days=1)
BRIEFLY = {
    HandoverPart.CONCERNS: "Her wound.",
    HandoverPart.ACTIONS: "Ring her Tuesday: Mai.",
    HandoverPart.CONTINGENCIES: "If it opens, then the district nurse.",
}


def leave(desk: Desk, person: int = JO, start: datetime = MONDAY, days: int = 2) -> int:
    record_absence(desk, NewAbsence(person, AbsenceReason.ANNUAL, start, start + days * DAY))
    return lists.leaves_of(desk, person)[-1].id


def call(desk: Desk, client: int, key: str, category: Category = Category.WELLBEING, **more: str) -> int:
    new = NewCall(key, category, client_id=client, said="She sounded tired.", **more)  # type: ignore[arg-type]
    return log_call(desk, new).item_id


def handover(desk: Desk, client: int = HANA) -> HandoverView:
    found = build_brief(desk, client).handover
    assert found is not None
    return found


def begun(desk: Desk, client: int = HANA) -> int:
    """Return a handover that could be offered."""
    number = verbs.begin(desk, client)
    verbs.write(desk, number, BRIEFLY)
    return number


def at_desk(desk: Desk, clock: FixedClock, person: int) -> Desk:
    return desk_of(desk.store, clock, person)


def test_a_leave_goes_from_not_started_to_accepted_by_the_receiver_s_own_words(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(FRIDAY)
    absence = leave(desk)
    (row,) = lists.leave_list(desk, absence).rows
    assert (row.client_id, row.receiver.id, row.state) == (HANA, MAI, HandoverState.NOT_STARTED)
    assert (row.depth, row.because) == (HandoverDepth.BRIEF, ("2 business days, so brief (up to 2)",))
    number = verbs.begin(desk, HANA)
    assert verbs.begin(desk, HANA) == number, "there is one a client and absence"
    with pytest.raises(Refused, match="Write it first"):
        verbs.offer(desk, number)
    assert (
        "Still to write: actions, if … then."
        in verbs.write(desk, number, {HandoverPart.CONCERNS: "Her wound."}).words
    )
    with pytest.raises(Refused, match="also needs: actions, if … then"):
        verbs.offer(desk, number)
    verbs.write(desk, number, BRIEFLY)
    verbs.offer(desk, number)
    clock.jump(MONDAY + timedelta(hours=1))
    (late,) = lists.unaccepted(desk, clock.now())
    assert (late.client_id, late.state, late.receiver_id) == (HANA, HandoverState.OFFERED, MAI)
    with pytest.raises(Refused, match="Only Mai Tran, or a director"):
        verbs.accept(at_desk(desk, clock, SAM), number, "Watch the wound.")
    theirs = at_desk(desk, clock, MAI)
    assert "Received" in verbs.accept(theirs, number, "", "Who dresses it?").words
    assert [each.key for each in lists.unaccepted(desk, clock.now())] == [late.key], (
        "received is not accepted"
    )
    verbs.accept(theirs, number, "Watch the wound.")
    assert lists.unaccepted(desk, clock.now()) == ()
    found = handover(desk)
    assert (found.state, found.synthesis, found.questions) == (
        HandoverState.ACCEPTED,
        "Watch the wound.",
        "Who dresses it?",
    )
    assert (found.answered_by, found.offered_by) == ("Mai Tran", "Kim Webb")
    assert lists.leave_list(desk, absence).accepted == 1
    assert desk.store.verify_audit().ok


def test_declining_needs_a_reason_and_the_next_receiver_starts_afresh(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    leave(desk)
    number = begun(desk)
    verbs.offer(desk, number)
    theirs = at_desk(desk, clock, MAI)
    with pytest.raises(Refused, match="Say why"):
        verbs.decline(theirs, number, " ")
    verbs.decline(theirs, number, "I do not know the dressing.")
    assert handover(desk).declined_because == "I do not know the dressing."
    with pytest.raises(Refused, match="was declined"):
        verbs.accept(theirs, number, "Fine")
    with pytest.raises(Refused, match="themselves"):
        verbs.give_to(desk, number, JO)
    with pytest.raises(Refused, match="no longer works here"):
        verbs.give_to(desk, number, LEN)
    record_absence(desk, NewAbsence(SAM, AbsenceReason.SICK))
    with pytest.raises(Refused, match="Sam Idris is away when it begins"):
        verbs.give_to(desk, number, SAM)
    verbs.give_to(desk, number, KIM)
    verbs.offer(desk, number)
    assert (handover(desk).state, handover(desk).receiver.id) == (HandoverState.OFFERED, KIM)
    assert handover(desk).declined_because == ""


def test_what_is_changed_after_the_offer_has_to_be_offered_again(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    leave(desk)
    number = begun(desk)
    seen = handover(desk)
    verbs.offer(desk, number, version=seen.version)
    with pytest.raises(Refused, match="changed since you saw it"):
        verbs.write(desk, number, {HandoverPart.OTHER: "A dog."}, version=seen.version)
    assert "offered again" in verbs.write(desk, number, {HandoverPart.OTHER: "A dog."}).words
    assert handover(desk).state is HandoverState.DRAFTED
    assert verbs.write(desk, number, {HandoverPart.OTHER: "A dog."}).words == "Nothing was changed."
    verbs.write(desk, number, {HandoverPart.CONCERNS: ""})
    assert handover(desk).missing == (HandoverPart.CONCERNS,)
    verbs.write(desk, number, BRIEFLY)
    verbs.offer(desk, number)
    verbs.accept(desk, number, "Said for her by Kim.")
    clock.jump(MONDAY)
    with pytest.raises(Refused, match="its time has begun"):
        verbs.write(desk, number, {HandoverPart.OTHER: "A cat."})


def test_the_depth_follows_the_leave_and_the_client_until_it_is_offered(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(FRIDAY)
    leave(desk)
    number = begun(desk)
    call(desk, HANA, "risk", Category.HIGH_RISK_EVENT)
    assert build_brief(desk, HANA).terms.choice.depth is HandoverDepth.FULL
    with pytest.raises(Refused, match="A full handover also needs: background, health"):
        verbs.offer(desk, number)
    verbs.write(desk, number, dict.fromkeys(HandoverPart, "none"))
    verbs.offer(desk, number)
    assert handover(desk).depth_because[-1] == "two levels deeper because a high-risk event is open"


def test_the_client_is_told_or_it_is_said_why_not(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    leave(desk)
    number = verbs.begin(desk, HANA)
    with pytest.raises(Refused, match="Say why"):
        verbs.tell_client(desk, number, ClientTold.NOT_APPROPRIATE)
    with pytest.raises(Refused, match="has not come yet"):
        verbs.tell_client(desk, number, ClientTold.YES, at=FRIDAY + DAY)
    verbs.tell_client(desk, number, ClientTold.YES, at=FRIDAY - DAY, passed_on="Wants to walk again.")
    shown = markdown([page_of(build_brief(desk, HANA))])
    assert "told on Thu 19 Nov 2026 09:00 AEDT, noted by Kim Webb" in shown
    assert "Wants to walk again." in shown


def test_a_brief_without_an_absence_says_what_the_record_does_not(desk: Desk) -> None:
    brief = build_brief(desk, PER)
    assert (brief.handover, brief.terms.giver.id, brief.terms.receiver.id) == (None, SAM, RAE)
    assert brief.terms.choice.because == ("no end is set, so full",)
    shown = markdown([page_of(brief)])
    assert shown.count("nothing on record") > 10
    assert "never confirmed to be current" in shown
    assert "there was no earlier brief" in shown
    assert "uncontrolled" in shown
    assert "1800 975 711 (Kim Webb)" in shown, "the line as it is now"


def test_it_tells_the_calls_the_clocks_and_what_is_owed(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    first = call(desk, HANA, "a", caller="Bea", next_step="Ring Bea back")
    for turn in range(11):
        clock.advance(timedelta(minutes=1))
        made = NewAttempt(f"t{turn}", first, Channel.PHONE, Outcome.NO_ANSWER)
        log_attempt(desk, made) if turn < 2 else call(desk, HANA, f"c{turn}")
    brief = build_brief(desk, HANA)
    assert len(brief.contacts) == 10
    assert brief.contacts[0].at > brief.contacts[-1].at
    assert first in {row.id for row in brief.unreturned}
    assert len(brief.items) == 10
    shown = markdown([page_of(brief)])
    assert f"item {first}: Ring Bea back · Jo Lee" in shown
    assert len(page_of(brief).glance) == LINES


def test_what_changed_since_the_last_brief_is_marked_and_old_words_carry_their_date(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(FRIDAY)
    leave(desk)
    number = begun(desk)
    verbs.offer(desk, number)
    verbs.accept(desk, number, "Clear.")
    clock.jump(MONDAY + 10 * DAY)
    item = call(desk, HANA, "new")
    with desk.store.writing("system", "test.changed", "client:1") as unit:
        client = unit.session.get_one(Client, HANA)
        client.status, client.concerns = ClientStatus.WATCH, ["Falls"]
    leave(desk, start=MONDAY + 14 * DAY)
    brief = build_brief(desk, HANA)
    assert brief.handover is None
    assert brief.since == FRIDAY
    words = [each.words for each in brief.changed]
    assert words == [f"item {item} came in: wellbeing", "status: stable → watch", "concern added: Falls"]
    shown = markdown([page_of(brief)])
    assert "- **concerns now:** from the brief of Fri 20 Nov 2026 09:00 AEDT: Her wound." in shown
    assert f"**NEW** **item:** {item} wellbeing" in shown
    assert "STALE" not in shown


def test_a_leave_of_many_and_a_leave_taken_back(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    absence = leave(desk, MAI, days=20)
    assert [row.client_id for row in lists.leave_list(desk, absence).rows] == [BEN]
    (watched,) = [each for each in lists.watching(desk, SAM) if each.client_id == BEN]
    assert watched.leave is not None
    assert (watched.leave.id, watched.handover) == (absence, HandoverState.NOT_STARTED)
    clock.jump(MONDAY)
    assert [each.client_id for each in lists.unaccepted(desk, clock.now())] == [BEN]
    record_return(desk, MAI)
    assert lists.unaccepted(desk, clock.now() + timedelta(seconds=1)) == ()
    with pytest.raises(Refused, match="no longer on record"):
        lists.leave_list(desk, 999)


def test_what_was_written_for_a_leave_that_came_to_nothing_is_not_lost(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    leave(desk)
    first = begun(desk)
    undo(desk)
    assert build_brief(desk, HANA).handover is None
    leave(desk, start=MONDAY + 7 * DAY)
    second = verbs.begin(desk, HANA)
    assert second != first
    assert {part: each.text for part, each in handover(desk).parts.items()} == BRIEFLY
    assert handover(desk).state is HandoverState.DRAFTED


def test_sick_leave_is_no_omission_of_the_author(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK))
    assert lists.unaccepted(desk, clock.now()) == ()
    (shown,) = lists.leaves_of(desk, JO)
    assert not shown.planned


def test_the_watching_brief_tells_the_gravest_in_a_line(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    call(desk, HANA, "risk", Category.HIGH_RISK_EVENT)
    with desk.store.writing("system", "test.changed", "client:1") as unit:
        unit.session.get_one(Client, HANA).concerns = ["Wound", "Falls"]
    leave(desk)
    (row,) = lists.watching(desk, MAI)
    assert (row.client_id, row.line, row.high_risk, row.open_items) == (HANA, "Wound", True, 1)
    assert row.changed_at == FRIDAY
    assert row.pcm is not None
    assert row.pcm.id == JO
    assert lists.watching(desk, KIM) == ()


def test_whoever_comes_back_reads_what_happened_and_says_so(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    before = call(desk, HANA, "before")
    absence = leave(desk)
    with pytest.raises(Refused, match="has not begun"):
        returning.return_brief(desk, absence)
    clock.jump(MONDAY + timedelta(hours=3))
    during = call(desk, HANA, "during")
    log_attempt(
        desk, NewAttempt("t", during, Channel.PHONE, Outcome.REACHED, next_step="None needed", uncounted=True)
    )
    call(desk, BEN, "other")
    with pytest.raises(Refused, match="away still"):
        returning.accept_return(desk, absence)
    clock.jump(MONDAY + 2 * DAY + timedelta(hours=1, minutes=59))
    view = returning.return_brief(desk, returning.last_leave(desk, JO).id)
    (client,) = view.clients
    assert [(each.id, each.new) for each in client.items] == [(before, False), (during, True)]
    assert len(client.tries) == 1
    assert {each.item_id for each in client.clocks} == {before}
    shown = markdown([return_page(view)])
    assert "While Jo Lee was away" in shown
    assert "not accepted yet" in shown
    returning.accept_return(at_desk(desk, clock, JO), absence)
    with pytest.raises(Refused, match="accepted already"):
        returning.accept_return(desk, absence)
    assert returning.return_brief(desk, absence).accepted_by == "Jo Lee"


def test_accepting_a_return_brief_answers_what_the_console_asked_about_it(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    absences = [leave(desk, person, start=MONDAY + DAY) for person in (JO, MAI)]
    clock.jump(MONDAY + DAY + timedelta(hours=2))
    record_return(desk, JO)
    record_return(desk, MAI)
    asked = [row for row in load_queue(desk).rows if row.category is Category.RETURN_BRIEF]
    assert len(asked) == 2
    clock.advance(timedelta(minutes=1))
    returning.accept_return(desk, absences[0])
    left = [row for row in load_queue(desk).rows if row.category is Category.RETURN_BRIEF]
    assert [row.acting.id for row in left] == [MAI]


def test_terms_can_be_asked_for_and_wrong_ones_are_refused(desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    to = PersonRef(SAM, "Sam Idris", "sam@harbourside.example")
    brief = build_brief(desk, HANA, Asked(to, MONDAY, MONDAY + 4 * DAY))
    assert (brief.terms.receiver.id, brief.terms.choice.depth) == (SAM, HandoverDepth.STANDARD)
    with pytest.raises(Refused, match="must end after it starts"):
        build_brief(desk, HANA, Asked(to, MONDAY, MONDAY))
    number = verbs.begin(desk, HANA, Asked(to, MONDAY, MONDAY + 4 * DAY))
    assert verbs.begin(desk, HANA) == number
    assert handover(desk).receiver.id == SAM
    with pytest.raises(Refused, match="no longer on record"):
        build_brief(desk, 999)


HOSTILE = "# x\n- <script>alert(1)</script> *a* [b](http://c) `d` | ~e~ \x1b[31m\u202e"


def test_no_text_of_the_record_breaks_markdown_or_html(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(FRIDAY)
    with lone_desk.store.writing("system", "test.hostile", "client:1") as unit:
        client = unit.session.get_one(Client, HANA)
        client.family_name, client.given_name = "# x", "<script>"
        client.concerns = [HOSTILE, "- item", "1. one", "---"]
        unit.session.get_one(Person, MAI).name = "*Mai* <b>"
    leave(lone_desk)
    number = verbs.begin(lone_desk, HANA)
    verbs.write(lone_desk, number, {HandoverPart.CONCERNS: HOSTILE})
    page = page_of(build_brief(lone_desk, HANA))
    shown, web = markdown([page]), html_page([page], "# x <script>")
    assert "\x1b" not in shown + web
    assert "\u202e" not in shown + web
    assert "<script" not in shown
    assert "<script" not in web
    assert shown.startswith("# \\# x, &lt;script&gt; · C-0412\n")
    headings = [each for each in shown.splitlines() if each.startswith("#")]
    assert len(headings) == 1 + len(page.sections)
    assert "- \\- item" in shown
    assert "- 1\\. one" in shown
    assert "- \\---" in shown
    assert "\\[b\\](http://c)" in shown
    assert "\\*Mai\\* &lt;b&gt;" in shown
    assert "default-src 'none'" in web
