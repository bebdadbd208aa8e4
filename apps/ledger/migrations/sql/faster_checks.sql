-- The same promises as before, for less. Three things cost most when thousands of accounts move at once, and none of
-- them was needed:
--   * looking accounts and members up one by one. `id = ANY (array)` walks an index once; what it finds is put beside the
--     arrays by a full join, which is never planned as a nested loop over sets that no statistics know;
--   * locking accounts by one statement and reading them by the next;
--   * running totals for accounts that have a single entry, which in one journal are all of them.
-- Each function here replaces the one of the same name, with its guards under the same names.

-- The ids of these accounts, in the order of their codes. A key that was used before is the better reason to refuse.
CREATE OR REPLACE FUNCTION ledger.ids_of(codes text[], keys text[], hashes bytea[]) RETURNS bigint[]
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE ids bigint[]; missing text;
BEGIN
  WITH known AS MATERIALIZED (
    SELECT account.code, account.id FROM ledger.account WHERE account.code = ANY (codes)
  )
  SELECT array_agg(known.id ORDER BY ordinality), min(asked.code) FILTER (WHERE known.id IS NULL)
    INTO ids, missing
    FROM unnest(codes) WITH ORDINALITY AS asked(code, ordinality)
    FULL JOIN known ON known.code = asked.code;
  IF missing IS NOT NULL THEN
    PERFORM FROM ledger.answer_replays(keys, hashes, NULL);
    RAISE EXCEPTION 'There is no account %.', missing USING ERRCODE = 'OL404', DETAIL = missing;
  END IF;
  RETURN ids;
END $$;

-- Write journals, as described where it was made.
CREATE OR REPLACE FUNCTION ledger.write(
  keys text[], hashes bytea[], kinds text[], abouts text[], public_ids text[], reversed bigint[], at timestamptz,
  leg_places integer[], leg_accounts bigint[], leg_amounts bigint[], drawable text[], payable text[]
) RETURNS TABLE (place integer, journal_id bigint, journal text, replayed boolean)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  written_places integer[]; written_ids bigint[];
  net_journals bigint[]; net_accounts bigint[]; net_amounts bigint[];
  entry_accounts bigint[]; entry_seqs bigint[]; entry_journals bigint[]; entry_amounts bigint[];
  entry_balances bigint[];
  undrawable text; unpayable text; overdrawn text; pays_pools boolean;
