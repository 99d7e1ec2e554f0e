-- What the cases, the outside parties and the policy register read; it runs on both databases.

-- name: cases_of_client
SELECT k.id, k.version, k.client_id, k.kind, k.origin, k.rules_at, k.state, k.opened_at, k.available,
    k.notes_missing, k.organisation_id, p.name AS organisation, c.number, c.family_name, c.given_name
FROM care_case k
JOIN client c ON c.id = k.client_id
LEFT JOIN outside_party p ON p.id = k.organisation_id
WHERE k.client_id = :id AND k.state <> 'withdrawn'
ORDER BY k.id

-- name: open_cases
SELECT k.id, k.version, k.client_id, k.kind, k.origin, k.rules_at, k.state, k.opened_at, k.available,
    k.notes_missing, k.organisation_id, p.name AS organisation, c.number, c.family_name, c.given_name
FROM care_case k
JOIN client c ON c.id = k.client_id
LEFT JOIN outside_party p ON p.id = k.organisation_id
WHERE k.state IN ('open', 'ended')
ORDER BY k.id

-- name: cases_by_id
SELECT k.id, k.version, k.client_id, k.kind, k.origin, k.rules_at, k.state, k.opened_at, k.available,
    k.notes_missing, k.organisation_id, p.name AS organisation, c.number, c.family_name, c.given_name
FROM care_case k
JOIN client c ON c.id = k.client_id
LEFT JOIN outside_party p ON p.id = k.organisation_id
WHERE k.id IN :ids
ORDER BY k.id

-- name: case
SELECT k.about, k.provider_id, k.clinician_id, k.opened_by, k.rules_by, k.rules_because, k.ended_at,
    k.ended_because, k.closed_at, k.closed_because, m.name AS clinician, m.email AS clinician_email,
    m.phone AS clinician_phone
FROM care_case k
LEFT JOIN person m ON m.id = k.clinician_id
WHERE k.id = :id

-- name: case_sessions
SELECT id, case_id, state, at, words, agreed, override_reason, cancelled_because, recorded_by
FROM case_session
WHERE case_id IN :ids AND withdrawn_at IS NULL
ORDER BY case_id, at, id

-- name: case_reviews
SELECT r.id, r.case_id, r.decision, r.decided_at, m.name AS decided_by, r.reason, r.used, r.sessions,
    r.resources
FROM case_review r
JOIN person m ON m.id = r.decided_by
WHERE r.case_id IN :ids AND r.withdrawn_at IS NULL
ORDER BY r.case_id, r.decided_at DESC, r.id DESC

-- name: case_notes
SELECT n.id, n.case_id, n.title, n.author, n.words, n.parts, n.standard, n.recorded_at, n.recorded_by,
    n.reviewed_at, m.name AS reviewed_by, n.result, n.found, n.actions
FROM case_note n
LEFT JOIN person m ON m.id = n.reviewed_by
WHERE n.case_id IN :ids AND n.withdrawn_at IS NULL
ORDER BY n.case_id, n.id

-- name: case_procedures
SELECT k.id AS case_id, d.id, d.words, d.rule, d.amount, d.unit, t.answer, t.reason, t.at, t.by
FROM care_case k
JOIN procedure d ON d.party_id = k.organisation_id
LEFT JOIN procedure_tick t ON t.case_id = k.id AND t.procedure_id = d.id
WHERE k.id IN :ids AND (d.ended_at IS NULL OR d.ended_at > k.opened_at)
ORDER BY k.id, d.place, d.id

-- name: case_developments
SELECT v.item_id, v.kind, i.received_at, i.said, i.state
FROM case_development v
JOIN item i ON i.id = v.item_id
WHERE v.case_id = :id AND i.state <> 'withdrawn'
ORDER BY i.received_at, v.item_id

-- name: case_clocks
SELECT i.id AS item_id, k.rule, k.due_at, k.state
FROM item i
JOIN clock k ON k.item_id = i.id
WHERE i.client_id = :id AND k.state = 'running' AND i.caller = :object
    AND i.category IN ('case-review', 'case-notes', 'notes-review')
