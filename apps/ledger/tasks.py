"""Periodic work of the book. Each task looks for due rows and calls one service."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.ledger.reports import auditing as audit_report
from apps.ledger.services import auditing, holding

log = logging.getLogger(__name__)


@shared_task
def audit_book() -> None:
    """Every hour: look at the whole book and keep the outcome. A fault is logged as critical, one line each."""
    started_at = timezone.now()
    findings = audit_report.find_faults()
    auditing.record_audit(findings=findings, started_at=started_at, now=timezone.now())
    for fault in findings.faults:
        log.critical("ledger fault: %s: %s", fault.check, fault.sentence)


@shared_task
def expire_due_holds() -> None:
    """Every minute: return what holds kept beyond their time."""
    while holding.expire_due(now=timezone.now()):
        pass
