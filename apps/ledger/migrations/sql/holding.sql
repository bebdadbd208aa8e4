-- Two-phase spending: a hold takes money aside, a charge sends it on and returns the rest, a void returns it all.
-- A hold spends its sources in the order given (promotional credit first) and returns to them in the opposite order.

CREATE FUNCTION ledger.hold(
  key text, hash bytea, about text, journal_public_id text, hold_public_id text, at timestamptz,
  sources text[], held text, amount bigint, expires_at timestamptz
) RETURNS TABLE (hold text, journal text, replayed boolean)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  source_ids bigint[]; held_id bigint; taken_ids bigint[]; taken_amounts bigint[]; written record;
BEGIN
  IF hold.amount IS NULL OR hold.amount <= 0 OR hold.amount > 900000000000000000 THEN
    RAISE EXCEPTION 'A hold keeps a positive amount.' USING ERRCODE = 'OL400', DETAIL = hold.amount;
  END IF;
  source_ids := ledger.ids_of(sources, ARRAY[hold.key], ARRAY[hash]);
  held_id := (ledger.ids_of(ARRAY[held], ARRAY[hold.key], ARRAY[hash]))[1];
  -- Under the locks, so that of two equal requests at once the second finds the hold of the first.
  PERFORM FROM ledger.account WHERE id = ANY (source_ids || held_id) ORDER BY id FOR NO KEY UPDATE;
  RETURN QUERY SELECT * FROM ledger.answer_held(hold.key, hold.hash);
  IF FOUND THEN RETURN; END IF;

  WITH source AS (
    SELECT account.id, account.balance, ordinality,
           sum(account.balance) OVER (ORDER BY ordinality) - account.balance AS before
      FROM unnest(source_ids) WITH ORDINALITY AS given(id, ordinality) JOIN ledger.account USING (id)
  ), taken AS (
    SELECT id, ordinality, least(balance, hold.amount - before)::bigint AS part
      FROM source WHERE balance > 0 AND before < hold.amount
  )
  SELECT array_agg(id ORDER BY ordinality), array_agg(part ORDER BY ordinality)
    INTO taken_ids, taken_amounts FROM taken;
  IF coalesce(ledger.total(taken_amounts), 0) < hold.amount THEN
    RAISE EXCEPTION 'The balance of % does not reach.', sources[cardinality(sources)]
      USING ERRCODE = 'OL402', DETAIL = sources[cardinality(sources)];
  END IF;

  SELECT * INTO written FROM ledger.write(
    ARRAY[hold.key], ARRAY[hash], ARRAY['hold'], ARRAY[hold.about], ARRAY[journal_public_id],
    ARRAY[NULL]::bigint[], at, array_fill(1, ARRAY[cardinality(taken_ids) + 1]), taken_ids || held_id,
    ARRAY(SELECT -part FROM unnest(taken_amounts) AS part) || hold.amount,
    drawable => ARRAY['plain', 'promotional'], payable => ARRAY['held']);
  IF NOT written.replayed THEN
    INSERT INTO ledger.hold (public_id, account_id, journal_id, sources, amounts, amount, opened_at, expires_at)
    VALUES (hold_public_id, held_id, written.journal_id, taken_ids, taken_amounts, hold.amount, at, hold.expires_at);
  END IF;
  RETURN QUERY SELECT public_id, written.journal, written.replayed
                 FROM ledger.hold WHERE journal_id = written.journal_id;
END $$;

-- The hold that this key made before, if it did.
CREATE FUNCTION ledger.answer_held(key text, hash bytea) RETURNS TABLE (hold text, journal text, replayed boolean)
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT hold.public_id, answer.journal, true
      FROM ledger.answer_replays(ARRAY[answer_held.key], ARRAY[answer_held.hash], NULL) AS answer
      JOIN ledger.hold ON hold.journal_id = answer.journal_id;
END $$;

-- Send on what was held, or a part of it; no targets at all is a void. The rest returns to where it came from.
CREATE FUNCTION ledger.settle_hold(
  key text, hash bytea, about text, journal_public_id text, at timestamptz,
  hold_public_id text, outcome text, targets text[], amounts bigint[]
) RETURNS TABLE (place integer, journal_id bigint, journal text, replayed boolean)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  kept ledger.hold; spent bigint := ledger.total(amounts); settled record;
  target_ids bigint[]; returned_ids bigint[]; returned_amounts bigint[];
BEGIN
  IF outcome NOT IN ('charged', 'voided', 'expired') OR (outcome = 'charged') <> (cardinality(amounts) > 0)
     OR cardinality(targets) <> cardinality(amounts)
     OR EXISTS (SELECT FROM unnest(amounts) AS part WHERE part IS NULL OR part <= 0) THEN
    RAISE EXCEPTION 'A charge sends positive amounts on; a void sends nothing on.' USING ERRCODE = 'OL400';
  END IF;
  SELECT * INTO kept FROM ledger.hold WHERE public_id = hold_public_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no hold %.', hold_public_id USING ERRCODE = 'OL404', DETAIL = hold_public_id;
  END IF;
  RETURN QUERY SELECT * FROM ledger.answer_replays(ARRAY[settle_hold.key], ARRAY[settle_hold.hash], NULL);
  IF FOUND THEN RETURN; END IF;
  IF kept.state <> 'pending' THEN
    RAISE EXCEPTION 'The hold % is % already.', hold_public_id, kept.state
      USING ERRCODE = 'OL411', DETAIL = hold_public_id;
  END IF;
  IF spent > kept.amount THEN
    RAISE EXCEPTION 'The hold % keeps less than that.', hold_public_id
      USING ERRCODE = 'OL402', DETAIL = hold_public_id;
  END IF;

  -- Sources are spent from the first on, so source i gives what lies between its prefix sums below `spent`.
  WITH part AS (
    SELECT account_id, amount, sum(amount) OVER (ORDER BY ordinality) AS upto
      FROM unnest(kept.sources, kept.amounts) WITH ORDINALITY AS taken(account_id, amount, ordinality)
  ), rest AS (
    SELECT account_id, least(part.amount, greatest(part.upto - spent, 0))::bigint AS back FROM part
  )
  SELECT array_agg(account_id), array_agg(back) INTO returned_ids, returned_amounts FROM rest WHERE back > 0;
  target_ids := ledger.ids_of(targets, ARRAY[settle_hold.key], ARRAY[hash]);

  SELECT * INTO settled FROM ledger.write(
    ARRAY[settle_hold.key], ARRAY[hash],
    ARRAY[CASE outcome WHEN 'charged' THEN 'charge' WHEN 'voided' THEN 'void' ELSE 'expire' END],
    ARRAY[settle_hold.about], ARRAY[journal_public_id], ARRAY[NULL]::bigint[], at,
    array_fill(1, ARRAY[1 + cardinality(targets) + coalesce(cardinality(returned_ids), 0)]),
    kept.account_id || target_ids || returned_ids, -kept.amount || amounts || returned_amounts,
    drawable => ARRAY['held'], payable => ARRAY['plain', 'promotional', 'pool']);
  UPDATE ledger.hold SET state = outcome, settled_by = settled.journal_id, settled_at = at WHERE id = kept.id;
  RETURN QUERY SELECT settled.place, settled.journal_id, settled.journal, settled.replayed;
END $$;

GRANT EXECUTE ON FUNCTION ledger.hold TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.settle_hold TO openledger_app;
