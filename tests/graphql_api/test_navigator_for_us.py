"""A family is shown only what its certificate can be used for, batch by batch, with the sums of the plan."""

from __future__ import annotations

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.enrollments import choosing
from backoffice.enrollments.plans import Plan
from backoffice.enrollments.plans import plans as every_plan
from backoffice.groups.models import GroupPlaces, StudyGroup
from tests import enrollments, factories, families, navigators
from tests.statements import statements

pytestmark = pytest.mark.django_db


def ask(api, family: enrollments.Family, by=None, **more):
    answer = api(
        by or family.parent, "NavigatorForUs", certificate=to_base64("Certificate", family.certificate.pk), **more
    )
    assert answer.errors == [], answer.errors
    return answer.data["navigatorForUs"]


def names(page) -> list[str]:
    return [edge["node"]["name"] for edge in page["edges"]]


def test_only_what_is_possible_with_the_sums_of_the_plan(api):
    school, family = enrollments.school(name="Можно"), enrollments.family()
    taken = enrollments.group(school.edition, name="Мест нет", capacity=1)
    GroupPlaces.objects.filter(group=taken).update(taken=1)
    grown = navigators.certified(age_from=15, age_to=17)
    navigators.group(grown, name="Не по возрасту")
    page = ask(api, family)
    assert names(page) == ["Можно"]
    node = page["edges"][0]["node"]
    assert (node["certificatePart"], node["familyPart"], node["familyPartText"]) == (0, 0, "0,00\u00a0₽")
    assert (node["freePlaces"], node["hours"]) == (2, 72)
    assert node["group"] == to_base64("StudyGroup", school.group.pk)
    assert page["pageInfo"]["hasNextPage"] is False
    assert names(ask(api, family, filter={"text": "шахматы"})) == []


@pytest.mark.parametrize("who", ["other family", "clerk", "provider"])
def test_a_certificate_that_is_not_ones_own_is_none(api, who):
    school, family = enrollments.school(), enrollments.family()
    by = {
        "other family": enrollments.family().parent,
        "clerk": families.clerk(),
        "provider": school.manager,
    }[who]
    assert ask(api, family, by=by) is None


def test_a_stranger_is_not_heard(api):
    assert api(None, "NavigatorForUs", certificate="?").error_codes == ["UNAUTHENTICATED"]


def test_a_grown_up_of_another_role_in_the_same_cabinet_asks_too(api):
    school, family = enrollments.school(name="Можно"), enrollments.family()
    itself = factories.member(Role.CHILD, family.certificate.child.unit)
    assert names(ask(api, family, by=itself)) == ["Можно"]
    assert school.group.name == "Можно"


def test_a_bad_cursor_or_page_is_said_so(api):
    family = enrollments.family()
    asked = {"certificate": to_base64("Certificate", family.certificate.pk)}
    for bad in ({"after": "?"}, {"first": 101}, {"first": -1}, {"filter": {"weekday": 9}}):
        assert api(family.parent, "NavigatorForUs", **asked, **bad).error_codes == ["BAD_USER_INPUT"], bad


def many(count: int, **changes) -> StudyGroup:
    """Groups of a budget program, each with places."""
    school = enrollments.school(**changes)
    more = navigators.copies(school.group, count)
    GroupPlaces.objects.bulk_create(GroupPlaces(group=each, capacity=2) for each in more)
    return school.group


def test_pages_follow_each_other_over_batches(api, monkeypatch):
    monkeypatch.setattr(choosing, "BATCH", 3)
    many(7, name="Группа")
    family, seen, after = enrollments.family(), [], None
    for _ in range(5):
        page = ask(api, family, first=2, after=after)
        seen += [edge["node"]["group"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == 8


def test_a_page_judges_so_many_batches_and_goes_on_from_there(api, monkeypatch):
    monkeypatch.setattr(choosing, "BATCH", 2)
    monkeypatch.setattr(choosing, "MOST_BATCHES", 2)
    first = many(5, name="Группа")
    GroupPlaces.objects.exclude(group=StudyGroup.objects.latest("starts_on", "pk")).update(taken=2)
    family = enrollments.family()
    page = ask(api, family)
    assert (names(page), page["pageInfo"]["hasNextPage"]) == ([], True)
    page = ask(api, family, after=page["pageInfo"]["endCursor"])
    assert (len(page["edges"]), page["pageInfo"]["hasNextPage"]) == (1, False)
    assert page["edges"][0]["node"]["group"] != to_base64("StudyGroup", first.pk)


def test_beside_the_plans_a_batch_costs_the_same_whatever_it_holds(api, monkeypatch):
    """What `plans` itself asks for is its own matter: it is counted with its own tests."""
    many(60, name="Группа")
    family = enrollments.family()
    asked: list[int] = []

    def known(certificate, groups, *, on) -> list[Plan]:
        asked.append(len(groups))
        return [plan for plan in plans if plan.group.pk in {group.pk for group in groups}]

    plans = every_plan(
        family.certificate,
        [*StudyGroup.objects.select_related(*choosing.READ_ALONG)],
        on=enrollments.day(0),
    )
    monkeypatch.setattr(choosing.plans, "plans", known)
    for first in (1, 50):
        ask(api, family, first=first)  # the shape of a page is tried once for compiling
    one, fifty = (len(statements(lambda first=first: ask(api, family, first=first))) for first in (1, 50))
    assert one == fifty
    assert asked[-1] == 50
