"""Why somebody is responsible, in plain words with weekdays and local times (R-011, R-013, R-037)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.rules.phrases import Phrases
from oncall_tui.rules.precedence import Capacity, decided_at, decisions_at, managers_at
from oncall_tui.rules.stretches import FAR

if TYPE_CHECKING:
    from oncall_tui.rules.continuity import Responsibility
    from oncall_tui.rules.roster import Roster

_NO_PRIMARY = "no primary care manager is on record, the client is unowned"
_NO_SECONDARY = "no secondary care manager is named"


def chain(found: Responsibility) -> tuple[str, ...]:
    """Each candidate in order, with the reason for which they were taken or passed over."""
    said = Phrases(found.moment)
    lines = [_hours(found, said), *_decisions(found, said)]
    if found.capacity is not Capacity.DECISION:
        lines.append(_primary(found, said))
        if found.capacity is not Capacity.PRIMARY:
            lines.append(_secondary(found, said))
        if found.gap:
            lines.append(f"Cover gap: the role falls to the line, {_line(found)}")
            if found.moment.open:
                lines.extend(_line_chain(found, said))
    lines.append(f"Answering now: {found.answering_now.name}. {answering(found)}")
    lines.append(f"Backup: {_backup(found, said)}")
    return tuple(lines)


def answering(found: Responsibility) -> str:
    """Why it is this person who answers now."""
    said = Phrases(found.moment)
    if found.moment.open:
        return "In business hours whoever holds the role answers"
    return f"Outside business hours the line answers: {', '.join(_line_chain(found, said))}"


def sentence(found: Responsibility) -> str:
    """The chain in one sentence, with the line's number."""
    said = Phrases(found.moment)
    parts = [_headline(found, said)]
    backup = f"backup {_backup(found, said)}"
    if not found.moment.open:
        number = "" if found.backup == found.answering_now else f", {_line(found)}"
        parts.append(
            f"outside business hours until {said.when(found.moment.boundary)} the line answers{number}"
        )
    parts.append(backup)
    if not any(found.roster.line in part for part in parts):
        parts.append(f"the line is {_line(found)}")
    return "; ".join(parts) + "."


def shortfall(
    roster: Roster, client_id: int, start: datetime, end: datetime, *, discreet: bool = False
) -> str:
    """What keeps each manager of a client from holding the role in a cover gap."""
    index = roster.index
    holdings = roster.holdings.get(client_id, ())
    pcm, scm, _, _ = managers_at(holdings, start)
    reasons = []
    for person_id, nobody in ((pcm, _NO_PRIMARY), (scm, _NO_SECONDARY)):
        if person_id is None:
            reasons.append(nobody)
            continue
        told: list[str] = []
        at = start
        while at < end and len(told) < 3:
            moment = index.moment(at)
            hindrance = Phrases(moment, discreet=discreet).hindrance(person_id)
            if hindrance is None:
                break
            if hindrance not in told:
                told.append(hindrance)
            absent = index.away(person_id)
            shift = FAR if at in absent else min(moment.boundary, moment.midnight_after(person_id))
            at = min(absent.next_change(at), shift)
        reasons.append(f"{roster.people[person_id].name}: {', then '.join(told)}")
    return "; ".join(reasons)


def _hours(found: Responsibility, said: Phrases) -> str:
    moment = found.moment
    if moment.open:
        return f"Business hours until {said.when(moment.boundary)}"
    closed = found.roster.calendar.last_open_before(found.at)
    return (
        f"Outside business hours since {said.when(closed)}, until {said.when(moment.boundary)}: "
        "the role stays where it was unless an absence or a decision moves it"
    )


def _decisions(found: Responsibility, said: Phrases) -> Iterator[str]:
    roster, at = found.roster, found.at
    taken = decided_at(roster, found.client_id, at)
    in_force = decisions_at(roster, found.client_id, at)
    for decision in in_force:
        person = roster.people[decision.person_id]
        until = f"until {said.when(decision.end)}" if decision.end else "until further notice"
        reason = f" ({decision.reason})" if decision.reason else ""
        if person.id == taken:
            yield f"{person.name} holds the role by a director's decision {until}{reason}"
            return
        absent = said.absent(person.id)
        yield f"{person.name} was given the role by a director's decision {until}, but {absent}"
    for decision in decisions_at(roster, found.client_id, found.moment.ref):
        if decision not in in_force and decision.end:
            name = roster.people[decision.person_id].name
            yield f"The director's decision for {name} ended {said.when(decision.end)}"


