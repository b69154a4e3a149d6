"""Entitlements, the portal's counters and the check of a use over HTTP, for those who may know the money."""

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import LegalAct
from backoffice.entitlements.models import ServiceVolume
from backoffice.journal import Act
from backoffice.ledger import services as ledger
from backoffice.ledger.services import Ground
from backoffice.units.models import Unit
from tests import factories, families, payers

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    """A funded certificate with money promised and programs of three registers, and its guardian."""
    account = families.funded()
    certificate = account.certificate
    act, basis = Act(None, timezone.localdate()), LegalAct.objects.get(code="defaults")
    ledger.reserve(account, 900000, act, Ground(basis, "п. 1", direction="TECHNICAL"), key="r")
    taken = {"SIGNIFICANT": (1, 0), "PRE_PROFESSIONAL": (1, 1), "GENERAL_DEVELOPMENT": (0, 3)}
    for register, (held, used) in taken.items():
        ServiceVolume.objects.create(
            certificate=certificate,
            period=account.period,
            register=register,
            programs_reserved=held,
            programs_used=used,
        )
    families.funded()  # somebody else's
    return certificate, families.guardian(certificate.child)


def gid(certificate) -> str:
    return to_base64("Certificate", certificate.pk)


def both(api, person, certificate, **variables):
    """The answer of both executors, which must be the same; the first must be one statement."""
    compiled = api(person, "Entitlements", id=gid(certificate), **variables)
    assert not compiled.errors, compiled.errors
    assert compiled.response.headers["X-Executor"] == "compiled"
    with override_settings(COMPILED_READS=False):
        ordinary = api(person, "Entitlements", id=gid(certificate), **variables)
    assert compiled.data == ordinary.data
    return compiled.data["certificate"]


def test_a_family_reads_what_is_left_of_each_register(api, family):
    certificate, guardian = family
    found = both(api, guardian, certificate)
    money, other, preprof, valued = found["entitlements"]
    assert (money["register"], money["unit"], money["isAllowed"]) == ("CERTIFIED", "MONEY", True)
    assert (money["limit"], money["used"], money["reserved"]) == (families.NOMINAL, 0, 900000)
    assert money["left"] == families.NOMINAL - 900000
    assert [(row["used"], row["reserved"], row["left"]) for row in (other, preprof, valued)] == [
        (3, 0, None),
        (1, 1, None),
        (0, 1, None),
    ]
    assert valued["registerLabel"] == "Реестр значимых программ"


def test_the_portal_gets_exactly_its_four_counters(api, family):
    certificate, guardian = family
    assert both(api, guardian, certificate)["portalCounters"] == {
        "pfdo": {"available": families.NOMINAL - 900000, "booked": 900000},
        "valued": 1,
        "preprof": 2,
        "other": 3,
    }


def test_another_day_has_its_own_period(api, family):
    certificate, guardian = family
    found = both(api, guardian, certificate, on=f"{timezone.localdate().year + 1}-03-01")
    money = found["entitlements"][0]
    assert (money["limit"], money["used"], money["reserved"]) == (0, 0, 0)
    assert found["portalCounters"]["valued"] == 1  # that of today


def test_who_may_not_know_the_money_gets_none_of_it(api, family):
    certificate, guardian = family
    auditor = factories.member(Role.AUDITOR, Unit.objects.get(code="kuzbass"))
    for person in (guardian, families.clerk(), auditor):
        assert both(api, person, certificate)["portalCounters"]["other"] == 3
    operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    found = both(api, operator, certificate)
    assert (found["number"], found["entitlements"], found["portalCounters"]) == (certificate.number, [], None)
    stranger = families.guardian(families.child())
    for person in (stranger, families.clerk("novokuznetsk-city")):
        assert both(api, person, certificate) is None


def test_many_certificates_are_read_in_one_statement_with_their_own_numbers(send, family):
    certificate, _ = family
    query = """{ certificates { edges { node { id entitlements { register left }
        portalCounters { pfdo { available } other } } } } }"""
    clerk = families.clerk()
    compiled = send(clerk, query)
    assert compiled.response.headers["X-Executor"] == "compiled"
    with override_settings(COMPILED_READS=False):
        assert send(clerk, query).data == compiled.data
    other, mine = (edge["node"] for edge in compiled.data["certificates"]["edges"])
    assert mine["id"] == gid(certificate)
    assert [node["portalCounters"]["other"] for node in (mine, other)] == [3, 0]
    assert [node["entitlements"][0]["left"] for node in (mine, other)] == [families.NOMINAL - 900000, families.NOMINAL]


def check(api, person, certificate, **changes):
    variables = {"certificate": gid(certificate), "register": "CERTIFIED", **changes}
    answer = api(person, "UseCheck", startsOn=timezone.localdate().isoformat(), **variables)
    assert not answer.errors, answer.errors
    found = answer.data["useCheck"]
    return found if found is None else [reason["code"] for reason in found]


def test_a_family_is_told_every_reason_why_not(api, family):
    certificate, guardian = family
    provider = payers.agreement().provider
    left = families.NOMINAL - 900000
    named = {"provider": to_base64("Provider", provider.pk), "direction": "TECHNICAL", "hours": 36}
    assert check(api, guardian, certificate) == []
    assert check(api, guardian, certificate, **named, amount=left) == []
    elsewhere = to_base64("Provider", payers.provider().pk)
    dear = check(api, guardian, certificate, **{**named, "provider": elsewhere}, amount=left + 1)
    assert dear == ["NO_PAYMENT_AGREEMENT", "BALANCE_SHORT"]
    assert check(api, guardian, certificate, provider="?", amount=1) == ["NO_PAYMENT_AGREEMENT"]


def test_a_check_is_for_those_who_may_know_the_money(api, family):
    certificate, _ = family
    operator = factories.member(Role.OPERATOR_CLERK, factories.operator_unit())
    strangers = (operator, families.guardian(families.child()), families.clerk("novokuznetsk-city"))
    assert [check(api, person, certificate) for person in strangers] == [None, None, None]
    assert check(api, families.clerk(), certificate) == []
    assert api(None, "UseCheck", certificate="?", register="CERTIFIED", startsOn="2026-09-01").error_codes == [
        "UNAUTHENTICATED"
    ]


@pytest.mark.parametrize("wrong", [{"hours": -1}, {"amount": -1}])
def test_numbers_below_zero_are_a_mistake_of_the_client(api, family, wrong):
    certificate, guardian = family
    today = timezone.localdate().isoformat()
    answer = api(guardian, "UseCheck", certificate=gid(certificate), register="CERTIFIED", startsOn=today, **wrong)
    assert answer.error_codes == ["BAD_USER_INPUT"]


def test_a_check_takes_the_same_few_statements_whatever_it_finds(api, family):
    certificate, guardian = family
    check(api, guardian, certificate)
    counts = []
    for register in ("CERTIFIED", "SIGNIFICANT"):
        with CaptureQueriesContext(connection) as sent:
            check(api, guardian, certificate, register=register)
        counts.append(len([each for each in sent if each["sql"]]))  # a plan that could not be made sends none
    assert counts[0] == counts[1]
