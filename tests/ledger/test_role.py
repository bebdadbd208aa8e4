"""The application's role may read the book and call its verbs. Everything else is refused, and would be missed."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from pytest_django.plugin import DjangoDbBlocker

from openledger.supervisor import postgres
from tests.ledger import scene
from tests.ledger.knockout import Session, undone

VERBS = {
    "open_accounts", "post", "issue", "reverse", "hold", "settle_hold", "begin_pool", "add_members", "seal_of",
    "seal_pool", "owed", "pay_members", "start_closing", "finish_closing", "kind_of",
}  # fmt: skip
#: Those that look only, and so need no rights of the owner.
LOOKING = {"seal_of", "owed", "kind_of"}
TABLES = ("account", "journal", "entry", "hold", "pool", "member")
ACTS = {
    "INSERT": "INSERT INTO {} DEFAULT VALUES",
    "UPDATE": "UPDATE {} SET {} = {}",
    "DELETE": "DELETE FROM {}",
    "TRUNCATE": "TRUNCATE {} CASCADE",
}


@pytest.fixture(scope="module")
def name(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[str]:
    database = f"openledger_role_{worker_id}"
    with django_db_blocker.unblock(), scene.played(postgres_cluster, database):
        yield database


@pytest.fixture(scope="module")
def above(postgres_cluster: postgres.Cluster, name: str) -> Iterator[Session]:
    """A session that may grant and revoke."""
    with psycopg.connect(postgres_cluster.url(role=postgres.SUPERUSER, database=name)) as opened:
        yield opened
        opened.rollback()


@pytest.fixture(scope="module")
def app(postgres_cluster: postgres.Cluster, name: str) -> Iterator[Session]:
    """A session of the application itself: `SET ROLE` would leave it somebody else's rights to come back to."""
    with psycopg.connect(postgres_cluster.url(role=postgres.APP, database=name)) as opened:
        yield opened
        opened.rollback()


def tries(session: Session, statement: str) -> str:
    """The SQLSTATE of the refusal, or nothing."""
    try:
        with undone(session):
            session.execute(statement.encode())
    except psycopg.Error as error:
        return str(error.sqlstate)
    return ""


def may_call(session: Session, name: str, call: str) -> bool:
    """Whether the call came as far as the function's own lines."""
    try:
        with undone(session):
            session.execute(call.encode())
    except psycopg.Error as error:
        return error.diag.message_primary != f"permission denied for function {name}"
    return True


def functions(session: Session) -> dict[str, str]:
    """Every function of the book as a call with nothing in its arguments."""
    rows = session.execute("""
        SELECT proname, format('SELECT ledger.%I(%s)', proname, (
                 SELECT string_agg(CASE WHEN format_type(type, NULL) LIKE '%[]' THEN '''{}''' ELSE 'NULL' END
                                   || '::' || format_type(type, NULL), ', ' ORDER BY place)
                   FROM unnest(proargtypes) WITH ORDINALITY AS given(type, place)))
          FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace""")
    return dict(rows.fetchall())


REFUSED = errors.InsufficientPrivilege.sqlstate


def test_the_tables_of_the_book_are_these(above: Session) -> None:
    found = above.execute("""SELECT relname FROM pg_class WHERE relnamespace = 'ledger'::regnamespace
                               AND relkind IN ('r', 'p', 'v', 'm', 'f')""")
    assert sorted(name for (name,) in found) == sorted(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_read(table: str, app: Session) -> None:
    assert tries(app, f"SELECT * FROM ledger.{table}") == ""


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ACTS)
def test_no_table_can_be_written(table: str, act: str, app: Session, above: Session) -> None:
    column = "position" if table == "member" else "seq" if table == "entry" else "public_id"
    statement = ACTS[act].format(f"ledger.{table}", column, column)
    assert tries(app, statement) == REFUSED
    with undone(above):
        # TRUNCATE cascades, and a function that fires runs with the rights of who fires it: grant on all.
        above.execute(
            f"GRANT {act} ON ALL TABLES IN SCHEMA ledger TO {postgres.APP}; SET LOCAL ROLE {postgres.APP}".encode()
        )
        assert tries(above, statement) != REFUSED


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lock", ["FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE", "FOR KEY SHARE"])
def test_no_row_can_be_locked(table: str, lock: str, app: Session) -> None:
    assert tries(app, f"SELECT * FROM ledger.{table} {lock}") == REFUSED


