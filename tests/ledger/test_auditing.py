"""`verify_ledger` ends with 0 and one line when the book is whole, with 1 and a sentence for every fault otherwise."""

import io
import logging

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from apps.ledger import tasks
from apps.ledger.models import Audit, Hold
from apps.ledger.reports import auditing as audit_report
from apps.ledger.reports.auditing import Fault, Findings
from apps.ledger.services import auditing
from openledger.supervisor import postgres
from tests.ledger import acts
from tests.ledger.acts import AMINAS, FEES
from tests.ledger.conftest import NOW, open_purses


def verify(*arguments: str) -> tuple[int, str, str]:
    """Exit code, what it printed and what it complained of."""
    printed, complained = io.StringIO(), io.StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=printed, stderr=complained)
    except SystemExit as end:
        return int(str(end.code)), printed.getvalue(), complained.getvalue()
    return 0, printed.getvalue(), complained.getvalue()


def tamper(cluster: postgres.Cluster, statement: str) -> None:
    """What somebody with all the rights, and the guards switched off, does to this database."""
    url = cluster.url(role=postgres.SUPERUSER, database=connection.settings_dict["NAME"])
    with psycopg.connect(url) as session:
        session.execute("SET session_replication_role = replica")
        session.execute(statement.encode())


@pytest.mark.django_db
def test_an_empty_book_is_whole() -> None:
    assert verify() == (0, "The book is whole: 0 journals and 0 entries, sum 0.\n", "")


@pytest.mark.usefixtures("purses")
def test_a_book_that_was_only_used_is_whole_and_the_audit_is_kept() -> None:
    acts.charge(acts.hold(30), (FEES, 10))
    assert verify() == (0, "The book is whole: 4 journals and 9 entries, sum 0.\n", "")
    kept = Audit.objects.get()
    assert (kept.journals, kept.entries, kept.faults, kept.first_fault) == (4, 9, 0, "")
    assert kept.started_at <= kept.finished_at
    assert audit_report.last_audit() == kept


@pytest.mark.django_db
def test_looking_only_keeps_no_row() -> None:
    assert verify("--do-not-record")[0] == 0
    assert not Audit.objects.exists()
    assert audit_report.last_audit() is None


def test_a_fault_is_told_in_a_sentence_and_ends_with_one(own_database: postgres.Cluster) -> None:
    open_purses()
    posted = acts.pay("fee", AMINAS, FEES, 5)
    tamper(own_database, "UPDATE ledger.account SET balance = balance + 7 WHERE code = 'fees:mdl_1'")
    code, printed, complained = verify()
    assert (code, printed) == (1, "")
    account = acts.account_id(FEES)
    assert complained.splitlines() == [
        f"balances match entries: Account {account} has balance 12 at entry 1; its entries end with 5 at 1.",
        "the book sums to zero: All balances together are 7 instead of 0.",
        "2 faults in 3 journals and 6 entries.",
    ]
    kept = Audit.objects.get()
    assert (kept.faults, kept.first_fault) == (2, complained.splitlines()[0].partition(": ")[2])
    assert posted.journal_id not in complained
    assert verify("--do-not-record")[0] == 1
    assert Audit.objects.count() == 1


def test_an_audit_task_logs_every_fault_as_critical(
    own_database: postgres.Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    open_purses()
    tasks.audit_book()
    assert Audit.objects.get().faults == 0
    tamper(own_database, "DELETE FROM ledger.entry WHERE seq = 1 AND amount > 0")
    with caplog.at_level(logging.CRITICAL):
        tasks.audit_book()
    assert len(caplog.records) == Audit.objects.latest("pk").faults > 1
    assert {record.levelname for record in caplog.records} == {"CRITICAL"}


def test_an_audit_that_stands_alone_reads_one_snapshot_and_cannot_write(
    own_database: postgres.Cluster,
) -> None:
    with audit_report._one_snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
        with pytest.raises(DatabaseError, match="read-only"), transaction.atomic():
            cursor.execute("INSERT INTO ledger_audit DEFAULT VALUES")


@pytest.mark.django_db
def test_a_very_long_fault_is_kept_short() -> None:
    fault = Fault(check="c", subject="s", sentence="x" * 600)
    findings = Findings(journals=1, entries=2, faults=(fault, fault))
    kept = auditing.record_audit(findings=findings, started_at=NOW, now=NOW)
    kept.refresh_from_db()
    assert (kept.faults, kept.first_fault) == (2, "x" * 500)


@pytest.mark.django_db
@pytest.mark.parametrize(("faults", "sentence"), [(0, "something"), (1, "")])
def test_an_audit_with_faults_names_the_first(faults: int, sentence: str) -> None:
    with pytest.raises(IntegrityError, match="audit_names_its_first_fault"), transaction.atomic():
        Audit.objects.create(
            started_at=NOW, finished_at=NOW, journals=0, entries=0, faults=faults, first_fault=sentence
        )


@pytest.mark.usefixtures("purses")
def test_the_minutely_task_returns_every_hold_whose_time_is_over() -> None:
    long_ago = timezone.now() - 2 * acts.HOUR
    for number in range(3):
        acts.hold(1, key=f"hold {number}", now=long_ago)
    acts.hold(1, key="young", now=timezone.now())
    tasks.expire_due_holds()
    assert Hold.objects.filter(state="expired").count() == 3
    assert Hold.objects.filter(state="pending").count() == 1
