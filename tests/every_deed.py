"""Every decision of the product in one table, by the operation and what is special about it."""

from tests import (
    deeds_agreements,
    deeds_bulk,
    deeds_certificate_issue,
    deeds_certificate_life,
    deeds_commissions,
    deeds_contract_endings,
    deeds_contracts,
    deeds_dossiers,
    deeds_enrollments,
    deeds_funding,
    deeds_groups,
    deeds_limits,
    deeds_meetings,
    deeds_municipal_acts,
    deeds_people,
    deeds_pupils,
    deeds_registers,
)
from tests.deeds import DEEDS as OF_PROVIDERS

NEWER = {
    **deeds_certificate_issue.DEEDS,
    **deeds_certificate_life.DEEDS,
    **deeds_people.DEEDS,
    **deeds_funding.DEEDS,
    **deeds_municipal_acts.DEEDS,
    **deeds_agreements.DEEDS,
    **deeds_bulk.DEEDS,
    **deeds_commissions.DEEDS,
    **deeds_registers.DEEDS,
    **deeds_dossiers.DEEDS,
    **deeds_meetings.DEEDS,
    **deeds_groups.DEEDS,
    **deeds_pupils.DEEDS,
    **deeds_enrollments.DEEDS,
    **deeds_limits.DEEDS,
    **deeds_contracts.DEEDS,
    **deeds_contract_endings.DEEDS,
}
DEEDS = {**OF_PROVIDERS, **NEWER}
