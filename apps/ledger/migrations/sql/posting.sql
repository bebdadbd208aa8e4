-- Writing to the book. `ledger.write` is the only place that inserts journals and entries; the verbs around it say
-- which kinds of account they may draw from and pay into. All run as the owner of the book, with names spelled out.
-- They look things up by index and keep one plan: neither the statistics of a table that was empty when the session
-- began nor the length of one call's arrays shall decide how the next call runs.
--
-- Errors carry a code of class OL, a sentence, and as DETAIL the thing they are about:
--   OL400 wrong amount   OL402 overdraft   OL403 not by this verb   OL404 unknown   OL405 wrong name
--   OL409 key reused     OL410 closed      OL411 done before

CREATE FUNCTION ledger.fingerprint_of_account(public_id text, code text, opened_at timestamptz) RETURNS bytea
  LANGUAGE sql STABLE
  RETURN sha256(convert_to(concat_ws('|', public_id, code, (extract(epoch FROM opened_at) * 1000000)::bigint), 'UTF8'));

CREATE FUNCTION ledger.fingerprint_of_journal(
  public_id text, key text, kind text, about text, request_hash bytea, entries integer, reverses bigint,
  posted_at timestamptz
) RETURNS bytea LANGUAGE sql STABLE
  RETURN sha256(convert_to(concat_ws('|', public_id, key, kind, about, encode(request_hash, 'hex'), entries,
    coalesce(reverses, 0), (extract(epoch FROM posted_at) * 1000000)::bigint), 'UTF8'));

-- Open accounts that are not there yet. Pool accounts are opened by their pool.
CREATE FUNCTION ledger.open_accounts(codes text[], public_ids text[], at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(codes) AS code WHERE code LIKE 'pool:%') THEN
    RAISE EXCEPTION 'A pool account is opened by its pool.' USING ERRCODE = 'OL403';
  END IF;
  PERFORM ledger.add_accounts(codes, public_ids, at);
END $$;

