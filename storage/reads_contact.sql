-- What the e-mails, the answers about being contacted and the outreach at risk read; it runs on both databases.
-- The condition on i.state is spelled as in the partial index of storage/models/line.py.

-- name: client_consent_history
SELECT id, kind, answer, noted_at, noted_by, source, expires_at, detail
FROM consent
WHERE client_id = :id AND withdrawn_at IS NULL
ORDER BY noted_at, id

-- name: open_mails
SELECT i.id, i.category, i.state, i.urgency, i.client_id, i.caller, i.received_at, i.assigned_id, i.direction,
    i.dissatisfied, substr(i.said, 1, 200) AS said, c.number, c.family_name, c.given_name,
    m.subject, m.sender, m.address, m.attachments, m.automatic, m.cut
FROM item i
LEFT JOIN client c ON c.id = i.client_id
LEFT JOIN mail m ON m.item_id = i.id
WHERE i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
AND (i.category = 'email' OR i.direction = 'email')

-- name: open_words_owed
SELECT i.id, i.key, i.category, i.state, i.urgency, i.client_id, i.caller, i.received_at, i.assigned_id,
    i.dissatisfied, substr(i.said, 1, 200) AS said, c.number, c.family_name, c.given_name
FROM item i
LEFT JOIN client c ON c.id = i.client_id
WHERE i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn')
AND (i.category = 'inform-body' OR i.dissatisfied)

-- name: clocks_of_items
SELECT id, item_id, rule, started_at, due_at, state, ended_at
FROM clock
WHERE item_id IN :ids
ORDER BY due_at, id

-- name: mail_of
SELECT m.message_key, m.sender, m.address, m.subject, m.sent_at, m.attachments, m.only_html, m.cut, m.automatic
FROM mail m
WHERE m.item_id = :id

-- name: clients_by_email
SELECT id
FROM client
WHERE active AND lower(email) = :address
ORDER BY id

-- name: used_texts
SELECT u.id, u.text, u.text_version, u.subject, u.body, u.channel, u.told, u.used_at, p.name
FROM used_text u
JOIN person p ON p.id = u.used_by
WHERE u.item_id = :id AND u.withdrawn_at IS NULL
ORDER BY u.used_at, u.id

-- name: lapsed_clocks
SELECT k.id, k.item_id, k.rule, k.started_at, k.due_at, i.client_id, i.caller, i.said, i.assigned_id, c.number
FROM clock k
JOIN item i ON i.id = k.item_id
LEFT JOIN client c ON c.id = i.client_id
WHERE k.state = 'running' AND k.due_at <= :at AND k.rule IN :ids
ORDER BY k.due_at, k.id

-- name: attempt_plans
SELECT a.item_id, a.try_at, a.channel, a.why, a.made_at, p.name
FROM attempt_plan a
JOIN person p ON p.id = a.made_by
WHERE a.item_id IN :ids AND a.withdrawn_at IS NULL
ORDER BY a.made_at, a.id

-- name: open_at_risk
SELECT i.id, i.category, i.state, i.urgency, i.client_id, i.caller, i.received_at, i.assigned_id, i.purpose,
    i.risk, c.number, c.family_name, c.given_name
FROM item i
LEFT JOIN client c ON c.id = i.client_id
WHERE i.state NOT IN ('resolved', 'closed', 'duplicate', 'withdrawn') AND (i.risk OR i.purpose = 'risk')

-- name: attempts_of_items
SELECT item_id, made_at, channel, outcome, party
FROM attempt
WHERE item_id IN :ids AND withdrawn_at IS NULL
ORDER BY made_at, id

-- name: scope_discussions
SELECT s.item_id, s.discussed_at, s.decision, p.name
FROM scope_discussion s
JOIN person p ON p.id = s.supervisor_id
WHERE s.item_id = :id AND s.withdrawn_at IS NULL
ORDER BY s.discussed_at, s.id

-- name: provider_calls
SELECT v.id, v.provider, v.points, v.contacts_needed, v.plan, v.plan_note, v.outreach_at, v.made_at, p.name
FROM provider_call v
JOIN person p ON p.id = v.made_by
WHERE v.item_id = :id AND v.withdrawn_at IS NULL
ORDER BY v.made_at, v.id

-- name: digits_attempts
SELECT t.made_at
FROM attempt t
JOIN item i ON i.id = t.item_id
WHERE i.caller_digits = :digits AND i.client_id IS NULL AND t.made_at >= :since AND t.withdrawn_at IS NULL
ORDER BY t.made_at
