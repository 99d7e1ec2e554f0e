-- name: legal_holds
SELECT h.client_id, c.number, p.name, h.set_at, h.because
FROM legal_hold h
JOIN client c ON c.id = h.client_id
JOIN person p ON p.id = h.set_by
WHERE h.lifted_at IS NULL
ORDER BY h.set_at, h.id

-- name: clients_to_purge
SELECT c.id, c.active AND c.phase <> 'disenrolled' AS in_care,
       (SELECT min(i.id) FROM item i
        WHERE i.client_id = c.id
          AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')) AS open_item,
       (SELECT min(i.id) FROM item_client l JOIN item i ON i.id = l.item_id
        WHERE l.client_id = c.id
          AND i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')) AS open_linked,
       (SELECT min(i.id) FROM item i JOIN clock k ON k.item_id = i.id
        WHERE i.client_id = c.id AND k.state = 'running') AS open_clock,
       (SELECT min(d.id) FROM care_case d
        WHERE d.client_id = c.id AND d.state <> 'closed') AS open_case
FROM client c
ORDER BY c.id

-- name: purge_requests
SELECT r.id, r.reason, r.counts, r.proposed_at, p.name, r.proposed_by, r.done_at, r.rejected_at
FROM purge_request r
JOIN person p ON p.id = r.proposed_by
ORDER BY r.id