CREATE FUNCTION ledger.add_accounts(codes text[], public_ids text[], at timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.account (code, public_id, opened_at, fingerprint)
  SELECT code, public_id, at, ledger.fingerprint_of_account(public_id, code, at)
    FROM unnest(codes, public_ids) AS asked(code, public_id)
   WHERE NOT EXISTS (SELECT FROM ledger.account WHERE account.code = asked.code)
   ORDER BY code
      ON CONFLICT (code) DO NOTHING
$$;

-- The ids of these accounts, in the order of their codes. A key that was used before is the better reason to refuse.
CREATE FUNCTION ledger.ids_of(codes text[], keys text[], hashes bytea[]) RETURNS bigint[]
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE ids bigint[]; missing text;
BEGIN
  SELECT array_agg(account.id ORDER BY ordinality), min(asked.code) FILTER (WHERE account.id IS NULL)
    INTO ids, missing
    FROM unnest(codes) WITH ORDINALITY AS asked(code, ordinality) LEFT JOIN ledger.account USING (code);
  IF missing IS NOT NULL THEN
    PERFORM FROM ledger.answer_replays(keys, hashes, NULL);
    RAISE EXCEPTION 'There is no account %.', missing USING ERRCODE = 'OL404', DETAIL = missing;
  END IF;
  RETURN ids;
END $$;

-- Write journals. Legs are signed amounts on accounts, given flat: leg i belongs to the journal at place
-- leg_places[i], counted from 1. Legs of one journal on one account are netted first, so that no row is updated
-- twice, and all accounts are locked in the order of their ids before any is read, so that batches cannot deadlock.
-- Keys that were used before write nothing and answer with the journal that is there.
CREATE FUNCTION ledger.write(
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
    PERFORM FROM ledger.account WHERE account.id = ANY (net_accounts) ORDER BY account.id FOR NO KEY UPDATE;

    -- A statement of its own, so that it reads what the locks waited for.
    WITH leg AS (
      SELECT account.id, account.kind, account.code, net.journal, net.amount, account.seq, account.balance
        FROM unnest(net_journals, net_accounts, net_amounts) AS net(journal, account, amount)
        JOIN ledger.account ON account.id = net.account
    ), numbered AS (
      SELECT leg.id, leg.kind, leg.code, leg.journal, leg.amount,
             leg.seq + row_number() OVER chain AS seq,
             (leg.balance + sum(leg.amount) OVER chain)::bigint AS balance
        FROM leg WINDOW chain AS (PARTITION BY leg.id ORDER BY leg.journal)
    )
    SELECT array_agg(id), array_agg(seq), array_agg(numbered.journal), array_agg(amount), array_agg(balance),
           min(code) FILTER (WHERE amount < 0 AND kind <> ALL (drawable)),
           min(code) FILTER (WHERE amount > 0 AND kind <> ALL (payable)),
           min(code) FILTER (WHERE balance < 0 AND kind <> 'issuance'),
           bool_or(kind = 'pool' AND amount > 0)
      INTO entry_accounts, entry_seqs, entry_journals, entry_amounts, entry_balances,
           undrawable, unpayable, overdrawn, pays_pools
      FROM numbered;

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
     WHERE account.id = newest.account;
  END IF;

  IF coalesce(cardinality(written_places), 0) = cardinality(keys) THEN
    RETURN QUERY SELECT done.place, done.id, public_ids[done.place], false
                   FROM unnest(written_places, written_ids) AS done(place, id) ORDER BY done.place;
  ELSE
    RETURN QUERY SELECT * FROM ledger.answer_replays(keys, hashes, written_ids);
  END IF;
END $$;

-- What a call answers when some of its keys were used before: for the same request the journal that it made then.
CREATE FUNCTION ledger.answer_replays(keys text[], hashes bytea[], written_ids bigint[])
  RETURNS TABLE (place integer, journal_id bigint, journal text, replayed boolean)
  LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE reused text;
BEGIN
  SELECT given.key INTO reused FROM unnest(keys, hashes) AS given(key, hash)
    JOIN ledger.journal AS earlier ON earlier.key = given.key WHERE earlier.request_hash <> given.hash LIMIT 1;
  IF reused IS NOT NULL THEN
    RAISE EXCEPTION 'The key % was used before for another request.', reused
      USING ERRCODE = 'OL409', DETAIL = reused;
  END IF;
  RETURN QUERY
    SELECT given.place::integer, earlier.id, earlier.public_id,
           earlier.id <> ALL (coalesce(written_ids, '{}'))
             OR given.place <> min(given.place) OVER (PARTITION BY given.key)
      FROM unnest(keys) WITH ORDINALITY AS given(key, place)
      JOIN ledger.journal AS earlier ON earlier.key = given.key ORDER BY given.place;
END $$;

CREATE FUNCTION ledger.require_open_pools(accounts bigint[]) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE shut record;
BEGIN
  SELECT account.code, pool.state INTO shut FROM ledger.pool JOIN ledger.account ON account.id = pool.account_id
   WHERE pool.account_id = ANY (accounts) AND pool.state <> 'open' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The pool % is % and takes no more money.', shut.code, shut.state
      USING ERRCODE = 'OL410', DETAIL = shut.code;
  END IF;
END $$;

-- The everyday verb: transfers between ordinary accounts and into pools, one or many journals in one call.
CREATE FUNCTION ledger.post(
  keys text[], hashes bytea[], kinds text[], abouts text[], public_ids text[], at timestamptz,
  transfer_places integer[], sources text[], targets text[], amounts bigint[]
) RETURNS TABLE (place integer, journal_id bigint, journal text, replayed boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.check_transfers(sources, targets, amounts);
  RETURN QUERY SELECT * FROM ledger.write(
    keys, hashes, kinds, abouts, public_ids, array_fill(NULL::bigint, ARRAY[cardinality(keys)]), at,
    transfer_places || transfer_places, ledger.ids_of(sources || targets, keys, hashes),
    ARRAY(SELECT -amount FROM unnest(amounts) AS amount) || amounts,
    drawable => ARRAY['plain'], payable => ARRAY['plain', 'pool']);
END $$;

-- Credit comes into being here and nowhere else.
CREATE FUNCTION ledger.issue(
  key text, hash bytea, kind text, about text, public_id text, at timestamptz, source text, target text, amount bigint
) RETURNS TABLE (place integer, journal_id bigint, journal text, replayed boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ledger.check_transfers(ARRAY[source], ARRAY[target], ARRAY[amount]);
  RETURN QUERY SELECT * FROM ledger.write(
    ARRAY[key], ARRAY[hash], ARRAY[kind], ARRAY[about], ARRAY[public_id], ARRAY[NULL]::bigint[], at,
    ARRAY[1, 1], ledger.ids_of(ARRAY[source, target], ARRAY[key], ARRAY[hash]), ARRAY[-amount, amount],
    drawable => ARRAY['issuance'], payable => ARRAY['plain', 'promotional']);
END $$;

-- Undo a journal by its mirror image, once. Holds and pools have verbs of their own for that.
CREATE FUNCTION ledger.reverse(
  key text, hash bytea, about text, public_id text, at timestamptz, original text
) RETURNS TABLE (place integer, journal_id bigint, journal text, replayed boolean)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE first_id bigint; reversing text; accounts bigint[]; amounts bigint[];
BEGIN
  -- A replay of this very reversal is answered by `write`; any other reversal of the same journal is refused.
  SELECT id INTO first_id FROM ledger.journal WHERE journal.public_id = original FOR NO KEY UPDATE;
  IF first_id IS NULL THEN
    RAISE EXCEPTION 'There is no journal %.', original USING ERRCODE = 'OL404', DETAIL = original;
  END IF;
  SELECT journal.key INTO reversing FROM ledger.journal WHERE journal.reverses = first_id;
  IF reversing <> reverse.key THEN
    RAISE EXCEPTION 'The journal % is reversed already.', original USING ERRCODE = 'OL411', DETAIL = original;
  END IF;
  SELECT array_agg(entry.account_id), array_agg(-entry.amount) INTO accounts, amounts
    FROM ledger.entry WHERE entry.journal_id = first_id;
  RETURN QUERY SELECT * FROM ledger.write(
    ARRAY[reverse.key], ARRAY[hash], ARRAY['reverse'], ARRAY[reverse.about], ARRAY[reverse.public_id],
    ARRAY[first_id], at, array_fill(1, ARRAY[cardinality(accounts)]), accounts, amounts,
    drawable => ARRAY['plain', 'promotional'], payable => ARRAY['plain', 'promotional', 'issuance']);
END $$;

CREATE FUNCTION ledger.check_transfers(sources text[], targets text[], amounts bigint[]) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE wrong record;
BEGIN
  IF cardinality(sources) <> cardinality(targets) OR cardinality(sources) <> cardinality(amounts) THEN
    RAISE EXCEPTION 'Every transfer has a source, a target and an amount.' USING ERRCODE = 'OL400';
  END IF;
  SELECT * INTO wrong FROM unnest(sources, targets, amounts) AS transfer(source, target, amount)
   WHERE amount IS NULL OR amount <= 0 OR amount > 900000000000000000 OR source IS NULL OR target IS NULL
      OR source = target LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'A transfer moves a positive amount from one account to another.'
      USING ERRCODE = 'OL400', DETAIL = coalesce(wrong.amount::text, 'no amount');
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION ledger.open_accounts TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.post TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.issue TO openledger_app;
GRANT EXECUTE ON FUNCTION ledger.reverse TO openledger_app;
