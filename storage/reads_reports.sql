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
SELECT i.id, i.version, i.state, i.urgency, i.category, i.client_id, i.caller, i.caller_type, i.phone,
    i.received_at, i.recorded_at, i.assigned_id, i.next_step, i.held_until, i.risk, i.purpose,
    i.shift_at, i.owed, substr(i.said, 1, 400) AS said, c.number, c.family_name, c.given_name
FROM item i
LEFT JOIN client c ON c.id = i.client_id
WHERE i.client_id = :id AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
ORDER BY i.received_at, i.id
