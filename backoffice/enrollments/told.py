"""What a provider is told of a child that asks for its place (domain S3), and while it is told."""

from __future__ import annotations

from django.db.models import Q

from backoffice.access import Viewer
from backoffice.enrollments.models import Enrollment, EnrollmentRequest
from backoffice.people import consents
from backoffice.people.models import Child, ConsentText, Guardianship

Status = EnrollmentRequest.Status
ANSWERS = "answer_enrollment"  # the permission of those who are told
IN_HAND = (
    *(Status.SENT_TO_PROVIDER, Status.MANUAL, Status.POSSIBLE),
    *(Status.NOT_POSSIBLE, Status.APPEALED, Status.CONTRACTING),
)
TOLD = Q(status__in=IN_HAND) | Q(status=Status.ENROLLED, enrollment__status=Enrollment.Status.ACTIVE)


def request_told_to(viewer: Viewer, request_id: int | None) -> EnrollmentRequest | None:
    """A request that the viewer's provider has in hand, with its child's keys alone; None: there is none for it.

    Not before it was sent, not while it waits for a place, not after it came to nothing or the lessons are over, and
    not without the family's consent.
    """
    requests = EnrollmentRequest.objects.filter(TOLD).select_related("child").only("provider_id", "child__unit_id")
    found = requests.visible_to(viewer).filter(pk=request_id).first()
    if found is None or not viewer.may(ANSWERS, found.provider_id):
        return None
    live = consents.live(found.child_id, ConsentText.Purpose.ENROLLMENT)
    return found if live.exists() else None


def guardians_of(child: Child) -> list[Guardianship]:
    """Who answers for the child now, the first in time first: whom the provider may call."""
    return [*child.guardianships.filter(valid_to=None).order_by("valid_from", "pk")]
