"""Everything that can be done to a case, under one name."""

from __future__ import annotations

from oncall_tui.desk.cases.developing import NewDevelopment, report_development
from oncall_tui.desk.cases.finishing import (
    NewNotes,
    close_case,
    end_intervention,
    record_notes,
    tick_procedure,
)
from oncall_tui.desk.cases.opening import NewCase, assign, attach_rules, open_case, set_benefit
from oncall_tui.desk.cases.reviewing import NewReview, NoteReview, decide_review, review_note
from oncall_tui.desk.cases.sessions import NewSession, book_session, cancel_session, record_session

__all__ = [
    "NewCase",
    "NewDevelopment",
    "NewNotes",
    "NewReview",
    "NewSession",
    "NoteReview",
    "assign",
    "attach_rules",
    "book_session",
    "cancel_session",
    "close_case",
    "decide_review",
    "end_intervention",
    "open_case",
    "record_notes",
    "record_session",
    "report_development",
    "review_note",
    "set_benefit",
    "tick_procedure",
]