def _primary(found: Responsibility, said: Phrases) -> str:
    person = found.pcm_of_record
    if person is None:
        return _NO_PRIMARY[0].upper() + _NO_PRIMARY[1:]
    who = f"{person.name} (primary)"
    if found.capacity is Capacity.PRIMARY:
        return f"{who} holds the role{said.proviso(person.id)}"
    hindrance = said.absent(person.id)
    if hindrance is None:
        again = said.when(found.moment.boundary)
        return f"{who} was not there when business hours ended, and can take the role again {again}"
    return f"{who} {hindrance}"


def _secondary(found: Responsibility, said: Phrases) -> str:
    person = found.secondary
    if person is None:
        return _NO_SECONDARY[0].upper() + _NO_SECONDARY[1:]
    who = f"{person.name} (secondary)"
    if found.capacity is Capacity.PRIMARY and person.id == found.role_holder.id:
        return f"{who} is the primary as well"
    if found.capacity is Capacity.SECONDARY:
        return f"{who} holds the role{said.proviso(person.id)}"
    return f"{who} {said.absent(person.id)}"


def _line(found: Responsibility) -> str:
    name = found.roster.people[found.line.person_id].name
    return f"{found.roster.line} ({name}{', rota gap' if found.rota_gap else ''})"


def _line_chain(found: Responsibility, said: Phrases) -> Iterator[str]:
    """Who has the line and who was passed over for it."""
    roster, line, moment = found.roster, found.line, found.moment
    for shift in moment.index.on_duty(moment.at):
        name = roster.people[shift.person_id].name
        if shift is line.shift:
            yield f"{name} is on duty until {said.when(shift.end)}"
            return
        yield f"{name} is on the duty rota but {said.absent(shift.person_id)}"
    name = roster.people[line.person_id].name
    yield "rota gap: nobody on the duty rota can answer"
    default = roster.people[roster.default_director]
    if line.person_id == default.id and not line.stranded:
        yield f"{name} answers as the default director"
        return
    yield f"{default.name}, the default director, {said.absent(default.id)}"
    if line.stranded:
        yield f"everybody is away; {name} is named because somebody must be"
    else:
        yield f"{name} is the first other person who is there"


def _headline(found: Responsibility, said: Phrases) -> str:
    holder = found.role_holder.name
    if found.capacity is Capacity.PRIMARY:
        return f"Responsible: {holder} (primary){said.proviso(found.role_holder.id)}"
    if found.capacity is Capacity.DECISION:
        *_, decision = _decisions(found, said)
        return f"Acting: {decision}"
    if found.capacity is Capacity.SECONDARY:
        return f"Acting: {holder} (secondary) because {_decapitalised(_primary(found, said))}"
    missing = ", and ".join(map(_decapitalised, (_primary(found, said), _secondary(found, said))))
    return f"Cover gap: the role falls to the line, {_line(found)}, because {missing}"


def _decapitalised(words: str) -> str:
    return words[0].lower() + words[1:] if words.startswith("No ") else words


def _backup(found: Responsibility, said: Phrases) -> str:
    """Who stands behind the role holder, and by what rule (R-037)."""
    person = found.backup
    passed_over = ""
    if found.capacity is Capacity.PRIMARY:
        secondary = found.secondary
        if secondary is not None and person is not None and person.id == secondary.id:
            return f"{person.name} (secondary)"
        passed_over = f"; {_decapitalised(_secondary(found, said))}"
    if person is None:
        return f"nobody: everybody else who could be is away{passed_over}"
    on_line = person.id == found.line.person_id
    title = "director " if person.id in found.moment.index.directors else ""
    gap = ", rota gap" if on_line and found.rota_gap else ""
    until = f" until {said.when(found.line.shift.end)}" if on_line and found.line.shift else ""
    default = "" if said.weekend else ", by default: the policy speaks of weekends"
    return f"{found.roster.line} ({title}{person.name}{gap}){until}{default}{passed_over}"
