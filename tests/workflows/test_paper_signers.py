"""A contract that is accepted on paper names whoever signed it: with an account or without, never who brought it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backoffice.accounts import viewers
from backoffice.errors import Refused
from backoffice.people import consents
from backoffice.people.models import ConsentText, Guardianship
from backoffice.people.words import Relation
from backoffice.signatures.models import Signature
from tests import contracts, families, signing
from tests.contracts import Making
from workflows import contract_signing_acts
from workflows.decisions.contracts import RecordPaperAcceptance

pytestmark = pytest.mark.django_db
MOTHER = "Петрова Анна Ивановна"


@transaction.atomic
def record(made: Making, signer: str, relation: Relation | None, on: date | None = None) -> Making:
    """The provider keeps a paper that somebody has signed."""
    paper = {"scan": signing.scan(made.school.manager).pk, "signed_on": on or timezone.localdate()}
    contract_signing_acts.record_paper(
        contract_id=made.contract.pk,
        decision=RecordPaperAcceptance(signer=signer, relation=relation, **paper, **contracts.TICKS),
        expected_version=contracts.fresh(made.contract).version,
        by=viewers.viewer_of_user(made.school.manager),
        key=contracts.key(),
    )
    return made


def printed(**of_child) -> Making:
    return contracts.printed(contracts.offered(of=contracts.family(**of_child)))


def signed_by(made: Making) -> set:
    rows = Signature.objects.filter(document__contract=made.contract, party="CUSTOMER")
    return {*rows.values_list("name", "authority", "signer")}


def test_a_grown_up_without_an_account_signs_in_its_own_name():
    made = printed()

    record(made, f"  {MOTHER} ", Relation.TRUSTEE)

    assert signed_by(made) == {(MOTHER, "Попечитель", None)}
    assert contracts.steps_of(made.contract) == ["sign_contract"]
    assert contracts.sign(made).contract.status == "ACTIVE"


def test_nobody_signs_for_a_family_without_accounts():
    made = printed()
    Guardianship.objects.update(valid_to=timezone.localdate())

    record(made, MOTHER, Relation.PARENT)

    assert signed_by(made) == {(MOTHER, "Родитель", None)}


@pytest.mark.parametrize("has_account", [True, False])
def test_a_known_representative_is_found_by_name(has_account):
    made = printed()
    known = Guardianship.objects.filter(child=made.contract.child_id)
    account = made.family.parent.pk if has_account else None
    known.update(full_name="Семёнова Анна Ивановна", relation="ADOPTER", user=account)

    record(made, "семенова анна  ивановна", Relation.PARENT)

    assert signed_by(made) == {("Семёнова Анна Ивановна", "Усыновитель", account)}


@pytest.mark.parametrize("has_account", [True, False])
def test_a_child_of_fourteen_signs_in_its_own_name_and_a_representative_consents(has_account):
    made = printed(birth_date=families.born(15))
    account = contracts.child_account(made.family).pk if has_account else None
    name = made.family.certificate.child.full_name

    record(made, name, None)

    assert signed_by(made) == {(name, "Обучающийся, 14 лет и старше", account)}
    assert contracts.steps_of(made.contract) == ["consent_to_contract"]


@pytest.mark.parametrize(
    ("signer", "relation", "codes"),
    [
        ("", Relation.PARENT, ["SIGNER_INVALID"]),
        ("Анна", Relation.PARENT, ["SIGNER_INVALID"]),
        (MOTHER, None, ["SIGNER_INVALID", "SIGNER_TOO_YOUNG"]),
        ("Примерова Мария Сергеевна", None, ["SIGNER_TOO_YOUNG"]),
    ],
)
def test_what_speaks_against_a_name(signer, relation, codes):
    made = printed()
    with pytest.raises(Refused) as no:
        record(made, signer, relation)
    assert [each.code for each in no.value.refusals] == codes
    assert contracts.fresh(made.contract).status == "OFFERED"


@pytest.mark.parametrize("age", [10, 15])
def test_a_child_does_not_sign_as_its_own_parent(age):
    made = printed(birth_date=families.born(age))
    with pytest.raises(Refused) as no:
        record(made, made.family.certificate.child.full_name, Relation.PARENT)
    assert [(each.code, each.path) for each in no.value.refusals] == [("SIGNER_INVALID", ("relation",))]
    assert contracts.fresh(made.contract).status == "OFFERED"


def test_a_known_representative_may_bear_the_name_of_the_child():
    made = printed()
    name = made.family.certificate.child.full_name
    Guardianship.objects.filter(child=made.contract.child_id).update(full_name=name)

    record(made, name, Relation.PARENT)

    assert signed_by(made) == {(name, "Родитель", made.family.parent.pk)}


def test_whose_right_has_ended_signs_for_nobody():
    made = printed()
    known = Guardianship.objects.filter(child=made.contract.child_id)
    known.update(full_name=MOTHER, valid_to=timezone.localdate())

    with pytest.raises(Refused) as no:
        record(made, MOTHER.upper(), Relation.GUARDIAN)

    assert [(each.code, each.path) for each in no.value.refusals] == [("SIGNER_RIGHT_ENDED", ("signer",))]
    assert contracts.fresh(made.contract).status == "OFFERED"


def test_the_right_to_sign_is_that_of_the_day_of_the_paper():
    made = printed()
    known = Guardianship.objects.filter(child=made.contract.child_id)
    known.update(full_name=MOTHER, relation="FOSTER", valid_to=timezone.localdate() + timedelta(days=1))

    record(made, MOTHER, Relation.PARENT)

    assert signed_by(made) == {(MOTHER, "Приёмный родитель", made.family.parent.pk)}


def test_whoever_is_a_representative_again_signs():
    made = printed()
    (known,) = Guardianship.objects.filter(child=made.contract.child_id)
    Guardianship.objects.filter(pk=known.pk).update(full_name=MOTHER, valid_to=timezone.localdate())
    known.pk, known.full_name, known.relation, known.user = None, MOTHER, "TRUSTEE", None
    known.save()

    record(made, MOTHER, Relation.PARENT)

    assert signed_by(made) == {(MOTHER, "Попечитель", None)}


def test_only_a_paper_is_signed_without_an_account():
    made = contracts.accepted()
    row = Signature.objects.filter(document__contract=made.contract).first()
    row.pk, row.signer, row.party = None, None, "REPRESENTATIVE"
    with pytest.raises(IntegrityError, match="who_signs_by_code_has_an_account"), transaction.atomic():
        row.save()


def test_the_consent_of_the_paper_bears_the_same_name():
    made = printed()
    child = made.family.certificate.child
    consents.revoke(child, ConsentText.Purpose.ENROLLMENT, signing.act(made.family.parent))

    record(made, MOTHER, Relation.PARENT)

    given = consents.live(child.pk, ConsentText.Purpose.ENROLLMENT).get()
    assert (given.signer, given.channel) == (MOTHER, "PAPER")


def test_the_consent_of_the_paper_is_of_the_day_of_the_paper(monkeypatch):
    made, day = printed(), timezone.localdate()
    child = made.family.certificate.child
    consents.revoke(child, ConsentText.Purpose.ENROLLMENT, signing.act(made.family.parent))
    contracts.at_noon(monkeypatch, day + timedelta(days=2))
    old = consents.wording(ConsentText.Purpose.ENROLLMENT, on=day)
    newer = {"valid_from": day + timedelta(days=1), "text": "Другой текст.", "basis": old.basis, "paragraph": "—"}
    ConsentText.objects.create(purpose=old.purpose, **newer)

    record(made, MOTHER, Relation.PARENT, on=day)

    given = consents.live(child.pk, ConsentText.Purpose.ENROLLMENT).get()
    assert (given.given_on, given.text) == (day, old)
