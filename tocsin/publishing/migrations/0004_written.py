"""What was written, where the public text withholds a name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_overrides")]

    operations = [
        migrations.AddField("proposal", "written", models.JSONField(null=True)),
        migrations.AddField("revision", "written", models.JSONField(null=True)),
    ]
