"""Applications, issue, refusal and withdrawal over HTTP: done, refused, not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.certificates import issuing as certificates
from backoffice.certificates import numbers
from backoffice.certificates.models import Certificate, CertificateRefusal
from backoffice.journal import Act, Entry
from backoffice.people import services as people
from backoffice.people.models import Child, Consent, Guardianship, Invitation, Residence
from backoffice.units.models import Membership, Unit
from tests import applications, factories, families
from tests.applications import as_input, child_card, family_decision, guardian_card, paper_decision
from tests.conftest import codes
from workflows import certificate_acts
from workflows.models import Process, Receipt, Task

pytestmark = pytest.mark.django_db
Status = Certificate.Status
TRACES = (Certificate, Child, Unit, Consent, Residence, Guardianship, Process, Task, Entry, Receipt, Membership)


def state():
    """What a refused act leaves untouched."""
    return [list(model.objects.order_by("pk").values()) for model in (*TRACES, Invitation, CertificateRefusal)]


def why_not(decision, by, on):
    """The codes of what speaks against an application."""
    known = people.Known.of(decision.child)
    return [reason.code for reason in certificate_acts.why_not_apply(decision, by, known, on=on)]


def result(answer):
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    assert "refusals" not in found or "id" in found, found
    return found


def send_family(api, decision=None, by=None, key="k"):
    given = {"idempotencyKey": key, **as_input(decision or family_decision())}
    return api(by or factories.user("parent"), "ApplyForCertificate", input=given)


def test_a_family_applies_and_a_clerk_issues_an_active_certificate(api):
    parent, clerk = factories.user("parent"), families.clerk()

    made = result(send_family(api, by=parent))

    certificate = Certificate.objects.get()
    assert (made["status"], made["channel"], made["number"]) == ("APPLIED", "FAMILY", "")
    assert made["issuer"]["name"] == families.municipality().unit.name
    assert made["appliedBy"]["id"] == to_base64("User", parent.pk)
    before = result(api(parent, "Certificate", id=made["id"]))
    assert before["child"] is None, "nobody has checked yet that it is the applicant's child"
    case = applications.case_of(certificate)
    assert case.due_on is not None
    task = applications.task_of(case)
    assert (task.holder_id, task.permission) == (certificate.issuer_id, "issue_certificate")
    assert "Вера" not in task.subject_line
    consent = Consent.objects.get()
    assert (consent.channel, consent.signer, consent.recorded_by) == ("ONLINE", guardian_card().full_name, parent)
    assert Residence.objects.get().municipality_id == certificate.issuer_id

    done = result(api(clerk, "IssueCertificate", input=applications.of_task(case, verdict="ISSUE")))

    given = done["certificate"]
    assert (given["status"], done["invitation"]) == ("ACTIVE", None)
    assert numbers.is_number(given["number"])
    assert given["number"][2:4] == families.municipality().payer_code
    assert given["activatedOn"] == given["issuedOn"] == timezone.localdate().isoformat()
    parent.refresh_from_db()
    assert parent.is_private
    assert Guardianship.objects.get().user == parent
    mine = result(api(parent, "Certificate", id=made["id"]))
    assert (mine["number"], mine["child"]["initials"]) == (given["number"], certificate.child.initials)
    assert Entry.objects.filter(what="certificate.issued", case_id=case.case_id).count() == 1


def test_the_same_key_gives_the_same_application(api):
    parent, decision = factories.user("parent"), family_decision()
    first, second = (result(send_family(api, decision, parent)) for _ in range(2))
    assert first["id"] == second["id"]
    assert Child.objects.count() == Certificate.objects.count() == Process.objects.count() == 1
    assert codes(send_family(api, family_decision(), parent)) == ["KEY_REUSED"]


def test_every_reason_against_an_application_is_told_at_once_and_nothing_changes(api):
    parent = factories.user("parent")
    card = child_card(first_name="Vera", snils="112-233-445 96", birth_certificate="", municipality="moscow")
    wrong = family_decision(card, guardian=guardian_card(email="?"), consents=())
    before = state()

    answer = send_family(api, wrong, parent)

    assert codes(answer) == [
        *("CONSENT_REQUIRED", "NAME_INVALID", "SNILS_INVALID", "FIELD_REQUIRED"),
        *("EMAIL_INVALID", "MUNICIPALITY_UNKNOWN"),
    ]
    assert state() == before
    assert all(reason["remedy"] for reason in answer.data["applyForCertificate"]["refusals"])


def test_a_stranger_is_told_to_sign_in(api):
    answer = api(None, "ApplyForCertificate", input={"idempotencyKey": "k", **as_input(family_decision())})
    assert answer.error_codes == ["UNAUTHENTICATED"]


def test_a_child_of_14_applies_in_person_and_one_day_earlier_does_not(api):
    child = factories.user("child")
    young = family_decision(child_card(birth_date=applications.aged(14, days=1)), guardian=None, in_person=True)
    before = state()
    assert codes(send_family(api, young, child)) == ["NOT_14"]
    assert state() == before

    grown = replace(young, child=child_card(birth_date=applications.aged(14)))
    assert result(send_family(api, grown, child))["channel"] == "CHILD"
    certificate = applications.decide(Certificate.objects.get())
    assert certificate.status == Status.ACTIVE
    assert Membership.objects.get(user=child).role == Role.CHILD
    assert Consent.objects.get().signer == Child.objects.get().full_name


@pytest.mark.parametrize(
    "born, on, expected",
    [
        (date(2016, 2, 29), date(2021, 2, 28), ["AGE_OUT_OF_RANGE"]),
        (date(2016, 2, 29), date(2021, 3, 1), []),
        (date(2016, 2, 29), date(2034, 2, 28), []),
        (date(2016, 2, 29), date(2034, 3, 1), ["AGE_OUT_OF_RANGE"]),
        (date(2010, 5, 5), date(2028, 5, 4), []),
        (date(2010, 5, 5), date(2028, 5, 5), ["AGE_OUT_OF_RANGE"]),
    ],
)
def test_age_is_counted_on_the_day_that_is_asked_for(born, on, expected):
    by = viewers.viewer_of_user(factories.user("parent"))
    decision = family_decision(child_card(birth_date=born))
    before = state()
    assert why_not(decision, by, on) == expected
    assert state() == before


def test_the_day_begins_at_midnight_of_the_region():
    """At 17:00 UTC of 4 May it is 5 May in Kemerovo, and the child is five."""
    by = viewers.viewer_of_user(factories.user("parent"))
    decision = family_decision(child_card(birth_date=date(2016, 5, 5)))
    late = datetime.fromisoformat("2021-05-04T17:00:00+00:00")
    told = [why_not(decision, by, timezone.localdate(moment)) for moment in (late - timedelta(seconds=1), late)]
    assert told == [["AGE_OUT_OF_RANGE"], []]


def test_a_territory_that_has_not_begun_takes_no_applications(api):
    families.municipality().__class__.objects.filter(pk=families.municipality().pk).update(
        accounting_from=timezone.localdate() + timedelta(days=1), funding_from=date(2099, 1, 1)
    )
    assert codes(send_family(api)) == ["ACCOUNTING_NOT_STARTED"]


def test_a_card_from_the_future_is_refused(api):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert codes(send_family(api, family_decision(child_card(birth_date=tomorrow)))) == ["BIRTH_DATE_IN_FUTURE"]
    assert codes(send_family(api, family_decision(child_card(birth_certificate="нет")))) == ["BIRTH_DOCUMENT_INVALID"]
    assert codes(send_family(api, family_decision(guardian=None))) == ["GUARDIAN_REQUIRED"]


def test_a_second_certificate_is_refused_to_everybody_and_tells_nothing_more(api):
    decision = family_decision()
    applications.apply(decision=decision)
    before = state()
    answer = send_family(api, decision, factories.user("stranger"))
    assert codes(answer) == ["CERTIFICATE_EXISTS"]
    (reason,) = answer.data["applyForCertificate"]["refusals"]
    assert decision.child.last_name not in reason["message"] + reason["remedy"]
    assert state() == before


def test_one_certificate_per_child_is_kept_by_the_database_too():
    certificate = families.certificate()
    with pytest.raises(IntegrityError, match="one_certificate_per_child_for_life"), transaction.atomic():
        families.certificate(certificate.child)


def test_after_a_refusal_the_family_applies_anew_for_the_same_record(api):
    parent, decision = factories.user("parent"), family_decision()
    first = applications.apply(parent, decision)
    case, clerk = applications.case_of(first), families.clerk()
    given = applications.of_task(case, verdict="REJECT", grounds=["NOT_RESIDENT"], reason="Живёт не здесь.")

    done = result(api(clerk, "IssueCertificate", input=given))["certificate"]

    assert (done["status"], done["number"]) == ("REJECTED", "")
    assert [row["ground"] for row in done["refusals"]] == ["NOT_RESIDENT"]
    seen = result(api(parent, "Certificate", id=done["id"]))
    assert [row["text"] for row in seen["refusals"]] == ["Живёт не здесь."]
    assert api(factories.user(), "Certificate", id=done["id"]).data == {"certificate": None}

    moved = replace(decision, child=replace(decision.child, municipality="novokuznetsk-city"))
    second = applications.apply(parent, moved)
    assert second.child_id == first.child_id
    assert second.issuer.unit.code == "novokuznetsk-city"
    assert Residence.objects.filter(child=second.child).count() == 2
    assert Guardianship.objects.filter(child=second.child, valid_to=None).count() == 1
    assert applications.decide(second).status == Status.ACTIVE


def test_a_refusal_needs_grounds_and_a_reason_and_an_issue_needs_none(api):
    case, clerk = applications.case_of(applications.apply()), families.clerk()
    before = state()
    bad = {
        ("GROUND_REQUIRED", "REASON_REQUIRED"): {"verdict": "REJECT"},
        ("GROUND_UNKNOWN",): {"verdict": "REJECT", "grounds": ["NO_SUCH"], "reason": "Нет."},
        ("GROUNDS_WITHOUT_REFUSAL",): {"verdict": "ISSUE", "grounds": ["NOT_RESIDENT"]},
        ("TEXT_TOO_LONG",): {"verdict": "ISSUE", "reason": "я" * 5001},
    }
    for expected, content in bad.items():
        given = applications.of_task(case, **content)
        assert codes(api(clerk, "IssueCertificate", input=given)) == [*expected]
    assert state() == before


def test_the_rules_are_asked_again_when_the_certificate_is_issued(api):
    certificate, clerk = applications.apply(), families.clerk()
    case = applications.case_of(certificate)
    elsewhere = families.municipality("novokuznetsk-city")
    Child.objects.update(municipality=elsewhere, birth_date=applications.aged(18))
    before = state()
    given = applications.of_task(case, verdict="ISSUE")
    assert codes(api(clerk, "IssueCertificate", input=given)) == ["AGE_OUT_OF_RANGE", "RESIDENCE_ELSEWHERE"]
    assert state() == before


def test_other_people_do_not_find_the_step(api):
    certificate = applications.apply()
    given = applications.of_task(applications.case_of(certificate), verdict="ISSUE")
    others = [certificate.applied_by, families.clerk("novokuznetsk-city"), families.head(), factories.user()]
    others.append(factories.member(Role.OPERATOR_CLERK, factories.operator_unit()))
    before = state()
    for person in others:
        assert codes(api(person, "IssueCertificate", input=given)) == ["NOT_FOUND"]
    assert state() == before


def test_the_applicant_withdraws_and_nobody_else(api):
    certificate = applications.apply()
    case = applications.case_of(certificate)
    given = applications.of_case(case, reason="Передумали.")
    for person in (factories.user(), families.clerk(), families.head()):
        assert codes(api(person, "WithdrawCertificate", input=given)) == ["NOT_FOUND"]
    assert result(api(certificate.applied_by, "WithdrawCertificate", input=given))["status"] == "WITHDRAWN"
    assert codes(api(certificate.applied_by, "WithdrawCertificate", input=given)) == ["CASE_CLOSED"]
    assert not Task.objects.filter(process=case, finished=None).exists()
    assert Entry.objects.latest("pk").what == "certificate.withdrawn"


def test_the_applicant_is_shown_what_can_be_done(api):
    certificate = applications.apply()
    case = applications.case_of(certificate)
    shown = result(api(certificate.applied_by, "Case", id=to_base64("Case", case.pk)))
    assert [(each["name"], each["isAllowed"]) for each in shown["viewerActions"]] == [
        ("issueCertificate", False),
        ("withdrawCertificate", True),
    ]
    assert [edge["node"]["whatLabel"] for edge in shown["history"]["edges"]] == [
        "Ребёнок внесён в систему",
        "Подано заявление на сертификат",
    ]


def test_a_provider_and_a_clerk_apply_for_a_family(api):
    manager, unit = applications.manager()
    clerk, town = families.clerk(), families.municipality().unit
    for person, place, channel in ((manager, unit, "ORGANISATION"), (clerk, town, "MUNICIPALITY")):
        given = {"unit": to_base64("Unit", place.pk), "idempotencyKey": channel, **as_input(paper_decision())}
        made = result(api(person, "ApplyForAChild", input=given))
        assert (made["channel"], made["status"]) == (channel, "APPLIED")
    consent = Consent.objects.latest("pk")
    assert (consent.channel, consent.signer, consent.recorded_by) == ("PAPER", "Образцова Ольга Петровна", clerk)
    assert {row.applied_through_id for row in Certificate.objects.all()} == {unit.pk, town.pk}


def test_who_may_not_apply_for_a_child_there_finds_nothing(api):
    manager, unit = applications.manager()
    town = families.municipality().unit
    people = [(manager, town), (families.clerk(), unit), (factories.user(), town), (families.head(), town)]
    before = state()
    for person, place in people:
        given = {"unit": to_base64("Unit", place.pk), "idempotencyKey": "k", **as_input(paper_decision())}
        assert codes(api(person, "ApplyForAChild", input=given)) == ["NOT_FOUND"]
        assert state() == before


def test_what_speaks_against_an_application_on_paper(api):
    clerk, town = families.clerk(), families.municipality().unit
    tomorrow = timezone.localdate() + timedelta(days=1)
    wrong = paper_decision(
        child_card(municipality="novokuznetsk-city"), guardian=None, consent_on=tomorrow, consent_signer=" "
    )
    given = {"unit": to_base64("Unit", town.pk), "idempotencyKey": "k", **as_input(wrong)}
    before = state()
    assert codes(api(clerk, "ApplyForAChild", input=given)) == [
        *("FULL_NAME_INVALID", "CONSENT_DAY_INVALID", "OTHER_MUNICIPALITY", "GUARDIAN_REQUIRED")
    ]
    assert state() == before


def test_a_clerk_who_imports_applies_for_the_own_municipality_only():
    clerk = viewers.viewer_of_user(families.clerk())
    mine, other = paper_decision(), paper_decision(child_card(municipality="novokuznetsk-city"))
    today = timezone.localdate()
    assert why_not(mine, clerk, today) == []
    assert why_not(other, clerk, today) == ["OTHER_MUNICIPALITY"]
    made = certificate_acts.apply(decision=mine, by=clerk, key="row 1", channel=Certificate.Channel.IMPORT)
    assert (made.channel, made.applied_through) == ("IMPORT", None)


def test_a_number_that_is_taken_is_drawn_again():
    first = applications.issued()
    second = applications.apply()
    taken = int(first.number[4:10])
    drawn = iter([taken, taken, (taken + 1) % numbers.CAPACITY])
    with transaction.atomic():
        certificates.issue(second, "", Act(None, timezone.localdate()), draw=lambda: next(drawn))
    second.refresh_from_db()
    assert second.number == numbers.make(first.number[2:4], (taken + 1) % numbers.CAPACITY)


def test_lists_show_what_one_may_see(api):
    certificate = applications.issued()
    parent, clerk = certificate.applied_by, families.clerk()
    for person in (parent, clerk):
        page = api(person, "Certificates", status="ACTIVE")
        assert page.response.headers["X-Executor"] == "compiled"
        assert [edge["node"]["number"] for edge in result(page)["edges"]] == [certificate.number]
        children = api(person, "Children")
        assert children.response.headers["X-Executor"] == "compiled"
        assert [edge["node"]["initials"] for edge in result(children)["edges"]] == [certificate.child.initials]
    assert (
        api(clerk, "Certificate", id=to_base64("Certificate", certificate.pk)).response.headers["X-Executor"]
        == "compiled"
    )
    for person in (factories.user(), families.clerk("novokuznetsk-city")):
        assert result(api(person, "Certificates"))["edges"] == []
        assert result(api(person, "Children"))["edges"] == []


def test_a_parent_learns_neither_of_other_cabinets_nor_who_got_a_task(api, send):
    parent = applications.issued().applied_by
    other = applications.issued()
    query = "query ($id: ID!) { node(id: $id) { ... on Unit { id name } } }"
    assert send(parent, query, id=to_base64("Unit", other.child_id)).data == {"node": None}


def test_nobody_fills_a_desk_with_applications(api):
    parent = factories.user("parent")
    for _ in range(certificate_acts.APPLICATIONS_AT_ONCE):
        applications.apply(parent)
    before = state()
    assert codes(send_family(api, by=parent)) == ["TOO_MANY_APPLICATIONS"]
    assert state() == before


def test_no_organisation_fills_a_desk_with_applications(api):
    manager, unit = applications.manager()
    bare = {"status": "APPLIED", "number": "", "issued_on": None, "activated_on": None}
    for _ in range(certificate_acts.APPLICATIONS_OF_A_PROVIDER):
        families.certificate(**bare, channel="ORGANISATION", applied_through=unit)
    given = {"unit": to_base64("Unit", unit.pk), "idempotencyKey": "full"}
    given |= applications.as_input(applications.paper_decision())
    before = state()
    assert codes(api(manager, "ApplyForAChild", input=given)) == ["TOO_MANY_APPLICATIONS"]
    assert state() == before
    town = {**given, "unit": to_base64("Unit", families.municipality().pk)}
    assert result(api(families.clerk(), "ApplyForAChild", input=town))["status"] == "APPLIED"
