-- What care managers have done, and whom of their clients somebody has spoken to (R-146 to R-156).
-- A talk that counts is judged in rules/production.py; the condition here says the same, and a test holds
-- the two together.

-- name: made_by
SELECT made_at, client_id, channel, outcome, party, topics
FROM attempt
WHERE made_by = :id AND made_at >= :since AND made_at < :before AND withdrawn_at IS NULL

-- name: managed_clients
SELECT c.id, c.number, c.family_name, c.given_name, c.phase, h.starts_at
FROM holding h
JOIN client c ON c.id = h.client_id
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND c.active AND c.phase <> 'disenrolled'
ORDER BY c.id

-- name: talks_with
SELECT t.client_id, max(t.made_at), sum(CASE WHEN t.made_at >= :since THEN 1 ELSE 0 END)
FROM holding h
JOIN client c ON c.id = h.client_id
JOIN attempt t ON t.client_id = h.client_id
WHERE h.person_id = :id AND h.role = 'pcm' AND h.starts_at <= :at AND (h.ends_at IS NULL OR h.ends_at > :at)
    AND c.active AND c.phase <> 'disenrolled'
    AND t.made_at <= :at AND t.withdrawn_at IS NULL AND t.party = 'client' AND t.outcome = 'reached'
    AND t.channel IN ('phone', 'in-person') AND CAST(t.topics AS VARCHAR) <> '[]'
GROUP BY t.client_id

-- name: made_with
SELECT client_id, made_at, channel, outcome, party, topics
FROM attempt
WHERE client_id IN :ids AND made_at >= :since AND withdrawn_at IS NULL
