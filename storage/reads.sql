-- What must be on the screen before anything heavier is loaded, in SQL that runs on both databases.
-- The tables of storage/models stay the one definition: a test prepares every statement against them.
-- The condition on i.state is spelled as in the partial index of storage/models/line.py.

-- name: organisation
SELECT name, zone, region, hours, line, emergency_number, commissioning_body, default_director_id
FROM organisation
WHERE id = 1

-- name: special_days
SELECT day, change, name, open_hours
FROM special_day
ORDER BY day

-- name: people
SELECT id, name, email, phone, active
FROM person
ORDER BY id

-- name: person
SELECT id, name, email, phone, active
FROM person
WHERE lower(email) = :email

-- name: roles
SELECT person_id, role
FROM person_role

-- name: patterns
SELECT person_id, hours, zone, valid_from, valid_to
FROM work_pattern
ORDER BY person_id, valid_from

-- name: duty
SELECT director_id, starts_at, ends_at
FROM duty_shift
ORDER BY starts_at, id

-- name: database_id
SELECT value
FROM meta
WHERE name = 'database-id'

-- name: shifts
SELECT id, version, director_id, starts_at, ends_at, accepted_at
FROM duty_shift
WHERE ends_at > :since AND starts_at < :before
ORDER BY starts_at, id

-- name: absences
SELECT person_id, reason, starts_at, ends_at, returned_at, recorded_at
FROM absence
WHERE cancelled_at IS NULL AND item_id IS NULL
ORDER BY starts_at, id

-- name: unreachable
SELECT a.item_id, a.person_id
FROM absence a
JOIN item i ON i.id = a.item_id
WHERE a.cancelled_at IS NULL AND a.returned_at IS NULL AND i.state NOT IN ('resolved', 'closed',
    'duplicate', 'withdrawn')

-- name: subjects
SELECT i.id, i.subject_id
FROM item i
WHERE i.subject_id IS NOT NULL AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: holdings
SELECT client_id, person_id, role, starts_at, ends_at
FROM holding
ORDER BY client_id, starts_at, id

-- name: unheld
SELECT c.id
FROM client c
WHERE c.active AND NOT EXISTS (SELECT 1
FROM holding h
WHERE h.client_id = c.id)

-- name: holdings_of
SELECT client_id, person_id, role, starts_at, ends_at
FROM holding
WHERE client_id IN :ids
ORDER BY client_id, starts_at, id

-- name: decisions
SELECT client_id, person_id, starts_at, ends_at, reason
FROM decision
ORDER BY client_id, id

-- name: decisions_of
SELECT client_id, person_id, starts_at, ends_at, reason
FROM decision
WHERE client_id IN :ids
ORDER BY client_id, id

-- name: client_attempt_counts
SELECT k.client_id, d.rule, d.amount
FROM procedure d
JOIN care_case k ON k.organisation_id = d.party_id
WHERE d.unit = 'count' AND d.ended_at IS NULL AND k.state IN ('open', 'ended')

-- name: open_items
SELECT i.id, i.version, i.state, i.urgency, i.category, i.client_id, i.caller, i.caller_type, i.phone,
    i.received_at, i.recorded_at, i.assigned_id, i.next_step, i.held_until, i.risk, i.purpose,
    i.shift_at, i.owed, substr(i.said, 1, 400) AS said, c.number, c.family_name, c.given_name
FROM item i
LEFT JOIN client c ON c.id = i.client_id
WHERE NOT i.routine AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: item
SELECT i.id, i.version, i.state, i.urgency, i.category, i.client_id, i.caller, i.caller_type, i.phone,
    i.received_at, i.recorded_at, i.assigned_id, i.next_step, i.held_until, i.risk, i.purpose,
    i.shift_at, i.owed, substr(i.said, 1, 400) AS said, c.number, c.family_name, c.given_name
FROM item i
LEFT JOIN client c ON c.id = i.client_id
WHERE i.id = :id

-- name: items_of
SELECT i.id, i.version, i.state, i.urgency, i.category, i.client_id, i.caller, i.caller_type, i.phone,
    i.received_at, i.recorded_at, i.assigned_id, i.next_step, i.held_until, i.risk, i.purpose,
    i.shift_at, i.owed, substr(i.said, 1, 400) AS said, c.number, c.family_name, c.given_name
