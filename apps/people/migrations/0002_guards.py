"""What the tables refuse whoever asks: facts are not edited, content of things with a life stays, ends are ends,
and an open community has an owner."""

from collections.abc import Sequence

from django.db import migrations
from django.db.migrations import RunSQL

from apps.foundation import append_only


def changing_only(table: str, columns: Sequence[str]) -> RunSQL:
    """Like `append_only.frozen`, for rows that leaving may delete."""
    allowed = ", ".join(f"'{column}'" for column in columns)
    return RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_keeps_content() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF to_jsonb(OLD) - ARRAY[{allowed}]::text[] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[{allowed}]::text[] THEN
            RAISE EXCEPTION 'the content of {table} never changes' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_keeps_content BEFORE UPDATE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_keeps_content();
        """,
        reverse_sql=f"DROP TRIGGER {table}_keeps_content ON {table}; DROP FUNCTION {table}_keeps_content();",
    )


def moving_only(table: str, moves: Sequence[str]) -> RunSQL:
    """The state changes along these moves, `old>new`, and no others."""
    allowed = ", ".join(f"'{move}'" for move in moves)
    return RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_moves() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.state IS DISTINCT FROM NEW.state AND OLD.state || '>' || NEW.state NOT IN ({allowed}) THEN
            RAISE EXCEPTION '% of {table} cannot become %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_moves BEFORE UPDATE OF state ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_moves();
        """,
        reverse_sql=f"DROP TRIGGER {table}_moves ON {table}; DROP FUNCTION {table}_moves();",
    )


#: The community's row is locked before owners are counted, so that two owners who step down at once do not both succeed.
KEEP_AN_OWNER = RunSQL(
    sql="""
    CREATE FUNCTION people_community_keeps_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      which bigint := CASE WHEN TG_TABLE_NAME = 'people_community' THEN (to_jsonb(NEW) ->> 'id')::bigint
                           ELSE (to_jsonb(OLD) ->> 'community_id')::bigint END;
    BEGIN
      PERFORM 1 FROM people_community WHERE id = which AND state = 'open' FOR UPDATE;
      IF FOUND AND NOT EXISTS (SELECT 1 FROM people_membership WHERE community_id = which AND role = 'owner') THEN
        RAISE EXCEPTION 'an open community has an owner'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'people_community_keeps_an_owner';
      END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER people_community_keeps_an_owner AFTER INSERT ON people_community
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_community_keeps_an_owner();
    CREATE CONSTRAINT TRIGGER people_membership_keeps_an_owner AFTER UPDATE OR DELETE ON people_membership
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_community_keeps_an_owner();
    """,
    reverse_sql="""
    DROP TRIGGER people_membership_keeps_an_owner ON people_membership;
    DROP TRIGGER people_community_keeps_an_owner ON people_community;
    DROP FUNCTION people_community_keeps_an_owner();
    """,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people")]

    operations = [
        append_only.facts("people_auditrecord"),
        append_only.frozen(
            "people_user",
            but=[
                "password",
                "last_login",
                "handle",
                "handle_skeleton",
                "email",
                "state",
                "is_staff",
                "left_at",
            ],
        ),
        append_only.frozen("people_community", but=["title", "purpose", "state", "closed_at"]),
        append_only.frozen("people_agent", but=["name", "state", "closed_at"]),
        append_only.frozen(
            "people_mandate", but=["state", "ended_at", "used_in_total", "used_on", "used_that_day"]
        ),
        append_only.frozen("people_mandatespending", but=["state", "settled", "ended_at"]),
        changing_only("people_apikey", ["state", "revoked_at", "last_used_at", "warned_at"]),
        changing_only("people_auditreason", []),
        changing_only("people_membership", ["role"]),
        changing_only("people_notification", ["read_at", "digest_id"]),
        moving_only("people_user", ["active>left"]),
        moving_only("people_community", ["open>closed"]),
        moving_only("people_agent", ["active>closed"]),
        moving_only("people_mandate", ["in_force>replaced", "in_force>withdrawn"]),
        moving_only("people_mandatespending", ["reserved>settled", "reserved>released"]),
        moving_only("people_apikey", ["active>revoked"]),
        moving_only("people_digest", ["due>sending", "sending>sent", "sending>due", "sending>dropped"]),
        KEEP_AN_OWNER,
    ]
