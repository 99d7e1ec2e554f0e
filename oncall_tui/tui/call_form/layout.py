"""The fields of the call form: the first eight make a whole log, the rest is there when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oncall_tui.desk.cases.naming import DEVELOPMENT_WORDS, ORIGIN_WORDS
from oncall_tui.rules.when import Meaning
from oncall_tui.tui.call_form.client_field import ClientField
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField, YesNoField
from oncall_tui.tui.words import CATEGORY
from storage.vocabulary import CallerType, CaseOrigin, Development, Direction, Interest, Urgency

_CALLERS = tuple(Option(each.value, each.value.replace("-", " ")) for each in CallerType)
_CATEGORIES = tuple(Option(each.value, words) for each, (_, words) in CATEGORY.items() if not each.asked)
_DIRECTIONS = (
    Option(Direction.IN.value, "call, answered"),
    Option(Direction.VOICEMAIL.value, "voicemail"),
    Option(Direction.EMAIL.value, "e-mail"),
    Option(Direction.IN_BASKET.value, "in-basket"),
    Option(Direction.OUT.value, "outgoing call"),
)
_URGENCIES = (Option("", "by category"), *(Option(each.value, each.value) for each in Urgency))
_OWED = (Option("", "as usual"), Option("yes", "yes"), Option("no", "no"))
_INTERESTS = (
    Option("", "not said"),
    Option(Interest.CLIENT_TO_CARE.value, "client to carers"),
    Option(Interest.CLIENT_TO_US.value, "client to us"),
    Option(Interest.US_TO_CLIENT.value, "us to client"),
)
_DEVELOPMENTS = (
    Option("", "not said"),
    *(Option(each.value, DEVELOPMENT_WORDS[each]) for each in Development),
)
_ORIGINS = (
    Option("", "as the client's cases"),
    *(Option(each.value, ORIGIN_WORDS[each]) for each in CaseOrigin),
)

FIRST_EIGHT = ("emergency", "client", "caller", "caller_type", "phone", "category", "said", "next_step")
"""The fields that make a whole log (R-051)."""


def call_fields(
    client: ClientField, parse_past: Callable[[str], Meaning], parse: Callable[[str], Meaning]
) -> Sequence[Field]:
    """Return the fields in their order."""
    return (
        YesNoField("emergency", "Emergency now?", value="no", hint="Is anybody in danger at this moment?"),
        client,
        TextField("caller", "Caller", room=120, hint="who is speaking"),
        ChoiceField("caller_type", "Caller is", _CALLERS, value=CallerType.CLIENT.value),
        TextField("phone", "Ring back on", room=40, hint="the number to ring back"),
        ChoiceField("category", "About", _CATEGORIES, required=True),
        NoteField("said", "What was said"),
        TextField("next_step", "Next step", room=400, hint="what was agreed: who does what, by when"),
        *_further_fields(parse_past, parse),
    )


def _further_fields(parse_past: Callable[[str], Meaning], parse: Callable[[str], Meaning]) -> Sequence[Field]:
    """Return the fields after those that make a whole log."""
    return (
        ChoiceField("direction", "Came by", _DIRECTIONS, value=Direction.IN.value),
        WhenField("received", "Received", parse_past, hint="empty for now; both times are kept"),
        ChoiceField("owed", "Call back owed", _OWED, value=""),
        ChoiceField("urgency", "Urgency", _URGENCIES, value=""),
        YesNoField("risk", "Risk", value="no", hint="risk or urgency: no upper number of attempts"),
        YesNoField(
            "dissatisfied",
            "Dissatisfied",
            value="no",
            hint="with any part of the care: it is passed on at once",
        ),
        TextField("relationship", "Relationship", room=80, hint="to the client"),
        TextField("dropped_phone", "If it drops", room=40, hint="another number, should the call drop"),
        NoteField("advice", "Advice given"),
        WhenField("event", "Leads up to", parse, hint="an appointment, or the day on which funding lapses"),
        WhenField("shift", "Shift begins", parse, hint="for a roster change: the clock runs to this hour"),
        TextField(
            "replacement", "Replacement", room=120, hint="for a roster change: who steps in, found by whom"
        ),
        TextField(
            "repeat_of",
            "Repeats item",
            room=12,
            hint="number of the item it repeats; that one becomes more urgent",
        ),
        ChoiceField("interest", "Interest put", _INTERESTS, value="", hint="whose interest the matter puts"),
        TextField(
            "subject",
            "About one of us",
            room=120,
            hint="name or e-mail, as in a conflict with the manager: it goes past them",
        ),
        *_case_fields(),
    )


def _case_fields() -> Sequence[Field]:
    """Return what is asked about a case that it belongs to (R-021, R-097)."""
    hint = "for a development; a risk is urgent at once"
    return (
        ChoiceField("development", "It tells of", _DEVELOPMENTS, value="", hint=hint),
        ChoiceField("origin", "Case origin", _ORIGINS, value="", hint="whose policy covers it"),
    )
