"""A small organisation to work in, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

from oncall_tui.desk.context import Desk
from oncall_tui.desk.house import load_house
from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.rulebook import load_rulebook
from oncall_tui.settings import Settings
from storage.models import (
    AccessGrant,
    Client,
    ClientPhone,
    Consent,
    DutyShift,
    Holding,
    Organisation,
    Person,
    PersonRoleRow,
)
from storage.sessions import Store
from storage.vocabulary import AccessRole, Answer, CareRole, ConsentKind, PersonRole
from tests.clock import FixedClock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KIM, RAE, JO, MAI, SAM, LEN = range(1, 7)
HANA, BEN, PER = 1, 2, 3

PEOPLE = (
    (KIM, "Kim Webb", "kim@harbourside.example", "0491 570 006", (PersonRole.DIRECTOR,), True),
    (RAE, "Rae Novak", "rae@harbourside.example", "0491 570 110", (PersonRole.DIRECTOR,), True),
    (JO, "Jo Lee", "jo@harbourside.example", "0491 570 156", (PersonRole.CARE_MANAGER,), True),
    (MAI, "Mai Tran", "mai@harbourside.example", "0491 570 157", (PersonRole.CARE_MANAGER,), True),
    (SAM, "Sam Idris", "sam@harbourside.example", "0491 570 158", (PersonRole.CARE_MANAGER,), True),
    (LEN, "Len Quist", "len@harbourside.example", "0491 570 159", (PersonRole.CARE_MANAGER,), False),
)
CLIENTS = (
    (HANA, "C-0412", "Okafor", "Hana", "61255500188", JO, MAI),
    (BEN, "C-0977", "Okafor", "Ben", "61491570313", MAI, SAM),
    (PER, "C-0031", "Lindqvist", "Per", "61255500188", SAM, None),
)


def furnish(store: Store) -> None:
    """Put the organisation, its people and its clients on record."""
    with store.writing("system", "test.furnished", "organisation:1") as unit:
        for id_, name, email, phone, roles, active in PEOPLE:
            unit.session.add(Person(id=id_, name=name, email=email, phone=phone, active=active))
            unit.session.flush()
            for role in roles:
                unit.session.add(PersonRoleRow(person_id=id_, role=role))
        unit.session.add(
            Organisation(
                name="Harbourside Care",
                zone="Australia/Sydney",
                region="AU-NSW",
                hours="Mon-Fri 09:00-17:00",
                line="1800 975 711",
                commissioning_body="Northgate Assist",
                default_director_id=RAE,
            )
        )
        for id_, number, family, given, digits, pcm, scm in CLIENTS:
            unit.session.add(
                Client(
                    id=id_,
                    number=number,
                    family_name=family,
                    given_name=given,
                    dob=date(1948, 3, 12),
                    suburb="Newtown",
                )
            )
            unit.session.flush()
            unit.session.add(ClientPhone(client_id=id_, number="02 5550 0188", digits=digits))
            unit.session.add(Holding(client_id=id_, person_id=pcm, role=CareRole.PCM, starts_at=EPOCH))
            if scm:
                unit.session.add(Holding(client_id=id_, person_id=scm, role=CareRole.SCM, starts_at=EPOCH))
        unit.session.add(
            Consent(
                client_id=HANA,
                kind=ConsentKind.VOICEMAIL,
                answer=Answer.NO,
                noted_at=EPOCH,
                noted_by="Jo Lee",
            )
        )
        unit.session.add(
            DutyShift(
                director_id=KIM,
                starts_at=datetime(2026, 11, 13, 6, 0, tzinfo=UTC),
                ends_at=datetime(2026, 11, 22, 22, 0, tzinfo=UTC),
            )
        )


def person(id_: int) -> PersonRef:
    """Return one of the people as the desk names them."""
    return next(PersonRef(*each[:4]) for each in PEOPLE if each[0] == id_)


def give(store: Store, person_id: int, role: AccessRole) -> None:
    """Give somebody a role beyond what comes with their work."""
    with store.writing("system", "test.granted", f"person:{person_id}") as unit:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        unit.session.add(AccessGrant(person_id=person_id, role=role, by_id=KIM, at=at))


def desk_of(store: Store, clock: FixedClock, operator: int = KIM) -> Desk:
    """Return a desk of the organisation at which somebody sits."""
    return Desk(
        store=store,
        clock=clock,
        settings=Settings(),
        operator=person(operator),
        load_house=lambda: load_house(store),
        load_rulebook=load_rulebook,
    )
