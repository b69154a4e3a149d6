"""The tables of the domain and what the database keeps, at once: for a database that has none of it yet."""

from django.db import migrations

from backoffice.migrations._folding import folded

NAMES = (
    "0001_initial",
    "0002_append_only",
    "0003_certificates_and_ledger",
    "0004_ledger_rules",
    "0005_commissions",
    "0006_commission_rules",
    "0007_closed_periods",
    "0008_agenda_notice",
    "0009_document_validity",
    "0011_enrollment",
    "0012_enrollment_rules",
    "0014_contract_limits",
    "0015_places_proof",
    "0016_navigator",
)


class Migration(migrations.Migration):
    initial = True
    replaces = [("backoffice", name) for name in NAMES]
    dependencies = []
    operations = folded("backoffice", NAMES)