ORDER BY k.due_at, k.id

-- name: note_standard
SELECT parts, set_at, set_by
FROM note_standard
WHERE id = 1

-- name: procedure_numbers
SELECT rule, amount, unit
FROM procedure
WHERE party_id IN :ids AND rule <> '' AND ended_at IS NULL
ORDER BY place, id

-- name: client_organisations
SELECT DISTINCT organisation_id
FROM care_case
WHERE client_id = :id AND organisation_id IS NOT NULL AND state IN ('open', 'ended')

-- name: procedures_of_party
SELECT id, version, place, words, rule, amount, unit, added_at, added_by
FROM procedure
WHERE party_id = :id AND ended_at IS NULL
ORDER BY place, id

-- name: outside_parties
SELECT p.id, p.version, p.kind, p.name, p.works_as, p.contact_name, p.phones, p.emails, p.line, p.notes,
    p.ended_at
FROM outside_party p
ORDER BY p.kind, p.name, p.id

-- name: outside_parties_of
SELECT p.id, p.name, p.phones, p.emails, p.line
FROM outside_party p
WHERE p.id IN :ids

-- name: party_contacts
SELECT party_id, max(at) AS at
FROM party_note
WHERE channel IS NOT NULL AND withdrawn_at IS NULL
GROUP BY party_id

-- name: party_shared
SELECT party_id, count(DISTINCT client_id) AS clients
FROM (
    SELECT party_id, client_id
    FROM party_client
    WHERE ended_at IS NULL
    UNION
    SELECT provider_id, client_id
    FROM care_case
    WHERE provider_id IS NOT NULL AND state IN ('open', 'ended')
    UNION
    SELECT organisation_id, client_id
    FROM care_case
    WHERE organisation_id IS NOT NULL AND state IN ('open', 'ended')
) shared
GROUP BY party_id

-- name: clients_of_party
SELECT l.id AS link_id, c.id, c.number, c.family_name, c.given_name, l.role, l.note
FROM party_client l
JOIN client c ON c.id = l.client_id
WHERE l.party_id = :id AND l.ended_at IS NULL
ORDER BY c.family_name, c.given_name, c.id

-- name: case_clients_of_party
SELECT c.id, c.number, c.family_name, c.given_name, k.id AS case_id
FROM care_case k
JOIN client c ON c.id = k.client_id
WHERE k.state IN ('open', 'ended') AND (k.provider_id = :id OR k.organisation_id = :id)
ORDER BY c.family_name, c.given_name, k.id

-- name: parties_of_client
SELECT l.party_id, l.role, l.note
FROM party_client l
WHERE l.client_id = :id AND l.ended_at IS NULL
ORDER BY l.id

-- name: party_notes
SELECT n.id, n.at, m.name AS by_name, n.channel, n.words, n.agreed, c.number
FROM party_note n
JOIN person m ON m.id = n.by_id
LEFT JOIN client c ON c.id = n.client_id
WHERE n.party_id = :id AND n.withdrawn_at IS NULL
ORDER BY n.at DESC, n.id DESC

-- name: policies
SELECT p.id, p.version, p.title, p.department, p.owner_id, m.name AS owner, p.author, p.approver, p.experts,
    p.stakeholders, p.place, p.created_on, p.valid_from, p.revision, p.next_revision, p.next_words, p.ended_at
FROM policy p
LEFT JOIN person m ON m.id = p.owner_id
ORDER BY p.next_revision, p.title, p.id

-- name: policy_changes
SELECT c.policy_id, c.revision, c.changed_on, c.approver, c.experts, c.words, c.recorded_by
FROM policy_change c
WHERE c.policy_id = :id AND c.withdrawn_at IS NULL
ORDER BY c.revision DESC, c.id DESC

-- name: client_origins
SELECT origin, rules_at
FROM care_case
WHERE client_id = :id AND state IN ('open', 'ended')
ORDER BY id
