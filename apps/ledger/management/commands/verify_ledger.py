"""`manage.py verify_ledger`: audit everything, and exit with 1 and a sentence for every fault."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.ledger.reports import auditing as audit_report
from apps.ledger.services import auditing


class Command(BaseCommand):
    """The audit as an operator runs it."""

    help = (
        "Audit the whole book: exits with 0 when it is whole, with 1 and a sentence for each fault otherwise."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--do-not-record", action="store_true", help="look only, keep no row of it")

    def handle(self, *_args: Any, **options: Any) -> None:
        started_at = timezone.now()
        findings = audit_report.find_faults()
        if not options["do_not_record"]:
            auditing.record_audit(findings=findings, started_at=started_at, now=timezone.now())
        for fault in findings.faults:
            self.stderr.write(f"{fault.check}: {fault.sentence}")
        counted = f"{findings.journals} journals and {findings.entries} entries"
        if findings.faults:
            self.stderr.write(f"{len(findings.faults)} faults in {counted}.")
            sys.exit(1)
        self.stdout.write(f"The book is whole: {counted}, sum 0.")
