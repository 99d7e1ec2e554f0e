"""The duty rota: who has the line, who takes it over, and what of the rota does not hold (R-035)."""

from oncall_tui.desk.duty.holder import line_holder

__all__ = ["line_holder"]
