"""The consent without which no provider learns of a child (152-ФЗ, ст. 9). Inside the caller's transaction."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from backoffice.acts.services import the_rule
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.journal import Act
from backoffice.people import consents
from backoffice.people.models import Consent, ConsentText

PURPOSE = ConsentText.Purpose.ENROLLMENT


def give_for_enrollment(
    request: EnrollmentRequest, act: Act, *, signer: str = "", on_paper=False, given_on: date | None = None
) -> None:
    """Keep the consent to the wording in force on the day it was given, unless the family has given it already.

    :param signer: whoever has signed, if others act
    :param given_on: the day on the paper; None: today
    """
    day = given_on or act.on
    given = Exists(consents.live(request.child_id, PURPOSE).filter(text=OuterRef("pk")))
    wording = the_rule(ConsentText.objects.filter(purpose=PURPOSE).annotate(is_given=given), on=day)
    if not wording.is_given:
        who = signer or act.by.full_name or act.by.get_username()
        channel = Consent.Channel.PAPER if on_paper else Consent.Channel.ONLINE
        consents.give(request.child, PURPOSE, channel, who, day, act, text=wording)
