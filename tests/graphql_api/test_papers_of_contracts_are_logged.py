"""Whoever outside of the family gets a paper of a contract that names the child is written down for that family."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.files.models import StoredFile
from backoffice.people.models import ChildRead
from backoffice.people.words import Relation
from backoffice.signatures.models import DocumentSeal, Signature
from tests import cards, contracts, factories, payers, signing
from tests.contracts import Making
from tests.deeds_annulments import requested
from workflows import contract_signing_acts
from workflows.decisions.contracts import RecordPaperAcceptance

pytestmark = pytest.mark.django_db


@transaction.atomic
def accepted_on_paper() -> Making:
    """An offer that was accepted on a paper which the provider has scanned."""
    made = contracts.printed(contracts.offered())
    paper = {"scan": signing.scan(made.school.manager).pk, "signed_on": timezone.localdate()}
    paper |= {"signer": "Петрова Анна Ивановна", "relation": Relation.PARENT}
    contract_signing_acts.record_paper(
        contract_id=made.contract.pk,
        decision=RecordPaperAcceptance(**paper, **contracts.TICKS),
        expected_version=contracts.fresh(made.contract).version,
        by=factories.viewer(made.school.manager),
        key=contracts.key(),
    )
    made.contract = contracts.fresh(made.contract)
    return made


def application(made: Making) -> StoredFile:
    return made.contract.documents.get(kind="APPLICATION").file


def sealed(made: Making) -> StoredFile:
    document = made.contract.documents.get(kind="APPLICATION")
    about = {"serial": "1", "subject": "Оператор", "file": signing.scan(factories.user("clerk"))}
    return DocumentSeal.objects.create(document=document, **about).file


def scan(made: Making) -> StoredFile:
    return Signature.objects.filter(document__contract=made.contract, scan__isnull=False).first().scan


def letter(made: Making) -> StoredFile:
    return requested(contracts.sign(made)).letter


PAPERS = {"application": application, "sealed application": sealed, "scan": scan, "letter": letter}


def readers(made: Making) -> dict:
    operator = factories.operator_unit()
    return {
        "manager": made.school.manager,
        "clerk": made.school.clerk,
        "auditor": cards.auditor(),
        "operator": factories.member(Role.OPERATOR_HEAD, operator),
        "parent": made.family.parent,
        "payer": payers.accountant(payers.payer()),
    }


@pytest.mark.parametrize("paper", PAPERS)
def test_everybody_outside_of_the_family_leaves_a_row(api, paper):
    made = accepted_on_paper()
    file = to_base64("StoredFile", PAPERS[paper](made).pk)
    got, logged = set(), set()
    for who, person in readers(made).items():
        before = ChildRead.objects.count()
        answer = api(person, "DownloadLink", file=file)
        assert not answer.errors, answer.errors
        if answer.data["node"]:
            got.add(who)
        if ChildRead.objects.count() > before:
            logged.add(who)
            row = ChildRead.objects.latest("pk")
            assert (row.by, row.child_id, row.part) == (person, made.contract.child_id, "DOCUMENT")

    of_office = {"manager", "clerk", "auditor"} | ({"operator"} if paper in ("scan", "letter") else set())
    assert (got, logged) == (of_office | {"parent"}, of_office)


def test_the_provider_reads_in_its_role_for_its_task_and_the_operator_in_its_own(api):
    made = accepted_on_paper()
    operator = factories.member(Role.OPERATOR_HEAD, factories.operator_unit())
    file = to_base64("StoredFile", letter(made).pk)
    for person in (made.school.manager, operator):
        assert api(person, "DownloadLink", file=file).data["node"]["url"]

    rows = ChildRead.objects.order_by("pk").values_list("role", "purpose", "unit")
    assert [*rows] == [
        ("PROVIDER_MANAGER", "TASK", made.school.provider.unit_id),
        ("OPERATOR_HEAD", "AUDIT", factories.operator_unit().pk),
    ]


def test_the_contract_itself_names_nobody_and_leaves_no_row(api):
    made = accepted_on_paper()
    file = to_base64("StoredFile", made.contract.documents.get(kind="CONTRACT").file_id)
    for person in readers(made).values():
        assert api(person, "DownloadLink", file=file).data["node"]["url"]
    assert not ChildRead.objects.exists()
