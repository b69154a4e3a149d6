"""A process that applies for places until it is killed: `python -m tests.place_taker`, one for each line it is given.

A line is the key of the certificate, of the parent, and of the group.
"""

from __future__ import annotations

from django.db import transaction

from tests import torment


def carry_out(certificate: str, parent: str, group: str) -> str:
    """Apply in one transaction, as a request does; the number of the request, or the codes of the refusal."""
    from backoffice.accounts import viewers
    from backoffice.accounts.models import User
    from backoffice.errors import Refused
    from tests.enrollments import TICKS
    from workflows import enrollment_acts
    from workflows.decisions.enrollments import ApplyForEnrollment

    decision = ApplyForEnrollment(group=int(group), **TICKS)
    try:
        with transaction.atomic():
            by = viewers.viewer_of_user(User.objects.get(pk=parent))
            said = {"certificate_id": int(certificate), "decision": decision, "key": f"apply-{certificate}"}
            return str(enrollment_acts.apply(**said, by=by).pk)
    except Refused as refused:
        return str(refused)


if __name__ == "__main__":
    torment.run(carry_out)
