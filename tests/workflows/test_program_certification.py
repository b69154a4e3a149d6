"""Lives of a certification, from the engine's side: no HTTP, real rows."""

import pytest
from django.db import transaction

from backoffice.certification.models import Appeal, ExpertTie
from backoffice.errors import Refused
from backoffice.journal import Act
from backoffice.programs import services as programs
from backoffice.programs.models import NormativeCost, ProgramEdition
from backoffice.providers.models import Provider
from backoffice.registers.models import ProgramRegisterEntry
from tests import factories
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, REFUSE, RETURN, Story
from workflows import engine
from workflows.decisions import program_certification as decisions
from workflows.models import Process, Task
from workflows.program_certification import ProgramCertification

Status = ProgramEdition.Status
pytestmark = pytest.mark.django_db


def test_a_program_that_everybody_likes_is_certified(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)

    story.score(8).score(7).do("classify_program", "clerk", FIRST_CLASS).do("certify_program", "clerk", CERTIFY)

    assert story.edition.status == Status.CERTIFIED
    assert story.case.status == "DONE"
    entry = ProgramRegisterEntry.objects.get(edition=story.edition)
    assert (entry.kind, entry.case_id) == ("CERTIFIED", story.case.case_id)
    assert [cost.kopecks for cost in NormativeCost.objects.all()] == [1137800]


def test_a_return_reopens_only_the_remarked_field_and_comes_back(people):
    story = Story(people)
    story.do("check_program", "clerk", RETURN)

    assert story.edition.status == Status.RETURNED
    assert story.case.paused_on is not None
    with pytest.raises(Refused) as refused:
        story.do("resubmit_program", "provider", decisions.ResubmitProgram())
    assert str(refused.value) == "REPLY_REQUIRED"
    story.do("resubmit_program", "provider", decisions.ResubmitProgram(reply="Аннотация верна."))
    assert story.edition.status == Status.SUBMITTED
    assert story.case.paused_on is None
    assert story.task("check_program").owner is None


def test_two_experts_who_differ_bring_a_third(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)

    story.score(9).score(4)

    assert story.task("assign_experts")
    story.do("assign_experts", "head", BY_LOAD).score(7)
    assert story.edition.status == Status.CLASSIFICATION
    assert Task.objects.filter(flow_task__endswith=".enough_experts").count() == 2


