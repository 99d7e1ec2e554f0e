"""Read a client's plan, all of it at one moment of the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlmodel import col, select

from oncall_tui.desk.plans import parts
from oncall_tui.desk.plans.base import today as local_day
from oncall_tui.desk.plans.contacts import last_spoken
from oncall_tui.desk.plans.others import MemberView, ReferralView, SignView
from oncall_tui.desk.plans.views import ChangeView, GoalView, Plan
from oncall_tui.errors import Refused
from storage import models, reads
from storage.models.columns import Versioned
from storage.vocabulary import ClockState

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

Row = TypeVar("Row", bound=Versioned)
Key = TypeVar("Key", bound=Hashable)


def plan_of(desk: Desk, client_id: int) -> Plan:
    """Return a client's plan.

    Raises:
        Refused: there is no such client.
    """
    from sqlmodel import Session

    now, today = desk.now(), local_day(desk)
    with desk.store.reading() as connection, Session(connection) as session:
        client = session.get(models.Client, client_id)
        if client is None:
            raise Refused("That client is no longer on record. Look them up again.")
        names = {row.id: row.name for row in reads.rows(connection, "people")}
        primary = reads.scalar(connection, "client_primary", id=client_id, at=now)
        found = _Found(session, client_id, names, now, today)
        return Plan(
            client_id=client_id,
            number=client.number,
            name=f"{client.family_name}, {client.given_name}",
            names=_names(client),
            conditions=tuple(client.conditions),
            past_history=tuple(client.past_history),
            at=now,
            today=today,
            primary=names.get(primary, ""),
            spoken=last_spoken(connection, client_id, now),
            goals=found.goals(),
            changes=found.changes(),
            checks=tuple(parts.check(row, names) for row in found.of(models.EngagementCheck)),
            referrals=found.referrals(),
            team=found.team(desk.settings.team_days),
            decisions=tuple(parts.decision(row, names) for row in found.of(models.TeamDecision)),
            supports=tuple(parts.support(row, names, today) for row in found.of(models.Support)),
            advocacy=tuple(parts.advocacy(row, names) for row in found.of(models.Advocacy)),
            signs=found.signs(),
            care=tuple(parts.care(row, names) for row in found.of(models.DutyOfCare)),
        )


def _names(client: models.Client) -> tuple[str, ...]:
    """Return every name that a client goes by, whole and in part, the longest first."""
    given, family, known_as = client.given_name, client.family_name, client.preferred_name
    whole = (f"{given} {family}", f"{known_as} {family}", f"{family}, {given}", given, family, known_as)
    parts = (part for name in whole for part in name.replace(",", "").split())
    return tuple(sorted({each.strip() for each in (*whole, *parts)} - {""}, key=len, reverse=True))


class _Found:
    """The rows of one client's plan, put together as they belong."""

    def __init__(
        self, session: Session, client_id: int, names: Mapping[int, str], now: datetime, today: date
    ) -> None:
        self._session, self._id, self._names = session, client_id, names
        self._now, self._today = now, today

    def of(self, model: type[Row]) -> list[Row]:
        """Return the client's rows of a table that were not undone, in the order in which they came."""
        table = model.__table__.c  # type: ignore[attr-defined]
        mine = select(model).where(table.client_id == self._id, table.withdrawn_at.is_(None))
        return list(self._session.exec(mine.order_by(table.id)))

    def under(self, model: type[Row], parent: str, ids: Iterable[int | None]) -> dict[int, list[Row]]:
        """Return the rows of a table that were not undone by what they belong to."""
        table = model.__table__.c  # type: ignore[attr-defined]
        wanted = [each for each in ids if each is not None]
        found: dict[int, list[Row]] = defaultdict(list)
        conditions = [table[parent].in_(wanted)]
        if "withdrawn_at" in table:
            conditions.append(table.withdrawn_at.is_(None))
        for row in self._session.exec(select(model).where(*conditions).order_by(table.id)) if wanted else ():
            found[getattr(row, parent)].append(row)
        return found

    def goals(self) -> tuple[GoalView, ...]:
        """Return the goals with their objectives and what they said before."""
        objectives = _by(self.of(models.Objective), lambda row: row.goal_id)
        revisions = self.of(models.PlanRevision)
        return tuple(
            parts.goal(row, objectives.get(row.id, ()), revisions, self._names, self._today)
            for row in self.of(models.Goal)
        )

    def changes(self) -> tuple[ChangeView, ...]:
        """Return the changes of circumstances, the newest first, each with what it asks and what was done."""
        rows = self.of(models.Circumstance)
        answers = self.under(models.PlanAnswer, "change_id", [row.id for row in rows])
        tasks = self._tasks(rows)
        changed = self._changed_at()
        found = [
            parts.change(
                row, answers.get(row.id or 0, ()), tasks, changed(row.id or 0), self._names, self._now
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda each: (each.at, each.id), reverse=True))

    def _tasks(self, rows: list[models.Circumstance]) -> list[models.Item]:
        """Return the tasks that changes made."""
        if not rows:
            return []
        mine = select(models.Item).where(
            models.Item.client_id == self._id, col(models.Item.key).startswith("plan-change:")
        )
        return list(self._session.exec(mine.order_by(col(models.Item.id))))

    def _changed_at(self) -> Callable[[int], datetime | None]:
        """Return what tells when the plan last changed because of a change of circumstances.

        What was done because of another change does not count for it: its goals, the referrals that were
        sent and the paid support, unless nobody said because of what.
        """
        acts = [
            *((row.set_at, None) for row in self.of(models.Goal)),
            *((row.set_at, None) for row in self.of(models.Objective)),
            *((row.at, row.change_id) for row in self.of(models.PlanRevision) if row.was != row.became),
            *((row.sent_at, row.change_id) for row in self.of(models.Referral) if row.sent_at is not None),
            *((row.put_at, row.change_id) for row in self.of(models.Support)),
        ]
        return lambda id_: max((at for at, because in acts if because in (None, id_)), default=None)

    def referrals(self) -> tuple[ReferralView, ...]:
        """Return the referrals with their steps, and until when an answer is waited for."""
        rows = self.of(models.Referral)
        steps = self.under(models.ReferralEvent, "referral_id", [row.id for row in rows])
        waits = self._waits() if rows else {}
        return tuple(
            parts.referral(row, steps.get(row.id or 0, ()), waits.get(row.id or 0), self._names, self._today)
            for row in rows
        )

    def _waits(self) -> dict[int, datetime]:
        """Return by referral until when an answer is waited for."""
        running = (
            select(models.Item.key, models.Clock.due_at)
            .join(models.Clock, col(models.Clock.item_id) == col(models.Item.id))
            .where(
                models.Item.client_id == self._id,
                col(models.Item.key).startswith("referral:"),
                col(models.Clock.state) == ClockState.RUNNING,
            )
        )
        return {int(key.split(":")[1]): due for key, due in self._session.exec(running)}

    def team(self, days: int) -> tuple[MemberView, ...]:
        """Return the team: who is on it first, then who has left."""
        rows = self.of(models.TeamMember)
        contacts = _by(self.of(models.TeamContact), lambda row: row.member_id)
        numbers = [row.id for each in contacts.values() for row in each]
        tags = self.under(models.CompetencyTag, "team_contact_id", numbers)
        found = (
            parts.member(row, contacts.get(row.id, ()), tags, self._names, self._now, days) for row in rows
        )
        return tuple(sorted(found, key=lambda each: (each.left_at is not None, each.id)))

    def signs(self) -> tuple[SignView, ...]:
        """Return the signs: those watched first, the soonest check at the top."""
        rows = self.of(models.WatchSign)
        checks = self.under(models.SignCheck, "sign_id", [row.id for row in rows])
        found = (parts.sign(row, checks.get(row.id or 0, ()), self._names, self._today) for row in rows)
        return tuple(sorted(found, key=lambda each: (each.ended_at is not None, each.check_on, each.id)))


def _by(rows: Iterable[Row], key: object) -> dict[int | None, list[Row]]:
    assert callable(key)
    found: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
