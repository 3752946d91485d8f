from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0011_counters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bounced",
            name="mark",
            field=models.BinaryField(max_length=32, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="bounced",
            name="key",
            field=models.CharField(max_length=120, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="bounced",
            name="gone",
            field=models.BooleanField(default=False),
        ),
    ]
