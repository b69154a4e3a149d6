"""A remark keeps the Russian label of its field, and what stood there as a person reads it.

Those made before get the label that the forms gave the field that day, and show their text as it was compared.
"""

from django.db import migrations, models

PROGRAM = {
    "name": "Название",
    "short_name": "Краткое название",
    "direction": "Направленность",
    "form": "Форма обучения",
    "activities": "Виды деятельности",
    "annotation": "Аннотация",
    "aims": "Цели и задачи",
    "age_from": "Возраст от, лет",
    "age_to": "Возраст до, лет",
    "for_gifted": "Для одарённых детей",
    "for_special_needs": "Для детей с ОВЗ",
    "equipment": "Нормы оснащения",
    "documents": "Документы",
    "modules": "Модули",
    "modules.name": "Название модуля",
    "modules.months": "Продолжительность, месяцев",
    "modules.hours": "Часов всего",
    "modules.individual_hours": "Из них индивидуальных",
    "modules.second_teacher_hours": "Часов второго педагога",
    "modules.main_teacher": "Квалификация педагога",
    "modules.second_teacher": "Квалификация второго педагога",
    "modules.min_children": "Детей в группе, не менее",
    "modules.max_children": "Детей в группе, не более",
    "modules.expected_results": "Ожидаемые результаты",
    "modules.asked_price": "Желаемая цена",
    "places": "Места обучения",
    "places.municipality": "Муниципальное образование",
    "places.area": "Местность",
    "places.address": "Адрес",
    "dossier": "Заявка",
    "dossier.register": "Реестр",
    "dossier.places": "Мест за счёт бюджета",
    "dossier.need": "Потребность населения",
    "dossier.priorities": "Приоритеты территории",
    "dossier.in_arts": "В области искусств",
    "dossier.in_sport": "В области физической культуры и спорта",
    "dossier.renews": "Продлевает запись",
}
PROVIDER = {
    "kind": "Вид поставщика",
    "ownership": "Форма собственности",
    "institution_type": "Тип учреждения",
    "founder": "Учредитель",
    "legal_form": "Организационно-правовая форма",
    "full_name": "Полное наименование",
    "short_name": "Краткое наименование",
    "inn": "ИНН",
    "kpp": "КПП",
    "ogrn": "ОГРН или ОГРНИП",
    "legal_address": "Юридический адрес",
    "actual_address": "Фактический адрес",
    "municipality": "Муниципальное образование",
    "licence_number": "Номер лицензии",
    "licence_issued_on": "Дата лицензии",
    "licence_issuer": "Кем выдана лицензия",
    "bank_name": "Банк",
    "bik": "БИК",
    "settlement_account": "Расчётный счёт",
    "correspondent_account": "Корреспондентский счёт",
    "head_name": "Фамилия, имя, отчество руководителя",
    "head_position": "Должность руководителя",
    "acts_on": "Действует на основании",
    "contact_name": "Контактное лицо",
    "contact_phone": "Телефон",
    "contact_email": "Электронная почта",
    "services_last_year": "Услуги за прошлый год",
    "documents": "Документы",
}


def label_of(words: dict[str, str], path: str) -> str:
    """`modules.2.hours` is «Модули, 2: Часов всего»; a path that no form has stays as it is."""
    said, named = "", []
    for step in path.split("."):
        if step.isdigit():
            said += f", {step}"
            continue
        named.append(step)
        word = words.get(".".join(named))
        if word is None:
            return path
        said += f": {word}" if said else word
    return said


def give_labels(apps, editor):
    for remark in apps.get_model("backoffice", "Remark").objects.filter(label="").iterator():
        remark.label = label_of(PROGRAM if remark.provider_id is None else PROVIDER, remark.field)
        remark.save(update_fields=["label"])


def show_as_compared(apps, editor):
    remarks = apps.get_model("backoffice", "Remark").objects.filter(shown_before="", shown_after=None)
    remarks.update(shown_before=models.F("value_before"), shown_after=models.F("value_after"))


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0021_signers_and_archives")]
    operations = [
        migrations.AddField(
            model_name="remark",
            name="label",
            field=models.CharField(
                default="", help_text="The field in Russian, as the form named it then.", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="remark",
            name="shown_before",
            field=models.TextField(
                default="", help_text="What stood there when it was returned, as a person reads it."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="remark",
            name="shown_after",
            field=models.TextField(blank=True, help_text="The same at the resubmission.", null=True),
        ),
        migrations.AlterField(
            model_name="remark",
            name="value_before",
            field=models.TextField(help_text="What stood there when it was returned, as it is compared."),
        ),
        migrations.AlterField(
            model_name="remark",
            name="value_after",
            field=models.TextField(blank=True, help_text="The same at the resubmission.", null=True),
        ),
        migrations.RunPython(give_labels, migrations.RunPython.noop),
        migrations.RunPython(show_as_compared, migrations.RunPython.noop),
    ]
