"""Legal acts and the rules in force over HTTP, and what the rule tables refuse."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from strawberry.relay import to_base64

from backoffice.acts.models import DeadlineRule, LegalAct, RefusalGround, Setting
from backoffice.certification.models import ScoreCriterion
from backoffice.municipalities.models import MunicipalParameters
from backoffice.programs.models import OperatorFigures, ProvisionCoefficient, QualificationCoefficient
from backoffice.units.models import Unit
from tests import factories

pytestmark = pytest.mark.django_db
RULE_TABLES = (
    DeadlineRule,
    RefusalGround,
    Setting,
    ScoreCriterion,
    QualificationCoefficient,
    ProvisionCoefficient,
    OperatorFigures,
    MunicipalParameters,
)


def rules(answer):
    assert not answer.errors, answer.errors
    return answer.data["rulesInForce"]


def act(**changes):
    plain = {"code": f"act-{LegalAct.objects.count()}", "title": "Правила", "in_force_from": date(2025, 1, 1)}
    return LegalAct.objects.create(**{**plain, **changes})


def setting(value, *, since, territory=None, until=None):
    plain = {"code": "EXPERTS_REQUIRED", "unit_of_measure": "экспертов", "paragraph": "п. 1"}
    return Setting.objects.create(
        **plain, value=value, basis=act(), valid_from=since, valid_to=until, territory_id=territory
    )


def experts(answer):
    (row,) = [each for each in rules(answer)["settings"] if each["code"] == "EXPERTS_REQUIRED"]
    return row


def test_everybody_reads_the_rules_with_their_ground(api):
    found = rules(api(None, "RulesInForce", on="2025-04-01"))
    assert found["on"] == "2025-04-01"
    terms = {(row["process"], row["step"]): row for row in found["deadlines"]}
    assert terms["ProgramCertification", "check_program"] == {
        "process": "ProgramCertification",
        "processTitle": "Сертификация программы",
        "step": "check_program",
        "stepTitle": "Проверить карточку программы",
        "days": 5,
        "inWorkingDays": True,
        "validFrom": "2019-04-03",
        "paragraph": "значение по умолчанию",
        "act": "Значения по умолчанию до утверждения Правил",
        "isDefault": True,
    }
    assert len(found["deadlines"]) == DeadlineRule.objects.count()
    assert len(found["refusalGrounds"]) == RefusalGround.objects.count()
    assert [row["code"] for row in found["scoreCriteria"]] == ["CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS"]


def test_every_rule_is_called_in_words(api):
    found = rules(api(None, "RulesInForce"))
    nameless = [row for row in found["deadlines"] if not (row["processTitle"] and row["stepTitle"])]
    nameless += [row for row in found["settings"] if not row["label"]]
    nameless += [row for row in found["refusalGrounds"] if not row["processTitle"]]
    assert nameless == [], "write them into rule_words.py or setting_words.py"


def test_one_row_of_each_key_decides_its_own_territory_s_first_then_the_newest(api):
    kemerovo = Unit.objects.get(code="kemerovo-city").pk
    here, elsewhere = (
        to_base64("Municipality", kemerovo),
        to_base64("Municipality", Unit.objects.get(code="belovo-city").pk),
    )
    setting(3, since=date(2025, 1, 1))
    setting(4, since=date(2020, 1, 1), territory=kemerovo, until=date(2025, 6, 1))
    values = {
        ("2024-12-31", None): "2.0000",
        ("2025-01-01", None): "3.0000",
        ("2025-01-01", here): "4.0000",
        ("2025-01-01", elsewhere): "3.0000",
        ("2025-05-31", here): "4.0000",
        ("2025-06-01", here): "3.0000",
    }
    found = {
        (on, place): experts(api(None, "RulesInForce", on=on, municipality=place))["value"] for on, place in values
    }
    assert found == values
    assert experts(api(None, "RulesInForce"))["isDefault"] is False


def test_before_the_first_rule_there_is_none_and_no_place_is_null(api):
    found = rules(api(None, "RulesInForce", on="2019-04-02"))
    assert [found[name] for name in ("deadlines", "settings", "refusalGrounds", "scoreCriteria")] == [[], [], [], []]
    for nowhere in ("nonsense", to_base64("Municipality", Unit.objects.get(code="kuzbass").pk)):
        assert rules(api(None, "RulesInForce", municipality=nowhere)) is None


def test_rules_are_five_statements_however_many_there_are(api):
    kemerovo = to_base64("Municipality", Unit.objects.get(code="kemerovo-city").pk)
    counts = []
    for since in (date(2025, 1, 1), date(2025, 2, 1)):
        with CaptureQueriesContext(connection) as captured:
            rules(api(None, "RulesInForce", municipality=kemerovo))
        counts.append(len(captured))
        setting(3, since=since)
    assert counts == [5, 5]


def test_everybody_reads_the_acts(api):
    answer = api(None, "LegalActs")
    acts = {edge["node"]["code"]: edge["node"] for edge in answer.data["legalActs"]["edges"]}
    order = acts["order-212-r"]
    assert (order["number"], order["adoptedOn"], order["inForceFrom"]) == ("212-р", "2019-04-03", "2019-04-03")
    assert (order["issuers"], order["territory"]) == (["Кемеровская область"], None)
    assert order["controller"].startswith("заместитель Губернатора")


def test_one_act_and_many_cost_the_same(api):
    kemerovo, belovo = (Unit.objects.get(code=code) for code in ("kemerovo-city", "belovo-city"))
    for place in (kemerovo, belovo, kemerovo):
        act(territory=place).issuers.add(place)
    counts = []
    for first in (1, 20):
        with CaptureQueriesContext(connection) as captured:
            answer = api(None, "LegalActs", first=first)
        counts.append(len(captured))
    places = [edge["node"]["territory"] for edge in answer.data["legalActs"]["edges"]]
    assert {place["name"] for place in places if place} == {kemerovo.name, belovo.name}
    assert counts == [1, 1]


@pytest.mark.parametrize("model", RULE_TABLES)
def test_two_rows_of_one_key_cannot_begin_on_one_day(model):
    factories.demo_figures()
    row = model.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError, match="first_day"), transaction.atomic():
        row.save(force_insert=True)
    row.valid_from = date(2031, 1, 1)
    row.save(force_insert=True)
