"""Ordinary tables beside the book: top-ups with their two people, and what audits found."""

import django.contrib.postgres.fields
from django.db import migrations, models

from apps.foundation import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_the_book"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("code", models.CharField(max_length=200, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("balance", models.BigIntegerField()),
                ("seq", models.BigIntegerField(help_text="Number of its newest entry.")),
                ("opened_at", models.DateTimeField()),
                ("fingerprint", models.BinaryField()),
            ],
            options={
                "db_table": '"ledger"."account"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("balance_after", models.BigIntegerField()),
            ],
            options={
                "db_table": '"ledger"."entry"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("amount", models.BigIntegerField()),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "amounts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("state", models.CharField(max_length=10)),
                ("opened_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": '"ledger"."hold"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Journal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("key", models.CharField(max_length=300, unique=True)),
                ("request_hash", models.BinaryField()),
                ("kind", models.CharField(max_length=40)),
                ("about", models.CharField(help_text="Public id of the cause, or empty.", max_length=80)),
                ("entries", models.IntegerField()),
                ("posted_at", models.DateTimeField()),
                ("fingerprint", models.BinaryField()),
            ],
            options={
                "db_table": '"ledger"."journal"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "pool_id", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("weight", models.BigIntegerField()),
                ("weight_before", models.BigIntegerField()),
                ("claimed", models.BigIntegerField()),
            ],
            options={
                "db_table": '"ledger"."member"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("state", models.CharField(max_length=10)),
                ("members", models.BigIntegerField()),
                ("total_weight", models.BigIntegerField()),
                ("claimed", models.BigIntegerField()),
                ("claim_seq", models.BigIntegerField()),
                ("seal", models.BinaryField(null=True)),
                ("sealed_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": '"ledger"."pool"',
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("journals", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("faults", models.IntegerField()),
                ("first_fault", models.CharField(blank=True, default="", max_length=500)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("faults", 0), ("first_fault", "")),
                            models.Q(("faults__gt", 0), models.Q(("first_fault", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="audit_names_its_first_fault",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TopUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("account_code", models.CharField(max_length=200)),
                ("amount", models.BigIntegerField(help_text="In micro-OPEN.")),
                (
                    "is_promotional",
                    models.BooleanField(help_text="Can be spent, and never paid out by who received it."),
                ),
                ("reason", models.CharField(max_length=500)),
                ("requested_by", models.CharField(max_length=30)),
                ("requested_at", models.DateTimeField()),
                ("request_key", models.CharField(max_length=200, unique=True)),
                ("request_hash", models.BinaryField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[("requested", "requested"), ("issued", "issued"), ("refused", "refused")],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("decided_by", models.CharField(blank=True, default="", max_length=30)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "journal_id",
                    models.CharField(
                        blank=True, default="", help_text="Public id of the journal.", max_length=30
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("amount__lte", 900000000000000000)),
                        name="top_up_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("requested", "issued", "refused"))),
                        name="top_up_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "refused"),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="top_up_needs_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", ""),
                                ("journal_id", ""),
                                ("state", "requested"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("journal_id", ""),
                                ("state", "refused"),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state", "issued"),
                                models.Q(("decided_by", ""), _negated=True),
                                models.Q(("journal_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="top_up_state_has_what_it_needs",
                    ),
                ],
            },
        ),
        append_only.facts("ledger_audit"),
        append_only.frozen("ledger_topup", but=["state", "decided_by", "decided_at", "journal_id"]),
    ]
