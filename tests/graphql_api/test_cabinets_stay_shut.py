"""A cabinet opens to the family of a certificate that stands, and to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.certificates import services as certificates
from backoffice.certificates.models import Certificate
from backoffice.journal import Entry
from backoffice.people.card import ChildCard
from backoffice.people.models import Child, DuplicatePair, Guardianship, Invitation, Residence
from backoffice.units.models import Membership
from tests import applicants, applications, cards, factories, families
from tests import certificates as life
from tests.conftest import codes

pytestmark = pytest.mark.django_db
NEWCOMER = {"username": "olga", "password": "Длинный-пароль-7"}


def invited() -> tuple[Certificate, str]:
    """A certificate that is not active yet, and the key that was given out with it."""
    decided = applications.decide(applications.by_clerk())
    return decided, decided.invitation.key


def accept(api, key: str, by: User | None = None):
    return api(by, "AcceptInvitation", input={"key": key, **({} if by else NEWCOMER)})


def test_the_key_of_a_discarded_certificate_opens_nothing(api):
    certificate, key = invited()
    life.carry_out("discard", certificate, families.clerk(), reason="Выдан по чужим документам.")
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]
    assert not User.objects.filter(username="olga").exists()
    assert Invitation.objects.get().expires_at <= timezone.now()
    assert Guardianship.objects.get().valid_to == timezone.localdate()


def test_the_key_of_a_terminated_certificate_opens_nothing(api):
    certificate, key = invited()
    ground = min(certificates.grounds_in_force(on=timezone.localdate()) - {"AGE_18"})
    life.carry_out("terminate", certificate, families.clerk(), ground=ground, reason="Ложные сведения.")
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]
    assert Invitation.objects.get().expires_at <= timezone.now()


def test_a_key_needs_a_certificate_that_stands(api):
    certificate, key = invited()
    Certificate.objects.filter(pk=certificate.pk).update(status="TERMINATED")
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]


def test_whoever_was_let_in_by_a_discarded_certificate_does_not_stay():
    certificate, _ = invited()
    wrong = families.guardian(certificate.child)
    life.carry_out("discard", certificate, families.clerk(), reason="Выдан по чужим документам.")
    assert not Membership.objects.filter(user=wrong, role=Role.GUARDIAN, valid_to=None).exists()
    assert not Guardianship.objects.filter(child=certificate.child, valid_to=None).exists()


def ended(guardianship: Guardianship, /, **changes) -> dict:
    """The input that ends a guardianship."""
    child = Child.objects.get(pk=guardianship.child_id)
    named = {"child": cards.id_of(child), "guardianship": to_base64("Guardianship", guardianship.pk)}
    return {**named, "expectedVersion": child.version, "reason": "Решение суда.", **changes}


def test_a_clerk_ends_a_guardianship_and_the_account_leaves_the_cabinet(api):
    certificate, key = invited()
    invitation = Invitation.objects.get()
    accept(api, key)
    user = User.objects.get(username="olga")
    assert api(user, "Children").data["children"]["edges"]
    answer = api(families.clerk(), "EndGuardianship", input=ended(Guardianship.objects.get()))
    assert answer.data["endGuardianship"]["version"] == certificate.child.version + 1
    assert Guardianship.objects.get().valid_to == timezone.localdate()
    assert not Membership.objects.filter(user=user, valid_to=None).exists()
    assert not api(user, "Children").data["children"]["edges"]
    entry = Entry.objects.get(what="guardianship.ended")
    assert (entry.note, entry.subject_id) == ("Решение суда.", certificate.child_id)
    invitation.refresh_from_db()
    assert invitation.accepted_by == user


def test_the_key_of_an_ended_guardianship_opens_nothing(api):
    _, key = invited()
    api(families.clerk(), "EndGuardianship", input=ended(Guardianship.objects.get()))
    assert Invitation.objects.get().expires_at <= timezone.now()
    assert codes(accept(api, key)) == ["INVITATION_INVALID"]


def test_a_guardianship_ends_with_a_reason_on_the_card_as_it_is_and_of_this_child(api):
    certificate, _ = invited()
    other = families.child()
    families.guardian(other)
    mine, clerk = Guardianship.objects.get(child=certificate.child), families.clerk()
    foreign = to_base64("Guardianship", other.guardianships.get().pk)
    assert codes(api(clerk, "EndGuardianship", input=ended(mine, reason=" "))) == ["REASON_REQUIRED"]
    assert codes(api(clerk, "EndGuardianship", input=ended(mine, expectedVersion=99))) == ["CASE_CHANGED"]
    assert codes(api(clerk, "EndGuardianship", input=ended(mine, guardianship=foreign))) == ["NOT_FOUND"]
    assert not Guardianship.objects.exclude(valid_to=None).exists()
    api(clerk, "EndGuardianship", input=ended(mine))
    assert codes(api(clerk, "EndGuardianship", input=ended(mine))) == ["NOT_FOUND"]


@pytest.mark.parametrize("who", ("guardian", "itself", "head", "auditor", "neighbour", "provider", "operator"))
def test_for_others_there_is_no_guardianship_to_end(api, who):
    child = cards.child()
    person = cards.everybody(child)[who]
    given = ended(child.guardianships.first())
    assert codes(api(person, "EndGuardianship", input=given)) == ["NOT_FOUND"]
    assert not Guardianship.objects.exclude(valid_to=None).exists()


def test_whoever_invites_or_decides_does_not_come_in_by_the_key(api):
    certificate, key = invited()
    abroad = families.clerk("belovo-city")
    for person in (families.clerk(), families.head()):
        assert codes(accept(api, key, person)) == ["INVITATION_INVALID"]
    Invitation.objects.update(made_by=abroad)
    assert codes(accept(api, key, abroad)) == ["INVITATION_INVALID"]
    Invitation.objects.update(made_by=None)
    Child.objects.filter(pk=certificate.child_id).update(municipality=families.municipality("belovo-city"))
    assert codes(accept(api, key, abroad)) == ["INVITATION_INVALID"]
    assert not Membership.objects.filter(role=Role.GUARDIAN).exists()
    assert not accept(api, key, families.clerk("novokuznetsk-city")).errors
    assert Membership.objects.get(role=Role.GUARDIAN).unit_id == certificate.child_id


def taken_back() -> tuple[Child, ChildCard]:
    """A record of Kemerovo whose application was refused, and the card by which somebody elsewhere names the child."""
    told = applications.guardian_card(full_name="Родная Мать Петровна", phone="+7 111")
    first = applications.by_clerk(guardian=told)
    applications.decide(first, applications.REJECT)
    child = first.child
    said = ("last_name", "first_name", "patronymic", "birth_date", "birth_certificate")
    named = {name: getattr(child, name) for name in said}
    return child, applications.child_card(**named, municipality=life.THERE, address="ул. Чужая, 9")


@pytest.mark.parametrize("by", ("stranger", "clerk"))
def test_an_application_of_somebody_else_takes_no_record_over(api, by):
    child, card = taken_back()
    if by == "clerk":
        second = applications.by_clerk(card)
    else:
        second = applications.apply(decision=applications.family_decision(card))
    before = child.version
    child.refresh_from_db()
    assert second.child_id != child.pk and child.version == before
    assert child.municipality.unit.code == "kemerovo-city" and child.address != card.address
    assert Residence.objects.filter(child=child).count() == 1
    assert Guardianship.objects.get(child=child).valid_to is None
    pair = DuplicatePair.objects.get()
    assert (pair.earlier_id, pair.later_id, pair.status) == (child.pk, second.child_id, "OPEN")
    seen = api(families.clerk(life.THERE), "ChildCard", child=cards.id_of(child), **cards.REASON)
    assert codes(seen) == ["NOT_FOUND"]


def test_the_clerk_of_the_same_town_uses_the_record_again():
    child, card = taken_back()
    here = replace(card, municipality="kemerovo-city", address="ул. Новая, 3")
    assert applications.by_clerk(here).child_id == child.pk
    assert not DuplicatePair.objects.exists()


def test_a_family_does_not_read_of_the_former_one(api):
    child, card = taken_back()
    here = replace(card, municipality="kemerovo-city", address="ул. Новая, 3")
    applications.decide(applications.by_clerk(here))
    family = families.guardian(child, factories.user("mother"))
    own = api(family, "ChildCard", child=cards.id_of(child)).data["childCard"]
    assert [each["address"] for each in own["residences"]] == ["ул. Новая, 3"]
    assert "Родная Мать Петровна" not in [each["fullName"] for each in own["guardians"]]
    office = api(families.clerk(), "ChildCard", child=cards.id_of(child), **cards.REASON).data["childCard"]
    assert len(office["residences"]) == 2
    assert "Родная Мать Петровна" in [each["fullName"] for each in office["guardians"]]


NAMES = "{ children(first: 5) { edges { node { fullName } } } }"


@pytest.mark.parametrize("years, days, opens", ((18, 0, False), (18, 1, True), (19, 0, False)))
def test_nobody_reads_of_a_grown_up_as_its_guardian(api, send, years, days, opens):
    grown = families.child(birth_date=applications.aged(years, days))
    families.certificate(grown, status="TERMINATED", ended_on=timezone.localdate())
    parent, itself = families.guardian(grown), cards.itself(grown)
    for person, is_open in ((parent, opens), (itself, True)):
        answer = api(person, "ChildCard", child=cards.id_of(grown))
        refused = [each["code"] for each in answer.data["childCard"].get("refusals", [])]
        assert refused == ([] if is_open else ["NOT_FOUND"])
        shown = send(person, NAMES)
        assert shown.response.headers["X-Executor"] == "compiled"
        (edge,) = shown.data["children"]["edges"]
        assert edge["node"]["fullName"] == (grown.full_name if is_open else None)


def test_a_newcomer_is_private_until_there_is_an_office(api, send):
    given = {"fullName": "Образцова Ольга Петровна", "email": "", **NEWCOMER}
    assert not api(None, "RegisterApplicant", input=given).errors
    user = User.objects.get(username="olga")
    assert user.is_private
    query, operator = "query ($id: ID!) { node(id: $id) { ... on User { fullName } } }", cards.operator()
    assert send(operator, query, id=to_base64("User", user.pk)).data == {"node": None}
    assert not api(
        user, "DraftProvider", input={"idempotencyKey": "k", "card": applicants.as_input(applicants.card())}
    ).errors
    assert Membership.objects.get(user=user).role == Role.APPLICANT
    assert send(operator, query, id=to_base64("User", user.pk)).data == {"node": {"fullName": user.full_name}}
