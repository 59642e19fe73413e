import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("talents", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="cvreading",
            name="hidden",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                blank=True,
                default=list,
                help_text="how words were hidden in the file",
                size=None,
            ),
        )
    ]
