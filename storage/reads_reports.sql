-- What reports ask for, in SQL that runs on both databases.

-- name: clocks_running
SELECT k.id, k.item_id, k.rule, k.started_at, k.due_at, i.client_id, i.assigned_id
FROM clock k
JOIN item i ON i.id = k.item_id
WHERE k.state = 'running' AND k.started_at >= :since AND k.started_at < :before
ORDER BY k.due_at, k.id

-- name: clocks_latest
SELECT k.id, k.item_id, k.rule, k.started_at, k.due_at, k.ended_at, k.owed_by, i.category
FROM (SELECT id, item_id, rule, started_at, due_at, ended_at, owed_by, margin
FROM clock
WHERE state = 'met-late' AND started_at >= :since AND started_at < :before
ORDER BY margin, id
LIMIT 200) k
JOIN item i ON i.id = k.item_id
ORDER BY k.margin, k.id

-- name: clocks_latest_of
SELECT k.id, k.item_id, k.rule, k.started_at, k.due_at, k.ended_at, k.owed_by, i.category
FROM (SELECT id, item_id, rule, started_at, due_at, ended_at, owed_by, margin
FROM clock
WHERE state = 'met-late' AND started_at >= :since AND started_at < :before AND owed_by = :id
ORDER BY margin, id
LIMIT 200) k
JOIN item i ON i.id = k.item_id
ORDER BY k.margin, k.id

-- name: clocks_cancelled
SELECT rule, ended_by, count(*) AS number
FROM clock
WHERE state = 'cancelled' AND started_at >= :since AND started_at < :before
GROUP BY rule, ended_by

-- name: clocks_cancelled_of
SELECT rule, ended_by, count(*) AS number
FROM clock
WHERE state = 'cancelled' AND started_at >= :since AND started_at < :before AND owed_by = :id
GROUP BY rule, ended_by

-- name: line_calls
SELECT i.id, i.received_at, i.category, i.caller_type, i.direction, i.repeat_of, i.owed, i.state, i.urgency,
    (SELECT min(t.decided_at)
    FROM triage t
    WHERE t.item_id = i.id AND t.withdrawn_at IS NULL) AS triaged_at,
    (SELECT min(a.made_at)
    FROM attempt a
    WHERE a.item_id = i.id AND a.withdrawn_at IS NULL AND a.outcome = 'reached') AS contacted_at
FROM item i
WHERE i.received_at >= :since AND i.received_at < :before AND NOT i.routine AND i.state <> 'withdrawn'
ORDER BY i.received_at, i.id

-- name: items_open_of
SELECT i.id
FROM item i
WHERE i.client_id = :id AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY i.received_at, i.id

-- name: duty_of_person
SELECT s.id, s.version, s.starts_at, s.ends_at, s.accepted_at
FROM duty_shift s
WHERE s.director_id = :id AND s.ends_at > :since
ORDER BY s.starts_at, s.id

-- name: appointments_of_person
SELECT a.id, a.version, a.client_id, a.starts_at, a.ends_at, c.number
FROM appointment a
JOIN client c ON c.id = a.client_id
WHERE a.person_id = :id AND a.starts_at >= :since AND a.cancelled_at IS NULL
ORDER BY a.starts_at, a.id

-- name: outreach_dates_of_person
SELECT o.client_id, o.version, o.next_on, c.number
FROM holding h
JOIN outreach o ON o.client_id = h.client_id
JOIN client c ON c.id = h.client_id
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND c.active AND o.next_on IS NOT NULL
ORDER BY o.next_on, c.number

-- name: leave_of_person
SELECT a.id, a.version, a.starts_at, a.ends_at, a.reason
FROM absence a
WHERE a.person_id = :id AND a.cancelled_at IS NULL AND a.item_id IS NULL AND a.ends_at > :since
ORDER BY a.starts_at, a.id

-- name: first_sessions
SELECT c.id, c.kind, c.origin, c.rules_at, s.held_at,
    (SELECT count(*)
    FROM case_session n
    WHERE n.case_id = c.id AND n.state = 'held' AND n.withdrawn_at IS NULL AND n.override_reason <> '') AS overrides
FROM care_case c
JOIN (SELECT case_id, min(at) AS held_at
FROM case_session
WHERE state = 'held' AND withdrawn_at IS NULL
GROUP BY case_id) s ON s.case_id = c.id
WHERE c.state <> 'withdrawn' AND s.held_at >= :since AND s.held_at < :before
ORDER BY s.held_at, c.id

-- name: review_decisions
SELECT r.case_id, r.decision, r.decided_at, r.sessions, p.name
FROM case_review r
JOIN person p ON p.id = r.decided_by
WHERE r.withdrawn_at IS NULL
ORDER BY r.decided_at, r.id

-- name: notes_recorded
SELECT n.id, n.case_id, c.kind, n.recorded_at, n.reviewed_at, n.result, p.name AS reviewer
FROM case_note n
JOIN care_case c ON c.id = n.case_id
LEFT JOIN person p ON p.id = n.reviewed_by
WHERE n.withdrawn_at IS NULL AND c.state <> 'withdrawn'
    AND ((n.recorded_at >= :since AND n.recorded_at < :before) OR n.reviewed_at IS NULL)
ORDER BY n.recorded_at, n.id

-- name: notes_outstanding
SELECT c.id, c.kind, c.ended_at
FROM care_case c
WHERE c.state = 'ended' AND c.notes_missing = '' AND c.ended_at < :before
    AND NOT EXISTS (SELECT 1
    FROM case_note n
    WHERE n.case_id = c.id AND n.withdrawn_at IS NULL)
ORDER BY c.ended_at, c.id

-- name: outreach_asked
SELECT i.id, i.purpose, i.category, i.state, i.received_at, count(t.id) AS attempts,
    sum(CASE WHEN t.channel = 'phone' THEN 1 ELSE 0 END) AS phone,
    sum(CASE WHEN t.channel = 'email' THEN 1 ELSE 0 END) AS email,
    sum(CASE WHEN t.outcome = 'reached' THEN 1 ELSE 0 END) AS reached,
    sum(CASE WHEN t.override_reason <> '' THEN 1 ELSE 0 END) AS overrides
FROM item i
LEFT JOIN attempt t ON t.item_id = i.id AND t.withdrawn_at IS NULL
WHERE i.received_at >= :since AND i.received_at < :before AND i.state NOT IN ('withdrawn', 'duplicate')
    AND i.purpose IN ('complaint', 'check-in')
GROUP BY i.id, i.purpose, i.category, i.state, i.received_at
ORDER BY i.received_at, i.id