BEGIN
  -- Journals whose key is new, with the number of entries that their netted legs will make.
  WITH leg AS MATERIALIZED (
    SELECT given.place, given.account, sum(given.amount)::bigint AS amount
      FROM unnest(leg_places, leg_accounts, leg_amounts) AS given(place, account, amount)
     GROUP BY given.place, given.account HAVING sum(given.amount) <> 0
  ), size AS (
    SELECT leg.place, count(*)::integer AS entries FROM leg GROUP BY leg.place
  ), asked AS (
    SELECT given.*, coalesce(size.entries, 0) AS entries
      FROM unnest(keys, hashes, kinds, abouts, public_ids, reversed)
           WITH ORDINALITY AS given(key, hash, kind, about, public_id, reverses, place)
      LEFT JOIN size ON size.place = given.place
  ), written AS (
    INSERT INTO ledger.journal AS journal
           (key, request_hash, kind, about, public_id, reverses, entries, posted_at, fingerprint)
    SELECT key, hash, kind, about, public_id, reverses, entries, at,
           ledger.fingerprint_of_journal(public_id, key, kind, about, hash, entries, reverses, at)
      FROM asked ORDER BY key
        ON CONFLICT (key) DO NOTHING
    RETURNING journal.id, journal.public_id
  ), placed AS (
    SELECT asked.place::integer, written.id FROM written JOIN asked USING (public_id)
  )
  SELECT (SELECT array_agg(placed.place) FROM placed), (SELECT array_agg(placed.id) FROM placed),
         array_agg(placed.id), array_agg(leg.account), array_agg(leg.amount)
    INTO written_places, written_ids, net_journals, net_accounts, net_amounts
    FROM leg JOIN placed ON placed.place = leg.place;

  IF net_accounts IS NOT NULL THEN
    -- One statement locks and reads: a row that a lock waited for is answered as it stands once the lock is had.
    -- Within one journal the legs are netted, so an account has one leg, and there is nothing to number or to add up.
    -- A leg without an account makes no entry, and then the journal is not whole.
    WITH locked AS MATERIALIZED (
      SELECT account.id, account.kind, account.code, account.seq, account.balance FROM ledger.account
       WHERE account.id = ANY (net_accounts) ORDER BY account.id FOR NO KEY UPDATE
    ), leg AS MATERIALIZED (
      SELECT locked.id, locked.kind, locked.code, net.journal, net.amount, locked.seq, locked.balance
        FROM unnest(net_journals, net_accounts, net_amounts) AS net(journal, account, amount)
        FULL JOIN locked ON locked.id = net.account
    ), numbered AS (
      SELECT leg.id, leg.kind, leg.code, leg.journal, leg.amount,
             leg.seq + 1 AS seq, leg.balance + leg.amount AS balance
        FROM leg WHERE leg.id IS NOT NULL AND cardinality(written_ids) = 1
       UNION ALL
      SELECT leg.id, leg.kind, leg.code, leg.journal, leg.amount,
             leg.seq + row_number() OVER chain, (leg.balance + sum(leg.amount) OVER chain)::bigint
        FROM leg WHERE leg.id IS NOT NULL AND cardinality(written_ids) > 1
      WINDOW chain AS (PARTITION BY leg.id ORDER BY leg.journal)
    )
    SELECT array_agg(id), array_agg(seq), array_agg(numbered.journal), array_agg(amount), array_agg(balance),
           min(code) FILTER (WHERE amount < 0 AND kind <> ALL (drawable)),
           min(code) FILTER (WHERE amount > 0 AND kind <> ALL (payable)),
           min(code) FILTER (WHERE balance < 0 AND kind <> 'issuance'),
           bool_or(kind = 'pool' AND amount > 0)
      INTO entry_accounts, entry_seqs, entry_journals, entry_amounts, entry_balances,
           undrawable, unpayable, overdrawn, pays_pools
      FROM (SELECT * FROM numbered ORDER BY id, seq) AS numbered;

    IF undrawable IS NOT NULL THEN
      RAISE EXCEPTION 'This kind of posting may not draw from %.', undrawable
        USING ERRCODE = 'OL403', DETAIL = undrawable;
    ELSIF unpayable IS NOT NULL THEN
      RAISE EXCEPTION 'This kind of posting may not pay into %.', unpayable
        USING ERRCODE = 'OL403', DETAIL = unpayable;
    ELSIF overdrawn IS NOT NULL THEN
      RAISE EXCEPTION 'The balance of % does not reach.', overdrawn USING ERRCODE = 'OL402', DETAIL = overdrawn;
    ELSIF pays_pools THEN
      PERFORM ledger.require_open_pools(entry_accounts);
    END IF;

    -- Entries and accounts in one statement: the guards look at its end, when both must agree.
    WITH numbered AS MATERIALIZED (
      SELECT * FROM unnest(entry_accounts, entry_seqs, entry_journals, entry_amounts, entry_balances)
                 AS entry(account, seq, journal, amount, balance)
    ), entered AS (
      INSERT INTO ledger.entry (account_id, seq, journal_id, amount, balance_after)
      SELECT account, seq, numbered.journal, amount, balance FROM numbered
    )
    UPDATE ledger.account SET balance = newest.balance, seq = newest.seq
      FROM (SELECT DISTINCT ON (account) account, seq, balance FROM numbered
             ORDER BY account, seq DESC) AS newest
     WHERE account.id = newest.account AND account.id = ANY (entry_accounts);
  END IF;

  IF coalesce(cardinality(written_places), 0) = cardinality(keys) THEN
    RETURN QUERY SELECT done.place, done.id, public_ids[done.place], false
                   FROM unnest(written_places, written_ids) AS done(place, id) ORDER BY done.place;
  ELSE
    RETURN QUERY SELECT * FROM ledger.answer_replays(keys, hashes, written_ids);
  END IF;
END $$;

-- Entries of a journal are whole, sum to zero, and each is joined to its account's chain.
CREATE OR REPLACE FUNCTION ledger.check_entries() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE fault bigint;
BEGIN
  SELECT written.journal_id INTO fault
    FROM (SELECT journal_id, sum(amount) AS net FROM new_entries GROUP BY journal_id) AS written
    LEFT JOIN ledger.journal ON journal.id = written.journal_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS entries FROM ledger.entry WHERE entry.journal_id = written.journal_id) AS stored
   WHERE journal.id IS NULL OR written.net <> 0 OR stored.entries <> journal.entries
   LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'the entries of journal % are not whole or do not sum to zero', fault
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_journal_balances';
  END IF;

  -- A number is used once, so where every new entry is the newest of its account, no account has two of them.
  IF NOT EXISTS (
      WITH touched AS MATERIALIZED (
        SELECT account.id, account.seq, account.balance FROM ledger.account
         WHERE account.id = ANY (ARRAY(SELECT account_id FROM new_entries))
      )
      SELECT FROM new_entries AS entry FULL JOIN touched ON touched.id = entry.account_id
       WHERE touched.seq IS DISTINCT FROM entry.seq OR touched.balance IS DISTINCT FROM entry.balance_after) THEN
    RETURN NULL;
  END IF;

  -- Otherwise the older ones have to lead to it, one after the other.
  SELECT link.account_id INTO fault
    FROM (SELECT account_id, seq, balance_after, lead(seq) OVER chain AS next_seq,
                 lead(balance_after - amount) OVER chain AS next_from
            FROM new_entries WINDOW chain AS (PARTITION BY account_id ORDER BY seq)) AS link
    LEFT JOIN ledger.account ON link.next_seq IS NULL AND account.id = link.account_id
   WHERE CASE WHEN link.next_seq IS NULL
              THEN account.id IS NULL OR account.seq <> link.seq OR account.balance <> link.balance_after
              ELSE link.next_seq <> link.seq + 1 OR link.next_from <> link.balance_after END
   LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'account % does not stand where its newest entries lead', fault
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'entry_matches_account';
  END IF;
  RETURN NULL;
