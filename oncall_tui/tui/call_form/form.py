"""Log a call: eight fields at the most, the emergency first, and what it owes in sight before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.when import Meaning, parse_when
from oncall_tui.tui.asking import AskFailed, ask, ask_now
from oncall_tui.tui.call_form import aside
from oncall_tui.tui.call_form.client_field import Candidate, ClientField, ClientLine, candidate
from oncall_tui.tui.call_form.layout import call_fields
from oncall_tui.tui.call_form.reading import new_call
from oncall_tui.tui.desk_form import DeskForm
from oncall_tui.tui.lines import stack
from oncall_tui.tui.widgets.fields import Field, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import CaseOrigin

if TYPE_CHECKING:
    from oncall_tui.desk.calls import NewCall
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.lookup import Hit
    from oncall_tui.desk.windows import Started

_ROOM = 32
_PHONE_DIGITS = 6


class CallForm(DeskForm):
    """The form of a call."""

    @dataclass
    class Previewed(Message):
        """It is known which clocks saving would start."""

        begun: tuple[Started, ...]

    @dataclass
    class ClientRead(Message):
        """The chosen client was read."""

        client: aside.Client

    @dataclass
    class CallersFound(Message):
        """It is known whose number it is."""

        candidates: tuple[Candidate, ...]

    def __init__(
        self,
        desk: Desk,
        key: str,
        *,
        initial: Values,
        client: Candidate | None = None,
        on_draft: Callable[[Values], None] | None = None,
    ) -> None:
        super().__init__("NEW CALL", self._log, initial=initial, on_draft=on_draft)
        self._desk = desk
        self._key = key
        self._client = ClientField(self._find, chosen=client)
        self._read: aside.Client | None = None
        self._begun: tuple[Started, ...] | None = None
        self._emergency_at: datetime | None = None
        self._phone = ""
        self._asked: NewCall | None = None
        self._ready: NewCall | None = None
        self._untouched: dict[str, str] = {}
        self.touched = bool(initial)
        """Whether anything was typed that is worth keeping."""

    def fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        parse: Callable[[str], Meaning] = partial(self._parse, past=False)
        return call_fields(self._client, partial(self._parse, past=True), parse)

    def _parse(self, text: str, *, past: bool) -> Meaning:
        house = self._desk.house
        return parse_when(text, self._desk.now(), house.zone, house.calendar, past=past)

    # Live

    def changed(self, values: Values) -> None:
        """Show live who the client is, what is owed and, in an emergency, whom to ring."""
        self._untouched = self._untouched or dict(values)
        self.touched = self.touched or dict(values) != self._untouched
        if values.get("emergency") == "yes":
            self._emergency_at = self._emergency_at or self._desk.now()
        else:
            self._emergency_at = None
        before = self._client.client_id
        self._client.look_up()
        self._read_client(before)
        self._find_callers(values.get("phone", ""))
        self._preview(values)
        self._beside()

    def _find(self, text: str) -> Sequence[Hit]:
        return ask_now(self, "form-lookup", partial(self._desk.lookup.find, text), ())

    def _read_client(self, before: int | None) -> None:
        client_id = self._client.client_id
        if client_id is None:
            self._read = None
        elif client_id != before or self._read is None:
            ask(self, "form-client", partial(self._client_facts, client_id), self.ClientRead)

    def _client_facts(self, client_id: int) -> aside.Client:
        from oncall_tui.desk.cards import client_card
        from oncall_tui.desk.cases.origins import origin_for
        from oncall_tui.desk.responsibility import who

        desk = self._desk
        return aside.Client(client_card(desk, client_id), who(desk, client_id), origin_for(desk, client_id))

    def _find_callers(self, phone: str) -> None:
        if phone == self._phone:
            return
        self._phone = phone
        if sum(char.isdigit() for char in phone) < _PHONE_DIGITS:
            self._client.show_callers(())
            return

        def question() -> tuple[Candidate, ...]:
            return tuple(candidate(match.hit, match.kind) for match in self._desk.lookup.callers(phone))

        ask(self, "form-callers", question, self.CallersFound)

    def _preview(self, values: Values) -> None:
        call = self._call(values)
        if call is None:
            self._begun = self._asked = None
        elif call != self._asked:
            from oncall_tui.desk.calls import preview

            self._asked = call
            ask(self, "form-preview", partial(preview, self._desk, call), self.Previewed)

    def _call(self, values: Values) -> NewCall | None:
        return new_call(
            self._key,
            values,
            client_id=self._client.client_id,
            received_at=self._when("received"),
            shift_at=self._when("shift"),
            event_at=self._when("event"),
            emergency_at=self._emergency_at,
        )

    def _when(self, key: str) -> datetime | None:
        field = self.field(key)
        return field.at if isinstance(field, WhenField) else None

    @on(Previewed)
    def _previewed(self, event: Previewed) -> None:
        self._begun = event.begun
        self._beside()

    @on(ClientRead)
    def _client_read(self, event: ClientRead) -> None:
        if event.client.card.id == self._client.client_id:
            self._read = event.client
            self._beside()

    @on(CallersFound)
    def _callers_found(self, event: CallersFound) -> None:
        self._client.show_callers(event.candidates)
        self._beside()

    @on(AskFailed)
    def _preview_failed(self, event: AskFailed) -> None:
        if event.group != "save":
            event.stop()
            event.prevent_default()

    @on(ClientLine.Moved)
    def _moved(self, event: ClientLine.Moved) -> None:
        self._client.move(event.by)
        self._beside()

    @on(ClientLine.Taken)
    def _taken(self) -> None:
        self._client.take()
        self.focus_next()
        self.changed(self.values)

    def _beside(self) -> None:
        house = self._desk.house
        parts = []
        if self._emergency_at:
            lines = aside.emergency_text(house, self._read, self._emergency_at, _ROOM)
            parts.append(aside.titled("emergency", lines, _ROOM))
        if self._client.candidates:
            parts.append(aside.titled("which client? ↓ Enter", [self._client.picture()], _ROOM))
        elif self._read:
            parts.append(aside.titled("client", aside.client_text(self._read, _ROOM), _ROOM))
        origin = self._asked.origin if self._asked else None
        origin = origin or (self._read.origin if self._read else CaseOrigin.SELF_REFERRAL)
        clocks = [*aside.origin_text(origin, _ROOM), *aside.clocks_text(self._begun, house, _ROOM)]
        parts.append(aside.titled("will start", clocks, _ROOM))
        self.aside(stack(parts))

    # Saving

    def check(self, values: Values) -> dict[str, str]:
        """Refuse an item number that is none."""
        repeat = values.get("repeat_of", "").strip()
        if repeat and not repeat.isdecimal():
            return {"repeat_of": "An item number has digits only, as in 1042."}
        return {}

    def submit(self, values: Values) -> None:
        """Read the fields here, then save in a thread."""
        self._ready = self._call(values)
        super().submit(values)

    def _about(self, call: NewCall, named: str) -> NewCall:
        """Return the call with whom of our own it is about."""
        from oncall_tui.desk.people import find_person

        if not named.strip():
            return call
        return replace(call, subject_id=find_person(self._desk, named).id)

    def _log(self, values: Values) -> Saved:
        from oncall_tui.desk.calls import log_call

        call = self._ready
        if call is None:
            raise Refused("Choose what it is about.", field="category")
        try:
            return log_call(self._desk, self._about(call, values.get("subject", "")))
        except Refused as refused:
            names = {
                "person": "subject",
                "received_at": "received",
                "shift_at": "shift",
                "event_at": "event",
                "client_id": "client",
            }
            raise Refused(refused.words, field=names.get(refused.field, refused.field)) from refused
