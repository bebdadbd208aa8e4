-- Triggers that make the book's promises true for everybody, its owner included. They look at whole statements
-- through transition tables, so that their cost grows with the rows written and not with their square.

CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger.% is append-only: a correction is a journal that reverses the other', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.journal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER account_kept BEFORE DELETE OR TRUNCATE ON ledger.account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER hold_kept BEFORE DELETE OR TRUNCATE ON ledger.hold
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER pool_kept BEFORE DELETE OR TRUNCATE ON ledger.pool
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER member_kept BEFORE DELETE OR TRUNCATE ON ledger.member
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();

-- Entries of a journal are written by one statement: as many as the journal says, summing to zero, each joined to
-- its account's chain. The accounts move in the same statement (a data-modifying WITH), so that when this trigger
-- runs, at its end, both sides must already agree.
CREATE FUNCTION ledger.check_entries() RETURNS trigger LANGUAGE plpgsql
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
CREATE TRIGGER entry_fits AFTER INSERT ON ledger.entry REFERENCING NEW TABLE AS new_entries
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_entries();

-- An account moves only by entries: from the old balance and number to the new ones without a gap. A full join,
-- because it is never planned as a nested loop over two sets that no statistics know.
CREATE FUNCTION ledger.check_accounts() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE fault bigint;
BEGIN
  SELECT coalesce(new_account.id, old_account.id) INTO fault
    FROM old_accounts AS old_account
    FULL JOIN new_accounts AS new_account ON new_account.id = old_account.id
    CROSS JOIN LATERAL (
      SELECT count(*) AS entries, coalesce(sum(entry.amount), 0) AS net,
             max(entry.balance_after) FILTER (WHERE entry.seq = new_account.seq) AS balance
        FROM ledger.entry
       WHERE entry.account_id = old_account.id
         AND entry.seq > old_account.seq AND entry.seq <= new_account.seq) AS moved
   WHERE new_account.id IS NULL OR old_account.id IS NULL
      OR new_account.code <> old_account.code OR new_account.kind <> old_account.kind
      OR new_account.public_id <> old_account.public_id
      OR new_account.opened_at <> old_account.opened_at OR new_account.fingerprint <> old_account.fingerprint
      OR moved.entries <> new_account.seq - old_account.seq
      OR old_account.balance + moved.net <> new_account.balance
      OR (moved.entries > 0 AND moved.balance IS DISTINCT FROM new_account.balance)
   LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'account % changed without the entries that say so', fault
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_matches_entries';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER account_moves_by_entries AFTER UPDATE ON ledger.account
  REFERENCING OLD TABLE AS old_accounts NEW TABLE AS new_accounts
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_accounts();

CREATE FUNCTION ledger.set_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.kind := ledger.kind_of(NEW.code);
  RETURN NEW;
END $$;
CREATE TRIGGER account_kind_follows_code BEFORE INSERT ON ledger.account
  FOR EACH ROW EXECUTE FUNCTION ledger.set_kind();

CREATE FUNCTION ledger.check_new_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'account % is opened with money that came from nowhere', NEW.code
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_opens_empty';
END $$;
CREATE TRIGGER account_opens_empty BEFORE INSERT ON ledger.account
  FOR EACH ROW WHEN (NEW.balance <> 0 OR NEW.seq <> 0) EXECUTE FUNCTION ledger.check_new_account();

-- A journal without entries cannot be committed, nor a reversal that is not a mirror image. One look at one index a
-- journal, at the end of the transaction.
CREATE FUNCTION ledger.check_journal() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger.entry WHERE entry.journal_id = NEW.id) THEN
    RAISE EXCEPTION 'journal % has no entries', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'journal_has_entries';
  END IF;
  IF NEW.reverses IS NOT NULL AND EXISTS (
      SELECT FROM ledger.entry WHERE entry.journal_id IN (NEW.id, NEW.reverses)
       GROUP BY entry.account_id HAVING sum(entry.amount) <> 0) THEN
    RAISE EXCEPTION 'journal % is not the mirror image of the one that it reverses', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'journal_mirrors_another';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER journal_has_entries AFTER INSERT ON ledger.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_journal();

-- A hold is opened by the journal that fills it, from just these sources, and settled once, by the journal that
-- empties it.
CREATE FUNCTION ledger.check_hold() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'pending'
       OR NOT EXISTS (SELECT FROM ledger.account WHERE account.id = NEW.account_id AND account.kind = 'held')
       OR ARRAY(SELECT ROW(entry.account_id, entry.amount)::text FROM ledger.entry
                 WHERE entry.journal_id = NEW.journal_id ORDER BY 1)
          <> ARRAY(SELECT ROW(taken.account_id, taken.amount)::text
                     FROM (SELECT NEW.account_id, NEW.amount
                           UNION ALL SELECT source, -part FROM unnest(NEW.sources, NEW.amounts) AS given(source, part)
                          ) AS taken(account_id, amount) ORDER BY 1) THEN
      RAISE EXCEPTION 'hold % was not filled by its journal', NEW.public_id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_is_filled';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'pending' OR NEW.state = 'pending'
     OR to_jsonb(OLD) - ARRAY['state', 'settled_by', 'settled_at']
        IS DISTINCT FROM to_jsonb(NEW) - ARRAY['state', 'settled_by', 'settled_at']
     OR NOT EXISTS (
      SELECT FROM ledger.entry WHERE entry.journal_id = NEW.settled_by
         AND entry.account_id = NEW.account_id AND entry.amount = -NEW.amount) THEN
    RAISE EXCEPTION 'hold % is settled once, by a journal that empties it', OLD.public_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_is_emptied_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hold_moves_by_journals BEFORE INSERT OR UPDATE ON ledger.hold
  FOR EACH ROW EXECUTE FUNCTION ledger.check_hold();

