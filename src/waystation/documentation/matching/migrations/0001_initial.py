import uuid

from django.db import migrations, models

import waystation.vault.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MatchRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("locator", models.UUIDField(db_index=True)),
                ("compartment", models.PositiveSmallIntegerField()),
                ("epoch", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("day", models.DateField(default=waystation.vault.models.today)),
                ("sealed", models.BinaryField()),
            ],
            options={"abstract": False},
        ),
    ]
