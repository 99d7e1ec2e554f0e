"""What the demo's people did for their clients in those weeks: cases, a plan, the caseload, the policies."""

from __future__ import annotations

from oncall_tui.demo.care import caseload, cases, plan
from oncall_tui.demo.care.telling import Deed, Memory

__all__ = ["Deed", "Memory", "deeds"]


def deeds(memory: Memory) -> list[Deed]:
    """Return every deed; what one makes is known by name to those after it."""
    return [*cases.deeds(memory), *plan.deeds(memory), *caseload.deeds(memory)]
