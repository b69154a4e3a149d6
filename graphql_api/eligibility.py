"""Why a child cannot be enrolled in a group, told before the family asks."""

from __future__ import annotations

import datetime as dt

import strawberry
from django.utils import timezone
from strawberry import relay

from backoffice import money
from backoffice.enrollments import eligibility as domain
from backoffice.enrollments.plans import READ_ALONG
from backoffice.entitlements import services
from backoffice.groups.models import StudyGroup
from graphql_api.context import Info
from graphql_api.cost import MOST_ASKED
from graphql_api.errors import Refusal, as_data, coded
from graphql_api.fields import Kopecks, key_in
from graphql_api.registers import RegisterKind


@strawberry.type(
    description="What a request of a certificate for a place in a group would come to today, and every reason against"
    " it. Nothing is held by asking: somebody else may be faster."
)
class Eligibility:
    group: strawberry.ID = strawberry.field(description="Id of the group.")
    is_possible: bool = strawberry.field(description="Whether a request for a place would be taken now.")
    waiting_list_possible: bool = strawberry.field(
        description="Whether only a place is wanting, so that the family may wait for one."
    )
    refusals: list[Refusal] = strawberry.field(description="Every reason against it; none if it is possible.")
    warnings: list[Refusal] = strawberry.field(description="What is worth a look and forbids nothing.")
    register: RegisterKind | None = strawberry.field(
        description="The register that counts; null: the program stands in none on the first lesson."
    )
    starts_on: dt.date = strawberry.field(description="First lesson of this child.")
    ends_on: dt.date = strawberry.field(
        description="Last lesson, as far as the certificate has money; the rest of the group's time is asked for later."
    )
    certificate_part: Kopecks = strawberry.field(description="What the certificate would pay, kopecks.")
    certificate_part_text: str = strawberry.field(description="`certificatePart` in roubles, as printed.")
    family_part: Kopecks = strawberry.field(description="What the family would pay, kopecks.")
    family_part_text: str = strawberry.field(description="`familyPart` in roubles, as printed.")


@strawberry.type
class EligibilityQuery:
    @strawberry.field(
        description="What requests of a certificate for places in groups would hear today: in the order of `groups`, at"
        " most 50, without those that you may not see. Null if there is no certificate whose money you may know."
    )
    def eligibility(
        self,
        info: Info,
        certificate: strawberry.ID,
        groups: list[strawberry.ID],
        starts_on: dt.date | None = None,
    ) -> list[Eligibility] | None:
        if len(groups) > MOST_ASKED:
            raise coded("BAD_USER_INPUT", f"Групп в одном вопросе — не больше {MOST_ASKED}.")
        viewer = info.context.viewer
        seen = services.seen_with_money(viewer).select_related("child")
        found = seen.filter(pk=key_in(certificate, "Certificate")).first()
        if found is None:
            return None
        keys = [*dict.fromkeys(key_in(each, "StudyGroup") or 0 for each in groups)]
        there = StudyGroup.objects.visible_to(viewer).select_related(*READ_ALONG).in_bulk(keys)
        wanted = [there[key] for key in keys if key in there]
        told = domain.eligibility(found, wanted, on=timezone.localdate(), starts_on=starts_on)
        return [_told(each) for each in told]


def _told(found: domain.Eligibility) -> Eligibility:
    plan = found.plan
    return Eligibility(
        group=strawberry.ID(relay.to_base64("StudyGroup", plan.group.pk)),
        is_possible=found.is_possible,
        waiting_list_possible=found.may_wait,
        refusals=as_data(found.refusals).refusals,
        warnings=as_data(found.warnings).refusals,
        register=RegisterKind(plan.register) if plan.register else None,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        certificate_part=Kopecks(plan.certificate_part),
        certificate_part_text=money.text(plan.certificate_part),
        family_part=Kopecks(plan.family_part),
        family_part_text=money.text(plan.family_part),
    )
