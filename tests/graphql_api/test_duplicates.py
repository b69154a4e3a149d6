"""Records that may be one child: found in the whole region, compared under a log, decided, merged."""

from __future__ import annotations

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certificates.models import Certificate
from backoffice.journal import Entry
from backoffice.people.models import Child, ChildRead, Consent, DuplicatePair, Guardianship, Invitation, Residence
from backoffice.units.models import Membership, Unit
from tests import applications, certificates, factories, families, funding
from tests.applications import SNILS, apply, child_card, family_decision, guardian_card
from tests.conftest import codes
from tests.graphql_api.test_certificate_issue import result, state
from workflows.models import Process, Task

pytestmark = pytest.mark.django_db
ELSEWHERE = "novokuznetsk-city"


def applied(**changes) -> Certificate:
    """An application of a family with these changes to the card."""
    return apply(decision=family_decision(child_card(**changes)))


def two(first_state="issued"):
    """The same СНИЛС under two names, the later one in Kemerovo."""
    make = applications.issued if first_state == "issued" else applied
    return make(snils=SNILS, municipality=ELSEWHERE), applied(snils=SNILS)


def open_pair(api, person, pair):
    return result_or_none(api(person, "DuplicatePair", id=to_base64("DuplicatePair", pair.pk)))


def result_or_none(answer):
    assert not answer.errors, answer.errors
    return answer.data["duplicatePair"]


def decide(api, person, pair, verdict="SAME", reason="Сличили свидетельства."):
    given = applications.of_task(applications.review_of(pair), verdict=verdict, reason=reason)
    return api(person, "ResolveDuplicate", input=given)


@pytest.mark.parametrize(
    "first, second, match",
    [
        ({"snils": SNILS}, {"snils": "11223344595"}, "SNILS"),
        ({"birth_certificate": "V-ЛО 777777"}, {"birth_certificate": "v-ло №777777"}, "BIRTH_CERTIFICATE"),
        ({"last_name": "Ёжикова"}, {"last_name": "ЕЖИКОВА"}, "NAME_AND_BIRTH_DATE"),
    ],
)
def test_a_partial_match_anywhere_in_the_region_opens_a_review_and_stops_the_issue(api, first, second, match):
    applied(**first, municipality=ELSEWHERE)
    later = applied(**second)
    pair = DuplicatePair.objects.get()
    assert (pair.match, pair.status, pair.later_id) == (match, "OPEN", later.child_id)
    case = applications.review_of(pair)
    task = applications.task_of(case)
    assert (task.holder_id, task.permission) == (later.issuer_id, "resolve_duplicate")
    assert case.due_on is not None
    given = applications.of_task(applications.case_of(later), verdict="ISSUE")
    clerk, before = families.clerk(), state()
    assert codes(api(clerk, "IssueCertificate", input=given)) == ["DUPLICATE_UNRESOLVED"]
    assert state() == before


def test_the_earlier_record_is_not_held_up_by_a_later_application():
    earlier, _ = two("applied")
    assert applications.decide(earlier).status == "ACTIVE"


def test_a_comparison_shows_little_and_is_written_down_for_both_families(api):
    earlier, later = two()
    pair, clerk = applications.pair_of(later), families.clerk()

    shown = open_pair(api, clerk, pair)

    assert shown["earlier"]["initials"] == earlier.child.initials
    assert shown["earlier"]["municipality"]["name"] == earlier.issuer.unit.name
    agree = ("nameAgrees", "birthDateAgrees", "snilsAgrees", "documentAgrees")
    assert [shown["later"][name] for name in agree] == [False, True, True, False]
    assert (shown["match"], shown["statusLabel"]) == ("SNILS", "Не рассмотрена")
    read, other = ChildRead.objects.order_by("pk")
    assert (other.child_id, other.by, other.part) == (later.child_id, clerk, "COMPARISON")
    assert (read.child_id, read.by, read.role, read.unit_id) == (
        earlier.child_id,
        clerk,
        "MUNICIPAL_CLERK",
        later.issuer_id,
    )
    assert (read.part, read.purpose, read.case_id) == ("COMPARISON", "TASK", applications.review_of(pair).case_id)


def test_a_number_that_one_of_them_does_not_tell_is_not_said_to_differ(api):
    applied(municipality=ELSEWHERE, last_name="Ёжикова", snils="")
    later = applied(last_name="Ёжикова", snils=SNILS)
    shown = open_pair(api, families.clerk(), applications.pair_of(later))
    assert (shown["later"]["snilsAgrees"], shown["later"]["documentAgrees"]) == (None, False)


