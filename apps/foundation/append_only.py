"""Migration operations that make a table hold facts: rows are written once, and a trigger refuses the rest.

`facts("people_auditrecord")` refuses UPDATE, DELETE and TRUNCATE. `frozen("people_mandate", but=["state"])`
refuses DELETE, and an UPDATE of any column that is not named: things with a life keep their content.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL


def facts(table: str) -> RunSQL:
    """A table of facts: insert, select, nothing else."""
    return RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_are_facts() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION '{table} holds facts: a correction is a new row that names the old one'
            USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER {table}_are_facts BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION {table}_are_facts();
        """,
        reverse_sql=f"DROP TRIGGER {table}_are_facts ON {table}; DROP FUNCTION {table}_are_facts();",
    )


def frozen(table: str, *, but: Sequence[str]) -> RunSQL:
    """A thing with a life: only the named columns may ever change, and the row stays."""
    allowed = ", ".join(f"'{column}'" for column in but)
    return RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP <> 'UPDATE' THEN
            RAISE EXCEPTION '{table} rows are kept' USING ERRCODE = 'restrict_violation';
          END IF;
          IF to_jsonb(OLD) - ARRAY[{allowed}] IS DISTINCT FROM to_jsonb(NEW) - ARRAY[{allowed}] THEN
            RAISE EXCEPTION 'only {", ".join(but)} of {table} may change'
              USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_is_frozen BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_is_frozen();
        CREATE TRIGGER {table}_is_kept BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_frozen();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_is_frozen ON {table}; DROP TRIGGER {table}_is_kept ON {table};
        DROP FUNCTION {table}_is_frozen();
        """,
    )
