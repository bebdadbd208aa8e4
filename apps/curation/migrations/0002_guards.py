"""Judgements are facts, nobody judges what they gave themselves, and a vote is changed by a new one."""

from django.db import migrations
from django.db.migrations import RunSQL


from apps.foundation import append_only
from apps.curation.core import states

#: Who gave any wording of an item has no say about it, by whatever way a row comes in.
NOT_ONES_OWN = """
CREATE FUNCTION {table}_not_ones_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM contributions_revision AS judged JOIN contributions_revision AS given ON given.item_id = judged.item_id
     WHERE judged.id = NEW.revision_id AND given.author_id = NEW.{by}) THEN
    RAISE EXCEPTION 'nobody judges what they gave themselves'
      USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_not_ones_own';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {table}_not_ones_own BEFORE INSERT ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_not_ones_own();
"""


def not_ones_own(table: str, *, by: str) -> RunSQL:
    return RunSQL(
        sql=NOT_ONES_OWN.format(table=table, by=by),
        reverse_sql=f"DROP TRIGGER {table}_not_ones_own ON {table}; DROP FUNCTION {table}_not_ones_own();",
    )


class Migration(migrations.Migration):
    dependencies = [("curation", "0001_curation")]

    operations = [
        append_only.facts("curation_review"),
        append_only.facts("curation_decision"),
        append_only.facts("curation_vote"),
        append_only.erasable("curation_reviewnote"),
        append_only.frozen("curation_lease", but=["state", "expires_at"]),
        append_only.moves("curation_lease", states.LEASE, begins=[states.OPEN]),
        not_ones_own("curation_lease", by="reviewer_id"),
        not_ones_own("curation_review", by="reviewer_id"),
        not_ones_own("curation_vote", by="voter_id"),
    ]
