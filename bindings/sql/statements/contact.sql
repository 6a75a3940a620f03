-- name: identity
SELECT contact FROM identity WHERE tenant = ?1 AND kind = ?2 AND value = ?3

-- name: contact_with_conversation
SELECT c.id, c.phone, c.wa_id, c.user_id, c.parent_user_id, c.name, c.username, c.email, c.fields,
  c.tags, c.bot_off, c.marketing, c.opted_out_of_all, c.suppressed_until, t.id, t.last_inbound_at,
  t.takeover_until, t.answered, t.replies, t.initiated_at
FROM contact c LEFT JOIN conversation t ON t.contact = c.id AND t.number = ?2 WHERE c.id = ?1

-- name: put_contact
INSERT INTO contact (id, tenant, phone, wa_id, user_id, parent_user_id, name, username, email,
  fields, tags, bot_off, marketing, opted_out_of_all, suppressed_until)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT (id) DO UPDATE SET phone = excluded.phone, wa_id = excluded.wa_id,
  user_id = excluded.user_id, parent_user_id = excluded.parent_user_id, name = excluded.name,
  username = excluded.username, email = excluded.email, fields = excluded.fields,
  tags = excluded.tags, bot_off = excluded.bot_off, marketing = excluded.marketing,
  opted_out_of_all = excluded.opted_out_of_all, suppressed_until = excluded.suppressed_until

-- name: put_identity
INSERT INTO identity (tenant, kind, value, contact) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (tenant, kind, value) DO NOTHING

-- name: surroundings
SELECT c.marketing, c.opted_out_of_all, c.suppressed_until, t.last_inbound_at, t.initiated_at
FROM contact c LEFT JOIN conversation t ON t.id = ?2 WHERE c.id = ?1

-- name: insert_conversation
INSERT INTO conversation (id, number, contact, last_inbound_at, takeover_until, initiated_at,
  answered, replies)
VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, ?7)

-- name: update_conversation
UPDATE conversation SET last_inbound_at = ?2, takeover_until = ?3, answered = ?4, replies = ?5
WHERE id = ?1

-- name: initiate_conversation
UPDATE conversation SET initiated_at = ?2 WHERE id = ?1

-- name: suppress_contact
UPDATE contact SET suppressed_until = ?2 WHERE id = ?1

-- name: withdraw_marketing
UPDATE contact SET marketing = 2 WHERE id = ?1
