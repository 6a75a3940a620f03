-- Facts about this database: instance id, epoch, key check.
CREATE TABLE meta (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) @keyed;

-- Meta's apps: each owns a callback path, a verify token and app secrets.
CREATE TABLE app (
  id           @id,
  slug         TEXT NOT NULL UNIQUE,
  verify_token @bytes NOT NULL,
  data_key     @bytes NOT NULL,
  is_default   INTEGER NOT NULL DEFAULT 0,
  created_at   @int NOT NULL
) @table;

-- Secrets of an app; several while one is rotated.
CREATE TABLE app_secret (
  app         @int NOT NULL,
  version     @int NOT NULL,
  sealed      @bytes NOT NULL,
  valid_until @int,
  PRIMARY KEY (app, version)
) @keyed;

CREATE TABLE tenant (
  id           @id,
  slug         TEXT NOT NULL UNIQUE,
  zone         TEXT NOT NULL,
  verify_token @bytes NOT NULL,
  data_key     @bytes NOT NULL,
  day_cap      @int,
  created_at   @int NOT NULL
) @table;

-- Business portfolios whose messaging limit is known: new people in a moving day. No tier:
-- unlimited.
CREATE TABLE portfolio (
  name TEXT NOT NULL PRIMARY KEY,
  tier @int
) @keyed;

CREATE TABLE number (
  id              @id,
  phone_number_id TEXT NOT NULL UNIQUE,
  tenant          @int NOT NULL,
  app             @int NOT NULL,
  waba_id         TEXT NOT NULL,
  portfolio       TEXT NOT NULL,
  display         TEXT NOT NULL,
  access_token    @bytes NOT NULL,
  mps             @int NOT NULL,
  enabled         INTEGER NOT NULL,
  is_default      INTEGER NOT NULL,
  created_at      @int NOT NULL
) @table;

-- Versions of what the operator wrote; the newest of a tenant is the one in use.
CREATE TABLE playbook (
  tenant    @int NOT NULL,
  version   @int NOT NULL,
  source    TEXT NOT NULL,
  compiled  @bytes NOT NULL,
  loaded_at @int NOT NULL,
  PRIMARY KEY (tenant, version)
) @table;

-- Inbound bytes as they came, sealed; kept 14 days, never searched.
CREATE TABLE journal (
  id          @id,
  app         @int NOT NULL,
  received_at @int NOT NULL,
  body        @bytes NOT NULL
) @table;

CREATE TABLE contact (
  id               @id,
  tenant           @int NOT NULL,
  phone            TEXT NOT NULL,
  wa_id            TEXT NOT NULL,
  user_id          TEXT NOT NULL,
  parent_user_id   TEXT NOT NULL,
  name             TEXT NOT NULL,
  username         TEXT NOT NULL,
  email            TEXT NOT NULL,
  fields           TEXT NOT NULL,
  tags             TEXT NOT NULL,
  bot_off          INTEGER NOT NULL,
  marketing        INTEGER NOT NULL,
  opted_out_of_all INTEGER NOT NULL,
  suppressed_until @int
) @table;

-- Under which names a contact is known. kind: 0 phone or wa_id, 1 user id, 2 parent user id.
CREATE TABLE identity (
  tenant  @int NOT NULL,
  kind    INTEGER NOT NULL,
  value   TEXT NOT NULL,
  contact @int NOT NULL,
  PRIMARY KEY (tenant, kind, value)
) @keyed;

-- Number x contact. The window, takeover, cooldowns and loop breaker.
CREATE TABLE conversation (
  id              @id,
  number          @int NOT NULL,
  contact         @int NOT NULL,
  last_inbound_at @int,
  takeover_until  @int,
  initiated_at    @int,
  answered        TEXT NOT NULL,
  replies         TEXT NOT NULL,
  UNIQUE (contact, number)
) @table;