def test_the_clerk_finds_the_pair_from_the_case(api, send):
    _, later = two()
    case = applications.review_of(applications.pair_of(later))
    query = "query ($id: ID!) { case(id: $id) { duplicate processTitle } }"
    answer = send(families.clerk(), query, id=to_base64("Case", case.pk))
    assert answer.response.headers["X-Executor"] == "compiled"
    assert answer.data["case"]["duplicate"] == to_base64("DuplicatePair", case.duplicate_id)


def test_who_may_not_compare_finds_nothing_and_is_not_written_down(api):
    earlier, later = two()
    pair = applications.pair_of(later)
    operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    for person in (earlier.applied_by, later.applied_by, families.clerk(ELSEWHERE), operator, factories.user()):
        assert open_pair(api, person, pair) is None
        assert codes(decide(api, person, pair)) == ["NOT_FOUND"]
    assert codes(decide(api, families.head(), pair)) == ["NOT_FOUND"]
    assert not ChildRead.objects.exists()
    auditor = factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass"))
    assert open_pair(api, auditor, pair)["status"] == "OPEN"
    assert ChildRead.objects.count() == 2


def test_two_children_stay_two_and_the_certificate_may_be_issued(api):
    _, later = two()
    pair = applications.pair_of(later)
    assert codes(decide(api, families.clerk(), pair, reason=" ")) == ["REASON_REQUIRED"]
    done = result(decide(api, families.clerk(), pair, "DIFFERENT"))
    assert (done["status"], done["note"]) == ("DIFFERENT", "")
    assert Child.objects.filter(status="MERGED").count() == 0
    assert applications.decide(later).status == "ACTIVE"
    assert Entry.objects.filter(what="duplicate.resolved").count() == 1


def test_one_child_is_merged_its_application_refused_and_its_case_closed(api):
    earlier, later = two()
    pair = applications.pair_of(later)

    done = result(decide(api, families.clerk(), pair))

    assert done["status"] == "SAME"
    later.refresh_from_db()
    child = Child.objects.get(pk=later.child_id)
    assert (later.status, child.status, child.merged_into_id) == ("REJECTED", "MERGED", earlier.child_id)
    assert [refusal.ground.code for refusal in later.refusals.all()] == ["CERTIFICATE_EXISTS"]
    case = applications.case_of(later)
    assert (case.status, Task.objects.filter(process=case, finished=None).exists()) == ("CANCELED", False)
    assert Child.objects.count() == 2, "nothing is deleted"
    assert not Membership.objects.filter(user=later.applied_by).exists()
    earlier.refresh_from_db()
    assert earlier.status == "ACTIVE"


def test_an_issued_certificate_of_the_same_child_ends_and_its_money_goes_back():
    earlier, later = two()
    pair = applications.pair_of(later)
    DuplicatePair.objects.update(status="DIFFERENT")
    later = applications.decide(later)
    account = families.funded(later, families.funding_program())
    DuplicatePair.objects.update(status="OPEN")

    note = applications.resolve(pair).note

    later.refresh_from_db()
    account.refresh_from_db()
    assert (later.status, later.end_ground, later.funding_status) == ("TERMINATED", "DUPLICATE", "ACCOUNTING")
    assert account.balance == 0
    assert "не передан" in note, "the earlier cabinet belongs to another family"
    assert not Membership.objects.filter(user=later.applied_by, unit=earlier.child_id).exists()


def test_the_family_of_the_later_record_comes_into_an_earlier_cabinet_that_is_empty():
    earlier = applications.decide(applications.by_clerk(child_card(snils=SNILS)))
    later = applied(snils=SNILS)
    pair = applications.pair_of(later)
    DuplicatePair.objects.update(status="DIFFERENT")
    later = applications.decide(later)
    DuplicatePair.objects.update(status="OPEN")

    note = applications.resolve(pair).note

    assert note.startswith("Доступ семьи передан")
    place = Membership.objects.get(user=later.applied_by, unit=earlier.child_id)
    assert place.role == Role.GUARDIAN
    assert Guardianship.objects.filter(child=earlier.child_id, user=later.applied_by, valid_to=None).count() == 1


def test_the_only_certificate_passes_to_the_earlier_record():
    earlier = applications.decide(applied(snils=SNILS, municipality=ELSEWHERE), applications.REJECT)
    later = applied(snils=SNILS)

    applications.resolve(applications.pair_of(later))

    later.refresh_from_db()
    assert (later.child_id, later.status) == (earlier.child_id, "APPLIED")
    assert later.child.municipality_id == later.issuer_id
    assert Residence.objects.filter(child=earlier.child_id).count() == 2
    assert Consent.objects.filter(child=earlier.child_id).count() == 2
    assert applications.decide(later).status == "ACTIVE"
    assert Membership.objects.get(user=later.applied_by).unit_id == earlier.child_id


