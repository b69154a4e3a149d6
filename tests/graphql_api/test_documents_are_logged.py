"""Whoever gets a link to the paper of another family's child is written down for that family."""

from __future__ import annotations

import pytest
from django.db import transaction
from strawberry.relay import to_base64

from backoffice.funding.waiting import FundingRequest
from backoffice.people.models import ChildRead
from tests import cards, factories, families, funding
from tests.world import file_of
from workflows import funding_acts
from workflows.decisions.funding import RequestFunding

pytestmark = pytest.mark.django_db


@transaction.atomic
def requested() -> tuple[FundingRequest, object]:
    """A request with a paper, and the parent who brought it."""
    certificate = families.certificate()
    families.funding_program(category="MANY_CHILDREN")
    parent = families.guardian(certificate.child)
    decision = RequestFunding(category="MANY_CHILDREN", file=file_of(parent).pk)
    about = {"certificate_id": certificate.pk, "expected_version": certificate.version, "key": funding.key()}
    return funding_acts.ask(decision=decision, by=factories.viewer(parent), **about), parent


def test_the_clerk_and_the_auditor_leave_a_row_and_the_family_none(api):
    request, parent = requested()
    file, other = to_base64("StoredFile", request.document_id), families.guardian(request.certificate.child)
    for person in (parent, other):
        assert api(person, "DownloadLink", file=file).data["node"]["url"]
    assert not ChildRead.objects.exists()

    clerk, auditor = families.clerk(), cards.auditor()
    for person in (clerk, auditor):
        assert api(person, "DownloadLink", file=file).data["node"]["url"]

    of_clerk, of_auditor = ChildRead.objects.order_by("pk")
    assert (of_clerk.by, of_clerk.part, of_clerk.purpose) == (clerk, "DOCUMENT", "TASK")
    assert (of_clerk.child_id, of_clerk.case_id) == (request.certificate.child_id, request.cases.get().case_id)
    assert (of_auditor.by, of_auditor.part, of_auditor.purpose) == (auditor, "DOCUMENT", "AUDIT")


def test_who_does_not_see_the_paper_leaves_no_row_and_other_files_leave_none(api):
    request, _ = requested()
    file = to_base64("StoredFile", request.document_id)
    for person in (cards.operator(), families.clerk("belovo-city"), families.guardian(families.child())):
        assert api(person, "DownloadLink", file=file).data["node"] is None
    clerk = families.clerk()
    assert api(clerk, "DownloadLink", file=to_base64("StoredFile", file_of(clerk).pk)).data["node"]["url"]
    assert not ChildRead.objects.exists()
