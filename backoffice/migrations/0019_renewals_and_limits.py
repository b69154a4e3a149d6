"""Who waits goes on under a renewal of the entry; a limit of contracts says why, and may be lifted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("backoffice", "0018_contract_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="waitinglistmove",
            name="what",
            field=models.CharField(
                choices=[
                    ("JOINED", "встал в лист ожидания"),
                    ("OFFERED", "предложено место"),
                    ("SERVED", "место получено"),
                    ("LAPSED", "не ответили на предложение"),
                    ("LEFT", "семья вышла из листа"),
                    ("REMOVED", "снят с листа"),
                    ("RENEWED", "ожидает по новой записи реестра"),
                ],
                help_text="What happened.",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="contractlimit",
            name="reason",
            field=models.TextField(
                blank=True, default="", help_text="Why so many, in Russian; empty: as the act says."
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="contractlimit",
            name="limit",
            field=models.PositiveIntegerField(
                help_text="Contracts at a time at most, those asked for among them; empty: no limit any more.",
                null=True,
            ),
        ),
    ]
