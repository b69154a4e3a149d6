"""The door through which a provider checks the number of a certificate."""

from __future__ import annotations

from django.utils import timezone

from backoffice.access import Viewer
from backoffice.certificates import lookups
from backoffice.errors import Refused
from workflows.engine import NOT_FOUND

PERMISSION = "look_up_certificate"


def check(*, provider_id, number: str, amount: int | None, by: Viewer) -> lookups.Check:
    """Answer for one number, as somebody who acts for a provider; the check is counted whatever the answer.

    :raises Refused: NOT_FOUND, LOOKUPS_EXHAUSTED, CERTIFICATE_NOT_FOUND
    """
    if provider_id is None or not by.may(PERMISSION, provider_id):
        raise Refused(NOT_FOUND)
    on, asked = timezone.localdate(), number.strip()
    lookup = lookups.count(by.user, provider_id, asked)
    if reasons := [*lookups.why_not_check(lookup, on=on)]:
        raise Refused(*reasons)
    found = lookups.find(asked, amount, on=on)
    if found is None:
        raise Refused(lookups.NOT_FOUND)
    return found
