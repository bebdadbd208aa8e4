"""The tables of the people floor."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("pseudonym", models.CharField(max_length=40, unique=True)),
                ("handle", models.CharField(blank=True, max_length=30, null=True)),
                ("handle_skeleton", models.CharField(blank=True, max_length=30, null=True, unique=True)),
                ("email", models.EmailField(blank=True, db_index=True, max_length=254, null=True)),
                ("state", models.CharField(default="active", max_length=10)),
                ("is_staff", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="Agent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(blank=True, max_length=60)),
                ("state", models.CharField(default="active", max_length=10)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "agent",
                "verbose_name_plural": "agents",
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("last_four", models.CharField(max_length=4)),
                ("state", models.CharField(default="active", max_length=10)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
            },
        ),
        migrations.CreateModel(
            name="AuditRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor_id", models.CharField(max_length=64)),
                ("act", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "audit record",
                "verbose_name_plural": "audit records",
            },
        ),
        migrations.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("slug", models.CharField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=80)),
                ("purpose", models.CharField(max_length=1000)),
                ("state", models.CharField(default="open", max_length=10)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "community",
                "verbose_name_plural": "communities",
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on_day", models.DateField()),
                ("state", models.CharField(default="due", max_length=10)),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("per_call", models.BigIntegerField()),
                ("per_day", models.BigIntegerField()),
                ("in_total", models.BigIntegerField()),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
                ("granted_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("state", models.CharField(default="in_force", max_length=10)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("used_in_total", models.BigIntegerField(default=0)),
                ("used_on", models.DateField()),
                ("used_that_day", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "mandate",
                "verbose_name_plural": "mandates",
            },
        ),
        migrations.CreateModel(
            name="MandateSpending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("key", models.CharField(max_length=128)),
                ("purpose", models.CharField(max_length=64)),
                ("reserved", models.BigIntegerField()),
                ("settled", models.BigIntegerField(blank=True, null=True)),
                ("on_day", models.DateField()),
                ("state", models.CharField(default="reserved", max_length=10)),
                ("reserved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "spending",
                "verbose_name_plural": "spendings",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(default="member", max_length=10)),
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=30, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(blank=True, max_length=64)),
                ("parameters", models.JSONField(default=dict)),
                ("delivery", models.CharField(default="in_app", max_length=10)),
                ("told_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("delivery", models.CharField(max_length=10)),
            ],
            options={
                "verbose_name": "preference",
                "verbose_name_plural": "preferences",
            },
        ),
        migrations.CreateModel(
            name="RetiredHandle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("payload", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("display_name", models.CharField(blank=True, default="", max_length=60)),
                ("bio", models.CharField(blank=True, default="", max_length=2000)),
                (
                    "links",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(), blank=True, default=list, size=None
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("shown_as", models.CharField(default="pseudonym", max_length=10)),
            ],
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_id__regex", "^usr_[0-7][0123456789ABCDEFGHJKMNPQRSTVWXYZ]{25}$")),
                name="people_user_public_id_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handle__isnull", True), ("handle_skeleton__isnull", True)),
                    models.Q(
                        ("handle__isnull", False),
                        ("handle__regex", "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"),
                        ("handle_skeleton__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="people_user_handle_with_skeleton",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handle_skeleton__regex", "^[a-z]+-[a-z]+-[0-9]+$"), _negated=True),
                    ("handle_skeleton__isnull", True),
                    _connector="OR",
                ),
                name="people_user_handle_no_pseudonym",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at__isnull", True), ("state", "active")),
                    models.Q(
                        ("email__isnull", True),
                        ("handle__isnull", True),
                        ("is_staff", False),
                        ("last_login__isnull", True),
                        ("left_at__isnull", False),
                        ("password__startswith", "!"),
                        ("state", "left"),
                    ),
                    _connector="OR",
                ),
                name="people_user_leaver_is_erased",
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agents",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="apikey",
            name="agent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="keys",
                to="people.agent",
            ),
        ),
        migrations.AddField(
            model_name="apikey",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="keys", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="AuditReason",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reason",
                        serialize=False,
                        to="people.auditrecord",
                    ),
                ),
                ("text", models.CharField(max_length=500)),
            ],
            options={
                "verbose_name": "reason",
                "verbose_name_plural": "reasons",
            },
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["subject_id", "-id"], name="people_audit_by_subject"),
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["actor_id", "-id"], name="people_audit_by_actor"),
        ),
        migrations.AddConstraint(
            model_name="auditrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__regex", "^[a-z]+\\.[a-z_]+$")), name="people_auditrecord_act_shape"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("actor_id", ""), _negated=True), models.Q(("subject_id", ""), _negated=True)
                ),
                name="people_auditrecord_names_both",
            ),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_id__regex", "^com_[0-7][0123456789ABCDEFGHJKMNPQRSTVWXYZ]{25}$")),
                name="people_community_public_id_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$")),
                name="people_community_slug_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "open")),
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    _connector="OR",
                ),
                name="people_community_closed_at_when_closed",
            ),
        ),
        migrations.AddField(
            model_name="digest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="digests",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="people.agent"
            ),
        ),
        migrations.AddField(
            model_name="mandatespending",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="spendings", to="people.agent"
            ),
        ),
        migrations.AddField(
            model_name="mandatespending",
            name="mandate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="spendings", to="people.mandate"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="people.community"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="digest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notifications",
                to="people.digest",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notifications",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="preferences",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="retiredhandle",
            name="holder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sessions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown_as__in", ["name", "pseudonym"])),
                name="people_profile_shown_as_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("links__len__lte", 5)), name="people_profile_few_links"
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_id__regex", "^agt_[0-7][0123456789ABCDEFGHJKMNPQRSTVWXYZ]{25}$")),
                name="people_agent_public_id_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("state", "active"),
                        models.Q(("name", ""), _negated=True),
                    ),
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    _connector="OR",
                ),
                name="people_agent_named_while_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_id__regex", "^key_[0-7][0123456789ABCDEFGHJKMNPQRSTVWXYZ]{25}$")),
                name="people_apikey_public_id_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    django.db.models.functions.text.Length("digest"), 32
                ),
                name="people_apikey_digest_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("issued_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("issued_at"), "+", models.Value(datetime.timedelta(days=366))
                        ),
                    ),
                ),
                name="people_apikey_lives_a_year_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scopes__contained_by",
                        [
                            "account:read",
                            "account:write",
                            "communities:write",
                            "agents:write",
                            "keys:write",
                            "ledger:read",
                            "ledger:write",
                            "payouts:write",
                            "data:read",
                            "data:write",
                            "review:write",
                            "models:call",
                            "models:write",
                        ],
                    ),
                    ("scopes__len__gte", 1),
                    models.Q(
                        ("agent__isnull", True),
                        (
                            "scopes__contained_by",
                            [
                                "account:read",
                                "ledger:read",
                                "data:read",
                                "data:write",
                                "review:write",
                                "models:call",
                                "models:write",
                            ],
                        ),
                        _connector="OR",
                    ),
                ),
                name="people_apikey_scopes_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("state", "active")),
                    models.Q(("revoked_at__isnull", False), ("state", "revoked")),
                    _connector="OR",
                ),
                name="people_apikey_revoked_at_when_revoked",
            ),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(
                condition=models.Q(("state__in", ["due", "sending"])),
                fields=["due_at"],
                name="people_digest_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=("user", "on_day"), name="people_digest_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["dropped", "due", "sending", "sent"])),
                name="people_digest_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(("state", "sent"), _negated=True),
                    _connector="OR",
                ),
                name="people_digest_sent_at_when_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_id__regex", "^mnd_[0-7][0123456789ABCDEFGHJKMNPQRSTVWXYZ]{25}$")),
                name="people_mandate_public_id_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("agent",),
                name="people_mandate_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_total__gte", models.F("per_day")),
                    ("per_call__gt", 0),
                    ("per_day__gte", models.F("per_call")),
                ),
                name="people_mandate_limits_widen",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_in_total__gte", 0), ("used_in_total__lte", models.F("in_total"))),
                name="people_mandate_total_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_that_day__gte", 0), ("used_that_day__lte", models.F("per_day"))),
                name="people_mandate_day_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scopes__contained_by",
                        [
                            "account:read",
                            "ledger:read",
                            "data:read",
                            "data:write",
                            "review:write",
                            "models:call",
                            "models:write",
                        ],
                    ),
                    ("scopes__len__gte", 1),
                ),
                name="people_mandate_scopes_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("granted_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("granted_at"), "+", models.Value(datetime.timedelta(days=366))
                        ),
                    ),
                ),
                name="people_mandate_lives_a_year_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "in_force")),
                    models.Q(("ended_at__isnull", False), ("state__in", ["replaced", "withdrawn"])),
                    _connector="OR",
                ),
                name="people_mandate_ended_at_when_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatespending",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_id__regex", "^spd_[0-7][0123456789ABCDEFGHJKMNPQRSTVWXYZ]{25}$")),
                name="people_spending_public_id_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatespending",
            constraint=models.UniqueConstraint(fields=("agent", "key"), name="people_spending_once_per_key"),
        ),
        migrations.AddConstraint(
            model_name="mandatespending",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserved__gt", 0)), name="people_spending_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatespending",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[A-Za-z0-9._:~/-]+$")), name="people_spending_key_shape"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatespending",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__regex", "^[a-z][a-z_]*:[A-Za-z0-9_.:/-]+$")),
                name="people_spending_purpose_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatespending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("settled__isnull", True), ("state", "reserved")),
                    models.Q(("ended_at__isnull", False), ("settled__isnull", True), ("state", "released")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("settled__gte", 0),
                        ("settled__isnull", False),
                        ("settled__lte", models.F("reserved")),
                        ("state", "settled"),
                    ),
                    _connector="OR",
                ),
                name="people_spending_settled_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("community", "user"), name="people_membership_once"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["member", "owner", "steward"])),
                name="people_membership_role_known",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["user", "-id"], name="people_notification_latest"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["user"],
                name="people_notification_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(
                    ("delivery", "digest"), ("digest__isnull", True), ("read_at__isnull", True)
                ),
                fields=["user"],
                name="people_notification_undigested",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("public_id__regex", "^ntf_[0-7][0123456789ABCDEFGHJKMNPQRSTVWXYZ]{25}$")),
                name="people_notification_public_id_shape",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "community.appointed",
                            "community.dismissed",
                            "key.expiring",
                            "key.issued",
                            "key.leaked",
                            "mandate.nearly_spent",
                            "staff.appointed",
                            "staff.dismissed",
                            "welcome",
                        ],
                    )
                ),
                name="people_notification_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ["digest", "in_app"])),
                name="people_notification_delivery_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("user", "kind"), name="people_preference_once_per_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "community.appointed",
                            "community.dismissed",
                            "key.expiring",
                            "key.issued",
                            "key.leaked",
                            "mandate.nearly_spent",
                            "staff.appointed",
                            "staff.dismissed",
                            "welcome",
                        ],
                    )
                ),
                name="people_preference_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delivery__in", ["in_app", "digest"]),
                    models.Q(
                        ("delivery", "off"),
                        models.Q(
                            ("kind__in", ("key.issued", "key.leaked", "staff.appointed", "staff.dismissed")),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="people_preference_essential_stays",
            ),
        ),
        migrations.AddConstraint(
            model_name="retiredhandle",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    django.db.models.functions.text.Length("digest"), 32
                ),
                name="people_retiredhandle_digest_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="people_session_holds_a_digest"
            ),
        ),
    ]
