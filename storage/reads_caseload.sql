-- What the worklist, the outreach sheet and the appointment book read; it runs on both databases.
-- The condition on i.state is spelled as in the partial index of storage/models/line.py.

-- name: work_clients
SELECT x.*, (SELECT count(*)
    FROM attempt t
    WHERE t.client_id = x.id AND t.made_at > coalesce(x.spoken_at, :since) AND t.party = 'client'
        AND t.outcome <> 'reached' AND t.withdrawn_at IS NULL) AS tried
FROM (SELECT c.id, c.number, c.family_name, c.given_name, c.status, c.phase, c.confirmed_at, c.confirmed_by,
    o.version, o.next_on, o.next_because, o.letter_on, o.discharge_on, o.phase_since, o.interval_days,
    g.priority, g.reason, g.expires_at, (c.phase = 'goals-complete' AND EXISTS (SELECT 1
    FROM goal a
    WHERE a.client_id = c.id AND a.status = 'open' AND a.withdrawn_at IS NULL)) AS goals_open, (SELECT r.made_at
    FROM attempt r
    WHERE r.client_id = c.id AND r.party = 'client' AND r.outcome = 'reached' AND r.withdrawn_at IS NULL
    ORDER BY r.made_at DESC
    LIMIT 1) AS spoken_at
FROM client c
LEFT JOIN outreach o ON o.client_id = c.id
LEFT JOIN priority_override g ON g.client_id = c.id AND g.ended_at IS NULL AND g.expires_at > :at
WHERE c.id IN :ids) x

-- name: work_items
SELECT i.id, i.client_id, i.category, i.urgency, i.state, i.next_step, i.event_at, i.routine, k.rule, k.due_at
FROM item i
LEFT JOIN clock k ON k.item_id = i.id AND k.state = 'running'
WHERE i.client_id IN :ids AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY i.client_id, i.id, k.due_at, k.id

-- name: work_appointments
SELECT a.id, a.client_id, a.person_id, a.starts_at, a.ends_at, a.about, c.number, c.family_name, c.given_name
FROM appointment a
JOIN client c ON c.id = a.client_id
WHERE a.client_id IN :ids AND a.cancelled_at IS NULL AND a.ends_at > :at
ORDER BY a.starts_at, a.id

-- name: undated_runs
SELECT id, client_id, kind
FROM workflow_run
WHERE client_id IN :ids AND ended_at IS NULL AND next_on IS NULL
ORDER BY started_at, id

-- name: book
SELECT a.id, a.client_id, a.person_id, a.starts_at, a.ends_at, a.about, c.number, c.family_name, c.given_name
FROM appointment a
JOIN client c ON c.id = a.client_id
WHERE a.person_id IN :ids AND a.cancelled_at IS NULL AND a.ends_at > :since AND a.starts_at < :before
ORDER BY a.starts_at, a.id

-- name: client_phases
SELECT at, before, after, cause, by
FROM phase_change
WHERE client_id = :id AND withdrawn_at IS NULL
ORDER BY at DESC, id DESC

-- name: client_runs
SELECT id, kind, item_id, started_at, started_by, next_step, next_on, ended_at, ended_because
FROM workflow_run
WHERE client_id = :id
ORDER BY ended_at IS NOT NULL, started_at DESC, id DESC

-- name: run_steps
SELECT id, run_id, place, words, done_at, done_by, note
FROM workflow_step
WHERE run_id IN :ids
ORDER BY run_id, place

-- name: client_consults
SELECT c.item_id, c.client_id, c.kind, c.whom, c.need, c.from_item_id, c.needed_at, c.submitted_at, c.chased_at,
    c.completed_at, c.outcome, c.followed_up_at, c.follow_up, i.state
FROM consult c
JOIN item i ON i.id = c.item_id
WHERE c.client_id = :id AND i.state <> 'withdrawn'
ORDER BY c.needed_at DESC, c.item_id DESC

-- name: client_talks
SELECT made_at
FROM attempt
WHERE client_id = :id AND party = 'client' AND outcome = 'reached' AND withdrawn_at IS NULL
    AND made_at >= :since
