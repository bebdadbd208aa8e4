"""The audit's questions: each is one query over the whole book that answers with a row for every fault.

The guards make these answers empty while the database does its work; the audit is for the day on which somebody
switched the guards off, restored half a backup, or a disk lied. So it trusts no stored sum: what can be computed
again from entries and members is computed again.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A query and the sentence that each of its rows completes. The first column names the subject."""

    name: str
    sentence: str
    query: str


CHECKS = (
    Check(
        "journals balance",
        "Journal {0} sums to {1} over {2} entries instead of 0 over {3}.",
        """
        SELECT coalesce(journal.public_id, 'with id ' || sums.journal_id), coalesce(sums.net, 0),
               coalesce(sums.entries, 0), coalesce(journal.entries, 0)
          FROM (SELECT journal_id, sum(amount) AS net, count(*) AS entries
                  FROM ledger.entry GROUP BY journal_id) AS sums
          FULL JOIN ledger.journal ON journal.id = sums.journal_id
         WHERE sums.net IS DISTINCT FROM 0 OR sums.entries IS DISTINCT FROM journal.entries
        """,
    ),
    Check(
        "chains hold",
        "Entry {1} of account {0} does not follow from the one before it.",
        """
        SELECT coalesce(account.public_id, 'with id ' || chained.account_id), chained.seq
          FROM (SELECT account_id, seq, amount, balance_after,
                       lag(seq, 1, 0::bigint) OVER chain AS seq_before,
                       lag(balance_after, 1, 0::bigint) OVER chain AS balance_before
                  FROM ledger.entry WINDOW chain AS (PARTITION BY account_id ORDER BY seq)) AS chained
          LEFT JOIN ledger.account ON account.id = chained.account_id
         WHERE chained.seq <> chained.seq_before + 1 OR account.id IS NULL
            OR chained.balance_after <> chained.balance_before + chained.amount
            OR (chained.balance_after < 0 AND account.kind <> 'issuance')
        """,
    ),
    Check(
        "balances match entries",
        "Account {0} has balance {1} at entry {2}; its entries end with {3} at {4}.",
        """
        SELECT account.public_id, account.balance, account.seq, coalesce(newest.balance_after, 0),
               coalesce(newest.seq, 0)
          FROM ledger.account
          LEFT JOIN (SELECT account_id, max(seq) AS seq FROM ledger.entry GROUP BY account_id) AS ends
            ON ends.account_id = account.id
          LEFT JOIN ledger.entry AS newest ON newest.account_id = ends.account_id AND newest.seq = ends.seq
         WHERE account.balance <> coalesce(newest.balance_after, 0) OR account.seq <> coalesce(newest.seq, 0)
        """,
    ),
    Check(
        "the book sums to zero",
        "All balances together are {1} instead of 0.",
        "SELECT 'book', sum(balance) FROM ledger.account HAVING sum(balance) <> 0",
    ),
    Check(
        "nobody is below zero",
        "Account {0} has a balance of {1}.",
        "SELECT public_id, balance FROM ledger.account WHERE balance < 0 AND kind <> 'issuance'",
    ),
    Check(
        "accounts are who they were",
        "Account {0} was renamed after it was opened.",
        """
        SELECT public_id FROM ledger.account
         WHERE fingerprint <> sha256(convert_to(concat_ws('|', public_id, code,
                                (extract(epoch FROM opened_at) * 1000000)::bigint), 'UTF8'))
            OR kind <> ledger.kind_of(code)
        """,
    ),
    Check(
        "journals say what they said",
        "Journal {0} was changed after it was written.",
        """
        SELECT public_id FROM ledger.journal
         WHERE fingerprint <> sha256(convert_to(concat_ws('|', public_id, key, kind, about,
                                encode(request_hash, 'hex'), entries, coalesce(reverses, 0),
                                (extract(epoch FROM posted_at) * 1000000)::bigint), 'UTF8'))
        """,
    ),
    Check(
        "reversals mirror",
        "Journal {0} is not the mirror image of the one that it reverses.",
        """
        SELECT reversal.public_id
          FROM ledger.journal AS reversal
         WHERE reversal.reverses IS NOT NULL AND EXISTS (
           SELECT account_id FROM ledger.entry WHERE journal_id IN (reversal.id, reversal.reverses)
            GROUP BY account_id HAVING sum(amount) <> 0)
        """,
    ),
    Check(
        "holds keep what they say",
        "Account {0} keeps {1}; its open holds say {2}.",
        """
        SELECT account.public_id, account.balance, coalesce(sum(hold.amount), 0)
          FROM ledger.account LEFT JOIN ledger.hold ON hold.account_id = account.id AND hold.state = 'pending'
         WHERE account.kind = 'held'
         GROUP BY account.id HAVING account.balance <> coalesce(sum(hold.amount), 0)
        """,
    ),
    Check(
        "holds follow their journals",
        "Hold {0} does not match the journals that opened and settled it.",
        """
        SELECT hold.public_id
          FROM ledger.hold
          LEFT JOIN ledger.journal AS opening ON opening.id = hold.journal_id
          LEFT JOIN ledger.journal AS ending ON ending.id = hold.settled_by
          LEFT JOIN ledger.entry AS filled ON filled.journal_id = hold.journal_id
                AND filled.account_id = hold.account_id AND filled.amount = hold.amount
          LEFT JOIN ledger.entry AS emptied ON emptied.journal_id = hold.settled_by
                AND emptied.account_id = hold.account_id AND emptied.amount = -hold.amount
         WHERE filled.account_id IS NULL OR (hold.state <> 'pending' AND emptied.account_id IS NULL)
            OR ROW(opening.kind, opening.posted_at) IS DISTINCT FROM ROW('hold', hold.opened_at)
            OR ROW(ending.kind, ending.posted_at) IS DISTINCT FROM ROW(
                 CASE hold.state WHEN 'charged' THEN 'charge' WHEN 'voided' THEN 'void'
                                 WHEN 'expired' THEN 'expire' END,
                 hold.settled_at)
        """,
    ),
    Check(
        "holds know their sources",
        "Hold {0} would return its money to other accounts than it came from.",
        """
        SELECT hold.public_id
          FROM ledger.hold
          LEFT JOIN LATERAL unnest(hold.sources, hold.amounts) AS taken(account_id, amount) ON true
          LEFT JOIN ledger.entry ON entry.journal_id = hold.journal_id AND entry.account_id = taken.account_id
         GROUP BY hold.id
        HAVING count(DISTINCT taken.account_id) <> cardinality(hold.sources)
            OR sum(taken.amount) IS DISTINCT FROM hold.amount
            OR bool_or(entry.amount IS DISTINCT FROM -taken.amount)
        """,
    ),
    Check(
        "pools are sealed",
        "Pool {0} does not have the members that it was sealed with.",
        """
        SELECT pool.public_id
          FROM ledger.pool
          LEFT JOIN ledger.account ON account.id = pool.account_id AND account.kind = 'pool'
          LEFT JOIN LATERAL (
            SELECT count(*) AS members, sum(weight) AS weight, max(position) AS last,
                   sha256(string_agg(int8send(position) || int8send(account_id) || int8send(weight), ''::bytea
                                     ORDER BY position)) AS seal
              FROM ledger.member WHERE member.pool_id = pool.id) AS stored ON true
         WHERE account.id IS NULL OR stored.members <> pool.members OR coalesce(stored.weight, 0) <> pool.total_weight
            OR (pool.seal IS NOT NULL AND (stored.seal IS DISTINCT FROM pool.seal OR stored.last <> pool.members))
        """,
    ),
    Check(
        "prefix sums hold",
        "Member {1} of pool {0} has no account, or does not start where the one before it ends.",
        """
        SELECT coalesce(pool.public_id, 'with id ' || summed.pool_id), summed.position
          FROM (SELECT pool_id, position, account_id, weight_before,
                       sum(weight) OVER (PARTITION BY pool_id ORDER BY position) - weight AS expected
                  FROM ledger.member) AS summed
          LEFT JOIN ledger.pool ON pool.id = summed.pool_id
          LEFT JOIN ledger.account ON account.id = summed.account_id AND account.kind = 'plain'
         WHERE summed.weight_before <> summed.expected OR pool.id IS NULL OR account.id IS NULL
        """,
    ),
    Check(
        "claims add up",
        "The members of pool {0} claimed {1}, the pool says {2}, and its account paid out {3}.",
        """
        SELECT pool.public_id, coalesce(members.claimed, 0), pool.claimed, coalesce(paid.out, 0)
          FROM ledger.pool
          LEFT JOIN (SELECT pool_id, sum(claimed) AS claimed FROM ledger.member GROUP BY pool_id) AS members
            ON members.pool_id = pool.id
          LEFT JOIN LATERAL (SELECT -sum(amount) AS out, max(seq) AS seq FROM ledger.entry
                              WHERE entry.account_id = pool.account_id AND amount < 0) AS paid ON true
         WHERE pool.claimed <> coalesce(members.claimed, 0) OR pool.claimed <> coalesce(paid.out, 0)
            OR pool.claim_seq <> coalesce(paid.seq, 0)
        """,
    ),
    Check(
        "nobody claimed more than a share",
        "Member {1} of pool {0} claimed {2}, which is more than its share.",
        """
        SELECT pool.public_id, member.position, member.claimed
          FROM ledger.member
          JOIN ledger.pool ON pool.id = member.pool_id
          JOIN ledger.account ON account.id = pool.account_id
         WHERE member.claimed * pool.total_weight::numeric
               >= member.weight * (account.balance + pool.claimed)::numeric + pool.total_weight
        """,
    ),
    Check(
        "top-ups were issued",
        "Top-up {0} names a journal that does not credit it.",
        """
        SELECT top_up.public_id
          FROM public.ledger_topup AS top_up
          LEFT JOIN ledger.journal ON journal.public_id = top_up.journal_id AND journal.about = top_up.public_id
          LEFT JOIN ledger.account ON account.code = top_up.account_code
          LEFT JOIN ledger.entry ON entry.journal_id = journal.id AND entry.account_id = account.id
         WHERE top_up.state = 'issued' AND entry.amount IS DISTINCT FROM top_up.amount
        """,
    ),
)
