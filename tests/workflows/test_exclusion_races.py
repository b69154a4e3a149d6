"""Whatever comes with an exclusion: nothing of it stays in a register, and assignments say what registers say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import viewers
from backoffice.assignments import services as assignments
from backoffice.assignments.models import AssignmentLine, MunicipalAssignment
from backoffice.commissions import filing
from backoffice.commissions.dossiers import Dossier
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers import budget
from tests import dossiers, factories, registers
from tests.dossiers import Review
from tests.exclusions import excluding, said
from tests.races import in_the_middle, race, rounds
from workflows import dossier_acts, municipal_assignment, reconfirmation, register_acts
from workflows.commission_review import CommissionReview
from workflows.decisions.dossiers import FileDossier
from workflows.decisions.registers import ExcludeFromRegister
from workflows.models import Process

ROUNDS = pytest.mark.parametrize("round", rounds(3))
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
NOT_FOUNDED = {"institution_type": "TREASURY"}  # such an institution is given no assignment


def taking_out(it: registers.Standing):
    """The municipality takes one program out of its register."""
    by, decision = viewers.viewer_of_user(it.head), ExcludeFromRegister(ground="LOW_DEMAND", reason="Дети не идут.")
    return said(lambda: register_acts.exclude(entry_id=it.entry.pk, decision=decision, by=by, key=str(it.entry.pk)))


def renewable() -> registers.Standing:
    """A program whose entry ends in a month, where every entry is looked at again before its end."""
    end = timezone.localdate() + timedelta(days=30)
    rules = registers.asking(entries_end_month=end.month, entries_end_day=end.day)
    provider = registers.institution(**NOT_FOUNDED)
    edition = dossiers.edition(provider, factories.member(Role.PROVIDER_MANAGER, provider.unit))
    ProgramEdition.objects.filter(pk=edition.pk).update(status="REGISTERED")
    edition.refresh_from_db()
    return registers.standing(of=provider, edition=edition, rules=rules)


def renewing(it: registers.Standing):
    """The institution asks itself for the entry to go on."""
    by, decision = viewers.viewer_of_user(it.manager), FileDossier(dossier=dossiers.dossier_card(renews=it.entry.pk))
    version = ProgramEdition.objects.get(pk=it.edition.pk).version
    about = {"edition_id": it.edition.pk, "expected_version": version}
    return said(lambda: dossier_acts.file(**about, decision=decision, by=by, key="renew"))


def sweep() -> int:
    """What the worker does on its day; tells how many reviews it opened."""
    return reconfirmation.renew(timezone.localdate(), CommissionReview.start)


def renewals(it: registers.Standing) -> int:
    found = Dossier.objects.filter(renews=it.entry)
    assert Process.objects.filter(dossier__in=found, status="NEW").count() == found.count()
    return found.count()


def is_gone(provider: Provider) -> bool:
    """Nothing of an excluded provider stands in a budget register or is reviewed."""
    standing = budget.standing(on=timezone.localdate()).filter(edition__program__provider=provider)
    reviewed = Dossier.objects.filter(edition__program__provider=provider, status__in=Dossier.OPEN)
    assert Provider.objects.get(pk=provider.pk).status == "EXCLUDED"
    return not standing.exists() and not reviewed.exists()


# a renewal is filed by the institution and by the sweep


def test_the_sweep_waits_for_an_institution_that_files_its_renewal(monkeypatch):
    it = renewable()
    assert in_the_middle(monkeypatch, filing, "file", renewing(it), sweep) == [[], 0]
    assert renewals(it) == 1


def test_an_institution_hears_that_the_sweep_was_first(monkeypatch):
    it = renewable()
    assert in_the_middle(monkeypatch, reconfirmation, "open_review", sweep, renewing(it)) == [1, ["DOSSIER_OPEN"]]
    assert renewals(it) == 1


def test_two_workers_and_an_institution_make_one_renewal():
    it = renewable()
    deeds = [sweep, sweep, renewing(it)]
    found = race(3, lambda number: deeds[number]())
    assert found in ([0, 0, []], [1, 0, ["DOSSIER_OPEN"]], [0, 1, ["DOSSIER_OPEN"]])
    assert renewals(it) == 1


# a provider leaves its register


def test_a_renewal_is_filed_while_its_provider_is_excluded(monkeypatch):
    it = renewable()
    found = in_the_middle(monkeypatch, filing, "why_not_file", renewing(it), excluding(it.provider))
    assert found == [[], ["TASK_BUSY"]]
    assert excluding(it.provider)() == []
    assert is_gone(it.provider)


def test_no_renewal_is_filed_for_a_provider_that_is_being_excluded(monkeypatch):
    it = renewable()
    found = in_the_middle(monkeypatch, dossier_acts, "end_of_provider", excluding(it.provider), renewing(it))
    assert found == [[], ["CASE_CHANGED"]]  # its edition has left the register
    assert is_gone(it.provider)


def test_the_sweep_opens_no_review_for_a_provider_that_is_being_excluded(monkeypatch):
    it = renewable()
    found = in_the_middle(monkeypatch, reconfirmation, "open_review", sweep, excluding(it.provider))
    assert found == [1, ["TASK_BUSY"]]
    assert excluding(it.provider)() == []
    assert is_gone(it.provider)


def test_an_order_and_the_exclusion_of_its_provider_leave_no_entry(monkeypatch):
    review = Review().recommend()
    found = in_the_middle(monkeypatch, budget, "enter", said(review.order), excluding(review.provider))
    assert found == [[], []]
    assert is_gone(review.provider)


def test_nothing_is_ordered_for_a_provider_that_is_being_excluded(monkeypatch):
    review = Review().recommend()
    found = in_the_middle(monkeypatch, budget, "exclude_all_of", excluding(review.provider), said(review.order))
    assert found == [[], ["TASK_CLOSED"]]
    assert is_gone(review.provider)


def test_a_program_is_taken_out_while_its_provider_is_excluded(monkeypatch):
    it = registers.standing(of=registers.institution(**NOT_FOUNDED))
    assert in_the_middle(monkeypatch, budget, "exclude", taking_out(it), excluding(it.provider)) == [[], []]
    assert is_gone(it.provider)


def test_a_program_of_an_excluded_provider_has_left_already(monkeypatch):
    it = registers.standing(of=registers.institution(**NOT_FOUNDED))
    found = in_the_middle(monkeypatch, budget, "hold", excluding(it.provider), taking_out(it))
    assert found == [[], ["ENTRY_ENDED"]]
    assert is_gone(it.provider)


# an assignment says what the registers say


def agrees(it: registers.Standing) -> bool:
    """The newest edition of the assignment has the programs that stand and their places, and one case if a draft."""
    of_provider = MunicipalAssignment.objects.filter(provider=it.provider)
    newest = of_provider.latest("number")
    standing = budget.standing(on=timezone.localdate()).filter(edition__program__provider=it.provider)
    lines = AssignmentLine.objects.filter(assignment=newest)
    open_cases = Process.objects.filter(municipal_assignment__in=of_provider, status="NEW")
    drafts = of_provider.filter(status="DRAFT")
    assert [*open_cases.values_list("municipal_assignment", flat=True)] == [*drafts.values_list("pk", flat=True)]
    assert of_provider.filter(status="APPROVED").count() <= 1
    asked, given = standing.aggregate(n=Sum("max_funded_pupils"))["n"], lines.aggregate(n=Sum("places"))["n"]
    return {*lines.values_list("entry", flat=True)} == {*standing.values_list("pk", flat=True)} and asked == given


def test_a_program_is_taken_out_while_the_assignment_is_approved(monkeypatch):
    first = registers.standing()
    registers.standing(of=first.provider, places=7)
    found = in_the_middle(monkeypatch, assignments, "approve", said(first.approve), taking_out(first))
    assert found == [[], []]
    assert agrees(first)
    assert [*MunicipalAssignment.objects.order_by("number").values_list("status", flat=True)] == ["APPROVED", "DRAFT"]


def test_an_assignment_is_not_approved_with_a_program_that_is_just_taken_out(monkeypatch):
    first = registers.standing()
    registers.standing(of=first.provider, places=7)
    found = in_the_middle(monkeypatch, municipal_assignment, "drop", taking_out(first), said(first.approve))
    assert found == [[], ["ASSIGNMENT_CHANGED"]]
    assert agrees(first)


def test_an_assignment_of_which_nothing_is_left_is_not_approved(monkeypatch):
    it = registers.standing()
    found = in_the_middle(monkeypatch, municipal_assignment, "drop", taking_out(it), said(it.approve))
    assert found == [[], ["TASK_CLOSED"]]
    assert MunicipalAssignment.objects.get().status == "CLOSED"


def test_a_program_is_entered_while_the_assignment_is_approved(monkeypatch):
    first = registers.standing()
    second = registers.prepare(of=first.provider, places=7)
    entering = said(lambda: registers.enter(second, timezone.localdate()))
    found = in_the_middle(monkeypatch, assignments, "approve", said(first.approve), entering)
    assert found == [[], []]
    assert agrees(first)


def test_an_assignment_is_not_approved_without_a_program_that_is_just_entered(monkeypatch):
    first = registers.standing()
    second = registers.prepare(of=first.provider, places=7)
    entering = said(lambda: registers.enter(second, timezone.localdate()))
    found = in_the_middle(monkeypatch, municipal_assignment, "open_for", entering, said(first.approve))
    assert found == [[], ["ASSIGNMENT_CHANGED"]]
    assert agrees(first)


@ROUNDS
def test_whatever_happens_at_once_the_places_agree(round):
    first = registers.standing()
    second, third = (registers.standing(of=first.provider, places=places) for places in (7, 11))
    later = registers.prepare(of=first.provider, places=13)
    deeds = [
        said(first.approve),
        taking_out(second),
        taking_out(third),
        said(lambda: registers.enter(later, timezone.localdate())),
    ]

    found = race(4, lambda number: deeds[number]())

    assert found[0] in ([], ["ASSIGNMENT_CHANGED"])
    assert found[1:] == [[], [], []]
    assert agrees(first)


@ROUNDS
def test_a_provider_that_is_excluded_while_its_assignment_is_approved_has_no_lines_left(round):
    first = registers.standing()
    registers.standing(of=first.provider, places=7)
    deeds = [said(first.approve), excluding(first.provider)]

    found = race(2, lambda number: deeds[number]())

    assert found in ([[], []], [["TASK_CLOSED"], []])
    assert is_gone(first.provider)
    assert not MunicipalAssignment.objects.latest("number").lines.exists()
