"""Made-up clients: a few by hand for tests, or any number by syllables for measurements, always the same."""

from __future__ import annotations

from bisect import bisect
from datetime import UTC, date, datetime
from itertools import accumulate
from random import Random

from sqlalchemy import Connection, text
from sqlmodel import Session, SQLModel

from storage.models import Client, ClientPhone, Holding, Person
from storage.search import index_clients, search
from storage.vocabulary import CareRole, ClientStatus, Phase

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def add_client(
    connection: Connection,
    number: str,
    family: str,
    given: str = "",
    *,
    preferred: str = "",
    suburb: str = "",
    dob: date | None = None,
    phones: tuple[tuple[str, str], ...] = (),
    active: bool = True,
    index: bool = True,
) -> int:
    """Keep a client and their phones, each as spoken and as digits, and return the client's id."""
    with Session(connection) as session:
        client = Client(
            number=number,
            family_name=family,
            given_name=given,
            preferred_name=preferred,
            suburb=suburb,
            dob=dob,
            active=active,
        )
        session.add(client)
        session.flush()
        made = client.id
        assert made is not None
        session.add_all(
            ClientPhone(client_id=made, number=number, digits=digits) for number, digits in phones
        )
        session.flush()
    if index:
        index_clients(connection, [made])
    return made


def add_manager(
    connection: Connection,
    name: str,
    client_id: int,
    *,
    role: CareRole = CareRole.PCM,
    start: datetime = LONG_AGO,
    end: datetime | None = None,
) -> int:
    """Keep a person who holds a role for a client, and return the person's id."""
    with Session(connection) as session:
        person = Person(name=name, email=f"{name.lower().replace(' ', '.')}@example.org")
        session.add(person)
        session.flush()
        made = person.id
        assert made is not None
        session.add(Holding(client_id=client_id, person_id=made, role=role, starts_at=start, ends_at=end))
        session.flush()
    return made


def found_numbers(connection: Connection, typed: str, limit: int = 20) -> list[str]:
    """Return the client numbers found, in their order."""
    ids = [found.client_id for found in search(connection, typed, limit)]
    all_numbers = {row[0]: str(row[1]) for row in connection.execute(text("SELECT id, number FROM client"))}
    return [all_numbers[client_id] for client_id in ids]


_STARTS = ("", *"bcdfghjklmnprstvwz", "br", "ch", "dr", "gr", "kl", "sh", "st", "th", "tr")
_VOWELS = (*"aeiou", "ai", "ea", "ie", "ou")
_ENDS = ("", "", *"lnrst", "ck", "nd", "ng", "rd")


class _Names:
    """Distinct names by syllables, the first ones common and the last ones rare, as names are."""

    def __init__(self, random: Random, count: int, syllables: tuple[int, ...], flat: int) -> None:
        made: dict[str, None] = {}
        while len(made) < count:
            parts = (
                random.choice(_STARTS) + random.choice(_VOWELS) + random.choice(_ENDS)
                for _ in range(random.choice(syllables))
            )
            name = "".join(parts).capitalize()
            if len(name) >= 3:
                made[name] = None
        self._names = tuple(made)
        self._weights = tuple(accumulate(1 / (rank + flat) for rank in range(count)))
        self._random = random

    def pick(self) -> str:
        """Return a name, a common one more often."""
        return self._names[bisect(self._weights, self._random.random() * self._weights[-1])]


def make_clients(connection: Connection, count: int, seed: int = 7) -> None:
    """Keep any number of clients with a phone and a manager each; the index is not made.

    The commonest family name belongs to one client in a hundred, the commonest given name to one in forty.
    """
    random = Random(seed)
    family = _Names(random, 20_000, (2, 2, 3), 12)
    given = _Names(random, 2_000, (2,), 6)
    suburb = _Names(random, 3_000, (2, 3), 40)
    tables = SQLModel.metadata.tables
    people = [
        {"id": at, "name": f"{given.pick()} {family.pick()}", "email": f"m{at}@example.org"}
        for at in range(1, 501)
    ]
    connection.execute(
        tables["person"].insert(), [{**row, "expertise": [], "services": []} for row in people]
    )
    fixed = {
        "status": ClientStatus.STABLE,
        "phase": Phase.ENGAGED,
        "conditions": [],
        "past_history": [],
        "concerns": [],
    }
    for start in range(1, count + 1, 10_000):
        clients, phones, holdings = [], [], []
        for at in range(start, min(start + 10_000, count + 1)):
            last = family.pick() if random.random() > 0.02 else f"{family.pick()}-{family.pick()}"
            clients.append(
                {
                    **fixed,
                    "id": at,
                    "number": f"C-{1_000_000 + at}",
                    "family_name": last,
                    "given_name": given.pick(),
                    "preferred_name": given.pick() if random.random() < 0.1 else "",
                    "suburb": suburb.pick(),
                    "dob": date(random.randint(1930, 2010), random.randint(1, 12), random.randint(1, 28)),
                }
            )
            mobile = f"4{random.randrange(10**8):08}"
            spoken = f"0{mobile[:3]} {mobile[3:6]} {mobile[6:]}"
            phones.append({"client_id": at, "number": spoken, "digits": f"61{mobile}"})
            holdings.append(
                {
                    "client_id": at,
                    "person_id": random.randint(1, 500),
                    "role": CareRole.PCM,
                    "starts_at": LONG_AGO,
                }
            )
        connection.execute(tables["client"].insert(), clients)
        connection.execute(tables["client_phone"].insert(), phones)
        connection.execute(tables["holding"].insert(), holdings)
