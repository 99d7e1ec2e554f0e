"""Bring people, clients, the duty rota and absences in from files: all rows or none."""

from oncall_tui.desk.imports.findings import ImportRefused, ImportReport, Problem
from oncall_tui.desk.imports.run import LOADERS, Progress, run_import
from oncall_tui.desk.imports.templates import template

KINDS = tuple(LOADERS)
"""What can be imported, in the order in which a new site does it."""

__all__ = ["KINDS", "ImportRefused", "ImportReport", "Problem", "Progress", "run_import", "template"]
