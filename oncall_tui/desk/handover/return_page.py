"""A return brief in words: first what runs still, then client by client what happened (R-038)."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from oncall_tui.desk.handover.page import Line, Page, Section, Tone, known, section
from oncall_tui.desk.handover.return_views import ReturnBriefView, ReturnClient
from oncall_tui.desk.handover.wording import STATE_WORDS, span, told_words
from oncall_tui.text import due_words, when


def return_page(view: ReturnBriefView) -> Page:
    """Return a return brief as lines under headings."""
    zone = ZoneInfo(view.zone)
    sections = [section("In short", _short(view, zone)), section("Runs still", _running(view, zone))]
    sections += [_client(each, zone) for each in view.clients]
    accepted = f"accepted {when(view.accepted_at, zone)} by {view.accepted_by}" if view.accepted_at else ""
    return Page(
        title=f"While {view.leave.person.name} was away",
        stand=accepted or "not accepted yet",
        sections=tuple(sections),
        footer=(
            f"Built {when(view.made_at, zone, year=True)}. The line: {view.line}.",
            "A printed or saved copy is uncontrolled: the record may have changed since.",
        ),
    )


def _short(view: ReturnBriefView, zone: ZoneInfo) -> Iterator[Line]:
    reason = view.leave.code.replace("-", " ")
    yield Line("away", f"{reason}: {span(view.leave.start, view.leave.end, zone)}")
    new = sum(each.new for client in view.clients for each in client.items)
    left = sum(each.open for client in view.clients for each in client.items)
    tries = sum(len(client.tries) for client in view.clients)
    yield Line("came in", f"{new} items, {tries} contacts and attempts; {left} items are open still")
    others = "all others had nothing" if view.clients else "nothing happened around any of them"
    yield Line("clients", f"{len(view.clients)} below; {view.quiet} quiet: {others}")


def _running(view: ReturnBriefView, zone: ZoneInfo) -> Iterator[Line]:
    owed = [(each, client) for client in view.clients for each in client.clocks]
    for each, client in sorted(owed, key=lambda both: (both[0].due_at, both[0].item_id)):
        left = due_words((each.due_at - view.made_at).total_seconds())
        about = f"{each.title}, item {each.item_id} · {client.name} {client.number}"
        said = f"{when(each.due_at, zone)} · {left} · {about}"
        yield Line("due", said, Tone.ALARM if each.due_at <= view.made_at else Tone.PLAIN)
    if not owed:
        yield Line("due", "no clock runs", Tone.FAINT)


def _client(client: ReturnClient, zone: ZoneInfo) -> Section:
    return section(f"{client.name} · {client.number}", _happened(client, zone))


def _happened(client: ReturnClient, zone: ZoneInfo) -> Iterator[Line]:
    grave = client.status.value == "unstable"
    yield Line("status", client.status.value, Tone.ALARM if grave else Tone.PLAIN)
    found = client.handover
    if found is not None:
        yield Line("handed to", f"{found.receiver.name}, {STATE_WORDS[found.state]}")
        yield known("synthesis", found.synthesis, none="none was given")
        if found.questions:
            yield Line("questions", found.questions)
        yield Line("client", told_words(found, zone))
    for item in client.items:
        came = "came" if item.new else "from before, came"
        state = item.ended or "OPEN"
        said = f"{item.id} {item.words} · {came} {when(item.received_at, zone, year=True)} · {state}"
        yield Line("item", said, Tone.STRONG if item.open else Tone.PLAIN)
        if item.open and item.next_step:
            yield Line("next step", f"item {item.id}: {item.next_step}")
    for each in client.tries:
        yield Line(when(each.at, zone, year=True), f"{each.words} (item {each.item_id})")
