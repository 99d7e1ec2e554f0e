-- What decides who may do what, and who may sit down.

-- name: access_of
SELECT 'active' AS kind, CASE WHEN active THEN 'yes' ELSE 'no' END AS word
FROM person
WHERE id = :id
UNION ALL
SELECT 'works', role
FROM person_role
WHERE person_id = :id
UNION ALL
SELECT 'granted', role
FROM access_grant
WHERE person_id = :id
UNION ALL
SELECT DISTINCT 'administrators', 'yes'
FROM access_grant
WHERE role = 'administrator'

-- name: open_glass
SELECT client_id
FROM broken_glass
WHERE person_id = :id AND until > :at

-- name: client_of_item
SELECT client_id, assigned_id, entered_by
FROM item
WHERE id = :id

-- name: client_of_case
SELECT client_id, clinician_id AS assigned_id, NULL AS entered_by
FROM care_case
WHERE id = :id

-- name: client_of_handover
SELECT client_id, to_id AS assigned_id, from_id AS entered_by
FROM handover
WHERE id = :id

-- name: credentials
SELECT person_id, changed_at
FROM credential

-- name: secret_of
SELECT secret_hash
FROM credential
WHERE person_id = :id

-- name: enrolment_of
SELECT secret_hash, expires_at
FROM enrolment_code
WHERE person_id = :id

-- name: recovery
SELECT secret_hash, made_at
FROM recovery_code

-- name: tries_of
SELECT terminal, failures, last_at
FROM sign_in_try
WHERE person_id = :id

-- name: access_list
SELECT p.id, p.name, p.email, p.phone, p.active, c.changed_at, e.expires_at
FROM person p
LEFT JOIN credential c ON c.person_id = p.id
LEFT JOIN enrolment_code e ON e.person_id = p.id
ORDER BY p.name, p.id

-- name: grants
SELECT person_id, role
FROM access_grant
ORDER BY person_id, role