-- Inbound messages and echoes with their one outcome. seen: the first 16 bytes of the SHA-256 of
-- the dedupe key, the one random index of a webhook.
CREATE TABLE message (
  id             @id,
  seen           @bytes NOT NULL UNIQUE,
  journal        @int NOT NULL,
  number         @int NOT NULL,
  conversation   @int NOT NULL,
  contact        @int NOT NULL,
  direction      INTEGER NOT NULL,
  wamid          TEXT NOT NULL,
  at             @int NOT NULL,
  received_at    @int NOT NULL,
  type           TEXT NOT NULL,
  text           TEXT NOT NULL,
  payload        TEXT NOT NULL,
  context_id     TEXT NOT NULL,
  content        TEXT NOT NULL,
  outcome        INTEGER NOT NULL,
  outcome_detail TEXT NOT NULL
) @table;

-- Everything else that happened: template and account news, statuses of nobody's messages.
CREATE TABLE event (
  id             @id,
  seen           @bytes UNIQUE,
  journal        @int NOT NULL,
  app            @int NOT NULL,
  number         @int NOT NULL,
  field          TEXT NOT NULL,
  kind           TEXT NOT NULL,
  detail         TEXT NOT NULL,
  at             @int NOT NULL,
  value          TEXT NOT NULL,
  outcome        INTEGER NOT NULL,
  outcome_detail TEXT NOT NULL
) @table;

-- One row is one outgoing message.
CREATE TABLE outbox (
  id              @id,
  tenant          @int NOT NULL,
  number          @int NOT NULL,
  conversation    @int NOT NULL,
  contact         @int NOT NULL,
  item_key        TEXT NOT NULL,
  lane            INTEGER NOT NULL,
  purpose         INTEGER NOT NULL,
  form            INTEGER NOT NULL,
  rule            TEXT NOT NULL,
  type            TEXT NOT NULL,
  to_phone        TEXT NOT NULL,
  recipient       TEXT NOT NULL,
  body            TEXT NOT NULL,
  caller_data     TEXT NOT NULL,
  state           INTEGER NOT NULL,
  attempt         INTEGER NOT NULL,
  failures        INTEGER NOT NULL,
  token_random    @int NOT NULL,
  created_at      @int NOT NULL,
  due_at          @int NOT NULL,
  expires_at      @int NOT NULL,
  dispatched_at   @int,
  sent_at         @int,
  delivered_at    @int,
  read_at         @int,
  ended_at        @int,
  wamid           TEXT NOT NULL,
  reason          TEXT NOT NULL,
  notes           TEXT NOT NULL,
  retry_of        @int NOT NULL
) @table;

-- Open items only (ready, dispatching, unknown). Leaving `ready` does not move an entry.
CREATE INDEX outbox_open ON outbox (lane, due_at, id) WHERE state < 3;

-- What pairs owe after a send. Appended, so that a send touches no page of its conversation; the
-- newest row of a conversation counts, until paid_at.
CREATE TABLE pair_debt (
  id           @id,
  conversation @int NOT NULL,
  state        TEXT NOT NULL,
  paid_at      @int NOT NULL
) @table;

-- States of limiters that are shared (number, portfolio, tenant); a pair's is in pair_debt.
CREATE TABLE limiter (
  name  TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL
) @keyed;

-- Scopes that stopped: a throttled number, a tenant whose token died. No time: until resumed.
CREATE TABLE stop (
  scope      TEXT NOT NULL,
  subject    TEXT NOT NULL,
  until_at   @int,
  reason     TEXT NOT NULL,
  stopped_at @int NOT NULL,
  PRIMARY KEY (scope, subject)
) @keyed;

-- What could not be handled, with its bytes (sealed) and the reason.
CREATE TABLE quarantine (
  id          @id,
  app         @int NOT NULL,
  journal     @int NOT NULL,
  received_at @int NOT NULL,
  pointer     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  bytes       @bytes NOT NULL
) @table;

-- Timers the core asked for.
CREATE TABLE wake (
  name TEXT NOT NULL PRIMARY KEY,
  at   @int NOT NULL
) @keyed;