FROM item i
LEFT JOIN client c ON c.id = i.client_id
WHERE i.id IN :ids

-- name: item_clocks_of
SELECT id, item_id, rule, started_at, due_at, state, ended_at, ended_by
FROM clock
WHERE item_id IN :ids
ORDER BY due_at, id

-- name: item_attempts_of
SELECT item_id, count(*)
FROM attempt
WHERE item_id IN :ids AND withdrawn_at IS NULL
GROUP BY item_id

-- name: clients_of_items
SELECT id, client_id, state, subject_id
FROM item
WHERE id IN :ids

-- name: names_of
SELECT id, number, family_name, given_name
FROM client
WHERE id IN :ids

-- name: further_clients
SELECT item_id, client_id
FROM item_client
WHERE item_id IN :ids

-- name: open_clocks
SELECT k.id, k.item_id, k.rule, k.started_at, k.due_at, k.state, k.ended_at, k.ended_by
FROM item i
CROSS JOIN clock k
WHERE k.item_id = i.id AND NOT i.routine
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY k.due_at, k.id

-- name: item_clocks
SELECT id, item_id, rule, started_at, due_at, state, ended_at, ended_by
FROM clock
WHERE item_id = :id
ORDER BY due_at, id

-- name: open_attempts
SELECT t.item_id, count(*)
FROM item i
CROSS JOIN attempt t
WHERE t.item_id = i.id AND t.withdrawn_at IS NULL AND NOT i.routine
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
    AND (t.party IN ('client', 'family') OR (t.party = 'staff' AND i.caller_type = 'staff')
        OR (t.party = 'provider' AND (i.category IN ('provider', 'development', 'outreach')
            OR (i.caller_type IN ('provider', 'funding-body')
                AND i.category NOT IN ('complaint', 'check-in', 'high-risk-event', 'email')))))
GROUP BY t.item_id

-- name: item_attempts
SELECT t.id, t.item_id, t.made_at, p.name, t.channel, t.outcome, t.note, t.message_left, t.withdrawn_at,
    t.party
FROM attempt t
JOIN person p ON p.id = t.made_by
WHERE t.item_id = :id
ORDER BY t.made_at, t.id

-- name: client_attempts
SELECT t.id, t.item_id, t.made_at, p.name, t.channel, t.outcome, t.note, t.message_left, t.withdrawn_at,
    t.party
FROM attempt t
JOIN person p ON p.id = t.made_by
WHERE t.client_id = :id AND t.made_at >= :since AND t.withdrawn_at IS NULL
ORDER BY t.made_at, t.id

-- name: last_contact
SELECT max(made_at)
FROM attempt
WHERE client_id = :id AND outcome = 'reached' AND withdrawn_at IS NULL AND party = 'client'

-- name: last_call
SELECT max(received_at)
FROM item
WHERE client_id = :id AND caller_type = 'client' AND direction IN ('in', 'out') AND state <> 'withdrawn'

-- name: item_more
SELECT i.relationship, i.direction, i.dropped_phone, i.said, i.advice, i.emergency, i.emergency_at,
    i.dissatisfied, i.shift_at, i.held_because, i.handed_because, i.ended_because, p.name, i.repeat_of,
    i.duplicate_of, i.interest, s.name AS about, i.mode, a.name AS answered_by
FROM item i
JOIN person p ON p.id = i.entered_by
LEFT JOIN person s ON s.id = i.subject_id
LEFT JOIN person a ON a.id = i.answered_by AND a.id = i.assigned_id
WHERE i.id = :id

-- name: item_clients
SELECT c.number, c.family_name, c.given_name
FROM item_client x
JOIN client c ON c.id = x.client_id
WHERE x.item_id = :id
ORDER BY c.family_name, c.given_name

-- name: client
SELECT id, number, family_name, given_name, preferred_name, dob, address, suburb, region, email, service,
    organisation, conditions, past_history, concerns, safe_times, status, phase, board_url, confirmed_at
FROM client
WHERE id = :id

-- name: client_phones
SELECT number
FROM client_phone
WHERE client_id = :id
ORDER BY id

