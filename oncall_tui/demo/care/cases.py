"""Outside parties, cases in every stage, and the register of policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.demo.care.telling import Deed, Memory
from oncall_tui.desk.cases import verbs as cases
from oncall_tui.desk.parties.procedures import NewProcedure, add_procedure
from oncall_tui.desk.parties.verbs import NewParty, NewPartyNote, add_party, link_client, note_party
from oncall_tui.desk.policies.verbs import NewPolicy, add_policy
from storage.vocabulary import CaseKind, CaseOrigin, Channel, OutsideKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_PARTIES = (
    NewParty(
        OutsideKind.COMMISSIONING_BODY,
        "Northgate Assist",
        contact_name="Duty coordinator",
        phones=("1800 975 712",),
        emails=("duty@northgate.example",),
    ),
    NewParty(
        OutsideKind.CLIENT_ORGANISATION,
        "Northgate Rail",
        contact_name="Injury desk",
        phones=("02 5550 0910",),
        line="1800 975 713",
    ),
    NewParty(OutsideKind.CLIENT_ORGANISATION, "Brightwater Mills", phones=("02 5550 0915",)),
    NewParty(
        OutsideKind.PROVIDER,
        "Bluegum Counselling",
        works_as="couples and family counselling",
        phones=("02 5550 0920",),
        emails=("rooms@bluegum.example",),
    ),
    NewParty(
        OutsideKind.PROVIDER,
        "Ferry Road Physiotherapy",
        works_as="physiotherapy",
        phones=("02 5550 0921",),
        notes="Rings between patients: the first ten minutes of an hour are good.",
    ),
)
_PROCEDURES = (
    NewProcedure(0, "Ask whether the return-to-work plan has been seen."),
    NewProcedure(0, "Tell the injury desk when the last session is booked."),
    NewProcedure(
        0, "Send the completed notes sooner than others ask for.", "notes-upload", "3 business days"
    ),
)


def deeds(memory: Memory) -> list[Deed]:
    """Return what was done, in order."""
    return [
        memory.deed("2026-11-02 09:40", "Kim Webb", lambda desk: _parties(desk, memory)),
        memory.deed("2026-11-02 10:10", "Kim Webb", _policies),
        *_ended(memory),
        memory.deed("2026-11-03 11:00", "Sam Idris", lambda desk: _separate(desk, memory)),
        memory.deed("2026-11-12 10:00", "Sam Idris", lambda desk: _couple(desk, memory)),
        memory.deed("2026-11-19 16:40", "Sam Idris", lambda desk: _first_session(desk, memory)),
    ]


def _parties(desk: Desk, memory: Memory) -> None:
    for party in _PARTIES:
        memory.keep(party.name, add_party(desk, party).party_id)
    for procedure in _PROCEDURES:
        rail = memory.made["Northgate Rail"]
        add_procedure(desk, NewProcedure(rail, procedure.words, procedure.rule, procedure.number))
    physio = memory.made["Ferry Road Physiotherapy"]
    link_client(desk, physio, memory.clients["C-0118"], "physiotherapist")
    note = "Explained what a case manager does by telephone, and what stays with them."
    agreed = "They ring us when exercises are missed twice; we ring them after each review."
    note_party(desk, NewPartyNote(physio, note, Channel.PHONE, agreed))


def _policies(desk: Desk) -> None:
    add_policy(
        desk,
        NewPolicy(
            "Management of cases",
            "2026-11",
            department="Clinical",
            author="Priya Raman",
            approver="Kim Webb",
            experts=("Tomasz Wilk", "Mai Tran"),
            created="2025-09",
            words="First put down.",
        ),
    )
    add_policy(
        desk,
        NewPolicy(
            "Continuity for clients when a care manager is away",
            "2027-03",
            department="Clinical",
            author="Kim Webb",
            approver="Priya Raman",
            created="2026-03",
            words="First put down.",
        ),
    )


def _open(desk: Desk, memory: Memory, name: str, client: str, kind: CaseKind, about: str) -> int:
    case = cases.NewCase(
        f"demo-case-{name}",
        memory.clients[client],
        kind,
        6,
        organisation_id=memory.made["Northgate Rail"],
        provider_id=memory.made["Bluegum Counselling"],
        about=about,
    )
    memory.keep(name, cases.open_case(desk, case).case_id)
    return memory.made[name]


def _ended(memory: Memory) -> list[Deed]:
    """A case whose notes are on record and wait for their review."""

    def begin(desk: Desk) -> None:
        _open(desk, memory, "ended", "C-0296", CaseKind.INDIVIDUAL, "Sleep and pain after the accident.")

    def session(number: int) -> Deed:
        held = cases.NewSession
        return memory.deed(
            f"2026-11-{2 + 7 * number:02} 15:00",
            "Sam Idris",
            lambda desk: cases.record_session(
                desk,
                held(
                    f"demo-session-{number}",
                    memory.made["ended"],
                    words="Pacing, sleep, and what helps on a bad day.",
                    agreed="Yusuf keeps the diary; the next session looks at it.",
                ),
            ),
        )

    def end(desk: Desk) -> None:
        cases.end_intervention(desk, memory.made["ended"], "Goals reached in two sessions.")

    def notes(desk: Desk) -> None:
        standard = _standard(desk)
        words = "Attended both sessions. Sleeps six hours. No risk seen."
        new = cases.NewNotes(
            "demo-notes", memory.made["ended"], "Completed notes", "Bluegum Counselling", words, standard[:-1]
        )
        cases.record_notes(desk, new)

    return [
        memory.deed("2026-11-03 10:00", "Sam Idris", begin),
        session(1),
        session(2),
        memory.deed("2026-11-17 12:00", "Sam Idris", end),
        memory.deed("2026-11-19 10:20", "Sam Idris", notes),
    ]


def _standard(desk: Desk) -> tuple[str, ...]:
    from oncall_tui.desk.cases.record import note_standard

    return note_standard(desk)


def _separate(desk: Desk, memory: Memory) -> None:
    """A case under a policy of its own, which starts none of the clocks of the partner policy."""
    case = cases.NewCase(
        "demo-case-separate",
        memory.clients["C-0388"],
        CaseKind.INDIVIDUAL,
        8,
        CaseOrigin.MANAGEMENT_REFERRAL,
        organisation_id=memory.made["Northgate Rail"],
        about="Referred by his manager after two absences.",
    )
    cases.open_case(desk, case)


def _couple(desk: Desk, memory: Memory) -> None:
    _open(desk, memory, "couple", "C-0592", CaseKind.COUPLES, "Night shifts, and who is there for the child.")


def _first_session(desk: Desk, memory: Memory) -> None:
    """The first session of a couple: now it wants one of three decisions before the second."""
    session = cases.NewSession(
        "demo-couple-1",
        memory.made["couple"],
        words="Both came. They want to sort out the mornings first.",
        agreed="Bluegum sends a summary by Monday; Sam decides how many sessions follow.",
    )
    cases.record_session(desk, session)
