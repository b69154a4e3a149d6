"""Whether a queryset is all of its table is asked without its SQL: the answer is the one that its SQL gives."""

import itertools
from functools import reduce
from operator import and_, or_

import pytest
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.sql.where import WhereNode

from backoffice.access import EVERYTHING, NOTHING, STRANGER, Role, Viewer, is_all
from backoffice.roles import Thing
from backoffice.units.models import Membership, Unit

HELD = Membership.objects.filter(unit=OuterRef("pk"))
RULES = {
    "everything": EVERYTHING,
    "nothing": NOTHING,
    "a column": Q(code="x"),
    "not a column": ~Q(code="x"),
    "exists": Exists(HELD),
    "does not exist": ~Exists(HELD),
    "exists among none": Exists(HELD.none()),
    "does not exist among none": ~Exists(HELD.none()),
    "among": Q(pk__in=Membership.objects.values("unit")),
    "among none": Q(pk__in=Membership.objects.none().values("unit")),
    "not among none": ~Q(pk__in=Membership.objects.none().values("unit")),
    "below what a number can be": Q(pk__lt=10**30),
    "not below it": ~Q(pk__lt=10**30),
}


def written(rows) -> bool:
    """What the SQL of the whole condition says."""
    where: WhereNode = rows.query.where
    try:
        return not where.as_sql(rows.query.get_compiler(connection=connection), connection)[0]
    except FullResultSet:
        return True
    except EmptyResultSet:
        return False


@pytest.mark.parametrize(
    "join", [or_, and_, lambda one, other: ~(Q(one) | Q(other)), lambda one, other: ~(one & other)]
)
def test_the_answer_is_that_of_the_sql(join):
    rows = [Unit.objects.filter(join(Q(one), Q(other))) for one, other in itertools.product(RULES.values(), repeat=2)]
    found = [is_all(each) for each in rows]
    assert found == [written(each) for each in rows]
    assert {True, False} == {*found}


def test_three_rules_and_none():
    assert is_all(Unit.objects.all())
    assert is_all(Unit.objects.filter(reduce(or_, [Exists(HELD), NOTHING, EVERYTHING])))
    assert not is_all(Unit.objects.none())
    assert not is_all(Unit.objects.filter(EVERYTHING).filter(Exists(HELD)))


def test_a_rule_is_made_once_for_a_viewer_and_each_time_for_strangers():
    asked = []

    def rule(viewer):
        asked.append(viewer)
        return viewer.sees(Thing.CHILD, child="pk")

    one, other = (Viewer(object(), {Role.CHILD: [key]}) for key in (1, 2))
    assert one.rule(rule) is one.rule(rule) is not other.rule(rule)
    assert STRANGER.rule(rule) is STRANGER.rule(rule) is NOTHING
    assert asked == [one, other, STRANGER, STRANGER]