-- name: client_contacts
SELECT name, relationship, phone, emergency
FROM client_contact
WHERE client_id = :id
ORDER BY emergency DESC, id

-- name: client_consents
SELECT kind, answer, noted_at, noted_by, expires_at, detail
FROM consent
WHERE client_id = :id AND withdrawn_at IS NULL
ORDER BY noted_at, id

-- name: client_held
SELECT count(*)
FROM legal_hold
WHERE client_id = :id AND lifted_at IS NULL

-- name: client_open_items
SELECT count(*)
FROM item i
WHERE i.client_id = :id AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: client_numbers
SELECT id, number, family_name, given_name
FROM client
ORDER BY id

-- name: unowned
SELECT count(*)
FROM client c
WHERE c.active AND NOT EXISTS (SELECT 1
FROM holding h
WHERE h.client_id = c.id AND h.role = 'pcm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at >
    :at))

-- name: item_audit
SELECT seq, at, actor, action, detail
FROM audit
WHERE object = :object
ORDER BY seq

-- name: row_changes
SELECT seq, at, actor, action, detail
FROM audit
WHERE seq > (SELECT max(seq) FROM audit) - :back AND detail LIKE :like
ORDER BY seq DESC
LIMIT :most

-- name: audit_from
SELECT seq, at
FROM audit
WHERE seq >= :id
ORDER BY seq
LIMIT 1

-- name: audit_last
SELECT max(seq)
FROM audit

-- name: audit_between
SELECT seq, at, actor, action, object, detail, undoes
FROM audit
WHERE seq >= :id AND seq <= :last AND action NOT LIKE '%.imported'
ORDER BY seq

-- name: unstable
SELECT id, number, family_name, given_name, concerns
FROM client
WHERE status = 'unstable' AND active
ORDER BY family_name, given_name, id

-- name: contactable
SELECT person_id, starts_at, contactable
FROM absence
WHERE cancelled_at IS NULL AND item_id IS NULL AND contactable <> '' AND starts_at < :before
    AND (returned_at IS NULL OR returned_at > :since)

-- name: maybe_uncovered
SELECT h.client_id
FROM holding h
WHERE h.person_id IN :ids AND h.role = 'pcm' AND h.starts_at < :before
    AND (h.ends_at IS NULL OR h.ends_at > :since)
    AND NOT EXISTS (SELECT 1
    FROM holding s
    WHERE s.client_id = h.client_id AND s.role = 'scm' AND s.person_id NOT IN :ids
        AND s.starts_at <= :since AND (s.ends_at IS NULL OR s.ends_at >= :before))

-- name: no_lasting_primary
SELECT c.id
FROM client c
WHERE c.active AND NOT EXISTS (SELECT 1
FROM holding h
WHERE h.client_id = c.id AND h.role = 'pcm' AND h.ends_at IS NULL)

-- name: drafts
SELECT key, kind, item_id, typed, started_at, updated_at
FROM draft
WHERE operator = :operator
ORDER BY updated_at DESC, key

-- name: running_clocks
SELECT k.id, k.version, k.item_id, k.rule, k.started_at, k.due_at, i.client_id, i.assigned_id, i.urgency,
    i.routine
FROM clock k
CROSS JOIN item i
WHERE i.id = k.item_id AND k.state = 'running' AND k.due_at < :until
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY k.due_at, k.id

-- name: raised_points
SELECT a.clock_id, a.point
FROM clock k
CROSS JOIN item i
CROSS JOIN alert a
WHERE i.id = k.item_id AND a.clock_id = k.id AND k.state = 'running' AND k.due_at < :until
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: open_alerts
SELECT a.id, a.version, a.clock_id, a.item_id, a.point, a.remaining, a.due_at, a.raised_at, a.state, a.rung,
    a.recipient_id, a.told_at, a.rang_at, a.acknowledged_by, a.acknowledged_at, a.expires_at,
    a.snoozed_until, k.rule, k.due_at AS lapses_at, k.state AS clock_state, i.state AS item_state,
    i.client_id, i.assigned_id, i.urgency, i.category, i.caller, i.routine, c.family_name, c.given_name
