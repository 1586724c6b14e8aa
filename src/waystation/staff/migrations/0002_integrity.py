
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='team',
            name='mark',
            field=models.BinaryField(default=b'', max_length=16),
        ),
    ]
