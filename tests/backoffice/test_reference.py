"""The reference data and its loader."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.acts.models import DeadlineRule, LegalAct, RefusalGround, Setting
from backoffice.commissions.models import Commission, CommissionOrder
from backoffice.municipalities.models import Municipality, MunicipalParameters, RoadmapDuty, RoadmapItem
from backoffice.programs.models import OperatorFigures, QualificationCoefficient
from backoffice.reference import loader
from backoffice.units.models import Unit

# Advisory lock, savepoint and its release; one read of each of the eighteen tables.
STATEMENTS_OF_A_SECOND_RUN = 26
# Names that a city and a district share, with the stage of the district.
LIKE_NAMED = {
    "belovo": ("Беловский", "STAGE_TWO"),
    "leninsk-kuznetsky": ("Ленинск-Кузнецкий", "STAGE_TWO"),
    "novokuznetsk": ("Новокузнецкий", "PILOT"),
    "prokopyevsk": ("Прокопьевский", "PILOT"),
    "yurga": ("Юргинский", "STAGE_TWO"),
}


@pytest.fixture
def reference(db):
    loader.load()


def codes_of(number):
    return set(RoadmapDuty.objects.filter(item__number=number).values_list("body__code", flat=True))


def codes_in(stage):
    return set(Municipality.objects.filter(stage=stage).values_list("unit__code", flat=True))


def test_there_are_34_municipalities_half_of_them_pilots(reference):
    assert Municipality.objects.count() == 34
    assert len(codes_in("PILOT")) == len(codes_in("STAGE_TWO")) == 17
    assert Municipality.objects.filter(form="CITY").count() == 16
    assert Municipality.objects.filter(form="DISTRICT").count() == 18


def test_a_city_and_the_district_of_its_name_stand_apart(reference):
    rows = Municipality.objects.select_related("unit")
    named = {row.unit.code: (row.unit.name, row.form, row.stage) for row in rows}

    for place, (name, stage_of_the_district) in LIKE_NAMED.items():
        assert named[f"{place}-city"] == (f"{name} городской округ", "CITY", "PILOT")
        assert named[f"{place}-district"] == (f"{name} муниципальный район", "DISTRICT", stage_of_the_district)
    assert named["kemerovo-city"] == ("город Кемерово", "CITY", "PILOT")
    assert named["kemerovo-district"] == ("Кемеровский муниципальный район", "DISTRICT", "PILOT")


def test_each_stage_has_its_dates(reference):
    dates = set(Municipality.objects.values_list("stage", "accounting_from", "funding_from"))
    assert dates == {
        ("PILOT", date(2019, 9, 1), date(2019, 9, 1)),
        ("STAGE_TWO", date(2019, 12, 31), date(2020, 9, 1)),
    }


def test_every_oktmo_code_is_of_the_region_and_names_its_source(reference):
    rows = Municipality.objects.values_list("form", "oktmo", "oktmo_source")
    starts = {"CITY": "327", "DISTRICT": "326"}

    assert len({oktmo for _, oktmo, _ in rows}) == 34
    assert all(len(oktmo) == 8 and oktmo.startswith(starts[form]) and source for form, oktmo, source in rows)


def test_the_acts_are_in_force_from_the_day_of_signing(reference):
    order = LegalAct.objects.get(code="order-212-r")
    defaults = LegalAct.objects.get(code="defaults")
    numbers = {"order-212-r": "212-р", "roadmap": "212-р", "concept": "212-р", "defaults": ""}

    assert dict(LegalAct.objects.values_list("code", "number")) == numbers
    assert (order.adopted_on, order.in_force_from) == (date(2019, 4, 3), date(2019, 4, 3))
    assert order.controller == "заместитель Губернатора Кемеровской области (по вопросам образования и науки)"
    assert order.issuers.get().code == "kuzbass"
    assert defaults.title == "Значения по умолчанию до утверждения Правил"
    assert (defaults.adopted_on, defaults.in_force_from) == (None, date(2019, 4, 3))
    assert defaults.issuers.get().kind == Unit.Kind.REGIONAL_OPERATOR


def test_the_roadmap_has_25_measures_in_two_parts_in_the_order_of_the_act(reference):
    numbers = list(RoadmapItem.objects.order_by("position").values_list("number", flat=True))
    headings = sorted(set(RoadmapItem.objects.values_list("section", flat=True)))

    assert numbers == [f"1.{place}" for place in range(1, 14)] + [f"2.{place}" for place in range(1, 13)]
    assert [heading[:14] for heading in headings] == ["1. Мероприятия", "2. Мероприятия"]
    assert [heading[-13:] for heading in headings] == ["и в 2019 году", "и в 2020 году"]


def test_a_measure_stands_as_printed(reference):
    launch = RoadmapItem.objects.get(number="1.13")

    assert launch.title == (
        "Запуск реализации персонифицированного финансирования дополнительного образования детей"
        " в пилотных муниципальных образованиях Кемеровской области"
    )
    assert launch.responsible_text == "Органы местного самоуправления (по согласованию)"
    assert launch.term_text == "1 сентября 2019 г."
    assert (launch.starts_on, launch.ends_on) == (date(2019, 9, 1), date(2019, 9, 1))
    assert launch.expected_result == (
        "Система персонифицированного финансирования внедрена в 17 муниципальных образованиях Кемеровской области"
    )


def test_paragraphs_of_a_measure_are_lines_and_the_list_of_municipalities_belongs_to_it(reference):
    groups = RoadmapItem.objects.get(number="1.2")
    first, second = groups.title.split("\n")

    assert first.endswith("реализующих мероприятие в 2019 году (I этап):")
    assert second.startswith("Анжеро-Судженский городской округ Беловский городской округ")
    assert second.endswith("(далее - пилотные муниципальные образования Кемеровской области)")
    assert RoadmapItem.objects.get(number="2.10").title.count("\n") == 3


def test_a_term_in_words_has_its_days(reference):
    terms = {
        "1.1": (date(2019, 3, 1), date(2019, 3, 31)),
        "1.5": (date(2019, 3, 1), date(2019, 4, 30)),
        "1.11": (date(2019, 3, 1), date(2019, 6, 30)),
        "2.1": (date(2019, 11, 1), date(2020, 1, 31)),
        "2.2": (date(2019, 11, 1), date(2019, 12, 31)),
        "2.10": (date(2020, 2, 1), date(2020, 6, 30)),
        "2.12": (date(2020, 9, 1), date(2020, 9, 1)),
    }
    items = RoadmapItem.objects.filter(number__in=terms)
    assert {item.number: (item.starts_on, item.ends_on) for item in items} == terms


def test_each_measure_is_the_duty_of_every_body_that_the_act_names(reference):
    department = {"education-department"}
    departments = department | {"youth-department", "culture-department"}
    pilots, stage_two = codes_in("PILOT"), codes_in("STAGE_TWO")
    bodies = {
        **dict.fromkeys(("1.1", "1.3", "1.4"), departments),
        **dict.fromkeys(("1.5", "2.5"), department),
        **dict.fromkeys(("1.2", "1.6", "1.7", "1.8", "1.9", "1.10", "1.12", "1.13"), pilots),
        "1.11": pilots | department,
        **dict.fromkeys(("2.1", "2.2"), pilots | stage_two),
        **dict.fromkeys(("2.3", "2.4", "2.6", "2.7", "2.8", "2.9", "2.11", "2.12"), stage_two),
        "2.10": stage_two | department,
    }

    assert len(bodies) == 25
    assert {number: codes_of(number) for number in bodies} == bodies
    assert RoadmapDuty.objects.count() == sum(map(len, bodies.values())) == 387


def test_every_rule_is_a_default_of_the_whole_region(reference):
    tables = [model for model, _ in loader.RULES.values()]
    columns = ("basis__code", "paragraph", "is_default", "territory", "valid_from", "valid_to")
    said = {row for table in tables for row in table.objects.values_list(*columns)}

    assert [table.objects.count() for table in tables] == [68, 68, 27, 5, 1, 6, 3, 3, 1]  # in the order of RULES
    assert said == {("defaults", "значение по умолчанию", True, None, date(2019, 4, 3), None)}


def test_terms_settings_and_coefficients_have_their_values(reference):
    terms = DeadlineRule.objects.filter(in_working_days=True).values_list("process", "step", "days")
    assert {f"{process}.{step}": days for process, step, days in terms} == {
        "ProviderEntry.case": 20,
        "ProviderEntry.review_provider": 5,
        "ProviderEntry.resubmit_provider": 10,
        "ProgramCertification.case": 20,
        "ProgramCertification.check_program": 5,
        "ProgramCertification.resubmit_program": 10,
        "ProgramCertification.assign_experts": 2,
        "ProgramCertification.classify_program": 3,
        "ProgramCertification.certify_program": 3,
        "ProgramCertification.appeal_refusal": 15,
        "ProgramCertification.decide_appeal": 10,
        "ExpertReview.score_program": 15,
        "CertificateIssue.case": 3,
        "CertificateIssue.issue_certificate": 3,
        "CertificateTransfer.case": 3,
        "CertificateTransfer.review_move": 3,
        "DuplicateReview.case": 5,
        "DuplicateReview.resolve_duplicate": 5,
        "FundingStatusChange.case": 3,
        "FundingStatusChange.review_funding": 3,
        "FundingProgramApproval.case": 20,
        "FundingProgramApproval.approve_funding_program": 5,
        "FundingProgramApproval.resubmit_funding_program": 10,
        "ParametersApproval.case": 20,
        "ParametersApproval.check_parameters": 5,
        "ParametersApproval.approve_parameters": 5,
        "ParametersApproval.resubmit_parameters": 10,
        "PaymentAgreementSigning.appeal_agreement": 15,
        "PaymentAgreementSigning.decide_agreement_appeal": 10,
        "CommissionReview.case": 60,
        "CommissionReview.check_dossier": 5,
        "CommissionReview.resubmit_dossier": 10,
        "CommissionReview.put_on_agenda": 10,
        "CommissionReview.appeal_rejection": 15,
        "CommissionReview.decide_rejection_appeal": 10,
        "CommissionReview.decide_pre_professional": 5,
        "CommissionReview.order_significant": 5,
        "CommissionReview.order_general_development": 5,
        "CommissionMeeting.case": 30,
        "CommissionMeeting.open_meeting": 5,
        "CommissionMeeting.confirm_minutes_as_secretary": 3,
        "CommissionMeeting.confirm_minutes_as_chair": 3,
        "BallotCasting.case": 5,
        "MinutesCorrection.case": 10,
        "MinutesCorrection.confirm_minutes_as_secretary": 3,
        "MinutesCorrection.confirm_minutes_as_chair": 3,
        "BallotCasting.cast_vote": 1,
        "MunicipalAssignmentApproval.case": 20,
        "MunicipalAssignmentApproval.approve_assignment": 10,
        "EnrollmentApproval.case": 20,
        "EnrollmentApproval.accept_place": 3,
        "EnrollmentApproval.answer_enrollment": 5,
        "EnrollmentApproval.assess_enrollment": 3,
        "EnrollmentApproval.appeal_assessment": 15,
        "EnrollmentApproval.decide_assessment_appeal": 10,
        "EnrollmentApproval.enroll": 2,
        "ContractSigning.case": 20,
        "ContractSigning.offer_contract": 5,
        "ContractSigning.sign_contract": 3,
        "ErroneousContract.case": 15,
        "ErroneousContract.answer_annulment": 10,
        "ErroneousContract.decide_annulment": 5,
    }
    assert dict(Setting.objects.values_list("code", "value")) == {
        "EXPERTS_REQUIRED": 2,
        "EXPERT_DISAGREEMENT_PERCENT": 20,
        "EXPERT_PASS_PERCENT": 60,
        "RETURNS_ALLOWED": 2,
        "COOLING_OFF_MONTHS": 12,
        "WARNING_PERCENT": 80,
        "PRICE_ROUNDING_KOPECKS": 100,
        "ISSUE_AGE_FROM": 5,
        "INVITATION_DAYS": 30,
        "LOOKUPS_A_DAY": 200,
        "AUTO_RETURN_DAYS": 0,
        "AUTO_RETURN_NOTICE_DAYS": 5,
        "CARRY_OVER_PERCENT": 0,
        "REPLENISHMENT_GRACE_DAYS": 10,
        "RESUME_FUNDING_NEXT_PERIOD": 1,
        "AGREEMENT_FUTURE_DAYS": 30,
        "COMMISSION_MEMBERS_MIN": 3,
        "PLACE_HOLD_DAYS": 10,
        "RESERVE_AT_ACCEPTANCE": 0,
        "BACKDATING_DAYS": 50,
        "PROLONGATION_NOTICE_DAYS": 5,
        "PROLONGATION_PRICE_PERCENT": 104,
        "SIGNING_CODE_MINUTES": 10,
        "SIGNING_CODE_TRIES": 5,
        "PRICE_CEILING_PERCENT": 100,
        "CONTINUING_FIRST": 1,
        "RECONFIRMATION_DAYS": 60,
    }
    figures = OperatorFigures.objects.get()
    assert (figures.weekly_hours, figures.weeks_per_month, figures.weeks_per_year) == (18, 4, 36)
    assert (figures.years_between_trainings, figures.average_group) == (3, None)
    assert QualificationCoefficient.objects.get(position="MAIN", qualification="FIRST").value == Decimal("1.0")
    assert QualificationCoefficient.objects.get(position="SECOND", qualification="FIRST").value == Decimal("0.9")
    assert RefusalGround.objects.filter(process="ProgramCertification", code="FAILED_QUALITY_REVIEW").exists()


def test_each_municipality_has_a_commission_of_its_own(reference):
    rows = Commission.objects.select_related("unit", "municipality__unit")
    named = {each.municipality.unit.code: (each.unit.kind, each.unit.code, each.unit.name) for each in rows}

    assert len(named) == 34
    assert named["kemerovo-city"] == (
        "COMMISSION",
        "kemerovo-city-commission",
        "Комиссия по формированию реестров программ, город Кемерово",
    )
    assert {unit.code for unit in Unit.objects.filter(kind="COMMISSION")} == {code for _, code, _ in named.values()}


def test_the_region_has_one_order_of_commissions_with_its_conditions(reference):
    order = CommissionOrder.objects.get()
    conditions = order.conditions.values_list("register", "code", "check_kind", "number")

    assert (order.is_default, order.territory, order.basis.code) == (True, None, "defaults")
    assert (order.quorum_percent, order.majority_percent, order.places_rule) == (50, 50, "MEDIAN")
    assert (order.hides_open_votes, order.notice_days, order.asks_reconfirmation) == (True, 3, False)
    assert (order.entries_end_month, order.entries_end_day) == (9, 1)
    assert set(conditions) == {
        ("SIGNIFICANT", "HOURS", "HOURS_AT_LEAST", 72),
        ("SIGNIFICANT", "MONTHS", "MONTHS_AT_LEAST", 9),
        ("GENERAL_DEVELOPMENT", "HOURS", "HOURS_AT_LEAST", 36),
    }


def test_no_figures_of_a_municipality_are_invented(reference):
    assert not MunicipalParameters.objects.exists()


def test_a_second_run_writes_nothing(reference):
    with CaptureQueriesContext(connection) as second_run:
        second = loader.load()

    statements = [query["sql"].split()[0] for query in second_run.captured_queries]
    assert second == {"added": 0, "corrected": 0}
    assert set(statements) == {"SAVEPOINT", "SELECT", "RELEASE"}
    assert len(statements) == STATEMENTS_OF_A_SECOND_RUN


def test_what_differs_from_the_file_is_corrected_and_nothing_else_is_touched(reference):
    Unit.objects.filter(code="yurga-city").update(name="Юргинский округ", valid_to=date(2030, 1, 1))
    Setting.objects.filter(code="RETURNS_ALLOWED").update(value=7, valid_to=date(2030, 1, 1))

    assert loader.load() == {"added": 0, "corrected": 2}

    yurga = Unit.objects.get(code="yurga-city")
    returns = Setting.objects.get(code="RETURNS_ALLOWED")
    assert (yurga.name, yurga.valid_to) == ("Юргинский городской округ", date(2030, 1, 1))
    assert (returns.value, returns.valid_to) == (2, date(2030, 1, 1))


def test_a_rule_that_people_made_their_own_stays(reference):
    order = LegalAct.objects.get(code="order-212-r")
    Setting.objects.filter(code="EXPERTS_REQUIRED").update(value=3, is_default=False, basis=order)

    assert loader.load() == {"added": 0, "corrected": 0}
    assert Setting.objects.get(code="EXPERTS_REQUIRED").value == 3


def test_a_duty_keeps_what_was_reported_and_a_lost_one_comes_back(reference):
    duty = RoadmapDuty.objects.get(item__number="1.13", body__code="yurga-city")
    duty.status, duty.done_on, duty.note = RoadmapDuty.Status.DONE, date(2019, 9, 1), "Внедрено"
    duty.save()
    RoadmapDuty.objects.filter(item__number="1.5").delete()

    assert loader.load() == {"added": 1, "corrected": 0}

    duty.refresh_from_db()
    assert (duty.status, duty.done_on, duty.note) == ("DONE", date(2019, 9, 1), "Внедрено")


def test_the_command_says_what_it_did(reference, capsys):
    RoadmapDuty.objects.filter(item__number="1.13").delete()

    call_command("load_reference")

    assert capsys.readouterr().out == "Справочники загружены: добавлено 17, исправлено 0.\n"
