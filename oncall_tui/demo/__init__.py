"""A made-up organisation on a clock of its own: for `oncall demo`, for tests and for pictures (R-171)."""

from oncall_tui.demo.clock import DEMO_NOW, DemoClock, SettableClock
from oncall_tui.demo.opening import open_demo

__all__ = ["DEMO_NOW", "DemoClock", "SettableClock", "open_demo"]