FROM alert a
JOIN clock k ON k.id = a.clock_id
JOIN item i ON i.id = a.item_id
LEFT JOIN client c ON c.id = i.client_id
WHERE a.state <> 'closed'
ORDER BY k.due_at, a.id

-- name: alert_steps
SELECT s.at, s.step, s.rung, p.name, s.words
FROM alert_step s
LEFT JOIN person p ON p.id = s.person_id
WHERE s.alert_id = :id
ORDER BY s.id

-- name: disturbed
SELECT t.item_id, t.disturbed_id
FROM item i
CROSS JOIN triage t
WHERE t.item_id = i.id AND t.disturbed_id IS NOT NULL AND t.withdrawn_at IS NULL
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: last_done
SELECT a.id, max(t.made_at), max(g.decided_at)
FROM alert a
LEFT JOIN attempt t ON t.item_id = a.item_id AND t.withdrawn_at IS NULL
LEFT JOIN triage g ON g.item_id = a.item_id AND g.withdrawn_at IS NULL
WHERE a.state = 'acknowledged'
GROUP BY a.id

-- name: unsent_notices
SELECT id, alert_id, person_id, channel, created_at, state, attempts, last_error
FROM notice
WHERE state IN ('waiting', 'sending')
ORDER BY created_at, id

-- name: lease
SELECT owner, until, pulse_at
FROM lease
WHERE name = :lease

-- name: waiting_notices
SELECT n.alert_id, p.name, n.channel, n.last_error
FROM notice n
JOIN person p ON p.id = n.person_id
WHERE n.state IN ('waiting', 'sending') AND n.alert_id IS NOT NULL AND n.created_at <= :before
ORDER BY n.created_at, n.id

-- name: failed_notices
SELECT n.alert_id, p.name, n.channel, n.last_error
FROM notice n
JOIN person p ON p.id = n.person_id
WHERE n.state = 'failed' AND n.id IN (
    SELECT max(m.id)
    FROM alert a
    JOIN notice m ON m.alert_id = a.id
    WHERE a.state <> 'closed'
    GROUP BY m.alert_id, m.person_id
)
ORDER BY n.id

-- name: due_notices
SELECT count(*)
FROM notice
WHERE (state = 'waiting' AND not_before <= :at) OR (state = 'sending' AND lease_until <= :at)

-- name: clients_of_person
SELECT c.id, c.number, c.family_name, c.given_name, c.service, c.suburb, c.region, c.conditions
FROM client c
WHERE c.active AND c.id IN (SELECT h.client_id
FROM holding h
WHERE h.person_id = :id AND (h.ends_at IS NULL OR h.ends_at > :at)
UNION
SELECT d.client_id
FROM decision d
WHERE d.person_id = :id AND (d.ends_at IS NULL OR d.ends_at > :at))
ORDER BY c.family_name, c.given_name, c.id

-- name: clocks_of_clients
SELECT k.item_id, k.rule, k.due_at, i.client_id, i.assigned_id
FROM item i
CROSS JOIN clock k
WHERE k.item_id = i.id AND k.state = 'running'
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY k.due_at, k.id

-- name: skills
SELECT id, expertise, services, area
FROM person
WHERE active

-- name: known_clients
SELECT h.person_id, h.client_id, h.role, max(CASE WHEN h.ends_at IS NULL THEN 1 ELSE 0 END) AS open,
    max(coalesce(h.ends_at, h.starts_at)) AS last
FROM holding h
WHERE h.client_id IN :ids
GROUP BY h.person_id, h.client_id, h.role

-- name: contacts_of_clients
SELECT t.made_by, t.client_id, count(*), max(t.made_at)
FROM attempt t
WHERE t.client_id IN :ids AND t.outcome = 'reached' AND t.withdrawn_at IS NULL
GROUP BY t.made_by, t.client_id

-- name: primary_load
SELECT +h.person_id AS person_id, count(*)
FROM holding h
WHERE h.role = 'pcm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
GROUP BY +h.person_id

-- name: clients_to_give
SELECT c.id, c.number, c.family_name, c.given_name, c.service, c.suburb, c.region, c.conditions, c.active
FROM client c
WHERE c.id IN :ids
ORDER BY c.family_name, c.given_name, c.id

