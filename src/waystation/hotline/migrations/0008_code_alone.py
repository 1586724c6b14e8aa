"""The code of a message keeps nothing of where it went."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hotline", "0007_contact")]
    operations = [migrations.RemoveField("messagecode", "destination")]
