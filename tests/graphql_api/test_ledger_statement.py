"""The statement of a certificate over HTTP: every movement explained, to the family and nobody who should not know."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.acts.models import LegalAct
from backoffice.ledger import services as ledger
from backoffice.ledger.models import LedgerEntry
from backoffice.units.models import Unit
from tests import factories, families, ledgers

pytestmark = pytest.mark.django_db
LATE = date(ledgers.YEAR + 1, 1, 10)
EVERY_KIND = [  # what is done, how much, on which day, with which note; how it is told
    (ledger.grant, 1160900, date(2024, 1, 1), "", "01.01.2024 на сертификат выделено 11 609,00 ₽; "),
    (
        ledger.reserve,
        900000,
        date(2024, 9, 10),
        "договор № 15",
        "10.09.2024 зарезервировано 9 000,00 ₽ на оплату обучения (договор № 15); свободно осталось 2 609,00 ₽. ",
    ),
    (ledger.write_off, 221313, date(2024, 9, 10), "сентябрь", "10.09.2024 за обучение из резерва списано 2 213,13 ₽ ("),
    (ledger.release, 100000, date(2024, 10, 31), "", "из резерва возвращено в свободный остаток 1 000,00 ₽; "),
    (ledger.adjust, 55328, date(2024, 11, 5), "", "возвращено 553,28 ₽ за занятия, которых не было; "),
    (ledger.change_nominal, 10000, date(2024, 11, 6), "", "номинал сертификата увеличен на 100,00 ₽; "),
    (ledger.change_nominal, -20000, date(2024, 11, 7), "", "номинал сертификата уменьшен на 200,00 ₽; "),
    (ledger.expire, 5, date(2024, 12, 31), "конец года", "сгорело 0,05 ₽ свободных средств (конец года); "),
    (ledger.release, 1000, LATE, "", "из резерва снято 10,00 ₽: период уже закончился, поэтому эти средства сгорели; "),
    (ledger.adjust, 1000, LATE, "", "возвращено 10,00 ₽ за занятия, которых не было: период уже закончился"),
]


@pytest.fixture
def account(db):
    """An account with an entry of every kind, both ways where there are two."""
    opened = ledgers.account()
    with transaction.atomic():
        for number, (move, amount, on, note, _) in enumerate(EVERY_KIND):
            move(opened, amount, ledgers.act(on), ledgers.ground(note=note), key=f"every:{number}")
    return opened


def ask(api, who, account, operation="CertificateStatement", **more):
    """Both executors give the same; the answer of the compiled one."""
    more.setdefault("id", to_base64("Certificate", account.certificate_id))
    compiled = api(who, operation, **more)
    with override_settings(COMPILED_READS=False):
        ordinary = api(who, operation, **more)
    assert compiled.response.headers.get("X-Executor") == "compiled"
    assert (compiled.data, compiled.errors) == (ordinary.data, [])
    return compiled


def test_every_movement_is_told_in_a_sentence(api, account):
    parent = families.guardian(account.certificate.child)
    (told,) = ask(api, parent, account, newestFirst=False).data["certificate"]["accounts"]
    nodes = [edge["node"] for edge in told["entries"]["edges"]]
    basis = f"Основание: {LegalAct.objects.get(code='defaults')}, п. 1."
    balance = 0
    for node, (_, amount, on, _, sentence) in zip(nodes, EVERY_KIND, strict=True):
        balance += LedgerEntry.objects.get(key=f"every:{nodes.index(node)}").balance
        plain = node["explanation"].replace("\u00a0", " ")
        assert sentence in plain
        assert plain.startswith(f"{on:%d.%m.%Y} ")
        assert plain.endswith(basis)
        assert f"свободно осталось {node['balanceAfterText']}. " in node["explanation"]
        assert (node["amount"], node["effectiveOn"], node["balanceAfter"]) == (abs(amount), f"{on}", balance)
    assert {node["kind"] for node in nodes} == set(LedgerEntry.Kind.values)
    assert (told["balance"], told["balanceText"]) == (balance, nodes[-1]["balanceAfterText"])
    assert told["nominal"] == told["balance"] + told["reserved"] + told["writtenOff"] + told["expired"]
    assert (told["periodTitle"], told["periodStartsOn"], told["periodEndsOn"]) == (
        "2024 год",
        "2024-01-01",
        "2024-12-31",
    )


def test_pages_run_in_both_directions_and_know_what_was_free(api, account):
    parent = families.guardian(account.certificate.child)
    for newest_first in (True, False):
        seen, after = [], None
        while True:
            answer = ask(api, parent, account, first=3, after=after, newestFirst=newest_first)
            page = answer.data["certificate"]["accounts"][0]["entries"]
            assert page["totalCount"] == len(EVERY_KIND)
            seen += [(edge["node"]["id"], edge["node"]["balanceAfter"]) for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        whole = ask(api, parent, account, newestFirst=newest_first).data["certificate"]["accounts"][0]["entries"]
        assert seen == [(edge["node"]["id"], edge["node"]["balanceAfter"]) for edge in whole["edges"]]
        assert len(seen) == len(EVERY_KIND)


def test_a_period_that_is_no_year_is_told_by_its_days_and_the_latest_comes_first(api, account):
    half = families.period(year=ledgers.YEAR + 1)
    type(half).objects.filter(pk=half.pk).update(ends_on=date(ledgers.YEAR + 1, 6, 30))
    with transaction.atomic():
        ledger.account_of(account.certificate, half)
    accounts = ask(api, families.clerk(), account).data["certificate"]["accounts"]
    assert [each["periodTitle"] for each in accounts] == ["01.01.2025 — 30.06.2025", "2024 год"]


def watchers(account):
    """Who sees the money of a certificate of Kemerovo, and who does not."""
    region, operator = Unit.objects.get(code="kuzbass"), factories.operator_unit()
    department = Unit.objects.get(code="education-department")
    seeing = [families.guardian(account.certificate.child), families.clerk(), families.head()]
    seeing.append(factories.member(Role.AUDITOR, region))
    blind = [
        families.clerk("novokuznetsk-city"),
        families.head("novokuznetsk-city"),
        families.guardian(families.child()),
        factories.member(Role.PROVIDER_MANAGER, factories.provider().unit),
        factories.member(Role.OPERATOR_CLERK, operator),
        factories.member(Role.OPERATOR_HEAD, operator),
        factories.member(Role.QUALITY_EXPERT, operator),
        factories.member(Role.DEPARTMENT_OFFICER, department),
        factories.member(Role.SYSTEM_ADMIN, region),
    ]
    return seeing, blind


def test_the_family_its_municipality_and_auditors_see_the_money_nobody_else_does(api, send, account):
    seeing, blind = watchers(account)
    entry = LedgerEntry.objects.first()
    ids = [to_base64("CertificateAccount", account.pk), to_base64("LedgerEntry", entry.pk)]
    for who in (*seeing, *blind):
        sees = who in seeing
        certificate = ask(api, who, account).data["certificate"] or {"accounts": []}
        assert [len(each["entries"]["edges"]) for each in certificate["accounts"]] == [len(EVERY_KIND)] * sees, who
        for each in ids:
            assert bool(send(who, "query ($id: ID!) { node(id: $id) { id } }", id=each).data["node"]) is sees, who
    assert api(None, "CertificateStatement", id=ids[0]).errors


def test_a_statement_is_one_statement(api, account, django_assert_num_queries):
    parent, certificate = families.guardian(account.certificate.child), to_base64("Certificate", account.certificate_id)
    api(parent, "CertificateStatement", id=certificate)
    with django_assert_num_queries(2):
        api(parent, "CertificateStatement", id=certificate)
