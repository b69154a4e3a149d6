"""The correction of a child's card over HTTP: what changes with it, what is refused, what the journal tells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from backoffice.certificates.models import Certificate
from backoffice.journal import Entry
from backoffice.people.corrections import CorrectedCard
from backoffice.people.models import Child, DuplicatePair, Residence
from graphql_api.fields import camel
from tests import applications, cards, families
from tests.cards import id_of
from tests.conftest import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(db):
    return cards.child()


def about(child, version=1, **changes) -> dict:
    card = {camel(name): getattr(child, name) for name in CorrectedCard.__dataclass_fields__}
    card |= {"birthDate": child.birth_date.isoformat(), **changes}
    return {"child": id_of(child), "expectedVersion": version, "card": card}


def state():
    return [list(model.objects.order_by("pk").values()) for model in (Child, Residence, Certificate, Entry)]


def test_a_clerk_corrects_name_day_of_birth_and_numbers(api, child):
    born, clerk = families.born(12), families.clerk()
    changes = {"lastName": " Образцова-Ёлкина ", "patronymic": "", "birthDate": born.isoformat()}
    answer = api(clerk, "CorrectChild", input=about(child, **changes, snils="087-654-303 00"))
    found = answer.data["correctChild"]
    child.refresh_from_db()
    assert (child.last_name, child.patronymic, child.snils) == ("Образцова-Ёлкина", "", "08765430300")
    assert child.name_key == "образцова-елкина вера"
    assert (found["initials"], found["version"]) == (child.initials, 2)
    assert child.initials == f"О.\u00a0В., {born:%Y} г.\u00a0р."
    assert Certificate.objects.get(child=child).expires_on == date(born.year + 18, born.month, born.day)
    assert Residence.objects.filter(child=child).count() == 1
    (entry,) = Entry.objects.all()
    assert (entry.what, entry.by) == ("child.corrected", clerk)
    assert entry.note == "Исправлено: фамилия, отчество, дата рождения, СНИЛС"


def test_a_new_address_is_a_new_residence_in_the_same_municipality(api, child):
    api(families.clerk(), "CorrectChild", input=about(child, address="ул.  Новая, 3"))
    latest = Residence.objects.filter(child=child).latest("pk")
    assert (latest.address, latest.municipality_id) == ("ул. Новая, 3", child.municipality_id)
    assert latest.since == timezone.localdate()
    assert "Новая" not in Entry.objects.get().note


def test_an_ended_certificate_keeps_its_last_day(api, child):
    Certificate.objects.filter(child=child).update(status="TERMINATED")
    before = Certificate.objects.get(child=child).expires_on
    api(families.clerk(), "CorrectChild", input=about(child, birthDate=families.born(12).isoformat()))
    assert Certificate.objects.get(child=child).expires_on == before


FUTURE = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    "changes, refused",
    [
        ({}, ["NOTHING_CHANGED"]),
        ({"lastName": "  Образцова"}, ["NOTHING_CHANGED"]),
        ({"lastName": "Obraztsova"}, ["NAME_INVALID"]),
        ({"firstName": ""}, ["NAME_INVALID"]),
        ({"patronymic": "П" * 61}, ["NAME_INVALID"]),
        ({"birthDate": FUTURE}, ["BIRTH_DATE_INVALID"]),
        ({"birthDate": families.born(18).isoformat()}, ["BIRTH_DATE_INVALID"]),
        ({"snils": "112-233-445 94"}, ["SNILS_INVALID"]),
        ({"snils": "1122334459"}, ["SNILS_INVALID"]),
        ({"birthCertificate": " "}, ["BIRTH_CERTIFICATE_INVALID"]),
        ({"birthCertificate": "1" * 41}, ["BIRTH_CERTIFICATE_INVALID"]),
        ({"address": ""}, ["ADDRESS_INVALID"]),
        (
            {"lastName": "1", "birthDate": FUTURE, "snils": "1", "birthCertificate": "", "address": "у" * 501},
            ["NAME_INVALID", "BIRTH_DATE_INVALID", "SNILS_INVALID", "BIRTH_CERTIFICATE_INVALID", "ADDRESS_INVALID"],
        ),
    ],
)
def test_a_card_that_cannot_be_is_refused_whole(api, child, changes, refused):
    clerk, before = families.clerk(), state()
    assert codes(api(clerk, "CorrectChild", input=about(child, **changes))) == refused
    assert state() == before


def test_somebody_who_has_grown_up_is_still_corrected(api):
    grown = families.child(birth_date=families.born(19))
    answer = api(families.clerk(), "CorrectChild", input=about(grown, firstName="Анна"))
    assert answer.data["correctChild"]["version"] == 2


def test_who_looked_at_an_older_card_looks_again(api, child):
    clerk = families.clerk()
    api(clerk, "CorrectChild", input=about(child, firstName="Анна"))
    before = state()
    assert codes(api(clerk, "CorrectChild", input=about(child, firstName="Инна"))) == ["CASE_CHANGED"]
    assert state() == before


def test_a_merged_record_is_not_corrected(api, child):
    Child.objects.filter(pk=child.pk).update(status="MERGED", merged_into=families.child())
    assert codes(api(families.clerk(), "CorrectChild", input=about(child, firstName="Анна"))) == ["CHILD_MERGED"]


@pytest.mark.parametrize(
    "who", ("guardian", "itself", "head", "auditor", "neighbour", "provider", "operator", "officer")
)
def test_for_others_there_is_nothing_to_correct(api, child, who):
    person, before = cards.everybody(child)[who], state()
    assert codes(api(person, "CorrectChild", input=about(child, firstName="Анна"))) == ["NOT_FOUND"]
    assert state() == before


def test_the_issuer_does_not_correct_a_child_that_lives_elsewhere(api, child):
    Certificate.objects.filter(child=child).update(issuer=families.municipality("belovo-city"))
    clerk = families.clerk("belovo-city")
    assert codes(api(clerk, "CorrectChild", input=about(child, firstName="Анна"))) == ["NOT_FOUND"]


def test_a_corrected_paper_is_stored_as_it_is_compared(api):
    child = applications.issued(birth_certificate="3205 123456").child
    api(families.clerk(), "CorrectChild", input=about(child, child.version, birthCertificate="32 06 № 654321"))
    child.refresh_from_db()
    assert child.birth_certificate == "3206 654321"
    said = ("last_name", "first_name", "patronymic", "birth_date")
    same = applications.child_card(**{name: getattr(child, name) for name in said}, birth_certificate="3206 №654321")
    given = {"idempotencyKey": "again", **applications.as_input(applications.family_decision(same))}
    answer = api(families.factories.user(), "ApplyForCertificate", input=given)
    assert codes(answer) == ["CERTIFICATE_EXISTS"]


def test_a_card_does_not_become_another_child_with_a_certificate(api, child):
    other = families.child(birth_certificate="II-ЛО 765432")
    families.certificate(other)
    said = {camel(name): getattr(child, name) for name in ("last_name", "first_name", "patronymic", "snils")}
    said |= {"birthDate": child.birth_date.isoformat()}
    clerk, before = families.clerk(), state()
    assert codes(api(clerk, "CorrectChild", input=about(other, **said))) == ["CERTIFICATE_EXISTS"]
    assert state() == before and not DuplicatePair.objects.exists()


def test_a_card_that_comes_to_resemble_another_opens_a_review(api, child):
    other = families.child()
    api(families.clerk(), "CorrectChild", input=about(other, snils=child.snils))
    assert DuplicatePair.objects.get().match == "SNILS"