-- name: caseload_of
SELECT h.client_id
FROM holding h
JOIN client c ON c.id = h.client_id
WHERE h.person_id = :id AND h.role = :role AND h.starts_at <= :at
    AND (h.ends_at IS NULL OR h.ends_at > :at) AND c.active

-- name: caseload_decided
SELECT d.client_id
FROM decision d
JOIN client c ON c.id = d.client_id
WHERE d.person_id = :id AND d.starts_at <= :at AND (d.ends_at IS NULL OR d.ends_at > :at) AND c.active

-- name: last_entry
SELECT max(seq)
FROM audit

-- name: entries_since
SELECT seq, at, actor, action, detail
FROM audit
WHERE seq > :seq
ORDER BY seq DESC

-- name: active_clients
SELECT id, number, family_name, given_name
FROM client
WHERE active
ORDER BY id

-- name: clients_to_cover
SELECT id, number, family_name, given_name, service, suburb, region, conditions
FROM client
WHERE id IN :ids

-- name: absence
SELECT id, person_id, reason, starts_at, ends_at, returned_at, cancelled_at, item_id
FROM absence
WHERE id = :id

-- name: absences_to_hand_over
SELECT id, person_id, reason, starts_at, ends_at, returned_at
FROM absence
WHERE cancelled_at IS NULL AND item_id IS NULL AND reason NOT IN ('non-work-day', 'weekend',
    'uncontactable') AND (ends_at IS NULL OR ends_at > :since OR returned_at > :since
    OR (returned_at IS NULL AND reason IN ('sick', 'personal', 'misadventure')))
ORDER BY starts_at, id

-- name: handovers_of_client
SELECT id, version, client_id, from_id, to_id, absence_id, starts_at, ends_at, capacity, depth, depth_because,
    state, parts, as_told, created_at, created_by, offered_at, offered_by, answered_at, answered_by,
    synthesis, questions, declined_because, told, told_because, told_at, told_by, passed_on
FROM handover
WHERE client_id = :id
ORDER BY created_at DESC, id DESC

-- name: handovers_of_absence
SELECT id, client_id, to_id, state, depth, told
FROM handover
WHERE absence_id = :id

-- name: unaccepted_handovers
SELECT a.id AS absence_id, a.person_id, a.starts_at, c.id AS client_id, c.number, c.family_name,
    c.given_name, x.id AS handover_id, x.state, x.to_id
FROM absence a
JOIN holding h ON h.person_id = a.person_id AND h.role = 'pcm' AND h.starts_at <= a.starts_at
    AND (h.ends_at IS NULL OR h.ends_at > :at)
JOIN client c ON c.id = h.client_id AND c.active
LEFT JOIN handover x ON x.absence_id = a.id AND x.client_id = c.id
WHERE a.cancelled_at IS NULL AND a.item_id IS NULL AND a.starts_at <= :at
    AND (a.ends_at IS NULL OR a.ends_at > :at) AND (a.returned_at IS NULL OR a.returned_at > :at)
    AND a.reason IN ('annual', 'long-service', 'maternity', 'study', 'other-planned')
    AND (x.state IS NULL OR x.state <> 'accepted')
ORDER BY a.starts_at, a.id, c.family_name, c.given_name, c.id

-- name: return_brief
SELECT accepted_at, accepted_by, note
FROM return_brief
WHERE absence_id = :id

-- name: absences_of
SELECT id, person_id, reason, starts_at, ends_at, returned_at
FROM absence
WHERE person_id = :id AND cancelled_at IS NULL AND item_id IS NULL AND starts_at <= :at
    AND reason NOT IN ('non-work-day', 'weekend', 'uncontactable')
ORDER BY starts_at DESC, id DESC

-- name: clients_of_primary
SELECT c.id, c.number, c.family_name, c.given_name, c.status
FROM holding h
JOIN client c ON c.id = h.client_id
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND c.active
ORDER BY c.family_name, c.given_name, c.id

-- name: clients_of_secondary
SELECT c.id, c.number, c.family_name, c.given_name, c.status, c.concerns, c.confirmed_at, p.person_id AS pcm_id
FROM holding h
JOIN client c ON c.id = h.client_id
LEFT JOIN holding p ON p.client_id = c.id AND p.role = 'pcm' AND p.starts_at <= :at
    AND (p.ends_at IS NULL OR p.ends_at > :at)