def test_a_record_is_merged_once(api):
    applied(snils=SNILS)
    applied(birth_certificate="V-ЛО 777777")
    later = applied(snils=SNILS, birth_certificate="V-ЛО 777777")
    first, second = DuplicatePair.objects.filter(later=later.child_id).order_by("pk")
    applications.resolve(first)
    clerk, before = families.clerk(), state()
    assert codes(decide(api, clerk, second)) == ["ALREADY_MERGED"]
    assert state() == before
    assert result(decide(api, clerk, second, "DIFFERENT"))["status"] == "DIFFERENT"


def test_a_review_of_a_record_without_a_certificate_only_merges():
    _, later = two()
    pair = applications.pair_of(later)
    Certificate.objects.filter(pk=later.pk).update(status="WITHDRAWN")
    Process.objects.filter(certificate=later).update(status="CANCELED")
    assert applications.resolve(pair).status == "SAME"
    later.refresh_from_db()
    assert later.status == "WITHDRAWN"


def served(later: Certificate) -> Certificate:
    """The later of two records got its certificate before the review; the review is open again."""
    DuplicatePair.objects.update(status="DIFFERENT")
    later = applications.decide(later)
    DuplicatePair.objects.update(status="OPEN")
    return later


def open_cases() -> set[str]:
    return {case.flow_class.__name__ for case in Process.objects.filter(status="NEW")}


@pytest.mark.parametrize("status", Certificate.ISSUED)
def test_a_certificate_never_ends_in_favour_of_an_application(status):
    earlier, later = two("applied")
    pair, later = applications.pair_of(later), served(later)
    account = families.funded(later, families.funding_program()) if status == "ACTIVE" else None
    if account:
        certificates.promise(account, 5000)
    changes = {"SUSPENDED": {"suspended_on": later.issued_on}, "ISSUED_INACTIVE": {"activated_on": None}}
    Certificate.objects.filter(pk=later.pk).update(status=status, **changes.get(status, {}))

    applications.resolve(pair)

    for row in (earlier, later):
        row.refresh_from_db()
    assert (earlier.status, later.status, later.child_id) == ("REJECTED", status, earlier.child_id)
    assert [refusal.ground.code for refusal in earlier.refusals.all()] == ["CERTIFICATE_EXISTS"]
    assert applications.case_of(earlier).status == "CANCELED" and not open_cases()
    if account:
        account.refresh_from_db()
        assert (account.reserved, later.is_funded) == (5000, True)


def test_a_second_certificate_ends_with_its_cases_its_request_and_its_move():
    families.funding_program()
    _, later = two()
    pair, later = applications.pair_of(later), served(later)
    asked = funding.Asked(later)
    move = certificates.request_move(later, asked.parent)
    assert open_cases() == {"DuplicateReview", "FundingStatusChange", "CertificateTransfer"}

    applications.resolve(pair)

    for row in (later, move, asked.request):
        row.refresh_from_db()
    assert (later.status, later.end_ground, later.was_funded) == ("TERMINATED", "DUPLICATE", False)
    assert (move.status, asked.request.status, open_cases()) == ("WITHDRAWN", "WITHDRAWN", set())


def test_a_second_certificate_does_not_end_while_contracts_hold_its_money(api):
    _, later = two()
    pair, later = applications.pair_of(later), served(later)
    certificates.promise(families.funded(later, families.funding_program()), 5000)
    clerk, before = families.clerk(), state()
    assert codes(decide(api, clerk, pair)) == ["MONEY_RESERVED"]
    assert state() == before
    assert result(decide(api, clerk, pair, "DIFFERENT"))["status"] == "DIFFERENT"


MOTHER = "Родная Мать Петровна"


def refused_before():
    """A record whose application was refused, with a grown-up who has nothing to do with the family."""
    stranger = guardian_card(full_name="Чужая Тётя Ивановна")
    first = applications.by_clerk(child_card(snils=SNILS, municipality=ELSEWHERE), guardian=stranger)
    applications.decide(first, applications.REJECT)


def test_the_key_after_a_merge_is_for_whom_the_application_names():
    refused_before()
    later = applications.by_clerk(child_card(snils=SNILS), guardian=guardian_card(full_name=MOTHER))
    applications.resolve(applications.pair_of(later))
    later.refresh_from_db()
    applications.decide(later)
    assert Invitation.objects.get().guardianship.full_name == MOTHER
    still = Guardianship.objects.filter(child=later.child_id, valid_to=None)
    assert [each.full_name for each in still] == [MOTHER]


def test_the_account_after_a_merge_is_of_whom_the_application_names():
    refused_before()
    mother = factories.user("mother")
    decision = family_decision(child_card(snils=SNILS), guardian=guardian_card(full_name=MOTHER))
    later = apply(mother, decision)
    applications.resolve(applications.pair_of(later))
    later.refresh_from_db()
    applications.decide(later)
    assert Guardianship.objects.get(child=later.child_id, user=mother).full_name == MOTHER
