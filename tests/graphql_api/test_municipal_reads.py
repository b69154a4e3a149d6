"""What municipalities have adopted, read by everybody; what they prepare, read by their own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import override_settings
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.entitlements.models import UseOrder, UseOrderRule
from backoffice.entitlements.orders import order_in_force
from backoffice.payments.models import AuthorisedOrganisation
from backoffice.units.models import Unit
from tests import factories, families
from tests.conftest import codes, document
from tests.towns import (
    Program,
    Proposal,
    Town,
    act_card,
    area_card,
    as_input,
    category,
    order_card,
    parameters_card,
    payer_card,
    program_card,
    stored,
    today,
    tomorrow,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(send):
    """Ask both executors the same; one statement answers, and they agree."""

    def _read(who, operation, **variables):
        compiled = send(who, document(operation), **variables)
        assert not compiled.errors, compiled.errors
        assert compiled.response.headers["X-Executor"] == "compiled"
        with override_settings(COMPILED_READS=False):
            assert send(who, document(operation), **variables).data == compiled.data
        (found,) = compiled.data.values()
        return found

    return _read


def nodes(connection):
    return [edge["node"] for edge in connection["edges"]]


def readers(town):
    """Who follows what the town prepares."""
    region = factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass"))
    return town.clerk, town.head, town.operator, region


def test_a_program_is_public_when_it_is_in_force_and_before_it_is_for_its_own(read):
    program = Program(program_card(category(), category("ORPHANS", count=1, sum_limit=0)))
    town, key = program.town, to_base64("FundingProgram", program.row.pk)
    others = (None, families.clerk("novokuznetsk-city"), families.guardian(families.child()))

    for who in readers(town):
        assert read(who, "FundingProgram", id=key)["status"] == "DRAFT"
        assert nodes(read(who, "FundingPrograms", municipality=town.id))[0]["id"] == key
    for who in others:
        assert read(who, "FundingProgram", id=key) is None
        assert nodes(read(who, "FundingPrograms")) == []
    program.submit().approve()
    for who in (*others, *readers(town)):
        found = read(who, "FundingProgram", id=key)
        assert (found["status"], found["act"]["number"]) == ("IN_FORCE", "77-п")
        assert found["period"]["title"] == f"{today().year} год"
        assert [line["code"] for line in found["categories"]] == ["GENERAL", "ORPHANS"]
        assert found["categories"][0]["nominalText"] == "11\u00a0609,00\u00a0₽"
        assert nodes(read(who, "FundingPrograms", status="IN_FORCE"))[0]["municipality"]["id"] == town.id


def test_a_period_of_other_days_is_named_by_them(read):
    year = today().year
    days = {"starts_on": today().replace(year=year + 1, month=2, day=1), "ends_on": today().replace(year + 1, 3, 1)}
    card = program_card(current_from=days["starts_on"], current_to=days["ends_on"])
    program = Program(card, **days)
    found = read(program.town.clerk, "FundingProgram", id=to_base64("FundingProgram", program.row.pk))
    assert found["period"]["title"] == str(program.row.period) == f"01.02.{year + 1} — 01.03.{year + 1}"


def test_a_proposal_is_for_its_own_and_parameters_in_force_for_everybody(read):
    proposal = Proposal(parameters_card(area_card(), valid_from=tomorrow())).submit()
    key = to_base64("ParameterProposal", proposal.row.pk)
    for who in readers(proposal.town):
        found = read(who, "ParameterProposal", id=key)
        assert (found["status"], found["parameters"][0]["monthlyPay"]) == ("SUBMITTED", "40000.00")
        assert found["file"]["name"] == "расчёт.pdf"
        assert nodes(read(who, "ParameterProposals", status="SUBMITTED"))[0]["id"] == key
    neighbour = families.head("novokuznetsk-city")
    assert read(neighbour, "ParameterProposal", id=key) is None
    assert nodes(read(neighbour, "ParameterProposals")) == []

    proposal.check().approve()

    where = {"municipality": proposal.town.id}
    assert read(None, "MunicipalParameters", **where) == []
    (found,) = read(None, "MunicipalParameters", on=tomorrow().isoformat(), **where)
    assert (found["area"], found["monthlyPay"], found["basis"]["number"]) == ("URBAN", "40000.00", "77-п")
    assert len(found["teachingMeans"]) == 6


def test_town_comes_before_country_in_force_and_proposed(read):
    both = [area_card(area="RURAL"), area_card(area="URBAN")]
    proposal = Proposal(parameters_card(*both, valid_from=tomorrow())).submit()
    key = to_base64("ParameterProposal", proposal.row.pk)

    proposed = read(proposal.town.clerk, "ParameterProposal", id=key)["parameters"]
    proposal.check().approve()
    found = read(None, "MunicipalParameters", municipality=proposal.town.id, on=tomorrow().isoformat())

    assert [each["area"] for each in proposed] == [each["area"] for each in found] == ["URBAN", "RURAL"]


def test_the_text_of_an_act_is_for_everybody_who_is_signed_in(send):
    program = Program().submit()
    program.approve(act_card(file=stored(program.town.head).pk))
    query = "{ legalActs(last: 5) { edges { node { number file { name } municipality: territory { name } } } } }"
    told = {}
    for who in (None, families.guardian(families.child())):
        (act,) = [node for node in nodes(send(who, query).data["legalActs"]) if node["number"] == "77-п"]
        assert act["municipality"]["name"] == program.town.municipality.unit.name
        told[who is None] = act["file"]
    assert told == {True: None, False: {"name": "расчёт.pdf"}}


def adopt(api, town, order, act=None):
    given = town.input(order=as_input(order), act=as_input(act or act_card()))
    return api(town.head, "AdoptUseOrder", input=given)


def test_the_region_rules_until_the_town_does_and_orders_stay_as_they_were(api, read):
    town = Town()
    regions = UseOrder.objects.get(territory=None)
    assert order_in_force(town.municipality.pk, today()) == regions
    hours = replace(order_card().rules[-1], unit=UseOrderRule.LimitUnit.HOURS, limit=72)
    assert not adopt(api, town, order_card(hours, valid_from=tomorrow(), assesses_by_itself=False)).errors

    own = UseOrder.objects.get(territory=town.municipality.pk)
    assert order_in_force(town.municipality.pk, today()) == regions
    assert order_in_force(town.municipality.pk, tomorrow()) == own
    assert order_in_force(families.municipality("novokuznetsk-city").pk, tomorrow()) == regions
    assert (own.is_default, own.basis.number, own.rules.count()) == (False, "77-п", 8)
    both = nodes(read(None, "UseOrders", municipality=town.id))
    assert [each["isDefault"] for each in both] == [False, True]
    (now,) = nodes(read(None, "UseOrders", municipality=town.id, on=today().isoformat()))
    (then,) = nodes(read(None, "UseOrders", municipality=town.id, on=tomorrow().isoformat()))
    assert (now["id"], then["id"]) == (to_base64("UseOrder", regions.pk), to_base64("UseOrder", own.pk))
    assert then["rules"][-1]["unit"] == "HOURS"
    assert (then["rules"][-1]["limit"], then["assessesByItself"]) == (72, False)
    assert then["basis"]["title"] == "О персонифицированном учёте"
    later = today() + timedelta(days=9)
    assert not adopt(api, town, order_card(valid_from=later)).errors
    own.refresh_from_db()
    assert own.valid_to is None
    assert order_in_force(town.municipality.pk, later).valid_from == later


def test_a_town_adopts_one_order_for_a_day(api):
    town = Town()
    adopt(api, town, order_card())
    assert codes(adopt(api, town, order_card())) == ["VALID_FROM_TAKEN"]
    assert UseOrder.objects.filter(territory=town.municipality.pk).count() == 1


def test_an_unpaid_use_of_certified_programs_may_be_allowed_to_certificates_of_accounting(api):
    town, rules = Town(), order_card().rules
    (accounting,) = [rule for rule in rules if (rule.register, rule.funding_status) == ("CERTIFIED", "ACCOUNTING")]
    allowed = replace(accounting, is_allowed=True, limit=1)
    assert "refusals" not in adopt(api, town, order_card(allowed)).data["adoptUseOrder"]
    paid = replace(allowed, unit=UseOrderRule.LimitUnit.MONEY)
    assert codes(adopt(api, town, order_card(paid, valid_from=tomorrow()))) == ["MONEY_NOT_ALLOWED"]


def appoint(api, town, **changes):
    return api(
        town.head, "AppointPayer", input=town.input(payer=as_input(payer_card(**changes)), act=as_input(act_card()))
    )


def test_payers_follow_one_another_and_an_organisation_has_one_unit(api, read):
    town, neighbour = Town(), Town("novokuznetsk-city")
    assert "refusals" not in appoint(api, town).data["appointPayer"]
    assert "refusals" not in appoint(api, neighbour, name="Иначе").data["appointPayer"]
    other = {"inn": "4205000016", "name": "МКУ «Плательщик»", "valid_from": tomorrow()}
    assert "refusals" not in appoint(api, town, **other).data["appointPayer"]

    first, second = AuthorisedOrganisation.objects.filter(municipality=town.municipality).order_by("pk")
    assert (first.valid_to, second.valid_to) == (tomorrow(), None)
    assert AuthorisedOrganisation.objects.get(municipality=neighbour.municipality).unit == first.unit
    assert first.unit.kind == Unit.Kind.AUTHORISED_ORGANISATION
    by_day = [
        [node["name"] for node in nodes(read(None, "AuthorisedOrganisations", municipality=town.id, asOf=str(day)))]
        for day in (today() - timedelta(days=1), today(), tomorrow())
    ]
    assert by_day == [[], ["МАУ «Центр учёта»"], ["МКУ «Плательщик»"]]
    assert len(nodes(read(None, "AuthorisedOrganisations"))) == 2


def test_a_payer_is_not_appointed_twice_nor_before_the_last(api):
    town = Town()
    appoint(api, town, valid_from=tomorrow())
    again = appoint(api, town, valid_from=tomorrow())
    assert codes(again) == ["VALID_FROM_TAKEN", "PAYER_ALREADY_APPOINTED"]
    assert AuthorisedOrganisation.objects.count() == 1
