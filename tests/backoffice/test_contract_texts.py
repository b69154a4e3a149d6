"""Documents made of a contract's rows: by which template, for whom, and where they stand afterwards."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import LegalAct
from backoffice.contracts import texts, wording
from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.documents import checking, services
from backoffice.documents.models import DocumentKind, DocumentTemplate, IssuedDocument, RegimeRule
from backoffice.journal import Act, Entry
from backoffice.people.models import ChildRead, Guardianship
from backoffice.signatures.models import Signature
from tests import cards, contract_rows, contracting, factories, families, payers
from tests.world import file_of

pytestmark = pytest.mark.django_db
Status = Contract.Status
UNTIL = date(2030, 1, 31)  # the offer can be accepted until then


@pytest.fixture
def school(people):
    return contracting.school(people)


@pytest.fixture
def asked(school):
    return contracting.contracting(school)


@pytest.fixture
def contract(school, asked):
    return contract_rows.offered(school, asked)


def today_by(person=None) -> Act:
    return Act(person, timezone.localdate())


def text_of(document: IssuedDocument) -> str:
    with default_storage.open(document.file.storage_name) as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def put(contract: Contract, **changes) -> Contract:
    Contract.objects.filter(pk=contract.pk).update(**changes)
    return Contract.objects.get(pk=contract.pk)


def signed(document: IssuedDocument, by) -> None:
    Signature.objects.create(
        document=document,
        sha256=document.file.sha256,
        party="CUSTOMER",
        kind="SIMPLE",
        signer=by,
        name="Подписавший Пётр",
        authority="родитель",
        signed_on=timezone.localdate(),
    )


def test_the_offer_is_made_of_the_rows_and_names_no_child(school, contract):
    offer = texts.issue_contract(contract, UNTIL, today_by(school.manager))
    assert (offer.kind, offer.number, offer.contract) == ("CONTRACT", contract.number, contract)
    assert (offer.municipality_id, offer.template.regime) == (contract.municipality_id, "PERSONALISED_FUNDING")
    assert offer.file.uploaded_by is None and contract.text == offer
    text = text_of(offer)
    child, group = contract.child, contract.request.group
    for said in (contract.provider.full_name, contract.module.name, group.name, *wording.schedule(group)):
        assert said in text, said
    agreement = contract.lines.exclude(agreement=None).first().agreement
    assert f"№ {agreement.number} от" in text and agreement.payer.unit.name in text
    for name in (child.last_name, child.first_name, contract.certificate.number):
        assert name not in text, name
    entry = Entry.objects.get(what="document.issued", subject_id=offer.pk)
    assert (entry.provider_id, entry.municipality_id) == (contract.provider_id, contract.municipality_id)


def test_an_application_is_one_file_for_one_signer(contract, asked):
    offer = texts.issue_contract(contract, UNTIL, today_by())
    parent, other = asked.family.parent, families.guardian(contract.child)
    Guardianship.objects.filter(user=parent).update(full_name="Опекунова Анна Петровна", phone="+7 900 000-00-01")
    first = texts.issue_application(contract, parent, today_by(parent))
    assert texts.issue_application(contract, parent, today_by(parent)) == first
    assert texts.issue_application(contract, other, today_by(other)) != first
    text = text_of(first)
    for said in (contract.child.full_name, "Опекунова Анна Петровна", offer.file.sha256, offer.check_number):
        assert said in text, said
    assert contract.certificate.number in text and "Даю согласие" in text


def test_a_child_that_signs_applies_itself_and_a_stranger_prints_lines(contract, school):
    texts.issue_contract(contract, UNTIL, today_by())
    child = cards.itself(contract.child)
    assert "Прошу зачислить меня" in text_of(texts.issue_application(contract, child, today_by(child)))
    printed = text_of(texts.issue_application(contract, school.manager, today_by(school.manager)))
    assert "Прошу зачислить ребёнка" in printed and school.manager.full_name not in printed


def test_a_notice_gives_the_ground_and_never_the_reason(contract):
    today = timezone.localdate()
    about = {"notice_on": today, "signed_on": today, "ended_by": "PROVIDER", "ground": "ARREARS"}
    contract = put(contract, status="TERMINATING", ended_on=contract.ends_on, reason="Мама Анна не платит", **about)
    text = text_of(texts.issue_termination(contract, today_by()))
    assert "просрочила оплату" in text and "Кто расторгает: исполнитель" in text
    assert "Мама Анна" not in text and contract.child.last_name not in text
    assert "Договор действует по" in text


def rule_of(municipality, **changes):
    basis = LegalAct.objects.get(code="defaults")
    return {
        "basis": basis,
        "paragraph": "1",
        "valid_from": timezone.localdate(),
        "territory_id": municipality,
        **changes,
    }


def test_the_template_is_that_of_the_regime_of_the_territory(contract):
    here, today = contract.municipality_id, timezone.localdate()

    def found(on=today, territory=here) -> tuple[str, bool]:
        template = services.template_of(DocumentKind.CONTRACT, on=on, territory=territory)
        return template.regime, template.territory_id is not None

    assert found() == ("PERSONALISED_FUNDING", False)
    RegimeRule.objects.create(regime="SOCIAL_CERTIFICATE", **rule_of(here))
    assert found() == ("SOCIAL_CERTIFICATE", False)
    assert found(on=today - timedelta(days=1)) == ("PERSONALISED_FUNDING", False)
    assert found(territory=families.municipality("belovo-city").pk) == ("PERSONALISED_FUNDING", False)
    DocumentTemplate.objects.create(kind="CONTRACT", regime="", source="= Любой", **rule_of(here))
    assert found() == ("SOCIAL_CERTIFICATE", False), "the regime's own before the one for any"
    DocumentTemplate.objects.create(kind="CONTRACT", regime="PERSONALISED_FUNDING", source="=", **rule_of(here))
    assert found() == ("SOCIAL_CERTIFICATE", False), "never that of another regime"
    DocumentTemplate.objects.create(kind="CONTRACT", regime="SOCIAL_CERTIFICATE", source="= Наш", **rule_of(here))
    assert found() == ("SOCIAL_CERTIFICATE", True)


def test_a_document_is_of_a_meeting_or_of_a_contract(contract):
    paper = texts.contract_paper(contract, UNTIL)
    with pytest.raises(ValueError):
        services.issue(DocumentKind.CONTRACT, paper, number="1", act=today_by())


def test_who_sees_which_document(api, school, asked, contract):
    offer = texts.issue_contract(contract, UNTIL, today_by())
    parent = asked.family.parent
    applied = texts.issue_application(contract, parent, today_by(parent))
    payer = contract.lines.exclude(agreement=None).first().agreement.payer
    both = {offer.check_number, applied.check_number}
    sees = {
        "family": (parent, both),
        "other representative": (families.guardian(contract.child), both),
        "provider": (school.manager, both),
        "issuer": (families.clerk(), both),
        "auditor": (cards.auditor(), both),
        "payer": (payers.accountant(payer), {offer.check_number}),
        "operator": (cards.operator(), {offer.check_number}),
        "another payer": (payers.accountant(payers.payer("belovo-city")), set()),
        "another family": (families.guardian(families.child()), set()),
        "another provider": (factories.member(Role.PROVIDER_MANAGER, factories.provider().unit), set()),
        "another municipality": (families.clerk("belovo-city"), set()),
        "department": (cards.officer(), set()),
    }
    for who, (person, expected) in sees.items():
        answer = api(person, "IssuedDocuments", contract=to_base64("Contract", contract.pk))
        assert not answer.errors, answer.errors
        listed = {edge["node"]["checkNumber"] for edge in answer.data["issuedDocuments"]["edges"]}
        assert listed == expected, who
        for document in (offer, applied):
            node = api(person, "DownloadLink", file=to_base64("StoredFile", document.file_id)).data["node"]
            assert bool(node) == (document.check_number in expected), (who, document)


def test_a_link_to_an_application_is_written_down_for_its_family(api, school, asked, contract):
    texts.issue_contract(contract, UNTIL, today_by())
    parent = asked.family.parent
    applied = texts.issue_application(contract, parent, today_by(parent))
    file = to_base64("StoredFile", applied.file_id)
    read = ChildRead.objects.filter(part="DOCUMENT")
    for own in (parent, families.guardian(contract.child)):
        assert api(own, "DownloadLink", file=file).data["node"]["url"]
    assert not read.exists()
    for person in (school.manager, families.clerk(), cards.auditor()):
        assert api(person, "DownloadLink", file=file).data["node"]["url"]
    assert [*read.order_by("pk").values_list("role", "purpose")] == [
        ("PROVIDER_MANAGER", "TASK"),
        ("MUNICIPAL_CLERK", "TASK"),
        ("AUDITOR", "AUDIT"),
    ]


def state(document: IssuedDocument) -> str:
    found = checking.check(document.check_number)
    assert found
    return found.state


def test_the_check_page_follows_the_contract(client, contract, asked):
    today, yesterday = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    offer = texts.issue_contract(contract, UNTIL, today_by())
    parent = asked.family.parent
    applied, other = (
        texts.issue_application(contract, by, today_by(by)) for by in (parent, families.guardian(contract.child))
    )

    def states() -> list[str]:
        return [state(document) for document in (offer, applied, other)]

    def page(document: IssuedDocument = offer) -> str:
        whole = client.get(f"/check/{document.check_number}").content.decode()
        for name in (contract.child.last_name, contract.child.first_name, "Подписавший"):
            assert name not in whole, name
        return whole

    assert states() == ["OFFERED"] * 3
    assert "… Договор ещё не заключён" in page() and "Исполнитель</dt><dd>" in page() and "пока нет" in page()
    for by_no_one in ("REFUSED", "EXPIRED"):
        put(contract, status=by_no_one)
        assert states() == ["NOT_CONCLUDED"] * 3
        assert "✗ Договор не заключён" in page()
    signed(applied, parent)
    put(contract, status="ACCEPTED", accepted_on=today)
    assert states() == ["OFFERED", "VALID", "NOT_CONCLUDED"]
    assert "Заказчик</dt><dd>Простая электронная подпись" in page(applied)
    put(contract, status="ACTIVE", signed_on=today)
    assert states() == ["VALID", "VALID", "NOT_CONCLUDED"]
    put(contract, status="TERMINATING", notice_on=today, ended_on=today, ended_by="FAMILY")
    assert states() == ["TERMINATING", "TERMINATING", "NOT_CONCLUDED"]
    assert "✓ Договор действует, но расторгается" in page()
    put(contract, ended_on=yesterday)
    assert states() == ["TERMINATED", "TERMINATED", "NOT_CONCLUDED"]
    put(contract, status="CLOSED", notice_on=None, ended_by="")
    assert states() == ["COMPLETED", "COMPLETED", "NOT_CONCLUDED"]
    put(contract, status="ANNULLED")
    ticks = dict.fromkeys(("both_agree", "not_invoiced", "is_serious", "money_needed"), True)
    about = {"reason": "Ошибка", "letter": file_of(parent), "requested_by": parent, "requested_on": today}
    ContractAnnulment.objects.create(contract=contract, status="GRANTED", decided_on=today, **ticks, **about)
    assert states() == ["ANNULLED", "ANNULLED", "NOT_CONCLUDED"]
    assert "✗ Договор признан ошибочным" in page() and "По нему ничего не платят" in page()


def test_the_newest_notice_counts(contract):
    today = timezone.localdate()
    about = {"status": "TERMINATING", "notice_on": today, "signed_on": today, "ended_by": "FAMILY"}
    contract = put(contract, ended_on=contract.ends_on, **about)
    first = texts.issue_termination(contract, today_by())
    assert state(first) == "VALID"
    second = texts.issue_termination(contract, today_by())
    assert (state(first), state(second)) == ("SUPERSEDED", "VALID")
