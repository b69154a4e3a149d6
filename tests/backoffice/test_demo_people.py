"""Demo accounts: one of several roles among them, who changes nothing for the others."""

from collections import Counter

import pytest
from django.core.management import call_command

from backoffice.access import Role
from backoffice.accounts.models import User
from backoffice.accounts.viewers import roles_of
from backoffice.demo import people
from backoffice.units.models import Membership

pytestmark = pytest.mark.django_db
SEVERAL = [
    (Role.MUNICIPAL_CLERK, "kemerovo-city"),
    (Role.MUNICIPAL_CLERK, "belovo-district"),
    (Role.COMMISSION_SECRETARY, "belovo-district-commission"),
]


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    call_command("load_demo")
    call_command("load_demo")  # as every start of the product does


def test_one_person_holds_several_roles(demo):
    held = roles_of(User.objects.get(username="several")).values_list("role", "unit__code")

    assert list(held) == SEVERAL


def test_all_others_hold_one_role(demo):
    held = Counter(Membership.objects.exclude(unit__kind="CHILD").values_list("user__username", flat=True))

    assert {name: count for name, count in held.items() if count > 1} == {"several": len(SEVERAL)}


def test_who_is_counted_and_who_is_drawn_for_reviews_are_the_same_as_before(demo):
    of = Membership.objects.filter

    assert of(unit__code=people.COMMISSION).count() == 6
    assert of(role=Role.QUALITY_EXPERT).count() == 4


def test_each_role_of_each_account_is_printed(demo, capsys):
    call_command("demo_accounts")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(people.ACCOUNTS)
    assert [line.split(maxsplit=1)[1] for line in lines if line.startswith("several ")] == [
        "Специалист муниципалитета — город Кемерово",
        "Специалист муниципалитета — Беловский муниципальный район",
        "Секретарь комиссии — Комиссия по формированию реестров программ, Беловский…",
    ]
