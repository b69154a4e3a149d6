"""A job that seals a document. Changes no table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0019_renewals_and_limits")]
    operations = [
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("SERVE_QUEUE", "Обслужить очередь на средства"),
                    ("SERVE_WAITING", "Предложить место из листа ожидания"),
                    ("REPLENISH", "Пополнить сертификаты"),
                    ("CHANGE_NOMINAL", "Изменить номиналы"),
                    ("IMPORT", "Загрузить файл"),
                    ("ISSUE", "Выдать сертификаты"),
                    ("EXPORT", "Выгрузить реестр"),
                    ("SEAL_DOCUMENT", "Заверить документ печатью оператора"),
                ],
                help_text="What is to be done.",
                max_length=20,
            ),
        ),
    ]
