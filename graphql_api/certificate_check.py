"""A provider checks the number of a certificate that a family has told it."""

from __future__ import annotations

from typing import Annotated

import strawberry

from backoffice.certificates.models import Certificate
from graphql_api.certificates import CertificateStatus, FundingStatus
from graphql_api.child_cards import door
from graphql_api.context import Info
from graphql_api.errors import Refused
from graphql_api.fields import Kopecks, key_in
from workflows import certificate_check


@strawberry.type(description="What a provider learns of the number of a certificate: no name, no balance, no place.")
class CertificateCheck:
    number: str = strawberry.field(description="The number.")
    status: CertificateStatus = strawberry.field(description="State.")
    status_label: str = strawberry.field(description="Russian label of `status`.")
    funding_status: FundingStatus = strawberry.field(description="What it may be used for (C 1.4).")
    funding_status_label: str = strawberry.field(description="Russian label of `fundingStatus`.")
    is_enough: bool | None = strawberry.field(
        description="Whether its free money of the running period covers the amount; null without amount or money."
    )


CertificateCheckResult = Annotated[
    CertificateCheck | Refused,
    strawberry.union("CertificateCheckResult", description="What may be known of the number, or why not."),
]


def _certificate_check(
    info: Info, provider: strawberry.ID, number: str, amount: Kopecks | None = None
) -> CertificateCheckResult:
    asked = {"provider_id": key_in(provider, "Provider"), "number": number, "amount": amount}
    found = certificate_check.check(**asked, by=info.context.viewer)
    certificate = found.certificate
    return CertificateCheck(
        number=certificate.number,
        status=Certificate.Status(certificate.status),
        status_label=certificate.get_status_display(),
        funding_status=Certificate.FundingStatus(certificate.funding_status),
        funding_status_label=certificate.get_funding_status_display(),
        is_enough=found.is_enough,
    )


@strawberry.type
class CertificateCheckQuery:
    certificate_check: CertificateCheckResult = door(
        _certificate_check,
        "What may be known of one exact number. Needs look_up_certificate in the provider. Every check is written down"
        " and counted, LOOKUPS_A_DAY for a person.",
    )
