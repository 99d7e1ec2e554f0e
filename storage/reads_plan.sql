-- What is read of plans without the ORM: for the card, the duty brief, and what is asked each minute.

-- name: slipped_objectives
SELECT o.id, o.client_id, o.target_on, c.number
FROM objective o
JOIN client c ON c.id = o.client_id
WHERE o.status IN ('on-track', 'slipping') AND o.withdrawn_at IS NULL AND o.target_on < :today
    AND c.active
    AND NOT EXISTS (
        SELECT 1 FROM item i WHERE i.key = 'plan-slip:' || o.id || ':' || CAST(o.target_on AS TEXT)
    )
ORDER BY o.target_on, o.id

-- name: supports_to_review
SELECT s.id, s.client_id, s.review_on, c.number
FROM support s
JOIN client c ON c.id = s.client_id
WHERE s.ended_on IS NULL AND s.withdrawn_at IS NULL AND s.review_on < :today AND c.active
    AND NOT EXISTS (
        SELECT 1 FROM item i WHERE i.key = 'plan-support:' || s.id || ':' || CAST(s.review_on AS TEXT)
    )
ORDER BY s.review_on, s.id

-- name: referrals_to_check
SELECT r.id, r.client_id, r.next_check_on, c.number
FROM referral r
JOIN client c ON c.id = r.client_id
WHERE r.next_check_on < :today AND r.ended_at IS NULL AND r.withdrawn_at IS NULL AND c.active
    AND NOT EXISTS (
        SELECT 1 FROM item i
        WHERE i.key = 'plan-referral:' || r.id || ':' || CAST(r.next_check_on AS TEXT)
    )
ORDER BY r.next_check_on, r.id

-- name: client_signs_overdue
SELECT sign, check_on
FROM watch_sign
WHERE client_id = :id AND ended_at IS NULL AND withdrawn_at IS NULL AND check_on < :today
ORDER BY check_on, id

-- name: signs_overdue
SELECT w.id, w.client_id, w.sign, w.act, w.check_on, c.number, c.family_name, c.given_name
FROM watch_sign w
JOIN client c ON c.id = w.client_id
WHERE w.ended_at IS NULL AND w.withdrawn_at IS NULL AND w.check_on < :today AND c.active
ORDER BY w.check_on, w.id

-- name: client_spoken_by
SELECT max(made_at)
FROM attempt
WHERE client_id = :id AND outcome = 'reached' AND withdrawn_at IS NULL AND party = 'client'
    AND made_by = :person

-- name: client_answered_by
SELECT max(received_at)
FROM item
WHERE client_id = :id AND caller_type = 'client' AND direction IN ('in', 'out') AND state <> 'withdrawn'
    AND coalesce(answered_by, entered_by) = :person

-- name: client_primary
SELECT person_id
FROM holding
WHERE client_id = :id AND role = 'pcm' AND starts_at <= :at AND (ends_at IS NULL OR ends_at > :at)
