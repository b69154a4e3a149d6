"""«Why can't we enroll?», answered before a family asks: what a request for each of some groups would hear today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.certificates.models import Certificate
from backoffice.enrollments.plans import Plan, plans
from backoffice.enrollments.request_rules import NO_PLACES, warn_of_clashes, why_not_request
from backoffice.errors import Refusal
from backoffice.groups.models import StudyGroup


@dataclass(frozen=True)
class Eligibility:
    """A request as it would be made, and all that speaks against it."""

    plan: Plan
    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]

    @property
    def is_possible(self) -> bool:
        """Whether a request for a place would be taken."""
        return not self.refusals

    @property
    def may_wait(self) -> bool:
        """Whether only a place is wanting, so that the family may wait for one."""
        return {refusal.code for refusal in self.refusals} == {NO_PLACES}


def eligibility(
    certificate: Certificate, groups: Sequence[StudyGroup], *, on: date, starts_on: date | None = None
) -> list[Eligibility]:
    """What a certificate, whose child is read, would hear of groups read with `READ_ALONG`, in their order.

    Writes and locks nothing: a minute later somebody else may have the place. As many statements for fifty groups as
    for one.
    """
    return [
        Eligibility(made, tuple(why_not_request(made.facts)), tuple(warn_of_clashes(made.facts)))
        for made in plans(certificate, groups, on=on, starts_on=starts_on)
    ]