WHERE h.person_id = :id AND h.role = 'scm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND c.active
ORDER BY c.family_name, c.given_name, c.id

-- name: risks_of_primary
SELECT DISTINCT i.client_id
FROM holding h
CROSS JOIN item i
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND i.client_id = h.client_id AND i.category = 'high-risk-event'
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: items_of_secondary
SELECT i.client_id, max(i.received_at) AS last,
    sum(CASE WHEN i.state IN ('resolved', 'closed', 'duplicate') THEN 0 ELSE 1 END) AS open_items,
    sum(CASE WHEN i.category = 'high-risk-event' AND i.state NOT IN ('resolved', 'closed', 'duplicate')
        THEN 1 ELSE 0 END) AS risks
FROM holding h
CROSS JOIN item i
WHERE h.person_id = :id AND h.role = 'scm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND i.client_id = h.client_id AND i.state <> 'withdrawn'
GROUP BY i.client_id

-- name: attempts_of_secondary
SELECT t.client_id, max(t.made_at) AS last
FROM holding h
CROSS JOIN attempt t
WHERE h.person_id = :id AND h.role = 'scm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND t.client_id = h.client_id AND t.withdrawn_at IS NULL
GROUP BY t.client_id

-- name: client_open_item_ids
SELECT i.id
FROM item i
WHERE i.client_id = :id AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
UNION ALL
SELECT i.id
FROM item i
CROSS JOIN item_client x
WHERE x.item_id = i.id AND x.client_id = :id AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: client_last_items
SELECT i.id, i.received_at, i.direction, i.caller, i.caller_type, i.category, i.state, substr(i.said, 1, 200) AS said
FROM item i
WHERE i.client_id = :id AND i.state <> 'withdrawn'
ORDER BY i.received_at DESC, i.id DESC
LIMIT 10

-- name: client_last_attempts
SELECT t.item_id, t.made_at, p.name, t.channel, t.outcome, t.party, t.note
FROM attempt t
JOIN person p ON p.id = t.made_by
WHERE t.client_id = :id AND t.withdrawn_at IS NULL
ORDER BY t.made_at DESC, t.id DESC
LIMIT 10

-- name: client_shifts
SELECT i.id, i.shift_at, i.category
FROM item i
WHERE i.client_id = :id AND i.shift_at IS NOT NULL AND i.replacement = ''
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY i.shift_at

-- name: client_ended_since
SELECT i.id, i.ended_at, i.category, i.state, i.ended_because
FROM item i
WHERE i.client_id = :id AND i.ended_at > :since AND i.state <> 'withdrawn'
ORDER BY i.ended_at

-- name: items_while
SELECT DISTINCT i.id, i.client_id, i.received_at, i.category, i.urgency, i.state, i.caller, i.next_step, i.ended_at,
    i.ended_because, substr(i.said, 1, 200) AS said
FROM holding h
CROSS JOIN item i
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at < :at AND (h.ends_at IS NULL OR h.ends_at > :since)
    AND i.client_id = h.client_id AND i.state <> 'withdrawn' AND i.received_at < :at
    AND (i.received_at >= :since OR i.ended_at >= :since OR i.ended_at IS NULL)
ORDER BY i.received_at, i.id

-- name: attempts_while
SELECT DISTINCT t.id, t.client_id, t.item_id, t.made_at, p.name, t.channel, t.outcome, t.party, t.note
FROM holding h
CROSS JOIN attempt t
JOIN person p ON p.id = t.made_by
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at < :at AND (h.ends_at IS NULL OR h.ends_at > :since)
    AND t.client_id = h.client_id AND t.withdrawn_at IS NULL AND t.made_at >= :since AND t.made_at < :at
ORDER BY t.made_at, t.id

-- name: clocks_while
SELECT DISTINCT k.id, k.item_id, k.rule, k.due_at
FROM holding h
CROSS JOIN item i
CROSS JOIN clock k
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at < :at AND (h.ends_at IS NULL OR h.ends_at > :since)
    AND i.client_id = h.client_id AND k.item_id = i.id AND k.state = 'running'
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY k.due_at, k.id

