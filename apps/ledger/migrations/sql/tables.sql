-- The tables of the book. The application's role may read them and execute the functions beside this file, nothing
-- else. Amounts are bigints of micro-OPEN. Nothing here is ever deleted, and entries are never even updated.

CREATE SCHEMA ledger;
GRANT USAGE ON SCHEMA ledger TO openledger_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA ledger GRANT SELECT ON TABLES TO openledger_app;
-- Functions are closed unless granted, wherever the owner makes them; trigger functions need no grant to fire.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Names have types of their own, so that their shape is looked at when they are written and not again whenever the
-- balance beside them moves.
CREATE DOMAIN ledger.account_public_id AS text
  CONSTRAINT account_public_id_shape CHECK (VALUE ~ '^acc_[0-9A-HJKMNP-TV-Z]{26}$');
CREATE DOMAIN ledger.account_code AS text
  CONSTRAINT account_code_shape CHECK (
    length(VALUE) <= 200 AND VALUE ~ '^[a-z]{2,20}(:[A-Za-z0-9_.~-]+){0,4}$'
    AND VALUE !~ '[^:]{65}');                         -- {1,64} within {0,4} would cost thirty times as much

CREATE FUNCTION ledger.kind_of(code text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN code LIKE 'issuance:%' THEN 'issuance'
              WHEN code LIKE 'pool:%' THEN 'pool'
              WHEN code LIKE 'user:%:held' THEN 'held'
              WHEN code LIKE 'user:%:promotional' THEN 'promotional'
              ELSE 'plain' END;
GRANT EXECUTE ON FUNCTION ledger.kind_of TO openledger_app;

CREATE TABLE ledger.account (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  balance     bigint NOT NULL DEFAULT 0,
  seq         bigint NOT NULL DEFAULT 0,            -- of its newest entry
  opened_at   timestamptz NOT NULL,
  kind        text NOT NULL,                        -- set by a trigger; GENERATED would cost a quarter of a sweep
  public_id   ledger.account_public_id NOT NULL,
  code        ledger.account_code NOT NULL,
  fingerprint bytea NOT NULL,                       -- of what never changes, for the audit
  CONSTRAINT account_public_id_unique UNIQUE (public_id),
  CONSTRAINT account_code_unique UNIQUE (code),
  CONSTRAINT account_floor CHECK (balance >= 0 OR kind = 'issuance'),
  CONSTRAINT account_bounds CHECK (balance BETWEEN -900000000000000000 AND 900000000000000000),
  CONSTRAINT account_seq_counts CHECK (seq >= 0)
) WITH (fillfactor = 60);  -- room for the next version of the row on its own page

CREATE TABLE ledger.journal (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  posted_at    timestamptz NOT NULL,
  reverses     bigint,
  entries      integer NOT NULL,
  kind         text NOT NULL,
  public_id    text NOT NULL,
  key          text NOT NULL,                       -- idempotency: which act this is
  request_hash bytea NOT NULL,                      -- and what it asked for
  about        text NOT NULL,                       -- public id of the cause, or empty
  fingerprint  bytea NOT NULL,
  CONSTRAINT journal_key_unique UNIQUE (key),
  CONSTRAINT journal_public_id_unique UNIQUE (public_id),
  CONSTRAINT journal_reversed_once UNIQUE (reverses),
  CONSTRAINT journal_reverses_journal FOREIGN KEY (reverses) REFERENCES ledger.journal,
  CONSTRAINT journal_has_two_sides CHECK (entries BETWEEN 2 AND 1000001),
  CONSTRAINT journal_kind_shape CHECK (kind ~ '^[a-z_]{2,40}$'),
  CONSTRAINT journal_public_id_shape CHECK (public_id ~ '^txn_[0-9A-HJKMNP-TV-Z]{26}$'),
  CONSTRAINT journal_key_length CHECK (length(key) BETWEEN 1 AND 300),
  CONSTRAINT journal_hash_length CHECK (length(request_hash) = 32),
  CONSTRAINT journal_about_length CHECK (length(about) <= 80)
);

-- No row-by-row foreign keys here: the trigger `entry_fits` checks journal and account of a whole statement at once,
-- and the triggers on those tables refuse every DELETE.
CREATE TABLE ledger.entry (
  account_id    bigint NOT NULL,
  seq           bigint NOT NULL,                    -- 1, 2, 3 … within the account
  journal_id    bigint NOT NULL,
  amount        bigint NOT NULL,
  balance_after bigint NOT NULL,
  CONSTRAINT entry_pkey PRIMARY KEY (account_id, seq),
  CONSTRAINT entry_moves_something CHECK (amount <> 0)
);
CREATE INDEX entry_journal ON ledger.entry (journal_id);

CREATE FUNCTION ledger.total(amounts bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT
  RETURN (SELECT coalesce(sum(amount), 0)::bigint FROM unnest(amounts) AS amount);

CREATE TABLE ledger.hold (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES ledger.account,   -- the `held` account that keeps the money meanwhile
  journal_id bigint NOT NULL REFERENCES ledger.journal,   -- that opened it
  settled_by bigint REFERENCES ledger.journal,
  amount     bigint NOT NULL,
  opened_at  timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  settled_at timestamptz,
  state      text NOT NULL DEFAULT 'pending',
  public_id  text NOT NULL,
  sources    bigint[] NOT NULL,                     -- account ids, in the order in which they are spent
  amounts    bigint[] NOT NULL,                     -- what was taken from each
  CONSTRAINT hold_public_id_unique UNIQUE (public_id),
  CONSTRAINT hold_public_id_shape CHECK (public_id ~ '^hld_[0-9A-HJKMNP-TV-Z]{26}$'),
  CONSTRAINT hold_journal_unique UNIQUE (journal_id),
  CONSTRAINT hold_settled_once UNIQUE (settled_by),
  CONSTRAINT hold_state_known CHECK (state IN ('pending', 'charged', 'voided', 'expired')),
  CONSTRAINT hold_settled_has_journal CHECK (
    (state = 'pending') = (settled_by IS NULL) AND (state = 'pending') = (settled_at IS NULL)),
  CONSTRAINT hold_parts_sum CHECK (
    amount > 0 AND cardinality(sources) = cardinality(amounts) AND ledger.total(amounts) = amount),
  CONSTRAINT hold_expires_later CHECK (expires_at > opened_at)
);
CREATE INDEX hold_due ON ledger.hold (expires_at) WHERE state = 'pending';
CREATE INDEX hold_account ON ledger.hold (account_id) WHERE state = 'pending';

-- What a pool was ever paid is its account's balance plus what was claimed: there is no third number to go wrong,
-- and paying in is an ordinary transfer whose cost knows nothing of the members.
CREATE TABLE ledger.pool (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id   bigint NOT NULL REFERENCES ledger.account,
  members      bigint NOT NULL DEFAULT 0,
  total_weight bigint NOT NULL DEFAULT 0,
  claimed      bigint NOT NULL DEFAULT 0,
  claim_seq    bigint NOT NULL DEFAULT 0,           -- the pool account's entry that paid the newest claim
  sealed_at    timestamptz,
  closed_at    timestamptz,
  state        text NOT NULL DEFAULT 'filling',
  public_id    text NOT NULL,
  seal         bytea,                               -- sha256 over all members in order
  CONSTRAINT pool_account_unique UNIQUE (account_id),
  CONSTRAINT pool_public_id_unique UNIQUE (public_id),
  CONSTRAINT pool_public_id_shape CHECK (public_id ~ '^pol_[0-9A-HJKMNP-TV-Z]{26}$'),
  CONSTRAINT pool_state_known CHECK (state IN ('filling', 'open', 'closing', 'closed')),
  CONSTRAINT pool_sealed_has_members CHECK (
    (state = 'filling') = (seal IS NULL) AND (state = 'filling') = (sealed_at IS NULL)
    AND (state = 'filling' OR (members > 0 AND total_weight >= members))),
  CONSTRAINT pool_closed_has_date CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CONSTRAINT pool_claimed_counts CHECK (claimed >= 0)
) WITH (fillfactor = 60);

CREATE TABLE ledger.member (
  pool_id       bigint NOT NULL REFERENCES ledger.pool,
  position      bigint NOT NULL,                    -- 1 … members
  account_id    bigint NOT NULL,
  weight        bigint NOT NULL,
  weight_before bigint NOT NULL,                    -- the sum of all weights at earlier positions
  claimed       bigint NOT NULL DEFAULT 0,
  CONSTRAINT member_pkey PRIMARY KEY (pool_id, position),
  CONSTRAINT member_once UNIQUE (pool_id, account_id),
  CONSTRAINT member_position_counts CHECK (position >= 1),
  CONSTRAINT member_weighs CHECK (weight >= 1 AND weight_before >= 0),
  CONSTRAINT member_claimed_counts CHECK (claimed >= 0)
) WITH (fillfactor = 45);  -- a sweep writes the next version of every row, and finds room for it on the same page
CREATE INDEX member_account ON ledger.member (account_id);
