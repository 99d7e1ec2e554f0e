"""The options of the commands about cases, each with its help."""

from __future__ import annotations

from typing import Annotated

import typer

CaseNumber = Annotated[int, typer.Argument(metavar="CASE", help="Number of the case, from `oncall case`.")]
ForClient = Annotated[str, typer.Argument(metavar="CLIENT", help="Number, Family, Given, or part of a name.")]
OfClient = Annotated[
    str, typer.Option("--client", metavar="C", help="Every case of theirs; left out, all that go on.")
]
One = Annotated[int, typer.Option("--case", metavar="N", help="Everything about one case.")]
Kind = Annotated[
    str,
    typer.Option("--kind", metavar="K", help="couples, families, minors, transitional-support, individual …"),
]
Sessions = Annotated[int | None, typer.Option("--sessions", metavar="N", help="How many the benefit holds.")]
Origin = Annotated[str, typer.Option("--origin", metavar="O", help="self-referral if left out.")]
Organisation = Annotated[
    str, typer.Option("--organisation", metavar="P", help="The client organisation, by name or number.")
]
Provider = Annotated[str, typer.Option("--provider", metavar="P", help="The provider, by name or number.")]
Clinician = Annotated[
    str, typer.Option("--with", metavar="PERSON", help="Whoever is responsible for the client if left out.")
]
About = Annotated[str, typer.Option("--about", metavar="TEXT", help="What it is about.")]
When = Annotated[str, typer.Option("--when", metavar="WHEN", help="Now if left out.")]
Agreed = Annotated[
    str, typer.Option("--agreed", metavar="TEXT", help="Who does what by when; “none needed” counts.")
]
Ahead = Annotated[str, typer.Option("--ahead", metavar="REASON", help="Why a barred session goes ahead.")]
Booked = Annotated[int, typer.Option("--booked", metavar="N", help="The booking that was held.")]
Decision = Annotated[str, typer.Option("--decision", metavar="D", help="authorise, one-further or deny.")]
More = Annotated[int | None, typer.Option("--sessions", metavar="N", help="How many more, to authorise.")]
Resources = Annotated[
    str, typer.Option("--resources", metavar="TEXT", help="Which were offered, or lead on.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, or how it ended.")]
Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="What the note is called.")]
Author = Annotated[str, typer.Option("--author", metavar="NAME", help="Who wrote it.")]
Text = Annotated[str, typer.Option("--text", metavar="TEXT", help="What it says, or where it is kept.")]
Part = Annotated[
    list[str] | None, typer.Option("--part", metavar="TEXT", help="A part of the standard that it holds.")
]
NoteNumber = Annotated[int, typer.Argument(metavar="NOTE", help="Number of the note, from --case.")]
Result = Annotated[str, typer.Option("--result", metavar="R", help="no-issue or actions.")]
Found = Annotated[str, typer.Option("--found", metavar="TEXT", help="What was noticed.")]
Action = Annotated[
    list[str] | None, typer.Option("--action", metavar="TEXT", help="Who does what by when: an item each.")
]
NewsKind = Annotated[str, typer.Option("--kind", metavar="K", help="risk, goal-slip or other.")]
ProcedureNumber = Annotated[int, typer.Argument(metavar="PROCEDURE", help="Its number, from --case.")]
Answer = Annotated[str, typer.Option("--answer", metavar="A", help="followed or not-applicable.")]
NoNotes = Annotated[str, typer.Option("--no-notes", metavar="REASON", help="Why there are no notes.")]
SetParts = Annotated[
    list[str] | None, typer.Option("--part", metavar="TEXT", help="Every part that a note is to hold, anew.")
]
