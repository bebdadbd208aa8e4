"""Migration operations that make a table hold facts: rows are written once, and a trigger refuses the rest.

`facts("people_auditrecord")` refuses UPDATE, DELETE and TRUNCATE. `frozen("people_mandate", but=["state"])`
refuses DELETE, and an UPDATE of any column that is not named: things with a life keep their content.
`erasable("contributions_content")` is for words that belong to a person: never changed, but deleted with cause.
`filled_once` lets the named columns go from nothing to something, and `moves` holds a state to its table of moves.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

from apps.foundation.moves import Moves


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


def erasable(table: str, *, but: Sequence[str] = ()) -> RunSQL:
    """Only the named columns may ever change; the row may be deleted."""
    allowed = ", ".join(f"'{column}'" for column in but)
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


def filled_once(table: str, columns: Sequence[str]) -> RunSQL:
    """What a move filled in is filled in for good."""
    kept = ", ".join(f"'{column}'" for column in columns)
    return RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_fills_once() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE kept text;
        BEGIN
          FOREACH kept IN ARRAY ARRAY[{kept}] LOOP
            IF to_jsonb(OLD) ->> kept <> '' AND to_jsonb(OLD) -> kept IS DISTINCT FROM to_jsonb(NEW) -> kept THEN
              RAISE EXCEPTION '% of {table} is filled in once', kept USING ERRCODE = 'restrict_violation';
            END IF;
          END LOOP;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_fills_once BEFORE UPDATE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_fills_once();
        """,
        reverse_sql=f"DROP TRIGGER {table}_fills_once ON {table}; DROP FUNCTION {table}_fills_once();",
    )


def moves(table: str, allowed: Moves, *, begins: Sequence[str]) -> RunSQL:
    """A row begins in one of these states, and changes it along the table of moves only."""
    steps = ", ".join(
        f"'{old}>{new}'" for old, following in allowed.table.items() for new in sorted(following)
    )
    first = ", ".join(f"'{state}'" for state in begins)
    return RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_moves() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'INSERT' AND NEW.state NOT IN ({first}) THEN
            RAISE EXCEPTION '{table} does not begin as %', NEW.state USING ERRCODE = 'restrict_violation';
          END IF;
          IF TG_OP = 'UPDATE' AND OLD.state IS DISTINCT FROM NEW.state
             AND OLD.state || '>' || NEW.state NOT IN ({steps}) THEN
            RAISE EXCEPTION '% of {table} cannot become %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_moves BEFORE INSERT OR UPDATE OF state ON {table}
          FOR EACH ROW EXECUTE FUNCTION {table}_moves();
        """,
        reverse_sql=f"DROP TRIGGER {table}_moves ON {table}; DROP FUNCTION {table}_moves();",
    )
