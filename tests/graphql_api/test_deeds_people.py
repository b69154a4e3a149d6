"""Each deed about a child's data succeeds as it is told, and for nobody of the neighbouring municipality."""

import pytest

from tests import families
from tests.conftest import codes
from tests.deeds_people import DEEDS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_by_who_may_and_by_no_neighbour(api, name):
    deed = DEEDS[name]({})
    assert codes(api(families.clerk("belovo-city"), deed.operation, input=deed.input)) == ["NOT_FOUND"]
    answer = api(deed.by, deed.operation, input=deed.input)
    assert not answer.errors
    (found,) = answer.data.values()
    assert "refusals" not in found, found
