"""The nightly count of places, the ground of an early end of an enrollment, a clearer word for an ended request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("backoffice", "0014_contract_limits"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrollment",
            name="ground",
            field=models.CharField(
                blank=True, help_text="Code of the ground of an early end, if it has one.", max_length=60
            ),
        ),
        migrations.AlterField(
            model_name="enrollmentrequest",
            name="status",
            field=models.CharField(
                choices=[
                    ("DRAFT", "Черновик"),
                    ("WAITING_LIST", "В листе ожидания"),
                    ("OFFERED", "Предложено место"),
                    ("SENT_TO_PROVIDER", "Ждёт ответа организации"),
                    ("MANUAL", "Рассматривает муниципалитет"),
                    ("POSSIBLE", "Зачисление возможно"),
                    ("NOT_POSSIBLE", "Зачисление невозможно, можно обжаловать"),
                    ("APPEALED", "Жалоба на рассмотрении"),
                    ("CONTRACTING", "Заключается договор"),
                    ("ENROLLED", "Зачислен"),
                    ("PROVIDER_REFUSED", "Организация отказала"),
                    ("REFUSED", "Муниципалитет отказал"),
                    ("EXPIRED", "Срок истёк"),
                    ("CANCELLED", "Отозвана или прекращена"),
                ],
                help_text="State.",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="PlacesCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, help_text="When it ended.")),
                ("on", models.DateField(help_text="The day in the region; the worker checks once a day.")),
                ("groups", models.BigIntegerField(help_text="How many groups it read.")),
                ("holds", models.BigIntegerField(help_text="How many places that somebody has it read.")),
                ("findings", models.BigIntegerField(help_text="How many things did not agree; 0: all is well.")),
                ("text", models.TextField(help_text="The report, in Russian.")),
            ],
            options={
                "indexes": [models.Index(fields=["on"], name="places_checks_of_a_day")],
            },
        ),
    ]
