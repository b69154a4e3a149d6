"""Who signs on paper need not have an account; the day on which a payment agreement was archived is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0020_seal_jobs")]
    operations = [
        migrations.AlterField(
            model_name="signature",
            name="signer",
            field=models.ForeignKey(
                help_text="Who; empty: somebody without an account, on paper.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=Q(("kind", "PAPER"), ("signer__isnull", False), _connector="OR"),
                name="who_signs_by_code_has_an_account",
            ),
        ),
        migrations.AddField(
            model_name="paymentagreement",
            name="ended_on",
            field=models.DateField(help_text="Day of the archive; empty: none, or it was not kept yet.", null=True),
        ),
    ]