-- A pool begins with nothing, on an account of its own.
CREATE FUNCTION ledger.check_new_pool() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  IF NEW.state <> 'filling' OR NEW.members <> 0 OR NEW.total_weight <> 0 OR NEW.claimed <> 0 OR NEW.claim_seq <> 0
     OR NOT EXISTS (SELECT FROM ledger.account WHERE account.id = NEW.account_id AND account.kind = 'pool') THEN
    RAISE EXCEPTION 'pool % does not begin empty', NEW.public_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pool_begins_empty';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pool_begins_empty BEFORE INSERT ON ledger.pool
  FOR EACH ROW EXECUTE FUNCTION ledger.check_new_pool();

-- It goes filling -> open -> closing -> closed. Once sealed, only what was claimed may change: by an entry that pays
-- it, and only through the trigger on members below, so that the pool's sum and theirs are the same number.
CREATE FUNCTION ledger.check_pool() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  life constant text[] := ARRAY['filling', 'open', 'closing', 'closed'];
  step integer := array_position(life, NEW.state) - array_position(life, OLD.state);
BEGIN
  IF step NOT IN (0, 1)
     OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.public_id <> OLD.public_id
     OR (OLD.state <> 'filling' AND ROW(NEW.members, NEW.total_weight, NEW.seal, NEW.sealed_at)
                                IS DISTINCT FROM ROW(OLD.members, OLD.total_weight, OLD.seal, OLD.sealed_at))
     OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) THEN
    RAISE EXCEPTION 'pool % is sealed', OLD.public_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pool_is_sealed';
  END IF;
  IF ROW(NEW.claimed, NEW.claim_seq) <> ROW(OLD.claimed, OLD.claim_seq)
     AND (pg_trigger_depth() < 2 OR NEW.claim_seq <= OLD.claim_seq OR NOT EXISTS (
      SELECT FROM ledger.entry WHERE entry.account_id = NEW.account_id AND entry.seq = NEW.claim_seq
         AND -entry.amount = NEW.claimed - OLD.claimed)) THEN
    RAISE EXCEPTION 'pool % was claimed from without an entry', OLD.public_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pool_claims_are_paid';
  END IF;
  IF NEW.state = 'closed' AND OLD.state <> 'closed' AND EXISTS (
      SELECT FROM ledger.account WHERE account.id = NEW.account_id AND account.balance <> 0) THEN
    RAISE EXCEPTION 'pool % is not empty', OLD.public_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pool_closes_empty';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pool_moves_by_claims BEFORE UPDATE ON ledger.pool
  FOR EACH ROW EXECUTE FUNCTION ledger.check_pool();

-- What is sealed is what is there: the members without a gap, each beginning where the one before it ends.
CREATE FUNCTION ledger.check_seal() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
      SELECT FROM (
        SELECT account_id, weight, position = row_number() OVER places
                                   AND weight_before = sum(weight) OVER places - weight AS fits
          FROM ledger.member WHERE pool_id = NEW.id WINDOW places AS (ORDER BY position)) AS member
        LEFT JOIN ledger.account ON account.id = member.account_id AND account.kind = 'plain'
      HAVING count(*) = NEW.members AND sum(member.weight) = NEW.total_weight
         AND bool_and(member.fits AND account.id IS NOT NULL))
     OR NEW.seal IS DISTINCT FROM ledger.seal_of(NEW.id) THEN
    RAISE EXCEPTION 'pool % is sealed with other members than it has', OLD.public_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pool_seals_its_members';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pool_seals_its_members BEFORE UPDATE ON ledger.pool
  FOR EACH ROW WHEN (OLD.state = 'filling' AND NEW.state <> 'filling') EXECUTE FUNCTION ledger.check_seal();

-- Members come while the pool is filling; afterwards they only claim, and what they claim the pool has paid.
CREATE FUNCTION ledger.check_new_members() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Locked, so that whoever seals it meanwhile waits for these members or is waited for.
  PERFORM FROM ledger.pool WHERE id IN (SELECT pool_id FROM new_members) FOR SHARE;
  IF EXISTS (SELECT FROM new_members JOIN ledger.pool ON pool.id = new_members.pool_id
              WHERE pool.state <> 'filling' OR new_members.claimed <> 0) THEN
    RAISE EXCEPTION 'a sealed pool takes no new members'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_comes_before_seal';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER member_comes_before_seal AFTER INSERT ON ledger.member REFERENCING NEW TABLE AS new_members
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_new_members();

CREATE FUNCTION ledger.check_members() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
      SELECT FROM old_members AS before
        FULL JOIN new_members AS after USING (pool_id, position)
       WHERE before.weight IS DISTINCT FROM after.weight OR before.account_id <> after.account_id
          OR before.weight_before <> after.weight_before OR after.claimed < before.claimed) THEN
    RAISE EXCEPTION 'members are sealed, and never give back'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_is_sealed';
  END IF;
  -- The pool's own trigger looks for the entry that paid this sum.
  UPDATE ledger.pool SET claimed = pool.claimed + paid.sum, claim_seq = account.seq
    FROM (SELECT pool_id, sum(claimed)::bigint AS sum FROM (
            SELECT pool_id, claimed FROM new_members UNION ALL SELECT pool_id, -claimed FROM old_members) AS change
           GROUP BY pool_id) AS paid, ledger.account
   WHERE pool.id = paid.pool_id AND account.id = pool.account_id AND paid.sum <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER member_moves_by_claims AFTER UPDATE ON ledger.member
  REFERENCING OLD TABLE AS old_members NEW TABLE AS new_members
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_members();
