"""Consents over HTTP: given, recorded, revoked, each a row that stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from backoffice.acts.models import LegalAct
from backoffice.certificates.models import Certificate
from backoffice.journal import Entry
from backoffice.people.models import Child, Consent, ConsentRevocation, ConsentText, SpecialNeeds
from tests import cards, families
from tests.cards import id_of
from tests.conftest import codes
from workflows.models import Receipt

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def child(db):
    return cards.child()


def give(child, purpose="HEALTH", key="один", **rest) -> dict:
    return {"child": id_of(child), "purpose": purpose, "idempotencyKey": key, **rest}


def record(child, **changes) -> dict:
    paper = {"signer": "Образцова Анна-Мария Игоревна", "givenOn": TODAY().isoformat()}
    return give(child, **{**paper, **changes})


def revoke(child, purpose="HEALTH") -> dict:
    return {"child": id_of(child), "purpose": purpose}


def state():
    models = (Child, Consent, ConsentRevocation, SpecialNeeds, Entry, Receipt)
    return [list(model.objects.order_by("pk").values()) for model in models]


def done(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    assert "refusals" not in found, found
    return found


def test_the_wordings_in_force_are_public(api):
    answer = api(None, "ConsentTexts")
    assert answer.response["X-Executor"] == "compiled"
    assert [each["purpose"] for each in answer.data["consentTexts"]] == ["CERTIFICATE", "ENROLLMENT", "HEALTH"]
    assert all(each["text"].startswith("Даю согласие") for each in answer.data["consentTexts"])


@pytest.mark.parametrize("who", ("guardian", "itself"))
@pytest.mark.parametrize("purpose", ("CERTIFICATE", "HEALTH"))
def test_the_family_consents_in_its_cabinet(api, who, purpose):
    child = families.child(birth_date=families.born(15))
    person = {"guardian": families.guardian, "itself": cards.itself}[who](child)
    done(api(person, "GiveConsent", input=give(child, purpose)))
    (given,) = Consent.objects.all()
    assert (given.text.purpose, given.channel, given.signer) == (purpose, "ONLINE", person.full_name)
    assert (given.given_on, given.recorded_by) == (TODAY(), person)
    (entry,) = Entry.objects.filter(what="consent.given")
    assert (entry.subject_id, entry.by, entry.municipality_id) == (child.pk, person, child.municipality_id)


def test_a_child_under_fourteen_does_not_consent_itself(api, child):
    person, before = cards.itself(child), state()
    assert codes(api(person, "GiveConsent", input=give(child))) == ["CONSENT_BY_GUARDIAN"]
    assert state() == before


def test_a_consent_stands_once_until_its_wording_changes(api, child):
    person = families.guardian(child)
    done(api(person, "GiveConsent", input=give(child)))
    before = state()
    assert codes(api(person, "GiveConsent", input=give(child, key="два"))) == ["CONSENT_ALREADY_GIVEN"]
    done(api(person, "GiveConsent", input=give(child)))  # the same request again
    assert codes(api(person, "GiveConsent", input=give(child, "CERTIFICATE"))) == ["KEY_REUSED"]
    assert state() == before
    basis = LegalAct.objects.get(code="defaults")
    new = ConsentText.objects.create(purpose="HEALTH", text="Иначе.", valid_from=TODAY(), basis=basis, paragraph="1")
    done(api(person, "GiveConsent", input=give(child, key="два")))
    assert Consent.objects.latest("pk").text == new
    done(api(person, "RevokeConsent", input=revoke(child)))
    assert ConsentRevocation.objects.count() == Consent.objects.count() == 2


def test_a_clerk_records_a_consent_on_paper(api, child):
    clerk = families.clerk()
    done(api(clerk, "RecordConsent", input=record(child, signer=" Образцова  Анна-Мария Игоревна ")))
    (given,) = Consent.objects.all()
    assert (given.channel, given.signer) == ("PAPER", "Образцова Анна-Мария Игоревна")
    assert given.recorded_by == clerk
    assert "Образцова" not in Entry.objects.get(what="consent.recorded").note


@pytest.mark.parametrize(
    "changes, refused",
    [
        ({"signer": ""}, ["SIGNER_INVALID"]),
        ({"signer": "Анна"}, ["SIGNER_INVALID"]),
        ({"signer": "Ivanova Anna"}, ["SIGNER_INVALID"]),
        ({"signer": "Анна " * 60}, ["SIGNER_INVALID"]),
        ({"givenOn": "2010-01-01"}, ["CONSENT_DAY_INVALID"]),
        (
            {"givenOn": (TODAY() + timedelta(days=1)).isoformat(), "signer": "1 2"},
            ["SIGNER_INVALID", "CONSENT_DAY_INVALID"],
        ),
    ],
)
def test_a_paper_that_cannot_be_is_refused(api, child, changes, refused):
    clerk, before = families.clerk(), state()
    assert codes(api(clerk, "RecordConsent", input=record(child, **changes))) == refused
    assert state() == before


def test_a_consent_is_taken_back_and_the_rows_stay(api, child):
    person, given = families.guardian(child), cards.consent(child)
    done(api(person, "RevokeConsent", input=revoke(child)))
    assert (given.revocation.revoked_by, Consent.objects.count()) == (person, 1)
    assert codes(api(person, "RevokeConsent", input=revoke(child))) == ["CONSENT_NOT_GIVEN"]
    assert Entry.objects.filter(what="consent.revoked").count() == 1
    shown = api(person, "ChildCard", child=id_of(child)).data["childCard"]["consents"]
    assert shown[0]["revokedAt"] and shown[0]["channelLabel"] == "В личном кабинете"


def test_without_consent_health_data_are_gone_at_once_and_the_category_stays(api, child):
    clerk, person = families.clerk(), families.guardian(child)
    cards.consent(child)
    needs = {"child": id_of(child), "expectedVersion": 1, "group": "SPEECH"}
    done(api(clerk, "RecordSpecialNeeds", input=needs))
    category = Certificate.objects.get(child=child).category_id
    done(api(person, "RevokeConsent", input=revoke(child)))
    assert SpecialNeeds.objects.get().sealed == ""
    assert api(person, "SpecialNeeds", child=id_of(child)).data["specialNeeds"] == {
        "group": None,
        "groupLabel": "",
        "recordedAt": None,
    }
    assert Certificate.objects.get(child=child).category_id == category
    assert Entry.objects.filter(what="needs.emptied").count() == 1


@pytest.mark.parametrize(
    "status, number, is_in_use",
    [
        ("APPLIED", "", True),
        ("ISSUED_INACTIVE", "1", True),
        ("ACTIVE", "1", True),
        ("TERMINATED", "1", False),
        ("WITHDRAWN", "", False),
    ],
)
def test_the_consent_that_a_certificate_stands_on_outlives_it(api, child, status, number, is_in_use):
    Certificate.objects.filter(child=child).update(status=status, number=number)
    person, given = families.guardian(child), cards.consent(child, "CERTIFICATE")
    before = state()
    answer = api(person, "RevokeConsent", input=revoke(child, "CERTIFICATE"))
    if is_in_use:
        assert codes(answer) == ["CONSENT_IN_USE"]
        (refusal,) = answer.data["revokeConsent"]["refusals"]
        assert refusal["remedy"].startswith("Сначала от") and state() == before
    else:
        done(answer)
        assert given.revocation


@pytest.mark.parametrize("who", ("neighbour", "neighbouring head", "another family", "provider", "operator", "auditor"))
@pytest.mark.parametrize("operation", ("GiveConsent", "RevokeConsent", "RecordConsent"))
def test_for_others_there_is_no_child(api, child, who, operation):
    cards.consent(child, "CERTIFICATE")
    person, before = cards.everybody(child)[who], state()
    given = {"GiveConsent": give, "RevokeConsent": revoke, "RecordConsent": record}[operation](child)
    assert codes(api(person, operation, input=given)) == ["NOT_FOUND"]
    assert codes(api(person, operation, input={**given, "child": "?"})) == ["NOT_FOUND"]
    assert state() == before


def test_each_side_has_its_own_way(api, child):
    people, before = cards.everybody(child), state()[0]
    for who in ("clerk", "head"):
        for operation, given in (("GiveConsent", give(child)), ("RevokeConsent", revoke(child))):
            assert codes(api(people[who], operation, input=given)) == ["NOT_FOUND"]
    for who in ("guardian", "itself", "head"):
        assert codes(api(people[who], "RecordConsent", input=record(child))) == ["NOT_FOUND"]
    assert state()[0] == before and not Consent.objects.exists()


def test_a_merged_record_takes_no_more_acts(api, child):
    person = families.guardian(child)
    Child.objects.filter(pk=child.pk).update(status="MERGED", merged_into=families.child())
    assert codes(api(person, "GiveConsent", input=give(child))) == ["CHILD_MERGED"]
    assert codes(api(families.clerk(), "RecordConsent", input=record(child))) == ["CHILD_MERGED"]


def test_consents_cannot_be_changed_or_cut(child):
    ConsentRevocation.objects.create(consent=cards.consent(child))
    for table in ("consent", "consentrevocation"):
        for statement in (f"UPDATE backoffice_{table} SET id = id", f"DELETE FROM backoffice_{table}"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                connection.cursor().execute(statement)
