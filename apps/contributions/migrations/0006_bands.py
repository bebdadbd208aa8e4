"""Bands as rows of two numbers instead of an index over arrays, and the check of how a text is written.

Such a row has no key to its revision: the sketch has one, and triggers put its bands in and take them out, so that no
way of writing or erasing a sketch can forget them.
"""

from django.db import migrations

from apps.foundation import shapes

BANDS = """
CREATE TABLE contributions_band (
  number bigint NOT NULL,
  revision_id bigint NOT NULL,
  PRIMARY KEY (number, revision_id)
);
CREATE FUNCTION contributions_sketch_adds_bands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contributions_band (number, revision_id)
    SELECT DISTINCT unnest(bands), revision_id FROM added ORDER BY 1, 2;
  RETURN NULL;
END $$;
CREATE TRIGGER contributions_sketch_adds_bands AFTER INSERT ON contributions_sketch
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION contributions_sketch_adds_bands();
CREATE FUNCTION contributions_sketch_drops_bands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM contributions_band USING (SELECT DISTINCT unnest(bands) AS number, revision_id FROM erased) AS gone
    WHERE contributions_band.number = gone.number AND contributions_band.revision_id = gone.revision_id;
  RETURN NULL;
END $$;
CREATE TRIGGER contributions_sketch_drops_bands AFTER DELETE ON contributions_sketch
  REFERENCING OLD TABLE AS erased FOR EACH STATEMENT EXECUTE FUNCTION contributions_sketch_drops_bands();
INSERT INTO contributions_band (number, revision_id)
  SELECT DISTINCT unnest(bands), revision_id FROM contributions_sketch ORDER BY 1, 2;
"""
NO_BANDS = """
DROP TRIGGER contributions_sketch_adds_bands ON contributions_sketch;
DROP TRIGGER contributions_sketch_drops_bands ON contributions_sketch;
DROP FUNCTION contributions_sketch_adds_bands();
DROP FUNCTION contributions_sketch_drops_bands();
DROP TABLE contributions_band;
"""
KINDS = (
    "schema", "duplicate", "near_duplicate", "secrets", "personal", "language", "contamination", "media", "shape",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("contributions", "0005_indexes_of_givers")]

    operations = [
        migrations.RemoveIndex(model_name="sketch", name="contributions_sketch_bands"),
        migrations.RunSQL(sql=BANDS, reverse_sql=NO_BANDS),
        migrations.RemoveConstraint(model_name="check", name="contributions_check_kind_known"),
        migrations.AddConstraint(
            model_name="check", constraint=shapes.one_of("kind", KINDS, table="contributions_check")
        ),
    ]
