-- What the e-mails, the answers about being contacted and the outreach at risk read; it runs on both databases.

-- name: client_consent_history
SELECT id, kind, answer, noted_at, noted_by, source, expires_at, detail
FROM consent
WHERE client_id = :id AND withdrawn_at IS NULL
ORDER BY noted_at, id

-- name: mails_of
SELECT item_id, sender, address, subject, sent_at, attachments, only_html, cut, automatic
FROM mail
WHERE item_id IN :ids

-- name: mail_known
SELECT item_id
FROM mail
WHERE message_key = :object

-- name: clients_by_email
SELECT id
FROM client
WHERE active AND lower(email) = :email
ORDER BY id

-- name: used_texts
SELECT u.id, u.text, u.text_version, u.subject, u.body, u.channel, u.told, u.used_at, p.name
FROM used_text u
JOIN person p ON p.id = u.used_by
WHERE u.item_id = :id AND u.withdrawn_at IS NULL
ORDER BY u.used_at, u.id

-- name: lapsed_clocks
SELECT k.id, k.item_id, k.started_at, k.due_at, i.client_id, c.number
FROM clock k
JOIN item i ON i.id = k.item_id
LEFT JOIN client c ON c.id = i.client_id
WHERE k.state = 'running' AND k.due_at <= :at AND k.rule IN :keys
ORDER BY k.due_at, k.id

-- name: attempt_plans
SELECT a.item_id, a.try_at, a.channel, a.why, a.made_at, p.name
FROM attempt_plan a
JOIN person p ON p.id = a.made_by
WHERE a.item_id IN :ids AND a.withdrawn_at IS NULL
ORDER BY a.made_at, a.id

-- name: attempts_of_items
SELECT item_id, made_at, channel, outcome, party
FROM attempt
WHERE item_id IN :ids AND withdrawn_at IS NULL
ORDER BY made_at, id

-- name: agreed_lines
SELECT DISTINCT p.line
FROM care_case k
JOIN outside_party p ON p.id = k.organisation_id
WHERE k.client_id = :id AND k.state IN ('open', 'ended') AND p.line <> ''

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
WHERE i.caller_digits = :object AND i.client_id IS NULL AND t.made_at >= :since AND t.withdrawn_at IS NULL
ORDER BY t.made_at

-- name: mailbox_place
SELECT value
FROM meta
WHERE name = :object

-- name: party_addresses
SELECT kind, emails
FROM outside_party
WHERE ended_at IS NULL
ORDER BY id
