-- name: insert_item
INSERT INTO outbox (id, tenant, number, conversation, contact, item_key, lane, purpose, form, rule,
  type, to_phone, recipient, body, caller_data, state, attempt, failures, token_random, created_at,
  due_at, expires_at, wamid, reason, notes, retry_of)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, 0, 0, ?17, ?18,
  ?19, '', '', '', ?20)

-- name: item
SELECT id, tenant, number, conversation, contact, item_key, lane, purpose, form, rule, type,
  to_phone, recipient, body, caller_data, state, attempt, failures, token_random, created_at,
  due_at, expires_at, dispatched_at, wamid, reason, retry_of
FROM outbox WHERE id = ?1

-- name: due_items
SELECT id, tenant, number, conversation, contact, item_key, lane, purpose, form, rule, type,
  to_phone, recipient, body, caller_data, state, attempt, failures, token_random, created_at,
  due_at, expires_at, dispatched_at, wamid, reason, retry_of
FROM outbox WHERE lane = ?1 AND state < 3 AND state = 0 AND due_at <= ?2
ORDER BY lane, due_at, id LIMIT ?3

-- name: open_items
SELECT id, tenant, number, conversation, contact, item_key, lane, purpose, form, rule, type,
  to_phone, recipient, body, caller_data, state, attempt, failures, token_random, created_at,
  due_at, expires_at, dispatched_at, wamid, reason, retry_of
FROM outbox WHERE state < 3 ORDER BY lane, due_at, id

-- name: next_due
SELECT due_at FROM outbox WHERE lane = ?1 AND state < 3 AND state = 0 AND due_at > ?2
ORDER BY lane, due_at, id LIMIT 1

-- name: dispatch_item
UPDATE outbox SET state = 1, attempt = ?2, token_random = ?3, dispatched_at = ?4
WHERE id = ?1 AND state = 0

-- name: move_item
UPDATE outbox SET state = ?2, due_at = COALESCE(CAST(?3 AS BIGINT), due_at),
  wamid = CASE WHEN CAST(?4 AS TEXT) = '' THEN wamid ELSE CAST(?4 AS TEXT) END,
  reason = CASE WHEN CAST(?5 AS TEXT) = '' THEN reason ELSE CAST(?5 AS TEXT) END, failures = ?6,
  sent_at = CASE WHEN CAST(?2 AS BIGINT) = 4
    THEN COALESCE(sent_at, CAST(?7 AS BIGINT)) ELSE sent_at END,
  delivered_at = CASE WHEN CAST(?2 AS BIGINT) = 5
    THEN COALESCE(delivered_at, CAST(?7 AS BIGINT)) ELSE delivered_at END,
  read_at = CASE WHEN CAST(?2 AS BIGINT) = 6
    THEN COALESCE(read_at, CAST(?7 AS BIGINT)) ELSE read_at END,
  ended_at = CASE WHEN CAST(?2 AS BIGINT) > 6
    THEN CAST(?7 AS BIGINT) ELSE ended_at END
WHERE id = ?1

-- name: postpone_item
UPDATE outbox SET due_at = ?2, reason = ?3 WHERE id = ?1 AND state = 0

-- name: item_notes
SELECT notes FROM outbox WHERE id = ?1

-- name: annotate_item
UPDATE outbox SET notes = ?2, wamid = CASE WHEN wamid = '' THEN CAST(?3 AS TEXT) ELSE wamid END,
  sent_at = COALESCE(sent_at, CAST(?4 AS BIGINT)),
  delivered_at = COALESCE(delivered_at, CAST(?5 AS BIGINT))
WHERE id = ?1

-- name: pair_debts
SELECT id, conversation, state, paid_at FROM pair_debt ORDER BY id

-- name: insert_pair_debt
INSERT INTO pair_debt (id, conversation, state, paid_at) VALUES (?1, ?2, ?3, ?4)

-- name: delete_pair_debts
DELETE FROM pair_debt WHERE id < ?1

-- name: limiter
SELECT state FROM limiter WHERE name = ?1

-- name: put_limiter
INSERT INTO limiter (name, state) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET state = excluded.state

-- name: stops
SELECT scope, subject, until_at, reason FROM stop

-- name: put_stop
INSERT INTO stop (scope, subject, until_at, reason, stopped_at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (scope, subject) DO UPDATE SET until_at = excluded.until_at, reason = excluded.reason,
  stopped_at = excluded.stopped_at

-- name: delete_stop
DELETE FROM stop WHERE scope = ?1 AND subject = ?2

-- name: count_open
SELECT lane, COUNT(*), MIN(due_at) FROM outbox WHERE state < 3 GROUP BY lane

-- name: count_in_doubt
SELECT COUNT(*) FROM outbox WHERE state < 3 AND state = 2
