"""What somebody gave in a day is counted by wordings alone: an item begins with one."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0007_where_an_intake_goes_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="item", name="contributions_item_of_giver"),
        migrations.RemoveIndex(model_name="revision", name="contributions_revision_refined"),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["author", "submitted_at"], name="contributions_revision_given"),
        ),
    ]