ORDER BY made_at

-- name: unlisted_new
SELECT c.id, h.starts_at
FROM client c
JOIN holding h ON h.client_id = c.id AND h.role = 'pcm' AND h.starts_at <= :at
    AND (h.ends_at IS NULL OR h.ends_at > :at)
WHERE c.id > :after AND c.active AND c.phase = 'new' AND NOT EXISTS (SELECT 1
FROM item i
WHERE i.key = 'new-client:' || c.id)
ORDER BY c.id
LIMIT :id

-- name: unlisted_maintenance
SELECT c.id, h.starts_at
FROM client c
JOIN holding h ON h.client_id = c.id AND h.role = 'pcm' AND h.starts_at <= :at
    AND (h.ends_at IS NULL OR h.ends_at > :at)
WHERE c.id > :after AND c.active AND c.phase = 'maintenance' AND NOT EXISTS (SELECT 1
FROM item i
WHERE i.key = 'maintenance:' || c.id)
ORDER BY c.id
LIMIT :id

-- name: begun_primaries
SELECT h.client_id, h.starts_at
FROM holding h
WHERE h.role = 'pcm' AND h.starts_at > :since AND h.starts_at <= :at
    AND EXISTS (SELECT 1
    FROM holding b
    WHERE b.client_id = h.client_id AND b.role = 'pcm' AND b.starts_at < h.starts_at)
    AND NOT EXISTS (SELECT 1
    FROM holding s
    WHERE s.client_id = h.client_id AND s.role = 'pcm' AND s.starts_at < h.starts_at
        AND s.person_id = h.person_id)
ORDER BY h.starts_at, h.client_id

-- name: next_primary
SELECT min(starts_at)
FROM holding
WHERE role = 'pcm' AND starts_at > :at

-- name: known_keys
SELECT key
FROM item
WHERE key IN :keys

-- name: last_import
SELECT max(at)
FROM audit
WHERE action = 'clients.imported'

-- name: open_high_risk
SELECT i.id, i.client_id, i.received_at, substr(i.said, 1, 400) AS said, i.next_step, i.state, c.number,
    c.family_name, c.given_name
FROM item i
LEFT JOIN client c ON c.id = i.client_id
WHERE i.category = 'high-risk-event' AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY i.received_at, i.id

-- name: morning_items
SELECT i.id, i.version, i.assigned_id, i.received_at, k.due_at
FROM item i
LEFT JOIN clock k ON k.item_id = i.id AND k.state = 'running'
WHERE i.category = 'morning-review' AND i.assigned_id = :id
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY i.received_at DESC, i.id DESC

-- name: runs_of_items
SELECT r.item_id, count(s.id) AS steps, count(s.done_at) AS done
FROM workflow_run r
JOIN workflow_step s ON s.run_id = r.id
WHERE r.item_id IN :ids AND r.ended_at IS NULL
GROUP BY r.item_id

-- name: tried_since_talk
SELECT count(*)
FROM attempt t
WHERE t.client_id = :id AND t.party = 'client' AND t.outcome <> 'reached' AND t.withdrawn_at IS NULL
    AND t.made_at > coalesce((SELECT max(r.made_at)
    FROM attempt r
    WHERE r.client_id = :id AND r.party = 'client' AND r.outcome = 'reached' AND r.withdrawn_at IS NULL), :since)

-- name: client_override
SELECT id, priority, reason, set_at, set_by, expires_at
FROM priority_override
WHERE client_id = :id AND ended_at IS NULL AND expires_at > :at
ORDER BY set_at DESC, id DESC
LIMIT 1

-- name: strayed
SELECT i.client_id, i.category
FROM item i
JOIN client c ON c.id = i.client_id
WHERE i.category IN ('maintenance', 'unengaged', 'new-client') AND i.key = i.category || ':' || i.client_id
    AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
    AND NOT ((i.category = 'maintenance' AND c.phase = 'maintenance')
        OR (i.category = 'unengaged' AND c.phase = 'active-unengaged')
        OR (i.category = 'new-client' AND c.phase IN ('new', 'outreach')))
ORDER BY i.client_id
LIMIT :id
