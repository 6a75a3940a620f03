-- name: insert_journal
INSERT INTO journal (id, app, received_at, body) VALUES (?1, ?2, ?3, ?4)

-- name: message_by_seen
SELECT id FROM message WHERE seen = ?1

-- name: event_by_seen
SELECT id FROM event WHERE seen = ?1

-- name: insert_message
INSERT INTO message (id, seen, journal, number, conversation, contact, direction, wamid, at,
  received_at, type, text, payload, context_id, content, outcome, outcome_detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)

-- name: insert_event
INSERT INTO event (id, seen, journal, app, number, field, kind, detail, at, value, outcome,
  outcome_detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)

-- name: insert_quarantine
INSERT INTO quarantine (id, app, journal, received_at, pointer, reason, bytes)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: put_wake
INSERT INTO wake (name, at) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET at = excluded.at

-- name: due_wakes
SELECT name, at FROM wake WHERE at <= ?1 ORDER BY at, name LIMIT 64

-- name: delete_wake
DELETE FROM wake WHERE name = ?1

-- name: prune_journal
DELETE FROM journal
WHERE id IN (SELECT id FROM journal WHERE received_at < ?1 ORDER BY id LIMIT 512)
