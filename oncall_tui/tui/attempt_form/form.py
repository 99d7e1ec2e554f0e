"""Log an attempt: what the rules and the client said stands above, before the call is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from oncall_tui.desk.views import Saved
from oncall_tui.rules.when import Meaning, parse_when
from oncall_tui.tui.desk_form import DeskForm
from oncall_tui.tui.lines import ACCENT, DIM, LAPSED, LAPSING, STRONG, line, rule, stack, wrapped
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField, YesNoField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.ticks import TicksField
from storage.vocabulary import Channel, MessageLeft, Outcome, Party, Topic

if TYPE_CHECKING:
    from oncall_tui.desk.attempts import AttemptSheet, NewAttempt
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.prepared import Prepared

_CHANNELS = (
    Option(Channel.PHONE.value, "phone"),
    Option(Channel.EMAIL.value, "e-mail"),
    Option(Channel.IN_PERSON.value, "in person"),
)
_OUTCOMES = (
    Option(Outcome.REACHED.value, "reached"),
    Option(Outcome.NO_ANSWER.value, "no answer"),
    Option(Outcome.VOICEMAIL.value, "voicemail"),
    Option(Outcome.CALL_BACK_LATER.value, "call back later"),
    Option(Outcome.OUT_OF_SERVICE.value, "out of service"),
    Option(Outcome.REFUSED.value, "did not want to talk"),
)
_LEFT = (
    Option("", "none"),
    Option(MessageLeft.VOICEMAIL.value, "left on voicemail"),
    Option(MessageLeft.EMAIL.value, "sent by e-mail"),
    Option(MessageLeft.REFUSED.value, "not wanted"),
    Option(MessageLeft.NOT_POSSIBLE.value, "not possible"),
)
_PARTIES = tuple(Option(party.value, party.value.replace("-", " ")) for party in Party)
_NO_TOPIC = "none"
_TOPICS = (
    *(Option(each.value, each.value.replace("-", " ")) for each in Topic),
    Option(_NO_TOPIC, "none of these"),
)
_TOPIC_HINT = "once you spoke with them; it counts as a contact only with one of the four"
_ROOM = 100
_MESSAGES = (MessageLeft.VOICEMAIL.value, MessageLeft.EMAIL.value)
_IN_VAIN = (Outcome.NO_ANSWER.value, Outcome.VOICEMAIL.value, Outcome.OUT_OF_SERVICE.value)
"""Outcomes after which it is asked whether a message was left."""


class AttemptForm(DeskForm):
    """The form of an attempt."""

    def __init__(
        self,
        desk: Desk,
        key: str,
        sheet: AttemptSheet,
        *,
        initial: Values,
        on_draft: Callable[[Values], None] | None = None,
        log: Callable[[NewAttempt], Saved] | None = None,
    ) -> None:
        """Take what is known before the attempt; `log` saves it where that is more than one entry."""
        about = f"item {sheet.item_id}" if sheet.item_id else "new outreach"
        super().__init__(f"ATTEMPT  {about}", self._log, initial=initial, on_draft=on_draft)
        self._log_it = log
        self._desk = desk
        self._key = key
        self._sheet = sheet
        self._ready: NewAttempt | None = None
        self._untouched: dict[str, str] = {}
        self._offered = ""
        """The prepared words that stand in the form."""
        self.touched = bool(initial)
        """Whether anything was typed that is worth keeping."""

    def fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        parse = partial(self._parse, past=False)
        return (
            ChoiceField("channel", "By", _CHANNELS, value=Channel.PHONE.value),
            ChoiceField("outcome", "Outcome", _OUTCOMES, required=True),
            ChoiceField("message_left", "Message", _LEFT, value=""),
            NoteField("text", "Words left", room=8000, hint="as they were really said or written"),
            NoteField("note", "Said, agreed", hint="needed when they were reached; 'none needed' will do"),
            TicksField("topic", "Spoke about", _TOPICS, alone=_NO_TOPIC, hint=_TOPIC_HINT),
            TextField("next_step", "Next step", room=400, hint="who does what, by when"),
            WhenField("next_try", "Next try", parse, hint="as in 16:30, mon 9:00, +1bd"),
            ChoiceField("party", "Tried", _PARTIES, value=self._sheet.party.value),
            YesNoField("dissatisfied", "Unhappy", value="no", hint="yes: the commissioning body is told (E)"),
            WhenField("made", "Made at", partial(self._parse, past=True), hint="empty for now"),
            TextField(
                "override_reason", "Reason", room=400, hint="only where a rule bars it: a director's reason"
            ),
        )

    def _parse(self, text: str, *, past: bool) -> Meaning:
        house = self._desk.house
        return parse_when(text, self._desk.now(), house.zone, house.calendar, past=past)

    # Live

    def changed(self, values: Values) -> None:
        """Show what the rules say about the chosen means, before the outcome is told."""
        self._untouched = self._untouched or dict(values)
        self.touched = self.touched or dict(values) != self._untouched
        channel = Channel(values.get("channel") or Channel.PHONE)
        party = Party(values.get("party") or Party.CLIENT)
        self._offer_words(values, channel)
        self.introduce(self._facts(channel, party, values.get("override_reason", "")))

    def _offer_words(self, values: Values, channel: Channel) -> None:
        """Offer the prepared words once a message is left; what was changed in them stays."""
        left = values.get("message_left", "")
        field = self.field("text")
        field.display = left in _MESSAGES
        means = Channel.EMAIL if left == MessageLeft.EMAIL else channel
        offered = self._sheet.script(means) if field.display else ""
        if offered and field.value in ("", self._offered) and field.value != offered:
            self._offered = offered
            field.value = offered

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask about the message after a try in vain (R-089), and what has changed before one more (R-086)."""
        wrong: dict[str, str] = {}
        channel, party = Channel(values["channel"]), Party(values["party"] or Party.CLIENT)
        may = channel is not Channel.EMAIL and self._sheet.message(channel, party).may_leave
        if may and values["outcome"] in _IN_VAIN and not values["message_left"]:
            wrong["message_left"] = "Say whether a message was left, or why none."
        harassing = self._sheet.verdict(channel).harassing
        if harassing and not values["override_reason"].strip():
            wrong["override_reason"] = harassing
        return wrong

    def _facts(self, channel: Channel, party: Party, override: str) -> Content:
        sheet, room = self._sheet, min(_ROOM, max(40, self.app.size.width - 8))
        verdict = sheet.verdict(channel, override=override)
        message = sheet.message(channel, party)
        lines = [
            line(
                (sheet.who, STRONG),
                "   ",
                (sheet.number or "no number on record", f"bold {ACCENT}"),
                "   ",
                (verdict.words, DIM),
            )
        ]
        if verdict.blocked:
            lines += wrapped("✗", verdict.blocked, room, width=2, style=LAPSED)
        style = "" if message.may_leave else LAPSED
        lines += wrapped("✓" if message.may_leave else "✗", message.words, room, width=2, style=style)
        for warning in (*verdict.warnings, *((sheet.pressure_warning,) if sheet.pressure_warning else ())):
            lines += wrapped("!", warning, room, width=2, style=LAPSING)
        if message.may_leave or sheet.allowed.exact:
            lines += wrapped("“", sheet.script(channel), room, width=2, style=DIM)
        if sheet.to_ask and party is Party.CLIENT:
            lines += wrapped("?", sheet.to_ask, room, width=2, style=LAPSING)
        lines.append(rule("what came of it", room))
        return stack(lines)

    # Saving

    def submit(self, values: Values) -> None:
        """Read the fields here, then save in a thread."""
        from oncall_tui.desk.attempts import NewAttempt

        left = values.get("message_left")
        ticked = set(values.get("topic", "").split(","))
        self._ready = NewAttempt(
            key=self._key,
            item_id=self._sheet.item_id,
            channel=Channel(values["channel"] or Channel.PHONE),
            outcome=Outcome(values["outcome"]),
            party=Party(values["party"] or Party.CLIENT),
            made_at=self._when("made"),
            message_left=MessageLeft(left) if left else None,
            topics=tuple(each for each in Topic if each.value in ticked),
            uncounted=_NO_TOPIC in ticked,
            note=values["note"],
            next_step=values["next_step"],
            next_try_at=self._when("next_try"),
            override_reason=values["override_reason"],
            dissatisfied=values["dissatisfied"] == "yes",
            text=self._words_used(values),
            version=self._sheet.version,
        )
        super().submit(values)

    def _words_used(self, values: Values) -> Prepared | None:
        """Return the words that were left, as they stand in the form; None where none were."""
        if values.get("message_left") not in _MESSAGES or not values["text"].strip():
            return None
        by_mail = values["message_left"] == MessageLeft.EMAIL
        text = self._sheet.texts.get(Channel.EMAIL if by_mail else Channel.PHONE)
        return replace(text, body=values["text"]) if text else None

    @property
    def made(self) -> NewAttempt | None:
        """The attempt that was saved, if one was."""
        return self._ready if self.saved is not None else None

    def _when(self, key: str) -> datetime | None:
        field = self.field(key)
        return field.at if isinstance(field, WhenField) else None

    def _log(self, _values: Values) -> Saved:
        from oncall_tui.desk.attempts import log_attempt

        assert self._ready is not None
        return self._log_it(self._ready) if self._log_it else log_attempt(self._desk, self._ready)