def test_no_table_can_be_locked_against_others(app: Session) -> None:
    for table in TABLES:
        assert tries(app, f"LOCK TABLE ledger.{table} IN ROW EXCLUSIVE MODE") == REFUSED


def test_no_other_right_was_given_on_any_table(above: Session) -> None:
    given = above.execute("""
        SELECT relname, privilege_type FROM pg_class, aclexplode(relacl) AS acl
         WHERE relnamespace = 'ledger'::regnamespace AND grantee <> relowner""").fetchall()
    assert sorted(given) == sorted((table, "SELECT") for table in TABLES)
    columns = above.execute("""
        SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
         WHERE relnamespace = 'ledger'::regnamespace AND attacl IS NOT NULL""")
    assert columns.fetchall() == []


def test_no_number_can_be_drawn(app: Session, above: Session) -> None:
    for table in ("account", "journal", "hold", "pool"):
        draw = f"SELECT nextval('ledger.{table}_id_seq')"
        assert tries(app, draw) == REFUSED
        assert tries(app, f"SELECT setval('ledger.{table}_id_seq', 1)") == REFUSED
        with undone(above):
            above.execute(f"GRANT USAGE ON SEQUENCE ledger.{table}_id_seq TO {postgres.APP}".encode())
            above.execute(f"SET LOCAL ROLE {postgres.APP}".encode())
            assert tries(above, draw) == ""


def test_verbs_can_be_called_and_nothing_else(app: Session, above: Session) -> None:
    calls = functions(above)
    assert set(calls) >= VERBS
    for name, call in calls.items():
        assert may_call(app, name, call) == (name in VERBS), name


def test_the_inside_of_the_book_would_be_callable_if_it_were_granted(above: Session) -> None:
    for name, call in functions(above).items():
        if name not in VERBS:
            with undone(above):
                above.execute(f"GRANT EXECUTE ON FUNCTION ledger.{name} TO {postgres.APP}".encode())
                above.execute(f"SET LOCAL ROLE {postgres.APP}".encode())
                assert may_call(above, name, call), name


def test_the_grants_on_functions_are_these(above: Session) -> None:
    given = above.execute("""
        SELECT proname, grantee::regrole::text FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
         WHERE pronamespace = 'ledger'::regnamespace AND grantee <> proowner""").fetchall()
    assert sorted(given) == sorted((verb, postgres.APP) for verb in VERBS)


UNPINNED = """
    SELECT proname FROM pg_proc
     WHERE pronamespace = 'ledger'::regnamespace AND prosecdef
       AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false) ORDER BY proname
"""


def test_what_runs_as_the_owner_looks_names_up_where_nobody_else_can_write(above: Session) -> None:
    assert above.execute(UNPINNED.encode()).fetchall() == []
    definers = above.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace AND prosecdef"
    )
    assert {name for (name,) in definers} == VERBS - LOOKING | {"add_accounts", "write"}
    with undone(above):
        above.execute("ALTER FUNCTION ledger.post RESET search_path")
        assert above.execute(UNPINNED.encode()).fetchall() == [("post",)]


