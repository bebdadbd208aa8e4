-- Pools: many members paid for the price of one transfer. With T all that the pool was ever paid, W the sum of the
-- weights and C the prefix sums of the members in their sealed order:
--   while open    due_i   = floor(w_i T / W) - claimed_i
--   at close      final_i = floor(C_i T / W) - floor(C_(i-1) T / W)     which sums to exactly T
-- T is never stored: it is the balance of the pool's account plus what was claimed. Products are numeric, because
-- w T overflows a bigint long before either of them is large.

CREATE FUNCTION ledger.begin_pool(code text, account_public_id text, public_id text, at timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE begun bigint;
BEGIN
  IF begin_pool.code NOT LIKE 'pool:%' THEN
    RAISE EXCEPTION 'The account of a pool is named pool:…' USING ERRCODE = 'OL405', DETAIL = begin_pool.code;
  END IF;
  PERFORM ledger.add_accounts(ARRAY[begin_pool.code], ARRAY[account_public_id], at);
  INSERT INTO ledger.pool (account_id, public_id)
  SELECT account.id, begin_pool.public_id FROM ledger.account WHERE account.code = begin_pool.code
      ON CONFLICT (account_id) DO NOTHING
  RETURNING id INTO begun;
  IF begun IS NULL THEN
    RAISE EXCEPTION 'The pool % is there already.', begin_pool.code USING ERRCODE = 'OL411', DETAIL = begin_pool.code;
  END IF;
  RETURN begun;
END $$;

-- Members in their order; call again to add more behind them.
CREATE FUNCTION ledger.add_members(pool bigint, codes text[], weights bigint[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE filling ledger.pool; added bigint; wrong text;
BEGIN
  SELECT * INTO filling FROM ledger.pool WHERE id = add_members.pool FOR UPDATE;
  IF filling.state IS DISTINCT FROM 'filling' THEN
    RAISE EXCEPTION 'That pool takes no new members.' USING ERRCODE = 'OL410';
  END IF;
  SELECT code INTO wrong FROM unnest(codes, weights) AS given(code, weight)
   WHERE weight IS NULL OR weight < 1 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The weight of % is not a positive integer.', wrong USING ERRCODE = 'OL400', DETAIL = wrong;
  END IF;
  SELECT given.code INTO wrong FROM unnest(codes) AS given(code) LEFT JOIN ledger.account USING (code)
   WHERE account.id IS NULL OR account.kind <> 'plain' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'There is no account % that a pool could pay.', wrong USING ERRCODE = 'OL404', DETAIL = wrong;
  END IF;
  INSERT INTO ledger.member (pool_id, position, account_id, weight, weight_before)
  SELECT filling.id, filling.members + ordinality, account.id, weight,
         (filling.total_weight + sum(weight) OVER (ORDER BY ordinality) - weight)::bigint
    FROM unnest(codes, weights) WITH ORDINALITY AS given(code, weight, ordinality)
    JOIN ledger.account USING (code);
  UPDATE ledger.pool SET members = members + cardinality(codes),
         total_weight = (total_weight + (SELECT sum(weight) FROM unnest(weights) AS weight))::bigint
   WHERE id = filling.id;
END $$;

-- One hash over every member in order: whoever holds the list can compute it again.
CREATE FUNCTION ledger.seal_of(pool bigint) RETURNS bytea
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
  RETURN (SELECT sha256(string_agg(int8send(position) || int8send(account_id) || int8send(weight), ''::bytea
                                   ORDER BY position))
            FROM ledger.member WHERE member.pool_id = pool);

CREATE FUNCTION ledger.seal_pool(pool bigint, at timestamptz) RETURNS bytea
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE stamp bytea := ledger.seal_of(pool);
BEGIN
  UPDATE ledger.pool SET state = 'open', seal = stamp, sealed_at = at
   WHERE id = seal_pool.pool AND state = 'filling' AND members > 0;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Only a filling pool with members can be sealed.' USING ERRCODE = 'OL410';
  END IF;
  RETURN stamp;
END $$;

-- What members at positions `first` to `last` are still owed. While a pool is open, floors of single weights; once
-- it closes, differences of floors of prefix sums, which never take back what the first rule already paid.
CREATE FUNCTION ledger.owed(pool bigint, first bigint, last bigint)
  RETURNS TABLE (member_position bigint, account_id bigint, amount bigint)
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
  BEGIN ATOMIC
    SELECT member.position, member.account_id,
           (CASE WHEN pool.state = 'open'
                 THEN div(member.weight * paid.total, pool.total_weight)
                 ELSE div((member.weight_before + member.weight) * paid.total, pool.total_weight)
                      - div(member.weight_before * paid.total, pool.total_weight)
            END - member.claimed)::bigint
      FROM ledger.pool
      JOIN ledger.account ON account.id = pool.account_id
      CROSS JOIN LATERAL (SELECT (account.balance + pool.claimed)::numeric AS total) AS paid
      JOIN ledger.member ON member.pool_id = pool.id AND member.position BETWEEN owed.first AND owed.last
     WHERE pool.id = owed.pool AND pool.state <> 'filling';
  END;

-- Pay what the members at these positions are owed, in one journal. Answers with no row when nobody is owed anything.
CREATE FUNCTION ledger.pay_members(
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
   WHERE member.pool_id = paying.id AND member.position = due.position;
  RETURN QUERY SELECT written.journal, sum_paid, cardinality(positions)::bigint, false;
END $$;

-- From here on the pool takes no more money, and members are owed their final, exact shares.
CREATE FUNCTION ledger.start_closing(pool bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- The account's lock first, as everywhere: whoever is paying in has finished or will see the new state.
  PERFORM FROM ledger.account WHERE id = (SELECT account_id FROM ledger.pool WHERE pool.id = start_closing.pool)
      FOR NO KEY UPDATE;
  UPDATE ledger.pool SET state = 'closing' WHERE id = start_closing.pool AND state = 'open';
  IF NOT FOUND AND NOT EXISTS (
      SELECT FROM ledger.pool WHERE id = start_closing.pool AND state IN ('closing', 'closed')) THEN
    RAISE EXCEPTION 'Only a sealed pool can be closed.' USING ERRCODE = 'OL410';
  END IF;
END $$;

CREATE FUNCTION ledger.finish_closing(pool bigint, at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE ledger.pool SET state = 'closed', closed_at = at WHERE id = finish_closing.pool AND state = 'closing';
  IF NOT FOUND AND NOT EXISTS (
      SELECT FROM ledger.pool WHERE id = finish_closing.pool AND state = 'closed') THEN
    RAISE EXCEPTION 'That pool is not being closed.' USING ERRCODE = 'OL410';
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION ledger.begin_pool TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.add_members TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.seal_of TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.seal_pool TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.owed TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.pay_members TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.start_closing TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.finish_closing TO openledger_app;