-- name: clients_while
SELECT DISTINCT c.id, c.number, c.family_name, c.given_name, c.status
FROM holding h
JOIN client c ON c.id = h.client_id
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at < :at AND (h.ends_at IS NULL OR h.ends_at > :since)
ORDER BY c.family_name, c.given_name, c.id

-- name: last_entry
SELECT seq, at
FROM audit
ORDER BY seq DESC
LIMIT 1

-- name: client_high_risk
SELECT count(*)
FROM item i
WHERE i.client_id = :id AND i.category = 'high-risk-event'
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')

-- name: absences_asked
SELECT a.id, a.person_id, p.name, a.reason, a.starts_at, a.ends_at, a.recorded_at
FROM absence a JOIN person p ON p.id = a.person_id
WHERE a.cancelled_at IS NULL AND a.item_id IS NULL AND a.returned_at IS NULL AND a.starts_at <= :at
AND (a.ends_at IS NULL OR a.ends_at > :since OR a.reason IN ('sick', 'personal', 'misadventure'))
ORDER BY a.id

-- name: open_asks
SELECT i.key, i.category
FROM item i
WHERE i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
AND i.category IN ('cover', 'absence-course', 'still-away', 'return-brief', 'pack', 'handover', 'cover-gap', 'duty',
    'inform-body', 'duty-of-care', 'morning-review', 'plan-review', 'watch-sign', 'policy-review')

-- name: absences_to_hand_back
SELECT a.id, a.person_id, a.reason, a.starts_at, a.ends_at, a.returned_at, b.accepted_at
FROM absence a
LEFT JOIN return_brief b ON b.absence_id = a.id
WHERE a.cancelled_at IS NULL AND a.item_id IS NULL AND a.starts_at < :at
    AND a.reason NOT IN ('non-work-day', 'weekend', 'uncontactable')
    AND (a.ends_at IS NULL OR a.ends_at > :since OR a.returned_at > :since
        OR (a.returned_at IS NULL AND a.reason IN ('sick', 'personal', 'misadventure')))
ORDER BY a.starts_at DESC, a.id DESC

-- name: disturbances
SELECT t.decided_at, t.item_id, t.disturb_reason, t.reason, p.id, p.name, p.email, p.phone, d.name AS by_name
FROM triage t
JOIN person p ON p.id = t.disturbed_id
JOIN person d ON d.id = t.decided_by
WHERE t.disturb_reason IS NOT NULL AND t.withdrawn_at IS NULL AND t.decided_at >= :since
    AND t.decided_at < :before
ORDER BY t.decided_at, t.id

-- name: late_handovers
SELECT c.number, c.family_name, c.given_name, g.name AS giver, r.name AS taker, h.starts_at, h.state,
    h.answered_at
FROM handover h
JOIN client c ON c.id = h.client_id
JOIN person g ON g.id = h.from_id
JOIN person r ON r.id = h.to_id
WHERE h.starts_at >= :since AND h.starts_at < :before AND (h.state <> 'accepted' OR h.answered_at > h.starts_at)
ORDER BY h.starts_at, h.id

-- name: unplanned_of
SELECT person_id, reason, starts_at, ends_at, returned_at, recorded_at
FROM absence
WHERE person_id = :id AND cancelled_at IS NULL AND item_id IS NULL AND reason IN ('sick', 'personal', 'misadventure')
ORDER BY starts_at, id

-- name: accounts
SELECT x.id, x.person_id, p.name, p.email, x.system, x.step, x.at, x.recorded_at, d.name AS by_name, x.words
FROM account_access x
JOIN person p ON p.id = x.person_id
JOIN person d ON d.id = x.by_id
ORDER BY x.at, x.id

-- name: accounts_of
SELECT x.id, x.person_id, p.name, p.email, x.system, x.step, x.at, x.recorded_at, d.name AS by_name, x.words
FROM account_access x
JOIN person p ON p.id = x.person_id
JOIN person d ON d.id = x.by_id
WHERE x.person_id = :id
ORDER BY x.at, x.id

-- name: actions_since
SELECT action, max(seq) AS last
FROM audit
WHERE seq > :seq
GROUP BY action
