"""A small book in which everything has happened once: what attackers find, and what tampering is tried on."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.reports import auditing as audit_report
from apps.ledger.services import auditing, holding, pools, posting, topping_up
from openledger.supervisor import postgres
from tests import cluster
from tests.ledger import acts
from tests.ledger.acts import AMINAS, FEES, JUMAS
from tests.ledger.conftest import AMINA, JUMA, NOW, open_purses

FILLING, CLOSED = "pool:filling", "pool:closed"
MEMBERS = {f"user:m{number}:available": weight for number, weight in enumerate((1, 2, 4, 8), 1)}

NAMES = """
    SELECT replace(split_part(code, ':', 2), 'usr_0000000000000000000000000', 'p') || '_' || split_part(code, ':', 3), id
      FROM ledger.account WHERE code LIKE 'user:%'
    UNION ALL SELECT replace(code, ':', '_'), id FROM ledger.account WHERE code NOT LIKE 'user:%'
    UNION ALL SELECT 'j_' || replace(key, ' ', '_'), id FROM ledger.journal WHERE key NOT LIKE '%:%'
    UNION ALL SELECT 'h_' || state, id FROM ledger.hold
    UNION ALL SELECT 'pool_is_' || state, id FROM ledger.pool
    UNION ALL SELECT 'claim_seq', claim_seq FROM ledger.pool WHERE state = 'open'
"""


def play() -> None:
    """Every verb of the book, once."""
    open_purses()
    acts.give(AMINA, 20)
    acts.pay("old", AMINAS, JUMAS, 10)
    mistake = acts.pay("mistake", AMINAS, JUMAS, 5)
    posting.reverse(journal_id=mistake.journal_id, key="correction", now=NOW)
    acts.charge(acts.hold(35, key="charged"), (FEES, 30))
    holding.void(hold_id=acts.hold(5, key="voided").hold_id, key="void", now=NOW)
    acts.hold(6, key="expired", now=NOW - 2 * acts.HOUR)
    holding.expire_due(now=NOW)
    acts.hold(8, key="pending")
    acts.seal(MEMBERS)
    acts.pay_in(77, key="fee")
    pools.claim(code=acts.COMMONS, account="user:m2:available", now=NOW)
    acts.pay_in(23, key="another fee")
    pools.sweep(code=acts.COMMONS, now=NOW)
    acts.seal({AMINAS: 1, JUMAS: 2}, code=CLOSED)
    acts.pay_in(10, key="last fee", code=CLOSED)
    pools.close(code=CLOSED, now=NOW)
    _leave_a_pool_filling()
    _ask_for_top_ups()
    auditing.record_audit(findings=audit_report.find_faults(), started_at=NOW, now=NOW)


def _leave_a_pool_filling() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.begin_pool(%s, %s, %s, %s)", [FILLING, "acc_" + "F" * 26, "pol_" + "F" * 26, NOW]
        )
        (pool,) = cursor.fetchone()
        cursor.execute("SELECT ledger.add_members(%s, %s, %s)", [pool, [AMINAS, JUMAS], [3, 5]])


def _ask_for_top_ups() -> None:
    waiting, refused = (
        topping_up.request_top_up(
            person=AMINA, amount=Amount(9), is_promotional=False, reason="because",
            requested_by="usr_ann", key=key, now=NOW,
        )
        for key in ("waiting", "refused")
    )  # fmt: skip
    assert waiting.state == "requested"
    topping_up.refuse_top_up(top_up_id=refused.public_id, refused_by="usr_bob", now=NOW)


@contextmanager
def played(cluster_: postgres.Cluster, name: str) -> Iterator[None]:
    """A database of that name in which the scene was played, by the application's role as always."""
    before = str(connection.settings_dict["NAME"])
    cluster.clone(cluster_, name)
    cluster.point_django_at(cluster_, name)
    try:
        play()
        cluster.point_django_at(cluster_, before)
        yield
    finally:
        cluster.drop(cluster_, name)


def names(rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """What attacks can spell, from the rows of `NAMES`: ids as `p1_available`, `j_old`, `h_pending`, codes as `amina`."""
    spelled: dict[str, Any] = {"amina": AMINAS, "juma": JUMAS, "amina_held": codes.held(AMINA)}
    spelled |= {"juma_held": codes.held(JUMA), "juma_promotional": codes.promotional(JUMA)}
    return spelled | dict(rows)
