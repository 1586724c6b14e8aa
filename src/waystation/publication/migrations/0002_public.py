from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("publication", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicRow",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("mark", models.BinaryField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="SignatureRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sums", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField()),
                ("key", models.BinaryField()),
            ],
        ),
    ]
