"""What registers may be narrowed by, and the history of a provider."""

from __future__ import annotations

import pytest
from strawberry.relay import to_base64

from backoffice.access import Role
from backoffice.certificates.models import CertificateCategory
from backoffice.imports.columns import COLUMNS
from backoffice.units.models import Unit
from tests import cards, factories, families
from tests.applicants import ACCEPT, Application
from tests.stories import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden() -> CertificateCategory:
    found = CertificateCategory.objects.filter(is_sensitive=True).first()
    assert found
    return found


def result(answer):
    return next(iter(answer.data.values()))


def numbers(answer) -> list[str]:
    return [edge["node"]["number"] for edge in result(answer)["edges"]]


def test_certificates_are_found_by_number_municipality_and_category(api, hidden):
    plain, special = families.certificate(), families.certificate(category=hidden)
    clerk, elsewhere = families.clerk(), to_base64("Municipality", Unit.objects.get(code="novokuznetsk-city").pk)
    here = to_base64("Municipality", plain.issuer_id)

    assert numbers(api(clerk, "Certificates", number=plain.number)) == [plain.number]
    assert numbers(api(clerk, "Certificates", number=plain.number[:-1])) == []
    assert set(numbers(api(clerk, "Certificates", municipality=here))) == {plain.number, special.number}
    assert numbers(api(clerk, "Certificates", municipality=elsewhere)) == []
    assert numbers(api(clerk, "Certificates", category=hidden.code)) == [special.number]


def test_a_filter_does_not_tell_a_category_that_one_may_not_know(api, hidden):
    special = families.certificate(category=hidden)
    for who in (cards.operator(), cards.auditor()):
        assert special.number in numbers(api(who, "Certificates"))
        page = result(api(who, "Certificates", category=hidden.code))
        assert (page["edges"], page["totalCount"]) == ([], 0)


def test_categories_are_listed_as_far_as_one_may_know_them(api, hidden):
    def codes(who):
        return [each["code"] for each in result(api(who, "CertificateCategories"))]

    assert hidden.code in codes(families.clerk())
    assert hidden.code not in codes(cards.operator())
    assert codes(cards.operator())[0] == "GENERAL"
    assert api(None, "CertificateCategories").error_codes == ["UNAUTHENTICATED"]


def test_providers_and_programs_are_narrowed(api, people):
    Application()
    elsewhere = to_base64("Municipality", Unit.objects.get(code="novokuznetsk-city").pk)
    here = to_base64("Municipality", people["owner"].municipality_id)
    everywhere = result(api(people["clerk"], "Providers"))["edges"]
    for place in (here, elsewhere):
        found = result(api(people["clerk"], "Providers", municipality=place))["edges"]
        assert found == [edge for edge in everywhere if edge["node"]["municipality"]["id"] == place]
    owner, stranger = to_base64("Provider", people["owner"].pk), to_base64("Provider", 10**6)
    every = result(api(people["clerk"], "ProgramEditions"))["totalCount"]
    assert result(api(people["clerk"], "ProgramEditions", provider=owner))["totalCount"] == every
    assert result(api(people["clerk"], "ProgramEditions", provider=stranger))["totalCount"] == 0


def test_programs_are_searched_by_name(api, people):
    edition = Story(people).edition
    shown = result(api(people["clerk"], "ProgramEditions"))["totalCount"]
    found = result(api(people["clerk"], "ProgramEditions", text=edition.name.upper()))["edges"]
    assert to_base64("ProgramEdition", edition.pk) in [edge["node"]["id"] for edge in found]
    assert result(api(people["clerk"], "ProgramEditions", text="такой нет"))["totalCount"] == 0
    assert shown > 0


def test_the_history_of_a_provider_is_for_those_concerned_with_it(api):
    application = Application().submit().review(ACCEPT).suspend()
    given = to_base64("Provider", application.provider.pk)

    def happened(who):
        edges = result(api(who, "ProviderHistory", id=given))["history"]["edges"]
        return [(edge["node"]["what"], edge["node"]["note"]) for edge in edges]

    assert happened(application.clerk)[-1] == ("provider.suspended", "Проверка.")
    assert happened(application.applicant) == happened(application.clerk)
    neighbour = factories.member(Role.PROVIDER_MANAGER, factories.provider().unit)
    elsewhere = factories.member(Role.MUNICIPAL_CLERK, Unit.objects.get(code="belovo-city"))
    expert = factories.member(Role.QUALITY_EXPERT, Unit.objects.get(kind="REGIONAL_OPERATOR"))
    for other in (factories.user(), neighbour, elsewhere, expert):
        assert happened(other) == []
    assert api(None, "ProviderHistory", id=given).error_codes == ["UNAUTHENTICATED"]


def test_a_file_to_import_has_these_columns(api):
    assert result(api(families.clerk(), "ImportTemplate")) == [*COLUMNS.values()]
    assert api(None, "ImportTemplate").error_codes == ["UNAUTHENTICATED"]
