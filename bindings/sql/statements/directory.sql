-- name: meta
SELECT value FROM meta WHERE name = ?1

-- name: put_meta
INSERT INTO meta (name, value) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: apps
SELECT id, slug, verify_token, data_key, is_default FROM app ORDER BY id

-- name: insert_app
INSERT INTO app (id, slug, verify_token, data_key, is_default, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- name: clear_default_app
UPDATE app SET is_default = 0 WHERE is_default = 1

-- name: set_default_app
UPDATE app SET is_default = 1 WHERE id = ?1

-- name: set_app_verify_token
UPDATE app SET verify_token = ?2 WHERE id = ?1

-- name: app_secrets
SELECT app, version, sealed, valid_until FROM app_secret ORDER BY app, version DESC

-- name: insert_app_secret
INSERT INTO app_secret (app, version, sealed, valid_until) VALUES (?1, ?2, ?3, NULL)

-- name: retire_app_secrets
UPDATE app_secret SET valid_until = ?3 WHERE app = ?1 AND version < ?2 AND valid_until IS NULL

-- name: delete_app_secrets
DELETE FROM app_secret WHERE app = ?1 AND valid_until <= ?2

-- name: tenants
SELECT id, slug, zone, verify_token, data_key, day_cap FROM tenant ORDER BY id

-- name: insert_tenant
INSERT INTO tenant (id, slug, zone, verify_token, data_key, day_cap, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: set_tenant_day_cap
UPDATE tenant SET day_cap = ?2 WHERE id = ?1

-- name: portfolios
SELECT name, tier FROM portfolio ORDER BY name

-- name: put_portfolio
INSERT INTO portfolio (name, tier) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET tier = excluded.tier

-- name: numbers
SELECT id, phone_number_id, tenant, app, waba_id, portfolio, display, access_token, mps, enabled,
  is_default
FROM number ORDER BY id

-- name: insert_number
INSERT INTO number (id, phone_number_id, tenant, app, waba_id, portfolio, display, access_token,
  mps, enabled, is_default, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10, ?11)

-- name: set_number_enabled
UPDATE number SET enabled = ?2 WHERE id = ?1

-- name: set_number_token
UPDATE number SET access_token = ?2 WHERE id = ?1

-- name: set_number_mps
UPDATE number SET mps = ?2 WHERE id = ?1

-- name: playbooks
SELECT tenant, version, compiled FROM playbook AS p
WHERE version = (SELECT MAX(version) FROM playbook AS newest WHERE newest.tenant = p.tenant)
ORDER BY tenant

-- name: playbook_source
SELECT source, loaded_at FROM playbook WHERE tenant = ?1 AND version = ?2

-- name: newest_playbook
SELECT COALESCE(MAX(version), 0) FROM playbook WHERE tenant = ?1

-- name: insert_playbook
INSERT INTO playbook (tenant, version, source, compiled, loaded_at) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: max_app
SELECT COALESCE(MAX(id), 0) FROM app

-- name: max_tenant
SELECT COALESCE(MAX(id), 0) FROM tenant

-- name: max_number
SELECT COALESCE(MAX(id), 0) FROM number

-- name: max_journal
SELECT COALESCE(MAX(id), 0) FROM journal

-- name: max_contact
SELECT COALESCE(MAX(id), 0) FROM contact

-- name: max_conversation
SELECT COALESCE(MAX(id), 0) FROM conversation

-- name: max_message
SELECT COALESCE(MAX(id), 0) FROM message

-- name: max_event
SELECT COALESCE(MAX(id), 0) FROM event

-- name: max_outbox
SELECT COALESCE(MAX(id), 0) FROM outbox

-- name: max_pair_debt
SELECT COALESCE(MAX(id), 0) FROM pair_debt

-- name: max_quarantine
SELECT COALESCE(MAX(id), 0) FROM quarantine
