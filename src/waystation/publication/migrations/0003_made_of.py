from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("publication", "0002_public"),
    ]

    operations = [
        migrations.AddField(
            model_name="signaturerow",
            name="made_of",
            field=models.BinaryField(default=b"", max_length=32),
        ),
    ]
