"""What stands in place of every screen while the console is locked: counts, and who may unlock it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from oncall_tui.tui.asking import AskFailed, act
from oncall_tui.tui.lines import ACCENT, DIM, LAPSED, LAPSING, STRONG, Part, line, stack
from oncall_tui.tui.sheets.sheet import key_line
from oncall_tui.tui.signing.locking import Locking
from oncall_tui.tui.widgets.fields import Field, TextField
from oncall_tui.tui.widgets.secret import SecretField

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef


@dataclass(frozen=True, slots=True)
class LockFacts:
    """What the lock tells anybody who passes by: numbers and the time, and of nobody."""

    organisation: str
    time: str
    open: int | None
    """None while the queue is still being read."""
    lapsing: int
    lapsed: int
    alerts: int
    running: bool
    """Whether the alerts are being looked after."""


class LockScreen(Screen[None]):
    """Asks who is there; alerts go on behind it, and nothing of anybody stands on it."""

    DEFAULT_CSS = """
    LockScreen {
        align: center middle;
        background: $background;
        & > #lock { width: 70; max-width: 100%; height: auto; padding: 1 2; border: round $border-blurred; }
        & #lock-title { height: auto; margin-bottom: 1; }
        & #lock-facts { height: auto; margin-bottom: 1; }
        & Field > .field--line { height: 2; text-wrap: wrap; }
        &.-low > #lock { padding: 0 1; border: none; }
        &.-low #lock-title, &.-low #lock-facts { margin-bottom: 0; }
        &.-low Field > .field--line { height: 1; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]  # noqa: RUF012 (typed by its base)
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "somebody_else", "Somebody else", show=False, priority=True),
        Binding("ctrl+s", "unlock", "Sign in", show=False, priority=True),
    ]

    def __init__(
        self, desk: Desk, facts: Callable[[], LockFacts], why: str, *, ask_who: bool = False
    ) -> None:
        super().__init__()
        self._desk = desk
        self._facts = facts
        self._why = why
        self._ask_who = ask_who
        self._busy = False
        self.who = TextField("who", "Who", value="" if ask_who else desk.operator.name)
        self.secret = SecretField("secret", "PIN or passphrase")

    def compose(self) -> ComposeResult:
        """Lay out what is told, the two fields and the keys."""
        self.who.label_width = self.secret.label_width
        with Vertical(id="lock"):
            yield Static(id="lock-title", markup=False)
            yield Static(id="lock-facts", markup=False)
            yield self.who
            yield self.secret
            yield key_line(("Enter", "sign in"), ("Esc", "somebody else"), ("Ctrl+Q", "quit"))

    def on_mount(self) -> None:
        """Show the counts, and again each second."""
        self.tick()
        self.set_interval(1.0, self.tick)
        (self.who if self._ask_who else self.secret).editor.focus()

    def tick(self) -> None:
        """Show how things stand."""
        facts = self._facts()
        place = line((facts.organisation, STRONG), "   ", (facts.time, DIM))
        why = line(("LOCKED", ACCENT), "   ", (self._why, DIM))
        self.query_one("#lock-title", Static).update(stack([place, Content(""), why]))
        self.query_one("#lock-facts", Static).update(stack([_counts(facts), _alerts(facts)]))

    def action_somebody_else(self) -> None:
        """Let somebody else say who they are."""
        self.who.value = self.secret.value = ""
        self.who.editor.focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self.who.line and not self.secret.value:
            self.secret.editor.focus()
        else:
            self.action_unlock()

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()

    def action_unlock(self) -> None:
        """Check the secret in a thread; pressed again meanwhile it does nothing."""
        if self._busy:
            return
        name, secret = self.who.value, self.secret.value
        if not name.strip():
            self.who.error = "Say who you are: your name or e-mail address."
            self.who.editor.focus()
        elif not secret:
            self.secret.error = "Type your PIN or passphrase, then Enter."
            self.secret.editor.focus()
        else:
            self._busy = True
            self.secret.hint = "Looking …"
            act(self, "unlock", lambda: self._prove(name, secret), Locking.Proved)

    def _prove(self, name: str, secret: str) -> PersonRef:
        from oncall_tui.desk.access.signing_in import find_signer, sign_in

        person = find_signer(self._desk, name)
        sign_in(self._desk, person, secret)
        return person

    @on(Locking.Proved)
    def _proved(self) -> None:
        self._busy = False
        self.secret.value = ""

    @on(AskFailed)
    def _failed(self, event: AskFailed) -> None:
        event.stop()
        self._busy = False
        self.secret.hint = ""
        with self.prevent(Input.Changed):  # which would take what is wrong away at once
            self.secret.value = ""
        wrong = self.who if event.field == "who" else self.secret
        wrong.error = event.words
        wrong.editor.focus()


def _counts(facts: LockFacts) -> Content:
    """Return how many items there are; a letter or a sign beside each colour."""
    if facts.open is None:
        return line(("reading the queue …", DIM))
    parts: list[Part] = [(f"{facts.open} open", "")]
    if facts.lapsing:
        parts += [("  ·  ", DIM), (f"! {facts.lapsing} lapsing", LAPSING)]
    if facts.lapsed:
        parts += [("  ·  ", DIM), (f"✗ {facts.lapsed} lapsed", LAPSED)]
    return line(*parts)


def _alerts(facts: LockFacts) -> Content:
    """Return how many alerts wait, and whether they are looked after."""
    if not facts.running:
        return line(("✗ the alerts are not being looked after", LAPSED))
    if facts.alerts:
        count = "1 alert waits" if facts.alerts == 1 else f"{facts.alerts} alerts wait"
        return line((f"! {count}", LAPSING), ("   they ring and are sent while this is locked", DIM))
    return line(("no alert waits; they ring and are sent while this is locked", DIM))
