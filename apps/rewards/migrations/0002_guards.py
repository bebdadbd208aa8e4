"""Splits, settlements and shares are facts, and the shares of a call sum to its fee, whoever writes them."""

from django.db import migrations
from django.db.migrations import RunSQL


from apps.foundation import append_only
from apps.rewards.core import states

#: A call is shared out in one statement, after which all of its shares together are its fee: never less, never twice.
SHARES_SUM_TO_THE_FEE = RunSQL(
    sql="""
    CREATE FUNCTION rewards_share_sums_to_fee() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT FROM rewards_payable AS payable
         WHERE payable.id IN (SELECT payable_id FROM written)
           AND payable.fee <> (SELECT sum(amount) FROM rewards_share WHERE payable_id = payable.id)) THEN
        RAISE EXCEPTION 'the shares of a call sum to its fee'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'rewards_share_sums_to_fee';
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER rewards_share_sums_to_fee AFTER INSERT ON rewards_share
      REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION rewards_share_sums_to_fee();
    """,
    reverse_sql="""
    DROP TRIGGER rewards_share_sums_to_fee ON rewards_share; DROP FUNCTION rewards_share_sums_to_fee();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_rewards")]

    operations = [
        append_only.facts("rewards_split"),
        append_only.facts("rewards_settlement"),
        append_only.facts("rewards_share"),
        append_only.frozen("rewards_stream", but=["tally", "calls"]),
        append_only.frozen("rewards_payable", but=["state", "settlement_id", "failure"]),
        append_only.filled_once("rewards_payable", ["settlement_id"]),
        append_only.moves("rewards_payable", states.PAYABLE, begins=[states.DUE]),
        SHARES_SUM_TO_THE_FEE,
    ]
