from django.db import migrations


class Migration(migrations.Migration):
    """The ways to an office keep their order when one of them is changed."""

    dependencies = [
        ("authorities", "0001_schema"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="channel",
            options={"ordering": ["id"]},
        ),
    ]
