
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Manifest',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('turn', models.PositiveBigIntegerField()),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='address',
            name='mark',
            field=models.BinaryField(default=b'', max_length=16),
        ),
        migrations.AddField(
            model_name='ringpage',
            name='mark',
            field=models.BinaryField(default=b'', max_length=16),
        ),
    ]