def test_a_table_of_ones_own_with_the_same_name_changes_nothing(app: Session, above: Session) -> None:
    def newest() -> object:
        return app.execute("SELECT max(id) FROM ledger.journal").fetchone()

    names = scene.names(above.execute(scene.NAMES.encode()))
    with undone(app):
        app.execute(
            "CREATE TEMPORARY TABLE account (LIKE ledger.account); CREATE TEMPORARY TABLE journal (id bigint)"
        )
        app.execute("SET LOCAL search_path = pg_temp, pg_catalog, ledger")
        before = newest()
        app.execute(
            "SELECT ledger.post(ARRAY['k'], ARRAY[sha256('')], ARRAY['payment'], ARRAY[''], ARRAY[%s], now(), ARRAY[1],"
            " ARRAY[%s], ARRAY[%s], ARRAY[5]::bigint[])",
            ["txn_" + "0" * 26, names["amina"], names["juma"]],
        )
        assert newest() != before
        assert app.execute("SELECT count(*) FROM pg_temp.account").fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET LOCAL session_replication_role = local",
        f"SET ROLE {postgres.OWNER}",
        f"SET ROLE {postgres.SUPERUSER}",
        f"SET SESSION AUTHORIZATION {postgres.OWNER}",
        "ALTER TABLE ledger.entry DISABLE TRIGGER ALL",
        "ALTER TABLE ledger.entry DISABLE TRIGGER entry_fits",
        "ALTER TABLE ledger.account DROP CONSTRAINT account_floor",
        "ALTER TABLE ledger.account OWNER TO openledger_app",
        "ALTER TABLE ledger.account RENAME TO other",
        "DROP TRIGGER entry_fits ON ledger.entry",
        "CREATE TRIGGER mine BEFORE INSERT ON ledger.entry FOR EACH ROW EXECUTE FUNCTION ledger.refuse()",
        "CREATE RULE mine AS ON INSERT TO ledger.entry DO INSTEAD NOTHING",
        "CREATE POLICY mine ON ledger.entry",
        "CREATE INDEX mine ON ledger.entry (amount)",
        "CREATE TABLE ledger.mine (id bigint)",
        "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE public.mine (id bigint REFERENCES ledger.account)",
        "CREATE TABLE public.mine (id bigint)",
        "CREATE SCHEMA mine",
        "CREATE OR REPLACE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION ledger.write OWNER TO openledger_app",
        "ALTER FUNCTION ledger.post SET search_path = pg_temp",
        "DROP FUNCTION ledger.refuse() CASCADE",
        "DROP TABLE ledger.entry",
        "DROP SCHEMA ledger CASCADE",
        "GRANT openledger_owner TO openledger_app",
        "CREATE ROLE mine",
        "ALTER ROLE openledger_app SUPERUSER",
        "ALTER DATABASE {name} OWNER TO openledger_app",
        "COPY ledger.entry TO PROGRAM 'true'",
        "COPY ledger.entry FROM STDIN",
        "SELECT pg_read_file('pg_hba.conf')",
        "UPDATE pg_trigger SET tgenabled = 'D'",
    ],
)
def test_the_role_cannot_get_around_the_verbs(statement: str, app: Session, name: str) -> None:
    assert tries(app, statement.format(name=name)) == REFUSED


def test_the_role_cannot_pass_on_what_it_does_not_have(app: Session) -> None:
    with undone(app):
        app.execute("GRANT ALL ON ledger.entry TO openledger_app")  # a warning, says PostgreSQL
        granted = app.execute(
            "SELECT has_table_privilege('ledger.entry', 'INSERT, UPDATE, DELETE, TRUNCATE')"
        )
        assert granted.fetchone() == (False,)


@pytest.mark.parametrize("table", ["ledger_topup", "ledger_audit"])
def test_top_ups_and_audits_belong_to_the_owner_so_that_their_triggers_stay(table: str, app: Session) -> None:
    for change in ("DISABLE TRIGGER ALL", "DROP COLUMN id", "OWNER TO openledger_app"):
        assert tries(app, f"ALTER TABLE {table} {change}") == REFUSED
    assert tries(app, f"TRUNCATE {table}") == REFUSED


def test_the_role_has_no_power_of_its_own(above: Session) -> None:
    powers = above.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s",
        [postgres.APP],
    )
    assert powers.fetchone() == (False,) * 5
    member_of = above.execute("SELECT roleid FROM pg_auth_members WHERE member = %s::regrole", [postgres.APP])
    assert member_of.fetchall() == []
    owned = above.execute("SELECT classid::regclass, objid FROM pg_shdepend WHERE refobjid = %s::regrole AND deptype = 'o'"
                          " AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())", [postgres.APP])  # fmt: skip
    assert owned.fetchall() == []


def test_what_the_owner_adds_later_is_closed_until_it_is_granted(above: Session) -> None:
    made = "CREATE TABLE ledger.later (id bigint); CREATE FUNCTION ledger.later() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    with undone(above):
        above.execute(f"SET LOCAL ROLE {postgres.OWNER}; {made}; SET LOCAL ROLE {postgres.APP}".encode())
        assert tries(above, "SELECT * FROM ledger.later") == ""
        assert tries(above, "INSERT INTO ledger.later VALUES (1)") == REFUSED
        assert tries(above, "SELECT ledger.later()") == REFUSED
    with undone(above):
        above.execute(
            f"SET LOCAL ROLE {postgres.OWNER}; ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC".encode()
        )
        above.execute(f"{made}; SET LOCAL ROLE {postgres.APP}".encode())
        assert tries(above, "SELECT ledger.later()") == ""