def test_a_failed_review_goes_straight_to_a_decision_that_cannot_certify(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(3).score(4)

    assert story.edition.status == Status.DECISION
    with pytest.raises(Refused) as refused:
        story.do("certify_program", "clerk", CERTIFY)
    assert "QUALITY_NOT_PASSED" in str(refused.value)


def test_an_upheld_appeal_goes_on_where_it_was_refused_and_the_ground_is_gone(people):
    story = Story(people)
    story.do("check_program", "clerk", REFUSE)
    assert story.edition.status == Status.REFUSED

    story.do("appeal_refusal", "provider", decisions.AppealRefusal(text="Часы в норме."))
    story.do(
        "decide_appeal", "head", decisions.DecideAppeal(verdict=decisions.AppealVerdict.UPHOLD, reason="Часы в норме.")
    )

    assert story.edition.status == Status.QUALITY_REVIEW
    assert Appeal.objects.get().status == Appeal.Status.UPHELD
    story.do("assign_experts", "head", BY_LOAD).score(8).score(8).do("classify_program", "clerk", FIRST_CLASS)
    with pytest.raises(Refused) as refused:
        story.do(
            "certify_program",
            "clerk",
            decisions.CertifyProgram(
                verdict=decisions.CertificationVerdict.REFUSE,
                grounds=("AGE_OR_HOURS_OUTSIDE_NORMS",),
                reason="Всё же много.",
            ),
        )
    assert str(refused.value) == "GROUND_OVERTURNED"
    story.do("certify_program", "clerk", CERTIFY)
    assert story.edition.status == Status.CERTIFIED


def test_an_expert_tied_to_the_provider_is_never_chosen(people):
    tied = people["experts"][0]
    ExpertTie.objects.create(expert=tied, provider=people["owner"], kind=ExpertTie.Kind.EMPLOYMENT)
    story = Story(people).do("check_program", "clerk", PASS)

    with pytest.raises(Refused) as refused:
        story.do("assign_experts", "head", decisions.AssignExperts(experts=(tied.pk, people["experts"][1].pk)))
    assert str(refused.value) == "EXPERT_NOT_ALLOWED"
    story.do("assign_experts", "head", BY_LOAD)
    assert tied.pk not in set(story.edition.assignments.values_list("expert_id", flat=True))


def test_a_withdrawal_cancels_every_open_step(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)

    engine.withdraw(
        ProgramCertification,
        case_id=story.case.pk,
        decision=decisions.WithdrawProgram(reason="Передумали."),
        expected_version=story.case.version,
        by=factories.viewer(people["provider"]),
    )

    story.edition.refresh_from_db()
    assert story.edition.status == Status.WITHDRAWN
    assert not Task.objects.filter(finished=None).exists()
    assert set(Process.objects.values_list("status", flat=True)) == {"CANCELED"}


def test_after_the_decision_there_is_nothing_to_withdraw(people):
    story = Story(people).do("check_program", "clerk", REFUSE)

    with pytest.raises(Refused) as refused, transaction.atomic():
        engine.withdraw(
            ProgramCertification,
            case_id=story.case.pk,
            decision=decisions.WithdrawProgram(),
            expected_version=story.case.version,
            by=factories.viewer(people["provider"]),
        )

    assert str(refused.value) == "DECISION_TAKEN"
    story.edition.refresh_from_db()
    assert story.edition.status == Status.REFUSED


def emptied(story, **changes):
    """The provider empties what was remarked, as far as the draft's own rules let it."""
    programs.save(story.edition, factories.card(**changes), Act(story.people["provider"], factories.SINCE))
    story.edition.refresh_from_db()


def test_a_corrected_card_must_be_as_whole_as_the_first_one(people):
    story = Story(people)
    remarks = tuple(decisions.RemarkOn(field=field, text="Исправьте.") for field in ("modules", "places", "annotation"))
    story.do("check_program", "clerk", decisions.CheckProgram(verdict=RETURN.verdict, remarks=remarks))
    emptied(story, modules=(), places=(), annotation="")

    with pytest.raises(Refused) as refused:
        story.do("resubmit_program", "provider", decisions.ResubmitProgram())

    assert str(refused.value) == "FIELD_REQUIRED, NO_MODULES, NO_PLACES"


def test_a_suspended_provider_cannot_submit_again(people):
    story = Story(people).do("check_program", "clerk", RETURN)
    Provider.objects.filter(pk=people["owner"].pk).update(status=Provider.Status.SUSPENDED)

    with pytest.raises(Refused) as refused:
        story.do("resubmit_program", "provider", decisions.ResubmitProgram(reply="Верно."))

    assert str(refused.value) == "PROVIDER_NOT_ACTIVE"


def test_a_program_without_modules_is_never_certified(people):
    story = Story(people).do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD).score(0).score(0)
    story.edition.modules.all().delete()

    with pytest.raises(Refused) as refused:
        story.do("certify_program", "clerk", CERTIFY)

    assert "QUALITY_NOT_PASSED" in str(refused.value)


def test_of_two_programs_with_one_name_only_one_is_certified(people):
    def decided(story):
        story.do("check_program", "clerk", PASS).do("assign_experts", "head", BY_LOAD)
        return story.score(8).score(8).do("classify_program", "clerk", FIRST_CLASS)

    first, second = decided(Story(people)), decided(Story(people))
    first.do("certify_program", "clerk", CERTIFY)

    with pytest.raises(Refused) as refused:
        second.do("certify_program", "clerk", CERTIFY)

    assert str(refused.value) == "DUPLICATE_PROGRAM"


def test_a_remark_on_the_documents_asks_for_a_new_file_or_a_reply(people):
    story = Story(people)
    remark = decisions.RemarkOn(field="documents", text="Файл не читается.")
    story.do("check_program", "clerk", decisions.CheckProgram(verdict=RETURN.verdict, remarks=(remark,)))

    with pytest.raises(Refused) as refused:
        story.do("resubmit_program", "provider", decisions.ResubmitProgram())
    assert str(refused.value) == "REPLY_REQUIRED"
    assert "Документы" in refused.value.refusals[0].message


def test_the_clock_stands_while_the_provider_thinks_about_an_appeal(people):
    story = Story(people).do("check_program", "clerk", REFUSE)
    assert story.case.paused_on is not None

    story.do("appeal_refusal", "provider", decisions.AppealRefusal(text="Не согласны."))

    assert story.case.paused_on is None