END $$;

-- An account moves only by entries. Most move by one, which is looked at alone: its amount is the difference, and its
-- balance the new one. A scalar subquery stays a look at one index, whatever the planner thinks of the tables.
CREATE OR REPLACE FUNCTION ledger.check_accounts() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE fault bigint;
BEGIN
  SELECT coalesce(new_account.id, old_account.id) INTO fault
    FROM old_accounts AS old_account
    FULL JOIN new_accounts AS new_account ON new_account.id = old_account.id
   WHERE new_account.id IS NULL OR old_account.id IS NULL
      OR new_account.code <> old_account.code OR new_account.kind <> old_account.kind
      OR new_account.public_id <> old_account.public_id
      OR new_account.opened_at <> old_account.opened_at OR new_account.fingerprint <> old_account.fingerprint
      OR CASE WHEN new_account.seq = old_account.seq + 1
              THEN (SELECT entry.amount = new_account.balance - old_account.balance
                           AND entry.balance_after = new_account.balance
                      FROM ledger.entry
                     WHERE entry.account_id = new_account.id AND entry.seq = new_account.seq) IS NOT TRUE
              ELSE (SELECT count(*) <> new_account.seq - old_account.seq
                           OR old_account.balance + coalesce(sum(entry.amount), 0) <> new_account.balance
                           OR (count(*) > 0 AND max(entry.balance_after) FILTER (WHERE entry.seq = new_account.seq)
                                                IS DISTINCT FROM new_account.balance)
                      FROM ledger.entry
                     WHERE entry.account_id = old_account.id
                       AND entry.seq > old_account.seq AND entry.seq <= new_account.seq) END
   LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'account % changed without the entries that say so', fault
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_matches_entries';
  END IF;
  RETURN NULL;
END $$;

-- Pay what the members at these positions are owed, in one journal. Answers with no row when nobody is owed anything.
CREATE OR REPLACE FUNCTION ledger.pay_members(
  key text, hash bytea, kind text, journal_public_id text, at timestamptz, pool bigint, first bigint, last bigint
) RETURNS TABLE (journal text, paid bigint, members bigint, replayed boolean)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  paying ledger.pool; positions bigint[]; accounts bigint[]; amounts bigint[]; sum_paid bigint;
  written record;
BEGIN
  SELECT pool.* INTO paying FROM ledger.pool WHERE id = pay_members.pool;
  IF paying.state IS NULL OR paying.state = 'filling' THEN
    RAISE EXCEPTION 'There is no sealed pool like that.' USING ERRCODE = 'OL404';
  END IF;
  PERFORM FROM ledger.account
   WHERE id = ANY (paying.account_id || ARRAY(
           SELECT account_id FROM ledger.member WHERE pool_id = paying.id AND position BETWEEN first AND last))
   ORDER BY id FOR NO KEY UPDATE;
  -- Only now is the total known not to move, and the row of the pool with it.
  SELECT pool.* INTO paying FROM ledger.pool WHERE id = pay_members.pool FOR UPDATE;
  RETURN QUERY
    SELECT answer.journal, journal_total.paid, journal_total.members, true
      FROM ledger.answer_replays(ARRAY[pay_members.key], ARRAY[hash], NULL) AS answer
     CROSS JOIN LATERAL (
       SELECT coalesce(-sum(amount) FILTER (WHERE account_id = paying.account_id), 0)::bigint AS paid,
              count(*) - 1 AS members
         FROM ledger.entry WHERE entry.journal_id = answer.journal_id) AS journal_total;
  IF FOUND THEN RETURN; END IF;

  SELECT array_agg(owed.member_position), array_agg(owed.account_id), array_agg(owed.amount), sum(owed.amount)
    INTO positions, accounts, amounts, sum_paid
    FROM ledger.owed(paying.id, first, last) AS owed WHERE owed.amount > 0;
  IF positions IS NULL THEN RETURN; END IF;

  SELECT * INTO written FROM ledger.write(
    ARRAY[pay_members.key], ARRAY[hash], ARRAY[pay_members.kind], ARRAY[paying.public_id],
    ARRAY[journal_public_id], ARRAY[NULL]::bigint[], at, array_fill(1, ARRAY[cardinality(accounts) + 1]),
    accounts || paying.account_id, amounts || -sum_paid, drawable => ARRAY['pool'], payable => ARRAY['plain']);
  -- The trigger on members adds the sum to the pool.
  UPDATE ledger.member SET claimed = claimed + due.amount
    FROM unnest(positions, amounts) AS due(position, amount)
   WHERE member.pool_id = paying.id AND member.position = due.position
     AND member.position = ANY (positions);
  RETURN QUERY SELECT written.journal, sum_paid, cardinality(positions)::bigint, false;
END $$;
